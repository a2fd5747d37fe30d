"""The table of steps."""

from enum import StrEnum

import pytest

from core.domain.steps import StepRefused, Steps


class State(StrEnum):
    OPEN = "open"
    DONE = "done"


class Step(StrEnum):
    FINISH = "finish"
    REOPEN = "reopen"


STEPS: Steps[State, Step] = Steps(
    {(State.OPEN, Step.FINISH): State.DONE, (State.DONE, Step.REOPEN): State.OPEN}
)


@pytest.mark.parametrize(
    ("state", "step", "after"), [(State.OPEN, Step.FINISH, State.DONE), ("done", "reopen", State.OPEN)]
)
def test_step_of_the_table_leads_on_from_a_member_or_its_text(state, step, after):
    assert STEPS.allows(state, step)
    assert STEPS.after(state, step) is after


@pytest.mark.parametrize(("state", "step"), [(State.OPEN, Step.REOPEN), ("nowhere", Step.FINISH), ("", "")])
def test_step_that_the_table_lacks_is_refused(state, step):
    assert not STEPS.allows(state, step)
    with pytest.raises(StepRefused) as refused:
        STEPS.after(state, step)
    assert refused.value.code == "not_from_here"
