"""Panels of this app on the pages of the apps below."""

from functools import partial
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from core.capabilities import Can
from core.panels import panel
from customers.page_columns import adds_column
from oversight.forms import RemarkForm
from oversight.models import ReadingOn, RemarkOn, SeenThing
from oversight.permissions import (
    can_coach,
    can_mark,
    can_remark,
    can_remark_reading,
    leads_record,
)
from oversight.readings import READINGS
from oversight.records import customer_of
from oversight.selectors.coaching import read_notes
from oversight.selectors.holidays import holidays_at
from oversight.selectors.remarks import remark_count, remarks_on, remarks_on_reading
from oversight.selectors.seen import Seen, newest_seen, read_seen, seen_of_page
from oversight.services import note_opened
from reports.permissions import was_handed_in_to

NEWEST = 3


# ── remarks ─────────────────────────────────────────────────────────────────
for _on in (RemarkOn.CUSTOMER, RemarkOn.INQUIRY, RemarkOn.QUOTE, RemarkOn.FOLLOW_UP):
    adds_column("remark_count", _on.value)(partial(remark_count, _on))


@panel("customer", "right", order=30)
def remarks_of_customer(request: HttpRequest, customer: Any) -> SafeString | None:
    """What who leads said to the customer's record: asked only of one that has something."""
    return _remarks(request, RemarkOn.CUSTOMER, customer)


@panel("inquiry", "side", order=30)
def remarks_of_inquiry(request: HttpRequest, inquiry: Any) -> SafeString | None:
    """What who leads said to the inquiry; one without a customer is nobody's yet."""
    return _remarks(request, RemarkOn.INQUIRY, inquiry) if customer_of(inquiry) else None


@panel("quote", "side", order=30)
def remarks_of_quote(request: HttpRequest, quote: Any) -> SafeString | None:
    """What who leads said to the quote."""
    return _remarks(request, RemarkOn.QUOTE, quote)


@panel("sample", "side", order=30)
def remarks_of_sample(request: HttpRequest, sample: Any) -> SafeString | None:
    """What who leads said to the sample."""
    return _remarks(request, RemarkOn.SAMPLE, sample)


@panel("order", "side", order=30)
def remarks_of_order(request: HttpRequest, order: Any) -> SafeString | None:
    """What who leads said to the order."""
    return _remarks(request, RemarkOn.ORDER, order)


@panel("proof", "side", order=30)
def remarks_of_proof(request: HttpRequest, proof: Any) -> SafeString | None:
    """What who leads said to the proof."""
    return _remarks(request, RemarkOn.PROOF, proof)


@panel("complaint", "side", order=30)
def remarks_of_complaint(request: HttpRequest, complaint: Any) -> SafeString | None:
    """What who leads said to the complaint."""
    return _remarks(request, RemarkOn.COMPLAINT, complaint)


@panel("visit", "side", order=30)
def remarks_of_visit(request: HttpRequest, visit: Any) -> SafeString | None:
    """What who leads said to the factory visit."""
    return _remarks(request, RemarkOn.VISIT, visit)


@panel("follow_up", "side", order=30)
def remarks_of_follow_up(request: HttpRequest, follow_up: Any) -> SafeString | None:
    """What who leads said to the follow-up."""
    return _remarks(request, RemarkOn.FOLLOW_UP, follow_up)


def _remarks(request: Any, on: RemarkOn, record: Any) -> SafeString | None:
    """The thread and a line to write, open to who leads the owner; the owner answers where something stands."""
    rows = list(remarks_on(record)) if getattr(record, "remark_count", 1) else []
    may_write = can_remark(request.user, record) and (bool(rows) or leads_record(request.user, record))
    return _thread(request, on, record, rows, may_write=may_write)


def _remarks_on_reading(on: ReadingOn, request: Any, reading: Any) -> SafeString | None:
    """The thread of what was handed in, as of a record; one query."""
    rows = list(remarks_on_reading(on, reading))
    may_write = can_remark_reading(request.user, reading) and (
        bool(rows) or was_handed_in_to(request.user, reading)
    )
    return _thread(request, on, reading, rows, may_write=may_write)


for _reading in ReadingOn:
    panel(_reading.value, "below", order=10)(partial(_remarks_on_reading, _reading))


def _thread(
    request: Any, on: RemarkOn | ReadingOn, record: Any, rows: list[Any], *, may_write: bool
) -> SafeString | None:
    if not rows and not may_write:
        return None
    url = reverse(f"oversight:remark_{on}", args=[record.pk])
    context = {"rows": rows, "form": RemarkForm() if may_write else None, "url": url}
    return render_to_string("oversight/remarks.html", context, request)


# ── what was seen ───────────────────────────────────────────────────────────
adds_column("newest_seen")(newest_seen)


@panel("customer", "above", order=10)
def seen_customer(request: Any, customer: Any) -> SafeString | None:
    """How far manager and boss have looked through the history; who does not lead reads it with the customer itself."""
    if leads_record(request.user, customer):
        return _seen(request, SeenThing.CUSTOMER, customer, may_mark=True)
    return _show_seen(request, seen_of_page(request.user, customer))


def _seen_reading(thing: SeenThing, request: Any, reading: Any) -> SafeString | None:
    """Who has looked at a report, a day, a digest, an A list or a record."""
    return _seen(request, thing, reading, may_mark=can_mark(request.user, reading))


for _thing in READINGS:
    panel(_thing.value, "above", order=10)(partial(_seen_reading, _thing))


def _seen(request: Any, thing: SeenThing, record: Any, *, may_mark: bool) -> SafeString | None:
    """Who has seen it; for the boss to open it is to see it, a manager says so with a click."""
    seen = read_seen(request.user, thing, record)
    by_opening = may_mark and bool(request.user.is_boss) and request.method == "GET"
    if by_opening:
        note_opened(actor=request.user, thing=thing, record=record, at=timezone.now())
    if not may_mark:
        return _show_seen(request, seen)
    url = reverse(f"oversight:seen_{thing}", args=[record.pk]) if may_mark and not by_opening else ""
    return _show_seen(request, seen, url=url, may_mark=True)


def _show_seen(request: Any, seen: Seen, *, url: str = "", may_mark: bool = False) -> SafeString | None:
    if not seen.others and not may_mark:
        return None
    context = {"seen": seen, "url": url, "may_mark": may_mark}
    return render_to_string("oversight/seen.html", context, request)


# ── coaching ────────────────────────────────────────────────────────────────
@panel("person", "side", order=20)
def coaching(request: HttpRequest, person: Any) -> SafeString | None:
    """The newest coaching notes, for who leads the person."""
    if not can_coach(request.user, person):
        return None
    context = {"person": person, "notes": read_notes(request.user, person)[:NEWEST]}  # type: ignore[arg-type]  # signed in
    return render_to_string("oversight/panel_coaching.html", context, request)


# ── on paper ────────────────────────────────────────────────────────────────
@panel("customer", "menu", order=60)
def history_on_paper(request: HttpRequest, customer: Any) -> SafeString:
    """The customer's history as a PDF."""
    return render_to_string("oversight/menu_history.html", {"customer": customer}, request)


# ── long holidays ───────────────────────────────────────────────────────────
@panel("today", "week", order=20)
def holiday_on_today(request: HttpRequest, person: Any) -> SafeString | None:
    """From the day on which a long holiday is told, and on the first days after one; no query but the policy's."""
    if request.user.pk != person.pk or not person.can(Can.WORK_WITH_CUSTOMERS):
        return None
    found = holidays_at(timezone.localdate())
    if not (found.is_told or found.over):
        return None
    return render_to_string("oversight/today_holiday.html", {"found": found}, request)
