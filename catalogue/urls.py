from django.urls import path

from catalogue.views import esamples, listing, markets, parts, prices, products

app_name = "catalogue"
urlpatterns = [
    path("", listing.product_list, name="list"),
    path("new/", products.create, name="create"),
    path("categories/", markets.categories, name="categories"),
    path("categories/new/", markets.category_new, name="category_new"),
    path("categories/<int:pk>/", markets.category_edit, name="category_edit"),
    path("markets/", markets.markets, name="markets"),
    path("markets/new/", markets.market_new, name="market_new"),
    path("markets/<int:pk>/", markets.market_edit, name="market_edit"),
    path("markets/<int:pk>/lines/", markets.line_add, name="line_add"),
    path("markets/<int:pk>/lines/<int:line_pk>/", markets.line_edit, name="line_edit"),
    path("markets/<int:pk>/lines/<int:line_pk>/remove/", markets.line_remove, name="line_remove"),
    path("e-samples/", esamples.esamples, name="esamples"),
    path("e-samples/new/", esamples.esample_new, name="esample_new"),
    path("e-samples/<int:pk>/", esamples.esample, name="esample"),
    path("e-samples/<int:pk>/renew/", esamples.esample_renew, name="esample_renew"),
    path("e-samples/<int:pk>/revoke/", esamples.esample_revoke, name="esample_revoke"),
    path("e-samples/<int:pk>/pdf/", esamples.esample_pdf, name="esample_pdf"),
    path("<int:pk>/", products.product, name="product"),
    path("<int:pk>/edit/", products.edit, name="edit"),
    path("<int:pk>/reviewed/", products.reviewed, name="reviewed"),
    path("<int:pk>/withdraw/", products.withdraw, name="withdraw"),
    path("<int:pk>/bring-back/", products.bring_back, name="bring_back"),
    path("<int:pk>/parameters/", products.parameters, name="parameters"),
    path("<int:pk>/stock/", products.stock, name="stock"),
    path("<int:pk>/cost/", products.cost, name="cost"),
    path("<int:pk>/prices/", prices.tier_add, name="tier_add"),
    path("<int:pk>/prices/<int:tier_pk>/", prices.tier_edit, name="tier_edit"),
    path("<int:pk>/prices/<int:tier_pk>/remove/", prices.tier_remove, name="tier_remove"),
    path("<int:pk>/pictures/", parts.picture_add, name="picture_add"),
    path("<int:pk>/pictures/<int:picture_pk>/", parts.picture, name="picture"),
    path("<int:pk>/pictures/<int:picture_pk>/small/", parts.picture_small, name="picture_small"),
    path("<int:pk>/pictures/<int:picture_pk>/first/", parts.picture_first, name="picture_first"),
    path("<int:pk>/pictures/<int:picture_pk>/remove/", parts.picture_remove, name="picture_remove"),
    path("<int:pk>/certificates/", parts.certificate_add, name="certificate_add"),
    path("<int:pk>/certificates/<int:certificate_pk>/", parts.certificate_edit, name="certificate_edit"),
    path("<int:pk>/certificates/<int:certificate_pk>/file/", parts.certificate_file, name="certificate_file"),
    path(
        "<int:pk>/certificates/<int:certificate_pk>/remove/",
        parts.certificate_remove,
        name="certificate_remove",
    ),
    path("<int:pk>/documents/", parts.document_add, name="document_add"),
    path("<int:pk>/documents/<int:document_pk>/", parts.document, name="document"),
    path("<int:pk>/documents/<int:document_pk>/remove/", parts.document_remove, name="document_remove"),
]

# Short addresses for buyers, beside the catalogue's own: they need no sign-in.
public_pages = (
    [
        path("<str:secret>/", esamples.show, name="show"),
        path("<str:secret>/pdf/", esamples.show_pdf, name="pdf"),
        path("<str:secret>/pictures/<int:picture_pk>/", esamples.show_picture, name="picture"),
    ],
    "esamples",
)
