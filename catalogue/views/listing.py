"""The list of products."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.access import Request
from catalogue import permissions
from catalogue.models import Category
from catalogue.selectors.listing import ORDERS, SHOWS, ListQuery, read_list
from catalogue.selectors.words import part_words
from core.access import allow
from core.capabilities import Can
from core.text import clean_line

TILES = "tiles"


@allow(Can.READ_CATALOGUE, "GET")
def product_list(request: Request) -> HttpResponse:
    """The products, by words, category, and what is the matter with them; as a table or as pictures."""
    query = _read_query(request.GET)
    found = read_list(request.user, query, at=timezone.now())
    context = {
        "query": query,
        "listing": found,
        "rows": [(row, [part_words(part) for part in row.completeness.missing]) for row in found.rows],
        "tabs": _tabs(query, found.counts),
        "categories": Category.objects.visible_to(request.user),
        "last": found.first + len(found.rows) - 1 if found.rows else 0,
        "prev_url": _url(query, page=query.page - 1) if query.page > 1 else "",
        "next_url": _url(query, page=query.page + 1) if found.has_next else "",
        "other_view_url": _url(query, view="" if query.is_tiles else TILES),
        "clear_url": _url(ListQuery(show=query.show, is_tiles=query.is_tiles)),
        "orders": [("", _("by model")), ("newest", _("newest first")), ("reviewed", _("longest not looked through"))],
        "is_filtered": bool(query.text or query.category or query.show),
        "may_write": permissions.can_write_product(request.user),
        "may_send": permissions.can_send_esample(request.user),
        "may_keep_markets": permissions.can_keep_markets(request.user),
    }  # fmt: skip
    return render(request, "catalogue/list.html", context)


def _read_query(data: QueryDict) -> ListQuery:
    """Read the list's address; what is nonsense in it is left out."""
    category, page = data.get("category", ""), data.get("page", "")
    show, order = data.get("show", ""), data.get("order", "")
    return ListQuery(
        text=clean_line(data.get("q", ""))[:200],
        category=int(category) if category.isdecimal() and len(category) < 12 else None,
        show=show if show in SHOWS else "",
        order=order if order in ORDERS else "",
        is_tiles=data.get("view") == TILES,
        page=max(1, int(page)) if page.isdecimal() and len(page) < 6 else 1,
    )


def _url(query: ListQuery, **other: Any) -> str:
    parts = {
        "q": query.text, "category": query.category, "show": query.show, "order": query.order,
        "view": TILES if query.is_tiles else "",
    } | other  # fmt: skip
    kept = {name: value for name, value in parts.items() if value and not (name == "page" and value == 1)}
    return f"?{urlencode(kept)}"


def _tabs(query: ListQuery, counts: dict[str, int]) -> list[dict[str, Any]]:
    labels = {
        "": _("Offered"), "new": pgettext("product", "New"), "incomplete": _("Incomplete"), "stale": _("To look through"),
        "low": _("Samples low"), "withdrawn": pgettext("product", "Withdrawn"),
    }  # fmt: skip
    return [
        {"label": label, "url": _url(query, show=show), "is_current": show == query.show, "count": counts[show]}
        for show, label in labels.items()
    ]  # fmt: skip
