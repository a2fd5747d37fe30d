"""What the catalogue adds to Ctrl K."""

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from catalogue.selectors.finding import find_products
from core.panels import panel


@panel("find", "results", order=30)
def found_products(request: HttpRequest, query: Any) -> SafeString | None:
    """Products by model, name or keyword."""
    rows = find_products(request.user, query, with_withdrawn=True)
    return render_to_string("catalogue/_found.html", {"rows": rows}, request=request) if rows else None
