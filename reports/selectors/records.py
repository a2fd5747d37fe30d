"""The records of a month or quarter: figures of each person, and the rows behind them (S137, S138)."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, F, Max, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from accounts.models import User
from core.domain.work_calendar import ONE_DAY
from core.work_days import current_calendar
from customers.models import Customer, GradeChange, OwnerPeriod, Stage, TimelineEntry
from followups.domain.compliance import SETTLING, Tally
from followups.models import FollowUp
from followups.selectors.cadence_windows import read_kept
from followups.selectors.compliance import Period, read_histories_of
from followups.selectors.due_inputs import rules_at
from followups.selectors.people import days_in_charge_of
from followups.services.weeks import first_day_asked, tally_ended
from inquiries.models import Assignment, BuyerMessage, Inquiry
from inquiries.models import State as InquiryState
from inquiries.selectors.clocks import as_known
from inquiries.selectors.responsible import INSTANT, responsible_of
from reports.domain.days import Kind
from reports.domain.figures import Figures
from reports.domain.management import Management
from reports.domain.timetable import Span
from reports.models import PersonRecord, RecordPeriod
from reports.selectors.figures import KINDS, asked_by, figures_of_questions, read_totals, told_of
from reports.selectors.figures import Kind as Fact
from reports.selectors.roll import Roll, roll_of
from reports.selectors.then import grade_then, owner_then, stage_then, within

PAGE = 50
# What the table of a period shows, and what a person's customer-management report says of figures.
OF_PERIOD = (Fact.QUESTIONS, Fact.CONTACTS, Fact.NEW_CUSTOMERS, Fact.SALES)
OF_CUSTOMERS = (Fact.CONTACTS, Fact.NEW_CUSTOMERS)


@dataclass(frozen=True)
class Record:
    """A person's record with its figures, frozen or as they stand now."""

    row: PersonRecord
    figures: Figures
    customers: Management


def read_period(kind: Kind, day: date) -> RecordPeriod | None:
    """Return the period that holds `day`."""
    return RecordPeriod.objects.filter(kind=kind, first_on__lte=day, last_on__gte=day).first()


def read_neighbours(period: RecordPeriod) -> tuple[date | None, date | None]:
    """Return the first days of the period before and after of the same kind. One query."""
    rows = RecordPeriod.objects.filter(kind=period.kind)
    before = rows.filter(first_on__lt=period.first_on).order_by("-first_on")
    after = rows.filter(first_on__gt=period.first_on).order_by("first_on")
    beside = [Subquery(side.values("first_on")[:1]) for side in (before, after)]
    found: tuple[date | None, date | None] = rows.filter(pk=period.pk).values_list(*beside).get()
    return found


def read_records(period: RecordPeriod, user: Any, at: datetime) -> list[Record]:
    """Return the records of a period that `user` reads. The number of queries does not grow with the people."""
    rows = (
        PersonRecord.objects.visible_to(user).filter(period=period).select_related("person__team", "period")
    )
    return with_figures(
        list(rows.order_by("person__team__name", "person__name", "pk")), period, at, OF_PERIOD
    )


def with_figures(
    rows: list[PersonRecord], period: RecordPeriod, at: datetime, kinds: Collection[Fact]
) -> list[Record]:
    """Return records, loaded with `person__team`, with their figures: frozen, or these kinds worked out now for all at once."""
    running = [row.person for row in rows if row.figures is None]
    found: dict[int, tuple[Figures, Management]] = {}
    if running:
        roll = roll_of(running, period.span)
        kept = read_kept(roll.people, period.first_on, period.last_on)
        found = work_out(period, roll, at, kept, kinds)
    nothing = (Figures(), Management())
    return [
        Record(row, *((row.frozen_figures, row.frozen_customers) if row.figures else found.get(row.person_id, nothing)))  # type: ignore[arg-type]  # frozen together
        for row in rows
    ]  # fmt: skip


Kept = dict[int, dict[str, Tally]]


def kept_at_the_end(period: RecordPeriod, people: Collection[User]) -> Kept:
    """Return how `people` kept the cadence, as it was known when the period ended: a late job reads the same.

    Of the windows that were fixed by then, what was written down (N17); the others are worked out.
    """
    ends_at = period.span.ends_at
    rules = rules_at(ends_at)
    open_from = rules.today - SETTLING
    found = read_kept(people, period.first_on, open_from - ONE_DAY)
    first = max(open_from, period.first_on)
    stretch = Period(first_day_asked(first, rules), period.last_on, ends_at)
    histories = read_histories_of(people, stretch, rules)
    for pk, tallies in tally_ended(histories, first, period.last_on, rules).items():
        for (grade, _last_on), tally in tallies.items():
            found[pk][grade] = found[pk].get(grade, Tally()) + tally
    return found


def work_out(
    period: RecordPeriod, roll: Roll, at: datetime, kept: Kept, kinds: Collection[Fact] = KINDS
) -> dict[int, tuple[Figures, Management]]:
    """Return the figures of everybody in `roll`, as they were known at `at`, at most at the period's end.

    Of `kinds` and of how the cadence was kept, as `kept` has it.
    """
    span = period.span
    as_of = min(at, span.ends_at)
    found = read_totals(roll, span, as_of=as_of, with_cadence=False, kinds=kinds)
    customers = read_management(roll.ids, span, _last_moment(span, at))
    return {
        pk: (_with_cadence(figures, kept[pk]), customers.get(pk, Management()))
        for pk, figures in found.items()
    }


def _with_cadence(figures: Figures, kept: dict[str, Tally]) -> Figures:
    asked = {grade: tally for grade, tally in sorted(kept.items()) if tally.asked}
    return replace(
        figures,
        cadence_asked={grade: tally.asked for grade, tally in asked.items()},
        cadence_kept={grade: tally.kept for grade, tally in asked.items()},
    )


# ── customers ───────────────────────────────────────────────────────────────
def read_management(people: Collection[int], span: Span, as_of: datetime) -> dict[int, Management]:
    """Return, by person, how their customers stood at `as_of` and moved in the span. Two queries."""
    held: dict[int, dict[str, dict[str, int]]] = defaultdict(lambda: defaultdict(dict))
    rows = held_at(as_of, people).order_by().values("held_by", "grade_at", "stage_at")
    for row in rows.annotate(number=Count("pk")).order_by("held_by", "grade_at", "stage_at"):
        held[row["held_by"]][row["grade_at"]][row["stage_at"]] = row["number"]
    moved = _moved(people, span, as_of)
    return {
        pk: Management({grade: dict(stages) for grade, stages in held[pk].items()}, *moved[pk])
        for pk in people
    }


def _last_moment(span: Span, at: datetime) -> datetime:
    """The present, at most the span's last moment: its end belongs to the next one."""
    return min(at, span.ends_at - INSTANT)


def held_at(as_of: datetime, people: Collection[int]) -> Any:
    """Return the customers that people held at a moment: whose each was (`held_by`), its grade and stage then."""
    held = OwnerPeriod.objects.filter(owner__in=people, started_at__lte=as_of)
    held = held.filter(Q(ended_at=None) | Q(ended_at__gt=as_of))
    rows: Any = Customer.objects.current().filter(created_at__lte=as_of, pk__in=held.values("customer"))
    rows = rows.annotate(held_by=owner_then("pk", as_of), grade_at=grade_then("pk", as_of, "grade"))
    return rows.annotate(stage_at=stage_then("pk", as_of, "stage")).filter(held_by__in=people)


def _moved(people: Collection[int], span: Span, as_of: datetime) -> dict[int, tuple[int, int, int]]:
    """Raised, lowered and lost, by who owned the customer then."""
    steps = GradeChange.objects.filter(within("at", span), at__lte=as_of).exclude(before="")
    steps = steps.annotate(who=owner_then("customer", "at")).filter(who__in=people).order_by()
    raised, lowered = (Count("pk", filter=Q(**{f"after__{side}": F("before")})) for side in ("lt", "gt"))
    graded = steps.values("who").annotate(raised=raised, lowered=lowered)
    lines = TimelineEntry.objects.filter(
        within("at", span), at__lte=as_of, kind=TimelineEntry.Kind.STAGE, values__after=Stage.LOST
    ).annotate(who=owner_then("customer", "at"))
    lost = lines.filter(who__in=people).order_by().values("who")
    counted = graded.values_list("who", "raised", "lowered", Value(0)).union(
        lost.annotate(number=Count("customer", distinct=True)).values_list(
            "who", Value(0), Value(0), "number"
        ),
        all=True,
    )
    found: dict[int, tuple[int, int, int]] = defaultdict(lambda: (0, 0, 0))
    for who, up, down, gone in counted:
        found[who] = tuple(map(sum, zip(found[who], (up, down, gone), strict=True)))  # type: ignore[assignment]  # three
    return found


@dataclass(frozen=True)
class CustomerRow:
    """A customer of the record: `customer` None when it is out of the reader's sight. `step`: "new", "raised", "lowered" or ""."""

    customer: Customer | None
    grade: str
    stage: str
    step: str
    contacts: int
    last_contact_at: datetime | None


def customers_of(record: PersonRecord, at: datetime) -> Any:
    """Return the customers that the person held at the period's end, or holds now, with what happened in the period."""
    span = record.period.span
    as_of = _last_moment(span, at)
    made = FollowUp.objects.filter(
        within("at", span), customer=OuterRef("pk"), is_contact=True, entered_at__lte=as_of
    ).order_by()
    counted = made.values("customer")
    rows = held_at(as_of, [record.person_id])
    return rows.annotate(
        grade_before=grade_then("pk", span.starts_at, "grade"),
        contact_count=Coalesce(Subquery(counted.annotate(number=Count("pk")).values("number")), 0),
        last_made_at=Subquery(counted.annotate(last=Max("at")).values("last")),
    ).order_by("grade_at", "name_sort", "pk")


def read_customer_page(
    record: PersonRecord, user: Any, at: datetime, number: str
) -> tuple[Page[Any], list[CustomerRow]]:
    """Return a page of the customers of a record. Three queries."""
    page = Paginator(customers_of(record, at), PAGE).get_page(number)
    return page, as_customer_rows(page.object_list, record, user)


def as_customer_rows(customers: Iterable[Any], record: PersonRecord, user: Any) -> list[CustomerRow]:
    """Return customers as `user` may see them. One query more."""
    rows, starts_at = list(customers), record.period.span.starts_at
    ids = [row.pk for row in rows]
    seen = set(Customer.objects.visible_to(user).filter(pk__in=ids).values_list("pk", flat=True))
    return [
        CustomerRow(
            row if row.pk in seen else None,
            row.grade_at,
            str(Stage(row.stage_at).label),
            _step(row, starts_at),
            row.contact_count,
            row.last_made_at,
        )
        for row in rows
    ]


def _step(row: Any, starts_at: datetime) -> str:
    if row.created_at >= starts_at:
        return "new"
    if row.grade_at == row.grade_before:
        return ""
    return "raised" if row.grade_at < row.grade_before else "lowered"


# ── inquiries ───────────────────────────────────────────────────────────────
@dataclass(frozen=True)
class InquiryRow:
    """A question of a buyer. `inquiry` None when it is out of the reader's sight; `minutes` working minutes to the answer.

    `reply`: "in_target", "in_limit", "late", "excused" (late, with a reason that was accepted), "open", "overdue", "invalid".
    """

    message: BuyerMessage
    inquiry: Inquiry | None
    minutes: int | None
    reply: str


def questions_of(record: PersonRecord, at: datetime) -> list[BuyerMessage]:
    """Return what buyers asked the person in the period, and what was answered or ran out in it, the newest first.

    They are the questions that the figures count, as they were known at the period's end, and those that turned out to be
    no inquiry. The rows are not to be saved.
    """
    span, calendar = record.period.span, current_calendar()
    as_of = min(at, span.ends_at)
    rows = as_known(_perhaps_of(record, at).select_related("inquiry__customer"), as_of)
    unsettled = [row for row in rows if row.responsible_id is None]
    found = responsible_of(unsettled, as_of=as_of) if unsettled else {}
    own = []
    for row in rows:
        person = found.get(row.pk)
        person_id = row.responsible_id or (person.pk if person else None)
        is_told = span.holds(row.received_at) or any(told_of(row, span, as_of, calendar))
        if person_id == record.person_id and is_told:
            own.append(row)
    return sorted(own, key=lambda row: (row.received_at, row.pk), reverse=True)


def reply_figures(record: PersonRecord, questions: Iterable[BuyerMessage], at: datetime) -> Figures:
    """Return what the record says of replies: frozen, or what `questions_of` it come to now. No query."""
    if record.figures is not None:
        return record.frozen_figures or Figures()
    span, person = record.period.span, record.person
    told = ((row, person.pk) for row in questions)
    found = figures_of_questions(roll_of([person], span), span, told, as_of=min(at, span.ends_at))
    return next(iter(found.values()), Figures())


def _perhaps_of(record: PersonRecord, at: datetime) -> "QuerySet[BuyerMessage]":
    """Questions that may have been the person's: of whom they answered for then, or settled as theirs."""
    span, rules = record.period.span, rules_at(at)
    first, last = record.period.first_on, record.period.last_on
    owners = {record.person_id, *days_in_charge_of([record.person], first, last, rules)[record.person_id]}
    held = OwnerPeriod.objects.filter(owner__in=owners, started_at__lt=span.ends_at)
    held = held.filter(Q(ended_at=None) | Q(ended_at__gte=span.starts_at))
    given = Assignment.objects.filter(to__in=owners, at__lt=span.ends_at)
    return asked_by(span, min(at, span.ends_at)).filter(
        Q(responsible=record.person_id)
        | Q(inquiry__customer__in=held.values("customer"))
        | Q(inquiry__customer=None, inquiry__in=given.values("inquiry"))
    )


def read_inquiry_page(
    record: PersonRecord, questions: Sequence[BuyerMessage], user: Any, at: datetime, number: str
) -> tuple[Page[Any], list[InquiryRow]]:
    """Return a page of `questions_of` a record. One query more, however many they are."""
    page = Paginator(questions, PAGE).get_page(number)
    return page, as_inquiry_rows(page.object_list, user, min(at, record.period.span.ends_at))


def as_inquiry_rows(messages: Iterable[BuyerMessage], user: Any, at: datetime) -> list[InquiryRow]:
    """Return questions as `user` may see them, with their answers as of `at`. One query more."""
    rows, calendar = list(messages), current_calendar()
    ids = {row.inquiry_id for row in rows}
    seen = set(Inquiry.objects.visible_to(user).filter(pk__in=ids).values_list("pk", flat=True))
    return [
        InquiryRow(
            row,
            row.inquiry if row.inquiry_id in seen else None,
            calendar.working_minutes_between(row.received_at, row.answered_at) if row.answered_at else None,
            _reply_of(row, at),
        )
        for row in rows
    ]


def _reply_of(row: BuyerMessage, at: datetime) -> str:
    if row.answered_at is None and row.inquiry.state == InquiryState.INVALID:
        return "invalid"
    if row.exception_accepted:
        return "excused"
    if row.answered_at is None:
        return "overdue" if row.limit_at < at else "open"
    return row.outcome


def last_day(period: RecordPeriod, today: date) -> date:
    """Return the last day of the period that has begun."""
    return min(period.last_on, max(today, period.first_on))


def is_over(period: RecordPeriod, at: datetime) -> bool:
    """Whether its last day has passed."""
    return at >= current_calendar().start_of(period.last_on + ONE_DAY)
