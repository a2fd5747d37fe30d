"""Targets with their pace."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import (
    Case,
    Count,
    ExpressionWrapper,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce, NullIf

from core.work_days import current_calendar
from customers.models import Customer, TimelineEntry
from followups.models import CadenceWindow
from managing.domain.frames import ONE_DAY, Stretch, stretch_of
from managing.domain.pace import Pace, pace_of_count, pace_of_share, passed_of
from managing.domain.rows import Row
from managing.models import PROCESS, Measure, Target
from managing.selectors.facts import contacts_in, decided_in, entered_in, quotes_in, told_in
from managing.selectors.team import span_of, total_of
from reports.domain.timetable import Span
from reports.selectors.roll import Part
from sales.models import Order, Sample

PER_CENT = 100
SHOWN = 100


@dataclass(frozen=True)
class Standing:
    """A target and how it stands; figures of a share are in per cent."""

    target: Target
    pace: Pace

    @property
    def reached(self) -> int | None:
        """As the page writes it."""
        return _whole(self.pace.reached, self.target)

    @property
    def expected(self) -> int:
        """What is asked by now."""
        return _whole(self.pace.expected, self.target) or 0


def _whole(figure: float | None, target: Target) -> int | None:
    if figure is None:
        return None
    return round(figure * PER_CENT) if target.is_share else int(figure)


def standing_of(target: Target, reached: float | None, today: date) -> Standing:
    """Return how a target stands with this figure; of a share it is one from 0 to 1."""
    days = target.days
    is_over, goal = today > days.last, target.goal or 0
    if target.is_share:
        return Standing(target, pace_of_share(goal / PER_CENT, reached, is_over=is_over))
    passed = passed_of(days, today, current_calendar())
    return Standing(target, pace_of_count(goal, reached or 0, passed, is_over=is_over))


def spans_of(targets: Iterable[Target], at: datetime) -> dict[str, Span]:
    """Return the time of the months and quarters of these targets, by name."""
    today = current_calendar().day_of(at)
    wanted = {Stretch(row.stretch) for row in targets}
    return {stretch.value: span_of(stretch_of(stretch, today), at) for stretch in sorted(wanted)}


# The facts that a measure is made of; the cadence is read from what the nights wrote down.
FACTS: dict[Measure, frozenset[str]] = {
    Measure.IN_TARGET: frozenset({"in_target", "in_limit", "late"}),
    Measure.CADENCE: frozenset(),
    **{
        measure: frozenset({measure.value})
        for measure in Measure
        if measure not in {Measure.IN_TARGET, Measure.CADENCE}
    },
}


def facts_wanted(targets: Iterable[Target]) -> dict[str, set[str]]:
    """Return which facts these targets ask for, by their month and quarter."""
    found: dict[str, set[str]] = defaultdict(set)
    for target in targets:
        found[target.stretch] |= FACTS[Measure(target.measure)]
    return dict(found)


def standings_of(
    targets: Iterable[Target], rows: Mapping[str, Mapping[Part, Row]], today: date
) -> list[Standing]:
    """Return how the targets stand with the rows of their months and quarters, habits first (S2, S114). No query.

    `rows` are everybody's: a target counts over its own people and days, whoever reads it.
    """
    found = [standing_of(target, _figure(target, rows[target.stretch]), today) for target in targets]
    return sorted(found, key=_order)


def read_targets(user: Any, today: date) -> list[Target]:
    """Return the targets of today that `user` reads. One query."""
    rows = Target.objects.visible_to(user).on(today)
    return list(rows.select_related("person__team", "team", "set_by"))


def _figure(target: Target, parts: Mapping[Part, Row]) -> float | None:
    own = (
        row
        for part, row in parts.items()
        if (target.person_id in {None, part.person.pk})
        and (target.team_id is None or (part.team is not None and part.team.pk == target.team_id))
    )
    return total_of(own).value_of(target.measure)


def _order(standing: Standing) -> tuple[Any, ...]:
    return _order_of(standing.target)


def _order_of(target: Target) -> tuple[Any, ...]:
    width = 0 if target.scope_key == "all" else 1 if target.team_id else 2
    return (width, target.scope_key, target.measure not in PROCESS, list(Measure).index(Measure(target.measure)), target.stretch)  # fmt: skip


# ── one's own, on Today: the targets, and what was reached of them in one statement ───
def read_own_standings(person: Any, at: datetime) -> list[Standing]:
    """Return how a person's own targets stand. Two statements, one without a target; it counts only what they have one for."""
    today = current_calendar().day_of(at)
    rows = list(Target.objects.filter(person=person).on(today))
    reached = _reached(rows, today, at) if rows else {}
    found = [standing_of(row, _as_share(row, reached[row.pk]), today) for row in rows]
    return sorted(found, key=_order)


def read_shared_goals(person: Any, today: date) -> list[Target]:
    """Return the targets of today of the person's team and of the company: what is asked, not what was reached. One statement."""
    shared = Q(team__isnull=False, team=person.team_id) | Q(person=None, team=None)
    rows = Target.objects.filter(shared).on(today)  # scope: the goals that everybody in it works for
    return sorted(rows.select_related("team"), key=lambda row: (row.team_id is None, _order_of(row)))


def _as_share(target: Target, reached: int | None) -> float | None:
    if not target.is_share or reached is None:
        return None if reached is None else float(reached)
    return float(reached) / SHARE_PARTS


# Shares are read as whole numbers, so that both databases divide alike.
SHARE_PARTS = 10_000


def _reached(rows: list[Target], today: date, at: datetime) -> dict[int, int | None]:
    """What the targets' people have reached, by target; the database counts only the branch that is meant."""
    pairs = sorted({(row.measure, row.stretch) for row in rows})
    whens = [
        When(
            Q(measure=measure, stretch=stretch),
            then=COUNTS[Measure(measure)](span_of(stretch_of(Stretch(stretch), today), at), at),
        )
        for measure, stretch in pairs
    ]
    counted = Target.objects.filter(pk__in=[row.pk for row in rows])  # scope: of one person, who reads them
    return dict(counted.values_list("pk", Case(*whens, output_field=IntegerField())))


def _in_target(span: Span, at: datetime) -> Any:
    decided = decided_in(span, at)
    asked = decided["in_target"] | decided["in_limit"] | decided["late"]
    return _share(_number(decided["in_target"], "responsible"), _number(asked, "responsible"))


def _cadence(span: Span, _at: datetime) -> Any:
    calendar = current_calendar()
    days = calendar.day_of(span.starts_at), calendar.day_of(span.ends_at)
    windows = CadenceWindow.objects.filter(user=OuterRef("person"), last_on__range=days)
    return _share(_sum(windows, "kept"), _sum(windows, "asked"))


def _told(span: Span, kind: TimelineEntry.Kind, model: Any, word: str) -> Any:
    return _number(told_in(span, kind, model, word), "owner_then", Count("ref_id", distinct=True))


# What is counted of a person (OuterRef "person") in the span, as it is known at a moment.
COUNTS: dict[Measure, Callable[[Span, datetime], Any]] = {
    Measure.IN_TARGET: _in_target,
    Measure.CADENCE: _cadence,
    Measure.CONTACTS: lambda span, _at: _number(contacts_in(span, current_calendar()), "by"),
    Measure.NEW_CUSTOMERS: lambda span, _at: _number(entered_in(span), "first_owner"),
    Measure.QUOTES: lambda span, _at: _number(quotes_in(span), "owner_then"),
    Measure.SAMPLES: lambda span, _at: _told(span, TimelineEntry.Kind.SAMPLE, Sample, "sent"),
    Measure.ORDERS: lambda span, _at: _told(span, TimelineEntry.Kind.ORDER, Order, "confirmed"),
    Measure.A_CUSTOMERS: lambda _span, _at: _number(Customer.objects.current().filter(grade="A"), "owner"),
}


def _number(rows: QuerySet[Any], who: str, count: Any = None) -> Any:
    own = rows.filter(**{who: OuterRef("person")}).order_by().annotate(whose=F(who)).values("whose")
    return Coalesce(Subquery(own.annotate(number=count or Count("pk")).values("number")[:1]), 0)


def _sum(rows: QuerySet[Any], field: str) -> Any:
    own = rows.order_by().values("user").annotate(number=Sum(field)).values("number")[:1]
    return Coalesce(Subquery(own), 0)


def _share(part: Any, whole: Any) -> Any:
    """In ten thousandths; None where nothing was asked."""
    return ExpressionWrapper(part * Value(SHARE_PARTS) / NullIf(whole, Value(0)), output_field=IntegerField())


# ── what came of them ───────────────────────────────────────────────────────
def read_results(user: Any, today: date) -> list[Target]:
    """Return the targets of the last month and quarter with their `result`, as `user` reads them. One statement."""
    return _with_results(Target.objects.visible_to(user), today)


def read_own_results(person: Any, today: date) -> list[Target]:
    """Return a person's own, as `read_results`. One statement."""
    return _with_results(Target.objects.filter(person=person), today)


def _with_results(targets: Any, today: date) -> list[Target]:
    ended = Q()
    for stretch in Stretch:
        last = stretch_of(stretch, stretch_of(stretch, today).first - ONE_DAY)
        ended |= Q(stretch=stretch, starts_on=last.first)
    rows = targets.filter(ended, result__isnull=False).select_related("person", "team", "result")
    return list(rows.order_by("-starts_on", "scope_key", "pk"))


# ── what was set ────────────────────────────────────────────────────────────
def read_history(user: Any) -> list[Target]:
    """Return every target that `user` reads as it was set, the newest first. One statement."""
    rows = Target.objects.visible_to(user).select_related("person", "team", "set_by", "result")
    return list(rows.order_by("-set_at", "-pk")[:SHOWN])
