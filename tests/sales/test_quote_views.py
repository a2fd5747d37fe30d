"""The pages of quotes: what the editor saves, shows again and refuses; downloads; lists; what is shown to whom."""

import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import openpyxl
import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from catalogue.models import ProductCost
from core.models import AuditEntry
from customers.domain.lookup import Subject
from customers.lookup import find_matches
from customers.services.keys import refold
from sales.models import CostRequest, Quote, QuoteVersion
from sales.selectors.quoted_prices import last_quoted
from tests import factories
from tests.budgets import ROWS
from tests.factories import AT
from tests.sales.conftest import send_it

HEAD = {
    "buyer": "Northfield", "language": "en", "currency": "USD", "incoterm": "FOB", "place": "Ningbo", "payment": "T/T",
    "lead_days": "35", "valid_until": "2030-01-01", "notes": "first note\n\nsecond\nnote", "remarks": "{as typed}",
}  # fmt: skip


def posted(quote: Quote, *lines: dict[str, str], **head: Any) -> dict[str, Any]:
    cells = {
        f"lines-{place}-{name}": value for place, line in enumerate(lines) for name, value in line.items()
    }
    return {
        **HEAD,
        "version": quote.version,
        "lines-TOTAL_FORMS": len(lines),
        "lines-INITIAL_FORMS": 0,
        **cells,
        **head,
    }


def url(name: str, quote: Quote, *more: Any) -> str:
    return reverse(f"quotes:{name}", args=[quote.pk, *more])


@pytest.fixture
def owner(client_of: Callable[..., Any], cast: SimpleNamespace) -> Any:
    return client_of(cast.owner)


def test_editor_saves_what_is_typed(quote: Quote, owner: Any) -> None:
    line = {"model": "QC-S46", "words": 'Socket set 1/4"', "quantity": "1,5", "price": "6.45"}
    answer = owner.post(url("save", quote), posted(quote, line))
    assert (answer.status_code, 'value="1,5"' in answer.content.decode()) == (422, True)
    answer = owner.post(
        url("save", quote), posted(quote, {**line, "quantity": "1500", "note": "A"}, {}, {"words": "Free"})
    )
    assert (answer.status_code, answer["Location"]) == (302, quote.get_absolute_url())
    version = QuoteVersion.objects.get(quote=quote)
    assert [(one.model, one.words, one.quantity, one.note) for one in version.lines.all()] == [
        ("QC-S46", 'Socket set 1/4"', 1500, "A"),
        ("", "Free", None, ""),
    ]
    assert (version.notes, version.remarks) == (["first note", "second note"], "{as typed}")
    page = owner.get(quote.get_absolute_url()).content.decode()
    assert "Note A: first note" in page
    assert "{as typed}" in page


@pytest.mark.parametrize(
    "wrong",
    [
        {"quantity": "-1"},
        {"price": "-6"},
        {"price": "1e99"},
        {"quantity": "NaN"},
        {"price": "6.12345"},
        {"quantity": "9" * 15},
        {"quantity": "0"},
        {"quantity": "9" * 12, "price": "9" * 14},
    ],
)
def test_absurd_figures_are_refused_and_nothing_is_lost(
    quote: Quote, owner: Any, wrong: dict[str, str]
) -> None:
    answer = owner.post(url("save", quote), posted(quote, {"model": "QC-1", "words": "Hammer", **wrong}))
    assert answer.status_code == 422
    assert 'value="Hammer"' in answer.content.decode()
    assert quote.current.lines.count() == 2


def test_figures_without_a_product_ask_which(quote: Quote, owner: Any) -> None:
    answer = owner.post(url("save", quote), posted(quote, {"quantity": "5"}))
    assert (answer.status_code, "Which product?" in answer.content.decode()) == (422, True)


def test_stale_page_shows_both_and_saves_on_the_second_try(
    quote: Quote, owner: Any, client_of: Callable[..., Any], cast: SimpleNamespace
) -> None:
    mine = posted(quote, {"model": "QC-1", "words": "Hammer", "price": "2"}, place="Lagos")
    client_of(cast.manager).post(
        url("save", quote), posted(quote, {"model": "QC-2", "words": "Pliers", "price": "3"})
    )
    answer = owner.post(url("save", quote), mine)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert all(word in text for word in ("Lagos", "Ningbo", "Pliers", "Hammer", 'name="version" value="2"'))
    assert quote.current.lines.get().words == "Pliers"
    assert owner.post(url("save", quote), {**mine, "version": 2}).status_code == 302
    assert quote.current.lines.get().words == "Hammer"


def test_rows_are_pasted_and_filled_from_the_catalogue(quote: Quote, owner: Any) -> None:
    product = factories.ProductFactory(model_number="QC-S46", moq=1000)
    factories.PriceTierFactory(product=product, price="6.45", min_quantity=1)
    factories.PriceTierFactory(product=product, price="6.20", min_quantity=3000)
    data = posted(
        quote, {"words": "typed before"}, paste="1", pasted="qc-s46\t3000\nQC-NEW\tHammer\t12\tpc\t2.10"
    )
    text = owner.post(url("save", quote), data, headers={"HX-Request": "true"}).content.decode()
    for cell in (
        'value="typed before"',
        'value="QC-S46"',
        'value="46-pc 1/4&quot; socket set"',
        'value="6.20"',
        'value="2.1',
        'value="1000"',
    ):
        assert cell in text
    assert "any market, from 3,000" in text
    assert "<html" not in text
    assert quote.current.lines.count() == 2  # nothing is saved
    page = owner.post(url("save", quote), {**data, "more": "1"}).content.decode()
    assert "<html" in page


def test_offer_tells_a_row_what_the_catalogue_knows(quote: Quote, owner: Any) -> None:
    factories.PriceTierFactory(
        product=factories.ProductFactory(model_number="QC-S46"), price="6.45", min_quantity=1
    )
    known = owner.get(url("offer", quote), {"model": "qc-s46", "quantity": "10"}).json()
    assert (known["model"], known["price"], known["listed"], known["why"]) == (
        "QC-S46",
        "6.45",
        "6.45",
        "any market, from 1",
    )
    assert owner.get(url("offer", quote), {"model": "nothing"}).json() == {}


def test_suggestions_are_products(quote: Quote, owner: Any) -> None:
    factories.ProductFactory(model_number="QC-S46")
    assert "QC-S46" in owner.get(url("suggest", quote), {"q": "qc-s"}).content.decode()


def test_preview_totals_without_saving(quote: Quote, owner: Any) -> None:
    lines = (
        {
            "model": "QC-1",
            "words": "Hammer",
            "quantity": "3",
            "price": "0.335",
            "per_carton": "2",
            "carton_volume": "13",
        },
        {"words": "x", "price": "-"},
    )
    text = owner.post(url("preview", quote), posted(quote, *lines)).content.decode()
    assert "USD 1.01" in text
    assert "2 cartons, 26.00 m³: 40&#x27;GP, 48% full" in text
    assert quote.current.lines.count() == 2


def test_steps_lead_to_the_buyer(quote: Quote, owner: Any) -> None:
    QuoteVersion.objects.update(valid_until="2030-01-01")
    assert owner.get(url("paper", quote, 1, "txt")).status_code == 302  # not confirmed
    owner.post(url("confirm", quote))
    answer = owner.post(url("send", quote), {"channel": "email"})
    assert answer.status_code == 302
    owner.post(url("accept", quote))
    quote.refresh_from_db()
    assert quote.state == "accepted"
    again = owner.post(url("send", quote), {"channel": "email"})
    assert (again.status_code, "moved on meanwhile" in again.content.decode()) == (422, True)


def test_refused_step_says_why(quote: Quote, owner: Any) -> None:
    quote.current.lines.update(price=None)
    page = owner.post(url("confirm", quote), follow=True).content.decode()
    assert "Each line needs a price." in page


def test_all_papers_say_the_same_figures(sent: Quote, owner: Any) -> None:
    text = owner.get(url("paper", sent, 1, "txt"))
    body = b"".join(text.streaming_content)
    assert body.count(b"\r\n") == body.count(b"\n") == len(body.decode().splitlines())
    book = openpyxl.load_workbook(
        io.BytesIO(b"".join(owner.get(url("paper", sent, 1, "xlsx")).streaming_content))
    )
    rows = [[cell.value for cell in row] for row in book.active.iter_rows()]
    first = next(place for place, row in enumerate(rows) if row[0] == 1)
    assert [row[1:7] for row in rows[first : first + 2]] == [
        ["QC-S46", "Socket set", 1000, "sets", 6.45, 6450],
        ["QC-T525", "Socket set", None, "pcs", 1.32, None],
    ]
    assert rows[first + 2][6] == 6450
    assert "USD 6,450.00" in body.decode()
    for kind in ("pdf", "proforma"):
        pdf = b"".join(owner.get(url("paper", sent, 1, kind)).streaming_content)
        assert pdf[:5] == b"%PDF-"
    assert owner.get(url("paper", sent, 1, "exe")).status_code == 404
    assert owner.get(url("paper", sent, 7, "txt")).status_code == 404
    assert AuditEntry.objects.filter(verb="sales.quote_taken").count() == 4


def test_quote_below_the_floor_stays_in_the_house_until_it_is_approved(
    quote: Quote, owner: Any, client_of: Callable[..., Any], cast: SimpleNamespace
) -> None:
    product = factories.ProductFactory(model_number="QC-S46")
    ProductCost.objects.create(
        product=product, cost="5.1234", floor_price="6.7777", changed_at=AT, changed_by=cast.manager
    )
    quote.current.lines.filter(model="QC-S46").update(product=product)
    QuoteVersion.objects.update(valid_until="2030-01-01")
    owner.post(url("confirm", quote))
    assert owner.get(url("paper", quote, 1, "pdf")).status_code == 302
    page = owner.get(quote.get_absolute_url()).content.decode()
    assert "Below the floor" in page
    assert not any(figure in page for figure in ("5.12", "6.77", "6.78", "margin"))
    manager = client_of(cast.manager)
    page = manager.get(quote.get_absolute_url()).content.decode()
    assert all(word in page for word in ("margin", "21%", "USD 6.78", "Approve the price"))
    manager.post(url("approve", quote))
    assert owner.get(url("paper", quote, 1, "txt")).status_code == 200


def test_production_reads_no_customer(
    quote: Quote, owner: Any, client_of: Callable[..., Any], cast: SimpleNamespace
) -> None:
    owner.post(url("ask_cost", quote))
    production = client_of(cast.production)
    page = production.get(reverse("quotes:costs")).content.decode()
    assert "QC-S46" in page
    assert not any(word in page for word in (quote.customer.name, quote.number, quote.contact.name))
    asked = CostRequest.objects.order_by("pk")[0]
    bad = production.post(
        reverse("quotes:cost_answer", args=[asked.pk]),
        {f"{asked.pk}-cost": "-1", f"{asked.pk}-currency": "USD"},
    )
    assert bad.status_code == 422
    good = {f"{asked.pk}-cost": "5.20", f"{asked.pk}-currency": "USD"}
    assert production.post(reverse("quotes:cost_answer", args=[asked.pk]), good).status_code == 302
    seller = owner.get(quote.get_absolute_url()).content.decode()
    assert ("cost is there" in seller, "5.20" in seller) == (True, False)


def test_versions_stand_beside_each_other(quote: Quote, owner: Any, cast: SimpleNamespace) -> None:
    send_it(quote, cast.owner)
    owner.post(url("renew", quote))
    quote.refresh_from_db()
    owner.post(
        url("save", quote),
        posted(
            quote,
            {"model": "QC-S46", "words": "Socket set", "unit": "set", "quantity": "1000", "price": "6.3"},
        ),
    )
    page = owner.get(quote.get_absolute_url()).content.decode()
    assert "Changed since version 1" in page
    assert "6.45" in page
    first = owner.get(quote.get_absolute_url(), {"v": "1"}).content.decode()
    assert "This is version 1, as it was sent." in first
    assert "quote-form" not in first
    for odd in ("9", "x", "99999999", "-1", "²"):
        assert owner.get(quote.get_absolute_url(), {"v": odd}).status_code in {200, 404}


def test_quote_begins_on_the_inquirys_and_the_customers_page(asked: Any, owner: Any) -> None:
    for page in (asked.get_absolute_url(), asked.customer.get_absolute_url()):
        assert reverse("quotes:open", args=[asked.customer_id]) in owner.get(page).content.decode()
    answer = owner.post(reverse("quotes:open", args=[asked.customer_id]), {"inquiry": asked.pk})
    quote = Quote.objects.get()
    assert (answer["Location"], quote.inquiry) == (quote.get_absolute_url(), asked)
    page = owner.get(asked.get_absolute_url()).content.decode()
    assert quote.number in page
    assert (
        owner.get(reverse("customers:find"), {"q": quote.number[-6:]}).content.decode().count(quote.number)
        == 1
    )


def test_foreign_inquiry_is_no_choice(asked: Any, owner: Any, cast: SimpleNamespace) -> None:
    mine = factories.CustomerFactory(owner=cast.owner)
    answer = owner.post(reverse("quotes:open", args=[mine.pk]), {"inquiry": asked.pk})
    assert (answer.status_code, Quote.objects.count()) == (422, 0)


def test_list_narrows_by_tab_words_and_owner(
    sent: Quote, quote: Quote, owner: Any, cast: SimpleNamespace
) -> None:
    QuoteVersion.objects.filter(pk=sent.current_id)
    other = factories.QuoteFactory(
        customer=factories.CustomerFactory(owner=cast.owner, name="Hagemann", search_text="hagemann")
    )
    page = owner.get(reverse("quotes:list"), {"tab": "working"}).content.decode()
    assert (other.number in page, sent.number in page) == (True, False)
    page = owner.get(reverse("quotes:list"), {"tab": "all", "q": "hage"}).content.decode()
    assert (other.number in page, sent.number in page) == (True, False)
    page = owner.get(reverse("quotes:list"), {"tab": "all", "q": sent.number}).content.decode()
    assert sent.number in page
    part = owner.get(
        reverse("quotes:list"), headers={"HX-Request": "true", "HX-Target": "rows"}
    ).content.decode()
    assert "<html" not in part


@pytest.mark.parametrize("count", ROWS)
def test_list_reads_as_much_for_many_as_for_few(
    count: int, owner: Any, cast: SimpleNamespace, django_assert_num_queries: Any
) -> None:
    for _number in range(count):
        factories.QuoteFactory(customer=factories.CustomerFactory(owner=cast.owner))
    owner.get(reverse("quotes:list"))
    with django_assert_num_queries(8):
        assert owner.get(reverse("quotes:list")).status_code == 200


@pytest.mark.parametrize("count", ROWS)
def test_quote_reads_as_much_for_many_lines_as_for_few(
    count: int, owner: Any, quote: Quote, django_assert_num_queries: Any
) -> None:
    for number in range(count):
        product = factories.ProductFactory(model_number=f"QC-{number}")
        factories.PriceTierFactory(product=product, min_quantity=1)
        factories.QuoteLineFactory(version=quote.current, model=product.model_number, product=product)
    owner.get(quote.get_absolute_url())
    # The draft is one, what the records lack (S26) another, what others ask and the sheets two more.
    with django_assert_num_queries(18):
        page = owner.get(quote.get_absolute_url())
    assert (page.status_code, page.content.decode().count("the record lacks")) == (200, count)


def test_sending_that_is_still_to_come_is_refused(quote: Quote, owner: Any) -> None:
    QuoteVersion.objects.update(valid_until="2030-01-01")
    owner.post(url("confirm", quote))
    tomorrow = timezone.localtime() + timedelta(days=1)
    answer = owner.post(url("send", quote), {"channel": "email", "sent_at": f"{tomorrow:%Y-%m-%dT%H:%M}"})
    assert answer.status_code == 422


def test_lookup_tells_the_last_price_of_each_product_and_never_a_colleagues(
    cast: SimpleNamespace, client_of: Callable[..., Any], django_assert_num_queries: Any
) -> None:
    asked = Subject(name="Northfield Hardware Supply", country="US", emails=("carol@northfield.example",))
    buyers = [
        factories.CustomerFactory(owner=owner, name="Northfield Hardware Supply, Inc.", country="US", website="northfield.example")
        for owner in (cast.owner, cast.outsider)
    ]  # fmt: skip
    refold(buyers)
    for buyer, price in zip(buyers, ("6.45", "7.77"), strict=True):
        for day, model, asked_for in (
            (datetime(2026, 3, 4, tzinfo=UTC), "QC-S46", price), (datetime(2025, 12, 1, tzinfo=UTC), "qc-s46", "6.99"),
             (datetime(2026, 5, 1, tzinfo=UTC), "", "1.2345"), (None, "QC-S46", "1.00"),
        ):  # fmt: skip
            quote = factories.QuoteFactory(customer=buyer)
            factories.QuoteLineFactory(version=quote.current, model=model, words="Pliers", price=asked_for)
            if day:
                QuoteVersion.objects.filter(quote=quote).update(state="sent", sent_at=day)
    with time_machine.travel(AT):
        mine, masked = find_matches(user=cast.owner, subject=asked, at=AT)
        assert [told.words for told in mine.story.told] == [
            ("Pliers USD 1.2345 / set, May", "QC-S46 USD 6.45 / set, March")
        ]
        assert (masked.is_visible, masked.story) == (False, None)
        with django_assert_num_queries(1):
            assert len(last_quoted([buyer.pk for buyer in buyers])) == 2
        owner = client_of(cast.owner)
        for page in (
            f"{reverse('customers:lookup')}?company=Northfield+Hardware+Supply&country=US",
            f"{reverse('customers:find')}?q=northfield",
        ):
            html = owner.get(page).content.decode()
            assert "QC-S46 USD 6.45 / set, March" in html
            assert "7.77" not in html


def test_draft_of_the_editor_keeps_itself_and_shows_what_was_saved_since(
    quote: Quote, owner: Any, cast: SimpleNamespace
) -> None:
    keep, page = reverse("core:draft", args=[f"quote-{quote.pk}"]), quote.get_absolute_url()
    line = {"model": "QC-S46", "words": "Socket set", "quantity": "1,x", "unit": "set", "price": "6.45"}
    assert owner.post(keep, posted(quote, line, buyer="Northfield {NL}", pasted="QC-1\t3")).status_code == 204
    shown = owner.get(page)
    html = shown.content.decode()
    for typed in ('value="1,x"', 'value="Northfield {NL}"', "QC-1\t3", "This is the draft kept"):
        assert typed in html
    assert shown.context["conflict"] is None
    # Somebody saved meanwhile: both stand side by side, and saving takes the typed one.
    quote.customer.owner, quote.current.place = cast.owner, "Shanghai"
    quote.current.save()
    Quote.objects.filter(pk=quote.pk).update(version=2)
    shown = owner.get(page)
    assert [row.label for row in shown.context["conflict"]["head"]].count("Named place") == 1
    assert "FOB Shanghai" in "".join(shown.context["conflict"]["theirs"])
    assert shown.context["head_form"]["version"].value() == 2
    assert owner.post(url("save", quote), {"drop_draft": "1"}).status_code == 302
    assert owner.get(page).context.get("kept_at") is None
    quote.refresh_from_db()
    owner.post(keep, posted(quote, {**line, "quantity": "7"}))
    owner.post(url("save", quote), posted(quote, {**line, "quantity": "7"}))
    assert owner.get(page).context.get("kept_at") is None
    quote.refresh_from_db()
    assert str(quote.current.lines.get().quantity) == "7.00"
    # What is kept as it stands is no draft.
    owner.post(keep, posted(quote, {**line, "quantity": "7"}, notes="first note\r\n\r\nsecond note"))
    assert owner.get(page).context.get("kept_at") is None


@time_machine.travel(AT)
def test_what_changed_in_the_catalogue_since_is_told_in_the_editor_and_before_sending(
    quote: Quote, client_of: Callable[..., Any], cast: SimpleNamespace
) -> None:
    """A product withdrawn, a tier that ended, a quote in another currency than the list: warned of, and still the seller's word."""
    owner = client_of(cast.owner)  # signed in at that time
    day = AT.date()
    names = ("QC-OLD", "QC-ENDED", "QC-HOLDS")
    goods = {name: factories.ProductFactory(model_number=name) for name in names}
    tiers = {
        name: factories.PriceTierFactory(product=goods[name], price="6.45", min_quantity=1) for name in names
    }
    rows = [{"model": name, "words": "w", "quantity": "5", "price": "6.45"} for name in names]
    typed = posted(quote, *rows, {"model": "QC-FREE", "words": "w", "price": "6.45"})
    owner.post(url("save", quote), typed)

    def warned() -> list[tuple[str, bool, bool, bool]]:
        view = owner.get(quote.get_absolute_url()).context["view"]
        return [
            (row.line.model, row.is_withdrawn, row.is_over, row.is_other_currency)
            for row in view.lines
            if row.is_warned_of
        ]

    assert warned() == []
    goods["QC-OLD"].withdrawn_at = AT
    goods["QC-OLD"].save()
    tiers["QC-ENDED"].valid_until = day - timedelta(days=1)
    tiers["QC-ENDED"].save()
    assert warned() == [("QC-OLD", True, False, False), ("QC-ENDED", False, True, False)]
    # The same figures in euros: the list knows none, and says so while one types.
    side = owner.post(url("preview", quote), {**typed, "currency": "EUR"}).content.decode()
    assert side.count("listed in another currency") == 3  # none of the three
    owner.post(url("confirm", quote))
    page = owner.get(quote.get_absolute_url()).content.decode()
    dialog = page[page.index('id="send-quote"') :]
    assert (dialog.count("withdrawn from the catalogue"), dialog.count("list price ended")) == (
        2,
        2,
    )  # there, and at a glance
    assert owner.post(url("send", quote), {"channel": "email"}).status_code == 302
    quote.refresh_from_db()
    assert quote.state == "sent"
    assert warned() == [("QC-OLD", True, False, False)]  # what was sent stands; the list is no longer asked


@pytest.mark.parametrize("rows", ROWS)
def test_customers_page_asks_the_same_whatever_was_sold_to_it(
    owner: Any, quote: Quote, django_assert_num_queries: Any, rows: int
) -> None:
    """One with samples and their lines asks for these, too."""
    customer = quote.customer
    for number in range(rows):
        factories.ProofFactory(customer=customer)
        factories.SampleFactory(customer=customer)
        factories.OrderFactory(customer=customer)
        if number:
            factories.QuoteFactory(customer=customer, owner=quote.owner)
    with django_assert_num_queries(22):
        page = owner.get(customer.get_absolute_url()).content.decode()
    assert page.count("QT-") >= rows
