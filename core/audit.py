"""The audit trail: one entry per change, written by the service in its transaction (permissions.md, trust.md A)."""

import hashlib
import json
import secrets
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction

from core.models import AuditDetail, AuditEntry
from core.request_context import current_request

Changes = Mapping[str, tuple[Any, Any]]
ERASED = "core.values_erased"
_abouts: list[Callable[[models.Model], int | None]] = []


def tell_about(about_of: Callable[[models.Model], int | None]) -> None:
    """Register how an app says which customer a record belongs to (None: none that it knows). It must not ask the database."""
    if about_of not in _abouts:
        _abouts.append(about_of)


def _about(target: models.Model | None) -> int | None:
    if target is None:
        return None
    return next((found for about_of in _abouts if (found := about_of(target)) is not None), None)


def changes_between(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Return `{field: (before, after)}` for the fields of `after` whose value differs."""
    return {name: (before.get(name), value) for name, value in after.items() if before.get(name) != value}


def digest_detail(label: str, changes: Mapping[str, Any], salt: str) -> str:
    """Return the SHA-256 that binds the erasable values to their entry."""
    text = json.dumps([salt, label, changes], cls=DjangoJSONEncoder, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _without_nul(value: Any) -> Any:
    """What was attempted is recorded even when it holds what no database stores."""
    match value:
        case str():
            return value.replace("\0", "")
        case list():
            return [_without_nul(item) for item in value]
        case dict():
            return {_without_nul(key): _without_nul(item) for key, item in value.items()}
    return value


def record(
    verb: str,
    *,
    actor: models.Model | None,
    at: datetime,
    target: models.Model | None = None,
    changes: Changes | None = None,
    is_refused: bool = False,
) -> AuditEntry:
    """Write one audit entry. `verb` is `app.what_happened` in the past tense, e.g. `customers.grade_changed`.

    `actor` is None for the system itself. Values that must not be kept (passwords, tokens) are the caller's to leave out.
    """
    return record_each(verb, actor=actor, at=at, changed=[(target, changes or {})], is_refused=is_refused)[0]


def record_each(
    verb: str,
    *,
    actor: models.Model | None,
    at: datetime,
    changed: Iterable[tuple[models.Model | None, Changes]],
    is_refused: bool = False,
) -> list[AuditEntry]:
    """Write one audit entry per (target, changes), in two statements however many there are."""
    request = current_request()
    entries, details = [], []
    for target, changes in changed:
        label = _without_nul(str(target)[:300]) if target is not None else ""
        values = _without_nul(
            json.loads(json.dumps({k: list(v) for k, v in changes.items()}, cls=DjangoJSONEncoder))
        )
        salt = secrets.token_hex(16)
        entry = AuditEntry(
            at=at,
            actor_id=actor.pk if actor is not None else None,
            verb=verb,
            target_type=target._meta.label_lower if target is not None else "",
            target_id=str(target.pk) if target is not None else "",
            is_refused=is_refused,
            address=request.address if request else "",
            request_number=request.number if request else "",
            fields=",".join(values)[:400],
            detail_digest=digest_detail(label, values, salt),
            about_id=_about(target),
        )
        entries.append(entry)
        details.append(AuditDetail(entry=entry, label=label, changes=values, salt=salt))
    with transaction.atomic(savepoint=False):
        AuditEntry.objects.bulk_create(entries)
        for entry, detail in zip(entries, details, strict=True):
            detail.entry = entry  # its id is known now
        AuditDetail.objects.bulk_create(details)
    return entries


def erase_details(
    entries: Iterable[int], *, actor: models.Model, at: datetime, target: models.Model, reason: str
) -> AuditEntry:
    """Empty the names and values of these entries, for good; the entries, their digests and the chain stay.

    Recorded in one entry about `target` that says why and which: by it a check tells what was erased from what was
    forged (`core.seals`). What is erased already, and what says so, is left alone.
    """
    details = AuditDetail.objects.filter(entry__in=set(entries), erased_by=None).exclude(entry__verb=ERASED)
    found = sorted(details.values_list("entry_id", flat=True))
    with transaction.atomic():
        told = record(
            ERASED,
            actor=actor,
            at=at,
            target=target,
            changes={"reason": ("", reason), "entries": (found, [])},
        )
        AuditDetail.objects.filter(entry__in=found).update(label="", changes={}, salt="", erased_by=told)
    return told
