"""The records behind a figure of the team that no list of the product shows as it is counted (ux.md: a cell opens its records).

What is listed is what `managing.selectors.facts` counts, narrowed to the same people, teams and moments.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Q

from accounts.scoping import away_on
from core.work_days import current_calendar
from customers.models import Customer, GradeChange
from inquiries.models import BuyerMessage
from managing.selectors.facts import Fact, facts_of
from reports.domain.timetable import Span
from reports.models import WeeklyReport
from reports.selectors.records import InquiryRow, as_inquiry_rows
from reports.selectors.roll import Roll

PAGE = 50


class Behind(StrEnum):
    """The figures whose records have a page of their own."""

    RECEIVED = "received"
    MOVES = "moves"
    REPORTS = "reports"


NAMES = {Behind.RECEIVED: "received", Behind.REPORTS: "reports_owed"}


@dataclass(frozen=True)
class Move:
    """A step up to A or B, or down from them. `customer` None: it is out of the reader's sight."""

    step: GradeChange
    customer: Customer | None

    @property
    def is_up(self) -> bool:
        """A before B before C before D."""
        return self.step.after < self.step.before


@dataclass(frozen=True)
class Owed:
    """A weekly report; `is_readable`: the reader may open it."""

    report: WeeklyReport
    is_readable: bool

    @property
    def standing(self) -> str:
        """How it was handed in at first: "in_time", "late", "missing"."""
        if self.report.first_submitted_at is None:
            return "missing"
        return "in_time" if self.report.first_submitted_at <= self.report.period.due_at else "late"


Row = InquiryRow | Move | Owed


@dataclass(frozen=True)
class Shown:
    """Whose rows are listed: those parts of `read` of all that there are, `everybody`'s (in the same teams and times)."""

    everybody: Roll
    read: Roll

    def rows_of(self, fact: Fact, at: datetime) -> Q:
        """Return which rows of the fact `managing.selectors.team` adds to these parts."""
        if not fact.of_owner:
            return self._own(fact, self.read.ids)
        away = away_on(current_calendar().day_of(at))
        owners = {owner: away.answering_for(owner) for owner in {*self.everybody.ids, *away.absences}}
        stood_in_for = [owner for owner, who in owners.items() if who != owner and self._reads_last(who)]
        own = [owner for owner, who in owners.items() if who == owner and owner in self.read.ids]
        return Q(**{f"{fact.who}__in": stood_in_for}) | self._own(fact, own)

    def _own(self, fact: Fact, people: Iterable[int]) -> Q:
        """A fact of a moment is its part's; one without is the last part's. Who has one part, whole, is asked for with the others."""
        whole, found = [], Q(**{f"{fact.who}__in": ()})
        for pk in people:
            parts = self.everybody.parts[pk]
            if not fact.when or (len(parts) == 1 and not parts[0].mark):
                whole += [pk] if self._reads_last(pk) else []
                continue
            for place, part in enumerate(parts):
                found |= self._in_part(fact, pk, place) if part in self.read.parts[pk] else Q()
        return found | Q(**{f"{fact.who}__in": whole})

    def _in_part(self, fact: Fact, pk: int, place: int) -> Q:
        own, condition = self.everybody.parts[pk], Q(**{fact.who: pk})
        if place > 0:
            condition &= Q(**{f"{fact.when}__gte": own[place].span.starts_at})
        if own[place].mark or own[place] is not own[-1]:
            condition &= Q(**{f"{fact.when}__lt": own[place].span.ends_at})
        return condition

    def _reads_last(self, pk: int | None) -> bool:
        own = self.everybody.parts.get(pk or 0, [])
        return bool(own) and own[-1] in self.read.parts.get(pk or 0, [])


def read_behind(
    figure: Behind, shown: Shown, span: Span, user: Any, at: datetime, number: str
) -> tuple[Page[Any], list[Row]]:
    """Return a page of what the figure counts in these parts, the newest first, as far as `user` may see the rows.

    Four statements, whatever the rows.
    """
    facts = [fact for fact in facts_of(span, at) if _is_of(fact, figure)]
    match figure:
        case Behind.RECEIVED:
            rows: Any = BuyerMessage.objects.filter(_of_any(facts, shown, span, at))
            rows = rows.select_related("inquiry__customer").order_by("-received_at", "-pk")
        case Behind.MOVES:
            rows = GradeChange.objects.filter(_of_any(facts, shown, span, at))
            rows = rows.select_related("customer__owner").order_by("-at", "-pk")
        case Behind.REPORTS:
            rows = WeeklyReport.objects.filter(
                _of_any(facts, shown, span, at)
            )  # scope: `_rows_of` says which may be read
            rows = rows.select_related("person", "period").order_by("-period__due_at", "person__name", "pk")
    page = Paginator(rows, PAGE).get_page(number)
    return page, list(_rows_of(figure, page.object_list, user, at))


def _is_of(fact: Fact, figure: Behind) -> bool:
    if figure is Behind.MOVES:
        return fact.rows.model is GradeChange
    return bool(fact.names == NAMES[figure])


def _of_any(facts: Iterable[Fact], shown: Shown, span: Span, at: datetime) -> Q:
    first, *others = (
        fact.rows.filter(shown.rows_of(fact, at), *([fact.within(span)] if fact.within else []))
        .order_by()
        .values("pk")
        for fact in facts
    )
    return Q(pk__in=first.union(*others, all=True) if others else first)


def _rows_of(figure: Behind, page: Any, user: Any, at: datetime) -> Iterable[Row]:
    rows = list(page)
    match figure:
        case Behind.RECEIVED:
            return as_inquiry_rows(rows, user, at)
        case Behind.MOVES:
            ids = {row.customer_id for row in rows}
            seen = set(Customer.objects.visible_to(user).filter(pk__in=ids).values_list("pk", flat=True))
            return [Move(row, row.customer if row.customer_id in seen else None) for row in rows]
        case Behind.REPORTS:
            ids = {row.pk for row in rows}
            readable = set(
                WeeklyReport.objects.visible_to(user).filter(pk__in=ids).values_list("pk", flat=True)
            )
            return [Owed(row, is_readable=row.pk in readable) for row in rows]
