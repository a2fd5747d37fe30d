"""The hash chain at full size (A2): 100,000 entries are sealed and verified, one flipped byte is found."""

from datetime import timedelta

import pytest
from django.db import connection

from core import seals
from core.audit import digest_detail
from core.models import AuditDetail, AuditEntry
from tests.factories import AT

ENTRIES = 100_000


@pytest.mark.timeout(900)
@pytest.mark.django_db
def test_chain_of_a_hundred_thousand_holds_and_finds_one_flipped_byte() -> None:
    for start in range(0, ENTRIES, 10_000):
        rows = [
            AuditEntry(
                at=AT + timedelta(seconds=n),
                verb="test.changed",
                detail_digest=digest_detail("", {"n": [0, n]}, "salt"),
            )
            for n in range(start, start + 10_000)
        ]
        entries = AuditEntry.objects.bulk_create(rows)
        AuditDetail.objects.bulk_create(
            AuditDetail(entry=entry, changes={"n": [0, start + place]}, salt="salt")
            for place, entry in enumerate(entries)
        )
    assert [seals.seal_entries(at=AT), seals.find_break()] == [ENTRIES, None]
    middle = AuditEntry.objects.order_by("pk")[ENTRIES // 2]
    without_triggers(f"UPDATE core_auditentry SET verb = 'test.chanded' WHERE id = {middle.pk}")
    assert seals.find_break() == middle


def without_triggers(statement: str) -> None:
    """Do what only somebody with the database's own password could."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # none may wait while a table is altered
            cursor.execute("ALTER TABLE core_auditentry DISABLE TRIGGER USER")
        else:
            cursor.execute(
                "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'core_auditentry'"
            )
            for (name,) in cursor.fetchall():
                cursor.execute(f"DROP TRIGGER {name}")
        cursor.execute(statement)
