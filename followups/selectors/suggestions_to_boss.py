"""Suggestions as the boss, their writers and everybody read them."""

from typing import Any

from django.db.models import QuerySet

from core.capabilities import Can
from followups.models import Suggestion, SuggestionState

PAGE = 50


def read_inbox(user: Any, show: str) -> "QuerySet[Suggestion]":
    """Return what waits for the boss, what was `ruled` on or what is `closed`, newest day first; signed with a name."""
    state = show if show in SuggestionState.values else SuggestionState.WAITING
    rows = Suggestion.objects.visible_to(user).arrived().filter(state=state)
    return rows.select_related("author", "ruled_by")[:PAGE]


def read_own(user: Any) -> "QuerySet[Suggestion]":
    """Return what the person signed, newest first."""
    rows = Suggestion.objects.visible_to(user).filter(author=user)
    return rows.select_related("ruled_by").order_by("-written_at")[:PAGE]


def read_public(user: Any) -> "QuerySet[Suggestion]":
    """Return what the boss made public, without names, the newest ruling first."""
    rows = Suggestion.objects.visible_to(user).filter(is_public=True)
    return rows.select_related("ruled_by").order_by("-ruled_at", "pk")[:PAGE]


def waiting_suggestions(user: Any) -> "QuerySet[Suggestion]":
    """Return what waits for the boss; none for everybody else, without a query."""
    seen = Suggestion.objects.visible_to(user) if user.can(Can.RULE) else Suggestion.objects.none()
    return seen.filter(state=SuggestionState.WAITING)
