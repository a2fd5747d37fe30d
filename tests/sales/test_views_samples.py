"""Samples, proofs, requests and visits in the browser: what works, what is refused, how much is read."""

import uuid
from html import unescape

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from customers.models import Customer
from sales.models import DepartmentRequest, FactoryVisit, Proof, Sample
from tests.budgets import ROWS
from tests.factories import (
    ContactFactory,
    CustomerFactory,
    DepartmentRequestFactory,
    InquiryFactory,
    InquiryLineFactory,
    ProofFactory,
    SampleFactory,
    VisitFactory,
)
from tests.followups.helpers import nov, shanghai

NOW = shanghai(11, 16, 10)


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def customer(cast):
    return CustomerFactory(owner=cast.owner, name="Basra Trading LLC", grade="C")


def page(answer):
    return unescape(answer.content.decode())


def new_sample(**more):
    return {
        "freight": "collect", "currency": "USD", "lines-TOTAL_FORMS": "2", "lines-INITIAL_FORMS": "0",
        "lines-0-words": "46-pc socket set", "lines-0-quantity": "1", "lines-1-words": "", "lines-1-quantity": "1", **more,
    }  # fmt: skip


# ── a new sample ────────────────────────────────────────────────────────────
def test_new_sample_asks_for_whom_and_then_for_what(customer, client_of):
    client = client_of(customer.owner)
    assert f"?customer={customer.pk}" in page(client.get("/samples/new/?q=basra"))
    url = f"/samples/new/?customer={customer.pk}"
    assert "Basra Trading LLC" in page(client.get(url))
    answer = client.post(url, new_sample())
    sample = Sample.objects.get()
    assert (answer.status_code, answer.url) == (302, sample.get_absolute_url())
    assert [line.words for line in sample.lines.all()] == ["46-pc socket set"]


def test_double_click_makes_one_sample(customer, client_of):
    client, token = client_of(customer.owner), str(uuid.uuid4())
    url = f"/samples/new/?customer={customer.pk}"
    answers = [client.post(url, new_sample(form_token=token)) for _ in range(2)]
    assert [answer.url for answer in answers] == [Sample.objects.get().get_absolute_url()] * 2


def test_sample_of_an_inquiry_begins_with_what_it_asks_for(customer, client_of):
    inquiry = InquiryFactory(customer=customer, contact=ContactFactory(customer=customer))
    InquiryLineFactory(inquiry=inquiry, words="Claw hammer 16 oz")
    shown = page(client_of(customer.owner).get(f"/samples/new/?inquiry={inquiry.pk}"))
    assert 'value="Claw hammer 16 oz"' in shown


def test_another_line_keeps_what_was_typed_and_judges_nothing(customer, client_of):
    answer = client_of(customer.owner).post(
        f"/samples/new/?customer={customer.pk}", new_sample(add_line="1", freight="account", note="By sea")
    )
    assert (answer.status_code, Sample.objects.count()) == (200, 0)
    assert 'name="lines-2-words"' in page(answer)
    assert "By sea" in page(answer)


@pytest.mark.parametrize(
    "wrong",
    [
        {"freight": "account"}, {"lines-0-words": ""}, {"lines-0-quantity": "-1"}, {"lines-0-quantity": "9999999999"},
        {"fee": "-2"}, {"fee": "1e30"}, {"wanted_on": "1900-01-01"}, {"e_sample_on": "2026-11-17"}, {"freight": "x"},
        {"currency": "XXX"}, {"lines-0-product": "NO-SUCH-MODEL"},
        {"is_from_production": "on", "for_production": "as for Basra Trading LLC"},
    ],
)  # fmt: skip
def test_invalid_sample_comes_back_with_what_was_typed(customer, client_of, wrong):
    answer = client_of(customer.owner).post(
        f"/samples/new/?customer={customer.pk}", new_sample(**{"note": "By sea", **wrong})
    )
    assert (answer.status_code, Sample.objects.count()) == (422, 0)
    assert "By sea" in page(answer)


# ── its steps ───────────────────────────────────────────────────────────────
def test_next_action_is_in_front_for_who_may_do_it(cast, customer, client_of):
    sample = SampleFactory(customer=customer, state="requested", decided_at=None, decided_by=None)
    shown = [page(client_of(user).get(sample.get_absolute_url())) for user in (cast.manager, cast.owner)]
    approve = f"/samples/{sample.pk}/approve/"
    assert [approve in one for one in shown] == [True, False]


def test_unchecked_sample_is_not_sent_and_the_form_says_why(customer, client_of):
    sample = SampleFactory(customer=customer, state="ready")
    values = {"carrier": "DHL", "sent_on": "2026-11-16", "expected_on": "2026-11-26"}
    answer = client_of(customer.owner).post(f"/samples/{sample.pk}/send/", values)
    assert answer.status_code == 422
    assert "quality check comes before dispatch" in page(answer)


def test_second_click_shows_how_it_stands(customer, client_of):
    sample = SampleFactory(customer=customer)
    client = client_of(customer.owner)
    answers = [client.post(f"/samples/{sample.pk}/finish/") for _ in range(2)]
    assert [(one.status_code, one.url) for one in answers] == [(302, sample.get_absolute_url())] * 2
    sample.refresh_from_db()
    assert (sample.state, sample.version) == ("ready", 2)


def test_offer_of_the_freight_suggests_a_grade_that_the_person_confirms(customer, client_of):
    sample = SampleFactory(customer=customer, offers_freight=True)
    client = client_of(customer.owner)
    url = f"/customers/{customer.pk}/grade/?grade=B"
    assert url in page(client.get(sample.get_absolute_url()))
    assert 'value="B"' in page(client.get(f"{url}&reason=Freight"))
    customer.refresh_from_db()
    assert customer.grade == "C"


def test_collaborator_sees_no_grade_to_confirm(cast, customer, client_of):
    sample = SampleFactory(customer=customer, offers_freight=True)
    shown = page(client_of(cast.boss).get(sample.get_absolute_url()))
    assert "/grade/?grade" not in shown


def test_warns_of_a_missing_e_sample_and_does_not_block(customer, client_of):
    sample = SampleFactory(customer=customer, state="ready", checked_at=NOW, checked_by=customer.owner)
    client = client_of(customer.owner)
    assert "No electronic sample went first" in page(client.get(sample.get_absolute_url()))
    values = {"carrier": "DHL", "sent_on": "2026-11-16", "expected_on": "2026-11-26"}
    assert client.post(f"/samples/{sample.pk}/send/", values).status_code == 302


@pytest.mark.parametrize(
    "path", ["/samples/{sample}/", "/samples/proofs/{proof}/", "/samples/visits/{visit}/"]
)
def test_outsider_and_absent_are_answered_alike(cast, customer, client_of, path):
    pks = {"sample": SampleFactory(customer=customer).pk, "proof": ProofFactory(customer=customer).pk,
           "visit": VisitFactory(customer=customer).pk}  # fmt: skip
    client = client_of(cast.outsider)
    there, absent = client.get(path.format(**pks)), client.get(path.format(**dict.fromkeys(pks, 987654)))
    assert (there.status_code, absent.status_code) == (404, 404)


# ── production ──────────────────────────────────────────────────────────────
def test_production_reads_what_is_to_be_made_and_never_for_whom(cast, customer, client_of):
    ProofFactory(customer=customer, words="Pliers", number="PRF-1")
    SampleFactory(customer=customer, is_from_production=True, number="SMP-1")
    SampleFactory(customer=customer, number="SMP-2")
    DepartmentRequestFactory(author=cast.owner, to=cast.production, customer=customer, text="In stainless?")
    client = client_of(cast.production)
    for path in ("/samples/production/", "/", "/samples/requests/"):
        assert "Basra" not in page(client.get(path))
    shown = page(client.get("/samples/production/"))
    assert [word in shown for word in ("PRF-1", "SMP-1", "SMP-2", "In stainless?")] == [
        True,
        True,
        False,
        True,
    ]


def test_who_sells_and_produces_learns_no_foreign_buyer(cast, customer, client_of):
    """Roles combine: production's pages stay without names, the buyer's pages stay closed."""
    cast.outsider.is_production = True
    cast.outsider.save()
    sample = SampleFactory(customer=customer, is_from_production=True)
    client = client_of(cast.outsider)
    assert client.get(sample.get_absolute_url()).status_code == 404
    for url in ("/samples/production/", f"/samples/production/samples/{sample.pk}/start/"):
        assert "Basra" not in page(client.get(url))


def test_production_promises_and_the_list_empties(cast, customer, client_of):
    proof = ProofFactory(customer=customer)
    client = client_of(cast.production)
    answer = client.post(f"/samples/production/proofs/{proof.pk}/promise/", {"promised_on": "2026-11-20"})
    assert (answer.status_code, answer.url) == (302, "/samples/production/")
    proof.refresh_from_db()
    assert (proof.state, proof.promised_on) == ("promised", nov(20))
    too_early = client.post(f"/samples/production/proofs/{proof.pk}/promise/", {"promised_on": "2026-11-01"})
    assert too_early.status_code == 422


# ── proofs, requests, visits ────────────────────────────────────────────────
def test_new_proof_and_the_sample_that_becomes_of_it(customer, client_of):
    client = client_of(customer.owner)
    values = {"words": "Pliers", "quantity": "1", "text": "Blue", "currency": "USD"}
    answer = client.post(f"/samples/proofs/new/?customer={customer.pk}", values)
    proof = Proof.objects.get()
    assert answer.url == proof.get_absolute_url()
    Proof.objects.update(state="ready")
    shown = page(client.get(proof.get_absolute_url()))
    assert f"/samples/new/?proof={proof.pk}" in shown
    assert 'value="Pliers"' in page(client.get(f"/samples/new/?proof={proof.pk}"))


def test_ask_a_department_and_read_the_answer(cast, customer, client_of):
    values = {
        "to": cast.production.pk, "kind": "cost", "text": "In stainless?", "due_on": "2026-11-17", "customer": customer.pk,
    }  # fmt: skip
    answer = client_of(cast.owner).post("/samples/requests/new/", values)
    request = DepartmentRequest.objects.get()
    assert answer.url == request.get_absolute_url()
    maker = client_of(cast.production)
    assert "Basra" not in page(maker.get(answer.url))
    maker.post(f"{answer.url}write/", {"text": "USD 2.10"})
    shown = page(client_of(cast.owner).get(answer.url))
    assert "USD 2.10" in shown
    assert "Basra" in shown
    empty = maker.post(f"{answer.url}write/", {"text": " "})
    assert empty.status_code == 422


def test_former_owner_reads_the_request_without_the_buyers_name(cast, customer, client_of):
    request = DepartmentRequestFactory(author=cast.owner, to=cast.production, customer=customer)
    Customer.objects.update(owner=cast.outsider)
    shown = page(client_of(cast.owner).get(request.get_absolute_url()))
    assert "Basra" not in shown


@pytest.mark.parametrize("path", ["/samples/?tab=all", "/samples/proofs/?tab=all"])
def test_list_of_a_leaver_names_the_leaver_until_the_handover(cast, client_of, path):
    customer = CustomerFactory(owner=cast.frozen)
    SampleFactory(customer=customer)
    ProofFactory(customer=customer)
    answer = client_of(cast.manager).get(f"{path}&owner={cast.frozen.pk}")
    assert len(answer.context["rows"]) == 1
    assert f'value="{cast.frozen.pk}" selected' in page(answer)
    assert f'value="{cast.frozen.pk}"' not in page(client_of(cast.manager).get(path))


def test_visit_with_a_photo_that_others_do_not_get(cast, customer, client_of):
    client = client_of(cast.owner)
    values = {
        "kind": "visit",
        "on_day": "2026-11-10",
        "head_count": "2",
        "host": cast.manager.pk,
        "result": "Liked it",
    }
    answer = client.post(f"/samples/visits/new/?customer={customer.pk}", values)
    visit = FactoryVisit.objects.get()
    assert answer.url == visit.get_absolute_url()
    client.post(f"{answer.url}files/add/", {"file": SimpleUploadedFile("forge.jpg", b"x")})
    url = f"{answer.url}files/{visit.files.get().pk}/"
    got = client.get(url)
    assert (got.status_code, got["Content-Disposition"]) == (200, 'attachment; filename="forge.jpg"')
    assert b"".join(got.streaming_content) == b"x"
    assert client_of(cast.outsider).get(url).status_code == 404
    other = VisitFactory(customer=customer)
    assert client.get(f"/samples/visits/{other.pk}/files/{visit.files.get().pk}/").status_code == 404


# ── how much is read ────────────────────────────────────────────────────────
@pytest.mark.parametrize("rows", ROWS)
@pytest.mark.parametrize(
    ("path", "queries"), [("/samples/?tab=all", 9), ("/samples/proofs/?tab=all", 8), ("/samples/visits/", 7)]
)
def test_lists_read_as_often_for_many_rows_as_for_few(
    cast, client_of, django_assert_num_queries, rows, path, queries
):
    for _ in range(rows):
        customer = CustomerFactory(owner=cast.owner)
        SampleFactory(customer=customer)
        ProofFactory(customer=customer)
        VisitFactory(customer=customer)
    client = client_of(cast.owner)
    client.get(path)
    with django_assert_num_queries(queries):
        client.get(path)
