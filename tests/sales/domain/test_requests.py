"""Whose turn a request is, and that no buyer is named in what other departments read (S11, S13)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.steps import StepRefused
from sales.domain.requests import STEPS, State, Step, named_in

NAMES = (
    "Northfield Hardware Supply, Inc.",
    "北田五金",
    "Carol Jensen",
    "c.jensen@northfield.example",
    "+1 312 555 0142",
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Cost of 46 pieces in stainless?", ""),
        ("For NORTHFIELD hardware supply inc — blue handle", "Northfield Hardware Supply, Inc."),
        ("给北田五金的样品,蓝色", "北田五金"),
        ("Ask Carol  Jensen about the colour", "Carol Jensen"),
        ("mail c.jensen@northfield.example", "c.jensen@northfield.example"),
        ("call +1 312-555-0142", "+1 312 555 0142"),
        ("Ｎｏｒｔｈｆｉｅｌｄ Ｈａｒｄｗａｒｅ Ｓｕｐｐｌｙ Inc", "Northfield Hardware Supply, Inc."),
        ("Carolina Jensenius", ""),
    ],
)
def test_buyers_name_is_found_however_it_is_written(text, found):
    assert named_in(text, NAMES) == found


def test_accents_make_no_difference():
    assert named_in("per Ferramentas Sao Joao", ["Ferramentas São João"]) == "Ferramentas São João"


@pytest.mark.parametrize("name", ["", " ", "AB", "张", "..."])
def test_what_is_too_short_to_tell_anybody_by_is_not_looked_for(name):
    assert named_in("AB 张 ... anything", [name]) == ""


@given(st.text(max_size=60), st.text(max_size=60), st.sampled_from(NAMES))
def test_name_is_found_between_any_words(before, after, name):
    assert named_in(f"{before} {name} {after}", [name]) == name


@given(st.lists(st.sampled_from(list(Step)), max_size=15))
def test_answer_is_the_departments_and_asking_opens_again(steps):
    state = State.OPEN
    for step in steps:
        try:
            after = STEPS.after(state, step)
        except StepRefused:
            assert (state, step) in {(State.CLOSED, Step.ANSWER), (State.CLOSED, Step.CLOSE)}
            continue
        assert after == {Step.ASK: State.OPEN, Step.ANSWER: State.ANSWERED, Step.CLOSE: State.CLOSED}[step]
        state = after
