"""Reads of the trail's pages: a page of entries, one entry, what is behind an alarm, whether the chain holds."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from accounts.models import User
from accounts.trail.filters import TrailQuery
from accounts.trail.scope import entries_of
from accounts.trail.words import Line, word_entries
from core import audit_words
from core.models import AuditCheck, AuditEntry, AuditLink

PAGE = 50
COUNTED = 1_000
BEHIND = 50
WINDOW = timedelta(hours=1)


@dataclass(frozen=True)
class TrailPage:
    """A page of the trail, newest first. `older`, `newer`: the id behind which the next pages begin, None at the end.

    `total` counts at most COUNTED; `is_capped`: there are more.
    """

    lines: list[Line]
    older: int | None
    newer: int | None
    total: int
    is_capped: bool


def read_trail(
    user: User, query: TrailQuery, *, before: int | None = None, after: int | None = None
) -> TrailPage:
    """Return a page of what `user` may read and asked for, in a handful of queries however many entries there are."""
    found = query.narrow(entries_of(user))
    rows = _loaded(found)
    if after is not None:
        newest = list(rows.filter(pk__gt=after).order_by("pk")[: PAGE + 1])
        is_more_newer, page, has_older = len(newest) > PAGE, newest[:PAGE][::-1], True
    else:
        behind = rows.filter(pk__lt=before) if before is not None else rows
        oldest = list(behind.order_by("-pk")[: PAGE + 1])
        is_more_newer, page, has_older = before is not None, oldest[:PAGE], len(oldest) > PAGE
    total = found.order_by().values("pk")[: COUNTED + 1].count()
    return TrailPage(
        word_entries(page, user),
        older=page[-1].pk if page and has_older else None,
        newer=page[0].pk if page and is_more_newer else None,
        total=min(total, COUNTED),
        is_capped=total > COUNTED,
    )


def _loaded(entries: "QuerySet[AuditEntry]") -> "QuerySet[AuditEntry]":
    return entries.select_related("actor", "detail")


def find_entry(user: User, pk: int) -> Line | None:
    """Return an entry that `user` may read, in words."""
    found = _loaded(entries_of(user)).filter(pk=pk).first()
    return word_entries([found], user)[0] if found else None


def read_behind(user: User, alarm: AuditEntry) -> list[Line]:
    """Return the newest entries that led to an alarm: those of its person, of the kind behind it, in the hour before."""
    kind = audit_words.alarms()[alarm.verb]
    found = entries_of(user).filter(
        actor=alarm.actor_id, at__gt=alarm.at - WINDOW, at__lte=alarm.at, pk__lt=alarm.pk
    )
    if kind == audit_words.Kind.ATTEMPTS:
        found = found.filter(is_refused=True)
    else:
        found = found.filter(verb__in=audit_words.verbs_of([kind]))
    return word_entries(_loaded(found).order_by("-pk")[:BEHIND], user)


def read_alarms(user: User) -> list[Line]:
    """Return the newest alarms about people whom `user` leads; all for the boss."""
    found = entries_of(user).filter(verb__in=list(audit_words.alarms()))
    return word_entries(_loaded(found).order_by("-pk")[:PAGE], user)


@dataclass(frozen=True)
class Seal:
    """How far the chain is sealed, and what the last checks found. `going`: one that somebody asked for goes on.

    `held`: the newest check that held; `failed`: a newer one that did not.
    """

    sealed_at: datetime | None
    held: AuditCheck | None
    failed: AuditCheck | None
    going: AuditCheck | None


def read_seal() -> Seal:
    """Return whether the chain holds, as far as it was checked. Four queries, each by an index."""
    checks = AuditCheck.objects.select_related("asked_by", "job")
    newest = list(checks.filter(finished_at__isnull=False).order_by("-finished_at", "-pk")[:1])
    held = checks.filter(finished_at__isnull=False, broken_id=None).order_by("-finished_at", "-pk").first()
    going = checks.filter(finished_at=None, is_whole=True).order_by("-pk").first()
    link = AuditLink.objects.order_by("-pk").first()
    is_open = going is not None and going.job is not None and going.job.state in {"queued", "running"}
    return Seal(
        link.sealed_at if link else None,
        held,
        newest[0] if newest and newest[0].broken_id is not None else None,
        going if is_open else None,
    )


def lines_for_file(user: User, query: TrailQuery, *, most: int) -> "tuple[QuerySet[AuditEntry], int]":
    """Return the entries that a file of this query holds, newest first, and how many there are (`most` + 1: too many)."""
    found = query.narrow(entries_of(user))
    rows: Any = _loaded(found).order_by("-pk")
    return rows, found.order_by().values("pk")[: most + 1].count()
