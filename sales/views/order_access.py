"""From an id to an order or complaint, the words of refusals, and the one answer after each action."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.access import Request, get_visible_or_404, note_read, require
from customers.views.answers import READS, go_to
from sales.models import Complaint, Order
from sales.permissions.orders import can_work_on
from sales.services.order_errors import OrderRefused

REFUSALS: dict[str, Any] = {
    "no_lines": _("Write down at least one line of goods first."),
    "no_total": _("The goods cost nothing. Only a sample order may."),
    "not_draft": _("This order is no draft any more."),
    "not_running": _("Not possible in this state of the order."),
    "too_late": _("The goods have left: it cannot be cancelled any more."),
    "no_reason": _("Say why."),
    "in_future": _("That is still to come."),
    "before_order": _("That is before the day of the order."),
    "more_than_owed": _("That is more than is owed. If the buyer really paid it, tick the box below."),
    "more_than_received": _("That is more than has come in."),
    "no_amount": _("Too small for this currency."),
    "too_large": _("This amount is too large."),
    "already_void": _("It is struck out already."),
    "money_open": _("Money is still to come in. If the order is to be completed all the same, tick the box."),
    "no_documents": _("Goods are shipped with documents: the number of the bill of lading or waybill."),
    "split_empty": _("Somebody has to have the result."),
    "split_twice": _("Each person once."),
    "split_not_positive": _("Each part has to be more than nothing."),
    "split_not_hundred": _("The parts have to add up to 100."),
    "not_four": _("Write all four steps first: plan, do, check, improve."),
    "closed": _("It is closed. Open it again to write on."),
    "foreign_contact": _("Not a contact person of this customer."),
    "foreign_inquiry": _("Not an inquiry of this customer."),
    "foreign_order": _("Not an order of this customer."),
    "foreign_quote": _("Not a quote of this customer."),
    "no_place": _("An Incoterm has a named place, for example FOB Ningbo."),
    "total_below_received": _("The buyer has paid more than this total. Record what goes back first."),
    "not_from_here": _("Somebody changed the order meanwhile. Look again."),
    "before_last": _("That is before the step that comes before it."),
    "not_last": _("There is no step to take back."),
}


def get_order(request: Request, pk: int) -> Order:
    """Return an order that the person may see; else 404. Reading somebody else's is noted."""
    rows = Order.objects.select_related("customer__owner__team", "contact", "inquiry", "quote_version__quote")
    order = get_visible_or_404(rows, request.user, pk)
    if request.method in READS:
        note_read("sales.order_read", user=request.user, record=order, at=timezone.now())
    return order


def get_own_order(request: Request, pk: int) -> Order:
    """Return one that the person may write to: 404 when hidden, 403 when only readable."""
    order = get_order(request, pk)
    require(request.user, can_work_on, order)
    return order


def get_complaint(request: Request, pk: int) -> Complaint:
    """Return a complaint that the person may see; else 404. Reading somebody else's is noted."""
    rows = Complaint.objects.select_related("customer__owner__team", "order", "created_by", "closed_by")
    complaint = get_visible_or_404(rows, request.user, pk)
    if request.method in READS:
        note_read("sales.complaint_read", user=request.user, record=complaint, at=timezone.now())
    return complaint


def add_refusal(form: forms.BaseForm, refusal: OrderRefused) -> None:
    """Put a refusal at its field, or above the form."""
    form.add_error(refusal.field if refusal.field in form.fields else None, word_refusal(refusal))


def word_refusal(refusal: OrderRefused) -> str:
    """Return why, in the active language."""
    return str(REFUSALS[refusal.code])


def to_order(request: Request, order: Order) -> HttpResponse:
    """Go to the order's page, by htmx or without."""
    return go_to(request, order.get_absolute_url())
