from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest
from django.db import DatabaseError, transaction

from core import audit, seals
from core.models import AuditDetail, AuditEntry, AuditLink
from core.request_context import RequestContext, request_context


def _write(actor: object, at: datetime, count: int) -> None:
    for n in range(count):
        audit.record("core.test_done", actor=actor, at=at + timedelta(minutes=n), changes={"n": (n, n + 1)})  # type: ignore[arg-type]


def test_record_keeps_who_what_when_and_where(cast: SimpleNamespace, at: datetime) -> None:
    with request_context(RequestContext(number="abcd1234", address="203.0.113.7")):
        entry = audit.record(
            "core.test_done", actor=cast.owner, at=at, target=cast.team, changes={"name": ("a", "b")}
        )
    stored = AuditEntry.objects.values(
        "actor", "verb", "target_type", "target_id", "address", "request_number", "fields", "detail__changes"
    ).get(pk=entry.pk)
    assert stored == {
        "actor": cast.owner.pk, "verb": "core.test_done", "target_type": "accounts.team",
        "target_id": str(cast.team.pk), "address": "203.0.113.7", "request_number": "abcd1234", "fields": "name",
        "detail__changes": {"name": ["a", "b"]},
    }  # fmt: skip


@pytest.mark.parametrize("model", [AuditEntry, AuditLink])
def test_audit_cannot_be_changed_or_deleted(cast: SimpleNamespace, at: datetime, model: type) -> None:
    _write(cast.owner, at, 1)
    seals.seal_entries(at=at)
    before = list(model.objects.values())
    for change in (lambda rows: rows.update(id=9_999), lambda rows: rows._raw_delete(rows.db)):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change(model.objects.all())
    assert list(model.objects.values()) == before


def test_chain_links_every_entry_once_and_holds(cast: SimpleNamespace, at: datetime) -> None:
    _write(cast.owner, at, 3)
    assert [seals.seal_entries(at=at), seals.seal_entries(at=at)] == [3, 0]
    _write(cast.owner, at, 2)
    assert [seals.seal_entries(at=at), AuditLink.objects.count(), seals.find_break()] == [2, 5, None]


def test_chain_finds_a_changed_detail(cast: SimpleNamespace, at: datetime) -> None:
    _write(cast.owner, at, 5)
    seals.seal_entries(at=at)
    victim = AuditEntry.objects.order_by("id")[2]
    AuditDetail.objects.filter(entry=victim).update(changes={"n": [2, 4]})
    assert seals.find_break() == victim


def test_chain_survives_an_erased_detail(cast: SimpleNamespace, at: datetime) -> None:
    _write(cast.owner, at, 2)
    seals.seal_entries(at=at)
    AuditDetail.objects.filter(entry=AuditEntry.objects.first()).delete()
    assert seals.find_break() is None
