"""Suggestions to the boss.

No view here writes into the session, keeps a draft or claims a form's token for what is anonymous: each of these rows
would lead to the writer.
"""

import uuid

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import Request, get_visible_or_404
from core.access import allow, refuse
from core.capabilities import Can
from core.forms_once import AlreadySubmitted, claim_form, finish_form
from followups import services
from followups.forms import RulingForm, SuggestionForm, add_refusal
from followups.models import Suggestion, SuggestionState
from followups.selectors.suggestions_to_boss import read_inbox, read_own, read_public, waiting_suggestions


@allow(Can.OWN_PAGES, "GET")
def suggestions(request: Request) -> HttpResponse:
    """The boss's inbox (`?show=waiting|ruled|closed`); for the others their signed ones and what is public."""
    if request.user.can(Can.RULE):
        show = request.GET.get("show", "")
        show = show if show in SuggestionState.values else SuggestionState.WAITING.value
        context = {
            "rows": read_inbox(request.user, show),
            "show": show,
            "waiting": waiting_suggestions(request.user).count(),
        }
        return render(request, "followups/suggestion_inbox.html", context)
    return _write_page(request, SuggestionForm())


def _write_page(request: Request, form: SuggestionForm) -> HttpResponse:
    context = {"form": form, "own": read_own(request.user), "public": read_public(request.user)}
    return render(request, "followups/suggestions.html", context, status=422 if form.errors else 200)


@allow(Can.OWN_PAGES, "POST")
def suggest(request: Request) -> HttpResponse:
    """Send one, signed or not. Both lead to the same page. The boss has nobody to write to."""
    if request.user.can(Can.RULE):
        refuse(request.user, None, "suggest")
    form = SuggestionForm(request.POST)
    if form.is_valid():
        try:
            if form.cleaned_data["is_anonymous"]:
                services.suggest_anonymously(
                    key=_key_of(form.cleaned_data["anonymous_key"]), text=form.cleaned_data["text"]
                )
            else:
                _sign(request, form)
            return redirect("followups:suggestion_sent")
        except AlreadySubmitted:
            return redirect("followups:suggestion_sent")
        except services.Refused as refusal:
            add_refusal(form, refusal)
    return _write_page(request, form)


def _key_of(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        return uuid.uuid4()


@transaction.atomic
def _sign(request: Request, form: SuggestionForm) -> None:
    at = timezone.now()
    claim = claim_form(form.cleaned_data["form_token"], user=request.user, at=at)
    services.suggest(actor=request.user, text=form.cleaned_data["text"], at=at)
    finish_form(claim, reverse("followups:suggestion_sent"))


@allow(Can.OWN_PAGES, "GET")
def sent(request: Request) -> HttpResponse:
    """A page and no message: messages are kept in the session."""
    return render(request, "followups/suggestion_sent.html")


@allow(Can.OWN_PAGES, "GET")
def suggestion(request: Request, pk: uuid.UUID) -> HttpResponse:
    return _show(request, _get(request, pk))


def _get(request: Request, pk: uuid.UUID) -> Suggestion:
    return get_visible_or_404(Suggestion.objects.select_related("author", "ruled_by"), request.user, pk)


def _show(request: Request, row: Suggestion, form: RulingForm | None = None) -> HttpResponse:
    form = form or RulingForm(initial={"ruling": row.ruling, "is_public": row.is_public})
    context = {"row": row, "form": form, "may_rule": request.user.can(Can.RULE)}
    return render(request, "followups/suggestion.html", context, status=422 if form.errors else 200)


@allow(Can.RULE, "POST")
def rule(request: Request, pk: uuid.UUID) -> HttpResponse:
    """The boss's answer."""
    row, form = _get(request, pk), RulingForm(request.POST)
    if form.is_valid():
        try:
            services.rule_suggestion(
                actor=request.user, suggestion=row, at=timezone.now(), **form.cleaned_data
            )
            messages.success(request, _("Answer saved"))
            return redirect("followups:suggestions")
        except services.Refused as refusal:
            add_refusal(form, refusal)
    return _show(request, row, form)


@allow(Can.RULE, "POST")
def close(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Read, and done with."""
    services.close_suggestion(actor=request.user, suggestion=_get(request, pk), at=timezone.now())
    messages.success(request, _("Closed"))
    return redirect("followups:suggestions")
