"""When a help request has waited long enough, and which steps there are."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.steps import StepRefused
from core.domain.work_calendar import CalendarPolicy, WorkCalendar
from followups.domain import help_requests, suggestions
from followups.domain.help_requests import STEPS, HelpPolicy, Step, answer_due
from followups.domain.suggestions import SuggestionPolicy
from tests.followups.helpers import shanghai

CALENDAR = WorkCalendar(CalendarPolicy(), {})
POLICY = HelpPolicy()


@pytest.mark.parametrize(
    ("asked", "due"),
    [
        (shanghai(11, 16, 10), shanghai(11, 17, 10)),  # Monday → Tuesday
        (shanghai(11, 21, 16, 30), shanghai(11, 23, 16, 30)),  # Saturday → Monday
        (shanghai(11, 21, 18, 30), shanghai(11, 24, 9)),  # after Saturday's end: as on Monday morning
        (shanghai(11, 22, 11), shanghai(11, 24, 9)),  # Sunday
        (shanghai(11, 16, 12), shanghai(11, 17, 13, 30)),  # at noon: from the afternoon on
        (shanghai(9, 30, 10), shanghai(10, 8, 10)),  # over the National Day
    ],
)
def test_answer_is_due_after_a_working_day(asked, due):
    assert answer_due(asked, POLICY, CALENDAR) == due


@given(minutes=st.integers(0, 60 * 24 * 365), more=st.integers(0, 60 * 24 * 30), days=st.integers(1, 10))
def test_answer_due_lies_in_a_window_later_and_in_order(minutes, more, days):
    asked = shanghai(1, 1) + timedelta(minutes=minutes)
    policy = HelpPolicy(days)
    due = answer_due(asked, policy, CALENDAR)
    assert due > asked
    assert CALENDAR.is_open(due)
    assert answer_due(asked + timedelta(minutes=more), policy, CALENDAR) >= due


@given(st.lists(st.sampled_from(list(Step)), max_size=12))
def test_request_is_closed_by_its_author_at_any_time_and_by_others_only_when_answered(steps):
    state = help_requests.WAITING
    for step in steps:
        try:
            after = STEPS.after(state, step)
        except StepRefused:
            assert (step, state) in {
                (Step.SETTLE, "waiting"), (Step.SETTLE, "closed"), (Step.WITHDRAW, "closed"),
            }  # fmt: skip
            continue
        assert after == {"ask": "waiting", "answer": "answered"}.get(step, "closed")
        state = after


def test_every_step_leads_to_a_known_state():
    for rules in (help_requests, suggestions):
        known = {before for before, _step in rules.STEPS}
        assert set(rules.STEPS.values()) <= known


def test_suggestion_that_is_closed_is_not_closed_again():
    with pytest.raises(StepRefused):
        suggestions.STEPS.after(suggestions.CLOSED, suggestions.Step.CLOSE)


@pytest.mark.parametrize(
    ("policy", "values"),
    [
        (HelpPolicy, {"answer_within_days": 0}),
        (HelpPolicy, {"answer_within_days": 11}),
        (SuggestionPolicy, {"signed_a_day": 0}),
        (SuggestionPolicy, {"anonymous_a_day": 101}),
    ],
)
def test_policy_refuses_nonsense(policy, values):
    with pytest.raises(ValueError, match="Between"):
        policy(**values)
