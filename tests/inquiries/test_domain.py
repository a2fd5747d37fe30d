"""The pure rules of this app: steps, assignment, letters."""

from datetime import UTC, datetime
from itertools import product

import pytest

from core.domain.steps import StepRefused
from inquiries.domain.assignment import AssignmentPolicy, Decision, Rule, Seat, decide, pick_in_rotation
from inquiries.domain.letters import (
    FIELDS,
    empty_places,
    mailto_url,
    merge,
    places_in,
    salutation,
    unknown_places,
)  # fmt: skip
from inquiries.domain.states import INVALID, LOST, OPEN, TRANSITIONS, WON, check_step

ALLOWED = {(OPEN, WON), (OPEN, LOST), (OPEN, INVALID), (WON, OPEN), (LOST, OPEN), (INVALID, OPEN)}


def test_states_table_allows_exactly_these_steps():
    assert {(before, after) for before, afters in TRANSITIONS.items() for after in afters} == ALLOWED


@pytest.mark.parametrize(("before", "after"), sorted(set(product(TRANSITIONS, TRANSITIONS)) - ALLOWED))
def test_check_step_refuses_every_other_step(before, after):
    with pytest.raises(StepRefused) as refused:
        check_step(before, after, reason="x")
    assert refused.value.code == "not_from_here"


@pytest.mark.parametrize(
    ("after", "changes", "code"),
    [
        (WON, {"is_unanswered": True}, "unanswered"),
        (LOST, {"is_unanswered": True, "reason": "price"}, "unanswered"),
        (LOST, {}, "no_reason"),
        (INVALID, {"is_unanswered": True}, "no_reason"),
        (WON, {"has_customer": False}, "no_customer"),
    ],
)
def test_check_step_says_what_is_missing(after, changes, code):
    with pytest.raises(StepRefused) as refused:
        check_step(OPEN, after, **changes)
    assert refused.value.code == code


def test_check_step_lets_an_unanswered_one_be_invalid():
    assert check_step(OPEN, INVALID, is_unanswered=True, has_customer=False, reason="spam") is None


MONDAY = datetime(2026, 11, 16, tzinfo=UTC)
TUESDAY = datetime(2026, 11, 17, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seats", "chosen"),
    [
        ([Seat(1, 3), Seat(2, 1), Seat(3, 2)], 2),
        ([Seat(1, 1, TUESDAY), Seat(2, 1, MONDAY)], 2),
        ([Seat(1, 1, MONDAY), Seat(2, 1, None)], 2),
        ([Seat(2), Seat(1)], 1),
    ],
)
def test_rotation_picks_fewest_held_then_longest_wait(seats, chosen):
    assert pick_in_rotation(seats) == Decision(chosen, "rotation")


def test_rotation_without_seats_picks_nobody():
    assert pick_in_rotation([]) is None


def test_decide_passes_over_who_is_away():
    rules = [Rule("country", "DE", 1), Rule("product", "socket", 2)]
    found = decide(country="de", words=["Socket set"], rules=rules, seats=[], unavailable=frozenset({1}))
    assert found == Decision(2, "product", "socket")


def test_decide_takes_the_longest_product_word():
    rules = [Rule("product", "set", 1), Rule("product", "socket set", 2)]
    assert decide(country="", words=["46-pc SOCKET SET"], rules=rules, seats=[]) == Decision(
        2, "product", "socket set"
    )


def test_decide_without_rotation_leaves_it_to_a_person():
    policy = AssignmentPolicy(rotation_is_on=False)
    assert decide(country="US", words=[], rules=[], seats=[Seat(1)], policy=policy) is None


def test_merge_fills_known_places_once_and_prints_the_rest_as_written():
    text = "{contact_name} {{7*7}} {% include 'x' %} ${x} %(x)s {Other} {my_name}"
    values = {"contact_name": "{my_name}", "my_name": "Linda"}
    assert merge(text, values) == "{my_name} {{7*7}} {% include 'x' %} ${x} %(x)s {Other} Linda"


def test_unknown_places_are_named_and_known_ones_are_not():
    assert unknown_places("{salutation} {password} {a_b} {password}") == ("password", "a_b")
    assert unknown_places(" ".join(f"{{{name}}}" for name in FIELDS)) == ()
    assert places_in("{x} {{7*7}} {% if %}") == ("x",)


def test_empty_places_are_those_without_a_value():
    assert empty_places("{company_fax} {my_name}", {"my_name": "Linda", "company_fax": " "}) == (
        "company_fax",
    )


@pytest.mark.parametrize(
    ("name", "form", "language", "words"),
    [
        ("Carol Jensen", "ms", "en", "Dear Ms. Jensen,"),
        ("Carol Jensen", "", "en", "Dear Carol Jensen,"),
        ("", "mr", "en", "Dear Sir or Madam,"),
        ("José García", "mr", "es", "Estimado Sr. García:"),
        ("王芳", "ms", "zh", "王芳女士，您好："),
        ("Ann Lee", "dr", "de", "Dear Dr. Lee,"),
    ],
)
def test_salutation(name, form, language, words):
    assert salutation(name, form, language) == words


def test_mailto_encodes_and_lets_no_header_in():
    url = mailto_url("a b@x.example", "Re: 100% &\r\nBcc: evil@x.example", "Hi & bye?\nLinda")
    assert url == (
        "mailto:ab@x.example?subject=Re%3A%20100%25%20%26%20Bcc%3A%20evil%40x.example&body=Hi%20%26%20bye%3F%0D%0ALinda"
    )


def test_mailto_too_long_for_a_link_is_none():
    assert mailto_url("a@x.example", "s", "x" * 3000) == ""
