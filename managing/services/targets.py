"""Targets are set, set again and taken back; what was set before stays (S1)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_noop

from accounts.models import Team, User
from core import audit
from core.forms_once import claim_form, finish_form
from core.locks import lock_name
from core.notices import Notice, notify_each, word_of
from core.ui.addresses import address_of
from core.work_days import current_calendar
from managing.domain.frames import Stretch, stretch_of
from managing.models import SHARES, Measure, Target
from managing.permissions import can_change_target, can_set_target_of
from managing.services.refusals import ManagingRefused

MOST, WHOLE = 1_000_000, 100
LOCK = "managing.targets"


@dataclass(frozen=True)
class Wording:
    """What those are told whose team's target, or company's, it is."""

    of_team: str
    of_company: str


@dataclass(frozen=True)
class TargetValues:
    """What is set: of a share `goal` is in per cent. `starts_on`: any day of the month or quarter; `person` and `team` None: the company's."""

    measure: Measure
    stretch: Stretch
    starts_on: date
    goal: int
    person: User | None = None
    team: Team | None = None
    note: str = ""

    @property
    def scope_key(self) -> str:
        """Whose, in one word."""
        return _scope_key(self.person, self.team)


def _scope_key(person: User | None, team: Team | None) -> str:
    return f"p{person.pk}" if person else f"t{team.pk}" if team else "all"


@transaction.atomic
def set_target(*, actor: User, values: TargetValues, form_token: str, at: datetime) -> Target:
    """Set a target, in the place of the one that was set before. Raises PermissionDenied, ManagingRefused, AlreadySubmitted."""
    claim = claim_form(form_token, user=actor, at=at)
    person = _locked(values.person)
    if not can_set_target_of(actor, person, values.team):
        raise PermissionDenied
    days = stretch_of(Stretch(values.stretch), values.starts_on)
    if not 0 < values.goal <= MOST:
        raise ManagingRefused("goal", "too_large")
    if values.measure in SHARES and values.goal > WHOLE:
        raise ManagingRefused("goal", "no_share")
    if days.last < current_calendar().day_of(at):
        raise ManagingRefused("starts_on", "is_over")
    before = _newest(values.measure, values.stretch, days.first, values.scope_key)
    if before is not None and not can_change_target(actor, before):
        raise ManagingRefused("whose", "set_by_boss")
    row = _add(values, before, first=days.first, actor=actor, at=at)
    finish_form(claim, address_of("managing:targets"))
    _tell(row, at)
    return row


@transaction.atomic
def withdraw_target(*, actor: User, target: Target, at: datetime) -> Target:
    """Take a target back: from now on none counts there. A second time changes nothing. Raises PermissionDenied.

    Whose it is and who had set it hear of it.
    """
    _locked(target.person)
    newest = _newest(target.measure, target.stretch, target.starts_on, target.scope_key) or target
    if not can_change_target(actor, newest):
        raise PermissionDenied
    if newest.goal is None:
        return newest
    row = Target.objects.create(
        measure=target.measure, stretch=target.stretch, starts_on=target.starts_on, person=target.person,
        team=target.team, scope_key=target.scope_key, goal=None, set_by=actor, set_at=at,
    )  # fmt: skip
    changes = {"measure": ("", row.measure), "goal": (newest.goal, None)}
    audit.record("managing.target_withdrawn", actor=actor, at=at, target=row, changes=changes)
    _tell_of_withdrawal(newest, row, at)
    return row


def _newest(measure: str, stretch: str, first: date, scope_key: str) -> Target | None:
    same = Target.objects.filter(measure=measure, stretch=stretch, starts_on=first, scope_key=scope_key)
    rows = same.select_for_update(of=("self",)).select_related("person__team", "team", "set_by")
    return rows.order_by("-pk").first()


def _locked(person: User | None) -> User | None:
    """One after the other sets targets. Whom it is set for: their row waits for a freeze or a change of teams."""
    lock_name(LOCK)
    if person is None:
        return None
    row: User = User.objects.select_for_update(of=("self",)).select_related("team").get(pk=person.pk)
    return row


def _add(values: TargetValues, before: Target | None, *, first: date, actor: User, at: datetime) -> Target:
    row = Target.objects.create(
        measure=values.measure, stretch=values.stretch, starts_on=first, person=values.person, team=values.team,
        scope_key=values.scope_key, goal=values.goal, note=values.note.strip()[:200], set_by=actor, set_at=at,
    )  # fmt: skip
    changes = changes_of(row, before.goal if before else None)
    audit.record("managing.target_set", actor=actor, at=at, target=row, changes=changes)
    return row


def changes_of(row: Target, goal_before: int | None) -> dict[str, tuple[Any, Any]]:
    """Return what the trail says of a target that is set."""
    return {
        "measure": ("", row.measure),
        "goal": (goal_before, row.goal),
        "starts_on": ("", row.starts_on.isoformat()),
    }


SET = Wording(
    gettext_noop("%(person)s set a target for your team: %(measure)s"), gettext_noop("%(person)s set a target for the company: %(measure)s")
)  # fmt: skip
TAKEN_BACK = Wording(
    gettext_noop("%(person)s took back a target of your team: %(measure)s"), gettext_noop("%(person)s took back a target of the company: %(measure)s")
)  # fmt: skip


# How the notices of before are worded: they still stand in people's lists.
WORDED_BEFORE = (
    gettext_noop("%(person)s set a target for your team"), gettext_noop("%(person)s set a target for the company"),
    gettext_noop("%(person)s set a target for you"), gettext_noop("%(person)s took back a target of your team"),
    gettext_noop("%(person)s took back a target of the company"), gettext_noop("%(person)s took back a target of yours"),
    gettext_noop("%(person)s took back a target that you had set"),
)  # fmt: skip


def shared_notices(
    rows: Iterable[Target], *, key: str, actor: User, wording: Wording, values: dict[str, Any]
) -> list[Notice]:
    """Return what is told of targets of teams and of the company: to the teams' managers and people, to everybody who sells.

    Each hears once of their team's, and once of the company's. Two statements; none without such a target.
    """
    shared = [row for row in rows if row.person_id is None]
    if not shared:
        return []
    teams = {row.team_id: row.team for row in shared if row.team is not None}
    sellers = list(User.objects.salespeople().values_list("pk", "team_id"))
    managers = {team.manager_id for team in teams.values()}
    led = set(User.objects.active().filter(pk__in=managers, is_manager=True).values_list("pk", flat=True))
    of_teams = {pk for pk, team_id in sellers if team_id in teams} - led
    is_of_all = len(shared) > sum(row.team is not None for row in shared)
    everybody = {pk for pk, _team_id in sellers} if is_of_all else set()
    goals, own = address_of("managing:targets"), address_of("managing:own")
    return [
        Notice(led - {actor.pk}, f"{key}:team", wording.of_team, values, goals),
        Notice(of_teams - {actor.pk}, f"{key}:team", wording.of_team, values, own),
        Notice(everybody - {actor.pk}, f"{key}:company", wording.of_company, values, own),
    ]


def _values(row: Target) -> dict[str, Any]:
    return {"person": row.set_by.full_name, "measure": word_of(Measure(row.measure).label)}


def _tell(row: Target, at: datetime) -> None:
    """Whose target it is hears of it, from others than themselves: of a team's its manager and people, of the company's all."""
    notices = shared_notices(
        [row], key=f"target:{row.pk}", actor=row.set_by, wording=SET, values=_values(row)
    )
    if row.person_id is not None and row.person_id != row.set_by_id:
        notices.append(
            Notice(
                [row.person_id], f"target:{row.pk}", gettext_noop("%(person)s set a target for you: %(measure)s"),
                _values(row), address_of("managing:own"), about=row,
            )
        )  # fmt: skip
    notify_each(notices, at=at)


def _tell_of_withdrawal(before: Target, row: Target, at: datetime) -> None:
    """Whose target it was, and who had set it, hear that it counts no more."""
    own = Notice(
        [before.person_id] if before.person_id else [], f"target:{row.pk}", gettext_noop("%(person)s took back a target of yours: %(measure)s"),
        _values(row), address_of("managing:own"), about=row,
    )  # fmt: skip
    setter = Notice(
        [before.set_by_id], f"target:{row.pk}:setter", gettext_noop("%(person)s took back a target that you had set: %(measure)s"),
        _values(row), address_of("managing:targets"), about=row,
    )  # fmt: skip
    shared = shared_notices(
        [row], key=f"target:{row.pk}", actor=row.set_by, wording=TAKEN_BACK, values=_values(row)
    )
    told = [replace(one, user_ids={*one.user_ids} - {row.set_by_id}) for one in (own, setter)]
    others = [replace(one, user_ids={*one.user_ids} - {before.set_by_id}) for one in shared]
    notify_each([*told, *others], at=at)
