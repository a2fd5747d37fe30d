"""The list of products."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from accounts.access import Request, refuse
from catalogue import permissions, services
from catalogue.models import Category
from catalogue.selectors.listing import ORDERS, PAGE_SIZE, SHOWS, ListQuery, read_list
from catalogue.selectors.words import part_words
from core.access import allow
from core.capabilities import Can
from core.text import clean_line
from core.ui.answers import next_url

TILES = "tiles"


@allow(Can.READ_CATALOGUE, "GET")
def product_list(request: Request) -> HttpResponse:
    """The products, by words, category, and what is the matter with them; as a table or as pictures."""
    query = read_query(request.GET)
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
        "all_url": f"{reverse('catalogue:esample_new')}{_url(query, view='', all=1)}",
        "takes_all": 0 < found.total <= services.MOST_PRODUCTS and query.show != "withdrawn",
        "clear_url": _url(ListQuery(show=query.show, is_tiles=query.is_tiles)),
        "orders": [("", _("by model")), ("newest", _("newest first")), ("reviewed", _("longest not looked through"))],
        "is_filtered": bool(query.text or query.category or query.show),
        "may_write": permissions.can_write_product(request.user),
        "may_send": permissions.can_send_esample(request.user),
        "may_tick": permissions.can_send_esample(request.user) or permissions.can_write_product(request.user),
        "may_rank": request.user.can(Can.RANK_PRODUCTS),
        "may_keep_markets": permissions.can_keep_markets(request.user),
    }  # fmt: skip
    return render(request, "catalogue/list.html", context)


@allow(Can.READ_CATALOGUE, "POST")
def ticked(request: Request) -> HttpResponse:
    """What is done with the ticked products: an e-sample of them, or "looked through, still right" (S29, S31)."""
    ids = [pk for pk in request.POST.getlist("product") if pk.isdecimal() and len(pk) < 12][:PAGE_SIZE]
    if request.POST.get("do") != "reviewed":
        _require(request, permissions.can_send_esample)
        return redirect(f"{reverse('catalogue:esample_new')}?{urlencode({'product': ids}, doseq=True)}")
    _require(request, permissions.can_write_product)
    count = services.review_products(actor=request.user, products=map(int, ids), at=timezone.now())
    text = ngettext(
        "%(count)d product looked through today.", "%(count)d products looked through today.", count
    )
    messages.success(request, text % {"count": count})
    return redirect(next_url(request, reverse("catalogue:list")))


def _require(request: Request, may: Callable[[Any], bool]) -> None:
    if not may(request.user):
        refuse(request.user, None, may.__name__)


def read_query(data: QueryDict) -> ListQuery:
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
        "": _("Offered"), "new": pgettext("product", "New"), "incomplete": _("Incomplete"), "no_points": _("No selling points"),
        "stale": _("To look through"), "low": _("Samples low"), "withdrawn": pgettext("product", "Withdrawn"),
    }  # fmt: skip
    return [
        {"label": label, "url": _url(query, show=show), "is_current": show == query.show, "count": counts[show]}
        for show, label in labels.items()
    ]  # fmt: skip
