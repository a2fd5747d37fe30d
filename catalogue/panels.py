"""What the catalogue adds to Ctrl K, and what of it waits on Today."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalogue.selectors.finding import find_products
from catalogue.selectors.listing import count_stale, oldest_fresh
from core import policy
from core.capabilities import Can
from core.company import SECTION as COMPANY
from core.panels import panel
from core.ui.formats import short_day
from core.waiting import WaitingRow, waits


@panel("find", "results", order=30)
def found_products(request: HttpRequest, query: Any) -> SafeString | None:
    """Products by model, name or keyword."""
    rows = find_products(request.user, query, with_withdrawn=True)
    return render_to_string("catalogue/_found.html", {"rows": rows}, request=request) if rows else None


@waits(order=70)
def products_to_look_through(viewer: Any, person: Any, today: date) -> Iterable[WaitingRow]:
    """How many products were not looked through for long (S31), for assistants, who keep them; managers get the week's notice."""
    if not person.is_assistant or not viewer.can(Can.WRITE_CATALOGUE):
        return
    if count := count_stale(today):
        words = ngettext(
            "Look %(count)d product through again", "Look %(count)d products through again", count
        )
        yield WaitingRow(words % {"count": count}, f"{reverse('catalogue:list')}?show=stale&order=reviewed")


@waits(order=71)
def company_to_look_through(viewer: Any, person: Any, today: date) -> Iterable[WaitingRow]:
    """The company's profile, where nobody looked it through for as long (S31): who may change it."""
    if not person.is_manager or not viewer.can(Can.WRITE_POLICY):
        return
    at = policy.confirmed_at(COMPANY)
    if at is not None and at < oldest_fresh(today):
        note = _("last looked through %(day)s") % {"day": short_day(at)}
        yield WaitingRow(
            _("Look the company profile through again"), reverse("core:policy", args=[COMPANY]), note
        )
