"""The demo's quotes: one at each point of its way, written by the services as people would have (requirements D5)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from accounts.models import User
from catalogue.models import Product
from core import policy
from core.work_days import current_calendar
from customers.models import Customer, Grade, Stage
from sales.models import Quote
from sales.policies import QUOTES
from sales.selectors.quote_pricing import buyer_of, say_of
from sales.services.quote_costs import ask_cost
from sales.services.quote_opening import open_quote
from sales.services.quote_outcomes import accept_quote, decline_quote
from sales.services.quote_saving import save_quote
from sales.services.quote_sending import Sending, send_quote
from sales.services.quote_steps import confirm_quote, renew_quote
from sales.services.quote_values import HEAD_FIELDS, HeadValues, LineValues
from tradecrm.demo.chance import stream

TERMS = {"place": "Ningbo", "payment": "30% T/T deposit, 70% against B/L copy", "lead_days": 35}
SELLERS = ("linda", "kevin")
WAYS = ("draft", "costing", "floor", "sent", "ending", "renewed", "declined", "accepted")
LINES_OF_EACH = 3
# Of the price that the catalogue offers.
FACTORS = {"floor": Decimal("0.8"), "dear": Decimal("1.3")}
PRESENT = frozenset({Stage.CONTACTED, Stage.QUOTED, Stage.SAMPLING, Stage.NEGOTIATING})


def write_quotes(users: Mapping[str, User], *, at: datetime, seed: int) -> int:
    """Set the usual terms and write the quotes of two salespeople; return how many there are."""
    policy.change(QUOTES, TERMS, actor=users["chen"], at=at)
    chance = stream(seed, "quotes")
    products = list(Product.objects.order_by("pk"))
    count = 0
    for name in SELLERS:
        owner = users[name]
        buyers = Customer.objects.current().filter(
            owner=owner, stage__in=PRESENT, grade__in=(Grade.A, Grade.B)
        )
        for way, customer in zip(WAYS, buyers.order_by("pk"), strict=False):
            _go(way, owner, customer, chance.sample(products, LINES_OF_EACH), at)
            count += 1
    return count


def _go(way: str, owner: User, customer: Customer, products: list[Product], at: datetime) -> None:
    """Write one quote and take it as far as `way` says."""
    quote = open_quote(actor=owner, customer=customer, at=at)
    save_quote_of(quote, owner, products, at, way)
    if way == "costing":
        ask_cost(actor=owner, quote=quote, at=at)
    if way in {"draft", "costing"}:
        return
    confirm_quote(actor=owner, quote=quote, at=at)
    if way == "floor":
        return
    send_quote(actor=owner, quote=quote, sending=Sending("email", quote.contact), at=at)
    if way == "renewed":
        renew_quote(actor=owner, quote=quote, at=at)
    elif way == "declined":
        decline_quote(actor=owner, quote=quote, reason="price", note="嫌贵约6%", at=at)
    elif way == "accepted":
        accept_quote(actor=owner, quote=quote, at=at)


def save_quote_of(
    quote: Quote, owner: User, products: list[Product], at: datetime, way: str = "sent"
) -> None:
    """Fill a quote that was just begun with the prices that the catalogue offers; `way` as in WAYS, or "dear"."""
    version = quote.current
    assert version is not None  # noqa: S101 - just begun
    day = current_calendar().day_of(at)
    said = say_of(products, buyer_of(quote.customer, currency="USD", language=version.language, day=day))
    lines = []
    for product in products:
        quantity = Decimal(product.moq or 1000)
        values = LineValues(quantity=quantity, **said[product.pk].fields(quantity))
        price = values.price or Decimal(40 if way == "dear" else 1)  # no list price for that buyer
        lines.append(
            replace(
                values, price=(price * FACTORS[way]).quantize(Decimal("0.01")) if way in FACTORS else price
            )
        )
    if way in {"costing", "renewed"}:  # what production alone knows the cost of
        lines.append(
            LineValues(
                "",
                "Colour gift box, printed to your artwork",
                unit="pc",
                quantity=Decimal(500),
                price=Decimal("0.22"),
            )
        )
    head = HeadValues(
        contact=quote.contact,
        notes=tuple(version.notes),
        **{name: getattr(version, name) for name in HEAD_FIELDS},
    )
    if way == "ending":
        head = replace(head, valid_until=day + timedelta(days=3))
    save_quote(actor=owner, quote=quote, head=head, lines=lines, version=quote.version, at=at)
