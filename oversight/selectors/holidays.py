"""Whom to tell before a long holiday, and what piled up over it."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Case, Count, F, QuerySet, Value, When, Window
from django.db.models.functions import RowNumber

from accounts.models import User
from core.work_days import current_calendar
from customers.models import Customer, Stage
from inquiries.models import Inquiry, State
from oversight.domain.breaks import Break, is_looked_back_on, last_break, next_break, told_on
from oversight.policies import holiday_policy

SHOWN = 200
SHOWN_OF_EACH = 30  # of an owner's, where several are listed
GRADES = ("A", "B")


@dataclass(frozen=True)
class Holidays:
    """The next long holiday and since when it is told; the last one as long as one looks back on it."""

    coming: Break | None = None
    told_on: date | None = None
    is_told: bool = False
    over: Break | None = None


@dataclass(frozen=True)
class ToTell:
    """The customers of one owner: those still to be told, of `left_count`, and those contacted since the list was made."""

    owner: User
    left: list[Customer] = field(default_factory=list)
    told: list[Customer] = field(default_factory=list)
    left_count: int = 0
    told_count: int = 0

    @property
    def more(self) -> int:
        """How many still to be told are not listed."""
        return self.left_count - len(self.left)

    @property
    def more_told(self) -> int:
        """How many contacted ones are not listed."""
        return self.told_count - len(self.told)


@dataclass(frozen=True)
class Pile:
    """What piled up: the first of so many open inquiries and due customers."""

    inquiries: list[Inquiry]
    inquiry_count: int
    due: list[Customer]
    due_count: int


def holidays_at(today: date) -> Holidays:
    """Return where the company's day stands between its long holidays; no query but the policy's."""
    calendar, rule = current_calendar(), holiday_policy()
    coming, over = next_break(calendar, today, rule.shortest), last_break(calendar, today, rule.shortest)
    since = told_on(calendar, coming, rule.told_before) if coming else None
    is_over = over is not None and is_looked_back_on(calendar, over, today, rule.shown_after)
    return Holidays(coming, since, since is not None and since <= today, over if is_over else None)


def customers_to_tell() -> "QuerySet[Customer, Customer]":
    """Return the A and B customers that somebody looks after and may contact; to be narrowed."""
    rows = Customer.objects.current().filter(grade__in=GRADES, owner__isnull=False, do_not_contact=False)
    return rows.exclude(stage=Stage.LOST)


def count_to_tell() -> dict[int, int]:
    """Return by owner how many there are; of everybody, for the job that tells them."""
    rows = customers_to_tell().filter(owner__frozen_at=None, owner__is_active=True)
    return dict(rows.order_by().values_list("owner").annotate(count=Count("pk")))


def read_to_tell(user: User, since: date) -> list[ToTell]:
    """Return whom to tell, as `user` sees customers, owner by owner, grade first; one query.

    Of each owner the first ones where several are listed, and how many there are.
    """
    start, most = (
        current_calendar().start_of(since),
        SHOWN_OF_EACH if user.is_manager or user.is_boss else SHOWN,
    )
    rows: Any = customers_to_tell().visible_to(user)  # type: ignore[attr-defined]  # a ScopedQuerySet
    is_told = Case(When(last_contact_at__gte=start, then=Value(1)), default=Value(0))
    parts, order = [F("owner"), F("is_told")], [F("grade").asc(), F("name").asc(), F("pk").asc()]
    ranked = rows.annotate(is_told=is_told).annotate(
        place=Window(RowNumber(), partition_by=parts, order_by=order),
        many=Window(Count("pk"), partition_by=parts),
    )
    shown = (
        ranked.filter(place__lte=most)
        .select_related("owner")
        .order_by("owner__name", "owner", "grade", "name", "pk")
    )
    lists: dict[tuple[int, int], list[Any]] = defaultdict(list)
    owners: dict[int, User] = {}
    for row in shown:
        lists[row.owner_id, row.is_told].append(row)
        owners.setdefault(row.owner_id, row.owner)
    return [_to_tell(owner, lists[pk, 0], lists[pk, 1]) for pk, owner in owners.items()]


def _to_tell(owner: User, left: list[Any], told: list[Any]) -> ToTell:
    """Each row knows how many there are of its kind."""
    return ToTell(owner, left, told, *(rows[0].many if rows else 0 for rows in (left, told)))


def read_pile(user: User, today: date) -> Pile:
    """Return what piled up as `user` sees it: open inquiries by their limit, due customers by grade; four queries."""
    inquiries = Inquiry.objects.visible_to(user).filter(state=State.OPEN, limit_at__isnull=False)
    due = Customer.objects.visible_to(user).current().filter(next_due_on__lte=today)
    return Pile(
        list(inquiries.select_related("customer", "owner").order_by("limit_at", "pk")[:SHOWN]), inquiries.count(),
        list(due.select_related("owner").order_by("grade", "next_due_on", "pk")[:SHOWN]), due.count(),
    )  # fmt: skip
