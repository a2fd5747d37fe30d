"""Opening a quote, its steps, and sending it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import Request, get_visible_or_404, require
from core.access import allow
from core.capabilities import Can
from core.forms_once import AlreadySubmitted
from customers.models import Channel, Customer
from inquiries.domain.reply_clock import ReplyTimeError
from inquiries.services import ChannelReasonNeeded
from inquiries.services.replies import faxes_answered_by
from inquiries.views.actions import REPLY_ERRORS
from sales.forms.quote_steps import DeclineForm, OpenForm, SendBackForm, SendForm
from sales.models import Quote
from sales.permissions.quotes import can_approve_prices, can_quote
from sales.services import quote_costs, quote_outcomes, quote_steps
from sales.services.quote_opening import open_quote
from sales.services.quote_sending import Sending, send_quote
from sales.services.quote_values import QuoteRefused
from sales.views.quote_access import done, get_own_quote, get_quote
from sales.views.quote_words import word_refusal


@allow(Can.WORK_WITH_CUSTOMERS, "POST")
def open_for(request: Request, pk: int) -> HttpResponse:
    """Begin a quote for a customer, from one of its inquiries or from nothing."""
    customer = get_visible_or_404(Customer.objects.select_related("owner__team"), request.user, pk)
    require(request.user, can_quote, customer)
    form = OpenForm(request.POST, user=request.user, customer=customer)
    if not form.is_valid():
        return render(request, "quotes/open.html", {"customer": customer, "form": form}, status=422)
    data = form.cleaned_data
    try:
        quote = open_quote(
            actor=request.user,
            customer=customer,
            inquiry=data["inquiry"],
            form_token=data["form_token"],
            at=timezone.now(),
        )
    except AlreadySubmitted as error:
        return redirect(error.url)
    return done(request, quote)


def _take(request: Request, quote: Quote, step: Callable[[datetime], Any], told: str) -> HttpResponse:
    """Take a step and go back to the quote; a refused one says why."""
    try:
        step(timezone.now())
    except QuoteRefused as error:
        messages.error(request, word_refusal(error.code))
    else:
        messages.success(request, told)
    return done(request, quote)


@allow(Can.WORK_WITH_CUSTOMERS, "POST")
def ask_cost(request: Request, pk: int) -> HttpResponse:
    """Ask production what it costs."""
    quote = get_own_quote(request, pk)
    return _take(
        request,
        quote,
        lambda at: quote_costs.ask_cost(actor=request.user, quote=quote, at=at),
        _("Production is asked"),
    )


@allow(Can.WORK_WITH_CUSTOMERS, "POST")
def confirm(request: Request, pk: int) -> HttpResponse:
    """Say that it is right as it stands."""
    quote = get_own_quote(request, pk)
    return _take(
        request,
        quote,
        lambda at: quote_steps.confirm_quote(actor=request.user, quote=quote, at=at),
        _("Confirmed"),
    )


@allow(Can.APPROVE_PRICES, "POST")
def approve(request: Request, pk: int) -> HttpResponse:
    """Let prices below the floor pass."""
    quote = get_quote(request, pk)
    require(request.user, can_approve_prices, quote)
    return _take(
        request,
        quote,
        lambda at: quote_steps.approve_quote(actor=request.user, quote=quote, at=at),
        _("Approved"),
    )


def can_send_back(user: Any, quote: Quote) -> bool:
    """Who works on it, and who may approve its prices."""
    return quote_steps.may_send_back(user, quote)


@allow(Can.WORK_WITH_CUSTOMERS, "POST")
def change(request: Request, pk: int) -> HttpResponse:
    """Take the confirmation back."""
    quote = get_quote(request, pk)
    require(request.user, can_send_back, quote)
    form = SendBackForm(request.POST)
    if not form.is_valid():
        return render(request, "quotes/back.html", {"quote": quote, "back_form": form}, status=422)
    reason = form.cleaned_data["reason"]
    return _take(
        request, quote, lambda at: quote_steps.change_quote(actor=request.user, quote=quote, reason=reason, at=at), _("Open for changes again")
    )  # fmt: skip


@allow(Can.WORK_WITH_CUSTOMERS, "POST")
def renew(request: Request, pk: int) -> HttpResponse:
    """Begin the next version."""
    quote = get_own_quote(request, pk)
    return _take(
        request,
        quote,
        lambda at: quote_steps.renew_quote(actor=request.user, quote=quote, at=at),
        _("A new version to change"),
    )


@allow(Can.WORK_WITH_CUSTOMERS, "POST")
def drop(request: Request, pk: int) -> HttpResponse:
    """Forget the version that was never sent."""
    quote = get_own_quote(request, pk)
    customer = quote.customer
    try:
        left = quote_steps.drop_quote(actor=request.user, quote=quote, at=timezone.now())
    except QuoteRefused as error:
        messages.error(request, word_refusal(error.code))
        return done(request, quote)
    messages.success(request, _("Dropped"))
    return redirect(left or customer)


@allow(Can.WORK_WITH_CUSTOMERS, "POST")
def accept(request: Request, pk: int) -> HttpResponse:
    """The buyer takes it."""
    quote = get_own_quote(request, pk)
    return _take(
        request,
        quote,
        lambda at: quote_outcomes.accept_quote(actor=request.user, quote=quote, at=at),
        _("Accepted"),
    )


@allow(Can.WORK_WITH_CUSTOMERS, "POST")
def decline(request: Request, pk: int) -> HttpResponse:
    """The buyer does not, and why."""
    quote = get_own_quote(request, pk)
    form = DeclineForm(request.POST)
    if not form.is_valid():
        return render(request, "quotes/decline.html", {"quote": quote, "decline_form": form}, status=422)
    values = form.cleaned_data
    return _take(
        request, quote, lambda at: quote_outcomes.decline_quote(actor=request.user, quote=quote, at=at, **values), _("Declined")
    )  # fmt: skip


def send_form(quote: Quote, data: Any = None, form: type[SendForm] = SendForm) -> SendForm:
    """Return the form of sending: a fax asks to be answered by fax (rules.md §3)."""
    inquiry = quote.inquiry
    has_fax = inquiry is not None and faxes_answered_by(inquiry, timezone.now()).exists()
    channel = Channel.FAX if has_fax else inquiry.channel if inquiry is not None else Channel.EMAIL
    initial = {"channel": channel, "contact": quote.contact_id}
    return form(data, quote=quote, needs_fax=has_fax, initial=initial)


@allow(Can.WORK_WITH_CUSTOMERS, "POST")
def send(request: Request, pk: int) -> HttpResponse:
    """Record that it went out: the clock stops."""
    quote = get_own_quote(request, pk)
    form = send_form(quote, request.POST)
    if form.is_valid() and (told := _send(request, quote, form)):
        messages.success(request, told)
        return done(request, quote)
    return render(request, "quotes/send.html", {"quote": quote, "send_form": form}, status=422)


def _send(request: Request, quote: Quote, form: SendForm) -> str:
    """Record it and return what to tell; "" when it was refused, the reason standing in the form."""
    at, token = timezone.now(), form.cleaned_data["form_token"]

    def send() -> None:
        send_quote(
            actor=request.user, quote=quote, sending=sending_of(request, form, at), at=at, form_token=token
        )

    return _("Recorded as sent") if is_sent(form, send) else ""


def sending_of(request: Request, form: SendForm, at: datetime) -> Sending:
    """Return how it goes out, as the valid form says."""
    data = form.cleaned_data
    return Sending(
        data["channel"],
        data["contact"],
        data["sent_at"] if request.POST.get("sent_at") else at,
        data.get("other_channel_reason", ""),
    )


def is_sent(form: SendForm, send: Callable[[], None]) -> bool:
    """Send, once; where it is refused, the reason stands at its place in the form."""
    try:
        send()
    except AlreadySubmitted:
        return True
    except ReplyTimeError as error:
        form.add_error("sent_at", REPLY_ERRORS[error.code])
    except ChannelReasonNeeded:
        form.add_error("other_channel_reason", _("A fax is answered by fax. By another way, say why."))
    except QuoteRefused as error:
        form.add_error(None, word_refusal(error.code))
    else:
        return True
    return False
