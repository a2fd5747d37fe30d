"""One inquiry's page."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import Request
from core.access import allow
from core.capabilities import Can
from core.drafts import load_drafts
from core.panels import render_slot
from customers.models import Channel
from inquiries import permissions, services
from inquiries.domain.states import TRANSITIONS
from inquiries.forms import lines as line_forms
from inquiries.forms.record import (
    CloseForm,
    EditForm,
    FileForm,
    GradeForm,
    MessageForm,
    OnceForm,
    ReplyForm,
)  # fmt: skip
from inquiries.models import Inquiry
from inquiries.selectors import clocks, lists, records
from inquiries.selectors.letters import published_letters
from inquiries.services.replies import faxes_answered_by
from inquiries.views.access import done, get_inquiry, get_own_inquiry

PAGE = "inquiries/detail.html"


@allow(Can.WORK_WITH_CUSTOMERS, "GET")
def detail(request: Request, pk: int) -> HttpResponse:
    """The thread with its clocks, the products, the composer, and what may be done."""
    inquiry, at = get_inquiry(request, pk), timezone.now()
    return render(request, PAGE, page_of(request, inquiry, at, **_kept_words(request, inquiry)))


def reply_draft(inquiry: Inquiry) -> str:
    """Return the key under which the composer's draft is kept."""
    return f"inquiry-{inquiry.pk}"


def message_draft(inquiry: Inquiry) -> str:
    """Return the key under which the draft of a further message is kept."""
    return f"inquiry-{inquiry.pk}-message"


def typed_in(data: QueryDict, form: type[OnceForm] = ReplyForm) -> dict[str, str]:
    """Return what stands in the fields of the composer, or of another form, not judged yet."""
    names = [name for name in form.base_fields if name in data and name != "form_token"]
    return {name: data.get(name, "").replace("\0", "") for name in names}


def _kept_words(request: Request, inquiry: Inquiry) -> dict[str, Any]:
    """Return the forms with the words that were typed and not saved yet, where there are any (ux.md 6)."""
    if not permissions.can_act(request.user, inquiry):
        return {}
    drafts = load_drafts(request.user, [reply_draft(inquiry), message_draft(inquiry)])
    found: dict[str, Any] = {}
    data, saved_at = drafts.get(reply_draft(inquiry), (QueryDict(), None))
    if data.get("text", "").strip():
        found |= {"reply_form": reply_form(inquiry, **typed_in(data)), "reply_draft_at": saved_at}
        found |= {"put_letter": data.get("before", "")}
    data, saved_at = drafts.get(message_draft(inquiry), (QueryDict(), None))
    if data.get("text", "").strip():
        form = message_form(inquiry, **typed_in(data, MessageForm))
        found |= {"message_form": form, "message_draft_at": saved_at}
    return found


def page_of(request: Request, inquiry: Inquiry, at: datetime, **forms: Any) -> dict[str, Any]:
    """Return the page's context; a bound form given by name stands in for the empty one."""
    newer, older = lists.neighbours(user=request.user, inquiry=inquiry)
    thread = records.thread_of(inquiry, user=request.user, at=at)
    newest = records.newest_count(thread)
    running = [item for item in thread if item.message and item.message.answered_at is None]
    return {
        "inquiry": inquiry, "newest": thread[:newest], "earlier": thread[newest:], "chip": clocks.chip_of_inquiry(inquiry, at),
        "running": running,
        "files": inquiry.files.select_related("file__uploaded_by"), "history": records.history_of(inquiry),
        "letters": published_letters(), "newer": newer, "older": older, "now": at,
        "may_act": permissions.can_act(request.user, inquiry), "may_assign": permissions.can_assign(request.user, inquiry),
        "next_states": TRANSITIONS[inquiry.state],
        "draft_url": reverse("core:draft", args=[reply_draft(inquiry)]),
        "message_draft_url": reverse("core:draft", args=[message_draft(inquiry)]),
        **{slot: render_slot("inquiry", slot, request, inquiry) for slot in ("menu", "side")},
    } | empty_forms(inquiry, has_fax=_has_fax(running, at)) | forms  # fmt: skip


def _has_fax(running: Iterable[records.ThreadItem], at: datetime) -> bool:
    """Whether a reply now would stop the clock of a fax: `faxes_answered_by`, of the thread that is read anyway."""
    messages = [item.message for item in running if item.message]
    return any(row.channel == Channel.FAX and row.received_at <= at for row in messages)


def empty_forms(inquiry: Inquiry, *, has_fax: bool) -> dict[str, Any]:
    """Return each form of the page, filled as the record stands."""
    head = {name: getattr(inquiry, name) for name in ("subject", "source", "validity", "version")}
    return {
        "reply_form": _reply_form(inquiry, None, {}, has_fax=has_fax),
        "message_form": message_form(inquiry),
        "file_form": FileForm(),
        "edit_form": EditForm(initial=head),
        "lines": line_forms.LineFormSet(initial=[*_rows(inquiry), {}], prefix=line_forms.PREFIX),
        "grade_form": GradeForm(initial={"grade": inquiry.grade, "with_customer": False}),
        "close_form": CloseForm(inquiry=inquiry),
    }


def reply_form(inquiry: Inquiry, data: Any = None, **initial: Any) -> ReplyForm:
    """Return the composer's form: a fax asks to be answered by fax (rules.md §3)."""
    return _reply_form(inquiry, data, initial, has_fax=faxes_answered_by(inquiry, timezone.now()).exists())


def _reply_form(inquiry: Inquiry, data: Any, initial: dict[str, Any], *, has_fax: bool) -> ReplyForm:
    start = {
        "channel": Channel.FAX if has_fax else inquiry.channel, "contact": inquiry.contact_id,
        "subject": first_subject(inquiry), **initial,
    }  # fmt: skip
    return ReplyForm(data, inquiry=inquiry, needs_fax=has_fax, initial=start)


def message_form(inquiry: Inquiry, **initial: Any) -> MessageForm:
    """Return the form of a further message; its channel is the inquiry's until somebody says otherwise."""
    start = {"channel": inquiry.channel, "contact": inquiry.contact_id, **initial}
    return MessageForm(inquiry=inquiry, initial=start)


def first_subject(inquiry: Inquiry) -> str:
    """Return the subject with which the composer begins."""
    return f"Re: {inquiry.subject}" if inquiry.subject else ""


def _rows(inquiry: Inquiry) -> list[dict[str, Any]]:
    names = ("words", "quantity", "unit", "target_price", "currency")
    return [{name: _shown(getattr(line, name)) for name in names} for line in inquiry.lines.all()]


def _shown(value: Any) -> Any:
    return f"{value.normalize():f}" if hasattr(value, "normalize") else value


@allow(Can.WORK_WITH_CUSTOMERS, "POST")
def edit(request: Request, pk: int) -> HttpResponse:
    """Save head and products; a stale edit shows both versions and loses nothing (C6)."""
    inquiry = get_own_inquiry(request, pk)
    if "add_line" in request.POST:
        return _with_another_line(request, inquiry)
    form = EditForm(request.POST)
    rows = line_forms.LineFormSet(request.POST, prefix=line_forms.PREFIX)
    at = timezone.now()
    if not (form.is_valid() and rows.is_valid()):
        return render(
            request, PAGE, page_of(request, inquiry, at, edit_form=form, lines=rows, opens="edit"), status=422
        )
    data = form.cleaned_data
    values = services.EditValues(
        data["subject"], data["source"], data["validity"], line_forms.values_of(rows)
    )
    try:
        services.edit_inquiry(
            actor=request.user, inquiry=inquiry, values=values, version=data["version"], at=at
        )
    except services.StaleEdit:
        return _stale(request, pk, form, rows, at)
    messages.success(request, _("Saved"))
    return done(request, inquiry)


def _with_another_line(request: Request, inquiry: Inquiry) -> HttpResponse:
    """Show what was typed, not judged yet, with an empty product row more."""
    rows = line_forms.initial_of(request.POST)
    head = {name: request.POST.get(name, "").replace("\0", "") for name in EditForm.base_fields}
    forms = {
        "edit_form": EditForm(initial=head),
        "lines": line_forms.LineFormSet(
            initial=[*rows, {}][: line_forms.MAX_LINES], prefix=line_forms.PREFIX
        ),
    }
    if request.htmx:
        return render(request, "inquiries/_form_edit.html", {"inquiry": inquiry, **forms})
    return render(request, PAGE, page_of(request, inquiry, timezone.now(), opens="edit", **forms))


def _stale(request: Request, pk: int, form: EditForm, rows: Any, at: datetime) -> HttpResponse:
    """Show what the other person saved beside what was typed; saving again takes the typed one."""
    current = get_inquiry(request, pk)
    data = request.POST.copy()
    data["version"] = str(current.version)
    context = page_of(
        request, current, at, edit_form=EditForm(data), lines=rows, opens="edit", conflict=form.cleaned_data
    )
    return render(request, PAGE, context, status=409)
