"""Remarks on records and on what was handed in, and marks of what was seen."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import Request, allow, get_visible_or_404, require
from core.capabilities import Can
from core.forms_once import AlreadySubmitted
from customers.models import Customer
from oversight import services
from oversight.forms import RemarkForm
from oversight.models import ReadingOn, RemarkOn, SeenThing
from oversight.permissions import can_mark, can_remark, can_remark_reading, leads_record
from oversight.readings import address_of_reading, heading_of_reading, readings_of
from oversight.records import rows_of
from oversight.selectors.remarks import remarks_on, remarks_on_reading


@allow(Can.WORK_WITH_CUSTOMERS, "POST")
def remark(request: Request, pk: int, on: str) -> HttpResponse:
    """Say something to the record, or answer; an empty one comes back with what is wrong."""
    record = get_visible_or_404(rows_of(RemarkOn(on)), request.user, pk)
    require(request.user, can_remark, record)
    page = {"name": record, "back": record.get_absolute_url(), "rows": remarks_on(record)}
    return _say(request, page, partial(services.write_remark, record=record))


@allow(Can.WORK_WITH_CUSTOMERS, "POST")
def remark_reading(request: Request, pk: int, on: str) -> HttpResponse:
    """Say something to what was handed in, or answer; as `remark`."""
    found = ReadingOn(on)
    reading = get_visible_or_404(readings_of(found), request.user, pk)
    require(request.user, can_remark_reading, reading)
    page = {
        "name": heading_of_reading(found, reading), "back": address_of_reading(found, reading), "rows": remarks_on_reading(found, reading),
    }  # fmt: skip
    return _say(request, page, partial(services.write_reading_remark, on=found, reading=reading))


def _say(request: Request, page: dict[str, Any], write: Callable[..., Any]) -> HttpResponse:
    form = RemarkForm(request.POST)
    if not form.is_valid():
        context = {**page, "form": form, "url": request.path}
        return render(request, "oversight/remark.html", context, status=422)
    try:
        write(actor=request.user, at=timezone.now(), **form.cleaned_data)
    except AlreadySubmitted as done:
        return redirect(done.url)
    messages.success(request, _("Comment sent"))
    return redirect(f"{page['back']}#remarks")


@allow(Can.WORK_WITH_CUSTOMERS, "POST")
def seen_customer(request: Request, pk: int) -> HttpResponse:
    """Seen up to here: the customer's history."""
    record = get_visible_or_404(Customer.objects.current().select_related("owner__team"), request.user, pk)
    require(request.user, leads_record, record)
    return _mark(request, SeenThing.CUSTOMER, record)


@allow(Can.CHASE_REPORTS, "POST")
def seen(request: Request, pk: int, thing: str) -> HttpResponse:
    """Seen: what somebody else handed in (`oversight.readings`)."""
    found = SeenThing(thing)
    record = get_visible_or_404(readings_of(found), request.user, pk)
    require(request.user, can_mark, record)
    return _mark(request, found, record)


def _mark(request: Request, thing: SeenThing, record: Any) -> HttpResponse:
    services.mark_seen(actor=request.user, thing=thing, record=record, at=timezone.now())
    messages.success(request, _("Marked as seen"))
    return redirect(address_of_reading(thing, record))
