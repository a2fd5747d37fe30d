"""What waits for the boss's ruling: points of managers, help requests that went on, support wanted (S7, S111, S112)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import CharField, Count, Exists, F, Min, OuterRef, Q, QuerySet, Value, Window
from django.db.models.functions import Cast, Greatest
from django.urls import reverse
from django.utils.text import Truncator

from accounts.models import User
from briefings.domain.timetable import red_at
from briefings.models import Kind, Point, Ruling, TurnedRed
from briefings.policies import briefing_policy
from core.work_days import current_calendar
from customers.models import Customer
from followups.models import HelpRequest
from reports.models import WeeklyReport, WeeklyState

AT_ONCE = 500
PAGE = 50
SHORT = 80


@dataclass(frozen=True)
class Waiting:
    """Something that waits for a ruling since `raised_at`; `record` is the row behind it, loaded with its customer."""

    kind: str
    id: str
    text: str
    raised_at: datetime
    raised_by: User
    record: Any

    @property
    def name(self) -> str:
        """What the box of a ruling calls it."""
        return f"{self.kind}-{self.id}"

    @property
    def url(self) -> str:
        """Where it is ruled on."""
        return f"{reverse('briefings:rule')}?about={self.name}"

    @property
    def label(self) -> str:
        """What it is, in a word or two."""
        return str(Kind(self.kind).label)

    @property
    def customer(self) -> Customer | None:
        """Whose it is, if any customer's and if that is in the reader's sight."""
        found: Customer | None = (
            self.record.customer if getattr(self.record, "sees_customer", False) else None
        )
        return found

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
    """Return the reports whose author wants support that the boss has said nothing to, however long ago, the oldest first."""
    rows = _wishes(user, at).annotate(total=Window(Count("pk")))
    return rows.select_related("person").order_by("first_submitted_at", "pk")


def _wishes(user: Any, at: datetime) -> "QuerySet[WeeklyReport]":
    ruled = Ruling.objects.filter(
        kind=Kind.WISH, subject=Cast(OuterRef("pk"), CharField())
    )  # scope: of everybody
    rows = WeeklyReport.objects.visible_to(user).filter(
        state=WeeklyState.SUBMITTED, first_submitted_at__lte=at
    )
    return rows.exclude(support_wanted="").exclude(person=user).filter(~Exists(ruled))


def points_of(user: Any) -> "QuerySet[Point]":
    """Return the points that wait for a ruling, the oldest first."""
    rows = with_sight(Point.objects.visible_to(user).unruled(), user)
    found: QuerySet[Point] = rows.select_related("raised_by", "customer", "briefing")
    return found.order_by("raised_at", "pk")


def read_newly_red(user: Any, at: datetime) -> list[Waiting]:
    """Return what `user` sees, has waited too long at `at` and was not told yet; of each kind the oldest. Three queries."""
    rows = (
        _WAITING[kind](row)
        for kind, found in _sources(user, at).items()
        for row in found.annotate(since=_SINCE[kind]).filter(~Exists(_told(kind)))[:AT_ONCE]
    )
    return [one for one in rows if is_red(one.raised_at, at)]


def _told(kind: Kind) -> "QuerySet[TurnedRed]":
    subject = Cast(OuterRef("pk"), CharField())
    return TurnedRed.objects.filter(kind=kind, subject=subject, raised_at=OuterRef("since"))


# ── all of it as a list ─────────────────────────────────────────────────────
@dataclass(frozen=True)
class WaitingPage:
    """A page of what waits for a ruling; `next` and `previous` are where the pages beside it start, None where there is none."""

    rows: list[Waiting]
    previous: int | None
    next: int | None


@dataclass(frozen=True)
class Standing:
    """How much waits for a ruling; `since`: the oldest of it, None where nothing waits; `is_red`: that one for too long."""

    number: int
    since: datetime | None
    is_red: bool


def read_waiting(user: Any, at: datetime, skip: int = 0) -> WaitingPage:
    """Return what waits for the boss's ruling as far as `user` sees it, the oldest first. A query, and one for each kind on the page."""
    keys = list(_keys(user, at).order_by("since", "what", "pk")[skip : skip + PAGE + 1])
    shown, sources = keys[:PAGE], _sources(user, at)
    wanted = {kind: [pk for pk, what, _since in shown if what == kind] for kind in sources}
    found: dict[tuple[str, int], Any] = {
        (kind, row.pk): row for kind, pks in wanted.items() if pks for row in sources[kind].filter(pk__in=pks)
    }
    rows = [_WAITING[what](found[what, pk]) for pk, what, _since in shown if (what, pk) in found]
    return WaitingPage(rows, max(0, skip - PAGE) if skip else None, skip + PAGE if len(keys) > PAGE else None)


def count_waiting(user: Any, at: datetime) -> Standing:
    """Return how much waits for the boss's ruling as far as `user` sees it, and since when. One query."""
    number, oldest = 0, None
    for _what, count, since in _counts(user, at):
        number += count
        oldest = min(filter(None, (oldest, since)), default=None)
    return Standing(number, oldest, oldest is not None and is_red(oldest, at))


def _keys(user: Any, at: datetime) -> "QuerySet[Any, tuple[Any, str, datetime]]":
    return _union(rows.order_by().values_list("pk", "what", "since") for rows in _dated(user, at))


def _counts(user: Any, at: datetime) -> "QuerySet[Any, tuple[str, int, datetime]]":
    return _union(
        rows.order_by().values("what").annotate(number=Count("pk"), oldest=Min("since")).values_list("what", "number", "oldest")
        for rows in _dated(user, at)
    )  # fmt: skip


def _union(parts: "Iterable[QuerySet[Any, Any]]") -> "QuerySet[Any, Any]":
    first, *others = parts
    return first.union(*others, all=True)


def _dated(user: Any, at: datetime) -> "Iterable[QuerySet[Any]]":
    """Each kind with `what` it is and `since` when it waits."""
    for kind, rows in _waiting(user, at).items():
        yield rows.annotate(what=Value(kind.value, CharField()), since=_SINCE[kind])


def _waiting(user: Any, at: datetime) -> "dict[Kind, QuerySet[Any]]":
    return {
        Kind.POINT: Point.objects.visible_to(user).unruled(),
        Kind.HELP: _with_the_boss(HelpRequest.objects.visible_to(user).waiting(), user),
        Kind.WISH: _wishes(user, at),
    }


def _sources(user: Any, at: datetime) -> "dict[Kind, QuerySet[Any]]":
    """The same rows with what is shown of them."""
    return {
        Kind.POINT: points_of(user),
        Kind.HELP: _with_the_boss(help_of(user), user),
        Kind.WISH: wishes_of(user, at),
    }


def _with_the_boss(rows: "QuerySet[HelpRequest]", user: Any) -> "QuerySet[HelpRequest]":
    """What the boss is to answer; of two bosses nobody rules on their own."""
    found = rows.filter(boss_since__isnull=False)
    return found.exclude(author=user) if user.is_boss else found


def _point(row: Point) -> Waiting:
    return Waiting(Kind.POINT, str(row.pk), row.text, row.raised_at, row.raised_by, row)


def _help(row: Any) -> Waiting:
    return Waiting(Kind.HELP, str(row.pk), row.text, max(row.boss_since, row.asked_at), row.author, row)


def _wish(row: Any) -> Waiting:
    return Waiting(Kind.WISH, str(row.pk), row.support_wanted, row.first_submitted_at, row.person, row)


_WAITING: dict[str, Any] = {Kind.POINT: _point, Kind.HELP: _help, Kind.WISH: _wish}
_SINCE: dict[str, Any] = {
    Kind.POINT: F("raised_at"),
    Kind.HELP: Greatest("boss_since", "asked_at"),
    Kind.WISH: F("first_submitted_at"),
}
