"""Setting an installation up: what is still open, told from the data, in the order in which it is done (requirements C9).

Each app registers its steps in its `setup_steps.py`, loaded by its `apps.ready()`. Whether a step is done is asked of
the records themselves, so nothing can disagree with them. Kept is only what no record tells: that a rule fits as it is,
that a step is put off, and that the boss wants to see no more of it: a section of the policy without a form, so that who
decided and when is in the audit trail.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from core import policy
from core.capabilities import Can
from core.request_context import once

SECTION = "core.setup"


@dataclass(frozen=True)
class Decisions:
    """What people decided about steps, by their names."""

    kept: frozenset[str] = frozenset()
    later: frozenset[str] = frozenset()
    is_dismissed: bool = False


class Group(StrEnum):
    """Whose turn it is."""

    ADMIN = "admin"
    LEADERS = "leaders"
    SELLERS = "sellers"


class State(StrEnum):
    """How a step stands."""

    OPEN = "open"
    DONE = "done"
    LATER = "later"


@dataclass(frozen=True)
class Step:
    """Something to set up. `url_name` and `args`: where it is done; `needs`: the right to do it, and to decide on it.

    `is_done` asks the data, `left` (optional) says in words what of it is missing. With `can_be_kept` a person may say
    that it fits as it is. `begins`: work has begun once it is done, and sign-in leads to Today again. `asks_rows`: telling
    costs a query, so that pages of every day leave it out.
    """

    name: str
    title: Any
    text: Any
    group: Group
    needs: Can
    order: int
    url_name: str
    is_done: Callable[[], bool]
    args: tuple[Any, ...] = ()
    left: Callable[[], list[str]] | None = None
    can_be_kept: bool = False
    begins: bool = False
    asks_rows: bool = False


@dataclass(frozen=True)
class StepState:
    """A step as it stands for a reader."""

    step: Step
    state: State
    is_mine: bool
    left: list[str]


_steps: dict[str, Step] = {}


def register_step(step: Step) -> None:
    """Add a step to the page; one of the same name is replaced."""
    _steps[step.name] = step


def steps() -> list[Step]:
    """Return the steps in their order."""
    return sorted(_steps.values(), key=lambda step: step.order)


def decisions() -> Decisions:
    """Return what was decided so far."""
    return policy.get(SECTION, Decisions)


def read_steps(user: Any) -> list[StepState]:
    """Return every step as it stands; `left` only of what is open."""
    said = decisions()
    return [_stand(step, said, user) for step in steps()]


def _stand(step: Step, said: Decisions, user: Any) -> StepState:
    state = _state_of(step, said)
    left = step.left() if step.left and state != State.DONE else []
    return StepState(step, state, user.can(step.needs), left)


def _state_of(step: Step, said: Decisions) -> State:
    if _is_done(step) or (step.can_be_kept and step.name in said.kept):
        return State.DONE
    return State.LATER if step.name in said.later else State.OPEN


def _is_done(step: Step) -> bool:
    return once(("setup", step.name), step.is_done)


def count_left(user: Any, *, is_cheap: bool = False) -> int:
    """Return how many steps are open that `user` may do; 0 for who sets nothing up, or once the boss put it away.

    `is_cheap`: only of the steps that the policy tells, without a query.
    """
    said = decisions()
    if said.is_dismissed or not user.can(Can.SET_UP):
        return 0
    asked = [step for step in steps() if user.can(step.needs) and not (is_cheap and step.asks_rows)]
    return sum(_state_of(step, said) == State.OPEN for step in asked)


def is_beginning(user: Any) -> bool:
    """Whether sign-in leads here: nobody works with the installation yet, and `user` has something to set up."""
    has_begun = decisions().is_dismissed or any(_is_done(step) for step in steps() if step.begins)
    return not has_begun and count_left(user) > 0


def decide_step(step: Step, decision: str, *, actor: Any, at: datetime) -> None:
    """Say of a step that it fits as it is (`keep`), is put off (`later`), or is taken up again (`reopen`).

    Raises ValueError for another word, or to keep what only its records can tell.
    """
    if decision not in {"keep", "later", "reopen"} or (decision == "keep" and not step.can_be_kept):
        raise ValueError(decision)

    def edit(stored: dict[str, Any]) -> dict[str, Any]:
        kept, later = (set(stored.get(name, [])) - {step.name} for name in ("kept", "later"))
        kept |= {step.name} if decision == "keep" else set()
        later |= {step.name} if decision == "later" else set()
        return {"kept": sorted(kept), "later": sorted(later)}

    policy.change_by(SECTION, edit, actor=actor, at=at)


def dismiss(*, actor: Any, is_dismissed: bool, at: datetime) -> None:
    """Put the reminders away for everybody, or bring them back; the page itself stays."""
    policy.change(SECTION, {"is_dismissed": is_dismissed}, actor=actor, at=at)


def load(values: dict[str, Any]) -> Decisions:
    """Build the decisions from their JSON."""
    kept, later = (frozenset(values.get(name, ())) for name in ("kept", "later"))
    return Decisions(kept, later, bool(values.get("is_dismissed")))


def is_touched(*sections: str) -> Callable[[], bool]:
    """Return whether each of these sections was ever changed from its defaults."""
    return lambda: all(policy.stored_values().get(section) for section in sections)


policy.register(SECTION, Decisions, load)
