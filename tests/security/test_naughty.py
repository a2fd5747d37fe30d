"""Naughty strings in every text field of every form and in every address: never a 500, shown as given (E2)."""

import os
from itertools import chain
from typing import Any
from urllib.parse import quote

import pytest
from django.urls import reverse
from django.utils.html import escape

from tests.security.naughty import AS_GIVEN, BYTES, NAUGHTY, ODD_VALUES
from tests.security.posts import POSTS, Post, names_of
from tests.security.table import TABLE
from tests.security.walking import Walker, undone

WITH_TEXT = [post for post in POSTS if post.text_fields]
WITH_MEASURES = [post for post in POSTS if post.measured_fields]
SHOWING = ("/", "/follow-ups/", "/follow-ups/list/", "/tasks/", "/inquiries/", "/customers/")
FINE = {200, 204, 302, 400, 403, 404, 409, 410, 413, 414, 422, 429}
# Every field and parameter meets every tenth string, for figure E2 each; every request carries another one in each.
STRIDE = int(os.environ.get("NAUGHTY_STRIDE", "10"))


def test_list_is_long_enough() -> None:
    assert len(set(NAUGHTY)) >= 100


@pytest.mark.slow
@pytest.mark.parametrize("post", WITH_TEXT, ids=names_of)
def test_naughty_strings_in_every_field(post: Post, walker: Walker) -> None:
    """Each field meets every STRIDE-th string: another one in each field of a post, another set in each post of the form."""
    broken = []
    address, base = post.address(walker.world), post.data(walker.world)
    for start in range(0, len(NAUGHTY), STRIDE):
        words = dict(zip(post.text_fields, chain(NAUGHTY[start:], NAUGHTY), strict=False))
        answer = walker.call(post.caller, "POST", address, base | filled(post, words))
        page = answer.body.decode("utf-8", "replace")
        if answer.status not in FINE:
            broken.append((start, answer.status, answer.error[:120]))
        broken += [
            (word[:60], "not escaped", "")
            for word in words.values()
            if "<" in word and len(word) > 3 and word in page
        ]
    assert broken == []


@pytest.mark.parametrize("post", WITH_MEASURES, ids=names_of)
def test_odd_values_in_every_field_of_days_and_numbers(post: Post, walker: Walker) -> None:
    """One post per value, all such fields filled with it; what is taken shows on the pages that list it."""
    broken = []
    address, base = post.address(walker.world), post.data(walker.world)
    lines = {"lines-TOTAL_FORMS": 1, "lines-INITIAL_FORMS": 0} if post.prefix else {}
    for value in ODD_VALUES:
        with undone():
            data = base | dict.fromkeys(post.measured_fields, value) | lines
            response = walker.client(post.caller).post(address, data)
            shown = (
                [walker.client(post.caller).get(url).status_code for url in SHOWING]
                if response.status_code == 302
                else []
            )
        if response.status_code not in FINE or not FINE.issuperset(shown):
            broken.append((value, response.status_code, shown))
    assert broken == []


def filled(post: Post, words: dict[str, str]) -> dict[str, Any]:
    lines = {"lines-TOTAL_FORMS": 1, "lines-INITIAL_FORMS": 0} if post.prefix else {}
    return words | lines


@pytest.mark.parametrize("post", WITH_TEXT, ids=names_of)
def test_bytes_that_are_no_text_in_every_field(post: Post, walker: Walker) -> None:
    """What cannot be sent as text: lone surrogates, broken UTF-8."""
    broken = []
    base = "&".join(
        f"{name}={quote(str(value))}"
        for name, value in post.data(walker.world).items()
        if isinstance(value, str | int)
    )
    for raw in BYTES:
        fields = "&".join(f"{name}={quote(raw)}" for name in post.text_fields)
        with undone():
            client = walker.client(post.caller)
            response = client.post(
                post.address(walker.world),
                f"{base}&{fields}",
                content_type="application/x-www-form-urlencoded",
            )
        if response.status_code not in FINE:
            broken.append((raw, response.status_code))
    assert broken == []


PARAMETERS = (
    "q", "after", "before", "sort", "columns", "owner", "tab", "grade", "country", "since", "until", "person", "channel", "result",
    "customer", "show", "from", "week", "on", "next", "kind", "place", "inquiry", "template", "company", "email", "phone", "website",
    "exclude", "n", "tag", "stage", "source", "due", "city", "answer", "contact", "state", "pool", "idle", "undo",
)  # fmt: skip
# The first row of each address that is read: the others are the same view.
READ = [
    (name, next(number for number, row in enumerate(rows) if row.get is not None and not row.query))
    for name, rows in sorted(TABLE.items())
    if any(row.get is not None and not row.query for row in rows)
]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "number"), READ)
def test_naughty_strings_in_every_parameter(name: str, number: int, walker: Walker) -> None:
    row = TABLE[name][number]
    relation = "own" if "own" in row.whose else row.whose[0]
    url, broken = row.url(name, walker.world, relation), []
    for start in range(0, len(NAUGHTY), STRIDE):
        words = dict(zip(PARAMETERS, chain(NAUGHTY[start:], NAUGHTY), strict=False))
        answer = walker.call("manager", "GET", url, {key: word[:1500] for key, word in words.items()})
        page = answer.body.decode("utf-8", "replace")
        if answer.status not in FINE:
            broken.append((start, answer.status, answer.error[:120]))
        broken += [
            (word[:60], "not escaped", "")
            for word in words.values()
            if "<" in word and len(word) > 3 and word in page
        ]
    assert broken == []


PATHS = ("/drafts/{}/", "/calendar/{}.ics", "/settings/policy/{}/", "/customers/{}/", "/{}")


@pytest.mark.parametrize("path", PATHS)
def test_naughty_strings_in_the_path(path: str, walker: Walker) -> None:
    words = [word for word in NAUGHTY if len(word) < 1000]
    found = {}
    for word in words:
        url = path.format(quote(word, safe=""))
        statuses = {
            walker.call("owner", method, url, {"text": "x"} if method == "POST" else None).status
            for method in ("GET", "POST")
        }
        found |= {word: statuses} if statuses - {*FINE, 301, 405} else {}
    assert found == {}


# ── shown as given ──────────────────────────────────────────────────────────
SHOWN = (
    ("customers:edit", "note", "customers:detail"), ("inquiries:message_add", "text", "inquiries:detail"),
    ("followups:create", "text", "customers:detail"), ("inquiries:reply", "text", "inquiries:detail"),
    ("followups:task_add", "title", "followups:tasks"),
)  # fmt: skip


@pytest.mark.parametrize(("name", "field", "page"), SHOWN)
def test_text_is_shown_as_given(name: str, field: str, page: str, walker: Walker) -> None:
    post = next(one for one in POSTS if one.url == name)
    world, broken = walker.world, []
    record = {"customers:detail": world["own"].customer, "inquiries:detail": world["own"].inquiry}.get(page)
    shown_at = reverse(page, args=[record.pk] if record else [])
    for word in AS_GIVEN:
        with undone():
            client = walker.client(post.caller)
            status = client.post(post.address(world), post.data(world) | {field: word}).status_code
            page_text = client.get(shown_at).content.decode()
        if status != 302 or escape(word) not in page_text:
            broken.append((word, status))
    assert broken == []


def test_nul_is_taken_out_or_refused(walker: Walker) -> None:
    post = next(one for one in POSTS if one.url == "customers:edit")
    customer = walker.world["own"].customer
    walker.client("owner").post(
        post.address(walker.world), post.data(walker.world) | {"note": "a\0b", "name": "No\0rd AS"}
    )
    customer.refresh_from_db()
    assert [customer.note, customer.name] == ["ab", "Nord AS"]


NEXT = (
    ("accounts:set_language", "owner"),
    ("followups:create", "owner"),
    ("followups:due", "owner"),
    ("followups:task_add", "owner"),
    ("followups:task_done", "owner"),
    ("followups:judge_due", "manager"),
    ("customers:grade", "owner"),
)


@pytest.mark.parametrize(("name", "caller"), NEXT)
def test_next_that_is_no_address_leads_to_the_usual_page(name: str, caller: str, walker: Walker) -> None:
    """A word without a slash is no address of ours, whatever the host check says of it."""
    row = TABLE[name][0]
    relation = row.whose[0]
    url, data = row.url(name, walker.world, relation), row.data(walker.world, relation, caller)
    words = (
        "word",
        "customers:nowhere",
        "line\x85line",
        "//x.example",
        "https://x.example/",
        "javascript:alert(1)",
        "\\\\x.example",
    )
    answers = {word: walker.call(caller, "POST", url, {**data, "next": word}) for word in words}
    assert {word: a.status for word, a in answers.items() if a.status != 302} == {}
    assert {
        word: a.location
        for word, a in answers.items()
        if not a.location.startswith("/") or a.location.startswith("//")
    } == {}
