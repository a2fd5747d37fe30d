"""Who answered for a reply clock when it was met or ran out (N9), read for many messages at once."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import pairwise

from accounts.models import User
from accounts.scoping import responsible_on
from core.domain.work_calendar import WorkCalendar
from core.work_days import current_calendar
from customers.models import CustomerMerge, MergeStep, OwnerPeriod
from inquiries.models import Assignment, BuyerMessage, Inquiry, State

INSTANT = timedelta(microseconds=1)
INQUIRY, PERIOD = Inquiry._meta.label_lower, OwnerPeriod._meta.label_lower


@dataclass(frozen=True, slots=True)
class _Holding:
    """Who held an inquiry from when on; `until` None: still. `period`: the OwnerPeriod that says so."""

    holder: User
    since: datetime
    until: datetime | None
    period: int = 0


def responsible_of(
    messages: Iterable[BuyerMessage], *, as_of: datetime | None = None
) -> dict[int, User | None]:
    """Return, by message, who was responsible when its clock was met, else when it ran out; None: nobody held it.

    That is who owned the customer at that moment, whoever does now, or their stand-in of that day. With `as_of` of a clock
    that still ran then: who was responsible at that moment. What ran out before it was typed in counts for who held it then,
    else for who held it when it was typed in. Before a merge each of the two had its own owner, and its own inquiries. At
    most five queries.
    """
    rows, calendar = list(messages), current_calendar()
    held = _holdings_of([message.inquiry for message in rows])
    asked: dict[int, tuple[User, date]] = {}
    answers: dict[int, User | None] = {}
    for message in rows:
        moment = _decided_at(message, as_of)
        holdings = held[message.inquiry_id]
        holder = _holder_at(holdings, moment) or (
            _holder_at(holdings, message.entered_at) if moment < message.entered_at else None
        )
        if holder is not None and _leaves_later_on(holder, moment, calendar):
            answers[message.pk] = holder
        elif holder is not None:
            asked[message.pk] = (holder, calendar.day_of(moment))
    found = responsible_on(asked.values())
    answers |= {pk: found[holder.pk, day] for pk, (holder, day) in asked.items()}
    return {message.pk: answers.get(message.pk) for message in rows}


def stopped_at(message: BuyerMessage) -> datetime:
    """Return when the clock was met, else when it ran out: a limit at midnight belongs to the day that it ends."""
    answered_at = message.answered_at
    return answered_at if answered_at and answered_at <= message.limit_at else message.limit_at - INSTANT


def found_invalid_in_time(message: BuyerMessage) -> bool:
    """Whether the inquiry was closed as invalid before the clock ran out."""
    inquiry = message.inquiry
    is_invalid = message.answered_at is None and inquiry.state == State.INVALID
    return is_invalid and inquiry.closed_at is not None and inquiry.closed_at <= message.limit_at


def _decided_at(message: BuyerMessage, as_of: datetime | None) -> datetime:
    moments = [
        stopped_at(message),
        as_of,
        message.inquiry.closed_at if found_invalid_in_time(message) else None,
    ]
    return min(moment for moment in moments if moment is not None)


def _leaves_later_on(holder: User, moment: datetime, calendar: WorkCalendar) -> bool:
    """Whether it is the day of the holder's freeze, before its hour: the figures up to the freeze are theirs (N18)."""
    frozen_at = holder.frozen_at
    return (
        frozen_at is not None and moment < frozen_at and calendar.day_of(moment) == calendar.day_of(frozen_at)
    )


def _holder_at(holdings: list[_Holding], moment: datetime) -> User | None:
    found = (
        row.holder for row in holdings if row.since <= moment and (row.until is None or moment < row.until)
    )
    return next(found, None)


def _holdings_of(inquiries: Collection[Inquiry]) -> dict[int, list[_Holding]]:
    """An inquiry is held by its customer's owner; one without a customer by whom it was given to."""
    of_customer = _owners_of({inquiry.customer_id for inquiry in inquiries if inquiry.customer_id})
    of_inquiry = _given_to({inquiry.pk for inquiry in inquiries if not inquiry.customer_id})
    moves = _moves_into([pk for pk, held in of_customer.items() if _overlap(held)])
    return {
        inquiry.pk: [_since_joined(row, inquiry.pk, moves) for row in of_customer[inquiry.customer_id]]
        if inquiry.customer_id
        else of_inquiry[inquiry.pk]
        for inquiry in inquiries
    }


def _overlap(held: list[_Holding]) -> bool:
    """Whether two held at once, as the owners of two did that were merged since."""
    rows = sorted(held, key=lambda row: row.since)
    return any(one.until is None or one.until > other.since for one, other in pairwise(rows))


@dataclass(frozen=True, slots=True)
class _Move:
    """A merge, with the inquiries and the owner periods that came over from the one that was merged."""

    at: datetime
    inquiries: frozenset[int]
    periods: frozenset[int]


def _moves_into(customer_ids: Collection[int]) -> list[_Move]:
    """The merges that stand of which these customers are what is left."""
    if not customer_ids:
        return []
    merges = CustomerMerge.objects.standing().filter(merged__merged_into__in=customer_ids)
    steps = MergeStep.objects.filter(merge__in=merges, column="customer_id", table__in=(INQUIRY, PERIOD))
    moved: dict[tuple[int, datetime], dict[str, set[int]]] = defaultdict(
        lambda: {INQUIRY: set(), PERIOD: set()}
    )
    for merge_id, at, table, ids in steps.values_list("merge", "merge__at", "table", "ids"):
        moved[merge_id, at][table].update(ids)
    return [
        _Move(at, frozenset(ids[INQUIRY]), frozenset(ids[PERIOD])) for (_merge_id, at), ids in moved.items()
    ]


def _since_joined(row: _Holding, inquiry_id: int, moves: Iterable[_Move]) -> _Holding:
    """The holding from when the period and the inquiry are one customer's."""
    apart = (move.at for move in moves if (inquiry_id in move.inquiries) != (row.period in move.periods))
    return replace(row, since=max((row.since, *apart)))


def _owners_of(customer_ids: set[int]) -> dict[int, list[_Holding]]:
    found: dict[int, list[_Holding]] = defaultdict(list)
    if customer_ids:
        periods = OwnerPeriod.objects.filter(customer__in=customer_ids).select_related("owner__team__manager")
        for row in periods:
            found[row.customer_id].append(_Holding(row.owner, row.started_at, row.ended_at, row.pk))
    return found


def _given_to(inquiry_ids: set[int]) -> dict[int, list[_Holding]]:
    found: dict[int, list[_Holding]] = defaultdict(list)
    if inquiry_ids:
        rows = Assignment.objects.filter(inquiry__in=inquiry_ids).select_related("to__team__manager")
        for row in rows.order_by("-at", "-pk"):
            until = found[row.inquiry_id][-1].since if found[row.inquiry_id] else None
            found[row.inquiry_id].append(_Holding(row.to, row.at, until))
    return found
