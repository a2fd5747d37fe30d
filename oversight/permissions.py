"""May this person do this to this row? On loaded objects (permissions.md)."""

from datetime import datetime
from typing import Any

from accounts.models import User
from accounts.permissions import Can, can
from accounts.scoping import leads, scope_of
from oversight.domain.advice import Step
from oversight.models import Advice
from oversight.readings import is_handed_in
from oversight.records import owner_of
from reports.permissions import was_handed_in_to


def leads_record(user: Any, record: Any) -> bool:
    """Whether `user` looks after the work of the record's owner: the team's manager, the boss; nobody after their own."""
    owner = owner_of(record)
    is_own = owner is not None and owner.pk == user.pk
    return not is_own and (bool(user.is_boss) or leads(user, owner))


def answers_for_record(user: Any, record: Any, at: datetime | None = None) -> bool:
    """Whether the record is `user`'s to work on: as owner, as stand-in of the day of `at` (default: today; N9), as manager."""
    owner = owner_of(record)
    return owner is not None and (owner.pk == user.pk or owner.pk in scope_of(user, at).people)


def can_remark(user: Any, record: Any, at: datetime | None = None) -> bool:
    """Begin or go on: who leads the owner; answer: the owner, and on the day of `at` (default: today) who stands in."""
    is_concerned = leads_record(user, record) or answers_for_record(user, record, at)
    return can(user, Can.WORK_WITH_CUSTOMERS) and is_concerned


def can_coach(user: Any, person: User) -> bool:
    """The manager of the person's team and the boss; nobody themselves. `person` is loaded with their team."""
    is_leading = user.is_boss or (person.team is not None and leads(user, person))
    return person.pk != user.pk and can(user, Can.COACH) and bool(is_leading)


def can_adopt(user: Any, advice: Advice) -> bool:
    """Managers and the boss; once adopted it stays so."""
    return can(user, Can.JUDGE_ADVICE) and advice.allows(Step.ADOPT)


def can_decline(user: Any, advice: Advice) -> bool:
    """Managers and the boss, as long as it is open."""
    return can(user, Can.JUDGE_ADVICE) and advice.allows(Step.DECLINE)


def can_report_on(user: Any, advice: Advice) -> bool:
    """Managers and the boss, of what was adopted."""
    return can(user, Can.JUDGE_ADVICE) and advice.allows(Step.REPORT)


def can_mark(user: Any, reading: Any) -> bool:
    """Whom it was handed in to; what is nobody's, such as the A list, the boss."""
    is_nobody_s = getattr(reading, "owner_id", None) is None
    return bool(user.is_boss) if is_nobody_s else was_handed_in_to(user, reading)


def answers_for_reading(user: Any, reading: Any) -> bool:
    """Whether `user` handed it in: the person; of a department's report or a digest its manager, as long as they are one."""
    is_manager_s = not hasattr(reading, "person_id")
    is_own = reading.owner_id == user.pk
    return is_own and (not is_manager_s or bool(user.is_manager or user.is_boss))


def can_remark_reading(user: Any, reading: Any) -> bool:
    """Begin or go on: who leads; answer what stands there: who handed it in. No stand-in and no later manager reads it."""
    is_concerned = was_handed_in_to(user, reading) or answers_for_reading(user, reading)
    return can(user, Can.WORK_WITH_CUSTOMERS) and is_concerned and is_handed_in(reading)
