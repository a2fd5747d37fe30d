"""Help requests: ask from anywhere, answer where one stands, close."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect, reswap

from accounts.access import Request, get_visible_or_404, owner_asked, require
from core.access import allow
from core.capabilities import Can
from core.forms_once import AlreadySubmitted, claim_form, finish_form
from followups import services
from followups.forms import HelpForm, HelpMessageForm, add_refusal, word_refusal
from followups.models import HelpRequest
from followups.permissions import can_close_help, can_write_help
from followups.selectors.help_requests import (
    count_to_answer,
    read_help_page,
    read_thread,
    rows_of,
)
from followups.views.recording import next_url

RECORDS = ("customer", "inquiry", "follow_up", "task")


@allow(Can.ASK_FOR_HELP, "GET")
def help_requests(request: Request) -> HttpResponse:
    """`?show=mine|answer|team|closed`, of `?person=` only, 50 a page from `?from=` on."""
    start = request.GET.get("from", "")
    skip = int(start) if start.isdecimal() and len(start) < 5 else 0
    person = owner_asked(request)
    page = read_help_page(request.user, request.GET.get("show", ""), skip, timezone.now(), person)
    leads = request.user.is_manager or request.user.is_boss
    return render(request, "followups/help_requests.html", {"page": page, "leads": leads, "person": person})


@allow(Can.ASK_FOR_HELP, "GET", "POST")
def help_ask(request: Request) -> HttpResponse:
    """Ask for help, about `?customer=`, `?inquiry=`, `?follow_up=` or `?task=`, or about anything."""
    named = {name: request.GET[name] for name in RECORDS if _is_key(request.GET.get(name, ""))}
    form = HelpForm(request.POST or None, user=request.user, initial=named)
    if form.is_bound and form.is_valid():
        try:
            asked = _ask(request, form)
            messages.success(request, _("Sent. You are told when there is an answer."))
            return _go(request, next_url(request) or asked)
        except AlreadySubmitted as first:
            return _go(request, first.url or reverse("followups:help_requests"))
        except services.Refused as refusal:
            add_refusal(form, refusal)
    context = {"form": form, "subject": _named(form), "next": next_url(request)}
    return render(request, "followups/help_ask.html", context, status=422 if form.errors else 200)


def _is_key(text: str) -> bool:
    return text.isdecimal() and len(text) < 19


def _named(form: HelpForm) -> Any:
    """The record that the form is about, if the person may see it."""
    for name in RECORDS:
        value, field = form[name].value(), form.fields[name]
        if value and (found := field.queryset.filter(pk=value).first() if _is_key(str(value)) else None):  # type: ignore[attr-defined]  # a ModelChoiceField
            return found
    return None


@transaction.atomic
def _ask(request: Request, form: HelpForm) -> str:
    at = timezone.now()
    claim = claim_form(form.cleaned_data["form_token"], user=request.user, at=at)
    asked = services.ask_for_help(
        actor=request.user, text=form.cleaned_data["text"], subject=form.subject(), at=at
    )
    finish_form(claim, next_url(request) or asked.get_absolute_url())
    return asked.get_absolute_url()


@allow(Can.ASK_FOR_HELP, "GET")
def help_request(request: Request, pk: int) -> HttpResponse:
    """The request with its thread."""
    return _page(request, _get(request, pk), HelpMessageForm())


def _get(request: Request, pk: int) -> HelpRequest:
    return get_visible_or_404(HelpRequest.objects.all(), request.user, pk)


def _page(request: Request, asked: HelpRequest, form: HelpMessageForm, status: int = 200) -> HttpResponse:
    rows = HelpRequest.objects.visible_to(request.user).filter(pk=asked.pk)
    row = rows_of(rows, request.user, timezone.now())[0]
    context = {"row": row, "thread": read_thread(asked), "form": form}
    return render(request, "followups/help_request.html", context, status=status)


@allow(Can.ASK_FOR_HELP, "POST")
def help_write(request: Request, pk: int) -> HttpResponse:
    """Answer, or ask on; from a row of Today the row goes away."""
    asked = _get(request, pk)
    require(request.user, can_write_help, asked)
    form = HelpMessageForm(request.POST)
    back = next_url(request) or asked.get_absolute_url()
    if form.is_valid():
        try:
            _write(request, asked, form, back)
            messages.success(request, _("Sent"))
        except AlreadySubmitted:
            pass
        except services.Refused as refusal:
            add_refusal(form, refusal)
    if form.errors:
        if request.htmx:
            messages.warning(request, word_refusal(services.Refused("text", "no_help_text")))
            return reswap(render(request, "components/toasts.html", {"is_swap": True}, status=422), "none")
        return _page(request, asked, form, status=422)
    if not request.htmx:
        return redirect(back)
    return render(request, "followups/help_answered.html", {"left": count_to_answer(request.user)})


@transaction.atomic
def _write(request: Request, asked: HelpRequest, form: HelpMessageForm, back: str) -> None:
    at = timezone.now()
    claim = claim_form(form.cleaned_data["form_token"], user=request.user, at=at)
    services.write_help(actor=request.user, request=asked, text=form.cleaned_data["text"], at=at)
    finish_form(claim, back)


@allow(Can.ASK_FOR_HELP, "POST")
def help_close(request: Request, pk: int) -> HttpResponse:
    """Done with; who leads closes what was answered."""
    asked = _get(request, pk)
    require(request.user, can_close_help, asked)
    services.close_help(actor=request.user, request=asked, at=timezone.now())
    messages.success(request, _("Closed. A new message opens it again."))
    return redirect(next_url(request) or "followups:help_requests")


def _go(request: Request, url: str) -> HttpResponse:
    return HttpResponseClientRedirect(url) if request.htmx else redirect(url)
