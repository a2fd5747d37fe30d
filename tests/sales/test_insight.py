"""Negotiation sheets, what others ask: what is written, who reads it, what it costs (S181, S187, S188)."""

from datetime import timedelta
from decimal import Decimal
from html import unescape
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied

from core.models import AuditEntry
from customers.services import share_customer
from customers.services.merging import merge_customers, stamp_of, undo_merge
from sales.models import CompetitorPrice, Negotiation, NegotiationVersion
from sales.selectors.competitor_prices import markets_of
from sales.services.competitor_prices import RivalValues, note_competitor_price
from sales.services.negotiations import (
    NegotiationValues,
    begin_negotiation,
    change_negotiation,
    note_concession,
    strike_concession,
)
from sales.services.sample_refusals import SampleRefused
from tests.budgets import ROWS
from tests.factories import (
    AT,
    AbsenceFactory,
    ContactFactory,
    CustomerFactory,
    OrderFactory,
    PriceTierFactory,
    ProductFactory,
    QuoteFactory,
    QuoteLineFactory,
)

TODAY = AT.date()


@pytest.fixture(autouse=True)
def _now() -> Any:
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def customer(cast: SimpleNamespace) -> Any:
    return CustomerFactory(owner=cast.owner, name="Basra Trading LLC", country="DE")


def sheet_of(customer: Any, **more: Any) -> Negotiation:
    values = NegotiationValues(
        **{
            "subject": "Trial order",
            "target_price": Decimal("6.20"),
            "walk_away": "CANARY never below cost",
            **more,
        }
    )
    return begin_negotiation(actor=customer.owner, customer=customer, values=values, at=AT)


def rival_of(actor: Any, customer: Any = None, **more: Any) -> CompetitorPrice:
    values = RivalValues(
        **{"competitor": "Ralex", "price": Decimal("6.10"), "seen_on": TODAY, "words": "Socket set", **more}
    )
    return note_competitor_price(actor=actor, customer=customer, values=values, at=AT)


def page(answer: Any) -> str:
    return unescape(answer.content.decode())


# ── negotiation sheets ──────────────────────────────────────────────────────
def test_sheet_is_corrected_without_a_loss(cast: SimpleNamespace, customer: Any) -> None:
    sheet = sheet_of(customer)
    values = NegotiationValues(subject="Trial order", target_price=Decimal("6.15"), outcome="agreed")
    later = AT + timedelta(hours=1)
    changed = change_negotiation(actor=cast.manager, sheet=sheet, values=values, version=1, at=later)
    before = NegotiationVersion.objects.get(sheet=sheet)
    assert (before.number, before.by, before.at) == (1, cast.owner, AT)
    assert (before.target_price, before.walk_away) == (Decimal("6.20"), "CANARY never below cost")
    assert (changed.version, changed.changed_by, changed.target_price) == (2, cast.manager, Decimal("6.15"))
    with pytest.raises(SampleRefused, match="stale"):
        change_negotiation(actor=cast.owner, sheet=sheet, values=values, version=1, at=later)
    again = change_negotiation(actor=cast.owner, sheet=sheet, values=values, version=2, at=later)
    assert (again.version, NegotiationVersion.objects.count()) == (2, 1)  # nothing new: no version
    verbs = (
        AuditEntry.objects.filter(target_type="sales.negotiation")
        .order_by("pk")
        .values_list("verb", flat=True)
    )
    assert list(verbs) == ["sales.negotiation_begun", "sales.negotiation_changed"]


@pytest.mark.parametrize(
    ("wrong", "field", "code"),
    [
        ({"subject": " "}, "subject", "no_text"),
        ({"target_price": None, "walk_away": ""}, "target_price", "no_mark"),
        ({"decision_maker": "contact"}, "decision_maker", "foreign_contact"),
        ({"quote": "quote"}, "quote", "foreign_quote"),
        ({"order": "order"}, "order", "foreign_order"),
        ({"quote": "own", "order": "order"}, "order", "one_only"),
    ],
)
def test_sheet_refuses_what_is_not_the_customers(wrong: dict, field: str, code: str, customer: Any) -> None:
    other = CustomerFactory(owner=customer.owner)
    made = {
        "contact": ContactFactory(customer=other), "quote": QuoteFactory(customer=other),
        "order": OrderFactory(customer=other), "own": QuoteFactory(customer=customer),
    }  # fmt: skip
    with pytest.raises(SampleRefused) as refusal:
        sheet_of(customer, **{name: made.get(value, value) for name, value in wrong.items()})
    assert (refusal.value.field, refusal.value.code) == (field, code)
    assert not Negotiation.objects.exists()


def test_concession_is_struck_out_and_stays(cast: SimpleNamespace, customer: Any, client_of: Any) -> None:
    sheet = sheet_of(customer)
    what = {"what": "2 % off", "in_return": "30 % deposit", "given_on": TODAY}
    made = note_concession(actor=cast.owner, sheet=sheet, at=AT, **what)
    with pytest.raises(SampleRefused, match="in_future"):
        note_concession(
            actor=cast.owner, sheet=sheet, at=AT, **what | {"given_on": TODAY + timedelta(days=1)}
        )
    strike_concession(actor=cast.manager, concession=made, at=AT)
    strike_concession(actor=cast.owner, concession=made, at=AT)
    made.refresh_from_db()
    assert made.struck_by == cast.manager
    shown = page(client_of(cast.owner).get(sheet.get_absolute_url()))
    assert "<s>2 % off</s>" in shown
    assert "30 % deposit" in shown


def test_sheet_is_for_owner_manager_and_boss(cast: SimpleNamespace, customer: Any, client_of: Any) -> None:
    """Not for a stand-in on the day, not for who shares the customer, whatever the share lets them do."""
    AbsenceFactory(user=cast.owner, stand_in=cast.stand_in)
    sheet = sheet_of(customer, quote=QuoteFactory(customer=customer))
    share_customer(
        actor=cast.owner,
        customer=customer,
        person=cast.outsider,
        access="act",
        reason="Fair",
        until=None,
        at=AT,
    )
    pages = [customer.get_absolute_url(), sheet.quote.get_absolute_url()]
    for person in (cast.owner, cast.manager, cast.boss):
        client = client_of(person)
        assert "CANARY" in page(client.get(sheet.get_absolute_url()))
        assert all("CANARY" in page(client.get(url)) for url in pages), person
    for person in (cast.stand_in, cast.outsider):
        client = client_of(person)
        assert client.get(sheet.get_absolute_url()).status_code == 404
        answers = [client.get(url) for url in pages]
        assert [answer.status_code for answer in answers] == [200, 200]
        assert not any("CANARY" in page(answer) or "Trial order" in page(answer) for answer in answers)
        with pytest.raises(PermissionDenied):
            change_negotiation(
                actor=person, sheet=sheet, values=NegotiationValues("Mine", target="x"), version=1, at=AT
            )
    read = AuditEntry.objects.filter(verb="sales.negotiation_read").values_list("actor", flat=True)
    assert set(read) == {cast.manager.pk, cast.boss.pk}
    assert client_of(cast.boss).get(f"{sheet.get_absolute_url()}edit/").status_code == 403


def test_sheet_in_the_browser(cast: SimpleNamespace, customer: Any, client_of: Any) -> None:
    client, url = client_of(cast.owner), f"/negotiations/new/?customer={customer.pk}"
    boss = ContactFactory(customer=customer, name="Omar Aziz", is_decision_maker=True)
    assert f'<option value="{boss.pk}" selected>' in page(client.get(url))
    data = {
        "subject": "Yearly price",
        "currency": "eur",
        "opening_price": "6.80",
        "outcome": "open",
        "decision_maker": boss.pk,
    }
    assert client.post(url, data | {"opening_price": "cheap"}).status_code == 422
    sheet = Negotiation.objects.get(pk=client.post(url, data).url.split("/")[-2])
    assert (sheet.currency, sheet.opening_price, sheet.decision_maker) == ("EUR", Decimal("6.80"), boss)
    edit = f"{sheet.get_absolute_url()}edit/"
    client.post(edit, data | {"opening_price": "6.70", "version": "1"})
    stale = client.post(edit, data | {"opening_price": "6.60", "version": "1"})
    assert stale.status_code == 409
    assert "6.7" in page(stale)
    assert client.post(edit, data | {"opening_price": "6.60", "version": "2"}).status_code == 302
    sheet.refresh_from_db()
    assert (sheet.opening_price, sheet.versions.count()) == (Decimal("6.60"), 2)


# ── what others ask ─────────────────────────────────────────────────────────
def test_whose_buyer_told_a_price_is_not_known_to_others(
    cast: SimpleNamespace, customer: Any, client_of: Any
) -> None:
    product = ProductFactory()
    secret = {
        "source_note": "CANARY by telephone",
        "note": "CANARY of Basra",
        "product": product,
        "country": "DE",
    }
    row = rival_of(cast.owner, customer, **secret)
    rival_of(cast.owner, None, competitor="Volt", note="From their web site", product=product)
    for url in ("/competitor-prices/", product.get_absolute_url()):
        own, others = page(client_of(cast.owner).get(url)), page(client_of(cast.outsider).get(url))
        assert "CANARY of Basra" in own
        assert "Basra Trading LLC" in own
        assert all(word in others for word in ("Ralex", "6.10", "Volt", "From their web site"))
        assert not any(word in others for word in ("CANARY", "Basra", cast.owner.name))
    assert (
        client_of(cast.outsider).get(f"/competitor-prices/?customer={customer.pk}").context["wanted"].customer
        is None
    )
    assert client_of(cast.outsider).get(f"/competitor-prices/{row.pk}/edit/").status_code == 404
    assert "Ralex" not in page(client_of(cast.production).get(product.get_absolute_url()))


@pytest.mark.parametrize(
    ("wrong", "field", "code"),
    [
        ({"competitor": ""}, "competitor", "no_text"),
        ({"words": " "}, "product", "no_product"),
        ({"price": Decimal(0)}, "price", "no_amount"),
        ({"seen_on": TODAY + timedelta(days=1)}, "seen_on", "in_future"),
    ],
)
def test_price_refuses_nonsense(wrong: dict, field: str, code: str, cast: SimpleNamespace) -> None:
    with pytest.raises(SampleRefused) as refusal:
        rival_of(cast.owner, **wrong)
    assert (refusal.value.field, refusal.value.code) == (field, code)
    assert not CompetitorPrice.objects.exists()


def test_price_is_noted_in_one_form_and_corrected_by_its_author(
    cast: SimpleNamespace, customer: Any, client_of: Any
) -> None:
    product = ProductFactory(model_number="QC-S46", unit="set")
    quote = QuoteFactory(customer=customer)
    QuoteLineFactory(version=quote.current, product=product, model="QC-S46")
    client, url = client_of(cast.owner), f"/competitor-prices/new/?quote={quote.pk}"
    begun = client.get(url).context["form"].initial
    assert (begun["product"], begun["unit"], begun["country"], begun["incoterm"]) == (
        "QC-S46",
        "set",
        "DE",
        "FOB",
    )
    data = {**begun, "competitor": "Ralex", "price": "6.1", "source": "buyer"}
    assert client.post(url, data | {"product": "QC-NONE"}).status_code == 422
    client.post(url, data)
    row = CompetitorPrice.objects.get()
    assert (row.customer, row.product, row.price, row.currency) == (customer, product, Decimal("6.1"), "USD")
    edit = f"/competitor-prices/{row.pk}/edit/"
    assert client_of(cast.teammate).get(edit).status_code == 404
    client.post(edit, data | {"price": "6.2", "version": "1"})
    assert (
        client.post(edit, data | {"price": "6.3", "version": "1"}).status_code == 422
    )  # somebody saved meanwhile
    row.refresh_from_db()
    assert (row.price, row.version) == (Decimal("6.2"), 2)


def test_product_shows_what_others_ask_beside_our_price(cast: SimpleNamespace) -> None:
    product = ProductFactory()
    PriceTierFactory(product=product, price=Decimal("6.08"), currency="USD")
    old = TODAY - timedelta(days=181)
    for competitor, country, day, currency in (
        ("Old", "DE", old, "USD"), ("New", "DE", TODAY, "USD"), ("Far", "US", TODAY - timedelta(days=1), "EUR"),
    ):  # fmt: skip
        rival_of(
            cast.owner,
            product=product,
            competitor=competitor,
            country=country,
            seen_on=day,
            currency=currency,
        )
    found = markets_of(cast.owner, product, TODAY)
    shown = [(market.own, [(row.competitor, row.is_aged) for row in market.rows]) for market in found]
    assert shown == [("USD 6.08", [("New", False), ("Old", True)]), ("", [("Far", False)])]


def test_quote_tells_what_another_asks_in_the_buyers_country(
    cast: SimpleNamespace, customer: Any, client_of: Any
) -> None:
    product = ProductFactory()
    quote = QuoteFactory(customer=customer)
    QuoteLineFactory(version=quote.current, product=product)
    colleagues = CustomerFactory(owner=cast.outsider, country="DE")
    rival_of(cast.outsider, None, product=product, competitor="Nearer", country="US")
    rival_of(cast.outsider, colleagues, product=product, country="DE", seen_on=TODAY - timedelta(days=13))
    rival_of(
        cast.outsider,
        None,
        product=product,
        competitor="Older",
        country="DE",
        seen_on=TODAY - timedelta(days=190),
    )
    client = client_of(cast.owner)
    client.cookies["django_language"] = "en"
    cast.owner.language = "en"
    cast.owner.save()
    shown = page(client.get(quote.get_absolute_url()))
    assert "Ralex asks USD 6.10 in Germany, seen" in shown
    assert "Nearer" not in shown
    assert "Older" not in shown


def test_lost_by_price_leads_to_the_others_price(cast: SimpleNamespace, sent: Any, client_of: Any) -> None:
    client, link = client_of(cast.owner), f"/competitor-prices/new/?quote={sent.pk}"
    assert link not in page(client.get(sent.get_absolute_url()))
    client.post(f"/quotes/{sent.pk}/decline/", {"reason": "price", "note": "6 % too dear"})
    assert link in page(client.get(sent.get_absolute_url()))


def test_merge_takes_sheets_and_prices_along_and_back(cast: SimpleNamespace, customer: Any) -> None:
    other = CustomerFactory(owner=cast.owner)
    sheet, rival = sheet_of(other), rival_of(cast.owner, other)
    merge = merge_customers(
        actor=cast.manager, kept=customer, gone=other, picks={}, at=AT,
        stamps={row.pk: stamp_of(row) for row in (customer, other)},
    )  # fmt: skip
    for row in (sheet, rival):
        row.refresh_from_db()
        assert row.customer == customer
    undo_merge(actor=cast.manager, merge=merge, at=AT + timedelta(hours=1))
    for row in (sheet, rival):
        row.refresh_from_db()
        assert row.customer == other


@pytest.mark.parametrize("rows", ROWS)
@pytest.mark.parametrize(("path", "queries"), [("list", 6), ("sheet", 7), ("product", 17)])
def test_pages_cost_the_same_with_more_rows(
    cast: SimpleNamespace, customer: Any, client_of: Any, django_assert_num_queries: Any, rows: int, path: str, queries: int
) -> None:  # fmt: skip
    sheet, product = sheet_of(customer), ProductFactory()
    for number in range(rows):
        rival_of(cast.owner, customer, product=product, country=("DE", "US", "FR")[number % 3])
        note_concession(actor=cast.owner, sheet=sheet, what="2 % off", in_return="", given_on=TODAY, at=AT)
        values = NegotiationValues(subject=f"Trial {number}", target="x")
        sheet = change_negotiation(actor=cast.owner, sheet=sheet, values=values, version=number + 1, at=AT)
    url = {
        "list": "/competitor-prices/",
        "sheet": sheet.get_absolute_url(),
        "product": product.get_absolute_url(),
    }
    client = client_of(cast.owner)
    with django_assert_num_queries(queries):
        assert client.get(url[path]).status_code == 200
