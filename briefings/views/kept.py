"""The box of a ruling begins with what was typed into it and not sent: a telephone may drop the page (ux.md 6)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Subquery

from briefings.forms import RulingForm
from core.models import Draft

BOXES = "rule-"


def box_key(name: str) -> str:
    """Return under which key the box about `name` ("": about anything) keeps its draft."""
    return f"{BOXES}{name}"


def newest_draft(user: Any) -> dict[str, Subquery]:
    """Return columns for the statement that loads the page: the newest draft of a box, `draft_key`, `draft_values`, `draft_at`."""
    newest = Draft.objects.filter(user=user, key__startswith=BOXES).order_by("-saved_at")
    columns = {"draft_key": "key", "draft_values": "values", "draft_at": "saved_at"}
    return {name: Subquery(newest.values(column)[:1]) for name, column in columns.items()}


def has_words(typed: Mapping[str, Sequence[str]] | None) -> bool:
    """Whether something was written: that a person or a day was chosen alone is nothing to go on with."""
    return any(text.strip() for text in (typed or {}).get("text", ()))


def begin_box(
    name: str,
    initial: Mapping[str, Any],
    typed: Mapping[str, Sequence[str]] | None = None,
    at: datetime | None = None,
) -> RulingForm:
    """Return the box about `name`, with what was typed at `at` where that is known; `kept_at` of the form says when."""
    if typed is None or not has_words(typed):
        return keep_in(RulingForm(initial=dict(initial)), name)
    found: dict[str, Any] = {field: texts[-1] for field, texts in typed.items() if texts}
    found["is_settled"] = "is_settled" in typed
    return keep_in(RulingForm(initial={**initial, **found}), name, at)


def keep_in(form: RulingForm, name: str, at: datetime | None = None) -> RulingForm:
    """Let the form keep what is typed into the box about `name`."""
    form.draft_key, form.kept_at = box_key(name), at  # type: ignore[attr-defined]  # for the page
    return form
