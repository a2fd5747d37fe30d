"""What is done to an inquiry: each view fetches it scoped, binds its form and calls one service."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.access import Request, require
from core.access import allow
from core.capabilities import Can
from core.domain.steps import StepRefused
from core.drafts import drop_draft
from core.forms_once import AlreadySubmitted
from customers.permissions import can_grade_customer
from customers.views.answers import go_to
from inquiries import permissions, services
from inquiries.domain.reply_clock import ReplyTimeError
from inquiries.forms.record import (
    AssignForm,
    CloseForm,
    GradeForm,
    JudgeForm,
    MessageForm,
    ReasonForm,
    ReceivedForm,
    RepliedForm,
)
from inquiries.models import Inquiry
from inquiries.selectors.clocks import count_stopped
from inquiries.selectors.reading import message_of
from inquiries.views.access import (
    done,
    get_assignable,
    get_inquiry,
    get_message,
    get_own_inquiry,
    get_reply,
)  # fmt: skip
from inquiries.views.record import PAGE, message_draft, page_of, reply_draft, reply_form

REPLY_ERRORS = {
    "before_message": gettext_lazy("That is before the buyer wrote."),
    "in_future": gettext_lazy("That is still to come."),
}
STEP_ERRORS = {
    "not_from_here": gettext_lazy("Somebody changed the inquiry meanwhile. Look again."),
    "unanswered": gettext_lazy(
        "Not answered yet: answer first. Without an answer it can only be closed as invalid."
    ),
    "no_customer": gettext_lazy("It has no customer yet."),
    "no_reason": gettext_lazy("Choose the reason."),
}


def _again(request: Request, inquiry: Inquiry, at: datetime, opens: str, **forms: Any) -> HttpResponse:
    """Show the page with the form that could not be saved, nothing lost."""
    return render(request, PAGE, page_of(request, inquiry, at, opens=opens, **forms), status=422)


@allow(Can.WORK_WITH_CUSTOMERS, "POST")
def reply(request: Request, pk: int) -> HttpResponse:
    """Record the reply that stops the clock."""
    inquiry, at = get_own_inquiry(request, pk), timezone.now()
    form = reply_form(inquiry, request.POST)
    if form.is_valid() and (told := _record(request, inquiry, form, at)):
        drop_draft(request.user, reply_draft(inquiry))
        messages.success(request, told)
        return done(request, inquiry)
    return _again(request, inquiry, at, "reply", reply_form=form)


def _record(request: Request, inquiry: Inquiry, form: Any, at: datetime) -> str:
    """Record the reply and return what to tell; "" when it was refused, the reason standing at its field."""
    data = form.cleaned_data
    try:
        recorded = services.record_reply(
            actor=request.user, inquiry=inquiry, channel=data["channel"], text=data["text"], contact=data["contact"],
            replied_at=data["replied_at"] if request.POST.get("replied_at") else at, at=at,
            other_channel_reason=data.get("other_channel_reason", ""), is_sent=data["is_sent"],
            form_token=data["form_token"],
        )  # fmt: skip
    except AlreadySubmitted:
        return _("Recorded as the reply")
    except services.EmptyReply:
        form.add_error("text", _("Write what you answered, or tick that it was sent from the mailbox."))
    except ReplyTimeError as error:
        form.add_error("replied_at", REPLY_ERRORS[error.code])
    except services.ChannelReasonNeeded:
        form.add_error("other_channel_reason", _("A fax is answered by fax. By another way, say why."))
    else:
        return _word_stopped(count_stopped(recorded))
    return ""


def _word_stopped(count: int) -> str:
    if not count:
        return _("Recorded as the reply; no clock was running")
    return ngettext(
        "Recorded as the reply; %(count)d clock stopped",
        "Recorded as the reply; %(count)d clocks stopped",
        count,
    ) % {"count": count}


@allow(Can.WORK_WITH_CUSTOMERS, "POST")
def message_add(request: Request, pk: int) -> HttpResponse:
    """Log a further message of the buyer: a new clock, and the inquiry opens again."""
    inquiry, at = get_own_inquiry(request, pk), timezone.now()
    form = MessageForm(request.POST, inquiry=inquiry)
    if not form.is_valid():
        return _again(request, inquiry, at, "message", message_form=form)
    data = form.cleaned_data
    words, _points = message_of(data["text"], at=at)
    received_at = min(data["received_at"], at)
    values = services.MessageValues(received_at, data["channel"], words, data["text"])
    try:
        services.add_message(
            actor=request.user,
            inquiry=inquiry,
            values=values,
            contact=data["contact"],
            at=at,
            form_token=data["form_token"],
        )
    except AlreadySubmitted:
        return done(request, inquiry)
    drop_draft(request.user, message_draft(inquiry))
    messages.success(request, _("Saved; its clock runs from the time of arrival"))
    return done(request, inquiry)


@allow(Can.WORK_WITH_CUSTOMERS, "POST")
def close(request: Request, pk: int) -> HttpResponse:
    """Close as won, lost or invalid."""
    inquiry, at = get_own_inquiry(request, pk), timezone.now()
    form = CloseForm(request.POST, inquiry=inquiry)
    if form.is_valid():
        data = form.cleaned_data
        try:
            services.close_inquiry(
                actor=request.user,
                inquiry=inquiry,
                state=data["state"],
                reason=form.reason,
                note=data["note"],
                at=at,
            )
        except StepRefused as error:
            form.add_error("state", STEP_ERRORS[error.code])
        else:
            messages.success(request, _("Closed"))
            return done(request, inquiry)
    return _again(request, inquiry, at, "close", close_form=form)


@allow(Can.WORK_WITH_CUSTOMERS, "POST")
def reopen(request: Request, pk: int) -> HttpResponse:
    """Open a closed inquiry again."""
    inquiry, at = get_own_inquiry(request, pk), timezone.now()
    try:
        services.reopen_inquiry(actor=request.user, inquiry=inquiry, at=at)
    except StepRefused as error:
        messages.error(request, STEP_ERRORS[error.code])
    return done(request, inquiry)


@allow(Can.WORK_WITH_CUSTOMERS, "POST")
def grade(request: Request, pk: int) -> HttpResponse:
    """Grade the inquiry, and the customer where the person says so and may."""
    inquiry, at = get_own_inquiry(request, pk), timezone.now()
    form = GradeForm(request.POST)
    if not form.is_valid():
        return _again(request, inquiry, at, "grade", grade_form=form)
    with_customer = form.cleaned_data["with_customer"]
    if with_customer and inquiry.customer is not None:
        require(request.user, can_grade_customer, inquiry.customer)
    services.grade_inquiry(
        actor=request.user,
        inquiry=inquiry,
        grade=form.cleaned_data["grade"],
        with_customer=with_customer,
        at=at,
    )
    return done(request, inquiry)


@allow(Can.SEE_UNASSIGNED, "GET", "POST")
def assign(request: Request, pk: int) -> HttpResponse:
    """Give it to somebody. An assistant sees sender and subject of what nobody holds, and nothing else."""
    inquiry, at = get_assignable(request, pk), timezone.now()
    require(request.user, permissions.can_assign, inquiry)
    form = AssignForm(request.POST or None, user=request.user, is_first=inquiry.owner_id is None)
    if request.method == "POST" and form.is_valid():
        to = form.cleaned_data["to"]
        services.assign_inquiry(
            actor=request.user, inquiry=inquiry, to=to, reason=form.cleaned_data["reason"], at=at
        )
        messages.success(
            request, _("%(number)s goes to %(person)s") % {"number": inquiry.number, "person": to}
        )
        return go_to(request, f"{reverse('inquiries:list')}?tab=unassigned")
    context = {"inquiry": inquiry, "form": form}
    return render(request, "inquiries/assign.html", context, status=422 if form.errors else 200)


@allow(Can.WORK_WITH_CUSTOMERS, "POST")
def exception(request: Request, pk: int, message_pk: int) -> HttpResponse:
    """Give the reason for a late reply."""
    inquiry, at = get_inquiry(request, pk), timezone.now()
    message = get_message(request, inquiry, message_pk)
    require(request.user, permissions.can_explain, message)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _again(request, inquiry, at, "delay", delay_form=form, delayed=message)
    try:
        services.explain_delay(actor=request.user, message=message, reason=form.cleaned_data["reason"], at=at)
    except services.NotLate:
        messages.error(request, _("This one is not late."))
    else:
        messages.success(request, _("Saved; the manager decides"))
    return done(request, inquiry)


@allow(Can.JUDGE_EXCEPTIONS, "POST")
def judge(request: Request, pk: int, message_pk: int) -> HttpResponse:
    """Accept or refuse such a reason."""
    inquiry, at = get_inquiry(request, pk), timezone.now()
    message = get_message(request, inquiry, message_pk)
    require(request.user, permissions.can_judge, message)
    form = JudgeForm(request.POST)
    if form.is_valid():
        try:
            is_accepted = form.cleaned_data["accept"] == "yes"
            services.judge_delay(actor=request.user, message=message, is_accepted=is_accepted, at=at)
        except services.ReasonNeeded:
            messages.error(request, _("No reason was given yet."))
    return done(request, inquiry)


@allow(Can.WORK_WITH_CUSTOMERS, "GET", "POST")
def received(request: Request, pk: int, message_pk: int) -> HttpResponse:
    """Correct when a message arrived; it stands on the manager's list (N6)."""
    inquiry, at = get_own_inquiry(request, pk), timezone.now()
    message = get_message(request, inquiry, message_pk)
    form = ReceivedForm(request.POST or None, initial={"received_at": message.received_at})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        services.change_received_at(
            actor=request.user,
            message=message,
            received_at=min(data["received_at"], at),
            reason=data["reason"],
            at=at,
        )
        messages.success(request, _("Changed; the clock was worked out anew"))
        return done(request, inquiry)
    context = {"inquiry": inquiry, "form": form, "buyer_message": message}
    return render(request, "inquiries/received.html", context, status=422 if form.errors else 200)


@allow(Can.WORK_WITH_CUSTOMERS, "GET", "POST")
def replied(request: Request, pk: int, reply_pk: int) -> HttpResponse:
    """Correct when we replied; it stands on the manager's list (N6)."""
    inquiry, at = get_own_inquiry(request, pk), timezone.now()
    kept = get_reply(request, inquiry, reply_pk)
    form = RepliedForm(request.POST or None, initial={"replied_at": kept.replied_at})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            services.change_replied_at(
                actor=request.user,
                reply=kept,
                replied_at=min(data["replied_at"], at),
                reason=data["reason"],
                at=at,
            )
        except ReplyTimeError as error:
            form.add_error("replied_at", REPLY_ERRORS[error.code])
        else:
            messages.success(request, _("Changed; the clocks were worked out anew"))
            return done(request, inquiry)
    context = {"inquiry": inquiry, "form": form, "reply": kept}
    return render(request, "inquiries/replied.html", context, status=422 if form.errors else 200)
