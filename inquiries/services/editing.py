"""Correcting an inquiry: its head, the products asked for, its files."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from core import audit
from core.files import store_file
from core.forms_once import claim_form, finish_form
from customers.models import TimelineEntry
from customers.services import note_interests
from customers.timeline import add_entry
from inquiries.models import Inquiry, InquiryFile, InquiryLine
from inquiries.services.clocks import lock_for
from inquiries.services.errors import StaleEdit
from inquiries.services.values import EditValues, LineValues
from inquiries.text import inquiry_words


@transaction.atomic
def edit_inquiry(*, actor: Any, inquiry: Inquiry, values: EditValues, version: int, at: datetime) -> Inquiry:
    """Save the corrected head and products. Raises StaleEdit when `version` is no longer the current one (C6)."""
    inquiry = lock_for(actor, inquiry)
    if inquiry.version != version:
        raise StaleEdit(inquiry)
    changes = _changes(inquiry, values)
    if not changes:
        return inquiry
    inquiry.subject, inquiry.source, inquiry.validity = values.subject, values.source, values.validity
    inquiry.version += 1
    inquiry.search_text = inquiry_words(inquiry, [line.words for line in values.lines])
    inquiry.save(update_fields=("subject", "source", "validity", "search_text", "version"))
    if "lines" in changes:
        inquiry.lines.all().delete()
        write_lines(inquiry, values.lines, at=at)
    audit.record("inquiries.edited", actor=actor, at=at, target=inquiry, changes=changes)
    return inquiry


def _changes(inquiry: Inquiry, values: EditValues) -> dict[str, tuple[Any, Any]]:
    before = {name: getattr(inquiry, name) for name in ("subject", "source", "validity")}
    after = {name: getattr(values, name) for name in before}
    before["lines"] = [_said(line) for line in inquiry.lines.all()]
    after["lines"] = [_said(line) for line in values.lines]
    return audit.changes_between(before, after)


def _said(line: InquiryLine | LineValues) -> str:
    amount = f"{line.quantity.normalize():f} {line.unit}" if line.quantity is not None else line.unit
    price = f"{line.currency} {line.target_price.normalize():f}" if line.target_price is not None else ""
    return " | ".join((line.words, amount.strip(), price))


def write_lines(inquiry: Inquiry, lines: Iterable[LineValues], *, at: datetime) -> None:
    """Write the products asked for, and note them as the customer's interests (S43)."""
    rows = [
        InquiryLine(
            inquiry=inquiry, words=line.words, quantity=line.quantity, unit=line.unit,
            target_price=line.target_price, currency=line.currency,
        )
        for line in lines
    ]  # fmt: skip
    InquiryLine.objects.bulk_create(rows)
    if rows and inquiry.customer is not None:
        note_interests(customer=inquiry.customer, words=[row.words for row in rows], at=at)


def add_lines(
    inquiry: Inquiry, lines: Iterable[LineValues], points: Iterable[str], *, at: datetime
) -> dict[str, tuple[Any, Any]]:
    """Add what a further message names to a locked inquiry, each once; return what changed, for the audit trail.

    The version moves on, so that an edit that was begun before does not take them away.
    """
    there = list(inquiry.lines.all())
    known = {_said(line) for line in there}
    new = [line for line in lines if _said(line) not in known]
    new_points = [point for point in points if point not in inquiry.points]
    if not (new or new_points):
        return {}
    write_lines(inquiry, new, at=at)
    inquiry.points = [*inquiry.points, *new_points]
    products = [*(line.words for line in there), *(line.words for line in new)]
    inquiry.search_text = inquiry_words(inquiry, products)
    inquiry.version += 1
    inquiry.save(update_fields=("points", "search_text", "version"))
    return {"lines": (None, [_said(line) for line in new])} if new else {}


@transaction.atomic
def attach_file(
    *, actor: Any, inquiry: Inquiry, upload: "UploadedFile[Any]", at: datetime, form_token: str = ""
) -> InquiryFile:
    """Keep a file at the inquiry. Raises FileRefused for an empty or too large one, AlreadySubmitted for a second click."""
    claim = claim_form(form_token, user=actor, at=at)
    inquiry = lock_for(actor, inquiry)
    stored = store_file(upload, actor=actor, at=at)
    kept = InquiryFile.objects.create(inquiry=inquiry, file=stored)
    if inquiry.customer is not None:
        add_entry(
            customer=inquiry.customer, kind=TimelineEntry.Kind.FILE, at=at, actor=actor, text=stored.name,
            values={"number": inquiry.number}, ref=inquiry,
        )  # fmt: skip
    audit.record(
        "inquiries.file_attached", actor=actor, at=at, target=inquiry, changes={"file": ("", stored.name)}
    )
    finish_form(claim, inquiry.get_absolute_url())
    return kept
