from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest
from django.db import DatabaseError, transaction

from core import audit, seals, verifying
from core.models import AuditCheck, AuditDetail, AuditEntry, AuditLink, Notification
from core.request_context import RequestContext, request_context
from tests.conftest import result_of
from tests.core.tampering import without_triggers


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
    with without_triggers(AuditDetail):
        AuditDetail.objects.filter(entry=victim).update(changes={"n": [2, 4]})
    assert seals.find_break() == victim


def _erase(cast: SimpleNamespace, at: datetime, entries: list[int]) -> AuditEntry:
    told = audit.erase_details(entries, actor=cast.manager, at=at, target=cast.team, reason="asked for")
    seals.seal_entries(at=at)
    return told


def test_chain_survives_an_erased_detail(cast: SimpleNamespace, at: datetime) -> None:
    _write(cast.owner, at, 3)
    seals.seal_entries(at=at)
    first, second, third = AuditEntry.objects.order_by("id")
    told = _erase(cast, at, [first.pk, third.pk, 987_654])
    assert [seals.find_break(), told.detail.changes["entries"]] == [None, [[first.pk, third.pk], []]]
    kept = {row.entry_id: (row.changes, row.salt != "") for row in AuditDetail.objects.exclude(entry=told)}
    assert kept == {first.pk: ({}, False), second.pk: ({"n": [1, 2]}, True), third.pk: ({}, False)}
    assert AuditEntry.objects.get(pk=first.pk).detail_digest == first.detail_digest


def test_erasing_twice_changes_nothing_and_what_says_so_stays(cast: SimpleNamespace, at: datetime) -> None:
    _write(cast.owner, at, 1)
    first = _erase(cast, at, [AuditEntry.objects.get().pk])
    again = _erase(cast, at, list(AuditEntry.objects.values_list("pk", flat=True)))
    assert [again.detail.changes["entries"], seals.find_break()] == [[[], []], None]
    assert AuditDetail.objects.get(entry=first).changes["reason"] == ["", "asked for"]


def test_chain_tells_a_value_that_was_robbed_from_one_that_was_erased(
    cast: SimpleNamespace, at: datetime
) -> None:
    """Emptied in the name of an entry that does not name it, or gone altogether: forged."""
    _write(cast.owner, at, 3)
    first, second, third = AuditEntry.objects.order_by("id")
    told = _erase(cast, at, [second.pk])
    AuditDetail.objects.filter(entry=first).update(
        label="", changes={}, salt="", erased_by=told
    )  # the triggers let it
    assert seals.find_break() == first
    with without_triggers(AuditDetail):
        AuditDetail.objects.filter(entry=third).delete()
    walked = seals.walk(AuditLink.objects.get(entry=second).pk, AuditLink.objects.get(entry=second).digest)
    assert [walked.broken, walked.entries] == [third, 0]


@pytest.mark.parametrize(
    "values",
    [
        {"changes": {"n": [0, 9]}},
        {"label": "x"},
        {"changes": {}, "label": "", "salt": ""},
        {"changes": {}, "label": "", "salt": "", "erased_by": "other"},
        {"changes": {"n": [0, 9]}, "label": "", "salt": "", "erased_by": "told"},
        {"changes": {}, "label": "who", "salt": "", "erased_by": "told"},
    ],
)
def test_values_are_changed_in_no_other_way(
    cast: SimpleNamespace, at: datetime, values: dict[str, object]
) -> None:
    _write(cast.owner, at, 3)
    victim, gone, other = AuditEntry.objects.order_by("id")
    named = {"told": _erase(cast, at, [gone.pk]), "other": other}
    values = {
        name: named.get(value, value) if name == "erased_by" else value for name, value in values.items()
    }
    before = list(AuditDetail.objects.order_by("pk").values())
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        AuditDetail.objects.filter(entry=victim).update(**values)
    assert list(AuditDetail.objects.order_by("pk").values()) == before


def test_values_are_neither_deleted_nor_erased_twice(cast: SimpleNamespace, at: datetime) -> None:
    _write(cast.owner, at, 1)
    told = _erase(cast, at, [AuditEntry.objects.get().pk])
    erased = AuditDetail.objects.filter(erased_by=told)
    for change in (
        lambda: erased._raw_delete(erased.db),
        lambda: erased.update(erased_by=told),
        lambda: AuditDetail.objects.filter(entry=told).update(
            label="", changes={}, salt="", erased_by=told.pk + 1
        ),
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change()
    assert erased.count() == 1


# ── checking ────────────────────────────────────────────────────────────────
def _check_all(cast: SimpleNamespace, at: datetime) -> AuditCheck:
    check = verifying.start_check(actor=cast.boss, at=at)
    result_of(verifying.check_whole(check_id=check.pk, at=at))
    check.refresh_from_db()
    check.job.state = "done"  # type: ignore[union-attr]  # it has one
    check.job.save()  # type: ignore[union-attr]
    return check


def test_check_of_the_whole_trail_says_up_to_where_it_holds(cast: SimpleNamespace, at: datetime) -> None:
    _write(cast.owner, at, 5)
    _erase(cast, at, [AuditEntry.objects.order_by("pk")[1].pk])
    check = _check_all(cast, at)
    assert [check.entries, check.erased, check.broken_id, check.sealed_at, check.finished_at] == [
        6,
        1,
        None,
        at,
        at,
    ]


def test_second_click_finds_the_check_that_goes_on(cast: SimpleNamespace, at: datetime) -> None:
    first = verifying.start_check(actor=cast.boss, at=at)
    assert [verifying.start_check(actor=cast.manager, at=at), AuditCheck.objects.count()] == [first, 1]


def test_check_goes_on_behind_the_part_that_a_killed_worker_committed(
    cast: SimpleNamespace, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seals.walk, "__kwdefaults__", {"limit": 2})
    _write(cast.owner, at, 5)
    seals.seal_entries(at=at)
    check = verifying.start_check(actor=cast.boss, at=at)
    parts = verifying.check_whole(check_id=check.pk, at=at)
    assert [(next(parts).done, next(parts).total)] == [(2, 5)]
    parts.close()
    assert result_of(verifying.check_whole(check_id=check.pk, at=at, cursor=check.pk)) == {
        "entries": 5,
        "broken": None,
    }


def test_nightly_check_walks_only_what_is_new_and_tells_of_a_break(
    cast: SimpleNamespace, at: datetime
) -> None:
    _write(cast.owner, at, 3)
    seals.seal_entries(at=at)
    _check_all(cast, at)
    _write(cast.owner, at, 2)
    seals.seal_entries(at=at)
    assert result_of(verifying.check_newest(at=at)) == {"entries": 3, "broken": None}
    _write(cast.owner, at, 2)
    seals.seal_entries(at=at)
    victim = AuditEntry.objects.order_by("pk").last()
    with without_triggers(AuditDetail):
        AuditDetail.objects.filter(entry=victim).update(changes={"n": [7, 7]})
    with transaction.atomic():
        assert result_of(verifying.check_newest(at=at)) == {"entries": 1, "broken": victim.pk}
    assert [row.user for row in Notification.objects.all()] == [cast.boss]


def test_nightly_check_notices_a_chain_that_was_written_anew(cast: SimpleNamespace, at: datetime) -> None:
    """Somebody with the database's password deletes the last entries and seals others: the kept digest does not fit."""
    _write(cast.owner, at, 3)
    seals.seal_entries(at=at)
    _check_all(cast, at)
    last = AuditLink.objects.order_by("pk").last()
    with without_triggers(AuditLink):
        AuditLink.objects.filter(pk=last.pk).delete()
    seals.seal_entries(at=at)
    assert seals.find_break() is None
    assert result_of(verifying.check_newest(at=at)) == {"broken": 0}
