"""The sentences of "why", in both languages."""

import pytest
from django.utils import translation

from followups.due_words import due_sentence

RUN = {"grade": "A", "from_on": "2026-11-16", "origin": "contact", "count": 3, "unit": "working_days"}


@pytest.mark.parametrize(
    ("why", "sentence"),
    [
        ({}, ""),
        ({"rule": "unknown", "params": {}}, ""),
        ({"rule": "interval", "params": RUN}, "Grade A: 3 working days after Mon 16 Nov"),
        (
            {"rule": "interval", "params": RUN | {"grade": "C", "count": 15, "unit": "days"}},
            "Grade C: 15 days after Mon 16 Nov",
        ),
        (
            {"rule": "interval", "params": RUN | {"grade": "D", "count": 1, "unit": "months"}},
            "Grade D: a month after Mon 16 Nov",
        ),
        (
            {"rule": "interval", "params": RUN | {"origin": "entry"}},
            "Grade A: 3 working days after its entry on Mon 16 Nov",
        ),
        (
            {
                "rule": "open_inquiry",
                "params": {"from_on": "2026-11-20", "origin": "inquiry", "count": 15, "unit": "days"},
            },
            "Open inquiry: within 15 days of its arrival on Fri 20 Nov",
        ),
        ({"rule": "new_customer", "params": {}}, "New customer: one contact in the week of its entry"),
        (
            {
                "rule": "monthly_contacts",
                "params": {"month": "2020-01-01", "missing": 2, "count": 5, "from_on": "2026-11-04"},
            },
            "2 contacts asked in month 1: 5 working days after Wed 4 Nov",
        ),
        (
            {"rule": "by_hand", "params": {"on": "2026-11-25", "reason": "fair"}},
            "Moved by hand to Wed 25 Nov: fair",
        ),
        (
            {"rule": "by_hand", "params": {"on": "2026-11-18", "reason": ""}},
            "Brought forward by hand to Wed 18 Nov",
        ),
    ],
)
def test_due_sentence_says_which_rule_and_since_when(why, sentence):
    with translation.override("en"):
        assert due_sentence(why) == sentence
