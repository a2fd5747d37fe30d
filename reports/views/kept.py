"""Words that are typed and not saved yet: a form begins with them, as long as what they were typed into still stands."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.forms import Form
from django.http import QueryDict
from django.urls import reverse

from core.drafts import load_draft

F = TypeVar("F", bound=Form)


def begin_form(user: Any, key: str, version: int, make: Callable[[QueryDict | None], F]) -> F:
    """Return the form with the draft under `key`, if it was typed into this version; else the one that `make(None)` gives.

    `kept_at` of the form says when the draft was kept.
    """
    kept = load_draft(user, key)
    if kept is None or kept[0].get("version") != str(version):
        return make(None)
    form = make(kept[0])
    form.kept_at = kept[1]  # type: ignore[attr-defined]  # for the page
    form.is_valid()
    return form


def draft_url(key: str) -> str:
    """Return where the page keeps what is typed."""
    return reverse("core:draft", args=[key])
