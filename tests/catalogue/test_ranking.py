"""Which products are wanted, by what, in which market, in whose business; which want to be looked through (S31, S33)."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from catalogue import services
from catalogue.models import MarketRegion, Product
from catalogue.selectors.ranking import RankQuery, rank
from catalogue.services.reminding import remind_of_stale
from core import policy
from core.company import SECTION as COMPANY
from core.models import AuditEntry, Notification, PolicySetting
from core.waiting import read_waiting_rows
from inquiries.models import InquiryLine
from sales.models import QuoteVersion, SampleLine
from tests import factories

pytestmark = pytest.mark.django_db
NOW = timezone.now()
FIGURES = {"inquiries": 0, "quotes": 1, "samples": 2, "orders": 3}


def figures(user: User, **query: Any) -> dict[str, list[int]]:
    found = rank(user, RankQuery(**query), at=timezone.now() + timedelta(minutes=1))
    return {row.product.model_number: [count for _label, count, _url in row.figures] for row in found.rows}


@pytest.fixture
def business(cast: SimpleNamespace) -> SimpleNamespace:
    """Of the socket set: two inquiries, a quote, a sample, an order of the owner's; of the pliers a colleague's inquiry."""
    at = timezone.now() - timedelta(days=3)
    sets = factories.ProductFactory(model_number="QC-S46", name_en="Socket set", keywords="套筒", is_new=True)
    pliers = factories.ProductFactory(model_number="QC-P8", name_en="Pliers", name_zh="钢丝钳")
    mine = factories.CustomerFactory(owner=cast.owner, country="DE")
    theirs = factories.CustomerFactory(owner=cast.outsider, country="US")
    for customer, owner, *words in (
        (mine, cast.owner, "our item QC-S46, please", "qc-s46"),
        (mine, cast.owner, "套筒"),
        (theirs, cast.outsider, "PLIERS", "a hammer"),
    ):
        inquiry = factories.InquiryFactory(customer=customer, owner=owner, received_at=at)
        InquiryLine.objects.bulk_create([InquiryLine(inquiry=inquiry, words=one) for one in words])
    quote = factories.QuoteFactory(customer=mine)
    factories.QuoteLineFactory(version=quote.current, model="QC-S46", product=sets)
    QuoteVersion.objects.filter(pk=quote.current_id).update(sent_at=at, state="sent")
    sample = factories.SampleFactory(customer=mine, requested_at=at)
    SampleLine.objects.create(sample=sample, product=sets, words="Set", quantity=1)
    order = factories.OrderFactory(customer=mine, state="confirmed", ordered_on=at.date())
    order.lines.update(product=sets)
    return SimpleNamespace(sets=sets, pliers=pliers)


def test_figures_are_those_of_the_business_that_one_may_know(
    business: SimpleNamespace, cast: SimpleNamespace, client_of: Any
) -> None:
    whole = {"QC-S46": [2, 1, 1, 1], "QC-P8": [1, 0, 0, 0]}
    assert (figures(cast.boss), figures(cast.assistant)) == (whole, whole)
    mine = {"QC-S46": [2, 1, 1, 1]}
    assert (figures(cast.owner), figures(cast.manager)) == (mine, mine)
    assert (figures(cast.outsider), figures(cast.teammate)) == ({"QC-P8": [1, 0, 0, 0]}, {})
    page = client_of(cast.assistant).get("/catalogue/ranking/").content.decode()
    assert ("QC-S46" in page, "/orders/?" in page, "/inquiries/?" in page) == (True, False, False)
    page = client_of(cast.owner).get("/catalogue/ranking/").content.decode()
    assert "/orders/?tab=all&amp;q=QC-S46" in page
    answer = client_of(cast.owner).get("/inquiries/?tab=all&q=QC-S46")
    assert answer.status_code == 200


def test_ranking_goes_by_market_by_time_and_by_newness(
    business: SimpleNamespace, cast: SimpleNamespace
) -> None:
    usa = MarketRegion.objects.create(name_zh="美国", name_en="USA")
    usa.countries.create(country="US")
    assert figures(cast.boss, region=usa.pk) == {"QC-P8": [1, 0, 0, 0]}
    InquiryLine.objects.filter(words="PLIERS").get().inquiry.__class__.objects.filter(
        lines__words="PLIERS"
    ).update(received_at=timezone.now() - timedelta(days=200))
    assert set(figures(cast.boss)) == {"QC-S46"}
    assert list(figures(cast.boss, days=365, by="orders")) == ["QC-S46", "QC-P8"]
    services.withdraw_product(actor=cast.boss, product=business.pliers, at=NOW)
    assert list(figures(cast.boss, by="newest")) == ["QC-S46"]


def test_ranking_takes_as_many_statements_for_three_products_as_for_one(
    business: SimpleNamespace, cast: SimpleNamespace, client_of: Any
) -> None:
    client = client_of(cast.boss)

    def statements() -> int:
        client.get("/catalogue/ranking/")
        with CaptureQueriesContext(connection) as found:
            client.get("/catalogue/ranking/")
        return len(found)

    before = statements()
    for product in factories.ProductFactory.create_batch(2):
        inquiry = factories.InquiryFactory(owner=cast.owner, received_at=timezone.now())
        InquiryLine.objects.create(inquiry=inquiry, words=product.model_number)
        factories.ProductPictureFactory(product=product)
    assert statements() == before


# ── freshness (S31) ─────────────────────────────────────────────────────────
def test_stale_products_are_told_once_a_week_and_looked_through_together(
    cast: SimpleNamespace, client_of: Any
) -> None:
    now = timezone.now()
    old = factories.ProductFactory.create_batch(
        2, reviewed_at=now - timedelta(days=91), created_by=cast.assistant
    )
    factories.ProductFactory(reviewed_at=now, created_by=cast.assistant)
    assert (remind_of_stale(at=now), remind_of_stale(at=now)) == (2, 2)
    told = Notification.objects.filter(key__startswith="stale-products")
    assert set(told.values_list("user", flat=True)) == {
        cast.assistant.pk,
        cast.manager.pk,
        cast.other_manager.pk,
    }
    remind_of_stale(at=now + timedelta(days=7))
    assert told.filter(user=cast.assistant).count() == 2
    day = timezone.localdate(now)
    words = [row.words for row in read_waiting_rows(cast.assistant, cast.assistant, day)]
    assert (any("2" in one for one in words), read_waiting_rows(cast.production, cast.production, day)) == (
        True,
        [],
    )
    client = client_of(cast.assistant)
    data = {"product": [row.pk for row in old], "do": "reviewed", "next": "/catalogue/?show=stale"}
    assert client.post("/catalogue/ticked/", data).url == "/catalogue/?show=stale"
    assert Product.objects.filter(reviewed_by=cast.assistant, reviewed_at__gt=now).count() == 2
    assert AuditEntry.objects.filter(verb="catalogue.product_reviewed").count() == 2
    assert remind_of_stale(at=now) == 0
    assert client_of(cast.owner).post("/catalogue/ticked/", data).status_code == 403


def test_company_profile_wants_to_be_looked_through_too(cast: SimpleNamespace, client_of: Any) -> None:
    now = timezone.now()
    policy.change(COMPANY, {"name": "启程"}, actor=cast.boss, at=now - timedelta(days=91))
    day = timezone.localdate(now)

    def waits(user: User) -> bool:
        return any(f"/{COMPANY}/" in row.url for row in read_waiting_rows(user, user, day))

    assert (waits(cast.manager), waits(cast.assistant), waits(cast.owner)) == (True, False, False)
    assert client_of(cast.manager).post("/settings/company/confirm/").status_code == 302
    assert (waits(cast.manager), PolicySetting.objects.get(section=COMPANY).changed_by) == (
        False,
        cast.manager,
    )
    assert client_of(cast.assistant).post("/settings/company/confirm/").status_code == 403


# ── an e-sample of what the list holds (S29) ────────────────────────────────
def test_all_products_of_a_filter_are_chosen_for_an_e_sample(cast: SimpleNamespace, client_of: Any) -> None:
    wanted = factories.ProductFactory.create_batch(3, name_en="Socket set", is_new=True)
    factories.ProductFactory(name_en="Pliers")
    client = client_of(cast.owner)
    assert (
        "/catalogue/e-samples/new/?show=new&amp;all=1" in client.get("/catalogue/?show=new").content.decode()
    )
    page = client.get("/catalogue/e-samples/new/?show=new&all=1").content.decode()
    assert page.count(" checked>") == 3
    sent = client.post("/catalogue/ticked/", {"product": [wanted[0].pk], "do": "esample"})
    assert sent.url == f"/catalogue/e-samples/new/?product={wanted[0].pk}"
