"""Planning the inquiries: threads of messages and replies, each clock by the real rule (requirements D2)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from accounts.models import User
from customers.models import Channel, Source
from inquiries.domain.reply_clock import ReplyClock, start_clock
from inquiries.models import Inquiry, InvalidReason, LostReason, State
from tradecrm.demo import texts
from tradecrm.demo.buyers import Buyer
from tradecrm.demo.chance import known, pick, stream
from tradecrm.demo.people import LEAVING, Style
from tradecrm.demo.world import MINUTE, World, any_moment, typed_in

PER_YEAR = {"A": 7.0, "B": 3.5, "C": 1.7, "D": 0.8}
FURTHER = ((0, 55), (1, 33), (2, 12))
LOST = (
    (LostReason.NO_ANSWER, 38), (LostReason.PRICE, 26), (LostReason.COMPETITOR, 12), (LostReason.MOQ, 8),
    (LostReason.DELIVERY, 6), (LostReason.PAYMENT, 5), (LostReason.NO_NEED, 5),
)  # fmt: skip
FRESH = timedelta(days=2)  # what came since then is made by the services (story)


@dataclass(slots=True)
class Said:
    """A message of the buyer with its clock, and our answer, None while there is none."""

    received_at: datetime
    entered_at: datetime
    entered_by: User
    channel: str
    text: str
    asked: texts.Asked
    clock: ReplyClock
    replied_at: datetime | None = None
    replied_by: User | None = None
    reply_channel: str = ""
    reply_text: str = ""


@dataclass(slots=True)
class Thread:
    """An inquiry as planned. `buyer` None is spam."""

    received_at: datetime
    buyer: Buyer | None
    chance: Random
    source: str
    said: list[Said] = field(default_factory=list)
    sender: str = ""
    state: str = State.OPEN
    close_reason: str = ""
    closed_at: datetime | None = None
    closed_by: User | None = None
    key: int = 0
    number: str = ""

    @property
    def first(self) -> Said:
        return self.said[0]


def plan_threads(world: World, buyers: Iterable[Buyer]) -> list[Thread]:
    """Return all inquiries in the order of their arrival, numbered as the services would have."""
    threads = [thread for buyer in buyers for thread in _threads_of(world, buyer)]
    spam = int(len(threads) / (1 - world.size.spam) * world.size.spam)
    threads += [_plan_spam(world, stream(world.seed, "spam", number)) for number in range(spam)]
    threads.sort(key=lambda thread: (thread.first.entered_at, thread.received_at, thread.sender))
    counts: dict[str, int] = defaultdict(int)
    for thread in threads:
        month = world.month_of(thread.first.entered_at)
        counts[month] += 1
        thread.number = f"INQ-{month}-{counts[month]:03d}"
        thread.key = world.rows.new_key(Inquiry)
    return threads


def _threads_of(world: World, buyer: Buyer) -> list[Thread]:
    chance = stream(world.seed, "threads", buyer.key)
    latest = (buyer.pooled_at or world.at - FRESH) - FRESH
    if latest <= buyer.created_at:
        return []
    years = (latest - buyer.created_at) / timedelta(days=365)
    mean = PER_YEAR[buyer.grade] * years * world.size.inquiries_factor
    count = int(mean) + (chance.random() < mean % 1)
    arrivals = sorted(any_moment(chance, buyer.created_at + timedelta(days=1), latest) for _ in range(count))
    if not buyer.is_imported:
        arrivals.insert(0, buyer.created_at - MINUTE * chance.randint(3, 20))
    return [_plan_thread(world, buyer, moment, chance, latest) for moment in arrivals]


def _plan_thread(
    world: World, buyer: Buyer, received_at: datetime, chance: Random, latest: datetime
) -> Thread:
    is_first = received_at < buyer.created_at
    source = buyer.source if is_first else pick(chance, texts.SOURCES)
    thread = Thread(received_at, buyer, chance, source, sender=buyer.people[0].name)
    asked = texts.ask(chance, buyer.city, buyer.people[0].name, buyer.country.language)
    channel = texts.CHANNEL_OF[Source(source)]
    entered_at = buyer.created_at if is_first else _typed_in(world, buyer, received_at, chance)
    text = texts.first_message(chance, asked, channel)
    thread.said.append(_say(world, thread, received_at, entered_at, channel, text, asked))
    for _ in range(pick(chance, FURTHER)):
        if not _continue(world, thread, latest):
            break
    _close(world, thread)
    return thread


def _continue(world: World, thread: Thread, latest: datetime) -> bool:
    """The buyer writes again some days after our answer."""
    last, chance = thread.said[-1], thread.chance
    if last.replied_at is None or last.channel == Channel.FAX:
        return False
    received_at = last.replied_at + timedelta(days=chance.randint(1, 12), minutes=chance.randrange(1440))
    if received_at >= latest:
        return False
    asked = texts.ask(chance, last.asked.city, last.asked.contact, "en")
    channel = Channel.EMAIL if last.channel == Channel.PHONE else last.channel
    entered_at = _typed_in(world, known(thread.buyer), received_at, chance)
    text = texts.further_message(chance, asked)
    thread.said.append(_say(world, thread, received_at, entered_at, channel, text, asked))
    return True


def _typed_in(world: World, buyer: Buyer, received_at: datetime, chance: Random) -> datetime:
    """When a message was typed in; of who fell to the pool in long holidays, before that: it had an owner then."""
    entered_at = typed_in(chance, received_at, world)
    return min(entered_at, buyer.pooled_at - MINUTE) if buyer.pooled_at else entered_at


def _say(
    world: World,
    thread: Thread,
    received_at: datetime,
    entered_at: datetime,
    channel: str,
    text: str,
    asked: texts.Asked,
) -> Said:
    is_fax = channel == Channel.FAX
    clock = start_clock(received_at, is_fax=is_fax, policy=world.reply_policy, calendar=world.calendar)
    owner = known(known(thread.buyer).owner_at(entered_at))
    said = Said(received_at, entered_at, owner, channel, text, asked, clock)
    style = world.people[owner.email.partition("@")[0]].style
    replied_at = max(_reply_moment(world, thread.chance, clock, style, owner), entered_at + MINUTE)
    if replied_at < world.at - MINUTE:
        said.replied_at, said.replied_by = (
            replied_at,
            world.responsible(owner, world.calendar.day_of(replied_at)),
        )
        said.reply_channel = _answer_channel(channel, thread.chance)
        said.reply_text = texts.answer(thread.chance, asked)
    return said


def _answer_channel(channel: str, chance: Random) -> str:
    """Faxes are answered by fax, calls by telephone or mail, the platform often by mail."""
    if channel in {Channel.PHONE, Channel.PLATFORM} and chance.random() < 0.5:
        return Channel.EMAIL
    return channel


def _reply_moment(world: World, chance: Random, clock: ReplyClock, style: Style, owner: User) -> datetime:
    """Return when the first answer went out, as this person works."""
    calendar, draw = world.calendar, chance.random()
    late = style.late
    if owner.email.startswith(LEAVING) and clock.received_at > world.at - timedelta(days=21):
        late = 0.45
    if draw < late:
        return calendar.add_working_minutes(clock.limit_at, chance.randint(15, 700))
    if draw < late + style.in_target:
        room = max(calendar.working_minutes_between(clock.received_at, clock.target_at) - 2, 2)
        return calendar.add_working_minutes(clock.received_at, chance.randint(2, int(room)))
    moment = clock.target_at + (clock.limit_at - clock.target_at) * chance.random()
    if not calendar.is_open(moment):
        moment = max(
            calendar.last_closing_before(moment) - MINUTE * chance.randint(1, 50), clock.target_at + MINUTE
        )
    return min(moment.replace(second=0, microsecond=0), clock.limit_at)


def _close(world: World, thread: Thread) -> None:
    """Most threads end: won as this person wins, else lost."""
    last, chance, buyer = thread.said[-1], thread.chance, thread.buyer
    if last.replied_at is None or last.replied_by is None or buyer is None:
        return
    age = world.at - last.replied_at
    ends = buyer.pooled_at is not None or chance.random() < (0.94 if age > timedelta(days=40) else 0.25)
    latest = (buyer.pooled_at or world.at) - MINUTE * 30
    closed_at = last.replied_at + timedelta(days=chance.randint(3, 34), minutes=chance.randrange(600))
    if buyer.pooled_at is not None:
        closed_at = min(closed_at, max(latest, last.replied_at + MINUTE))
    if not ends or closed_at > latest:
        return
    style = world.people[last.replied_by.email.partition("@")[0]].style
    is_won = (
        buyer.pooled_at is None
        and chance.random() < style.won * {"A": 2.2, "B": 1.3, "C": 0.8, "D": 0.4}[buyer.grade]
    )
    thread.closed_at, thread.closed_by = closed_at, buyer.owner_at(closed_at) or last.replied_by
    thread.state = State.WON if is_won else State.LOST
    thread.close_reason = "" if is_won else pick(chance, LOST)


def _plan_spam(world: World, chance: Random) -> Thread:
    """Spam and the irrelevant: logged by whoever got it and closed as invalid, the only exit without a reply (S45)."""
    received_at = any_moment(chance, world.start_at + timedelta(days=3), world.at - FRESH)
    sender, text = chance.choice(texts.SPAM)
    who = world.users[chance.choice(sorted(world.people))]
    thread = Thread(
        received_at, None, chance, Source.EMAIL if chance.random() < 0.6 else Source.ALIBABA, sender=sender
    )
    clock = start_clock(received_at, is_fax=False, policy=world.reply_policy, calendar=world.calendar)
    asked = texts.ask(chance, "", sender, "en")
    entered_at = typed_in(chance, received_at, world)
    channel = texts.CHANNEL_OF[Source(thread.source)]
    thread.said.append(Said(received_at, entered_at, who, channel, text, asked, clock))
    thread.state, thread.closed_by = State.INVALID, who
    thread.close_reason = InvalidReason.IRRELEVANT if sender == "Student Project" else InvalidReason.SPAM
    thread.closed_at = min(entered_at + MINUTE * chance.randint(1, 200), world.at - MINUTE)
    return thread
