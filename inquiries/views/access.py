"""From an id to an inquiry, and the one answer after each action."""

from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django_htmx.http import HttpResponseClientRedirect

from accounts.access import Request, get_visible_or_404, hide, note_read, require
from customers.page_columns import page_columns
from inquiries.models import BuyerMessage, Inquiry, InquiryLine, Reply
from inquiries.permissions import can_act

FULL = (
    Inquiry.objects.select_related("customer", "contact", "owner__team", "created_by")
    .prefetch_related(Prefetch("lines", InquiryLine.objects.order_by("pk")))
)  # fmt: skip


def get_inquiry(request: Request, pk: int, *, is_noted: bool = True) -> Inquiry:
    """Return an inquiry that the person may see; else 404. Reading it is noted, unless the caller records more than that."""
    inquiry = get_visible_or_404(FULL.annotate(**page_columns("inquiry")), request.user, pk)
    if is_noted and request.method in {"GET", "HEAD"}:
        note_read("inquiries.read", user=request.user, record=inquiry, at=timezone.now())
    return inquiry


def get_own_inquiry(request: Request, pk: int) -> Inquiry:
    """Return one that the person may act on: 404 when hidden, 403 when only readable."""
    inquiry = get_inquiry(request, pk)
    require(request.user, can_act, inquiry)
    return inquiry


def get_assignable(request: Request, pk: int) -> Inquiry:
    """Return an inquiry that the person may assign: a visible one, or one that nobody holds (permissions.md)."""
    return Inquiry.objects.heads_for(request.user).filter(pk=pk).first() or get_inquiry(request, pk)


def get_message(request: Request, inquiry: Inquiry, pk: int) -> BuyerMessage:
    """Return a message of this inquiry; else 404."""
    message = inquiry.messages.select_related("inquiry__owner__team").filter(pk=pk).first()
    if message is None:
        hide(request.user, f"inquiries.buyermessage:{pk}")
    return message


def get_reply(request: Request, inquiry: Inquiry, pk: int) -> Reply:
    """Return a reply of this inquiry; else 404."""
    reply = inquiry.replies.filter(pk=pk).first()
    if reply is None:
        hide(request.user, f"inquiries.reply:{pk}")
    return reply


def done(request: Request, inquiry: Inquiry) -> HttpResponse:
    """Go to the inquiry's page, by htmx or without."""
    if request.htmx:
        return HttpResponseClientRedirect(inquiry.get_absolute_url())
    return redirect(inquiry)
