"""Each page of a customer climbs the same ladder: works, colleague, outsider, no right, anonymous, wrong method."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from core.models import AuditEntry
from customers.models import Contact, Customer, CustomerFile, TimelineEntry
from tests.factories import AbsenceFactory, ContactFactory, CustomerFactory

ClientOf = Callable[[User], Client]
READ, EDIT, GRADE, OWN = "read", "edit", "grade", "own"

# name, what it takes, whether GET answers
PAGES = [
    ("detail", READ, True),
    ("timeline", READ, True),
    ("edit", EDIT, True),
    ("stage", EDIT, True),
    ("contact_add", EDIT, True),
    ("file_add", EDIT, True),
    ("grade", GRADE, True),
    ("owner", OWN, True),
]
EXPECTED = {
    READ: {"owner": 200, "stand_in": 200, "manager": 200, "boss": 200},
    EDIT: {"owner": 200, "stand_in": 200, "manager": 200, "boss": 403},
    GRADE: {"owner": 200, "stand_in": 403, "manager": 200, "boss": 403},
    OWN: {"owner": 403, "stand_in": 403, "manager": 200, "boss": 200, "teammate": 403, "outsider": 403},
}
HIDDEN = dict.fromkeys(("teammate", "outsider", "other_manager"), 404)
NO_RIGHT = dict.fromkeys(("assistant", "production", "admin", "adviser"), 403)


@pytest.fixture
def customer(cast: SimpleNamespace) -> Customer:
    row = CustomerFactory(owner=cast.owner)
    ContactFactory(customer=row)
    from django.utils import timezone

    today = timezone.localdate()
    AbsenceFactory(user=cast.owner, stand_in=cast.stand_in, starts_on=today, ends_on=today)
    return row


@pytest.mark.parametrize(("name", "takes", "_get"), PAGES, ids=[page[0] for page in PAGES])
def test_page_answers_each_person_as_the_table_says(
    cast: SimpleNamespace, client_of: ClientOf, customer: Customer, name: str, takes: str, _get: bool
) -> None:
    expected = {**HIDDEN, **NO_RIGHT, **EXPECTED[takes]}
    url = reverse(f"customers:{name}", args=[customer.pk])
    got = {person: client_of(getattr(cast, person)).get(url).status_code for person in expected}
    assert got == expected


@pytest.mark.parametrize("name", ["detail", "timeline", "edit", "grade", "stage", "contact_add", "file_add"])
def test_page_sends_the_anonymous_to_sign_in(customer: Customer, name: str) -> None:
    answer = Client().get(reverse(f"customers:{name}", args=[customer.pk]))
    assert (answer.status_code, answer.url.startswith("/sign-in/")) == (302, True)


@pytest.mark.parametrize(
    ("name", "method"), [("detail", "post"), ("timeline", "post"), ("edit", "delete"), ("grade", "put")]
)
def test_page_refuses_other_methods(
    cast: SimpleNamespace, client_of: ClientOf, customer: Customer, name: str, method: str
) -> None:
    call = getattr(client_of(cast.owner), method)
    assert call(reverse(f"customers:{name}", args=[customer.pk])).status_code == 405


def test_frozen_person_sees_nothing(cast: SimpleNamespace, client_of: ClientOf, customer: Customer) -> None:
    answer = client_of(cast.frozen).get(customer.get_absolute_url())
    assert answer.status_code in {302, 403}


def test_hidden_and_absent_answer_the_same_bytes(
    cast: SimpleNamespace, client_of: ClientOf, customer: Customer
) -> None:
    client = client_of(cast.teammate)
    answers = [client.get(reverse("customers:detail", args=[pk])) for pk in (customer.pk, 987654)]
    assert [answer.status_code for answer in answers] == [404, 404]
    numbers = [answer.wsgi_request.number for answer in answers]
    bodies = [
        answer.content.decode().replace(number, "") for answer, number in zip(answers, numbers, strict=True)
    ]
    bodies = [body.replace(f"/{pk}/", "") for body, pk in zip(bodies, (customer.pk, 987654), strict=True)]
    assert _without_tokens(bodies[0]) == _without_tokens(bodies[1])


def _without_tokens(body: str) -> str:
    import re

    body = re.sub(r'csrfmiddlewaretoken" value="[^"]*"', "", body)
    return re.sub(r'X-CSRFToken": "[^"]*"|data-now="[^"]*"', "", body)


def test_reading_anothers_customer_is_audited_and_ones_own_is_not(
    cast: SimpleNamespace, client_of: ClientOf, customer: Customer
) -> None:
    for person in (cast.owner, cast.manager, cast.stand_in):
        client_of(person).get(customer.get_absolute_url())
    readers = AuditEntry.objects.filter(verb="customers.read", target_id=customer.pk).order_by("pk")
    assert list(readers.values_list("actor_id", flat=True)) == [cast.manager.pk, cast.stand_in.pk]


@pytest.mark.parametrize(
    ("name", "data", "status"),
    [
        ("edit", {"name": "x" * 201, "version": "1"}, 422),
        ("edit", {"name": "A", "country": "XX", "version": "1"}, 422),
        ("edit", {"name": "A", "source": "nowhere", "version": "1"}, 422),
        ("grade", {"grade": "Z", "reason": "why"}, 422),
        ("grade", {"grade": "A", "reason": ""}, 422),
        ("grade", {"grade": "A", "reason": "r" * 201}, 422),
        ("stage", {"stage": "lost", "reason": ""}, 422),
        ("stage", {"stage": "new"}, 422),
        ("contact_add", {"name": ""}, 422),
        ("contact_add", {"name": "A", "email": "nobody"}, 422),
        ("file_add", {}, 422),
    ],
)
def test_invalid_input_changes_nothing(
    cast: SimpleNamespace,
    client_of: ClientOf,
    customer: Customer,
    name: str,
    data: dict[str, str],
    status: int,
) -> None:
    before = list(Customer.objects.values()), list(Contact.objects.values()), TimelineEntry.objects.count()
    answer = client_of(cast.owner).post(reverse(f"customers:{name}", args=[customer.pk]), data)
    after = list(Customer.objects.values()), list(Contact.objects.values()), TimelineEntry.objects.count()
    assert (answer.status_code, after) == (status, before)


@pytest.mark.parametrize("person", ["teammate", "outsider", "boss", "assistant"])
@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("edit", {"name": "Stolen", "version": "1"}),
        ("grade", {"grade": "A", "reason": "x"}),
        ("stage", {"stage": "quoted"}),
        ("contact_add", {"name": "Eve"}),
        ("owner", {"owner": "1", "reason": "mine"}),
    ],
)
def test_refused_post_changes_nothing(
    cast: SimpleNamespace,
    client_of: ClientOf,
    customer: Customer,
    person: str,
    name: str,
    data: dict[str, str],
) -> None:
    if (person, name) == ("boss", "owner"):
        pytest.skip("the boss may reassign")
    before = list(Customer.objects.values()), Contact.objects.count(), TimelineEntry.objects.count()
    answer = client_of(getattr(cast, person)).post(reverse(f"customers:{name}", args=[customer.pk]), data)
    assert answer.status_code in {403, 404}
    assert (list(Customer.objects.values()), Contact.objects.count(), TimelineEntry.objects.count()) == before


def test_contact_pages_are_scoped(cast: SimpleNamespace, client_of: ClientOf, customer: Customer) -> None:
    contact = customer.contacts.get()
    edit = reverse("customers:contact_edit", args=[contact.pk])
    expected = {"owner": 200, "stand_in": 200, "manager": 200, "boss": 403, **HIDDEN, **NO_RIGHT}
    assert {person: client_of(getattr(cast, person)).get(edit).status_code for person in expected} == expected
    primary = reverse("customers:contact_primary", args=[contact.pk])
    assert client_of(cast.teammate).post(primary).status_code == 404
    assert client_of(cast.owner).get(primary).status_code == 405


def test_file_is_served_as_an_attachment_to_who_sees_the_customer(
    cast: SimpleNamespace, client_of: ClientOf, customer: Customer
) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    upload = SimpleUploadedFile("目录 2026.html", b"<script>alert(1)</script>", "text/html")
    answer = client_of(cast.owner).post(reverse("customers:file_add", args=[customer.pk]), {"file": upload})
    assert (answer.status_code, answer.url) == (302, customer.get_absolute_url())
    kept = CustomerFile.objects.get()
    url = reverse("customers:file", args=[customer.pk, kept.pk])
    served = client_of(cast.owner).get(url)
    assert served["Content-Disposition"] == "attachment; filename*=utf-8''%E7%9B%AE%E5%BD%95%202026.html"
    assert (served["X-Content-Type-Options"], served["Content-Security-Policy"]) == (
        "nosniff", "default-src 'none'; sandbox",
    )  # fmt: skip
    assert b"".join(served.streaming_content) == b"<script>alert(1)</script>"
    assert client_of(cast.teammate).get(url).status_code == 404
    other = CustomerFactory(owner=cast.owner)
    assert client_of(cast.owner).get(reverse("customers:file", args=[other.pk, kept.pk])).status_code == 404
