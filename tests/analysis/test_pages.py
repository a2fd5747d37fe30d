"""The pages of figures: whose business, in which time and market, at which price, and who sees nothing of it (S179-S181)."""

from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from analysis.domain.diagnosis import FEWEST_INQUIRIES, Factor
from analysis.domain.figures import Trend
from analysis.selectors.asking import Question
from analysis.selectors.losses import read_losses, too_dear
from analysis.selectors.products import read_matrix, read_product
from analysis.selectors.structure import read_structure
from analysis.selectors.ways import read_diagnosis, read_sources
from analysis.selectors.wishes import read_wishes
from catalogue.models import MarketRegion
from catalogue.selectors.markets import OTHER_MARKETS
from core.domain.rates import Rate
from core.rates import set_rates
from core.work_days import current_calendar
from inquiries.models import Inquiry, InquiryLine
from sales.models import CompetitorPrice, Order, Quote, QuoteVersion
from tests import factories

pytestmark = pytest.mark.django_db
PAGES = ("", "products/", "sources/", "customers/", "lost/")


def ask(user: User, **more: Any) -> Question:
    return Question(user, timezone.now() + timedelta(minutes=1), **more)


def who_sells_and_assists(cast: SimpleNamespace) -> User:
    """Reads everybody's figures, and sees their own records."""
    User.objects.filter(pk=cast.outsider.pk).update(is_assistant=True)
    return User.objects.get(pk=cast.outsider.pk)


@pytest.fixture
def business(cast: SimpleNamespace) -> SimpleNamespace:
    """The owner's eight inquiries from Germany and the outsider's four from the USA, about two products.

    Of the owner's four were quoted and one was taken, one was declined by its price; the outsider's were never quoted, one is
    spam. The owner's price is 1.20 in the middle, a competitor asks 1.00.
    """
    now = timezone.now()
    europe, usa = (
        MarketRegion.objects.create(name_zh=zh, name_en=en, position=place)
        for place, (zh, en) in enumerate((("欧盟", "EU-27"), ("美国", "USA")))
    )
    europe.countries.create(country="DE")
    usa.countries.create(country="US")
    pliers = factories.ProductFactory(model_number="QC-P8", name_en="Pliers")
    hammer = factories.ProductFactory(model_number="QC-H16", name_en="Hammer")
    mine = factories.CustomerFactory(owner=cast.owner, country="DE", grade="A", business_type="importer")
    theirs = factories.CustomerFactory(owner=cast.outsider, country="US", grade="C")
    asked = []
    for number in range(8):
        at = now - timedelta(days=80 if number < 3 else 10)
        one = factories.InquiryFactory(customer=mine, owner=cast.owner, received_at=at, source="alibaba")
        InquiryLine.objects.create(inquiry=one, words="QC-P8")
        asked.append(one)
    for number in range(4):
        one = factories.InquiryFactory(
            customer=theirs, owner=cast.outsider, received_at=now - timedelta(days=5), source="email",
            **({"state": "invalid", "validity": "spam", "close_reason": "spam"} if number == 0 else {}),
        )  # fmt: skip
        InquiryLine.objects.create(inquiry=one, words="QC-H16")
    prices = ("1.10", "1.20", "1.30", "9.99")
    quotes = []
    for number, price in enumerate(prices):
        quote = factories.QuoteFactory(customer=mine, inquiry=asked[number], owner=cast.owner)
        currency = "EUR" if number == 3 else "USD"
        factories.QuoteLineFactory(version=quote.current, product=pliers, model="QC-P8", price=Decimal(price))
        state = ("accepted", "declined", "sent", "sent")[number]
        QuoteVersion.objects.filter(pk=quote.current_id).update(
            sent_at=now - timedelta(days=8), state=state, currency=currency,
            answered_at=now - timedelta(days=1) if number < 2 else None, decline_reason="price" if number == 1 else "",
        )  # fmt: skip
        Quote.objects.filter(pk=quote.pk).update(state=state)
        quotes.append(quote)
    for one in Inquiry.objects.all():
        one.received_on = current_calendar().day_of(one.received_at)
        one.save(update_fields=["received_on"])
    Inquiry.objects.filter(pk=asked[7].pk).update(state="lost", close_reason="price", closed_at=now)
    CompetitorPrice.objects.create(
        product=pliers, country="DE", competitor="Other", price=Decimal("1.00"), currency="USD", seen_on=now.date(),
        created_at=now, created_by=cast.owner,
    )  # fmt: skip
    order = factories.OrderFactory(customer=mine, state="confirmed", ordered_on=now.date(), currency="USD")
    Order.objects.filter(pk=order.pk).update(total=Decimal(917_351))
    order.lines.update(product=pliers)
    return SimpleNamespace(
        pliers=pliers, hammer=hammer, europe=europe, usa=usa, mine=mine, theirs=theirs, order=order
    )


# ── products ────────────────────────────────────────────────────────────────
def test_a_product_is_told_by_market(business: SimpleNamespace, cast: SimpleNamespace) -> None:
    matrix = read_matrix(ask(cast.boss))
    pliers, hammer = matrix.rows
    assert [row.product.model_number for row in matrix.rows] == ["QC-P8", "QC-H16"]
    assert matrix.columns == [business.europe.pk, business.usa.pk]
    cell = pliers.cells[business.europe.pk]
    assert (cell.asked, cell.asked_late, cell.quotes, cell.won, cell.decided, cell.orders) == (
        8,
        5,
        4,
        1,
        2,
        1,
    )
    assert (cell.price, cell.currency, cell.theirs) == (Decimal("1.2000"), "USD", Decimal("1.0000"))
    assert cell.gap == pytest.approx(0.2)
    assert (cell.win_share, pliers.total.trend) == (None, Trend.RISING)
    assert (hammer.total.asked, hammer.total.trend) == (4, Trend.UNKNOWN)
    assert [row.product.pk for row in matrix.rising] == [business.pliers.pk]
    assert [row.product.pk for row in too_dear(matrix)] == [business.pliers.pk]


def test_a_country_without_a_market_stands_with_the_others(
    business: SimpleNamespace, cast: SimpleNamespace
) -> None:
    business.usa.countries.all().delete()
    matrix = read_matrix(ask(cast.boss))
    assert matrix.columns == [business.europe.pk, OTHER_MARKETS]
    assert read_product(ask(cast.boss), business.hammer).cells["US"].asked == 4


def test_one_market_alone(business: SimpleNamespace, cast: SimpleNamespace) -> None:
    matrix = read_matrix(ask(cast.boss, region=business.usa.pk))
    assert [row.product.model_number for row in matrix.rows] == ["QC-H16"]
    assert read_structure(ask(cast.boss, region=business.usa.pk)).total == 1
    assert [row.source for row in read_sources(ask(cast.boss, region=business.usa.pk))] == ["email"]
    assert not read_losses(ask(cast.boss, region=business.usa.pk)).reasons


# ── the formula ─────────────────────────────────────────────────────────────
def test_the_formula_is_exact_and_names_the_weakest(business: SimpleNamespace, cast: SimpleNamespace) -> None:
    found = read_diagnosis(ask(cast.boss))
    whole = found.whole.counts
    assert (whole.received, whole.valid, whole.quoted, whole.deals, whole.people) == (12, 11, 4, 1, 2)
    own = {one.person: one for one in found.people}
    assert (own[cast.owner].counts.valid, own[cast.outsider].counts.quoted) == (8, 0)
    assert own[cast.owner].diagnosis.is_few
    assert own[cast.outsider].diagnosis.indices[Factor.MARKETING] == 0
    assert [one.person for one in read_diagnosis(ask(cast.owner)).people] == [cast.owner]


@pytest.mark.parametrize(
    ("deals", "said"),
    [(0, "Weakest: Product. It is zero, and so is the whole."), (2, "there is nothing to compare with")],
)
def test_the_first_time_says_what_is_zero_and_compares_nothing(
    cast: SimpleNamespace, client_of: Any, deals: int, said: str
) -> None:
    customer, now = factories.CustomerFactory(owner=cast.owner), timezone.now()
    for number in range(FEWEST_INQUIRIES):
        inquiry = factories.InquiryFactory(customer=customer, owner=cast.owner, received_at=now)
        quote = factories.QuoteFactory(customer=customer, inquiry=inquiry, owner=cast.owner)
        state = "accepted" if number < deals else "sent"
        QuoteVersion.objects.filter(pk=quote.current_id).update(sent_at=now, state=state, answered_at=now)
        Quote.objects.filter(pk=quote.pk).update(state=state)
    page = client_of(cast.boss).get(reverse("analysis:diagnosis")).content.decode()
    assert said in page
    assert "No factor is weaker" not in page
    assert (">weakest<" in page) is (deals == 0)


def test_teams_stand_beside_each_other_for_who_reads_several(
    business: SimpleNamespace, cast: SimpleNamespace
) -> None:
    """Per department, too (S179): its people together, beside all."""
    found = read_diagnosis(ask(cast.boss))
    assert {one.team: (one.counts.received, one.counts.quoted, one.counts.people) for one in found.teams} == {
        cast.team: (8, 4, 1), cast.other_team: (4, 0, 1),
    }  # fmt: skip
    (other,) = [one for one in found.teams if one.team == cast.other_team]
    assert other.diagnosis.indices[Factor.MARKETING] == 0
    assert other.counts.source < found.whole.counts.source
    assert [read_diagnosis(ask(who)).teams for who in (cast.owner, cast.manager)] == [[], []]


def test_sources_say_what_came_of_them(business: SimpleNamespace, cast: SimpleNamespace) -> None:
    alibaba, email = read_sources(ask(cast.boss))
    assert (alibaba.source, alibaba.counts.received, alibaba.counts.deals) == ("alibaba", 8, 1)
    assert (email.source, email.counts.received, email.counts.valid) == ("email", 4, 3)
    assert alibaba.share == pytest.approx(8 / 12)


# ── customers, losses ───────────────────────────────────────────────────────
def test_customers_by_what_they_buy_in_a_year(business: SimpleNamespace, cast: SimpleNamespace) -> None:
    def classes(user: User) -> dict[str, tuple[int, int]]:
        found = dict(read_structure(ask(user)).dimensions)["Buys per year"]
        return {one.label: (one.count, one.high) for one in found}

    for text, grade in (
        ("USD 2-3 million", "A"),
        ("$1.2M", "C"),
        ("150k", "B"),
        ("many boxes", "D"),
        ("RMB 1000万", "D"),
    ):
        factories.CustomerFactory(owner=cast.owner, grade=grade, annual_purchase=text)
    assert classes(cast.boss) == {
        "USD 1,000,000 or more": (2, 1), "less than USD 200,000": (1, 1), "no amount that can be read": (2, 0), "not entered": (2, 1),
    }  # fmt: skip
    for code, value in (("USD", "7"),):
        set_rates(
            actor=cast.boss,
            rates=[Rate(code, timezone.localdate(), Decimal(value))],
            source="bank",
            at=timezone.now(),
        )
    assert classes(cast.owner)["USD 1,000,000 or more"] == (3, 1)  # ten million yuan
    assert classes(cast.outsider) == {"not entered": (1, 0)}


def test_what_buyers_want_to_pay(business: SimpleNamespace, cast: SimpleNamespace) -> None:
    """In the product's own unit, which nobody has to write; a price a dozen is shown, but not compared."""
    lines = InquiryLine.objects.filter(words="QC-P8").order_by("inquiry__received_at", "pk")
    wanted = (
        ("1.00", "USD", "sets"), ("1.05", "USD", ""), ("1.10", "USD", "套"), ("0.90", "USD", "set"), ("1.20", "USD", "Sets"), ("0.80", "EUR", "set"),
        ("12.00", "USD", "dozen"),
    )  # fmt: skip
    for line, (price, currency, unit) in zip(lines, wanted, strict=False):
        line.target_price, line.currency, line.quantity, line.unit = Decimal(price), currency, 500, unit
        line.save()
    found = read_wishes(ask(cast.owner), business.pliers)
    assert (found.count, found.currency, found.middle) == (7, "USD", Decimal("1.0500"))
    dozen, other_money, oldest = found.rows[0], found.rows[1], found.rows[-1]
    assert (dozen.unit, dozen.price, dozen.gap, other_money.currency, other_money.ours) == (
        "dozen",
        Decimal(12),
        None,
        "EUR",
        None,
    )
    assert (oldest.country, oldest.price, oldest.ours) == ("Germany", Decimal("1.0000"), Decimal("1.1000"))
    assert oldest.gap == pytest.approx(0.1)
    assert found.gap == pytest.approx(float(Decimal("1.20") / Decimal("1.05")) - 1)
    assert read_wishes(ask(cast.boss), business.hammer).rows == []
    assert read_wishes(ask(cast.boss, region=business.usa.pk), business.pliers).count == 0


def test_target_prices_are_those_of_inquiries_that_one_sees(
    business: SimpleNamespace, cast: SimpleNamespace
) -> None:
    """Also for who counts in everybody's figures, as an assistant who sells does (permissions.md)."""
    InquiryLine.objects.filter(words="QC-P8").update(target_price=Decimal(1), currency="USD")
    both = who_sells_and_assists(cast)
    assert read_product(ask(both), business.pliers).total.asked == 8
    for who, count in (
        (both, 0),
        (cast.owner, 8),
        (cast.manager, 8),
        (cast.boss, 8),
        (cast.other_manager, 0),
    ):
        assert read_wishes(ask(who), business.pliers).count == count


def test_target_prices_are_told_to_who_is_told_prices(
    business: SimpleNamespace, cast: SimpleNamespace, client_of: Any
) -> None:
    InquiryLine.objects.filter(words="QC-P8").update(target_price=Decimal("1.0000"), currency="USD")
    url = f"/analysis/products/{business.pliers.pk}/"
    for who, is_told in (("boss", True), ("manager", True), ("owner", True), ("assistant", False)):
        answer = client_of(getattr(cast, who)).get(url)
        assert (answer.status_code, "What buyers want to pay" in answer.content.decode()) == (200, is_told), (
            who
        )


def test_structure_and_what_hangs_on_a_few(business: SimpleNamespace, cast: SimpleNamespace) -> None:
    found = read_structure(ask(cast.boss))
    assert found.total == 2
    dimensions = dict(found.dimensions)
    assert [(one.count, one.high) for one in dimensions["Grade"]] == [(1, 1), (1, 0)]
    assert [(one.label, one.count) for one in dimensions["Market"]] == [("EU-27", 1), ("USA", 1)]
    assert [(one.label, one.count) for one in dimensions["Orders in this time"]] == [
        ("No order", 1),
        ("One order", 1),
    ]
    assert found.spread is not None
    assert (found.currency, found.spread.largest) == ("USD", 1.0)
    assert [one.customer for one in found.largest] == [business.mine]
    assert [one.customer for one in read_structure(ask(cast.adviser)).largest] == [None]


@pytest.mark.parametrize("region", [None, "europe"])
@pytest.mark.parametrize("who", ["boss", "manager", "owner", "outsider"])
def test_customers_of_a_slice_are_those_of_its_list(
    who: str, region: str | None, business: SimpleNamespace, cast: SimpleNamespace, client_of: Any
) -> None:
    factories.CustomerFactory(owner=cast.teammate, country="DE", grade="B", source="trade_show", stage="lost")
    factories.CustomerFactory(owner=cast.owner, country="", grade="D")
    user = getattr(cast, who)
    question = ask(user, region=getattr(business, region).pk if region else None)
    slices = [one for _name, found in read_structure(question).dimensions for one in found]
    client = client_of(user)
    led = {one.url: one.count for one in slices if one.url}
    assert {url: client.get(url).context["total"] for url in led} == led
    assert len(led) >= 4 or (who, region) == ("outsider", "europe")
    for blind in (cast.assistant, cast.adviser, who_sells_and_assists(cast)):
        assert not [one for _name, found in read_structure(ask(blind)).dimensions for one in found if one.url]


@pytest.mark.parametrize("who", ["boss", "manager", "owner", "outsider"])
def test_inquiries_of_a_source_are_those_of_its_list(
    who: str, business: SimpleNamespace, cast: SimpleNamespace, client_of: Any
) -> None:
    user = getattr(cast, who)
    calendar = current_calendar()
    for days, is_in in ((90, True), (91, False)):  # the first day counts whole, the day before it not at all
        at = calendar.start_of(calendar.day_of(timezone.now()) - timedelta(days=days))
        factories.InquiryFactory(
            customer=business.mine,
            owner=cast.owner,
            received_at=at,
            received_on=calendar.day_of(at),
            source="alibaba",
        )
        assert is_in or at < ask(user).begin
    rows = read_sources(Question(user, timezone.now()))
    client = client_of(user)
    assert rows
    for row in rows:
        assert len(client.get(row.url).context["rows"]) == row.counts.received
    assert {row.url for row in read_sources(ask(user, region=business.europe.pk))} <= {""}
    for blind in (cast.assistant, who_sells_and_assists(cast)):
        assert {row.url for row in read_sources(ask(blind))} == {""}


def test_reasons_of_inquiries_and_quotes_stand_together(
    business: SimpleNamespace, cast: SimpleNamespace
) -> None:
    found = read_losses(ask(cast.boss))
    assert [(row.reason, row.inquiries, row.quotes) for row in found.reasons] == [("price", 1, 1)]
    assert [(one.model, one.quotes) for one in found.on_price] == [("QC-P8", 1)]


# ── who reads what ──────────────────────────────────────────────────────────
@pytest.mark.parametrize("page", PAGES)
def test_each_page_opens_for_whom_it_is_for(
    page: str, business: SimpleNamespace, cast: SimpleNamespace, client_of: Any
) -> None:
    figures_only = ("adviser",) if page != "products/" else ()
    for name in ("owner", "manager", "boss", "assistant", *figures_only):
        assert client_of(getattr(cast, name)).get(f"/analysis/{page}").status_code == 200, name
    for name in ("admin", "production"):
        assert client_of(getattr(cast, name)).get(f"/analysis/{page}").status_code == 403, name


@pytest.mark.parametrize("page", PAGES)
def test_an_adviser_reads_no_customer_and_no_price(
    page: str, business: SimpleNamespace, cast: SimpleNamespace, client_of: Any
) -> None:
    for name in ("adviser", "assistant"):
        if name == "adviser" and page == "products/":
            continue
        text = client_of(getattr(cast, name)).get(f"/analysis/{page}?by=price").content.decode()
        assert not [word for word in (str(business.mine), "1.20", "917351") if word in text.replace(",", "")]
        assert name == "assistant" or not [word for word in ("QC-P8", "EU-27", "USA") if word in text]


def test_a_product_is_opened_without_prices_by_who_reads_figures_only(
    business: SimpleNamespace, cast: SimpleNamespace, client_of: Any
) -> None:
    path = f"/analysis/products/{business.pliers.pk}/"
    assert client_of(cast.adviser).get(path).status_code == 403
    text = client_of(cast.assistant).get(path).content.decode()
    assert ("1.20" in text, "QC-P8" in text) == (False, True)
    assert "1.20" in client_of(cast.boss).get(path).content.decode()


def test_figures_are_those_of_the_business_that_one_may_know(
    business: SimpleNamespace, cast: SimpleNamespace
) -> None:
    def asked(user: User) -> dict[str, int]:
        return {row.product.model_number: row.total.asked for row in read_matrix(ask(user)).rows}

    whole = {"QC-P8": 8, "QC-H16": 4}
    assert [asked(user) for user in (cast.boss, cast.assistant)] == [whole] * 2
    assert [asked(user) for user in (cast.owner, cast.manager)] == [{"QC-P8": 8}] * 2
    assert (asked(cast.outsider), asked(cast.other_manager), asked(cast.teammate)) == (
        {"QC-H16": 4},
        {"QC-H16": 4},
        {},
    )


@pytest.mark.parametrize("page", [*PAGES, "products/{pk}/"])
def test_more_rows_take_no_more_statements(
    page: str, business: SimpleNamespace, cast: SimpleNamespace, client_of: Any
) -> None:
    client = client_of(cast.boss)
    path = f"/analysis/{page.format(pk=business.pliers.pk)}"

    def statements() -> int:
        client.get(path)
        with CaptureQueriesContext(connection) as found:
            client.get(path)
        return len(found)

    before = statements()
    now = timezone.now()
    for number, country in enumerate(("DE", "US", "FR")):
        seller = factories.UserFactory(team=cast.team)
        customer = factories.CustomerFactory(owner=seller, country=country)
        product = factories.ProductFactory(model_number=f"QC-N{number}")
        inquiry = factories.InquiryFactory(
            customer=customer, owner=seller, received_at=now, source=("phone", "fax", "social")[number]
        )
        InquiryLine.objects.create(inquiry=inquiry, words=f"QC-N{number} QC-P8")
        quote = factories.QuoteFactory(customer=customer, inquiry=inquiry)
        factories.QuoteLineFactory(version=quote.current, product=product, price=Decimal(2))
        QuoteVersion.objects.filter(pk=quote.current_id).update(
            sent_at=now, state="declined", answered_at=now, decline_reason="price"
        )
        order = factories.OrderFactory(customer=customer, state="confirmed", ordered_on=now.date())
        Order.objects.filter(pk=order.pk).update(total=Decimal(100))
    assert statements() == before
    assert before <= 20


def test_nothing_at_all_is_said_in_words(cast: SimpleNamespace, client_of: Any) -> None:
    for page in PAGES:
        assert client_of(cast.owner).get(f"/analysis/{page}").status_code == 200


def test_a_former_owner_has_no_line_and_counts_in_the_whole(
    business: SimpleNamespace, cast: SimpleNamespace
) -> None:
    """A customer comes with its inquiries; how their former owner works is not the new one's to read."""
    first = Inquiry.objects.filter(owner=cast.outsider).earliest("pk")
    factories.BuyerMessageFactory(inquiry=first, responsible=cast.outsider, received_at=first.received_at)
    Inquiry.objects.filter(pk=first.pk).update(owner=cast.owner, customer=business.mine)
    found = read_diagnosis(ask(cast.owner))
    assert [one.person for one in found.people] == [cast.owner]
    assert (found.whole.counts.received, found.people[0].counts.received) == (9, 8)


@pytest.mark.parametrize("hour", [0, 9, 23])
def test_the_time_and_the_time_before_share_no_day(cast: SimpleNamespace, hour: int) -> None:
    calendar = current_calendar()
    at = calendar.start_of(date(2026, 11, 30)) + timedelta(hours=hour, minutes=1)
    now = Question(cast.boss, at)
    assert (now.first_day, now.last_day) == (date(2026, 9, 1), date(2026, 11, 30))
    assert (now.before.first_day, now.before.last_day) == (date(2026, 6, 3), date(2026, 8, 31))
    assert now.half - now.begin == now.at - now.half


def test_two_times_are_compared_at_the_same_age(business: SimpleNamespace, cast: SimpleNamespace) -> None:
    """What was decided after its time is no deal of it: else the present were always the weaker one."""
    question = ask(cast.boss)
    assert read_diagnosis(question).whole.counts.deals == 1
    Inquiry.objects.filter(owner=cast.owner).update(received_at=question.begin - timedelta(days=2))
    found = read_diagnosis(question)
    assert (found.before.received, found.before.quoted, found.before.deals) == (8, 0, 0)


def test_a_deal_is_lost_once(business: SimpleNamespace, cast: SimpleNamespace) -> None:
    """The inquiry of a declined quote is lost, too; and a quote that was renewed is not lost by its first version."""
    declined = Quote.objects.get(state="declined")
    Inquiry.objects.filter(pk=declined.inquiry_id).update(
        state="lost", close_reason="price", closed_at=timezone.now()
    )
    assert [(row.inquiries, row.quotes) for row in read_losses(ask(cast.boss)).reasons] == [(2, 0)]
    Quote.objects.filter(pk=declined.pk).update(state="accepted")
    Inquiry.objects.filter(pk=declined.inquiry_id).update(state="won", close_reason="")
    found = read_losses(ask(cast.boss))
    assert ([(row.inquiries, row.quotes) for row in found.reasons], found.on_price) == ([(1, 0)], [])
