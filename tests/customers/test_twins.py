"""Buyers entered twice: the nightly scan, what managers decide, and their list."""

from collections.abc import Callable
from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from core.jobs import kinds
from core.models import AuditEntry
from customers.models import Customer, TwinPair
from customers.services import decide_twin, scan_twins, twins
from tests.conftest import result_of
from tests.customers.conftest import Enter
from tests.factories import AbsenceFactory, CustomerFactory, TimelineEntryFactory

ClientOf = Callable[[User], Client]
DIFFERENT = TwinPair.Decision.DIFFERENT


@pytest.fixture
def double(enter: Enter) -> tuple[Customer, Customer]:
    """One buyer under two names, and a stranger."""
    first = enter(name="Northfield Hardware Supply, Inc.", email="carol@northfield.example")
    second = enter(name="Nothfield Hardware Supply", email="carol.j@gmail.com", person="Carol Jensen")
    enter(name="Granite State Fasteners LLC", email="ray@granite.example")
    return first, second


def make_pair(first: Customer, second: Customer, certainty: float = 0.8) -> TwinPair:
    return TwinPair.objects.create(first=first, second=second, certainty=certainty, found_at=first.created_at)


def test_scan_finds_the_double_and_says_why(double: tuple[Customer, Customer], at: datetime) -> None:
    assert result_of(scan_twins(at=at)) == {"compared": 1, "pairs": 1, "gone": 0}
    pair = TwinPair.objects.get()
    assert ((pair.first, pair.second), pair.found_at) == (double, at)
    assert [reason["code"] for reason in pair.reasons] == ["similar_name", "same_country"]


def test_scan_again_changes_nothing(double: tuple[Customer, Customer], at: datetime) -> None:
    result_of(scan_twins(at=at))
    before = list(TwinPair.objects.values())
    result_of(scan_twins(at=at + timedelta(days=1)))
    assert list(TwinPair.objects.values()) == before


def test_scan_remembers_that_two_are_different(
    cast: SimpleNamespace, double: tuple[Customer, Customer], at: datetime
) -> None:
    result_of(scan_twins(at=at))
    decide_twin(actor=cast.manager, pair=TwinPair.objects.get(), decision=DIFFERENT, at=at)
    assert result_of(scan_twins(at=at + timedelta(days=1))) == {"compared": 0, "pairs": 0, "gone": 0}
    pair = TwinPair.objects.get()
    assert (pair.decided_as, pair.decided_by, pair.decided_at) == ("different", cast.manager, at)


def test_scan_drops_an_open_pair_that_is_alike_no_more(
    double: tuple[Customer, Customer], at: datetime
) -> None:
    result_of(scan_twins(at=at))
    Customer.objects.filter(pk=double[1].pk).update(merged_into=double[0])
    assert result_of(scan_twins(at=at))["gone"] == 1
    assert TwinPair.objects.count() == 0


def test_scan_costs_the_same_with_more_pairs(
    double: tuple[Customer, Customer], enter: Enter, at: datetime, django_assert_max_num_queries: Callable
) -> None:
    for number in range(4):
        enter(name=f"Zentriva Kollund{number}")
        enter(name=f"Zentrvia Kollund{number} Works")
    with django_assert_max_num_queries(9):
        result_of(scan_twins(at=at))


def test_scan_goes_on_behind_the_last_pair_compared(
    enter: Enter, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(twins, "PAIRS_AT_ONCE", 1)
    for word in ("Zentriva", "Quillmark", "Bramwick"):
        enter(name=f"{word} Kollund Tools")
        enter(name=f"{word[:-1]} Kollund Tools Works")
    first = next(scan_twins(at=at))
    stored = TwinPair.objects.get()
    assert (first.cursor, first.done) == ((stored.first_id, stored.second_id), 1)
    rest = list(scan_twins(at=at, cursor=first.cursor))
    assert [part.done for part in rest] == list(range(2, first.total + 1))
    assert TwinPair.objects.count() == 3


def test_scan_runs_each_night() -> None:
    assert [kind.schedule.hour for kind in kinds() if kind.name == "customers.scan_twins"] == [2]


def test_decision_is_recorded_and_stands(
    cast: SimpleNamespace, double: tuple[Customer, Customer], at: datetime
) -> None:
    pair = make_pair(*double)
    decide_twin(actor=cast.manager, pair=pair, decision=DIFFERENT, at=at)
    decide_twin(actor=cast.boss, pair=pair, decision=TwinPair.Decision.SAME, at=at)
    pair.refresh_from_db()
    assert (pair.decided_as, pair.decided_by) == ("different", cast.manager)
    assert list(AuditEntry.objects.filter(verb="customers.twin_decided").values_list("actor", flat=True)) == [
        cast.manager.pk
    ]


@pytest.mark.parametrize("person", ["owner", "other_manager", "assistant"])
def test_who_may_not_decide_changes_nothing(
    cast: SimpleNamespace, double: tuple[Customer, Customer], at: datetime, person: str
) -> None:
    pair = make_pair(*double)
    with pytest.raises(PermissionDenied):
        decide_twin(actor=getattr(cast, person), pair=pair, decision=DIFFERENT, at=at)
    pair.refresh_from_db()
    assert pair.decided_as == ""


LADDER = {
    "manager": (200, 302), "boss": (200, 302), "other_manager": (200, 404), "owner": (403, 403), "stand_in": (403, 403),
    "outsider": (403, 403), "assistant": (403, 403), "production": (403, 403), "admin": (403, 403), "adviser": (403, 403),
}  # fmt: skip


@pytest.mark.parametrize("person", LADDER)
def test_twins_pages_answer_as_the_table_says(
    cast: SimpleNamespace, client_of: ClientOf, double: tuple[Customer, Customer], person: str
) -> None:
    pair, client = make_pair(*double), client_of(getattr(cast, person))
    statuses = client.get(reverse("customers:twins")).status_code, client.post(url_of(pair)).status_code
    assert statuses == LADDER[person]


def test_twins_pages_send_the_anonymous_to_sign_in(double: tuple[Customer, Customer]) -> None:
    pair = make_pair(*double)
    assert [
        Client().get(reverse("customers:twins")).status_code,
        Client().post(url_of(pair)).status_code,
    ] == [302, 302]


def test_a_pair_across_teams_is_the_bosss(cast: SimpleNamespace, client_of: ClientOf, at: datetime) -> None:
    pair = make_pair(CustomerFactory(owner=cast.owner), CustomerFactory(owner=cast.outsider))
    statuses = {
        name: client_of(getattr(cast, name)).post(url_of(pair)).status_code
        for name in ("manager", "other_manager", "boss")
    }
    assert statuses == {"manager": 404, "other_manager": 404, "boss": 302}


def test_manager_who_stands_in_sees_another_teams_pair_and_does_not_judge_it(
    cast: SimpleNamespace, client_of: ClientOf, double: tuple[Customer, Customer], at: datetime
) -> None:
    pair, today = make_pair(*double), timezone.localdate()
    AbsenceFactory(user=cast.owner, stand_in=cast.other_manager, starts_on=today, ends_on=today)
    client = client_of(cast.other_manager)
    assert client.get(reverse("customers:detail", args=[double[0].pk])).status_code == 200
    assert client.get(reverse("customers:twins")).context["pairs"] == []
    assert client.post(url_of(pair)).status_code == 403
    with pytest.raises(PermissionDenied):
        decide_twin(actor=cast.other_manager, pair=pair, decision=DIFFERENT, at=at)
    pair.refresh_from_db()
    assert pair.decided_as == ""


def test_twins_page_shows_the_surest_first_and_the_judged_no_more(
    cast: SimpleNamespace, client_of: ClientOf, at: datetime
) -> None:
    rows = [CustomerFactory(owner=cast.owner, name=f"Firm {letter}") for letter in "ABCD"]
    less, more = make_pair(rows[0], rows[1], 0.7), make_pair(rows[2], rows[3], 0.9)
    client = client_of(cast.manager)
    assert [pair["pk"] for pair in client.get(reverse("customers:twins")).context["pairs"]] == [
        more.pk,
        less.pk,
    ]
    client.post(url_of(more))
    assert [pair["pk"] for pair in client.get(reverse("customers:twins")).context["pairs"]] == [less.pk]
    assert client.post(url_of(more)).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_twins_page_costs_the_same_with_more_pairs(
    cast: SimpleNamespace, client_of: ClientOf, django_assert_max_num_queries: Callable, rows: int
) -> None:
    for _ in range(rows):
        make_pair(CustomerFactory(owner=cast.owner), CustomerFactory(owner=cast.teammate))
    client = client_of(cast.manager)
    client.get(reverse("customers:twins"))
    with django_assert_max_num_queries(10):
        assert len(client.get(reverse("customers:twins")).context["pairs"]) == rows


def test_twins_page_shows_how_much_there_is_of_both(
    cast: SimpleNamespace, client_of: ClientOf, at: datetime
) -> None:
    pair = make_pair(CustomerFactory(owner=cast.owner), CustomerFactory(owner=cast.teammate))
    for number in (1, 2, 2):  # a second line of the second inquiry, closed
        TimelineEntryFactory(
            customer=pair.second, kind="inquiry", ref_type="inquiries.inquiry", ref_id=number
        )
    TimelineEntryFactory(customer=pair.first, ref_type="followups.followup", ref_id=1)
    sides = client_of(cast.manager).get(reverse("customers:twins")).context["pairs"][0]["sides"]
    assert [(side["facts"].inquiries, side["facts"].follow_ups) for side in sides] == [(0, 1), (2, 0)]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", 2),
        ("certainty=sure", 1),
        ("certainty=likely", 1),
        ("owner={teammate}", 1),
        ("owner={outsider}", 2),
        ("owner=x", 2),
    ],
)
def test_twins_page_is_narrowed_by_certainty_and_owner_one_leads(
    cast: SimpleNamespace, client_of: ClientOf, at: datetime, query: str, found: int
) -> None:
    make_pair(CustomerFactory(owner=cast.owner), CustomerFactory(owner=cast.owner), 0.95)
    make_pair(CustomerFactory(owner=cast.owner), CustomerFactory(owner=cast.teammate), 0.7)
    people = {name: person.pk for name, person in vars(cast).items() if hasattr(person, "pk")}
    answer = client_of(cast.manager).get(f"{reverse('customers:twins')}?{query.format(**people)}")
    assert (answer.status_code, len(answer.context["pairs"])) == (200, found)


def url_of(pair: TwinPair) -> str:
    return reverse("customers:twin_decide", args=[pair.pk])
