"""Panels of this app on the pages of the apps below, and what of it waits on Today."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from core.panels import panel
from core.ui.addresses import address_of_each
from core.ui.formats import money
from core.waiting import WaitingRow, waiting_row, waits
from customers.models import TimelineEntry
from customers.timeline_words import Behind, register_behind, register_headline
from sales.models import Complaint, Order
from sales.order_words import due_row, event_words
from sales.permissions.orders import can_sell_to
from sales.selectors.orders import read_due_complaints, read_due_orders, read_open_complaints, read_orders_of


# ── orders ──────────────────────────────────────────────────────────────────
@panel("customer", "right", order=5)
def orders_of_customer(request: HttpRequest, customer: Any) -> SafeString:
    """The customer's orders and open complaints, and the way to a new one."""
    context = {
        "customer": customer, "rows": read_orders_of(request.user, customer), "today": timezone.localdate(),
        "complaints": read_open_complaints(request.user, customer), "may_sell": can_sell_to(request.user, customer),
    }  # fmt: skip
    return render_to_string("orders/panel.html", context, request)


@panel("inquiry", "menu", order=20)
def order_from_inquiry(request: HttpRequest, inquiry: Any) -> SafeString | None:
    """Write down the order that an inquiry led to."""
    if inquiry.customer is None or not can_sell_to(request.user, inquiry.customer):
        return None
    return render_to_string("orders/inquiry_menu.html", {"inquiry": inquiry}, request)


@waits(order=30)
def orders_waiting(viewer: Any, person: Any, today: date) -> Iterable[WaitingRow]:
    """Money, documents and steps of the person's running orders that are due within a week."""
    for order in read_due_orders(viewer, person, today):
        day, what = due_row(order)
        words = _("%(number)s %(what)s") % {"number": order.number, "what": what}
        yield waiting_row(words, order.get_absolute_url(), today=today, note=str(order.customer), due_on=day)


@waits(order=31)
def complaints_waiting(viewer: Any, person: Any, today: date) -> Iterable[WaitingRow]:
    """Complaints that are to be settled within a week."""
    for row in read_due_complaints(viewer, person, today):
        words = _("Complaint: %(subject)s") % {"subject": row.subject}
        yield waiting_row(
            words, row.get_absolute_url(), today=today, note=str(row.customer), due_on=row.due_on
        )


@register_headline(TimelineEntry.Kind.ORDER)
def order_headline(entry: TimelineEntry) -> str:
    """What happened to the order, or to a complaint."""
    return event_words(entry.values)


@register_behind("sales.order")
def orders_behind(user: Any, pks: set[int]) -> Mapping[int, Behind]:
    """Orders that the reader may see: the page, and what they come to."""
    rows = Order.objects.visible_to(user).filter(pk__in=pks).values_list("pk", "total", "currency")
    page = address_of_each("orders:detail")
    return {pk: Behind(page(pk), money(total, currency)) for pk, total, currency in rows}


@register_behind("sales.complaint")
def complaints_behind(user: Any, pks: set[int]) -> Mapping[int, Behind]:
    """Complaints that the reader may see."""
    rows = Complaint.objects.visible_to(user).filter(pk__in=pks).values_list("pk", flat=True)
    page = address_of_each("orders:complaint")
    return {pk: Behind(page(pk)) for pk in rows}
