"""Which way a sample goes, what it waits for, what an offer of the freight says (S86-S90)."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.refused import Refused
from core.domain.steps import StepRefused
from sales.domain.samples import (
    BEFORE_DISPATCH,
    ENDED,
    PATH,
    STEPS,
    Missing,
    SamplePolicy,
    State,
    Step,
    asks_payment,
    better_grade,
    is_uncompared,
    missing_for_dispatch,
    next_step,
)


def walk(steps: list[Step]) -> list[State]:
    """Return the states that a sample comes through, leaving out what is refused."""
    seen = [State.REQUESTED]
    for step in steps:
        try:
            seen.append(STEPS.after(seen[-1], step))
        except StepRefused:
            continue
    return seen


@pytest.mark.parametrize(
    ("is_from_production", "steps"),
    [
        (True, [Step.START, Step.FINISH, Step.ACCEPT, Step.SEND, Step.RECEIVE, Step.JUDGE]),
        (False, [Step.FINISH, Step.ACCEPT, Step.SEND, Step.RECEIVE, Step.JUDGE]),
        (True, [Step.START, Step.FINISH, Step.FAIL, Step.FINISH, Step.ACCEPT, Step.SEND, Step.JUDGE]),
    ],
)
def test_sample_goes_from_the_request_to_the_feedback(is_from_production, steps):
    assert walk([Step.APPROVE, *steps])[-1] == State.FEEDBACK


def test_what_was_refused_can_still_be_approved():
    assert walk([Step.REFUSE, Step.APPROVE])[-1] == State.APPROVED


@given(st.lists(st.sampled_from(list(Step)), max_size=30))
def test_nothing_is_sent_that_was_not_approved_and_ready_before(steps):
    seen = walk(steps)
    if State.SENT in seen:
        before = seen[: seen.index(State.SENT)]
        assert State.APPROVED in before
        assert before[-1] == State.READY


@given(st.lists(st.sampled_from(list(Step)), max_size=30))
def test_what_has_left_is_never_refused_or_cancelled(steps):
    seen = walk(steps)
    if State.SENT in seen:
        after = seen[seen.index(State.SENT) :]
        assert set(after) <= {State.SENT, State.RECEIVED, State.FEEDBACK}


@given(st.sampled_from(list(State)), st.sampled_from(list(Step)))
def test_every_step_leads_to_a_state_and_the_end_is_an_end(state, step):
    if STEPS.allows(state, step):
        assert isinstance(STEPS.after(state, step), State)
        assert state not in ENDED or (state, step) == (State.REFUSED, Step.APPROVE)


def test_states_are_on_the_way_or_an_exit_of_it():
    assert set(PATH) | {State.REFUSED, State.CANCELLED} == set(State)
    assert set(PATH) >= BEFORE_DISPATCH


@pytest.mark.parametrize(
    ("is_checked", "pays_first", "is_paid", "missing"),
    [
        (False, False, False, (Missing.CHECK,)),
        (True, False, False, ()),
        (True, True, False, (Missing.PAYMENT,)),
        (False, True, False, (Missing.CHECK, Missing.PAYMENT)),
        (True, True, True, ()),
        (True, False, True, ()),
    ],
)
def test_before_dispatch_comes_the_check_and_the_receipt(is_checked, pays_first, is_paid, missing):
    assert missing_for_dispatch(is_checked=is_checked, pays_first=pays_first, is_paid=is_paid) == missing


@given(
    st.sampled_from([State.READY, State.APPROVED, State.SENT]), st.booleans(), st.booleans(), st.booleans(), st.booleans()
)  # fmt: skip
def test_next_step_is_one_that_can_be_done(state, is_made, is_checked, pays_first, is_paid):
    missing = missing_for_dispatch(is_checked=is_checked, pays_first=pays_first, is_paid=is_paid)
    found = next_step(state, is_from_production=is_made, missing=missing)
    assert found in Missing if state == State.READY and missing else STEPS.allows(state, found)


@pytest.mark.parametrize("state", sorted(ENDED))
def test_an_end_has_no_next_step(state):
    assert next_step(state, is_from_production=True, missing=()) is None


# ── T/T first ───────────────────────────────────────────────────────────────
@given(st.integers(1, 100_000), st.decimals(0, 1_000_000, places=2))
def test_nobody_pays_first_while_the_company_has_set_nothing(pieces, value):
    assert not asks_payment(SamplePolicy(), pieces=pieces, value=value, currency="USD")


@given(st.integers(1, 1000), st.integers(1, 1000), st.integers(0, 1000))
def test_more_pieces_never_ask_for_less(limit, pieces, more):
    policy = SamplePolicy(pay_from_pieces=limit)
    assert asks_payment(policy, pieces=pieces) == (pieces >= limit)
    assert asks_payment(policy, pieces=pieces + more) >= asks_payment(policy, pieces=pieces)


@pytest.mark.parametrize(
    ("value", "currency", "asks", "uncompared"),
    [
        (Decimal("199.99"), "USD", False, False),
        (Decimal("200.00"), "USD", True, False),
        (Decimal(5000), "CNY", False, True),
        (None, "CNY", False, False),
    ],
)
def test_value_is_compared_in_its_own_currency_only(value, currency, asks, uncompared):
    policy = SamplePolicy(pay_from_value=Decimal(200))
    assert asks_payment(policy, pieces=1, value=value, currency=currency) == asks
    assert is_uncompared(policy, value=value, currency=currency) == uncompared


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"pay_from_pieces": 0}, "pieces"), ({"pay_from_value": Decimal(0)}, "value"), ({"transit_days": 0}, "transit"),
        ({"transit_days": 91}, "transit"), ({"pay_from_pieces": 100_001}, "pieces"),
    ],
)  # fmt: skip
def test_impossible_figures_make_no_policy(values, code):
    with pytest.raises(Refused) as refused:
        SamplePolicy(**values)
    assert refused.value.code == code


# ── the buyer offers the freight ────────────────────────────────────────────
@pytest.mark.parametrize(("grade", "better"), [("D", "C"), ("C", "B"), ("B", "A"), ("A", ""), ("", "")])
def test_offer_to_pay_the_freight_suggests_the_next_better_grade(grade, better):
    assert better_grade(grade, offers_freight=True) == better
    assert better_grade(grade, offers_freight=False) == ""
