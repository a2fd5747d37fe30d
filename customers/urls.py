from django.urls import path

from customers.views import actions, editing, exports, listing, looking, record, twins

app_name = "customers"
urlpatterns = [
    path("", listing.customer_list, name="list"),
    path("new/", editing.create, name="create"),
    path("lookup/", looking.lookup, name="lookup"),
    path("find/", looking.find, name="find"),
    path("bulk/", listing.bulk, name="bulk"),
    path("export/", exports.export, name="export"),
    path("exports/", exports.exports, name="exports"),
    path("exports/<int:pk>/file/", exports.export_file, name="export_file"),
    path("views/", listing.save_view, name="views_save"),
    path("views/<int:pk>/delete/", listing.delete_view, name="views_delete"),
    path("twins/", twins.twins, name="twins"),
    path("twins/<int:pk>/", twins.twin_decide, name="twin_decide"),
    path("contacts/<int:pk>/", actions.contact_edit, name="contact_edit"),
    path("contacts/<int:pk>/primary/", actions.contact_primary, name="contact_primary"),
    path("contacts/<int:pk>/vcard/", exports.contact_vcard, name="contact_vcard"),
    path("<int:pk>/", record.customer_detail, name="detail"),
    path("<int:pk>/edit/", editing.edit, name="edit"),
    path("<int:pk>/grade/", actions.grade, name="grade"),
    path("<int:pk>/stage/", actions.stage, name="stage"),
    path("<int:pk>/owner/", actions.owner, name="owner"),
    path("<int:pk>/timeline/", record.timeline, name="timeline"),
    path("<int:pk>/contacts/", actions.contact_add, name="contact_add"),
    path("<int:pk>/files/", actions.file_add, name="file_add"),
    path("<int:pk>/files/<int:file_pk>/", actions.file, name="file"),
]
