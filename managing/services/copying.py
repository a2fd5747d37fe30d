"""Targets of one time taken over for the next: the plan of the next month, quarter or year begins with them (S166)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_noop

from accounts.models import User
from accounts.permissions import can
from core import audit
from core.capabilities import Can
from core.forms_once import claim_form, finish_form
from core.locks import lock_name
from core.notices import Notice, notify_each
from core.ui.addresses import address_of
from core.work_days import current_calendar
from managing.domain.frames import MONTHS_OF_QUARTER, MONTHS_OF_YEAR, Days, add_months, days_from
from managing.models import SHARES, Target
from managing.permissions import can_set_target_of
from managing.services.refusals import ManagingRefused
from managing.services.targets import LOCK, MOST, WHOLE, Wording, changes_of, shared_notices

LEAST_RAISE, MOST_RAISE = -90, 500
COPIED = Wording(
    gettext_noop("%(person)s set targets for your team"), gettext_noop("%(person)s set targets for the company")
)  # fmt: skip


class CopyOf(StrEnum):
    """How much is taken over: the targets of a month, of a quarter, or all of a calendar year."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


MONTHS = {CopyOf.MONTH: 1, CopyOf.QUARTER: MONTHS_OF_QUARTER, CopyOf.YEAR: MONTHS_OF_YEAR}


@dataclass(frozen=True)
class Copied:
    """How many targets were set, and how many were left as they are: set already, taken back there, or not the actor's to set."""

    made: int
    left: int


def times_of(of: CopyOf, today: date, *, is_next: bool) -> tuple[Days, Days]:
    """Return whose targets are taken over, and for when: from the running time to the next, or from the last to the running."""
    months = MONTHS[of]
    running = days_from(today, months)
    before, after = (running.first, add_months(running.first, months)) if is_next else (add_months(running.first, -months), running.first)  # fmt: skip
    return days_from(before, months), days_from(after, months)


@transaction.atomic
def copy_targets(
    *, actor: User, of: CopyOf, is_next: bool, raise_by: int, form_token: str, at: datetime
) -> Copied:
    """Take the targets that `actor` may set over from one time into the next one; where one was set or taken back, it stays so.

    `raise_by`: per cent by which counts grow (rounded up); shares stay. What is over already is left out. Whose targets
    they are hear of it once. Raises PermissionDenied, ManagingRefused("raise_by", "raise"), AlreadySubmitted.
    """
    claim = claim_form(form_token, user=actor, at=at)
    if not can(actor, Can.SET_TARGETS):
        raise PermissionDenied
    if not LEAST_RAISE <= raise_by <= MOST_RAISE:
        raise ManagingRefused("raise_by", "raise")
    lock_name(LOCK)
    today = current_calendar().day_of(at)
    source, goal = times_of(of, today, is_next=is_next)
    rows = list(_of_time(of, source).filter(goal__isnull=False).select_related("team"))
    people = _locked(rows)
    held = set(_of_time(of, goal).values_list("measure", "stretch", "starts_on", "scope_key"))
    made = [
        copy
        for row in rows
        if can_set_target_of(actor, people.get(row.person_id or 0), row.team)
        and (copy := _copy_of(row, MONTHS[of], raise_by, actor, at)).days.last >= today
        and (copy.measure, copy.stretch, copy.starts_on, copy.scope_key) not in held
    ]
    Target.objects.bulk_create(made)
    changed = [(row, changes_of(row, None)) for row in made]
    audit.record_each("managing.target_set", actor=actor, at=at, changed=changed)
    finish_form(claim, address_of("managing:targets"))
    key = f"target:copied:{claim.pk}"
    values = {"person": actor.full_name}
    own = Notice(
        {row.person_id for row in made if row.person_id} - {actor.pk}, key, gettext_noop("%(person)s set targets for you"),
        values, address_of("managing:own"),
    )  # fmt: skip
    notify_each([own, *shared_notices(made, key=key, actor=actor, wording=COPIED, values=values)], at=at)
    return Copied(len(made), len(rows) - len(made))


def _of_time(of: CopyOf, days: Days) -> "QuerySet[Target]":
    rows = Target.objects.newest().filter(starts_on__gte=days.first, starts_on__lte=days.last)
    return rows if of is CopyOf.YEAR else rows.filter(stretch=of.value)


def _locked(rows: Iterable[Target]) -> dict[int, User]:
    """Whose targets they are, in one order: a freeze or a change of teams waits, as for a single target."""
    wanted = {row.person_id for row in rows if row.person_id}
    people = User.objects.select_for_update(of=("self",)).select_related("team").filter(pk__in=wanted)
    return {person.pk: person for person in people.order_by("pk")}


def _copy_of(row: Target, months: int, raise_by: int, actor: User, at: datetime) -> Target:
    goal = row.goal or 0
    if row.measure not in SHARES:
        goal = min(-(-goal * (WHOLE + raise_by) // WHOLE), MOST)
    return Target(
        measure=row.measure, stretch=row.stretch, starts_on=add_months(row.starts_on, months), person_id=row.person_id,
        team=row.team, scope_key=row.scope_key, goal=max(goal, 1), note=row.note, set_by=actor, set_at=at,
    )  # fmt: skip


__all__ = ["Copied", "CopyOf", "copy_targets", "times_of"]
