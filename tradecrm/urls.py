"""The map of the house: each app under its own path."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from catalogue.urls import public_pages
from core.views_gallery import gallery
from customers.urls import handover_pages
from sales.urls import insight_pages, order_pages, quote_pages, sample_pages

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("followups.urls")),
    path("", include("accounts.urls")),
    path("catalogue/", include("catalogue.urls")),
    path("e/", include(public_pages)),
    path("customers/", include("customers.urls")),
    path("", include(handover_pages)),
    path("inquiries/", include("inquiries.urls")),
    path("orders/", include(order_pages)),
    path("quotes/", include(quote_pages)),
    path("samples/", include(sample_pages)),
    path("", include(insight_pages)),
    path("reports/", include("reports.urls")),
    path("briefings/", include("briefings.urls")),
    path("", include("core.urls")),
]

handler500 = "core.views.server_error"

if settings.DEBUG:
    urlpatterns.append(path("look/", gallery, name="gallery"))
