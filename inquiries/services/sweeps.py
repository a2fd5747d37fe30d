"""Sweeps over all clocks: set-based, and the same however often they run (rules.md §7)."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext_noop

from accounts.models import User
from accounts.scoping import leaders_of, responsible_on
from core import notices, robots
from core.notices import Notice
from core.work_days import current_calendar
from inquiries.models import BuyerMessage, Inquiry, InquiryQuerySet, State
from inquiries.policies import reply_policy
from inquiries.robot_topics import PAST_LIMIT
from inquiries.selectors.responsible import responsible_of

AT_ONCE = 500


@transaction.atomic
def escalate_past_limits(*, at: datetime) -> int:
    """Tell of each message whose limit passed unanswered, once, inside the windows (rules.md §3, N8).

    The manager of the owner's team is told, else the boss; of nobody's inquiry every manager. Outside the windows nothing
    goes out: the next run inside finds the same. Also writes who was responsible when the clock ran out (N9). Returns how
    many were told; the number of statements does not grow with it.
    """
    if not current_calendar().is_open(at):
        return 0
    rows = list(
        BuyerMessage.objects.select_for_update(of=("self",))
        .filter(answered_at=None, escalated_at=None, limit_at__lt=at, inquiry__state=State.OPEN)
        .select_related("inquiry__owner__team", "inquiry__customer")
        .order_by("limit_at")[:AT_ONCE]
    )
    if not rows:
        return 0
    responsible = responsible_of(rows)
    for message in rows:
        message.escalated_at, message.responsible = at, responsible[message.pk]
    BuyerMessage.objects.bulk_update(rows, ("escalated_at", "responsible"))
    leaders = leaders_of((message.inquiry.owner for message in rows), at=at)
    notices.notify_each((_past_limit(message, leaders) for message in rows), at=at)
    robots.announce(PAST_LIMIT, count=len(rows), at=at)
    return len(rows)


def _past_limit(message: BuyerMessage, leaders: Mapping[int | None, frozenset[int]]) -> Notice:
    inquiry = message.inquiry
    return Notice(
        leaders[inquiry.owner_id],
        key=f"past-limit-{message.pk}",
        message=gettext_noop("Past limit: %(number)s, %(buyer)s. Responsible: %(person)s"),
        values={
            "number": inquiry.number,
            "buyer": str(inquiry.customer or inquiry.sender),
            "person": str(message.responsible or "–"),
        },
        url=inquiry.get_absolute_url(),
        is_urgent=True,
        about=inquiry,
    )


@transaction.atomic
def remind_ungraded(*, at: datetime) -> int:
    """Ask who answers, in the last hour of the day (the policy's `last_call_minutes`), for grades due today (N9); tell managers what the day before left.

    Once a day and person, inside the windows (S37, N7, N8). Returns how many people were told.
    """
    calendar = current_calendar()
    if not calendar.is_open(at):
        return 0
    day = calendar.day_of(at)
    closes_at = calendar.instant_of(day, calendar.policy.windows[-1].closes)
    ungraded = Inquiry.objects.open().filter(grade="")
    told = _tell_late_grades(ungraded.filter(grade_by_at__lt=at), day=str(day), at=at)
    if at >= closes_at - timedelta(minutes=reply_policy().last_call_minutes):
        due = ungraded.filter(grade_by_at__gte=at, grade_by_at__lt=at + timedelta(days=1)).exclude(owner=None)
        told += _tell_due_grades(due, day=str(day), at=at)
    return told


def _tell_late_grades(rows: InquiryQuerySet, *, day: str, at: datetime) -> int:
    counts: Counter[int] = Counter()
    by_owner = _count_by_owner(rows)
    owners = {user.pk: user for user in User.objects.filter(pk__in=by_owner).select_related("team")}
    leaders = leaders_of((owners.get(owner_id) if owner_id else None for owner_id in by_owner), at=at)
    for owner_id, count in by_owner.items():
        counts.update(dict.fromkeys(leaders[owner_id], count))
    message = gettext_noop("Not graded on the day of receipt: %(count)s")
    return _tell(counts, key=f"ungraded-{day}", message=message, at=at)


def _tell_due_grades(rows: InquiryQuerySet, *, day: str, at: datetime) -> int:
    by_owner = {owner_id: count for owner_id, count in _count_by_owner(rows).items() if owner_id}
    owners = User.objects.filter(pk__in=by_owner).select_related("team__manager")
    today = current_calendar().day_of(at)
    answering = responsible_on((owner, today) for owner in owners)
    counts: Counter[int] = Counter()
    for owner_id, count in by_owner.items():
        person = answering[owner_id, today]
        counts[person.pk if person else owner_id] += count
    message = gettext_noop("To be graded today: %(count)s")
    return _tell(counts, key=f"grade-today-{day}", message=message, at=at)


def _count_by_owner(rows: InquiryQuerySet) -> dict[int | None, int]:
    return dict(rows.order_by().values_list("owner_id").annotate(count=Count("pk")))


def _tell(counts: Mapping[int, int], *, key: str, message: str, at: datetime) -> int:
    url = "/inquiries/?tab=ungraded"
    told = [Notice([user_id], key, message, {"count": count}, url) for user_id, count in counts.items()]
    notices.notify_each(told, at=at)
    return len(told)
