"""What is alive today, done by the services themselves: running clocks, a fax of last Saturday, tasks, dates by hand.

Told again by `refresh_demo` (D9): whoever has enough running clocks of their own gets no more.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from random import Random

from accounts.models import Absence, User
from core.domain.work_calendar import WorkCalendar
from core.work_days import current_calendar
from customers.models import Channel, Customer, CustomerShare, Source, Stage
from customers.services import share_customer
from followups.models import Task
from followups.services import LaterNeedsReason, add_task, recompute_due, set_due_by_hand, sweep_pool
from inquiries.models import Inquiry
from inquiries.services import (
    Buyer,
    InquiryValues,
    LineValues,
    escalate_past_limits,
    log_inquiry,
    pass_to_owner,
)
from tradecrm.demo import texts
from tradecrm.demo.chance import stream
from tradecrm.demo.countries import BY_CODE

SATURDAY = 5
# Working minutes ago: just in, due soon, past the target. Past the limit only for one person.
RUNNING = (14, 99, 191)
PAST_LIMIT = 640
LATE_PERSON = "jason"
ENOUGH = 3
TASKS = (
    ("给客户寄样品，运费到付", "客户愿付运费", 0), ("更新报价有效期", "报价周五到期", 1), ("找生产部要打样交期", "客户催问两次", -2),
    ("整理展会名片", "", 2), ("准备视频会议资料", "客户老板参加", 3),
)  # fmt: skip
LATER = "客户在放假，假后再联系"
# Whose customer is shared with whom, to what, why.
SHARED = (
    ("linda", "kevin", "act", "展会一起接待过"), ("omar", "linda", "act", "客户要图纸，她熟这个产品"), ("grace", "linda", "read", "同一集团，先看看往来"),
)  # fmt: skip


@dataclass(frozen=True)
class Telling:
    """One telling of the story: when, by whom, with which chance."""

    users: Mapping[str, User]
    at: datetime
    chance: Random
    calendar: WorkCalendar

    def minutes_ago(self, minutes: int) -> datetime:
        """Return the moment so many working minutes before now."""
        moment = self.calendar.subtract_working_minutes(self.at, minutes)
        return moment.replace(second=0, microsecond=0)


def tell_today(users: Mapping[str, User], *, at: datetime, seed: int) -> None:
    """Let this day's story happen, and bring the due dates up to date."""
    calendar = current_calendar()
    telling = Telling(users, at, stream(seed, "story", calendar.day_of(at)), calendar)
    for seller in _sellers(users):
        _start_clocks(telling, seller)
        _give_tasks(telling, seller)
        _set_dates(telling, seller)
    _receive_saturday_fax(telling)
    _receive_unassigned(telling)
    _share_some(telling)
    recompute_due(customers=Customer.objects.all(), at=at)
    for _part in sweep_pool(at=at):
        pass
    escalate_past_limits(at=at)


def _sellers(users: Mapping[str, User]) -> Iterator[User]:
    yield from (user for _name, user in sorted(users.items()) if user.is_salesperson and not user.is_frozen)


def _customers_of(seller: User) -> list[Customer]:
    """The person's customers, oldest first."""
    owned = Customer.objects.current().filter(owner=seller).exclude(stage=Stage.LOST)  # scope: the demo's own
    return list(owned.order_by("pk")[:400])


def _start_clocks(telling: Telling, seller: User) -> None:
    """Fresh inquiries in each state of the clock, from the person's own buyers."""
    running = Inquiry.objects.filter(owner=seller, limit_at__gt=telling.at)  # scope: the demo's own
    customers = _customers_of(seller)
    if running.count() >= ENOUGH or not customers:
        return
    minutes = [*RUNNING, PAST_LIMIT] if seller.email.startswith(LATE_PERSON) else RUNNING
    for ago in minutes:
        received_at = telling.minutes_ago(ago + telling.chance.randrange(5))
        _receive(telling, telling.chance.choice(customers), seller, received_at, is_graded=ago > RUNNING[0])


def _receive(
    telling: Telling, customer: Customer, actor: User, received_at: datetime, *, is_graded: bool
) -> None:
    source = telling.chance.choice((Source.ALIBABA, Source.EMAIL, Source.WEBSITE))
    values = _values(telling.chance, customer, received_at, source, customer.grade if is_graded else "")
    contact = customer.contacts.filter(is_primary=True).first()
    buyer = Buyer(customer=customer, contact=contact)
    log_inquiry(actor=actor, values=values, buyer=buyer, at=_entered(received_at, telling.at))


def _entered(received_at: datetime, at: datetime) -> datetime:
    return min(received_at + timedelta(minutes=4), at)


def _values(
    chance: Random, customer: Customer, received_at: datetime, source: Source, grade: str
) -> InquiryValues:
    country = BY_CODE[str(customer.country)]
    contact = customer.contacts.filter(is_primary=True).first()
    sender = contact.name if contact else customer.called
    asked = texts.ask(chance, customer.city, sender, country.language)
    channel = texts.CHANNEL_OF[source]
    text = texts.first_message(chance, asked, channel)
    line = LineValues(words=asked.product.words, quantity=Decimal(asked.quantity), unit=asked.product.unit)
    return InquiryValues(
        received_at=received_at, channel=channel, source=source, text=text, original=text, sender=sender,
        subject=f"Inquiry: {asked.product.words}", grade=grade, lines=(line,),
    )  # fmt: skip


def _receive_saturday_fax(telling: Telling) -> None:
    """A fax of last Saturday, 16:40, from a colleague's trade-show contact: its twelve hours run over the Sunday."""
    received_at = last_saturday(telling.calendar, telling.at)
    if Inquiry.objects.filter(channel=Channel.FAX, received_at=received_at).exists():  # scope: told already
        return
    met = Customer.objects.current().filter(
        source=Source.TRADE_SHOW, owner__isnull=False
    )  # scope: the demo's own
    away = Absence.objects.on(telling.calendar.day_of(telling.at)).values("user")
    customer = met.exclude(stage=Stage.LOST).exclude(owner__in=away).order_by("pk").first()
    if customer is None:
        return
    values = _values(telling.chance, customer, received_at, Source.FAX, "")
    entered_at = _entered(received_at, telling.at)
    pass_to_owner(actor=telling.users["ivy"], values=values, customer=customer, at=entered_at)


def last_saturday(calendar: WorkCalendar, at: datetime) -> datetime:
    """Return the last Saturday 16:40 of the company's clock before `at`."""
    today = calendar.day_of(at)
    day = today - timedelta(days=(today.weekday() - SATURDAY) % 7)
    moment = calendar.instant_of(day, time(16, 40))
    return moment if moment < at else calendar.instant_of(day - timedelta(days=7), time(16, 40))


def _receive_unassigned(telling: Telling) -> None:
    """A buyer of the open pool writes: the manager decides who gets it."""
    waiting = Inquiry.objects.unassigned()  # scope: the demo's own
    if waiting.exists():
        return
    pool = Customer.objects.current().filter(owner=None).order_by("-pk")  # scope: the demo's own
    customer = pool.first()
    if customer is not None:
        received_at = telling.minutes_ago(70)
        values = _values(telling.chance, customer, received_at, Source.EMAIL, "")
        pass_to_owner(
            actor=telling.users["ivy"], values=values, customer=customer, at=_entered(received_at, telling.at)
        )


def _share_some(telling: Telling) -> None:
    """A few customers that two work on."""
    if CustomerShare.objects.exists():  # scope: the demo's own
        return
    for owner, person, access, reason in SHARED:
        for customer in _customers_of(telling.users[owner])[:1]:
            share_customer(
                actor=telling.users[owner], customer=customer, person=telling.users[person], access=access, reason=reason,
                until=None, at=telling.at,
            )  # fmt: skip


def _give_tasks(telling: Telling, seller: User) -> None:
    """Some things to do, one of them overdue; the manager gives one."""
    if Task.objects.open().filter(assignee=seller).count() >= len(TASKS):  # scope: the demo's own
        return
    customers = _customers_of(seller)
    today = telling.calendar.day_of(telling.at)
    for place, (title, why, days) in enumerate(TASKS):
        due_on = telling.calendar.last_working_day_on_or_before(today + timedelta(days=days))
        add_task(
            actor=telling.users["helen"] if place == len(TASKS) - 1 else seller, assignee=seller, title=title, due_on=due_on,
            customer=telling.chance.choice(customers) if customers and why else None, why=why, at=telling.at,
        )  # fmt: skip


def _set_dates(telling: Telling, seller: User) -> None:
    """One date by hand earlier than the rule's, one later with a reason that the manager judges."""
    today = telling.calendar.day_of(telling.at)
    later = [
        customer
        for customer in _customers_of(seller)
        if customer.next_due_on and customer.next_due_on >= today
    ]
    for customer, days in zip(_some(telling.chance, later, 2), (1, 12), strict=False):
        due_on = telling.calendar.add_working_days(today, days)
        try:
            set_due_by_hand(actor=seller, customer=customer, due_on=due_on, at=telling.at)
        except LaterNeedsReason:
            set_due_by_hand(actor=seller, customer=customer, due_on=due_on, reason=LATER, at=telling.at)


def _some(chance: Random, customers: Iterable[Customer], count: int) -> list[Customer]:
    free = [customer for customer in customers if customer.manual_due_on is None]
    return chance.sample(free, min(count, len(free)))
