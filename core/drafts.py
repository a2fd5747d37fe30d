"""Drafts: what is typed and not saved yet stays on the server (ux.md 6)."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.http import QueryDict

from core.models import Draft

KEY_LENGTH = 120
LIMIT = 400_000  # characters in all; a pasted megabyte is kept by the browser, not here
_NOT_KEPT = {"csrfmiddlewaretoken", "form_token"}
_NOT_TYPED = {"version"}  # kept, so that a draft older than its record is noticed, and no text of its own


def save_draft(user: Any, key: str, data: QueryDict, *, at: datetime) -> bool:
    """Keep the fields of a form under `key`, or drop the draft when all are empty. False: too long to keep."""
    values = {name: data.getlist(name) for name in data if name not in _NOT_KEPT}
    if not any(text.strip() for name, texts in values.items() if name not in _NOT_TYPED for text in texts):
        drop_draft(user, key)
        return True
    if sum(len(text) for texts in values.values() for text in texts) > LIMIT:
        return False
    clean = {
        name.replace("\0", ""): [text.replace("\0", "") for text in texts] for name, texts in values.items()
    }
    Draft.objects.update_or_create(user=user, key=key, defaults={"values": clean, "saved_at": at})
    return True


def load_draft(user: Any, key: str) -> tuple[QueryDict, datetime] | None:
    """Return the draft as form data with the time it was kept, or None."""
    return load_drafts(user, [key]).get(key)


def load_drafts(user: Any, keys: Iterable[str]) -> dict[str, tuple[QueryDict, datetime]]:
    """Return those of several drafts that there are, by key, in one query: for a page with more than one form."""
    found = {}
    for row in Draft.objects.filter(user=user, key__in=list(keys)):
        data = QueryDict(mutable=True)
        for name, texts in row.values.items():
            data.setlist(name, texts)
        found[row.key] = (data, row.saved_at)
    return found


def drop_draft(user: Any, key: str) -> None:
    """Forget a draft: its form was saved or emptied."""
    Draft.objects.filter(user=user, key=key).delete()
