"""The list: scoped, filtered, paged; its cost does not depend on its rows."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from types import SimpleNamespace

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from core.models import AuditEntry, SavedView
from core.work_days import current_calendar
from customers.domain.due_state import due_state_of
from customers.filters import apply_filters, read_query
from customers.models import Customer, GradeChange, Tag, TimelineEntry
from tests import budgets
from tests.factories import ContactFactory, CustomerFactory, InterestFactory, TagFactory
from tests.followups.helpers import shanghai

ClientOf = Callable[[User], Client]
URL = "/customers/"
QUERIES = 11


def names_in(answer: object) -> list[str]:
    return [row.customer.name for row in answer.context["listing"].rows]


@pytest.mark.parametrize("rows", budgets.ROWS)
def test_list_costs_the_same_with_more_rows(
    cast: SimpleNamespace, client_of: ClientOf, django_assert_num_queries: Callable, rows: int
) -> None:
    for _ in range(rows):
        customer = CustomerFactory(owner=cast.owner)
        ContactFactory(customer=customer, is_primary=True)
        InterestFactory.create_batch(2, customer=customer)
        customer.tags.add(TagFactory())
    SavedView.objects.create(user=cast.owner, page="customers", name="Mine too", query="grade=A")
    client = client_of(cast.owner)
    columns = "country,contact,asks,due,last,inquiries,owner,stage,tags"
    with django_assert_num_queries(QUERIES):
        answer = client.get(URL, {"cols": columns, "grade": "C", "q": "north"})
    assert len(names_in(answer)) == min(rows, 50)


def test_list_shows_each_person_what_is_in_scope(cast: SimpleNamespace, client_of: ClientOf) -> None:
    mine = CustomerFactory(owner=cast.owner, name="Mine")
    CustomerFactory(owner=cast.teammate, name="Teammate's")
    CustomerFactory(owner=cast.outsider, name="Outsider's")
    CustomerFactory(owner=None, name="Nobody's")
    CustomerFactory(owner=cast.owner, name="Merged", merged_into=mine)
    seen = {
        person: sorted(names_in(client_of(getattr(cast, person)).get(URL)))
        for person in ("owner", "teammate", "manager", "boss", "outsider")
    }
    assert seen == {
        "owner": ["Mine"],
        "teammate": ["Teammate's"],
        "manager": ["Mine", "Nobody's", "Teammate's"],
        "boss": ["Mine", "Nobody's", "Outsider's", "Teammate's"],
        "outsider": ["Outsider's"],
    }


@pytest.mark.parametrize("person", ["assistant", "production", "admin", "adviser"])
def test_list_is_not_for_who_does_not_sell(cast: SimpleNamespace, client_of: ClientOf, person: str) -> None:
    assert client_of(getattr(cast, person)).get(URL).status_code == 403


def test_list_filters_compose(cast: SimpleNamespace, client_of: ClientOf) -> None:
    CustomerFactory(owner=cast.owner, name="Berlin Tools", country="DE", grade="A")
    CustomerFactory(owner=cast.owner, name="Munich Tools", country="DE", grade="B")
    CustomerFactory(owner=cast.owner, name="Lyon Outils", country="FR", grade="A")
    client = client_of(cast.owner)
    assert names_in(client.get(URL, {"grade": ["A"], "country": ["DE"]})) == ["Berlin Tools"]
    assert names_in(client.get(URL, {"country": ["DE", "FR"], "sort": "name", "q": "TOOLS"})) == [
        "Berlin Tools",
        "Munich Tools",
    ]
    assert names_in(client.get(URL, {"grade": "A", "sort": "-name"})) == ["Lyon Outils", "Berlin Tools"]


def test_list_narrows_to_the_days_of_entry(cast: SimpleNamespace, client_of: ClientOf) -> None:
    """Both days are included, on the company's clock; what is no day is no filter, and nothing breaks."""
    for day in (1, 8, 15):
        at = shanghai(11, day, 23, 59)
        CustomerFactory(owner=cast.owner, name=f"Entered {day:02}", created_at=at)
    client = client_of(cast.owner)

    def found(query: str) -> list[str]:
        return names_in(client.get(f"{URL}?sort=created&{query}"))

    assert found("since=2026-11-08&until=2026-11-15") == ["Entered 08", "Entered 15"]
    assert found("until=2026-11-07") == ["Entered 01"]
    for nonsense in (
        "since=9999-12-31",
        "until=9999-12-31",
        "since=0001-01-01",
        "since=soon",
        "until=2026-02-30",
        "since=",
    ):
        assert len(found(nonsense)) == 3
    assert "Entered since 2025-11-08" in client.get(f"{URL}?since=2025-11-08").content.decode()


def test_list_foreign_owner_filter_finds_what_an_absent_one_finds(
    cast: SimpleNamespace, client_of: ClientOf
) -> None:
    CustomerFactory(owner=cast.teammate, name="CANARY Ltd")
    answers = [client_of(cast.owner).get(URL, {"owner": pk}) for pk in (cast.teammate.pk, 99999)]
    assert [names_in(answer) for answer in answers] == [[], []]
    assert [answer.context["chips"][0]["label"] for answer in answers] == ["Owner: ?", "Owner: ?"]


@pytest.mark.parametrize(
    "query",
    [
        {"sort": "owner__password"}, {"grade": "Z"}, {"owner": "1 OR 1=1"}, {"tag": "9" * 40}, {"after": "x~y"},
        {"after": "2026-99-99~1"}, {"before": "~" + "9" * 30}, {"n": "-5"}, {"cols": "password,owner__email"},
        {"q": "\x00\u202e%_\\'\""}, {"q": "x" * 5000}, {"country": ["DE"] * 500}, {"due": "sometime"},
    ],
)  # fmt: skip
def test_list_nonsense_in_the_url_is_left_out(
    cast: SimpleNamespace, client_of: ClientOf, query: dict
) -> None:
    assert client_of(cast.owner).get(URL, query).status_code == 200


@pytest.mark.parametrize("sort", ["due", "-due", "name", "-name", "last", "-last", "created", "-created"])
def test_list_pages_cover_every_row_once_and_back(
    cast: SimpleNamespace, client_of: ClientOf, sort: str
) -> None:
    for number in range(105):
        due = date(2026, 12, 1) + timedelta(days=number % 7) if number % 3 else None
        CustomerFactory(owner=cast.owner, name=f"N{number % 40:02d}", next_due_on=due)
    client, url, seen = client_of(cast.owner), f"?sort={sort}", []
    pages = []
    while url:
        answer = client.get(URL + url)
        pages.append([row.customer.pk for row in answer.context["listing"].rows])
        last, url = answer, answer.context["next_url"]
    seen = [pk for page in pages for pk in page]
    assert ([len(page) for page in pages], len(set(seen))) == ([50, 50, 5], 105)
    assert (last.context["first"], last.context["last"]) == (101, 105)
    back = client.get(URL + last.context["prev_url"])
    assert [row.customer.pk for row in back.context["listing"].rows] == pages[1]


@pytest.mark.parametrize(
    ("sort", "key"),
    [
        ("created", "9999-12-31T23:59:59-23:00~5"),
        ("-created", "0001-01-01T00:00:00+23:00~5"),
        ("created", "2026-11-16T10:00:00~5"),
        ("last", "9999-12-31T23:59:59-23:00~5"),
        ("due", "9999-99-99~5"),
    ],
)
def test_list_key_that_is_none_gives_the_first_page(
    cast: SimpleNamespace, client_of: ClientOf, sort: str, key: str
) -> None:
    CustomerFactory(owner=cast.owner, name="Mine")
    for side in ("after", "before"):
        answer = client_of(cast.owner).get(URL, {"sort": sort, side: key})
        assert (answer.status_code, names_in(answer)) == (200, ["Mine"])


@pytest.mark.parametrize(
    "today", [date(2026, 11, 20), date(2026, 11, 21), date(2026, 11, 22), date(2026, 10, 5)]
)
def test_due_filters_say_what_the_row_says(cast: SimpleNamespace, today: date) -> None:
    """Friday, Saturday, Sunday, and inside a long holiday (N15)."""
    for days in range(-9, 3):
        CustomerFactory(owner=cast.owner, next_due_on=today + timedelta(days=days), missed_on=None)
    at = timezone.make_aware(datetime.combine(today, time(10)))
    for state in ("today", "overdue"):
        query = read_query(QueryDict(f"due={state}"))
        found = apply_filters(Customer.objects.all(), query, at=at)
        rows = Customer.objects.all()
        assert set(found) == {
            row for row in rows if due_state_of(row, today, current_calendar()).state == state
        }
        assert found.exists()


def test_list_filters_become_defaults_of_a_new_customer(cast: SimpleNamespace, client_of: ClientOf) -> None:
    tag = TagFactory(name="garden")
    answer = client_of(cast.owner).get(URL, {"country": "DE", "grade": ["A"], "tag": tag.pk})
    assert answer.context["new_query"] == f"grade=A&country=DE&tag={tag.pk}"
    form = client_of(cast.owner).get(f"/customers/new/?{answer.context['new_query']}").context["form"]
    assert (form["country"].value(), form["grade"].value(), form["tags"].value()) == ("DE", "A", "garden")


def test_saved_view_is_ones_own(cast: SimpleNamespace, client_of: ClientOf) -> None:
    data = {"name": "German A", "query": "grade=A&country=DE&sort=name&evil=1&after=x"}
    assert client_of(cast.owner).post(reverse("customers:views_save"), data).status_code == 302
    view = SavedView.objects.get()
    assert (view.user, view.query) == (cast.owner, "grade=A&country=DE&sort=name")
    delete = reverse("customers:views_delete", args=[view.pk])
    assert client_of(cast.teammate).post(delete).status_code == 404
    assert client_of(cast.owner).get(delete).status_code == 405
    assert client_of(cast.owner).post(delete).status_code == 302
    assert SavedView.objects.count() == 0


def test_saved_view_without_a_name_saves_nothing(cast: SimpleNamespace, client_of: ClientOf) -> None:
    for name in ("", "x" * 41):
        client_of(cast.owner).post(reverse("customers:views_save"), {"name": name, "query": ""})
    assert SavedView.objects.count() == 0


def test_bulk_grades_and_tags_all(cast: SimpleNamespace, client_of: ClientOf) -> None:
    rows = CustomerFactory.create_batch(2, owner=cast.owner)
    ids = [row.pk for row in rows]
    client, url = client_of(cast.owner), reverse("customers:bulk")
    client.post(url, {"customer": ids, "action": "grade", "grade": "B", "reason": "fair", "query": "grade=C"})
    client.post(url, {"customer": ids, "action": "tag", "tags": "fair 2026, garden"})
    assert list(Customer.objects.values_list("grade", flat=True)) == ["B", "B"]
    assert GradeChange.objects.filter(before="C", after="B", reason="fair", by=cast.owner).count() == 2
    assert [sorted(tag.name for tag in row.tags.all()) for row in rows] == [["fair 2026", "garden"]] * 2
    client.post(url, {"customer": ids, "action": "untag", "tags": "garden"})
    assert [tag.name for tag in rows[0].tags.all()] == ["fair 2026"]


@pytest.mark.parametrize(
    "action",
    [
        {"action": "grade", "grade": "A", "reason": "fair"},
        {"action": "grade", "grade": "B", "reason": "fair"},
        {"action": "tag", "tags": "fair, garden"},
        {"action": "untag", "tags": "old"},
    ],
    ids=["up", "down", "tag", "untag"],
)
def test_bulk_costs_the_same_with_more_rows(cast: SimpleNamespace, client_of: ClientOf, action: dict) -> None:
    client, url, old = client_of(cast.owner), reverse("customers:bulk"), TagFactory(name="old")
    grade = "A" if action.get("grade") == "B" else "C"
    counts = []
    for number in (1, 7):
        rows = CustomerFactory.create_batch(number, owner=cast.owner, grade=grade)
        for row in rows:
            row.tags.add(old)
        with CaptureQueriesContext(connection) as queries:
            client.post(url, {"customer": [row.pk for row in rows], **action})
        counts.append(len(queries))
        assert TimelineEntry.objects.filter(customer__in=rows).count() == number
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    "action", [{"action": "grade", "grade": "A", "reason": "x"}, {"action": "tag", "tags": "t"}]
)
def test_bulk_with_a_foreign_id_changes_none(
    cast: SimpleNamespace, client_of: ClientOf, action: dict
) -> None:
    mine, foreign = CustomerFactory(owner=cast.owner), CustomerFactory(owner=cast.outsider)
    for ids in ([mine.pk, foreign.pk], [mine.pk, 999999]):
        answer = client_of(cast.owner).post(reverse("customers:bulk"), {"customer": ids, **action})
        assert answer.status_code == 404
    hidden = AuditEntry.objects.filter(verb="core.not_found", actor=cast.owner).order_by("pk")
    assert [entry.detail.changes["asked"][1] for entry in hidden] == [
        f"customers.customer:{foreign.pk}",
        "customers.customer:999999",
    ]
    assert (set(Customer.objects.values_list("grade", flat=True)), Tag.objects.count()) == ({"C"}, 0)


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"customer": ["x"]},
        {"action": "delete"},
        {"action": "grade", "grade": ""},
        {"action": "grade", "grade": "A"},
    ],
)
def test_bulk_nonsense_changes_nothing(cast: SimpleNamespace, client_of: ClientOf, data: dict) -> None:
    mine = CustomerFactory(owner=cast.owner)
    answer = client_of(cast.owner).post(reverse("customers:bulk"), {"customer": [mine.pk], **data})
    assert (answer.status_code, Customer.objects.get().grade) == (302, "C")


@pytest.mark.parametrize(
    ("data", "kept"),
    [
        ({"action": "grade", "grade": "A"}, b'value="A" checked'),
        ({"action": "grade", "reason": "asked again"}, b'value="asked again"'),
        ({"action": "tag", "tags": "t" * 300}, b"ttt"),
    ],
)
def test_bulk_refused_in_its_dialog_keeps_what_was_typed(
    cast: SimpleNamespace, client_of: ClientOf, data: dict, kept: bytes
) -> None:
    mine = CustomerFactory(owner=cast.owner)
    headers = {"HX-Request": "true"}
    answer = client_of(cast.owner).post(
        reverse("customers:bulk"), {"customer": [mine.pk], **data}, headers=headers
    )
    assert (answer.status_code, b"<html" in answer.content, b'role="alert"' in answer.content) == (
        422,
        False,
        True,
    )
    assert kept in answer.content


def test_search_of_more_than_once_found_counts_the_same(
    cast: SimpleNamespace, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    CustomerFactory.create_batch(3, owner=cast.owner, name="Orion Tools", search_text="orion tools")
    client = client_of(cast.owner)
    found = []
    for at_once in (900, 2):
        monkeypatch.setattr("customers.selectors.listing.FOUND_AT_ONCE", at_once)
        listing = client.get("/customers/", {"q": "orion"}).context["listing"]
        found.append((listing.total, [row.customer.pk for row in listing.rows]))
    assert (found[0], found[0][0]) == (found[1], 3)
