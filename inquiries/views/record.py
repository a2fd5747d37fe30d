"""One inquiry's page."""

import uuid
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.access import allow
from core.capabilities import Can
from customers.models import Channel
from inquiries import permissions, services
from inquiries.domain.states import TRANSITIONS
from inquiries.forms import lines as line_forms
from inquiries.forms.record import (
    AssignForm, CloseForm, EditForm, FileForm, GradeForm, MessageForm, ReasonForm, ReplyForm,
)  # fmt: skip
from inquiries.models import Inquiry
from inquiries.selectors import clocks, lists, records
from inquiries.selectors.letters import published_letters
from inquiries.services.replies import faxes_answered_by
from inquiries.views.access import done, get_inquiry, get_own_inquiry

PAGE = "inquiries/detail.html"


@allow(Can.WORK_WITH_CUSTOMERS, "GET")
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The thread with its clocks, the products, the composer, and what may be done."""
    inquiry = get_inquiry(request, pk)
    return render(request, PAGE, page_of(request, inquiry, timezone.now()))


def page_of(request: HttpRequest, inquiry: Inquiry, at: datetime, **forms: Any) -> dict[str, Any]:
    """Return the page's context; a bound form given by name stands in for the empty one."""
    newer, older = lists.neighbours(user=request.user, inquiry=inquiry)
    thread = records.thread_of(inquiry, at=at)
    return {
        "inquiry": inquiry, "thread": thread, "chip": clocks.chip_of_inquiry(inquiry, at),
        "running": [item for item in thread if item.message and item.message.answered_at is None],
        "files": inquiry.files.select_related("file__uploaded_by"), "history": records.history_of(inquiry),
        "letters": published_letters(), "newer": newer, "older": older, "now": at,
        "may_act": permissions.can_act(request.user, inquiry), "may_assign": permissions.can_assign(request.user, inquiry),
        "may_judge": request.user.can(Can.JUDGE_EXCEPTIONS), "next_states": TRANSITIONS[inquiry.state],
        "draft_key": f"inquiry-{inquiry.pk}", "draft_url": reverse("core:draft", args=[f"inquiry-{inquiry.pk}"]),
        "message_draft_url": reverse("core:draft", args=[f"inquiry-{inquiry.pk}-message"]),
    } | empty_forms(request, inquiry) | forms  # fmt: skip


def empty_forms(request: HttpRequest, inquiry: Inquiry) -> dict[str, Any]:
    """Return each form of the page, filled as the record stands."""
    channel = inquiry.channel
    head = {name: getattr(inquiry, name) for name in ("subject", "source", "validity", "version")}
    return {
        "reply_form": reply_form(inquiry),
        "message_form": MessageForm(
            inquiry=inquiry, initial={"channel": channel, "contact": inquiry.contact_id, "form_token": str(uuid.uuid4())}
        ),
        "edit_form": EditForm(initial=head),
        "lines": line_forms.LineFormSet(initial=[*_rows(inquiry), {}], prefix=line_forms.PREFIX),
        "grade_form": GradeForm(initial={"grade": inquiry.grade, "with_customer": False}),
        "close_form": CloseForm(),
        "assign_form": AssignForm(user=request.user, initial={"to": inquiry.owner_id}),
        "reason_form": ReasonForm(),
        "file_form": FileForm(),
    }


def reply_form(inquiry: Inquiry, data: Any = None, **initial: Any) -> ReplyForm:
    """Return the composer's form: a fax asks to be answered by fax (rules.md §3)."""
    has_fax = faxes_answered_by(inquiry, timezone.now()).exists()
    start = {
        "channel": Channel.FAX if has_fax else inquiry.channel, "contact": inquiry.contact_id,
        "subject": f"Re: {inquiry.subject}" if inquiry.subject else "", "form_token": str(uuid.uuid4()), **initial,
    }  # fmt: skip
    return ReplyForm(data, inquiry=inquiry, needs_fax=has_fax, initial=start)


def _rows(inquiry: Inquiry) -> list[dict[str, Any]]:
    names = ("words", "quantity", "unit", "target_price", "currency")
    return [{name: _shown(getattr(line, name)) for name in names} for line in inquiry.lines.all()]


def _shown(value: Any) -> Any:
    return f"{value.normalize():f}" if hasattr(value, "normalize") else value


@allow(Can.WORK_WITH_CUSTOMERS, "POST")
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Save head and products; a stale edit shows both versions and loses nothing (C6)."""
    inquiry = get_own_inquiry(request, pk)
    form = EditForm(request.POST)
    rows = line_forms.LineFormSet(request.POST, prefix=line_forms.PREFIX)
    at = timezone.now()
    if not (form.is_valid() and rows.is_valid()):
        return render(request, PAGE, page_of(request, inquiry, at, edit_form=form, lines=rows, opens="edit"), status=422)
    data = form.cleaned_data
    values = services.EditValues(data["subject"], data["source"], data["validity"], line_forms.values_of(rows))
    try:
        services.edit_inquiry(actor=request.user, inquiry=inquiry, values=values, version=data["version"], at=at)
    except services.StaleEdit:
        return _stale(request, pk, form, rows, at)
    messages.success(request, _("Saved"))
    return done(request, inquiry)


def _stale(request: HttpRequest, pk: int, form: EditForm, rows: Any, at: datetime) -> HttpResponse:
    """Show what the other person saved beside what was typed; saving again takes the typed one."""
    current = get_inquiry(request, pk)
    data = request.POST.copy()
    data["version"] = str(current.version)
    context = page_of(request, current, at, edit_form=EditForm(data), lines=rows, opens="edit", conflict=form.cleaned_data)
    return render(request, PAGE, context, status=409)
