"""Who answered for a reply clock when it was met or ran out (N9), read for many messages at once."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts.models import User
from accounts.scoping import responsible_on
from core.work_days import current_calendar
from customers.models import OwnerPeriod
from inquiries.models import Assignment, BuyerMessage, Inquiry

INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class _Holding:
    """Who held an inquiry from when on; `until` None: still."""

    holder: User
    since: datetime
    until: datetime | None


def responsible_of(messages: Iterable[BuyerMessage]) -> dict[int, User | None]:
    """Return, by message, who was responsible when its clock was met, else when it ran out; None: nobody held it.

    That is who owned the customer at that moment, whoever does now, or their stand-in of that day. What ran out before
    it was typed in counts for who held it then, else for who held it when it was typed in. At most four queries.
    """
    rows, calendar = list(messages), current_calendar()
    held = _holdings_of([message.inquiry for message in rows])
    asked = {}
    for message in rows:
        moment = stopped_at(message)
        holdings = held[message.inquiry_id]
        holder = _holder_at(holdings, moment) or (
            _holder_at(holdings, message.entered_at) if moment < message.entered_at else None
        )
        if holder is not None:
            asked[message.pk] = (holder, calendar.day_of(moment))
    found = responsible_on(asked.values())
    answers = {pk: found[holder.pk, day] for pk, (holder, day) in asked.items()}
    return {message.pk: answers.get(message.pk) for message in rows}


def stopped_at(message: BuyerMessage) -> datetime:
    """Return when the clock was met, else when it ran out: a limit at midnight belongs to the day that it ends."""
    answered_at = message.answered_at
    return answered_at if answered_at and answered_at <= message.limit_at else message.limit_at - INSTANT


def _holder_at(holdings: list[_Holding], moment: datetime) -> User | None:
    found = (
        row.holder for row in holdings if row.since <= moment and (row.until is None or moment < row.until)
    )
    return next(found, None)


def _holdings_of(inquiries: Collection[Inquiry]) -> dict[int, list[_Holding]]:
    """An inquiry is held by its customer's owner; one without a customer by whom it was given to."""
    of_customer = _owners_of({inquiry.customer_id for inquiry in inquiries if inquiry.customer_id})
    of_inquiry = _given_to({inquiry.pk for inquiry in inquiries if not inquiry.customer_id})
    return {
        inquiry.pk: of_customer[inquiry.customer_id] if inquiry.customer_id else of_inquiry[inquiry.pk]
        for inquiry in inquiries
    }


def _owners_of(customer_ids: set[int]) -> dict[int, list[_Holding]]:
    found: dict[int, list[_Holding]] = defaultdict(list)
    if customer_ids:
        periods = OwnerPeriod.objects.filter(customer__in=customer_ids).select_related("owner__team__manager")
        for row in periods:
            found[row.customer_id].append(_Holding(row.owner, row.started_at, row.ended_at))
    return found


def _given_to(inquiry_ids: set[int]) -> dict[int, list[_Holding]]:
    found: dict[int, list[_Holding]] = defaultdict(list)
    if inquiry_ids:
        rows = Assignment.objects.filter(inquiry__in=inquiry_ids).select_related("to__team__manager")
        for row in rows.order_by("-at", "-pk"):
            until = found[row.inquiry_id][-1].since if found[row.inquiry_id] else None
            found[row.inquiry_id].append(_Holding(row.to, row.at, until))
    return found
