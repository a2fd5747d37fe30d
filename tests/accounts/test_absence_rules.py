"""The rules of leave and trips, pure: steps, days, who decides."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.domain.absences import (
    BOSS,
    HOLDING,
    MANAGER,
    STEPS,
    AbsencePolicy,
    Span,
    State,
    Step,
    allows,
    approved_span,
    approvers,
    check_span,
    coming_back,
    revoking,
)

TODAY = date(2026, 11, 18)
DAYS = st.integers(-40, 40).map(lambda days: TODAY + timedelta(days=days))
SPANS = st.tuples(DAYS, st.integers(0, 30)).map(lambda pair: Span(pair[0], pair[0] + timedelta(days=pair[1])))


def around(first: int, last: int) -> Span:
    return Span(TODAY + timedelta(days=first), TODAY + timedelta(days=last))


@pytest.mark.parametrize(
    ("state", "steps"),
    [
        (State.REQUESTED, {Step.APPROVE, Step.REFUSE, Step.WITHDRAW}),
        (State.APPROVED, {Step.WITHDRAW, Step.COME_BACK, Step.REVOKE}),
        (State.REVOKED, set()),
        (State.REFUSED, set()),
        (State.WITHDRAWN, set()),
        (State.ENDED, set()),
    ],
)
def test_steps_of_each_state(state: State, steps: set[Step]) -> None:
    assert {step for before, step in STEPS if before is state} == steps


@pytest.mark.parametrize(
    ("state", "step", "span", "expected"),
    [
        (State.REQUESTED, Step.APPROVE, around(0, 0), True),
        (State.REQUESTED, Step.APPROVE, around(-5, -1), False),
        (State.REQUESTED, Step.REFUSE, around(-5, -1), True),
        (State.REQUESTED, Step.WITHDRAW, around(-5, -1), True),
        (State.APPROVED, Step.WITHDRAW, around(1, 3), True),
        (State.APPROVED, Step.WITHDRAW, around(0, 3), False),
        (State.APPROVED, Step.COME_BACK, around(1, 3), False),
        (State.APPROVED, Step.COME_BACK, around(0, 3), True),
        (State.APPROVED, Step.COME_BACK, around(-2, 0), True),
        (State.APPROVED, Step.COME_BACK, around(-2, -1), False),
        (State.ENDED, Step.COME_BACK, around(-2, 1), False),
        (State.APPROVED, Step.REVOKE, around(1, 3), True),
        (State.APPROVED, Step.REVOKE, around(0, 0), True),
        (State.APPROVED, Step.REVOKE, around(-2, 0), True),
        (State.APPROVED, Step.REVOKE, around(-2, -1), False),
        (State.REQUESTED, Step.REVOKE, around(1, 3), False),
    ],
)
def test_step_is_allowed_on_its_days_only(state: State, step: Step, span: Span, expected: bool) -> None:
    assert allows(state, step, span, TODAY) is expected


@given(state=st.sampled_from(State), step=st.sampled_from(Step), span=SPANS)
def test_nothing_of_the_past_can_be_changed(state: State, step: Step, span: Span) -> None:
    """An absence that held and is over stays for ever: figures and clocks rest on it."""
    if state in HOLDING and span.last < TODAY:
        assert not allows(state, step, span, TODAY)
    if allows(state, step, span, TODAY):
        assert (state, step) in STEPS


@given(span=SPANS)
def test_approval_never_holds_backwards(span: Span) -> None:
    if allows(State.REQUESTED, Step.APPROVE, span, TODAY):
        held = approved_span(span, TODAY)
        assert TODAY <= held.first <= held.last == span.last or held.first == span.first > TODAY


@given(span=SPANS)
def test_coming_back_gives_today_back_and_keeps_what_has_passed(span: Span) -> None:
    if not allows(State.APPROVED, Step.COME_BACK, span, TODAY):
        return
    state, last = coming_back(span, TODAY)
    if state is State.ENDED:
        assert span.first <= last == TODAY - timedelta(days=1)
    else:
        assert (state, span.first, last) == (State.WITHDRAWN, TODAY, span.last)


@given(span=SPANS)
def test_revoking_keeps_what_has_passed_and_nothing_else(span: Span) -> None:
    if not allows(State.APPROVED, Step.REVOKE, span, TODAY):
        return
    state, last = revoking(span, TODAY)
    if state is State.ENDED:
        assert span.first <= last == TODAY - timedelta(days=1)
    else:
        assert (state, last) == (State.REVOKED, span.last)
        assert span.first >= TODAY


@given(one=SPANS, other=SPANS)
def test_spans_meet_when_a_day_is_in_both(one: Span, other: Span) -> None:
    days = [
        {span.first + timedelta(days=n) for n in range((span.last - span.first).days + 1)}
        for span in (one, other)
    ]
    assert one.meets(other) == other.meets(one) == bool(days[0] & days[1])


@pytest.mark.parametrize(
    ("span", "why"),
    [
        (around(0, 0), ""),
        (around(-1, 3), "in_past"),
        (around(3, 2), "ends_early"),
        (around(0, 365), ""),
        (around(0, 366), "too_long"),
        (around(366, 366), ""),
        (around(367, 367), "too_far"),
        (Span(date.max, date.max), "too_far"),
    ],
)
def test_days_that_can_be_asked_for(span: Span, why: str) -> None:
    assert check_span(span, TODAY) == why


PERSON, CHIEF, LEADER = 1, 2, 3


@pytest.mark.parametrize(
    ("is_boss", "approver", "bosses", "manager", "expected"),
    [
        (False, BOSS, {CHIEF}, LEADER, {CHIEF}),
        (False, MANAGER, {CHIEF}, LEADER, {LEADER}),
        (False, BOSS, set(), LEADER, {LEADER}),  # no boss: nothing waits for nobody
        (False, MANAGER, {CHIEF}, None, {CHIEF}),
        (False, MANAGER, {CHIEF}, PERSON, {CHIEF}),  # a manager's own goes to the boss
        (False, BOSS, set(), PERSON, set()),
        (False, BOSS, {PERSON}, PERSON, set()),
        (True, BOSS, {PERSON, CHIEF}, LEADER, set()),  # a boss asks nobody
    ],
)
def test_who_decides(
    is_boss: bool, approver: str, bosses: set[int], manager: int | None, expected: set[int]
) -> None:
    rule = AbsencePolicy(approver)
    assert approvers(PERSON, is_boss=is_boss, policy=rule, bosses=bosses, manager=manager) == expected


def test_policy_names_the_boss_or_the_manager() -> None:
    with pytest.raises(ValueError, match="boss"):
        AbsencePolicy("admin")
