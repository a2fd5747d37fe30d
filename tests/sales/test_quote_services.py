"""The writes of quotes: effects, audit, events, the buyer's history, and that a refusal leaves nothing behind."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from catalogue.models import MarketRegion, ProductCost, RegionCountry, ValueLine
from core.domain.widths import width_of
from core.forms_once import AlreadySubmitted
from core.models import AuditEntry, Notification
from customers.events import ContactErased
from customers.models import Customer, TimelineEntry
from customers.services import change_owner, merge_customers, undo_merge
from customers.services.merging import stamp_of
from followups.models import FollowUp
from inquiries.domain.reply_clock import ReplyTimeError
from inquiries.services import ChannelReasonNeeded
from sales.domain.quote_text import write_text
from sales.models import CostRequest, Quote, QuoteLine, QuoteVersion
from sales.papers.words import words_in
from sales.selectors.quote_papers import paper_of
from sales.services.quote_costs import answer_cost, ask_cost
from sales.services.quote_opening import open_quote
from sales.services.quote_outcomes import accept_quote, decline_quote, expire_quotes
from sales.services.quote_saving import save_quote
from sales.services.quote_sending import Sending, send_quote
from sales.services.quote_steps import approve_quote, change_quote, confirm_quote, drop_quote, renew_quote
from sales.services.quote_values import HeadValues, LineValues, QuoteRefused, StaleQuote
from sales.subscribers import forget_attention
from tests import factories
from tests.factories import AT

LATER = AT + timedelta(minutes=5)
HEAD = HeadValues(
    contact=None, attention="Ms. Carol Jensen", buyer="Northfield", language="en", currency="USD", incoterm="CIF",
    place="Hamburg", payment="L/C at sight", lead_days=40, valid_until=date(2026, 12, 16), notes=("worth it", " "), remarks="Thanks",
)  # fmt: skip
LINES = (
    LineValues("QC-S46", "Socket set", unit="set", quantity=Decimal(10), price=Decimal("6.455")),
    LineValues("", ""),
    LineValues("", "Free line", quantity=Decimal(3), price=Decimal("0.335")),
)


def verbs(quote: Quote) -> list[str]:
    rows = AuditEntry.objects.filter(target_type="sales.quote", target_id=str(quote.pk), is_refused=False)
    return list(rows.order_by("pk").values_list("verb", flat=True))


def test_quote_from_an_inquiry_brings_what_it_asks_for(asked: Any, cast: SimpleNamespace) -> None:
    product = factories.ProductFactory(
        model_number="QC-S46",
        moq=1000,
        pieces_per_carton=20,
        carton_length_cm=50,
        carton_width_cm=40,
        carton_height_cm=21,
    )
    factories.PriceTierFactory(product=product, price="6.45", note="colour box", min_quantity=1)
    factories.PriceTierFactory(product=product, price="6.10", min_quantity=2000)
    quote = open_quote(actor=cast.owner, customer=asked.customer, inquiry=asked, at=AT)
    version = quote.current
    assert (quote.number, quote.owner, quote.inquiry, quote.state) == (
        "QT-2026-1116-1",
        cast.owner,
        asked,
        "draft",
    )
    assert (version.attention, version.language, version.valid_until) == (
        "Ms. Carol Jensen",
        "es",
        date(2026, 12, 16),
    )
    first, second = version.lines.all()
    assert (first.model, first.quantity, first.price, first.moq) == ("QC-S46", 3000, Decimal("6.10"), 1000)
    assert (first.product, first.carton_volume, first.why["why"]) == (product, Decimal("0.042"), "general")
    assert (second.words, second.product, second.price) == ("a hammer", None, None)
    assert version.total == Decimal("18300.00")
    assert verbs(quote) == ["sales.quote_opened"]


def test_market_where_value_counts_brings_its_explanation(asked: Any, cast: SimpleNamespace) -> None:
    region = MarketRegion.objects.create(name_zh="美国", name_en="USA", policy="value_first")
    RegionCountry.objects.create(region=region, country="US")
    ValueLine.objects.create(
        region=region, label="Spare parts", percent=2, sentence_en="Two years of spare parts.", sentence_es="Dos años de repuestos.", sentence_zh="两年配件",
    )  # fmt: skip
    factories.ProductFactory(model_number="QC-S46")
    quote = open_quote(actor=cast.owner, customer=asked.customer, inquiry=asked, at=AT)
    assert quote.current.notes == ["Dos años de repuestos."]


def test_numbers_count_the_companys_day(cast: SimpleNamespace) -> None:
    customer = factories.CustomerFactory(owner=cast.owner)
    evening = AT.replace(hour=16, minute=30)  # half past midnight in Shanghai
    numbers = [open_quote(actor=cast.owner, customer=customer, at=at).number for at in (AT, AT, evening)]
    assert numbers == ["QT-2026-1116-1", "QT-2026-1116-2", "QT-2026-1117-1"]


def test_quote_for_a_foreign_inquiry_or_customer_is_refused(asked: Any, cast: SimpleNamespace) -> None:
    mine = factories.CustomerFactory(owner=cast.owner)
    with pytest.raises(QuoteRefused, match="foreign_inquiry"):
        open_quote(actor=cast.owner, customer=mine, inquiry=asked, at=AT)
    with pytest.raises(PermissionDenied):
        open_quote(actor=cast.outsider, customer=mine, at=AT)
    with pytest.raises(PermissionDenied):  # the boss reads
        open_quote(actor=cast.boss, customer=mine, at=AT)
    assert not Quote.objects.exists()


def test_second_click_opens_one_quote(cast: SimpleNamespace) -> None:
    customer = factories.CustomerFactory(owner=cast.owner)
    token = "6f1c7c0e-1d38-4d86-b5d1-9f4a3c3c5a11"
    quote = open_quote(actor=cast.owner, customer=customer, form_token=token, at=AT)
    with pytest.raises(AlreadySubmitted) as caught, transaction.atomic():
        open_quote(actor=cast.owner, customer=customer, form_token=token, at=AT)
    assert caught.value.url == quote.get_absolute_url()
    assert Quote.objects.count() == 1


def test_save_stores_head_and_lines_and_the_total(quote: Quote, cast: SimpleNamespace) -> None:
    save_quote(actor=cast.owner, quote=quote, head=HEAD, lines=LINES, version=1, at=AT)
    quote.refresh_from_db()
    version = quote.current
    assert (version.incoterm, version.place, version.notes, version.lead_days) == (
        "CIF",
        "Hamburg",
        ["worth it"],
        40,
    )
    assert [(line.position, str(line)) for line in version.lines.all()] == [(1, "QC-S46"), (2, "Free line")]
    assert version.total == Decimal("65.56")  # 64.55 + 1.005 → 1.01
    assert (quote.version, quote.contact) == (2, None)
    assert verbs(quote) == ["sales.quote_saved"]


def test_save_of_the_same_changes_nothing(quote: Quote, cast: SimpleNamespace) -> None:
    save_quote(actor=cast.owner, quote=quote, head=HEAD, lines=LINES, version=1, at=AT)
    save_quote(actor=cast.owner, quote=quote, head=HEAD, lines=LINES, version=2, at=LATER)
    quote.refresh_from_db()
    assert (quote.version, verbs(quote)) == (2, ["sales.quote_saved"])


def test_save_of_an_old_version_is_refused_and_changes_nothing(quote: Quote, cast: SimpleNamespace) -> None:
    save_quote(actor=cast.owner, quote=quote, head=HEAD, lines=LINES, version=1, at=AT)
    with pytest.raises(StaleQuote), transaction.atomic():
        save_quote(
            actor=cast.owner, quote=quote, head=replace(HEAD, place="Lagos"), lines=(), version=1, at=LATER
        )
    quote.refresh_from_db()
    assert (quote.current.place, quote.current.lines.count()) == ("Hamburg", 2)


@pytest.mark.parametrize(
    ("head", "lines", "code"),
    [
        (HEAD, (), "no_lines"),
        (HEAD, (LineValues("M", "w"),), "no_price"),
        (replace(HEAD, place=""), LINES, "no_place"),
        (replace(HEAD, valid_until=date(2026, 11, 15)), LINES, "ended"),
    ],
)
def test_quote_that_lacks_something_is_not_confirmed(
    quote: Quote, cast: SimpleNamespace, head: HeadValues, lines: Any, code: str
) -> None:
    save_quote(actor=cast.owner, quote=quote, head=head, lines=lines, version=1, at=AT)
    with pytest.raises(QuoteRefused, match=code), transaction.atomic():
        confirm_quote(actor=cast.owner, quote=quote, at=AT)
    quote.refresh_from_db()
    assert quote.state == "draft"


def test_absurd_amount_is_refused_and_changes_nothing(quote: Quote, cast: SimpleNamespace) -> None:
    line = LineValues("M", "w", quantity=Decimal(10) ** 12 - 1, price=Decimal(10) ** 14 - 1)
    with pytest.raises(QuoteRefused, match="too_much"), transaction.atomic():
        save_quote(actor=cast.owner, quote=quote, head=HEAD, lines=(line,), version=1, at=AT)
    assert quote.current.lines.count() == 2
    # As much as may be: two hundred such lines still have a total and a text.
    most = LineValues("M", "w", quantity=Decimal(10) ** 12 - 1, price=Decimal("999.9999"))
    save_quote(actor=cast.owner, quote=quote, head=HEAD, lines=(most,) * 200, version=1, at=AT)
    quote.refresh_from_db()
    paper = paper_of(QuoteVersion.objects.select_related("quote").get(quote=quote))
    assert quote.current.total == paper.total
    assert max(map(width_of, write_text(paper, words_in("en")).splitlines())) <= 79


def test_confirmed_quote_is_dated_and_does_not_change_until_it_is_taken_back(
    quote: Quote, cast: SimpleNamespace
) -> None:
    next_day = AT + timedelta(days=1)
    confirm_quote(actor=cast.owner, quote=quote, at=next_day)
    quote.refresh_from_db()
    assert (quote.state, quote.current.state, quote.current.dated_on) == (
        "confirmed",
        "confirmed",
        date(2026, 11, 17),
    )
    with pytest.raises(QuoteRefused, match="state"), transaction.atomic():
        save_quote(actor=cast.owner, quote=quote, head=HEAD, lines=LINES, version=quote.version, at=next_day)
    change_quote(actor=cast.owner, quote=quote, at=next_day)
    quote.refresh_from_db()
    assert quote.state == "draft"
    assert verbs(quote) == ["sales.quote_confirmed", "sales.quote_taken_back"]


def test_quote_sent_for_an_inquiry_is_its_reply_and_one_contact(
    asked: Any, cast: SimpleNamespace, django_capture_on_commit_callbacks: Any
) -> None:
    quote = open_quote(actor=cast.owner, customer=asked.customer, inquiry=asked, at=AT)
    save_quote(
        actor=cast.owner,
        quote=quote,
        head=replace(HEAD, contact=asked.contact),
        lines=LINES,
        version=1,
        at=AT,
    )
    confirm_quote(actor=cast.owner, quote=quote, at=AT)
    version = send_quote(actor=cast.owner, quote=quote, sending=Sending("email", asked.contact), at=LATER)
    asked.refresh_from_db()
    quote.refresh_from_db()
    paper = paper_of(QuoteVersion.objects.select_related("quote").get(pk=version.pk))
    assert (asked.target_at, asked.messages.get().answered_at) == (None, LATER)
    assert asked.replies.get().text == write_text(paper, words_in("en"))
    assert (quote.state, version.sent_by, version.reply) == ("sent", cast.owner, asked.replies.get())
    assert FollowUp.objects.get().reply == version.reply
    customer = asked.customer
    customer.refresh_from_db()
    assert (customer.stage, customer.last_contact_at) == ("quoted", LATER)
    told = TimelineEntry.objects.get(kind="quote")
    assert (told.text, told.values["number"], told.values["event"]) == (
        "QC-S46 USD 6.455; Free line USD 0.335",
        str(version),
        "sent",
    )


def test_quote_sent_without_an_inquiry_is_one_contact(sent: Quote, cast: SimpleNamespace) -> None:
    follow_up = FollowUp.objects.get()
    assert (follow_up.customer, follow_up.by, follow_up.is_contact) == (sent.customer, cast.owner, True)
    assert follow_up.text.startswith(f"QUOTATION  {sent.number}")
    kinds = list(TimelineEntry.objects.order_by("pk").values_list("kind", flat=True))
    assert kinds == ["quote", "stage", "stage"]
    assert sent.customer.stage == "quoted"


def test_stage_that_is_further_stays(quote: Quote, cast: SimpleNamespace) -> None:
    quote.customer.stage = "sampling"
    quote.customer.save()
    confirm_quote(actor=cast.owner, quote=quote, at=AT)
    send_quote(actor=cast.owner, quote=quote, sending=Sending("email"), at=LATER)
    quote.customer.refresh_from_db()
    assert quote.customer.stage == "sampling"


@pytest.mark.parametrize("minutes", [-120, 60])
def test_sent_before_the_buyer_wrote_or_in_the_future_is_refused(
    asked: Any, cast: SimpleNamespace, minutes: int
) -> None:
    quote = open_quote(actor=cast.owner, customer=asked.customer, inquiry=asked, at=AT)
    save_quote(actor=cast.owner, quote=quote, head=HEAD, lines=LINES, version=1, at=AT)
    confirm_quote(actor=cast.owner, quote=quote, at=AT)
    sending = Sending("email", sent_at=AT + timedelta(minutes=minutes))
    with pytest.raises(ReplyTimeError), transaction.atomic():
        send_quote(actor=cast.owner, quote=quote, sending=sending, at=LATER)
    quote.refresh_from_db()
    assert (quote.state, asked.replies.count()) == ("confirmed", 0)


def test_fax_is_answered_by_fax(asked: Any, cast: SimpleNamespace) -> None:
    asked.messages.update(channel="fax")
    quote = open_quote(actor=cast.owner, customer=asked.customer, inquiry=asked, at=AT)
    save_quote(actor=cast.owner, quote=quote, head=HEAD, lines=LINES, version=1, at=AT)
    confirm_quote(actor=cast.owner, quote=quote, at=AT)
    with pytest.raises(ChannelReasonNeeded), transaction.atomic():
        send_quote(actor=cast.owner, quote=quote, sending=Sending("email"), at=LATER)
    quote.refresh_from_db()
    assert quote.state == "confirmed"
    sending = Sending("email", other_channel_reason="their fax is broken")
    send_quote(actor=cast.owner, quote=quote, sending=sending, at=LATER)
    assert asked.messages.get().answered_at == LATER


def test_only_a_confirmed_quote_is_sent_and_once(quote: Quote, cast: SimpleNamespace) -> None:
    with pytest.raises(QuoteRefused, match="state"), transaction.atomic():
        send_quote(actor=cast.owner, quote=quote, sending=Sending("email"), at=LATER)
    confirm_quote(actor=cast.owner, quote=quote, at=AT)
    token = "6f1c7c0e-1d38-4d86-b5d1-9f4a3c3c5a12"
    send_quote(actor=cast.owner, quote=quote, sending=Sending("email"), form_token=token, at=LATER)
    with pytest.raises(AlreadySubmitted), transaction.atomic():
        send_quote(actor=cast.owner, quote=quote, sending=Sending("email"), form_token=token, at=LATER)
    with pytest.raises(QuoteRefused, match="state"), transaction.atomic():
        send_quote(actor=cast.owner, quote=quote, sending=Sending("email"), at=LATER)
    assert FollowUp.objects.count() == 1


@pytest.mark.parametrize(
    "change",
    [
        lambda version: QuoteVersion.objects.filter(pk=version.pk).update(payment="cash"),
        lambda version: QuoteVersion.objects.filter(pk=version.pk).update(notes=["x"]),
        lambda version: QuoteVersion.objects.filter(pk=version.pk).update(sent_at=AT),
        lambda version: version.lines.update(price=1),
        lambda version: version.lines.all().delete(),
        lambda version: QuoteLine.objects.create(version=version, position=9, words="more"),
        lambda version: QuoteVersion.objects.filter(pk=version.pk).delete(),
    ],
)
def test_database_keeps_what_was_sent(sent: Quote, change: Any) -> None:
    version = sent.current
    before = write_text(paper_of(version), words_in("en"))
    with pytest.raises(DatabaseError, match="was sent"), transaction.atomic():
        change(version)
    assert write_text(paper_of(QuoteVersion.objects.get(pk=version.pk)), words_in("en")) == before


def test_changed_product_changes_nothing_of_a_quote(cast: SimpleNamespace, quote: Quote) -> None:
    product = factories.ProductFactory(model_number="QC-S46", name_en="Before")
    lines = (LineValues("QC-S46", "Before", product=product.pk, price=Decimal(6)),)
    save_quote(actor=cast.owner, quote=quote, head=HEAD, lines=lines, version=1, at=AT)
    product.name_en, product.model_number = "After", "QC-NEW"
    product.save()
    line = quote.current.lines.get()
    assert (line.model, line.words, line.product) == ("QC-S46", "Before", product)


def below(cast: SimpleNamespace, quote: Quote, floor: str = "6.50") -> Quote:
    product = factories.ProductFactory(model_number="QC-S46")
    ProductCost.objects.create(
        product=product, cost="5.00", floor_price=floor, changed_at=AT, changed_by=cast.manager
    )
    quote.current.lines.filter(model="QC-S46").update(product=product)
    confirm_quote(actor=cast.owner, quote=quote, at=AT)
    quote.refresh_from_db()
    return quote


def test_price_below_the_floor_waits_for_the_manager(quote: Quote, cast: SimpleNamespace) -> None:
    below(cast, quote)
    assert quote.current.approval_asked_at == AT
    assert list(Notification.objects.values_list("user", flat=True)) == [cast.manager.pk]
    with pytest.raises(QuoteRefused, match="floor"), transaction.atomic():
        send_quote(actor=cast.owner, quote=quote, sending=Sending("email"), at=LATER)
    for refused in (cast.owner, cast.other_manager, cast.assistant, cast.admin):
        with pytest.raises(PermissionDenied), transaction.atomic():
            approve_quote(actor=refused, quote=quote, at=AT)
    approve_quote(actor=cast.manager, quote=quote, at=AT)
    send_quote(actor=cast.owner, quote=quote, sending=Sending("email"), at=LATER)
    quote.refresh_from_db()
    assert (quote.state, quote.current.approved_by) == ("sent", cast.manager)
    assert cast.owner.notifications.count() == 1


def test_approval_falls_with_a_change(quote: Quote, cast: SimpleNamespace) -> None:
    below(cast, quote)
    approve_quote(actor=cast.boss, quote=quote, at=AT)
    change_quote(actor=cast.manager, quote=quote, reason="too low", at=AT)
    quote.refresh_from_db()
    assert (quote.state, quote.current.approved_at, quote.current.approval_asked_at) == ("draft", None, None)


def test_floor_that_rose_since_stops_the_sending(quote: Quote, cast: SimpleNamespace) -> None:
    below(cast, quote, floor="6.00")
    assert quote.current.approval_asked_at is None
    ProductCost.objects.update(floor_price="7.00")
    with pytest.raises(QuoteRefused, match="floor"), transaction.atomic():
        send_quote(actor=cast.owner, quote=quote, sending=Sending("email"), at=LATER)
    approve_quote(actor=cast.manager, quote=quote, at=LATER)
    send_quote(actor=cast.owner, quote=quote, sending=Sending("email"), at=LATER)


def test_floor_in_another_currency_is_not_compared(quote: Quote, cast: SimpleNamespace) -> None:
    product = factories.ProductFactory(model_number="QC-S46")
    ProductCost.objects.create(
        product=product, floor_price="45", currency="CNY", changed_at=AT, changed_by=cast.manager
    )
    quote.current.lines.filter(model="QC-S46").update(product=product)
    confirm_quote(actor=cast.owner, quote=quote, at=AT)
    quote.refresh_from_db()
    assert quote.current.approval_asked_at is None


def test_manager_who_sells_waits_for_the_boss_and_for_nobody_where_there_is_none(
    quote: Quote, cast: SimpleNamespace
) -> None:
    Quote.objects.update(owner=cast.manager)
    cast.manager.is_salesperson, cast.manager.team = True, cast.team
    cast.manager.save()
    quote.customer.owner = cast.manager
    quote.customer.save()
    quote.refresh_from_db()
    below(SimpleNamespace(**{**vars(cast), "owner": cast.manager}), quote)
    with pytest.raises(PermissionDenied), transaction.atomic():
        approve_quote(actor=cast.manager, quote=quote, at=AT)
    cast.boss.is_boss = False
    cast.boss.save()
    approve_quote(actor=cast.manager, quote=quote, at=AT)
    quote.refresh_from_db()
    assert quote.current.approved_by == cast.manager


def test_production_is_asked_without_the_customer_and_answers(quote: Quote, cast: SimpleNamespace) -> None:
    first, second = ask_cost(actor=cast.owner, quote=quote, at=AT)
    quote.refresh_from_db()
    assert (quote.state, first.model, first.quantity, second.model) == ("costing", "QC-S46", 1000, "QC-T525")
    told = Notification.objects.get()
    assert told.user == cast.production
    assert quote.customer.name not in f"{told.message}{told.values}{told.url}"
    with pytest.raises(QuoteRefused, match="costed"), transaction.atomic():
        ask_cost(actor=cast.owner, quote=quote, at=LATER)
    with pytest.raises(PermissionDenied), transaction.atomic():
        answer_cost(actor=cast.owner, request=first, cost=Decimal(5), currency="USD", remark="", at=LATER)
    answer_cost(
        actor=cast.production, request=first, cost=Decimal("6.60"), currency="USD", remark="", at=LATER
    )
    with pytest.raises(QuoteRefused, match="answered"), transaction.atomic():
        answer_cost(
            actor=cast.production, request=first, cost=Decimal(5), currency="USD", remark="", at=LATER
        )
    confirm_quote(actor=cast.owner, quote=quote, at=LATER)  # 6.45 is under what it costs
    quote.refresh_from_db()
    assert quote.current.approval_asked_at == LATER


def test_leaders_are_asked_where_nobody_produces(quote: Quote, cast: SimpleNamespace) -> None:
    cast.production.is_production = False
    cast.production.save()
    ask_cost(actor=cast.owner, quote=quote, at=AT)
    assert Notification.objects.get().user == cast.manager


def test_buyer_accepts_or_declines_what_was_sent(sent: Quote, cast: SimpleNamespace) -> None:
    with pytest.raises(QuoteRefused, match="no_reason"):
        decline_quote(actor=cast.owner, quote=sent, reason="", note="", at=LATER)
    decline_quote(actor=cast.owner, quote=sent, reason="price", note="6 % too dear", at=LATER)
    sent.refresh_from_db()
    assert (sent.state, sent.current.state, sent.current.decline_reason) == ("declined", "declined", "price")
    told = TimelineEntry.objects.filter(kind="quote").order_by("-pk")[0]
    assert (told.text, told.values["event"]) == ("6 % too dear", "declined")
    with pytest.raises(QuoteRefused, match="state"), transaction.atomic():
        accept_quote(actor=cast.owner, quote=sent, at=LATER)


def test_new_version_keeps_the_sent_one(sent: Quote, cast: SimpleNamespace) -> None:
    renew_quote(actor=cast.owner, quote=sent, at=LATER)
    sent.refresh_from_db()
    first, second = sent.versions.order_by("number")
    assert (sent.state, sent.current, first.state, second.number) == ("draft", second, "sent", 2)
    assert [str(line) for line in second.lines.all()] == [str(line) for line in first.lines.all()]
    save_quote(actor=cast.owner, quote=sent, head=HEAD, lines=LINES, version=sent.version, at=LATER)
    assert first.lines.count() == 2
    assert str(second) == f"{sent.number} V2"


def test_dropped_version_brings_back_the_one_before(sent: Quote, cast: SimpleNamespace) -> None:
    renew_quote(actor=cast.owner, quote=sent, at=LATER)
    assert drop_quote(actor=cast.owner, quote=sent, at=LATER) == sent
    sent.refresh_from_db()
    assert (sent.state, sent.current.number, sent.versions.count()) == ("sent", 1, 1)
    with pytest.raises(QuoteRefused, match="state"), transaction.atomic():
        drop_quote(actor=cast.owner, quote=sent, at=LATER)


def test_quote_of_which_nothing_was_sent_goes_whole(quote: Quote, cast: SimpleNamespace) -> None:
    ask_cost(actor=cast.owner, quote=quote, at=AT)
    assert drop_quote(actor=cast.owner, quote=quote, at=AT) is None
    assert (Quote.objects.count(), QuoteLine.objects.count(), CostRequest.objects.count()) == (0, 0, 0)
    assert AuditEntry.objects.filter(verb="sales.quote_dropped").count() == 1


def test_sweep_closes_what_ran_out_once(
    sent: Quote, quote: Quote, cast: SimpleNamespace, django_assert_num_queries: Any
) -> None:
    last_day = AT + timedelta(days=30)
    assert expire_quotes(at=last_day) == 0
    assert expire_quotes(at=last_day + timedelta(days=1)) == 1
    sent.refresh_from_db()
    assert (sent.state, sent.current.state) == ("expired", "expired")
    assert cast.owner.notifications.filter(message__contains="run out").count() == 1
    assert expire_quotes(at=last_day + timedelta(days=2)) == 0
    renew_quote(actor=cast.owner, quote=sent, at=last_day + timedelta(days=3))


def test_quotes_go_with_their_customer(quote: Quote, cast: SimpleNamespace) -> None:
    change_owner(
        actor=cast.manager, customer=quote.customer, owner=cast.teammate, reason="Speaks German", at=AT
    )
    quote.refresh_from_db()
    assert quote.owner == cast.teammate
    with pytest.raises(PermissionDenied), transaction.atomic():
        confirm_quote(actor=cast.owner, quote=quote, at=AT)


@pytest.mark.parametrize("step", [confirm_quote, ask_cost, drop_quote])
@pytest.mark.parametrize("name", ["outsider", "boss", "assistant", "production", "admin", "teammate"])
def test_who_may_not_write_to_the_customer_takes_no_step(
    quote: Quote, cast: SimpleNamespace, step: Any, name: str
) -> None:
    with pytest.raises(PermissionDenied), transaction.atomic():
        step(actor=getattr(cast, name), quote=quote, at=AT)
    assert (Quote.objects.get().version, AuditEntry.objects.count()) == (1, 0)


def test_erased_contact_leaves_the_papers(sent: Quote) -> None:
    QuoteVersion.objects.update(attention="Carol Jensen")
    forget_attention(ContactErased(sent.contact_id, sent.customer_id, "Carol Jensen", AT))
    assert QuoteVersion.objects.get().attention == "[erased]"


def test_quotes_of_merged_customers_are_the_survivors_and_come_back(
    sent: Quote, cast: SimpleNamespace
) -> None:
    gone = sent.customer
    kept = factories.CustomerFactory(owner=cast.teammate)
    stamps = {row.pk: stamp_of(Customer.objects.get(pk=row.pk)) for row in (kept, gone)}
    merge = merge_customers(actor=cast.manager, kept=kept, gone=gone, picks={}, at=AT, stamps=stamps)
    sent.refresh_from_db()
    assert (sent.customer, sent.owner) == (kept, Customer.objects.get(pk=kept.pk).owner)
    undo_merge(actor=cast.manager, merge=merge, at=LATER)
    sent.refresh_from_db()
    assert (sent.customer, sent.owner) == (gone, cast.owner)
