"""What waits for the boss's ruling: points of managers, help requests that went on, support wanted (S7, S111, S112)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import CharField, Count, Exists, F, OuterRef, Q, QuerySet, Window
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.text import Truncator

from briefings.domain.timetable import red_at
from briefings.models import Kind, Point, Ruling
from briefings.policies import briefing_policy
from core.work_days import current_calendar
from customers.models import Customer
from followups.models import HelpRequest
from reports.models import WeeklyReport, WeeklyState

# What was wanted longer ago is no point of a briefing any more: it stands in the report.
WISHED_WITHIN = timedelta(days=92)
AT_ONCE = 500
SHORT = 80


@dataclass(frozen=True)
class Waiting:
    """Something that waits for a ruling since `raised_at`; `record` is the row behind it."""

    kind: str
    id: str
    text: str
    raised_at: datetime
    raised_by_id: int
    record: Any

    @property
    def url(self) -> str:
        """Where it is ruled on."""
        return f"{reverse('briefings:rule')}?about={self.kind}-{self.id}"

    @property
    def short(self) -> str:
        """Its first words."""
        return Truncator(" ".join(self.text.split())).chars(SHORT)


def is_red(raised_at: datetime, at: datetime) -> bool:
    """Whether what was raised then has waited too long at `at` (§7)."""
    return red_at(raised_at, briefing_policy(), current_calendar()) <= at


def with_sight(rows: "QuerySet[Any]", user: Any) -> "QuerySet[Any]":
    """Say of each row whether its customer is in the reader's sight: `sees_customer`."""
    seen = Customer.objects.visible_to(user).filter(pk=OuterRef("customer"))
    marked: QuerySet[Any] = rows.annotate(sees_customer=Exists(seen))
    return marked


def help_of(user: Any) -> "QuerySet[HelpRequest]":
    """Return the requests that nobody has answered, those that are the boss's to answer first, the oldest first."""
    rows = with_sight(HelpRequest.objects.visible_to(user).waiting(), user)
    rows = rows.annotate(
        total=Window(Count("pk")), asked_boss=Window(Count("pk", filter=Q(boss_since__isnull=False)))
    )
    found: QuerySet[HelpRequest] = rows.select_related("author", "customer")
    return found.order_by(F("boss_since").asc(nulls_last=True), "asked_at", "pk")


def wishes_of(user: Any, at: datetime) -> "QuerySet[WeeklyReport]":
    """Return the reports whose author wants support that the boss has said nothing to, the oldest first."""
    ruled = Ruling.objects.filter(
        kind=Kind.WISH, subject=Cast(OuterRef("pk"), CharField())
    )  # scope: of everybody
    rows = WeeklyReport.objects.visible_to(user).filter(
        state=WeeklyState.SUBMITTED, first_submitted_at__gte=at - WISHED_WITHIN, first_submitted_at__lte=at
    )
    rows = rows.exclude(support_wanted="").exclude(person=user).filter(~Exists(ruled))
    return (
        rows.annotate(total=Window(Count("pk"))).select_related("person").order_by("first_submitted_at", "pk")
    )


def points_of(user: Any) -> "QuerySet[Point]":
    """Return the points that wait for a ruling, the oldest first."""
    rows = Point.objects.visible_to(user).unruled()
    return rows.select_related("raised_by", "customer").order_by("raised_at", "pk")


def read_red(user: Any, at: datetime) -> list[Waiting]:
    """Return everything that `user` sees and that has waited too long at `at`. Three queries."""
    return [one for one in _waiting(user, at) if is_red(one.raised_at, at)]


def _waiting(user: Any, at: datetime) -> Iterable[Waiting]:
    for point in points_of(user).select_related("briefing")[:AT_ONCE]:
        yield Waiting(Kind.POINT, str(point.pk), point.text, point.raised_at, point.raised_by_id, point)
    asked = help_of(user).filter(boss_since__isnull=False)
    for request in asked[:AT_ONCE]:
        since = max(request.boss_since or at, request.asked_at)
        yield Waiting(Kind.HELP, str(request.pk), request.text, since, request.author_id, request)
    for report in wishes_of(user, at)[:AT_ONCE]:
        since = report.first_submitted_at or at
        yield Waiting(Kind.WISH, str(report.pk), report.support_wanted, since, report.person_id, report)
