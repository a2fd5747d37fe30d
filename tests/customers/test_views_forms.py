"""Entering and changing by form: duplicates, double clicks, stale edits, restricted fields, hostile text."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from core import policy
from core.models import AuditEntry, Draft
from customers.models import Contact, Customer, LookupSighting
from customers.policies import LOOKUP
from customers.selectors.finding import find_customers
from tests.customers.conftest import Enter
from tests.factories import CustomerFactory, InquiryFactory, InquiryLineFactory, TagFactory

ClientOf = Callable[[User], Client]
NEW = "/customers/new/"
NORTHFIELD = {
    "name": "Northfield Hardware Supply, Inc.", "country": "US", "grade": "B", "contact_name": "Carol Jensen",
    "contact_email": "c.jensen@northfield.example", "tags": "fair, garden", "form_token": "5e0f9a52-6a4b-4c0e-9f5e-0a1b2c3d4e5f",
}  # fmt: skip


def edit_url(customer: Customer) -> str:
    return reverse("customers:edit", args=[customer.pk])


def test_new_customer_is_entered_and_ones_own(cast: SimpleNamespace, client_of: ClientOf) -> None:
    Draft.objects.create(user=cast.owner, key="customer-new", values={}, saved_at="2026-11-16T00:00Z")
    answer = client_of(cast.owner).post(NEW, NORTHFIELD)
    row = Customer.objects.get()
    assert (answer.status_code, answer.url) == (302, row.get_absolute_url())
    assert (row.owner, row.grade, row.contacts.get().email) == (
        cast.owner,
        "B",
        "c.jensen@northfield.example",
    )
    assert [tag.name for tag in row.tags.order_by("name")] == ["fair", "garden"]
    assert Draft.objects.count() == 0


def test_new_customer_sent_twice_is_one(cast: SimpleNamespace, client_of: ClientOf) -> None:
    client = client_of(cast.owner)
    answers = [client.post(NEW, NORTHFIELD) for _ in range(3)]
    assert {answer.url for answer in answers} == {Customer.objects.get().get_absolute_url()}


def test_new_customer_known_to_a_colleague_shows_the_duplicate_page(
    cast: SimpleNamespace, client_of: ClientOf, enter: Enter
) -> None:
    enter(owner=cast.teammate, name="CANARY name", email="c.jensen@northfield.example", city="CANARYCITY")
    answer = client_of(cast.owner).post(NEW, NORTHFIELD)
    body = answer.content.decode()
    assert (answer.status_code, Customer.objects.count()) == (409, 1)
    assert ("CANARY name" in body, "CANARYCITY" in body, "Northfield Hardware Supply" in body) == (
        True,
        False,
        True,
    )
    assert "duplicate_reason" not in body


def test_new_customer_second_office_by_the_manager(
    cast: SimpleNamespace, client_of: ClientOf, enter: Enter
) -> None:
    enter(owner=cast.teammate, name="Northfield Group", email="c.jensen@northfield.example")
    client = client_of(cast.manager)
    data = {**NORTHFIELD, "owner": cast.owner.pk, "contact_email": "dallas@northfield.example"}
    assert b"duplicate_reason" in client.post(NEW, data).content
    answer = client.post(NEW, {**data, "duplicate_reason": "Dallas office"})
    assert (answer.status_code, Customer.objects.count()) == (302, 2)
    refused = client_of(cast.outsider).post(NEW, {**NORTHFIELD, "form_token": "", "duplicate_reason": "mine"})
    assert (refused.status_code, Customer.objects.count()) == (409, 2)


@pytest.mark.parametrize("owner", ["outsider", "frozen", "assistant"])
def test_new_customer_for_a_foreign_owner_is_refused(
    cast: SimpleNamespace, client_of: ClientOf, owner: str
) -> None:
    answer = client_of(cast.manager).post(NEW, {**NORTHFIELD, "owner": getattr(cast, owner).pk})
    assert (answer.status_code, Customer.objects.count()) == (422, 0)


def test_new_customer_takes_no_field_beyond_the_form(cast: SimpleNamespace, client_of: ClientOf) -> None:
    names = {field.name: "1" for field in Customer._meta.fields if field.name not in NORTHFIELD}
    extra = {**names, "owner": cast.teammate.pk, "owner_id": cast.teammate.pk, "source": "", "time_zone": ""}
    extra |= {
        "stage": "new",
        "business_type": "",
        "horizon": "",
        "our_rank": "",
        "credit": "",
        "created_by": "999",
    }
    client_of(cast.owner).post(NEW, {**NORTHFIELD, **extra})
    row = Customer.objects.get()
    untouched = (row.owner, row.created_by, row.version, row.merged_into, row.open_inquiries, row.is_imported)
    assert untouched == (cast.owner, cast.owner, 1, None, 0, False)


@pytest.mark.parametrize("person", ["assistant", "production", "admin", "adviser"])
def test_new_customer_is_not_for_who_does_not_sell(
    cast: SimpleNamespace, client_of: ClientOf, person: str
) -> None:
    assert client_of(getattr(cast, person)).post(NEW, NORTHFIELD).status_code == 403


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Acme\x00Tools", 302), ("\u202eelgooG", 302), ("שלום בע\u05f4מ", 302), ("x" * 5000, 422), ("😀 GmbH", 302),
        ("<script>alert(1)</script>", 302), ("'; DROP TABLE customers_customer;--", 302), ("{{ 7*7 }}", 302), ("\u200b", 422),
    ],
)  # fmt: skip
def test_new_customer_takes_the_worlds_names(
    cast: SimpleNamespace, client_of: ClientOf, text: str, status: int
) -> None:
    client = client_of(cast.owner)
    answer = client.post(NEW, {"name": text, "country": "GB", "grade": "D"})
    assert (answer.status_code, Customer.objects.count()) == (status, int(status == 302))
    if status == 302:
        body = client.get(answer.url).content
        assert (b"<script>alert" in body, b"\x00" in body) == (False, False)
    else:
        assert "name" in answer.context["form"].errors


def test_edit_keeps_both_versions_when_stale(
    cast: SimpleNamespace, client_of: ClientOf, enter: Enter
) -> None:
    row = enter(name="Northfield", city="Chicago")
    base = {"name": "Northfield", "country": "US", "version": "1"}
    client_of(cast.manager).post(edit_url(row), {**base, "city": "Gary"})
    client = client_of(cast.owner)
    answer = client.post(edit_url(row), {**base, "city": "Peoria"})
    body = answer.content.decode()
    assert (answer.status_code, "Gary" in body, "Peoria" in body) == (409, True, True)
    assert Customer.objects.get().city == "Gary"
    assert client.post(edit_url(row), {**base, "city": "Peoria", "version": "2"}).status_code == 302
    assert (Customer.objects.get().city, Customer.objects.get().version) == ("Peoria", 3)


def keep_draft(client: Client, row: Customer, **values: str) -> None:
    data = {"name": row.name, "country": "US", "is_key": "on", "version": str(row.version), **values}
    assert client.post(f"/drafts/customer-{row.pk}/", data).status_code == 204


def test_edit_goes_on_with_the_draft(cast: SimpleNamespace, client_of: ClientOf, enter: Enter) -> None:
    row, client = enter(name="Northfield", city="Chicago", note="old", is_seed=True), client_of(cast.owner)
    keep_draft(client, row, city="Gary", note="")
    page = client.get(edit_url(row))
    form = page.context["form"]
    shown = [form[name].value() for name in ("name", "city", "note", "is_key", "is_seed")]
    assert shown == ["Northfield", "Gary", "", True, False]
    assert ("This is the draft kept" in page.content.decode(), "is_stale" in page.context) == (True, False)
    data = {"name": "Northfield", "country": "US", "city": "Gary", "version": "1"}
    assert client.post(edit_url(row), data).status_code == 302
    assert Draft.objects.count() == 0
    assert client.get(edit_url(row)).context["form"]["city"].value() == "Gary"


def test_edit_shows_an_older_draft_beside_what_was_saved_since(
    cast: SimpleNamespace, client_of: ClientOf, enter: Enter
) -> None:
    row, client = enter(name="Northfield", city="Chicago"), client_of(cast.owner)
    keep_draft(client, row, city="Gary")
    saved = {"name": "Northfield", "country": "US", "city": "Peoria", "version": "1"}
    client_of(cast.manager).post(edit_url(row), saved)
    page = client.get(edit_url(row))
    conflicts = [(one.label, one.theirs, one.mine) for one in page.context["conflicts"]]
    assert (page.context["is_stale"], page.context["saved_by"]) == (True, cast.manager)
    assert conflicts == [("City", "Peoria", "Gary"), ("Key account", "no", "yes")]
    assert [page.context["form"][name].value() for name in ("city", "version")] == ["Gary", 2]
    assert Customer.objects.get().city == "Peoria"
    answer = client.post(edit_url(row), {"drop_draft": "1"})
    assert (answer.status_code, answer.url, Draft.objects.count()) == (302, edit_url(row), 0)
    assert client.get(edit_url(row)).context["form"]["city"].value() == "Peoria"


@pytest.mark.parametrize("page", ["edit", "timeline"])
def test_reading_anothers_particulars_or_history_is_recorded(
    cast: SimpleNamespace, client_of: ClientOf, enter: Enter, page: str
) -> None:
    row = enter(name="Northfield", motive="CANARYMOTIVE")
    for person in (cast.owner, cast.manager):
        assert client_of(person).get(reverse(f"customers:{page}", args=[row.pk])).status_code == 200
    entries = AuditEntry.objects.filter(verb="customers.read", target_id=str(row.pk))
    assert list(entries.values_list("actor", flat=True)) == [cast.manager.pk]


def test_contact_edit_keeps_both_versions_when_stale(
    cast: SimpleNamespace, client_of: ClientOf, enter: Enter
) -> None:
    row = enter(name="Northfield", person="Carol Jensen", email="carol@northfield.example")
    contact = row.contacts.get()
    url = reverse("customers:contact_edit", args=[contact.pk])
    page = client_of(cast.owner).get(url)
    assert page.context["form"]["version"].value() == 1
    base = {"name": "Carol Jensen", "email": "carol@northfield.example", "version": "1"}
    client_of(cast.manager).post(url, {**base, "job_title": "Head of buying", "form_of_address": "ms"})
    answer = client_of(cast.owner).post(url, {**base, "note": "prefers mail"})
    conflicts = [(one.label, one.theirs, one.mine) for one in answer.context["conflicts"]]
    assert (answer.status_code, conflicts) == (
        409,
        [("Form of address", "Ms.", ""), ("Job title", "Head of buying", ""), ("Note", "", "prefers mail")],
    )
    assert (answer.context["saved_by"], answer.context["form"]["note"].value()) == (
        cast.manager,
        "prefers mail",
    )
    contact.refresh_from_db()
    assert (contact.job_title, contact.note) == ("Head of buying", "")
    assert client_of(cast.owner).post(url, {**base, "version": "2", "job_title": "CPO"}).status_code == 302
    contact.refresh_from_db()
    assert (contact.job_title, contact.version) == ("CPO", 3)


@pytest.mark.parametrize("form", ["new", "edit", "contact"])
def test_duplicate_above_the_hourly_limit_is_not_called_absent(
    cast: SimpleNamespace, client_of: ClientOf, enter: Enter, form: str
) -> None:
    policy.change(LOOKUP, {"colleagues_per_hour": 1}, actor=cast.manager, at=timezone.now())
    other = enter(owner=cast.teammate, name="Seen before")
    LookupSighting.objects.create(user=cast.owner, customer=other, seen_at=timezone.now())
    taken = enter(owner=cast.teammate, name="Taken", website="taken.example", email="ray@taken.example")
    mine = enter(name="Own", person="Carol")
    url = {
        "new": NEW,
        "edit": edit_url(mine),
        "contact": reverse("customers:contact_edit", args=[mine.contacts.get().pk]),
    }[form]
    values = {"country": "US", "grade": "D", "version": "1", "website": "taken.example"}
    data = {"name": "Carol", "version": "1", "email": "ray@taken.example"} if form == "contact" else values
    answer = client_of(cast.owner).post(url, {"name": "Fresh", **data})
    body = answer.content.decode()
    assert (answer.status_code, answer.context["withheld"], list(answer.context["matches"])) == (409, 1, [])
    assert (
        "Nobody like this is here" in body,
        "You have been shown very many" in body,
    ) == (False, True)
    assert str(taken) not in body


def test_edit_of_restricted_fields(cast: SimpleNamespace, client_of: ClientOf, enter: Enter) -> None:
    from django.utils import timezone

    from tests.factories import AbsenceFactory

    row = enter(name="Northfield", motive="CANARYMOTIVE", bottom_line="CANARYLINE")
    today = timezone.localdate()
    AbsenceFactory(user=cast.owner, stand_in=cast.stand_in, starts_on=today, ends_on=today)
    seen = {}
    for person in ("owner", "manager", "stand_in"):
        client = client_of(getattr(cast, person))
        pages = [client.get(url).content for url in (row.get_absolute_url(), edit_url(row))]
        seen[person] = [b"CANARY" in page for page in pages]
    assert seen == {"owner": [True, True], "manager": [True, True], "stand_in": [False, False]}
    data = {"name": "Northfield", "country": "US", "version": "1", "motive": "overwritten", "city": "Gary"}
    assert client_of(cast.stand_in).post(edit_url(row), data).status_code == 302
    row.refresh_from_db()
    assert (row.city, row.motive) == ("Gary", "CANARYMOTIVE")


def test_boss_reads_restricted_fields(cast: SimpleNamespace, client_of: ClientOf, enter: Enter) -> None:
    row = enter(name="Northfield", motive="CANARYMOTIVE")
    assert b"CANARYMOTIVE" in client_of(cast.boss).get(row.get_absolute_url()).content


def test_owner_form_offers_only_people_in_scope(cast: SimpleNamespace, client_of: ClientOf) -> None:
    row = CustomerFactory(owner=cast.owner)
    url = reverse("customers:owner", args=[row.pk])
    client = client_of(cast.manager)
    for foreign in (cast.outsider.pk, cast.frozen.pk, cast.boss.pk, 999999, "x", ""):
        assert client.post(url, {"owner": foreign, "reason": "region"}).status_code == 422
    assert client.post(url, {"owner": cast.teammate.pk, "reason": "region"}).status_code == 302
    row.refresh_from_db()
    assert row.owner == cast.teammate


def test_action_leads_only_to_pages_of_ours(cast: SimpleNamespace, client_of: ClientOf) -> None:
    row = CustomerFactory(owner=cast.owner)
    url = reverse("customers:grade", args=[row.pk])
    targets = [
        ("//evil.example/", row.get_absolute_url()),
        ("https://evil.example", row.get_absolute_url()),
        ("/customers/?grade=A", "/customers/?grade=A"),
    ]
    for grade, (asked, expected) in zip("ABD", targets, strict=True):
        answer = client_of(cast.owner).post(url, {"grade": grade, "reason": "x", "next": asked})
        assert answer.url == expected


def test_action_by_htmx_redirects_the_page(cast: SimpleNamespace, client_of: ClientOf) -> None:
    row = CustomerFactory(owner=cast.owner)
    url = reverse("customers:grade", args=[row.pk])
    client = client_of(cast.owner)
    dialog = client.get(url, headers={"HX-Request": "true"})
    assert (dialog.status_code, b"<html" in dialog.content) == (200, False)
    answer = client.post(url, {"grade": "A", "reason": "x"}, headers={"HX-Request": "true"})
    assert answer["HX-Redirect"] == row.get_absolute_url()


def test_contact_form_duplicate_keeps_what_was_typed(
    cast: SimpleNamespace, client_of: ClientOf, enter: Enter
) -> None:
    enter(owner=cast.teammate, name="Granite", email="ray@granite.example")
    row = enter(name="Northfield")
    url = reverse("customers:contact_add", args=[row.pk])
    answer = client_of(cast.owner).post(url, {"name": "Ray Dubois", "email": "ray@granite.example"})
    assert (answer.status_code, b"Ray Dubois" in answer.content, Contact.objects.count()) == (409, True, 1)


@pytest.mark.parametrize(
    "query",
    ["northfield", "NORTHFIELD hard", "jensen", "c.jensen@north", "312 555", "+1 (312) 555", "field.example"],
)
def test_find_knows_names_people_addresses_and_numbers(
    cast: SimpleNamespace, enter: Enter, query: str
) -> None:
    row = enter(
        name="Northfield Hardware",
        email="c.jensen@northfield.example",
        person="Carol Jensen",
        phone="+1 312 555 0142",
    )
    enter(name="Granite", email="ray@granite.example")
    assert [hit.customer for hit in find_customers(cast.owner, query)] == [row]
    assert find_customers(cast.teammate, query) == []


@pytest.mark.parametrize("query", ["beijinghuaqiang", "bjhq", "华强", "北京"])
def test_find_knows_chinese_names_by_pinyin(cast: SimpleNamespace, enter: Enter, query: str) -> None:
    row = enter(name="北京华强", country="CN")
    assert [hit.customer for hit in find_customers(cast.owner, query)] == [row]


def test_find_page_and_fragment(cast: SimpleNamespace, client_of: ClientOf, enter: Enter) -> None:
    enter(name="Northfield Hardware")
    client = client_of(cast.owner)
    page, part = (
        client.get("/customers/find/", {"q": "north"}, headers=headers)
        for headers in ({}, {"HX-Request": "true"})
    )
    assert (b"Northfield" in page.content, b"<html" in page.content) == (True, True)
    assert (b"Northfield" in part.content, b"<html" in part.content) == (True, False)
    assert b"/inquiries/" in client.get("/customers/find/", {"q": "inquir"}).content


@pytest.mark.parametrize("query", ["INQ-2026-0417", "0417", "socket chrome", "Hex KEYS", "jensen"])
def test_find_knows_inquiries_by_number_subject_sender_and_product(
    cast: SimpleNamespace, client_of: ClientOf, query: str
) -> None:
    row = CustomerFactory(owner=cast.owner)
    inquiry = InquiryFactory(
        customer=row, number="INQ-2026-0417", subject="Socket sets, chrome", sender="Carol Jensen"
    )
    InquiryLineFactory(inquiry=inquiry, words="hex keys, long")
    InquiryFactory(customer=row, number="INQ-2026-0500", subject="Pliers", sender="")
    url = f'href="{inquiry.get_absolute_url()}"'
    seen = {
        who: client_of(getattr(cast, who))
        .get("/customers/find/", {"q": query})
        .content.decode()
        .count("/inquiries/")
        - client_of(getattr(cast, who))
        .get("/customers/find/", {"q": "nowhere"})
        .content.decode()
        .count("/inquiries/")
        for who in ("owner", "manager", "teammate", "outsider")
    }
    assert seen == {"owner": 1, "manager": 1, "teammate": 0, "outsider": 0}
    assert url in client_of(cast.owner).get("/customers/find/", {"q": query}).content.decode()


@pytest.mark.parametrize(
    ("who", "query", "url"),
    [
        ("owner", "周历", "/follow-ups/"), ("owner", "zhouli", "/follow-ups/"), ("owner", "手机", "/calendar/"),
        ("owner", "新客户", "/customers/new/"), ("owner", "xkh", "/customers/new/"), ("manager", "重复", "/customers/twins/"),
        ("owner", "重复", None), ("owner", "%", None), ("owner", "\x00", None), ("owner", "", None),
    ],
)  # fmt: skip
def test_find_goes_to_pages_and_actions_that_one_may_use(
    cast: SimpleNamespace, client_of: ClientOf, who: str, query: str, url: str | None
) -> None:
    person = getattr(cast, who)
    person.language = "zh-hans"
    person.save()
    pages = client_of(person).get("/customers/find/", {"q": query}).context["pages"]
    assert [place.url for place in pages][:1] == ([url] if url else [])


@pytest.mark.parametrize("rows", [1, 3])
def test_find_costs_eleven_queries(
    cast: SimpleNamespace, client_of: ClientOf, enter: Enter, django_assert_num_queries: Any, rows: int
) -> None:
    for number in range(rows):
        row = enter(name=f"Northfield {number}", person="Carol", email=f"c@n{number}.example")
        InquiryLineFactory(inquiry=InquiryFactory(customer=row, subject=f"Northfield {number}"))
    client = client_of(cast.owner)
    with django_assert_num_queries(11):
        answer = client.get("/customers/find/", {"q": "northf"}, headers={"HX-Request": "true"})
    assert answer.content.decode().count("data-keys-row") == 2 * rows


def test_timeline_pages_by_key(cast: SimpleNamespace, client_of: ClientOf) -> None:
    from tests.factories import AT, TimelineEntryFactory

    row = CustomerFactory(owner=cast.owner)
    entries = [TimelineEntryFactory(customer=row, at=AT, text=f"entry {number}") for number in range(70)]
    client, url, seen = client_of(cast.owner), reverse("customers:timeline", args=[row.pk]), []
    before: Any = ""
    while before is not None:
        answer = client.get(url, {"before": before}, headers={"HX-Request": "true"})
        history = answer.context["timeline"]
        seen += [line.entry.pk for day in history.days for line in day.lines]
        before = history.older or None
    assert seen == [entry.pk for entry in reversed(entries)]


def test_tag_of_the_list_can_be_unknown(cast: SimpleNamespace, client_of: ClientOf) -> None:
    TagFactory()
    assert client_of(cast.owner).get(NEW, {"tag": "999", "owner": "999", "grade": "Z"}).status_code == 200
