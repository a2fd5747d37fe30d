"""Saving what the editor holds: the whole version at once, as it will be printed."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from core import audit
from sales.domain.quote_states import Step
from sales.domain.quotes import TOO_MUCH
from sales.models import Quote, QuoteLine, QuoteVersion
from sales.services.quote_locking import lock_for_step
from sales.services.quote_values import (
    HEAD_FIELDS,
    HeadValues,
    LineValues,
    QuoteRefused,
    StaleQuote,
    rows_of,
    said,
    total_of,
)


@transaction.atomic
def save_quote(
    *, actor: User, quote: Quote, head: HeadValues, lines: Sequence[LineValues], version: int, at: datetime
) -> Quote:
    """Save head and lines of the version at work. An approval of prices below the floor is forgotten with the change.

    Raises StaleQuote when `version` is no longer the quote's (C6), QuoteRefused("state") for one that was confirmed or sent,
    with "too_much" for a line that comes to an absurd amount, PermissionDenied as every step.
    """
    quote, current = lock_for_step(actor, quote, Step.SAVE)
    if quote.version != version:
        raise StaleQuote(quote)
    before = _told(current, list(current.lines.all()))
    rows = rows_of(current, lines)
    if any(
        row.price is not None and row.quantity is not None and row.price * row.quantity >= TOO_MUCH
        for row in rows
    ):
        raise QuoteRefused("too_much")
    _write_head(quote, current, head)
    current.total = total_of(rows, current.currency)
    changes = audit.changes_between(before, _told(current, rows))
    current.lines.all().delete()
    QuoteLine.objects.bulk_create(rows)
    if not changes:
        return quote
    current.approved_by = current.approved_at = current.approval_asked_at = None
    current.save()
    quote.version += 1
    quote.save(update_fields=["contact", "version"])
    audit.record("sales.quote_saved", actor=actor, at=at, target=quote, changes=changes)
    return quote


def _write_head(quote: Quote, current: QuoteVersion, head: HeadValues) -> None:
    quote.contact = head.contact
    current.notes = [note for note in head.notes if note.strip()]
    for name in HEAD_FIELDS:
        setattr(current, name, getattr(head, name))


def _told(version: QuoteVersion, lines: Sequence[QuoteLine]) -> dict[str, Any]:
    """Return the version as the audit trail tells it; every figure is in it, so that no change is missed."""
    details = [
        [
            getattr(line, name)
            for name in ("moq", "per_carton", "carton_volume", "carton_weight", "includes", "note")
        ]
        for line in lines
    ]
    return {
        **{name: getattr(version, name) for name in HEAD_FIELDS},
        "contact": version.quote.contact_id,
        "notes": list(version.notes),
        "lines": [said(line) for line in lines],
        "packing": [[_plain(value) for value in row] for row in details],
    }


def _plain(value: Any) -> Any:
    return f"{value.normalize():f}" if hasattr(value, "normalize") else value
