"""The hash chain at full size (A2): 100,000 entries are sealed and verified, one flipped byte is found."""

from datetime import timedelta

import pytest

from core import seals
from core.audit import digest_detail
from core.models import AuditDetail, AuditEntry
from tests.core.tampering import without_triggers
from tests.factories import AT

ENTRIES = 100_000


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
    with without_triggers(AuditEntry):
        AuditEntry.objects.filter(pk=middle.pk).update(verb="test.chanded")
    assert seals.find_break() == middle
