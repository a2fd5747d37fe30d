"""Remarks on records, and marks of what was seen."""

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
from oversight.models import RemarkOn, SeenThing
from oversight.permissions import can_mark, can_remark, leads_record
from oversight.readings import address_of_reading, readings_of
from oversight.records import rows_of
from oversight.selectors.remarks import remarks_on


@allow(Can.WORK_WITH_CUSTOMERS, "POST")
def remark(request: Request, pk: int, on: str) -> HttpResponse:
    """Say something to the record, or answer; an empty one comes back with what is wrong."""
    record = get_visible_or_404(rows_of(RemarkOn(on)), request.user, pk)
    require(request.user, can_remark, record)
    form = RemarkForm(request.POST)
    if not form.is_valid():
        context = {"form": form, "record": record, "rows": remarks_on(record), "url": request.path}
        return render(request, "oversight/remark.html", context, status=422)
    try:
        services.write_remark(actor=request.user, record=record, at=timezone.now(), **form.cleaned_data)
    except AlreadySubmitted as done:
        return redirect(done.url)
    messages.success(request, _("Comment sent"))
    return redirect(f"{record.get_absolute_url()}#remarks")


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
