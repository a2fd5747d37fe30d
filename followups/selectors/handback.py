"""The summary of an absence for who comes back: what came in, what was answered, what is still to do (S35).

Everything is narrowed to what the reader sees now: a stand-in reads it while the absence lasts, afterwards the customers
are the owner's again. A fixed number of queries, however much there is.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, QuerySet

from accounts.models import Absence, User
from core.domain.work_calendar import ONE_DAY
from core.work_days import current_calendar
from customers.domain.due_state import due_state_of
from customers.models import Customer
from followups.models import FollowUp
from inquiries.models import BuyerMessage, Inquiry, Reply, State
from inquiries.selectors.clocks import with_chips

SHOWN = 50


@dataclass(frozen=True)
class Part:
    """One list of the summary: its first rows, and how many there are in all."""

    rows: list[Any]
    count: int

    @property
    def hidden(self) -> int:
        return self.count - len(self.rows)


@dataclass(frozen=True)
class HandBack:
    """What happened with the absent person's buyers between the first and the last day, and what is still to do now.

    `came_in`: messages of buyers, each with `answered_by` when it was answered. `contacts`: what others recorded.
    `acted`: who did how much. `open`: unanswered now, `due`: customers due now, `new`: entered meanwhile.
    """

    absence: Absence
    came_in: Part
    replies: Part
    contacts: Part
    acted: list[tuple[User, int]]
    open: Part
    due: Part
    new: Part

    @property
    def is_empty(self) -> bool:
        parts = (self.came_in, self.replies, self.contacts, self.open, self.due, self.new)
        return not any(part.count for part in parts)


def read_handback(viewer: Any, absence: Absence, at: datetime) -> HandBack:
    """Return the summary of `absence` as `viewer` may read it."""
    calendar = current_calendar()
    since = calendar.start_of(absence.starts_on)
    until = calendar.start_of(absence.ends_on + ONE_DAY)
    owner = absence.user_id
    today = calendar.day_of(at)
    inquiries = Inquiry.objects.visible_to(viewer).filter(owner=owner)
    customers = Customer.objects.visible_to(viewer).current().filter(owner=owner)
    messages = BuyerMessage.objects.filter(
        inquiry__in=inquiries, received_at__gte=since, received_at__lt=until
    )
    replies = Reply.objects.filter(inquiry__in=inquiries, replied_at__gte=since, replied_at__lt=until)
    contacts = FollowUp.objects.visible_to(viewer).filter(
        customer__owner=owner, on_day__range=(absence.starts_on, absence.ends_on)
    )
    return HandBack(
        absence=absence,
        came_in=_messages(messages.exclude(inquiry__state=State.INVALID)),
        replies=_part(replies.select_related("inquiry__customer", "by").order_by("-replied_at", "-pk")),
        contacts=_part(
            contacts.filter(reply=None)
            .exclude(by=owner)
            .select_related("customer", "by")
            .order_by("-at", "-pk")
        ),
        acted=_acted(contacts.exclude(by=owner)),
        open=_open(inquiries.open().unanswered(), at),
        due=_due(customers.filter(next_due_on__lte=today), today),
        new=_part(
            customers.filter(created_at__gte=since, created_at__lt=until).order_by("-created_at", "-pk")
        ),
    )


def _part(rows: "QuerySet[Any]") -> Part:
    """The first rows; the whole is counted only where there is more."""
    shown = list(rows[:SHOWN])
    return Part(shown, rows.count() if len(shown) == SHOWN else len(shown))


def _messages(messages: "QuerySet[BuyerMessage]") -> Part:
    """Each message with who answered it: the reply that stopped its clock."""
    part = _part(messages.select_related("inquiry__customer").order_by("-received_at", "-pk"))
    replies = Reply.objects.filter(inquiry__in={row.inquiry_id for row in part.rows}).select_related("by")
    by_moment = {(row.inquiry_id, row.replied_at): row.by for row in replies}
    for row in part.rows:
        row.answered_by = by_moment.get((row.inquiry_id, row.answered_at))
    return part


def _acted(contacts: "QuerySet[FollowUp]") -> list[tuple[User, int]]:
    """Who acted in the owner's place, most first; a reply is one of the contacts."""
    counts = Counter(dict(contacts.order_by().values_list("by").annotate(count=Count("pk"))))
    people = User.objects.in_bulk(counts)
    return [(people[pk], count) for pk, count in counts.most_common()]


def _open(inquiries: "QuerySet[Inquiry]", at: datetime) -> Part:
    part = _part(inquiries.select_related("customer").order_by("target_at", "pk"))
    with_chips(part.rows, at)
    return part


def _due(customers: "QuerySet[Customer]", today: Any) -> Part:
    part = _part(customers.order_by("grade", "next_due_on", "pk"))
    calendar = current_calendar()
    for row in part.rows:
        row.due = due_state_of(row, today, calendar)
    return part


TOLD_WITHIN = timedelta(days=14)


def read_over(at: datetime) -> list[Absence]:
    """Return the absences that ended within the last two weeks and whose person is back today. Two queries."""
    today = current_calendar().day_of(at)
    ended = Absence.objects.holding().filter(ends_on__lt=today, ends_on__gte=today - TOLD_WITHIN)
    back = ended.filter(user__is_active=True, user__frozen_at=None).exclude(
        user__in=Absence.objects.on(today).values("user")
    )
    return list(back.select_related("user").order_by("pk"))
