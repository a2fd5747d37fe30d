"""Messages that can take their action back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest


def add_undoable(request: HttpRequest, text: str, undo_url: str) -> None:
    """Tell the person that something was done, with a button that posts to `undo_url` (a path of our own)."""
    if not undo_url.startswith("/") or undo_url.startswith("//") or " " in undo_url:
        raise ValueError(f"Not a path of ours: {undo_url!r}")
    messages.success(request, text, extra_tags=f"undo={undo_url}")
