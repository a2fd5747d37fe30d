"""Sweeps over all clocks: set-based, and the same however often they run (rules.md §7)."""

from collections import defaultdict
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_noop

from accounts.models import User
from core import notices
from core.work_days import current_calendar
from inquiries.models import BuyerMessage, Inquiry, State
from inquiries.services.clocks import responsible_when_stopped

AT_ONCE = 500
LAST_CALL = timedelta(hours=1)


@transaction.atomic
def escalate_past_limits(*, at: datetime) -> int:
    """Tell the manager of each message whose limit passed unanswered, once, inside the windows (rules.md §3, N8).

    Outside the windows nothing goes out: the next run inside finds the same. Also writes who was responsible when the
    clock ran out (N9). Returns how many were told.
    """
    if not current_calendar().is_open(at):
        return 0
    rows = list(
        BuyerMessage.objects.select_for_update(of=("self",))
        .filter(answered_at=None, escalated_at=None, limit_at__lt=at, inquiry__state=State.OPEN)
        .select_related("inquiry__owner__team", "inquiry__customer")
        .order_by("limit_at")[:AT_ONCE]
    )
    everybody = _managers()
    for message in rows:
        message.escalated_at = at
        message.responsible = message.responsible or responsible_when_stopped(message, message.inquiry.owner)
        _tell_manager(message, everybody, at=at)
    BuyerMessage.objects.bulk_update(rows, ("escalated_at", "responsible"))
    return len(rows)


def _managers() -> frozenset[int]:
    return frozenset(User.objects.active().filter(is_manager=True).values_list("pk", flat=True))


def _manager_of(inquiry: Inquiry, everybody: frozenset[int]) -> frozenset[int]:
    """The team's manager; for an inquiry without one, every manager."""
    team = inquiry.owner.team if inquiry.owner else None
    return frozenset({team.manager_id}) if team and team.manager_id else everybody


def _tell_manager(message: BuyerMessage, everybody: frozenset[int], *, at: datetime) -> None:
    inquiry = message.inquiry
    notices.notify(
        _manager_of(inquiry, everybody),
        key=f"past-limit-{message.pk}",
        message=gettext_noop("Past limit: %(number)s, %(buyer)s. Responsible: %(person)s"),
        values={
            "number": inquiry.number,
            "buyer": str(inquiry.customer or inquiry.sender),
            "person": str(message.responsible or "–"),
        },
        url=inquiry.get_absolute_url(),
        at=at,
        is_urgent=True,
    )


@transaction.atomic
def remind_ungraded(*, at: datetime) -> int:
    """Ask owners, in the last hour of the day, for grades that are due today; tell managers what the day before left.

    Once a day and person, inside the windows (S37, N7, N8). Returns how many people were told.
    """
    calendar = current_calendar()
    if not calendar.is_open(at):
        return 0
    day = calendar.day_of(at)
    closes_at = calendar.instant_of(day, calendar.policy.windows[-1].closes)
    ungraded = Inquiry.objects.open().filter(grade="").select_related("owner__team")
    told = _tell_late_grades(ungraded.filter(grade_by_at__lt=at), day=str(day), at=at)
    if at >= closes_at - LAST_CALL:
        due = ungraded.filter(
            grade_by_at__gte=at, grade_by_at__lt=at + timedelta(days=1), owner__isnull=False
        )
        told += _tell_due_grades(due, day=str(day), at=at)
    return told


def _tell_late_grades(rows: object, *, day: str, at: datetime) -> int:
    everybody = _managers()
    counts: dict[int, int] = defaultdict(int)
    for inquiry in rows:  # type: ignore[attr-defined]  # a queryset of inquiries
        for manager_id in _manager_of(inquiry, everybody):
            counts[manager_id] += 1
    message = gettext_noop("Not graded on the day of receipt: %(count)s")
    return _tell(counts, key=f"ungraded-{day}", message=message, at=at)


def _tell_due_grades(rows: object, *, day: str, at: datetime) -> int:
    counts: dict[int, int] = defaultdict(int)
    for inquiry in rows:  # type: ignore[attr-defined]  # a queryset of inquiries
        counts[inquiry.owner_id] += 1
    message = gettext_noop("To be graded today: %(count)s")
    return _tell(counts, key=f"grade-today-{day}", message=message, at=at)


def _tell(counts: dict[int, int], *, key: str, message: str, at: datetime) -> int:
    for user_id, count in counts.items():
        url = "/inquiries/?tab=ungraded"
        notices.notify([user_id], key=key, message=message, values={"count": count}, url=url, at=at)
    return len(counts)
