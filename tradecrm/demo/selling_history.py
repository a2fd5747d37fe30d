"""A year of selling: the quotes that were answers, the samples, the orders that came of them (requirements D2, D5).

Written in bulk, as the services would have left it. What is alive today is told elsewhere, by the services.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from django.db.models import OuterRef, Subquery

from accounts.models import User
from catalogue.models import PriceTier, Product
from core.numbers import next_number, next_number_of_day, next_number_of_year
from core.work_days import current_calendar
from customers.models import Customer, Stage, TimelineEntry
from customers.timeline import add_entries
from inquiries.models import Inquiry, InquiryLine, Reply, State
from inquiries.selectors.asked_products import read_asked
from sales.domain.orders import STEPS
from sales.domain.quotes import written_price
from sales.models import (
    DeclineReason,
    Freight,
    Order,
    OrderKind,
    OrderLine,
    OrderMilestone,
    OrderPayment,
    OrderShare,
    Quote,
    QuoteLine,
    QuoteState,
    QuoteVersion,
    Sample,
    SampleLine,
    SampleState,
    Verdict,
)
from sales.services.orders import PREFIX as ORDER_PREFIX
from sales.services.quote_opening import PREFIX as QUOTE_PREFIX
from tradecrm.demo.chance import pick, stream

Kind = TimelineEntry.Kind
TERMS = {"place": "Ningbo", "payment": "30% T/T deposit, 70% against B/L copy", "lead_days": 35}
# How likely an inquiry was quoted, by how far its buyer got.
QUOTED = {Stage.QUOTED: 0.7, Stage.SAMPLING: 0.8, Stage.NEGOTIATING: 0.9, Stage.TRIAL_ORDER: 0.75, Stage.REPEAT: 0.8, Stage.LOST: 0.4, Stage.DORMANT: 0.4}  # fmt: skip
SAMPLED = {Stage.SAMPLING: 1.0, Stage.NEGOTIATING: 0.6, Stage.TRIAL_ORDER: 0.65, Stage.REPEAT: 0.7}
VALID_DAYS = 30
# Working time until goods reach a step, in days after the order.
STEP_DAYS = {"in_production": 5, "ready": 32, "shipped": 38, "completed": 62}
SAMPLE_PRICE = Decimal("0.85")  # of a list without breaks


@dataclass
class Asked:
    """An inquiry that was answered: when and by whom first, about which products."""

    inquiry: Inquiry
    reply: Reply
    products: list[Product] = field(default_factory=list)


@dataclass
class Written:
    """The rows, by table, in the order in which they are written."""

    quotes: list[Quote] = field(default_factory=list)
    versions: list[QuoteVersion] = field(default_factory=list)
    quote_lines: list[QuoteLine] = field(default_factory=list)
    orders: list[Order] = field(default_factory=list)
    of_orders: list[Any] = field(default_factory=list)
    samples: list[Sample] = field(default_factory=list)
    sample_lines: list[SampleLine] = field(default_factory=list)
    history: list[tuple[Any, dict[str, Any]]] = field(default_factory=list)

    def tell(self, about: Any, line: str, at: datetime, actor_id: int, text: str = "", **values: str) -> None:
        """A line in the customer's history."""
        entry = {
            "customer": about.customer, "kind": line, "at": at, "actor": User(pk=actor_id), "text": text, "values": {"number": about.number, **values},
        }  # fmt: skip
        self.history.append((about, entry))


class Seller:
    """Plans one buyer after the other."""

    def __init__(self, at: datetime, seed: int) -> None:
        self.at, self.seed = at, seed
        self.calendar = current_calendar()
        self.written = Written()
        self.products = {row.pk: row for row in Product.objects.order_by("pk")}
        tiers = PriceTier.objects.filter(currency="USD").order_by("product", "-price")
        self.prices: Mapping[int, Decimal] = {tier.product_id: tier.price for tier in tiers}

    def sell(self, customer: Customer, asked: Sequence[Asked]) -> None:
        """Plan what this buyer was quoted, sent and sold."""
        chance = stream(self.seed, "selling", customer.pk)
        orders = 0
        for one in asked:
            is_won = one.inquiry.state == State.WON
            version = None
            if is_won or chance.random() < QUOTED.get(Stage(customer.stage), 0):
                version = self._quote(customer, one, chance)
            if is_won:
                self._order(customer, one, version, chance, is_first=orders == 0)
                orders += 1
        first = asked[0]
        if chance.random() < SAMPLED.get(Stage(customer.stage), 0):
            self._sample(customer, first, chance)

    # ── quotes ──────────────────────────────────────────────────────────────
    def _quote(self, customer: Customer, asked: Asked, chance: Random) -> QuoteVersion:
        sent_at, by = asked.reply.replied_at, asked.reply.by_id
        state, answered_at, reason = self._answer(asked, sent_at, chance)
        number = next_number_of_day(QUOTE_PREFIX, at=sent_at)
        quote = Quote(
            number=number, customer=customer, contact_id=asked.inquiry.contact_id, inquiry=asked.inquiry, owner_id=customer.owner_id,
            state=state, version=3, created_at=sent_at, created_by_id=by,
        )  # fmt: skip
        day = self.calendar.day_of(sent_at)
        version = QuoteVersion(
            quote=quote, dated_on=day, valid_until=day + timedelta(days=VALID_DAYS), buyer=customer.name, confirmed_by_id=by,
            sent_by_id=by, sent_channel=asked.reply.channel, reply=asked.reply, answered_at=answered_at, decline_reason=reason, **TERMS,
        )  # fmt: skip
        lines = [self._line(version, position, product, chance) for position, product in enumerate(self._some(asked, chance), 1)]  # fmt: skip
        version.total = sum((line.quantity * line.price for line in lines), Decimal(0))  # type: ignore[operator]  # both are set below
        self.written.quotes.append(quote)
        self.written.versions.append(version)
        self.written.quote_lines += lines
        told = "; ".join(f"{line.model} {written_price(line.price, 'USD')}" for line in lines)  # type: ignore[arg-type]  # as above
        self.written.tell(quote, Kind.QUOTE, sent_at, by, told, event="sent")
        if answered_at is not None:
            self.written.tell(quote, Kind.QUOTE, answered_at, by, event=str(state))
        return version

    def _answer(
        self, asked: Asked, sent_at: datetime, chance: Random
    ) -> tuple[QuoteState, datetime | None, str]:
        """What the buyer said: as the inquiry ended; of what was never answered the term ran out."""
        inquiry, ends_at = asked.inquiry, sent_at + timedelta(days=VALID_DAYS + 1)
        if inquiry.state == State.WON:
            return QuoteState.ACCEPTED, inquiry.closed_at, ""
        fell_silent = inquiry.close_reason == DeclineReason.NO_ANSWER
        if (
            inquiry.state == State.LOST
            and inquiry.closed_at
            and inquiry.closed_at < ends_at
            and not fell_silent
        ):
            known = inquiry.close_reason in DeclineReason.values
            return QuoteState.DECLINED, inquiry.closed_at, inquiry.close_reason if known else "other"
        declined_at = sent_at + timedelta(days=chance.randint(4, 20))
        if chance.random() < 0.25 and declined_at < self.at:
            reason = pick(chance, ((DeclineReason.PRICE, 6), (DeclineReason.COMPETITOR, 2), (DeclineReason.MOQ, 1), (DeclineReason.DELIVERY, 1)))  # fmt: skip
            return QuoteState.DECLINED, declined_at, str(reason)
        return (QuoteState.EXPIRED, ends_at, "") if ends_at < self.at else (QuoteState.SENT, None, "")

    def _some(self, asked: Asked, chance: Random) -> list[Product]:
        """What was asked about, and now and then more of the catalogue."""
        others = [row for row in self.products.values() if row not in asked.products]
        wanted = [*asked.products, *chance.sample(others, chance.choice((0, 0, 1, 2)))]
        return wanted[:4] or others[:1]

    def _line(self, version: QuoteVersion, position: int, product: Product, chance: Random) -> QuoteLine:
        price = self.prices.get(product.pk, Decimal(2)) * Decimal(chance.randint(95, 104)) / 100
        return QuoteLine(
            version=version, position=position, product=product, model=product.model_number, words=product.name_en, unit="pc",
            quantity=Decimal((product.moq or 1000) * chance.choice((1, 1, 2, 3))), price=price.quantize(Decimal("0.01")), moq=product.moq,
        )  # fmt: skip

    # ── orders ──────────────────────────────────────────────────────────────
    def _order(
        self,
        customer: Customer,
        asked: Asked,
        version: QuoteVersion | None,
        chance: Random,
        *,
        is_first: bool,
    ) -> None:
        at, by = asked.inquiry.closed_at or asked.reply.replied_at, asked.reply.by_id
        day = self.calendar.day_of(at)
        if is_first and chance.random() < 0.2:
            self._write_order(customer, asked, None, Decimal(chance.randint(40, 300)), at, by, kind=OrderKind.SAMPLE)  # fmt: skip
            return
        kind = OrderKind.TRIAL if is_first else OrderKind.REPEAT
        least, most = (800, 6000) if is_first else (8000, 65000)
        self._write_order(customer, asked, version, Decimal(chance.randint(least, most)), at, by, kind=kind)
        again = day + timedelta(days=chance.randint(50, 80))
        while customer.stage == Stage.REPEAT and not is_first and again < self.calendar.day_of(self.at):
            moment = self.calendar.instant_of(self.calendar.last_working_day_on_or_before(again), self.calendar.local(at).time())  # fmt: skip
            self._write_order(customer, asked, None, Decimal(chance.randint(least, most)), moment, by, kind=kind)  # fmt: skip
            again += timedelta(days=chance.randint(50, 80))

    def _write_order(
        self, customer: Customer, asked: Asked, version: QuoteVersion | None, wanted: Decimal, at: datetime, by: int, *, kind: OrderKind
    ) -> None:  # fmt: skip
        day, today = self.calendar.day_of(at), self.calendar.day_of(self.at)
        product = asked.products[0] if asked.products else next(iter(self.products.values()))
        price = (self.prices.get(product.pk, Decimal(2))).quantize(Decimal("0.01"))
        is_sample = kind == OrderKind.SAMPLE
        quantity = max(Decimal(1), (wanted / price).quantize(Decimal(1) if is_sample else Decimal("1E1")))
        total = quantity * price
        reached = {"confirmed": day} | {step: day + timedelta(days=after) for step, after in STEP_DAYS.items() if day + timedelta(days=after) <= today}  # fmt: skip
        state = [step for step in STEPS if step in reached][-1]
        order = Order(
            number=next_number_of_year(ORDER_PREFIX, at=at), customer=customer, contact_id=asked.inquiry.contact_id, inquiry=asked.inquiry,
            quote_version=version, is_sample=is_sample, kind=kind, state=state, ordered_on=day, currency="USD", incoterm="FOB",
            named_place="Ningbo", loading_port="Ningbo", deposit_percent=None if is_sample else Decimal(30), total=total, version=2,
            created_at=at, created_by_id=by,
        )  # fmt: skip
        paid = [(Decimal("0.3"), day + timedelta(days=3))] if not is_sample else []
        if "shipped" in reached or is_sample:
            rest = Decimal(1) - sum((part for part, _on in paid), Decimal(0))
            paid.append((rest, reached.get("shipped", day) + timedelta(days=6)))
        paid = [(part, on) for part, on in paid if on <= today]
        order.received = sum((total * part for part, _on in paid), Decimal(0))
        self.written.orders.append(order)
        owner = customer.owner_id or by
        self.written.of_orders += [
            OrderLine(
                order=order, position=1, product=product, model_number=product.model_number, words=product.name_en, quantity=quantity,
                unit="pc", price=price,
            ),
            OrderShare(order=order, person_id=owner, percent=Decimal(100)),
            *(OrderMilestone(order=order, step=step, reached_on=on, reached_by_id=by) for step, on in reached.items()),
            *(
                OrderPayment(order=order, amount=total * part, paid_on=on, entered_by_id=by, entered_at=self.calendar.instant_of(on, self.calendar.local(at).time()))
                for part, on in paid
            ),
        ]  # fmt: skip
        self.written.tell(order, Kind.ORDER, at, by, event="confirmed", kind=str(kind), currency="USD", total=str(total))  # fmt: skip

    # ── samples ─────────────────────────────────────────────────────────────
    def _sample(self, customer: Customer, asked: Asked, chance: Random) -> None:
        wanted_at = asked.reply.replied_at + timedelta(days=1)
        sent_at = wanted_at + timedelta(days=chance.randint(4, 8))
        if sent_at > self.at:
            return
        by, sent_on = asked.reply.by_id, self.calendar.day_of(sent_at)
        there_on = sent_on + timedelta(days=chance.randint(7, 12))
        is_there = there_on <= self.calendar.day_of(self.at)
        is_judged = is_there and chance.random() < 0.8
        freight = Freight.COLLECT if chance.random() < 0.6 else Freight.PREPAID
        number = next_number("SMP", at=wanted_at)
        sample = Sample(
            number=number, customer=customer, contact_id=asked.inquiry.contact_id, inquiry=asked.inquiry,
            state=SampleState.FEEDBACK if is_judged else SampleState.RECEIVED if is_there else SampleState.SENT,
            freight=freight, offers_freight=freight == Freight.COLLECT and chance.random() < 0.4, e_sample_on=self.calendar.day_of(asked.reply.replied_at),
            requested_at=wanted_at, requested_by_id=by, decided_at=wanted_at, decided_by_id=by, checked_at=sent_at, checked_by_id=by,
            sent_on=sent_on, carrier="DHL", tracking=f"DEMO-{number}", expected_on=there_on, received_on=there_on if is_there else None,
            judged_at=self.calendar.instant_of(there_on + timedelta(days=5), self.calendar.local(sent_at).time()) if is_judged else None,
            verdict=(Verdict.GOOD if chance.random() < 0.8 else Verdict.BAD) if is_judged else "", version=5,
        )  # fmt: skip
        self.written.samples.append(sample)
        products = asked.products[:3] or list(self.products.values())[:1]
        self.written.sample_lines += [
            SampleLine(sample=sample, product=row, words=row.name_en[:120]) for row in products
        ]
        self.written.tell(sample, Kind.SAMPLE, sent_at, by, event="sent")


def sell_a_year(*, at: datetime, seed: int) -> dict[str, int]:
    """Write the quotes, samples and orders of the history; return how many of each."""
    seller = Seller(at, seed)
    customers = Customer.objects.current().filter(stage__in=QUOTED).order_by("pk")  # scope: the demo's own
    rows = {row.pk: row for row in customers}
    answered = _answered(seller, rows)
    for pk, customer in rows.items():
        if answered[pk]:
            seller.sell(customer, answered[pk])
    written = seller.written
    _write(written)
    return {"quotes": len(written.quotes), "orders": len(written.orders), "samples": len(written.samples)}


def _answered(seller: Seller, customers: Iterable[int]) -> dict[int, list[Asked]]:
    """The inquiries that were answered, by customer, oldest first."""
    inquiries = Inquiry.objects.filter(customer__in=customers).exclude(
        state=State.INVALID
    )  # scope: the demo's own
    given = Reply.objects.filter(inquiry__in=inquiries).order_by("-replied_at", "-pk")
    replies = {reply.inquiry_id: reply for reply in given}  # the first one stays
    found: dict[int, list[Asked]] = defaultdict(list)
    by_inquiry: dict[int, Asked] = {}
    for inquiry in inquiries.order_by("received_at", "pk"):
        reply = replies.get(inquiry.pk)
        if reply is not None and reply.replied_at < seller.at - timedelta(days=2):
            by_inquiry[inquiry.pk] = one = Asked(inquiry, reply)
            found[inquiry.customer_id or 0].append(one)
    for asked in read_asked(InquiryLine.objects.filter(inquiry__in=by_inquiry)):
        product = seller.products[asked.product]
        if product not in by_inquiry[asked.inquiry].products:
            by_inquiry[asked.inquiry].products.append(product)
    return found


def _write(written: Written) -> None:
    """A version is sent when its lines are there: the database lets nobody change what was sent."""
    Quote.objects.bulk_create(written.quotes)
    answers = {
        version.quote.number: (version.answered_at, version.decline_reason) for version in written.versions
    }
    for version in written.versions:
        version.answered_at, version.decline_reason = None, ""
    QuoteVersion.objects.bulk_create(written.versions)
    QuoteLine.objects.bulk_create(written.quote_lines)
    for quote, version in zip(written.quotes, written.versions, strict=True):
        quote.current = version
        version.answered_at, version.decline_reason = answers[quote.number]
    Quote.objects.bulk_update(written.quotes, ["current"], batch_size=200)
    mine = QuoteVersion.objects.filter(pk__in=[version.pk for version in written.versions])
    of_quote = Quote.objects.filter(pk=OuterRef("quote"))
    mine.update(state=QuoteState.SENT, sent_at=Subquery(of_quote.values("created_at")[:1]))
    QuoteVersion.objects.bulk_update(written.versions, ["answered_at", "decline_reason"], batch_size=200)
    mine.update(state=Subquery(of_quote.values("state")[:1]))
    Order.objects.bulk_create(written.orders)
    models: tuple[Any, ...] = (OrderLine, OrderShare, OrderMilestone, OrderPayment)
    for model in models:
        model.objects.bulk_create([row for row in written.of_orders if isinstance(row, model)])
    Sample.objects.bulk_create(written.samples)
    SampleLine.objects.bulk_create(written.sample_lines)
    add_entries({**entry, "ref": about} for about, entry in written.history)


__all__ = ["sell_a_year"]
