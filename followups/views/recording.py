"""Recording a follow-up from anywhere, correcting it, taking it back."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from accounts.access import Request, get_visible_or_404, note_read, require
from accounts.permissions import can
from core.access import allow
from core.capabilities import Can
from core.drafts import drop_draft, load_draft
from core.forms_once import AlreadySubmitted
from core.panels import render_slot
from core.ui.formats import company_day
from core.ui.toasts import add_undoable
from customers.models import Customer
from customers.page_columns import page_columns
from followups import services
from followups.due_words import due_sentence
from followups.forms import CorrectionForm, FollowUpForm, add_refusal, word_refusal
from followups.models import FollowUp
from followups.permissions import can_correct, can_log, can_undo
from followups.selectors.due_inputs import rules_at
from followups.selectors.suggestions import advise, due_if_contacted, find_to_log
from followups.services.recording import CORRECTED_IN_PLACE_FOR
from followups.views.today import changed_on
from inquiries.domain.reply_clock import ReplyTimeError
from inquiries.models import Inquiry
from inquiries.selectors.clocks import count_stopped
from inquiries.selectors.lists import open_inquiries_of
from inquiries.services import ChannelReasonNeeded

PLACES = {
    "row": "followups/log_row.html",
    "composer": "followups/composer_form.html",
    "more": "followups/composer_form.html#more",  # the composer's other fields, asked for when they are opened
    "dialog": "followups/log.html",
}
CUSTOMERS = Customer.objects.select_related("owner__team")


# What stands in the composer's folded part.
MORE = ("at", "result", "other_channel", "next_step", "surprise", "not_reached", "is_inbound")


def composer_draft(customer: Customer) -> str:
    """Return the key under which the composer's words are kept until they are logged."""
    return f"follow-up-{customer.pk}"


def composer_form(user: Any, customer: Customer, at: datetime, *, inquiry: str = "") -> dict[str, Any]:
    """Return the context of the composer, with the words that were typed and not logged yet, if there are any (ux.md 6)."""
    data, saved_at = load_draft(user, composer_draft(customer)) or (QueryDict(), None)
    typed: dict[str, str] = {
        name: data.get(name, "") for name in FollowUpForm.base_fields if name in data and name != "form_token"
    }
    if typed.pop("suggested_due_on", "") == typed.get("next_due_on"):
        typed.pop("next_due_on", None)  # not chosen by hand: the day may have changed meanwhile
    if not typed.get("text", "").strip():
        typed, saved_at = {}, None
    return new_form(user, customer, at, inquiry=inquiry, typed=typed) | {
        "draft_url": reverse("core:draft", args=[composer_draft(customer)]),
        "draft_at": saved_at,
        "shows_more": any(typed.get(name) for name in MORE),
    }


def new_form(
    user: Any, customer: Customer, at: datetime, *, inquiry: str = "", typed: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Return the context of an empty log form: channel and date filled in, and why.

    Which inquiry it answers is said by the person: only `inquiry`, the one on whose page they stood, is chosen for them.
    What was `typed` before stands in place of the suggestions.
    """
    rules = rules_at(at)
    primary = next((person for person in customer.contacts.all() if person.is_primary), None)
    has_phone = bool(customer.phone or (primary and (primary.phone or primary.whatsapp)))
    advice = advise(customer, at, rules.calendar, has_phone=has_phone)
    due = due_if_contacted(customer, rules)
    is_waiting = any(row.target_at for row in open_inquiries_of(customer, user=user, at=at))
    initial = {
        "channel": advice.channel,
        "contact": primary.pk if primary else None,
        "next_due_on": due.on if due else None,
        "suggested_due_on": due.on.isoformat() if due else "",
        "form_token": str(uuid.uuid4()),
        "inquiry": inquiry or None,
        **(typed or {}),
    }
    form = FollowUpForm(
        user=user,
        customer=customer,
        suggested_channel=str(initial["channel"]),
        initial=initial,
        auto_id=f"log{customer.pk}_%s",
    )
    return {
        "form": form,
        "customer": customer,
        "advice": advice,
        "next_due": due,
        "why": due_sentence({"rule": due.why.rule.value, "params": dict(due.why.params)}) if due else "",
        "answers_inquiry": bool(inquiry) or is_waiting,
    }


@allow(Can.WORK_WITH_CUSTOMERS, "GET")
def log(request: HttpRequest) -> HttpResponse:
    """The log form: in a row, in the composer or as a dialog; without `?customer=` it asks which one."""
    asked = request.GET.get("customer", "")
    if not asked:
        return _find_customer(request)
    customer = get_visible_or_404(CUSTOMERS, request.user, asked.replace("\x00", ""))
    require(request.user, can_log, customer)
    note_read("customers.read", user=request.user, record=customer, at=timezone.now())
    place = request.GET.get("place", "dialog")
    inquiry = request.GET.get("inquiry", "")
    make = composer_form if place == "composer" else new_form
    context = make(request.user, customer, timezone.now(), inquiry=inquiry if inquiry.isdecimal() else "")
    return render(
        request, PLACES.get(place, PLACES["dialog"]), context | {"place": place, "next": next_url(request)}
    )


def _find_customer(request: HttpRequest) -> HttpResponse:
    """Type-ahead over one's customers; Enter takes the only one."""
    words = " ".join(request.GET.get("q", "").replace("\x00", "").split())[:80]
    found = find_to_log(request.user, words)
    is_list = request.htmx and not request.htmx.boosted and "q" in request.GET  # type: ignore[attr-defined]  # set by django-htmx
    if words and len(found) == 1 and not is_list:
        return redirect(f"{reverse('followups:log')}?customer={found[0].pk}")
    context = {"found": found, "q": words}
    return render(request, "followups/log_find.html" + ("#found" if is_list else ""), context)


@allow(Can.WORK_WITH_CUSTOMERS, "POST")
def create(request: HttpRequest) -> HttpResponse:
    customer = get_visible_or_404(
        CUSTOMERS, request.user, request.POST.get("customer", "").replace("\x00", "")
    )
    require(request.user, can_log, customer)
    form = FollowUpForm(request.POST, user=request.user, customer=customer, auto_id=f"log{customer.pk}_%s")
    if form.is_valid():
        try:
            return _saved(request, _record(request, form, customer))
        except AlreadySubmitted as first:
            return _done(request, first.url)
        except services.Refused as refusal:
            add_refusal(form, refusal)
        except ChannelReasonNeeded:
            form.add_error(
                "other_channel_reason", _("A fax is answered by fax. Another channel asks for a reason.")
            )
        except ReplyTimeError:
            form.add_error("at", _("This is before the inquiry arrived, or in the future."))
    place = request.POST.get("place", "dialog")
    context = {
        "form": form,
        "customer": customer,
        "place": place,
        "next": next_url(request),
        "answers_inquiry": True,
        "draft_url": reverse("core:draft", args=[composer_draft(customer)]),
    }
    response = render(request, PLACES.get(place, PLACES["dialog"]), context, status=422)
    if place == "row":  # the form stays in its row, which only a success takes away
        response["HX-Retarget"], response["HX-Reswap"] = f"#log-{customer.pk}", "innerHTML"
    return response


def _record(request: HttpRequest, form: FollowUpForm, customer: Customer) -> FollowUp:
    return services.record_follow_up(
        actor=request.user, customer=customer, values=form.values(), at=timezone.now(),
        form_token=form.cleaned_data["form_token"], leads_to=next_url(request) or customer.get_absolute_url(),
    )  # fmt: skip


def _saved(request: HttpRequest, follow_up: FollowUp) -> HttpResponse:
    if request.POST.get("place") == "composer":
        drop_draft(request.user, composer_draft(follow_up.customer))
    text = _word_saved(follow_up)
    if follow_up.reply is None:
        add_undoable(request, text, reverse("followups:undo", args=[follow_up.pk]))
    else:
        messages.success(request, text)
    return _done(request, next_url(request) or follow_up.customer.get_absolute_url(), follow_up)


def _word_saved(follow_up: FollowUp) -> str:
    """Say what became of it: the clocks that it stopped, the next date."""
    parts = [_("Follow-up logged")]
    stopped = count_stopped(follow_up.reply) if follow_up.reply else 0
    if stopped:
        text = ngettext("stopped %(count)d clock", "stopped %(count)d clocks", stopped)
        parts.append(text % {"count": stopped})
    if due_on := follow_up.customer.next_due_on:
        parts.append(_("next %(day)s") % {"day": company_day(due_on)})
    return pgettext("between the parts of a message", ", ").join(parts)


def _done(request: HttpRequest, url: str, follow_up: FollowUp | None = None) -> HttpResponse:
    """After a save: a row goes and leaves its message, the new counts and figures; elsewhere the page comes anew.

    It does, too, where an inquiry was answered: that one stands in another list of Today.
    """
    if not request.htmx:  # type: ignore[attr-defined]  # set by django-htmx
        return redirect(url)
    if request.POST.get("place") == "row" and not (follow_up and follow_up.reply_id):
        address: str = request.htmx.current_url or ""  # type: ignore[attr-defined]  # set by django-htmx
        return render(request, "followups/row_done.html", changed_on(address, request.user, timezone.now()))
    response = HttpResponse(status=204)
    response["HX-Refresh"] = "true"
    return response


def next_url(request: HttpRequest) -> str:
    """Return where the form leads afterwards, if it is a page of ours; else ""."""
    url = request.POST.get("next") or request.GET.get("next") or ""
    is_safe = url_has_allowed_host_and_scheme(url, {request.get_host()}, request.is_secure())
    return url if is_safe and url.startswith("/") and len(url) < 300 else ""


@allow(Can.WORK_WITH_CUSTOMERS, "GET")
def follow_up(request: Request, pk: int) -> HttpResponse:
    """A record in full, and what apps above say to it; what it said before a correction is for who may correct it, and the boss."""
    rows = FollowUp.objects.select_related("by__team", "customer__owner__team", "contact", "stood_in_for")
    row = get_visible_or_404(rows.annotate(**page_columns("follow_up")), request.user, pk)
    note_read("customers.read", user=request.user, record=row.customer, at=timezone.now())
    is_correctable = can_correct(request.user, row)
    context = {
        "follow_up": row,
        "is_correctable": is_correctable,
        "may_ask": can(request.user, Can.ASK_FOR_HELP),
        "inquiry": Inquiry.objects.visible_to(request.user).filter(follow_ups=row).first(),
        "corrections": row.corrections.select_related("by") if is_correctable or request.user.is_boss else (),
        "side": render_slot("follow_up", "side", request, row),
    }
    return render(request, "followups/follow_up.html", context)


@allow(Can.WORK_WITH_CUSTOMERS, "GET", "POST")
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct a record; after 24 hours the original is kept beside it, and the page says so."""
    rows = FollowUp.objects.select_related("by__team", "customer__owner__team", "contact")
    follow_up = get_visible_or_404(rows, request.user, pk)
    require(request.user, can_correct, follow_up)
    if request.method != "POST":
        note_read("customers.read", user=request.user, record=follow_up.customer, at=timezone.now())
    form = CorrectionForm(request.POST or None, user=request.user, follow_up=follow_up)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                services.correct_follow_up(
                    actor=request.user, follow_up=follow_up, values=form.values(), at=timezone.now()
                )
            except services.Refused as refusal:
                add_refusal(form, refusal)
            else:
                messages.success(request, _("Corrected"))
                return redirect(next_url(request) or follow_up.customer.get_absolute_url())
    is_kept = timezone.now() - follow_up.entered_at > CORRECTED_IN_PLACE_FOR
    corrections = follow_up.corrections.select_related("by")
    context = {
        "form": form,
        "follow_up": follow_up,
        "is_kept": is_kept,
        "corrections": corrections,
        "next": next_url(request),
    }
    return render(request, "followups/correct.html", context, status=status)


@allow(Can.WORK_WITH_CUSTOMERS, "POST")
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a just-saved entry back."""
    follow_up = get_visible_or_404(FollowUp.objects.select_related("customer"), request.user, pk)
    require(request.user, _may_undo, follow_up)
    try:
        services.undo_follow_up(actor=request.user, follow_up=follow_up, at=timezone.now())
        messages.success(request, _("Taken back"))
    except services.Refused as refusal:
        messages.warning(request, word_refusal(refusal))
    return redirect(_referring_page(request) or follow_up.customer.get_absolute_url())


def _may_undo(user: Any, follow_up: FollowUp) -> bool:
    return can_undo(user, follow_up, timezone.now())


def _referring_page(request: HttpRequest) -> str:
    url = request.headers.get("Referer", "")
    return url if url_has_allowed_host_and_scheme(url, {request.get_host()}, request.is_secure()) else ""
