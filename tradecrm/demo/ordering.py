"""What the demo's buyers ordered: a sample, trials and repeat orders in several states; and the exchange rates of the day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from accounts.models import User
from core.domain.rates import Rate
from core.models import ExchangeRate
from core.rates import set_rates
from core.work_days import current_calendar
from customers.models import Customer
from sales.domain.orders import STEPS
from sales.models import Complaint, Order, PaymentMethod
from sales.services.complaints import ComplaintValues, raise_complaint
from sales.services.order_payments import PaymentValues, record_payment
from sales.services.order_steps import Shipping, plan_steps, reach_step
from sales.services.orders import OrderLineValues, OrderValues, confirm_order, create_order

D = Decimal
# Yuan for one unit, two days ago and a month before.
RATES = {
    "USD": ("7.1240", "7.1385"), "EUR": ("8.2610", "8.2295"), "GBP": ("9.3470", "9.4020"), "JPY": ("0.04632", "0.04588"),
    "HKD": ("0.9152", "0.9171"), "AUD": ("4.6330", "4.6815"), "CAD": ("5.0790", "5.1040"), "CHF": ("8.8390", "8.8120"),
    "SGD": ("5.4650", "5.4810"), "AED": ("1.9395", "1.9436"), "KRW": ("0.004871", "0.004905"), "RUB": ("0.08810", "0.08745"),
}  # fmt: skip
SET = OrderLineValues(
    '46-pc 1/4" socket set, BMC', D(3000), D("6.45"), "QC-S046", "set", 300, D(5100), D(5400), D("19.2")
)
PLIERS = OrderLineValues(
    'Combination pliers 8", CR-V', D(5000), D("1.38"), "QC-P208", "pc", 84, D(1720), D(1790), D("2.36")
)
TAPE = OrderLineValues(
    "Tape measure 5 m x 19 mm", D(10000), D("0.72"), "QC-T519", "pc", 84, D(1450), D(1520), D("3.1")
)


@dataclass(frozen=True)
class Story:
    """An order of the n-th customer of somebody in a country: how far it went, days ago; `paid`: percent of its total."""

    mailbox: str
    country: str
    days: int
    lines: tuple[OrderLineValues, ...]
    state: str
    paid: int = 0
    is_sample: bool = False
    currency: str = "USD"
    deposit: int | None = 30
    planned: int | None = None


STORIES = (
    Story("grace", "US", 96, (SET,), "completed", paid=100),
    Story("grace", "US", 21, (SET, PLIERS), "in_production", paid=30, planned=12),
    Story("grace", "CA", 6, (PLIERS,), "confirmed", planned=30),
    Story("omar", "IQ", 40, (TAPE,), "shipped", paid=30),
    Story("coco", "DE", 12, (OrderLineValues("8\" pliers, samples", D(2), D(0), "QC-P208", "pc"),), "confirmed", is_sample=True),
    Story("kevin", "DE", 30, (TAPE, PLIERS), "ready", paid=30, currency="EUR", planned=-2),
    Story("coco", "FR", 1, (SET,), "draft", currency="EUR"),
)  # fmt: skip


def take_orders(users: Mapping[str, User], *, at: datetime) -> None:
    """Let buyers order, each story once, and the assistant keep the rates. A second time nothing is ordered."""
    if not ExchangeRate.objects.exists():
        _keep_rates(users["helen"], at)
    if Order.objects.filter(lines__model_number=TAPE.model_number).exists():  # scope: the demo's own
        return
    for story in STORIES:
        _tell(users, story, at)
    shipped = (
        Order.objects.filter(state="shipped").select_related("customer__owner").first()
    )  # scope: the demo's own
    if shipped is not None and not Complaint.objects.exists() and shipped.customer.owner is not None:
        day = current_calendar().day_of(at)
        values = ComplaintValues(
            "Blades of 40 tape measures do not lock", day - timedelta(days=2), order=shipped, due_on=day + timedelta(days=5),
            text="The customer sent photos of 40 pieces out of one carton.", plan="弹簧批次有问题，查该批库存。",
        )  # fmt: skip
        raise_complaint(actor=shipped.customer.owner, customer=shipped.customer, values=values, at=at)


def _keep_rates(keeper: User, at: datetime) -> None:
    day = current_calendar().day_of(at)
    for number, days in ((0, 2), (1, 32)):
        on = day - timedelta(days=days)
        rates = [Rate(currency, on, D(pair[number])) for currency, pair in RATES.items()]
        set_rates(actor=keeper, rates=rates, source="中国银行", at=at - timedelta(days=days))


def _tell(users: Mapping[str, User], story: Story, at: datetime) -> None:
    owner = users.get(story.mailbox)
    if owner is None or owner.is_frozen:
        return
    owned = Customer.objects.current().filter(owner=owner)  # scope: the demo's own
    customer = owned.filter(country=story.country).order_by("pk").first() or owned.order_by("pk").first()
    if customer is None:
        return
    first = at - timedelta(days=story.days)
    day = current_calendar().day_of(first)
    values = OrderValues(
        ordered_on=day, currency=story.currency, is_sample=story.is_sample, incoterm="FOB", named_place="Ningbo", loading_port="Ningbo",
        deposit_percent=D(story.deposit) if story.deposit and not story.is_sample else None,
    )  # fmt: skip
    order = create_order(actor=owner, customer=customer, values=values, lines=story.lines, at=first)
    if story.state == "draft":
        return
    confirm_order(actor=owner, order=order, on=day, at=first)
    _go_on(owner, order, story, at)


def _go_on(owner: User, order: Order, story: Story, at: datetime) -> None:
    """The steps lie evenly between the order's day and now; the deposit comes a day after it."""
    taken = STEPS[1 : STEPS.index(story.state) + 1]
    calendar = current_calendar()
    if story.paid:
        on = at - timedelta(days=max(story.days - 1, 0))
        amount = order.total * story.paid / 100
        payment = PaymentValues(
            amount, calendar.day_of(on), PaymentMethod.TT, f"TT{order.number[3:7]}{order.number[8:]}"
        )
        record_payment(actor=owner, order=order, values=payment, at=on)
    for number, step in enumerate(taken, start=1):
        on = at - timedelta(days=story.days * (len(taken) + 1 - number) // (len(taken) + 1))
        shipping = Shipping(f"DEMO61{order.number[8:]}", calendar.day_of(on))
        reach_step(actor=owner, order=order, step=step, on=calendar.day_of(on), at=on, shipping=shipping)
    if story.planned is not None:
        due = calendar.day_of(at) + timedelta(days=story.planned)
        plan_steps(actor=owner, order=order, planned={"shipped": due}, at=at)
