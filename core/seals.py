"""The hash chain over the audit trail: sealed each minute, checked on demand (trust.md A2)."""

import hashlib
import json
from datetime import datetime

from django.db import transaction

from core.audit import digest_detail
from core.models import AuditEntry, AuditLink

GENESIS = "0" * 64
BATCH = 2_000


def digest_entry(previous: str, entry: AuditEntry) -> str:
    """Return the SHA-256 over the link before and everything the entry says."""
    said = [
        previous, entry.pk, entry.at.isoformat(), entry.actor_id, entry.verb, entry.target_type, entry.target_id,
        entry.is_refused, entry.address, entry.request_number, entry.fields, entry.detail_digest,
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


@transaction.atomic
def seal_entries(*, at: datetime) -> int:
    """Link every entry that has no link yet, in order of its id. Returns how many.

    Entries may become visible out of order; whichever appears later is linked later, none is passed over.
    """
    last = AuditLink.objects.select_for_update().order_by("-id").first()
    previous = last.digest if last else GENESIS
    sealed = 0
    while entries := list(AuditEntry.objects.filter(link=None).order_by("id")[:BATCH]):
        links = []
        for entry in entries:
            digest = digest_entry(previous, entry)
            links.append(AuditLink(entry=entry, previous=previous, digest=digest, sealed_at=at))
            previous = digest
        AuditLink.objects.bulk_create(links)
        sealed += len(links)
    return sealed


def find_break() -> AuditEntry | None:
    """Walk the chain and return the first entry that was changed, moved or robbed of a value; None: it holds.

    A detail that was erased on purpose is missing altogether and breaks nothing; a changed one does.
    """
    previous = GENESIS
    for link in AuditLink.objects.select_related("entry__detail").order_by("id").iterator(BATCH):
        entry = link.entry
        detail = getattr(entry, "detail", None)
        if link.previous != previous or link.digest != digest_entry(previous, entry):
            return entry
        if (
            detail is not None
            and digest_detail(detail.label, detail.changes, detail.salt) != entry.detail_digest
        ):
            return entry
        previous = link.digest
    return None
