"""May this person do this to this briefing, point or ruling? On loaded objects (permissions.md)."""

from typing import Any

from accounts.permissions import Can, can
from accounts.scoping import leads
from briefings.domain.steps import RULING_STEPS, STEPS, RulingStep, State, Step
from briefings.models import Briefing, Kind, Point, Ruling


def can_compile(user: Any, briefing: Briefing) -> bool:
    """Put points into one that is to come: a manager who is not the boss, for nobody briefs themselves (§7)."""
    is_briefing = bool(user.is_manager) and not user.is_boss and can(user, Can.READ_BRIEFINGS)
    return is_briefing and briefing.state == State.PLANNED


def can_move(user: Any, briefing: Briefing) -> bool:
    """Move one that is to come: boss or manager (S109)."""
    return can(user, Can.READ_BRIEFINGS) and STEPS.allows(briefing.state, Step.MOVE)


def can_note_attendance(user: Any, briefing: Briefing) -> bool:
    """Note who was there: who prepares, too; of one that does not stand nothing is noted."""
    return can(user, Can.PREPARE_BRIEFINGS) and briefing.state not in {State.JOINED, State.CANCELLED}


def can_withdraw(user: Any, point: Point) -> bool:
    """Take one's own point back."""
    return point.raised_by_id == user.pk and point.withdrawn_at is None and can(user, Can.READ_BRIEFINGS)


def can_tell_outcome(user: Any, ruling: Ruling) -> bool:
    """Tell what came of it: whoever it was given to."""
    return ruling.person_id == user.pk and RULING_STEPS.allows(ruling.state, RulingStep.TELL)


def can_let_go_on(user: Any, ruling: Ruling) -> bool:
    """Say that it is not settled, until when and by whom: who rules."""
    return can(user, Can.RULE) and RULING_STEPS.allows(ruling.state, RulingStep.GO_ON)


def can_close_ruling(user: Any, ruling: Ruling) -> bool:
    """The boss, and the manager who leads the person or raised the point; nobody but the boss one's own (S111)."""
    if not RULING_STEPS.allows(ruling.state, RulingStep.CLOSE) or not can(user, Can.READ_BRIEFINGS):
        return False
    raised = ruling.point is not None and ruling.point.raised_by_id == user.pk
    is_led = leads(user, ruling.person) and ruling.kind != Kind.SUGGESTION
    is_theirs = (is_led or raised) and ruling.person_id != user.pk
    return bool(user.is_boss) or is_theirs
