"""The lookup in the database: finds, ranks, masks what is a colleague's, and counts what it shows."""

from collections.abc import Callable
from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from core import policy
from core.models import AuditEntry, Notification
from customers.domain.lookup import Subject
from customers.domain.nominate import ROWS_PER_KEY
from customers.lookup import MaskedCustomer, find_matches, hard_conflicts, holders_sql, look_up, match_each
from customers.models import Customer, LookupKey, LookupSighting
from customers.policies import LOOKUP
from customers.services import note_interests
from tests.customers.conftest import Enter
from tests.factories import CustomerFactory

ClientOf = Callable[[User], Client]
CANARIES = {
    "city": "CANARYCITY", "website": "canary-site.example", "phone": "+1 312 555 0177", "address": "1 CANARY Street",
    "annual_purchase": "CANARYAMOUNT", "note": "CANARYNOTE", "motive": "CANARYMOTIVE", "bottom_line": "CANARYLINE",
    "payment_habit": "CANARYPAY", "local_name": "CANARYLOCAL",
}  # fmt: skip


@pytest.mark.parametrize(
    ("subject", "code"),
    [
        (Subject(emails=("Carol <C.Jensen@northfield.example>",)), "same_email"),
        (Subject(phones=("001-312-555-0142",)), "same_phone"),
        (Subject(sites=("https://shop.northfield.example/tools",)), "same_domain"),
        (Subject(emails=("someone.else@northfield.example",)), "same_domain"),
        (Subject(name="NORTHFIELD HARDWARE SUPPLY INC", country="US"), "same_name"),
        (Subject(name="Nothfield Hardware Supply", country="US"), "similar_name"),
    ],
    ids=["email", "phone", "site", "domain", "name", "typo"],
)
def test_lookup_finds_ones_own_and_says_why(
    cast: SimpleNamespace, enter: Enter, at: datetime, subject: Subject, code: str
) -> None:
    customer = enter(
        name="Northfield Hardware Supply, Inc.", email="c.jensen@northfield.example", phone="+1 312 555 0142"
    )
    enter(name="Granite State Fasteners LLC", email="ray@granite.example")
    matches = find_matches(user=cast.owner, subject=subject, at=at)
    assert [match.customer for match in matches] == [customer]
    assert code in {reason.code for reason in matches[0].reasons}


def test_lookup_tells_the_story_of_a_visible_customer(
    cast: SimpleNamespace, enter: Enter, at: datetime
) -> None:
    customer = enter(name="Northfield Hardware", email="c@northfield.example")
    note_interests(customer=customer, words=["socket set", "socket set"], at=at)
    note_interests(customer=customer, words=["tape measure", "socket set"], at=at + timedelta(hours=1))
    Customer.objects.filter(pk=customer.pk).update(
        last_contact_at=at, last_contact_text="too dear", last_contact_channel="phone", open_inquiries=2
    )
    match = find_matches(user=cast.owner, subject=Subject(emails=("c@northfield.example",)), at=at)[0]
    assert sorted(match.story.interests) == [("socket set", 2), ("tape measure", 1)]
    assert (match.story.last_contact_text, match.story.open_inquiries, match.story.grade) == (
        "too dear",
        2,
        "D",
    )
    assert (match.band, match.owner, str(match.last_contact_on)) == ("sure", cast.owner, "2026-11-16")


def test_lookup_shows_a_colleagues_customer_masked(cast: SimpleNamespace, enter: Enter, at: datetime) -> None:
    enter(
        owner=cast.teammate,
        name="Northfield Hardware",
        email="CANARYMAIL@northfield.example",
        person="CANARYPERSON",
        **CANARIES,
    )
    match = find_matches(user=cast.owner, subject=Subject(name="Northfield Hardware", country="US"), at=at)[0]
    assert isinstance(match.customer, MaskedCustomer)
    assert (str(match.customer), match.is_visible, match.owner, match.story) == (
        "Northfield Hardware",
        False,
        cast.teammate,
        None,
    )
    assert {reason.code for reason in match.reasons} <= {"same_name", "similar_name"}


@pytest.mark.parametrize(
    "query",
    [
        {"email": "canarymail@northfield.example"}, {"phone": "+1 312 555 0177"}, {"website": "canary-site.example"},
        {"company": "Northfield Hardware", "country": "US"}, {"q": "Northfield Hardware"},
        {"company": "Northfield Hardware", "contact_name": "Canaryperson", "city": "Canarycity"},
    ],
)  # fmt: skip
def test_lookup_page_leaks_no_canary(
    cast: SimpleNamespace, client_of: ClientOf, enter: Enter, query: dict
) -> None:
    enter(
        owner=cast.teammate, name="Northfield Hardware", email="CANARYMAIL@northfield.example", person="CANARYPERSON",
        tags=("CANARYTAG",), grade="A", **CANARIES,
    )  # fmt: skip
    body = client_of(cast.owner).get(reverse("customers:lookup"), query).content.decode()
    assert "Northfield Hardware" in body
    assert ("canary" in body.lower(), "555 0177" in body, "grade-a" in body) == (False, False, False)


def test_lookup_right_and_wrong_guess_differ_by_the_flag_only(
    cast: SimpleNamespace, client_of: ClientOf, enter: Enter
) -> None:
    enter(
        owner=cast.teammate,
        name="Northfield Hardware",
        email="carol@northfield-tools.example",
        phone="+1 312 555 0142",
    )
    client, url = client_of(cast.owner), reverse("customers:lookup")
    known = {"company": "Northfield Hardware", "country": "US"}
    bodies = [
        client.get(url, {**known, **guess}).content.decode()
        for guess in (
            {"email": "carol@northfield-tools.example"}, {"email": "carol@northfield-toys.example"},
            {"phone": "+1 312 555 0142"}, {"phone": "+1 312 555 0199"},
        )
    ]  # fmt: skip
    plain = {
        body.replace("certainly the same", "FLAG").replace("probably the same", "FLAG") for body in bodies
    }
    assert len(plain) == 1


def test_lookup_hides_weak_matches_of_colleagues(cast: SimpleNamespace, enter: Enter, at: datetime) -> None:
    enter(owner=cast.teammate, name="Northway Garden Tools", country="CA")
    subject = Subject(name="Northfield Tools", country="US")
    assert find_matches(user=cast.owner, subject=subject, at=at) == []


def test_lookup_without_anything_reads_nothing(
    cast: SimpleNamespace, at: datetime, django_assert_num_queries: Callable
) -> None:
    with django_assert_num_queries(
        5
    ):  # our own domains, scope, the pool, the hour's number, what was seen in it
        assert find_matches(user=cast.owner, subject=Subject(), at=at) == []


@pytest.mark.parametrize("rows", [1, 3])
def test_lookup_costs_the_same_with_more_matches(
    cast: SimpleNamespace, enter: Enter, at: datetime, django_assert_num_queries: Callable, rows: int
) -> None:
    for number in range(rows):
        enter(name=f"Northfield Hardware {'ABC'[number]}", email=f"c{number}@northfield{number}.example")
    with django_assert_num_queries(11):  # the last prices quoted are one
        found = find_matches(
            user=cast.owner, subject=Subject(name="Northfield Hardware", country="US"), at=at
        )
    assert len(found) == rows


def test_many_at_once_find_whom_each_alone_finds(
    cast: SimpleNamespace, enter: Enter, at: datetime, django_assert_num_queries: Callable
) -> None:
    for number, name in enumerate(("Northfield Hardware", "Granite Tools", "Zenitron Optics")):
        enter(name=name, email=f"buyer{number}@firm{number}.example")
    subjects = [
        Subject(name=name, country="US", emails=emails)
        for name, emails in (
            ("Northfeild Hardwear", ()), ("Someone Else", ("buyer1@firm1.example",)), ("Zentron Optisc", ()), ("Nobody", ()),
        )
    ]  # fmt: skip
    alone = [find_matches(user=cast.owner, subject=subject, at=at) for subject in subjects]
    wanted = [(found[0].customer.pk, found[0].certainty) if found else None for found in alone]
    with django_assert_num_queries(4):  # our domains, keys twice, customers
        found = match_each(subjects)
    assert [(pk, match.certainty) for pk, _owner, match in filter(None, found)] == wanted[:3]
    assert (found[3], wanted[3]) == (None, None)


def test_lookup_reads_keys_by_the_index_alone(enter: Enter) -> None:
    for number in range(3):
        enter(name=f"Northfield Hardware {'ABC'[number]}")
    plan = "EXPLAIN " if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN "
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")  # three rows are read faster without an index
        cursor.execute(plan + holders_sql(), ['{"t": ["northfield"], "g": ["northfield"]}'])
        lines = " ".join(str(row) for row in cursor.fetchall())
    index = {
        "postgresql": "Index Only Scan using lookup_key_find",
        "sqlite": "USING COVERING INDEX lookup_key_find",
    }
    assert (index[connection.vendor] in lines, "Seq Scan on customers" in lines, "SCAN held" in lines) == (
        True,
        False,
        False,
    )


def test_lookup_ignores_what_very_many_share(cast: SimpleNamespace, enter: Enter, at: datetime) -> None:
    customer = enter(name="Zentriva Tools")
    rows = CustomerFactory.create_batch(ROWS_PER_KEY, owner=cast.owner)
    LookupKey.objects.bulk_create(LookupKey(customer=row, kind="t", value="zentriva") for row in rows)
    found = find_matches(user=cast.owner, subject=Subject(name="Zentriva Tools", country="US"), at=at)
    assert [match.customer for match in found] == [customer]


def test_lookup_leaves_out_who_was_merged_away(cast: SimpleNamespace, enter: Enter, at: datetime) -> None:
    kept, gone = enter(name="Zentriva Tools"), enter(name="Zentriva Works", email="a@zentriva.example")
    Customer.objects.filter(pk=gone.pk).update(merged_into=kept)
    found = find_matches(
        user=cast.owner, subject=Subject(name="Zentriva", emails=("a@zentriva.example",)), at=at
    )
    assert [match.customer for match in found] == [kept]


@pytest.mark.parametrize(
    "name",
    [
        "北村工具株式会社",
        "أدوات النور للتجارة",
        "כלי עבודה שוהם",
        "Ромашка Инструмент",
        "삼성공구 주식회사",
        "เครื่องมือสยาม",
        "深圳市华强贸易有限公司",
    ],
)
def test_lookup_finds_the_same_name_in_its_own_script(
    cast: SimpleNamespace, enter: Enter, at: datetime, name: str
) -> None:
    customer = enter(name="", local_name=name, country="")
    enter(name="Granite Tools")
    found = find_matches(user=cast.owner, subject=Subject(name=name), at=at)
    assert [(match.customer, match.band) for match in found] == [(customer, "sure")]


def test_lookup_withholds_after_sixty_colleagues_customers(
    cast: SimpleNamespace, enter: Enter, at: datetime
) -> None:
    mails = [f"buyer@firm{number}-trading.example" for number in range(65)]
    for number, mail in enumerate(mails):
        enter(owner=cast.teammate, name=f"{chr(97 + number % 26) * 4}{number} Handel", email=mail)
    asked = [
        look_up(user=cast.owner, subject=Subject(emails=(mail,)), at=at) for mail in [*mails, *mails[:3]]
    ]
    assert [len(one.matches) for one in asked] == [1] * 60 + [0] * 5 + [1] * 3
    assert [one.withheld for one in asked] == [False] * 59 + [True] * 9
    told = Notification.objects.get()
    assert (told.user, told.values["limit"]) == (cast.manager, 60)
    assert (
        AuditEntry.objects.filter(verb="customers.lookup_withheld", actor=cast.owner, is_refused=True).count()
        == 5
    )
    later = look_up(user=cast.owner, subject=Subject(emails=(mails[64],)), at=at + timedelta(minutes=61))
    assert len(later.matches) == 1


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "only those that you have seen stand here"), ("zh-hans", "同事的客户只显示你看过的")],
)
def test_lookup_past_the_limit_answers_a_hit_and_a_miss_alike(
    cast: SimpleNamespace, enter: Enter, client_of: ClientOf, language: str, said: str
) -> None:
    policy.change(LOOKUP, {"colleagues_per_hour": 1}, actor=cast.boss, at=timezone.now())
    cast.owner.language = language
    cast.owner.save()
    enter(owner=cast.teammate, name="Northfield Hardware", email="c@northfield.example")
    enter(owner=cast.teammate, name="Granite Tools", email="c@granite.example")
    client, url = client_of(cast.owner), reverse("customers:lookup")
    assert "Northfield" in client.get(url, {"q": "c@northfield.example"}).content.decode()
    hit, miss = (client.get(url, {"q": mail}).content for mail in ("c@granite.example", "c@nobody.example"))
    assert hit == miss
    assert said in hit.decode()
    paste = {"text": "Please quote.", "email": "", "match": "new"}
    pages = [
        client.post("/inquiries/new/read/", {**paste, "email": mail}).content.decode().replace(mail, "")
        for mail in ("c@granite.example", "c@absent1.example")
    ]
    assert "Granite" not in pages[0]
    assert said in pages[0]


def test_lookup_past_the_limit_leaves_no_gap_where_something_is_withheld(
    cast: SimpleNamespace, enter: Enter, at: datetime
) -> None:
    policy.change(LOOKUP, {"colleagues_per_hour": 1}, actor=cast.boss, at=at)
    enter(owner=cast.teammate, name="Other Firm", email="c@other.example")
    look_up(user=cast.owner, subject=Subject(emails=("c@other.example",)), at=at)
    for number in range(3):
        enter(owner=cast.owner, name=f"Granite Tools {number}", city="Essen", country="DE")
    asked = Subject(name="Granite Tools", country="DE")
    before = look_up(user=cast.owner, subject=asked, at=at, limit=3)
    enter(owner=cast.teammate, name="Granite Tools", city="Bonn", country="DE")
    after = look_up(user=cast.owner, subject=asked, at=at, limit=3)
    assert (len(before.matches), before.withheld) == (3, True)
    assert after == before


def test_lookup_ones_own_customers_do_not_count(cast: SimpleNamespace, enter: Enter, at: datetime) -> None:
    enter(name="Northfield Hardware", email="c@northfield.example")
    enter(owner=cast.teammate, name="Granite Tools", email="c@granite.example")
    for text in ("Gra", "Granite", "Granite To", "Granite Tools"):
        look_up(user=cast.owner, subject=Subject(name=text, country="US"), at=at)
    look_up(user=cast.owner, subject=Subject(emails=("c@northfield.example",)), at=at)
    assert LookupSighting.objects.count() == 1


def test_hard_conflicts_leave_out_the_customer_itself(enter: Enter) -> None:
    customer = enter(name="Northfield Hardware", email="c@northfield.example")
    subject = Subject(emails=("c@northfield.example",))
    assert hard_conflicts(subject) == [customer]
    assert hard_conflicts(subject, exclude=customer) == []


def test_public_mail_and_platforms_are_no_domain_key(enter: Enter) -> None:
    enter(name="First Firm", email="first@gmail.com", website="https://first.en.alibaba.com")
    second = enter(name="Second Works", email="second@gmail.com", website="https://second.en.alibaba.com")
    assert second.lookup_keys.filter(kind="domain").count() == 0


@pytest.mark.parametrize("person", ["assistant", "production", "admin", "adviser"])
def test_lookup_is_not_for_who_does_not_sell(cast: SimpleNamespace, client_of: ClientOf, person: str) -> None:
    answer = client_of(getattr(cast, person)).get(reverse("customers:lookup"), {"q": "Northfield"})
    assert answer.status_code == 403


@pytest.mark.parametrize(
    "text",
    [
        "\x00",
        "\u202eevil",
        "x" * 5000,
        "' OR 1=1 --",
        "%_%",
        "😀" * 300,
        "a@b",
        "+" * 50,
        "..",
        "﷽" * 40,
        "{{7*7}}",
    ],
)
def test_lookup_takes_any_text(cast: SimpleNamespace, client_of: ClientOf, text: str) -> None:
    fields = ("q", "company", "email", "phone", "website", "country", "city", "contact_name")
    for field in fields:
        assert client_of(cast.owner).get(reverse("customers:lookup"), {field: text}).status_code == 200
