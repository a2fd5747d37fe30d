"""Every cell of the permission table: status, leaks, writes (trust.md Z1, Z2, H4)."""

import os
from collections.abc import Callable

import pytest
from django.urls import reverse

from accounts.checks import routes
from tests.security.table import OUTSIDE, TABLE, Row, cells, reads_fragment
from tests.security.walking import ALWAYS_WRITTEN, Answer, Walker, is_refusal
from tests.security.world import find_leaks

FORBIDDEN = 403
# Figure Z8 asks only whether something is wrong: the first cell is enough.
IS_HASTY = os.environ.get("MATRIX_UNTIL") == "wrong"


def test_every_url_is_in_the_table() -> None:
    assert {name for name, _route, _view in routes()} ^ set(TABLE) == set()


def test_leaks_are_found() -> None:
    text = "qz0other0customer0note0zq QZ0OWN0customer0name0zq qz0own0customer0motive0zq qz0myowner0draft0values0zq"
    assert find_leaks(text, "owner") == {"qz0other0customer0note0zq"}
    assert find_leaks(text, "stand_in") == {
        "qz0other0customer0note0zq", "qz0own0customer0motive0zq", "qz0myowner0draft0values0zq",
    }  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("name", TABLE)
def test_matrix(name: str, walker: Walker, record_property: Callable[[str, int], None]) -> None:
    """All callers, all relations, all methods: the status of the table, no foreign word, no write by who is refused, whatever they post."""
    problems = []
    for row, relation, caller, method in cells(name):
        url = row.url(name, walker.world, relation)
        data = row.data(walker.world, relation, caller) if method == "POST" else None
        typed = f"{url} {data}".lower()
        answer = walker.call(caller, method, url, data)
        where = f"{method} {url} {relation} as {caller}"
        is_named = bool(row.of) or row.whose == ("",)  # the address says of what, not the body
        problems += [f"{where}: {what}" for what in judge(row, relation, caller, method, answer, typed)]
        if method == "GET" and answer.status == 200 and reads_fragment(row, name, relation, caller):
            fragment = walker.call(caller, "GET", url, **{"HX-Request": "true"})
            problems += [
                f"{where} (htmx): {what}" for what in judge(row, relation, caller, method, fragment, typed)
            ]
        if method == "POST" and data and is_named and answer.status == FORBIDDEN:
            empty = walker.call(caller, "POST", url, {})
            if empty.status != FORBIDDEN:  # who may not is told so before what is wrong with the form
                problems.append(f"{where}, with nothing in it: {empty.status}, not {FORBIDDEN}")
        if IS_HASTY and problems:
            break
    record_property("cells", len(list(cells(name))))
    record_property("requests", walker.count)
    assert problems == [], "\n".join(problems[:60])


def judge(row: Row, relation: str, caller: str, method: str, answer: Answer, typed: str) -> list[str]:
    """Return what is wrong with an answer. What the caller `typed` may come back."""
    problems = []
    expected = row.expected(caller, relation, method)
    if answer.status != expected:
        problems.append(f"{answer.status}, not {expected} {answer.error[:200]}".rstrip())
    if (
        caller in OUTSIDE
        and not row.is_public
        and not answer.location.startswith(reverse("accounts:sign_in"))
    ):
        problems.append("not sent to sign-in")
    found = find_leaks(
        answer.text, row.reads_as or caller, lambda *found: row.shows_names and is_name(*found)
    )
    leaks = {word for word in found if word not in typed}
    if leaks:
        problems.append(f"leaks {sorted(leaks)}")
    written = answer.writes - ALWAYS_WRITTEN
    if is_refusal(answer) and written:
        problems.append(f"refused, but wrote {sorted(written)}")
    if method in {"GET", "HEAD"} and written - row.get_writes:
        problems.append(f"reading wrote {sorted(written - row.get_writes)}")
    return problems


def is_name(_code: str, model: str, name: str) -> bool:
    """D1: of a colleague's customer a lookup shows the company's name."""
    return (model, name) == ("customer", "name")
