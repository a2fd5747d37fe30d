"""From planned inquiries to rows: inquiry, messages, replies, products, assignment, timeline."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from accounts.models import User
from customers.models import TimelineEntry
from customers.timeline import for_whom
from inquiries.domain.assignment import MANUAL, SAME_BUYER
from inquiries.domain.reply_clock import clock_state, escalate_at, grade_by
from inquiries.models import Assignment, BuyerMessage, Inquiry, InquiryLine, Outcome, Reply, State, Validity
from inquiries.selectors.responsible import stopped_at
from inquiries.services.clocks import CLOCK_FIELDS, clock_values
from inquiries.services.closing import VALIDITY_OF
from inquiries.text import inquiry_words
from tradecrm.demo.chance import known
from tradecrm.demo.tell import key_of, stood_in_for, tell
from tradecrm.demo.threads import Said, Thread
from tradecrm.demo.world import World

EXCUSES = ("客户要求的认证资料需工厂确认", "展会期间网络不通", "系统停电半天", "等生产部报成本")
FIRST_TEXT = 300
# A reason waits for the manager's word no longer than this.
JUDGED_WITHIN = timedelta(days=14)


@dataclass(slots=True)
class OpenState:
    """The customer's open inquiries."""

    count: int = 0
    first_on: date | None = None

    def columns(self) -> dict[str, Any]:
        return {"open_inquiries": self.count, "open_inquiry_on": self.first_on}


def write_thread(
    world: World,
    thread: Thread,
    open_state: OpenState,
    asked: dict[str, tuple[int, datetime]],
    replies: dict[tuple[int, Any], int],
) -> None:
    """Write an inquiry. Notes what is open and asked about, and the keys of replies by (inquiry, time)."""
    running = [_write_message(world, thread, said) for said in thread.said]
    if thread.state == State.INVALID:
        running = []
    values = _inquiry_values(world, thread)
    values["search_text"] = inquiry_words(Inquiry(**values), _products(thread))
    clocks = {name: min((row[name] for row in running if row), default=None) for name in CLOCK_FIELDS}
    world.rows.add(Inquiry, values | clocks, thread.key)
    for said in thread.said:
        if said.replied_at is not None:
            replies[thread.key, said.replied_at] = _write_reply(world, thread, said)
    _write_lines(world, thread, asked)
    _write_assignment(world, thread)
    if thread.buyer is not None:
        _tell_thread(world, thread)
    if thread.state == State.OPEN:
        received_on = world.calendar.day_of(thread.received_at)
        open_state.count += 1
        open_state.first_on = min(open_state.first_on or received_on, received_on)


def _inquiry_values(world: World, thread: Thread) -> dict[str, Any]:
    buyer, first = thread.buyer, thread.first
    owner = first.entered_by if buyer is None else buyer.owner
    is_valid = thread.state != State.INVALID
    grade = _inquiry_grade(thread) if is_valid else "D"
    return {
        "number": thread.number, "customer_id": buyer.key if buyer else None,
        "contact_id": buyer.contact_keys[0] if buyer else None, "owner_id": owner.pk if owner else None,
        "sender": thread.sender, "subject": _subject(thread), "first_text": " ".join(first.text.split())[:FIRST_TEXT],
        "source": str(thread.source), "channel": str(first.channel), "received_at": thread.received_at,
        "received_on": world.calendar.day_of(thread.received_at), "grade": grade,
        "graded_at": first.entered_at if grade else None,
        "grade_by_at": grade_by(thread.received_at, world.reply_policy, world.calendar),
        "validity": str(VALIDITY_OF.get(thread.close_reason, Validity.VALID)), "state": str(thread.state),
        "close_reason": str(thread.close_reason), "closed_at": thread.closed_at,
        "version": 2 + (thread.closed_at is not None), "created_at": first.entered_at, "created_by_id": first.entered_by.pk,
    }  # fmt: skip


def _products(thread: Thread) -> list[str]:
    return [] if thread.buyer is None else [thread.first.asked.product.words]


def _inquiry_grade(thread: Thread) -> str:
    return str(known(thread.buyer).grade_at(thread.first.entered_at))


def _subject(thread: Thread) -> str:
    return thread.first.text[:60] if thread.buyer is None else f"Inquiry: {thread.first.asked.product.words}"


def _write_message(world: World, thread: Thread, said: Said) -> dict[str, Any] | None:
    """Write a message; return it while its clock runs."""
    row: dict[str, Any] = {
        "inquiry_id": thread.key, "contact_id": thread.buyer.contact_keys[0] if thread.buyer else None,
        "channel": str(said.channel), "text": said.text, "original": "", "received_at": said.received_at,
        "entered_at": said.entered_at, "entered_by_id": said.entered_by.pk, "answered_at": said.replied_at,
        **clock_values(said.clock),
    }  # fmt: skip
    _settle(world, thread, said, row)
    world.rows.add(BuyerMessage, row)
    return row if said.replied_at is None else None


def _settle(world: World, thread: Thread, said: Said, row: dict[str, Any]) -> None:
    """How the clock ended, whose it was, and whether the manager was told: as services and sweeps leave it."""
    told_at = escalate_at(said.clock, world.calendar)
    is_told = thread.state != State.INVALID and told_at < (said.replied_at or world.at)
    if said.replied_at is not None:
        row["outcome"] = clock_state(said.clock, at=said.replied_at, answered_at=said.replied_at).value
    if is_told:
        row["escalated_at"] = told_at
    if said.replied_at is not None or is_told:
        moment = stopped_at(BuyerMessage(**row))
        owner = thread.buyer.owner_at(moment) if thread.buyer else said.entered_by
        row["responsible_id"] = world.responsible(owner, world.calendar.day_of(moment)).pk if owner else None
    if row.get("outcome") == Outcome.LATE and thread.chance.random() < 0.35:
        verdict = thread.chance.choice((True, False, None))
        if verdict is None and world.at - known(said.replied_at) > JUDGED_WITHIN:
            verdict = True
        row |= {
            "exception_reason": thread.chance.choice(EXCUSES), "exception_accepted": verdict,
            "exception_judged_by_id": None if verdict is None else world.users["helen"].pk,
            "exception_judged_at": None if verdict is None else said.replied_at,
        }  # fmt: skip


def _write_reply(world: World, thread: Thread, said: Said) -> int:
    row = {
        "inquiry_id": thread.key, "contact_id": thread.buyer.contact_keys[0] if thread.buyer else None,
        "channel": str(said.reply_channel), "text": said.reply_text, "replied_at": said.replied_at,
        "entered_at": said.replied_at, "by_id": known(said.replied_by).pk,
        "stood_in_for_id": key_of(_stood_in_for(thread, said)),
    }  # fmt: skip
    return world.rows.add(Reply, row)


def _stood_in_for(thread: Thread, said: Said) -> User | None:
    return (
        stood_in_for(thread.buyer, known(said.replied_at), known(said.replied_by)) if thread.buyer else None
    )


def _write_lines(world: World, thread: Thread, asked: dict[str, tuple[int, datetime]]) -> None:
    """The product asked for, and the buyer's interest in it."""
    if thread.buyer is None:
        return
    wanted, first = thread.first.asked, thread.first
    row = {
        "inquiry_id": thread.key, "words": wanted.product.words, "quantity": Decimal(wanted.quantity),
        "unit": wanted.product.unit,
    }  # fmt: skip
    if wanted.quantity % 2000 == 0:
        row |= {"target_price": Decimal(f"{wanted.target:.2f}"), "currency": "USD"}
    world.rows.add(InquiryLine, row)
    times, last_at = asked.get(wanted.product.words, (0, first.entered_at))
    asked[wanted.product.words] = (times + 1, max(last_at, first.entered_at))


def _write_assignment(world: World, thread: Thread) -> None:
    first = thread.first
    is_known = thread.buyer is not None and thread.buyer.created_at < first.entered_at - timedelta(seconds=1)
    row = {
        "inquiry_id": thread.key, "to_id": first.entered_by.pk, "rule": SAME_BUYER if is_known else MANUAL,
        "by_id": first.entered_by.pk, "at": first.entered_at,
    }  # fmt: skip
    world.rows.add(Assignment, row)


def _tell_thread(world: World, thread: Thread) -> None:
    buyer = known(thread.buyer)
    contact = buyer.contact_keys[0]
    number = {"number": thread.number}
    ref = (Inquiry, thread.key)
    for place, said in enumerate(thread.said):
        kind = TimelineEntry.Kind.MESSAGE if place else TimelineEntry.Kind.INQUIRY
        values = number if place else {**number, "event": "received", "grade": _inquiry_grade(thread)}
        tell(world, buyer, kind, said.received_at, said.entered_by, text=said.text, values=values, channel=said.channel,
             is_inbound=True, contact_id=contact, ref=ref)  # fmt: skip
        if said.replied_at is not None:
            tell(world, buyer, TimelineEntry.Kind.REPLY, said.replied_at, said.replied_by, text=said.reply_text,
                 values=number | for_whom(_stood_in_for(thread, said)), channel=said.reply_channel, contact_id=contact, ref=ref)  # fmt: skip
    if thread.closed_at is not None:
        values = {**number, "event": "closed", "state": str(thread.state), "reason": str(thread.close_reason)}
        tell(
            world,
            buyer,
            TimelineEntry.Kind.INQUIRY,
            thread.closed_at,
            thread.closed_by,
            values=values,
            ref=ref,
        )
