"""The hash chain over the audit trail: sealed each minute, checked on demand and each night (trust.md A2)."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from core.audit import ERASED, digest_detail
from core.models import AuditDetail, AuditEntry, AuditLink

GENESIS = "0" * 64
BATCH = 2_000


def digest_entry(previous: str, entry: AuditEntry) -> str:
    """Return the SHA-256 over the link before and everything the entry says."""
    said = [
        previous, entry.pk, entry.at.isoformat(), entry.actor_id, entry.verb, entry.target_type, entry.target_id,
        entry.is_refused, entry.address, entry.request_number, entry.fields, entry.detail_digest,
    ]  # fmt: skip
    if entry.about_id is not None:  # entries from before there was one are sealed without it
        said.append(entry.about_id)
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


@dataclass(frozen=True)
class Walked:
    """A piece of the chain that was checked: up to link `link_id` with its `digest`, made at `sealed_at`.

    `erased` of its `entries` have no values any more, as an entry says. `broken`: the first that does not fit; it and
    what is behind it are not counted.
    """

    link_id: int
    digest: str
    sealed_at: datetime | None
    entries: int = 0
    erased: int = 0
    broken: AuditEntry | None = None


def walk(link_id: int, digest: str, *, limit: int = BATCH) -> Walked:
    """Check the next links behind link `link_id`, which had this `digest`; `walk(0, GENESIS)` begins. No entries: the end."""
    links = AuditLink.objects.filter(pk__gt=link_id).select_related("entry__detail").order_by("id")[:limit]
    found = list(links)
    told = _told_erased(found)
    walked = Walked(link_id, digest, None)
    for link in found:
        detail: AuditDetail | None = getattr(link.entry, "detail", None)
        is_chained = link.previous == walked.digest and link.digest == digest_entry(walked.digest, link.entry)
        if not is_chained or not _is_whole(link.entry, detail, told):
            return Walked(
                walked.link_id, walked.digest, walked.sealed_at, walked.entries, walked.erased, link.entry
            )
        erased = walked.erased + (detail is not None and detail.erased_by_id is not None)
        walked = Walked(link.pk, link.digest, link.sealed_at, walked.entries + 1, erased)
    return walked


def _told_erased(links: Iterable[AuditLink]) -> set[tuple[int, int]]:
    """Return which entries' values were erased by which entry, as these say themselves, with their own values intact."""
    details = [link.entry.detail for link in links if getattr(link.entry, "detail", None)]
    ids = {detail.erased_by_id for detail in details if detail.erased_by_id is not None}
    tellers = AuditEntry.objects.filter(pk__in=ids, verb=ERASED).select_related("detail") if ids else []
    return {
        (erased, teller.pk)
        for teller in tellers
        if _fits(teller, teller.detail)
        for erased in teller.detail.changes["entries"][0]
    }


def _is_whole(entry: AuditEntry, detail: AuditDetail | None, told: set[tuple[int, int]]) -> bool:
    """Whether the entry's values are as they were written, or were erased by an entry that says so."""
    if detail is None:
        return False
    if detail.erased_by_id is None:
        return _fits(entry, detail)
    return (entry.pk, detail.erased_by_id) in told and not detail.label and not detail.changes


def _fits(entry: AuditEntry, detail: AuditDetail) -> bool:
    return digest_detail(detail.label, detail.changes, detail.salt) == entry.detail_digest


def find_break() -> AuditEntry | None:
    """Walk the whole chain and return the first entry that was changed, moved or robbed of a value; None: it holds.

    Values that were erased on purpose break nothing, for a later entry names them.
    """
    walked = walk(0, GENESIS)
    while walked.entries and walked.broken is None:
        walked = walk(walked.link_id, walked.digest)
    return walked.broken
