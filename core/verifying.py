"""Whether the audit trail holds: checked by a job, on demand from its first entry, each night its newest part (trust.md A2)."""

from datetime import datetime
from typing import Any

from django.db import transaction

from core import audit, jobs
from core.events import TrailBroken, publish
from core.jobs import Part, Parts
from core.locks import lock_name
from core.models import AuditCheck, AuditLink, Job
from core.seals import GENESIS, walk

JOB = "core.check_trail"


@transaction.atomic
def start_check(*, actor: Any, at: datetime) -> AuditCheck:
    """Begin to check the whole trail; while a check that somebody asked for goes on, that one is returned."""
    lock_name("core:check_trail")
    going = AuditCheck.objects.filter(finished_at=None, job__state__in=(Job.State.QUEUED, Job.State.RUNNING))
    found = going.first()
    if found is not None:
        return found
    check = AuditCheck.objects.create(is_whole=True, asked_by=actor, started_at=at)
    check.job = jobs.enqueue(JOB, key=str(check.pk), at=at, check_id=check.pk)
    check.save(update_fields=["job"])
    audit.record("core.check_asked", actor=actor, at=at)
    return check


def check_whole(*, check_id: int, at: datetime, cursor: int | None = None) -> Parts:
    """Walk along the whole chain, part by part; goes on where a killed worker's last part ended (`cursor`)."""
    check = AuditCheck.objects.get(pk=check_id)
    return (yield from _walk_on(check, at))


def check_newest(*, at: datetime, cursor: int | None = None) -> Parts:
    """Check what was linked since the last check that held. `cursor`: the check that an earlier run of this job began."""
    check = AuditCheck.objects.filter(pk=cursor).first() if cursor else None
    return (yield from _walk_on(check or _begin_behind_last(at), at))


def _begin_behind_last(at: datetime) -> AuditCheck:
    last = last_held()
    behind = {"last_link_id": last.last_link_id, "last_digest": last.last_digest} if last else {}
    return AuditCheck.objects.create(started_at=at, **behind)


def last_held() -> AuditCheck | None:
    """Return the newest finished check that found nothing."""
    return (
        AuditCheck.objects.filter(finished_at__isnull=False, broken_id=None)
        .order_by("-finished_at", "-pk")
        .first()
    )


def _walk_on(check: AuditCheck, at: datetime) -> Parts:
    total = check.entries + AuditLink.objects.filter(pk__gt=check.last_link_id).count()
    if not _still_stands(check):
        _end(check, at, broken_id=0)
        return {"broken": 0}
    while True:
        walked = walk(check.last_link_id, check.last_digest or GENESIS)
        check.last_link_id, check.last_digest = walked.link_id, walked.digest
        check.sealed_at = walked.sealed_at or check.sealed_at
        check.entries, check.erased = check.entries + walked.entries, check.erased + walked.erased
        if walked.broken is not None or not walked.entries:
            break
        check.save()
        yield Part(check.pk, check.entries, max(total, check.entries))
    _end(check, at, broken_id=walked.broken.pk if walked.broken else None)
    return {"entries": check.entries, "broken": check.broken_id}


def _still_stands(check: AuditCheck) -> bool:
    """Whether the link where the check before ended is there as it was: nobody wrote a chain anew behind its back."""
    if not check.last_link_id:
        return True
    return AuditLink.objects.filter(pk=check.last_link_id, digest=check.last_digest).exists()


def _end(check: AuditCheck, at: datetime, *, broken_id: int | None) -> None:
    check.finished_at, check.broken_id = at, broken_id
    if check.sealed_at is None:
        link = AuditLink.objects.filter(pk=check.last_link_id).first()
        check.sealed_at = link.sealed_at if link else None
    check.save()
    if broken_id is not None:
        publish(TrailBroken(check_id=check.pk, entry_id=broken_id, at=at))
