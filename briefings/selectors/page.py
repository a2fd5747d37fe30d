"""The page of a briefing: read live while it is to come, as it was kept once its hours are over (S110).

Each section takes the rows that matter most and the number of all, in a statement or two however many there are.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db.models import Case, Count, F, Q, QuerySet, Value, When, Window

from accounts.scoping import scope_of
from briefings.domain.page import Page, Row, Section, from_stored
from briefings.models import Briefing, Kind, Part, Point, Ruling, RulingState, ShownPage
from briefings.selectors.waiting import help_of, is_red, wishes_of, with_sight
from core.capabilities import Can
from core.work_days import current_calendar
from customers.models import Customer, GradeChange
from followups.models import Suggestion, SuggestionState
from inquiries.domain.reply_clock import brief_from
from inquiries.models import BuyerMessage, Inquiry, State
from inquiries.policies import reply_policy
from reports.domain.figures import VERSION, Figures, to_stored
from reports.domain.figures import from_stored as figures_from_stored
from reports.domain.timetable import Span
from reports.models import KeyCustomer, WeeklyReport, WeeklyState
from sales.models import Proof

NEW, KEY, HARD, FEW, RULINGS = 5, 6, 6, 3, 8
POINTS = 40
LATE_LOOKED_AT, RULINGS_LOOKED_AT = 300, 300
HIGH = ("A", "B")


def read_page(briefing: Briefing, user: Any, at: datetime) -> Page | None:
    """Return the page as `user` may see it; None where nothing was kept for them."""
    if not briefing.is_closed:
        return read_live_page(briefing, user, at)
    kept = ShownPage.objects.visible_to(user).filter(briefing=briefing).first()
    return _as_seen(from_stored(kept.page), user) if kept else None


def read_live_page(briefing: Briefing, user: Any, at: datetime) -> Page:
    """Return the page as the records say it at `at`."""
    span = briefing.span_at(at)
    points = _read_points(briefing, user, at)
    counts = _count_customers(user, span, at)
    rulings = list(_rulings(user, briefing))
    told = [row for row in rulings if _is_news(row, briefing)]
    return Page(
        since=span.starts_at.isoformat(),
        until=span.ends_at.isoformat(),
        as_of=at.isoformat(),
        figures=_figures_of(briefing, user),
        figures_at=briefing.figures_at.isoformat() if briefing.figures_at else "",
        new=_new_customers(user, span, counts, points[Part.NEW]),
        key=_key_customers(user, span, counts, points[Part.KEY]),
        hard=_difficulties(user, at, points[Part.HARD]),
        suggestions=_suggestions(user),
        late=_late(user, at),
        missed=_missed(user, at, counts),
        proofs=_proofs(user, at),
        told=_section(told, RULINGS, user),
        open=_open(rulings, told, user),
        given=_section([row for row in rulings if row.briefing_id == briefing.pk], POINTS, user),
    )


def _as_seen(page: Page, user: Any) -> Page:
    """Of what was kept, leave out the rows of customers that went out of the reader's sight since."""
    unseen = _unseen(page, user)
    return page.with_rows(lambda row: Row(kind="hidden", at=row.at) if row.customer in unseen else row)


def _unseen(page: Page, user: Any) -> set[int | None]:
    """The customers on a page that are not in the reader's sight. One query; none for who sees all."""
    named = {row.customer for section in page.sections.values() for row in section.rows if row.customer}
    if scope_of(user).sees_all or not named:
        return set()
    seen = set(Customer.objects.visible_to(user).filter(pk__in=named).values_list("pk", flat=True))
    return {pk for pk in named if pk not in seen}


# ── figures ─────────────────────────────────────────────────────────────────
def _figures_of(briefing: Briefing, user: Any) -> Mapping[str, Any] | None:
    """The sum over everybody for the boss, over their people for a manager."""
    stored = briefing.figures
    if stored is None or stored.get("version") != VERSION:
        return None
    own = [row["figures"] for row in stored["people"] if user.is_boss or row["manager"] == user.pk]
    return to_stored(sum(map(figures_from_stored, own), Figures()))


def _count_customers(user: Any, span: Span, at: datetime) -> Mapping[str, int]:
    """New ones of the span by grade, A customers, who is missed: one statement."""
    entered = Q(created_at__gte=span.starts_at, created_at__lt=span.ends_at, is_imported=False)
    today = current_calendar().day_of(at)
    found: Mapping[str, int] = (
        Customer.objects.visible_to(user)
        .current()
        .aggregate(
            new=Count("pk", filter=entered),
            contacted=Count("pk", filter=entered & Q(last_contact_at__isnull=False)),
            new_a=Count("pk", filter=entered & Q(grade="A")),
            new_b=Count("pk", filter=entered & Q(grade="B")),
            a=Count("pk", filter=Q(grade="A")),
            a_contacted=Count("pk", filter=Q(grade="A", last_contact_at__gte=span.starts_at)),
            missed=Count("pk", filter=Q(missed_on__lte=today)),
            missed_a=Count("pk", filter=Q(missed_on__lte=today, grade="A")),
        )
    )
    return found


# ── points of managers ──────────────────────────────────────────────────────
def _read_points(briefing: Briefing, user: Any, at: datetime) -> dict[str, list[Row]]:
    """Words to this briefing, and every point that still waits for a ruling, by section."""
    waits, words = Q(asks=True, rulings=None), Q(asks=False, briefing=briefing)
    found = Point.objects.visible_to(user).standing().filter(waits | words)
    found = (
        with_sight(found, user).select_related("raised_by", "customer").order_by("raised_at", "pk")[:POINTS]
    )
    parts: dict[str, list[Row]] = {part: [] for part in Part.values}
    for point in found:
        parts[point.part].append(_point_row(point, at))
    return parts


def _point_row(point: Point, at: datetime) -> Row:
    return Row(
        Kind.POINT, str(point.pk), point.text, person=point.raised_by.short_name, **_of_seen(point),
        at=point.raised_at.isoformat(), asks=point.asks, is_red=point.asks and is_red(point.raised_at, at),
        values={"who": point.raised_by_id},
    )  # fmt: skip


def _of(customer: Customer | None) -> dict[str, Any]:
    if customer is None:
        return {}
    return {"customer": customer.pk, "customer_name": str(customer), "grade": customer.grade}


def _of_seen(row: Any) -> dict[str, Any]:
    """Of what somebody raised or is told, of a customer out of the reader's sight: not even the name."""
    return _of(row.customer if row.sees_customer else None)


# ── new customers ───────────────────────────────────────────────────────────
def _new_customers(user: Any, span: Span, counts: Mapping[str, int], points: list[Row]) -> Section:
    rows = Customer.objects.visible_to(user).current().filter(
        created_at__gte=span.starts_at, created_at__lt=span.ends_at, is_imported=False
    )  # fmt: skip
    found = rows.select_related("owner").order_by("grade", "-created_at", "pk")[:NEW] if counts["new"] else ()
    named = ("new", "contacted", "new_a", "new_b")
    shown = [*points, *map(_customer_row, found)]
    return Section(tuple(shown), counts["new"], {name: counts[name] for name in named})


def _customer_row(customer: Customer) -> Row:
    return Row(
        Kind.CUSTOMER, str(customer.pk), str(customer), customer.last_contact_text, **_of(customer),
        person=customer.owner.short_name if customer.owner else "", values={"country": str(customer.country)},
    )  # fmt: skip


# ── key customers ───────────────────────────────────────────────────────────
def _key_customers(user: Any, span: Span, counts: Mapping[str, int], points: list[Row]) -> Section:
    """Who was named in the weekly reports, who went up or down, then the A customers that were spoken to; each once."""
    moves = list(_moves(user, span))
    rows: dict[int | None, Row] = {}
    for row in (*map(_move_row, moves), *map(_named_row, _named(user, span)), *_spoken_to(user, span)):
        before = rows.get(row.customer)
        rows[row.customer] = replace(before, words=row.words or before.words) if before else row
    up, down = (moves[0].up, moves[0].down) if moves else (0, 0)  # type: ignore[attr-defined]  # annotated
    figures = {"a": counts["a"], "a_contacted": counts["a_contacted"], "up": up, "down": down}
    return Section((*points, *list(rows.values())[:KEY]), counts["a"], figures)


def _moves(user: Any, span: Span) -> "QuerySet[GradeChange]":
    """Changes to and from A and B since the last one, into A first."""
    rows = GradeChange.objects.filter(at__gte=span.starts_at, at__lt=span.ends_at).exclude(before="")
    rows = rows.filter(Q(before__in=HIGH) | Q(after__in=HIGH), customer__in=Customer.objects.visible_to(user))
    rows = rows.exclude(before=F("after"))
    rows = rows.annotate(
        up=Window(Count("pk", filter=Q(after__lt=F("before")))),
        down=Window(Count("pk", filter=Q(after__gt=F("before")))),
        weight=Case(When(before="A", then=Value(0)), When(after="A", then=Value(1)), default=Value(2)),
    )
    return rows.select_related("customer__owner").order_by("weight", "-at", "-pk")[:KEY]


def _move_row(move: GradeChange) -> Row:
    row = _customer_row(move.customer)
    return replace(row, values={**row.values, "before": move.before, "after": move.after, "why": move.reason})


def _named(user: Any, span: Span) -> "QuerySet[KeyCustomer]":
    rows = KeyCustomer.objects.filter(
        report__state=WeeklyState.SUBMITTED, report__first_submitted_at__gte=span.starts_at,
        report__first_submitted_at__lt=span.ends_at, customer__in=Customer.objects.visible_to(user).current(),
        report__in=WeeklyReport.objects.visible_to(user),
    )  # fmt: skip
    return rows.select_related("customer__owner", "report").order_by(
        "-customer__is_key", "customer__grade", "position", "pk"
    )[:KEY]


def _named_row(named: KeyCustomer) -> Row:
    return replace(_customer_row(named.customer), words=named.words)


def _spoken_to(user: Any, span: Span) -> Iterable[Row]:
    rows = Customer.objects.visible_to(user).current().filter(Q(grade="A") | Q(is_key=True))
    rows = rows.filter(last_contact_at__gte=span.starts_at, last_contact_at__lt=span.ends_at)
    found = rows.select_related("owner").order_by("-is_key", "grade", "-last_contact_at", "pk")[:KEY]
    return map(_customer_row, found)


# ── difficulties ────────────────────────────────────────────────────────────
def _difficulties(user: Any, at: datetime, points: list[Row]) -> Section:
    """What asks for a ruling, the longest waiting first; then the requests that are still with the manager."""
    asked, wished = list(help_of(user)[:HARD]), list(wishes_of(user, at)[:HARD])
    rows = [*points, *(_help_row(row, at) for row in asked), *(_wish_row(row, at) for row in wished)]
    rows.sort(key=lambda row: (not row.asks, row.at))
    with_boss = asked[0].asked_boss if asked else 0  # type: ignore[attr-defined]  # annotated
    open_help = asked[0].total if asked else 0  # type: ignore[attr-defined]  # annotated
    wishes = wished[0].total if wished else 0  # type: ignore[attr-defined]  # annotated
    asks = sum(row.asks for row in points) + with_boss + wishes
    counts = {"asks": asks, "help": open_help, "with_manager": open_help - with_boss, "wishes": wishes}
    return Section(tuple(rows[: HARD + len(points)]), len(points) + open_help + wishes, counts)


def _help_row(request: Any, at: datetime) -> Row:
    asks = request.boss_since is not None
    since = max(request.boss_since, request.asked_at) if asks else request.asked_at
    return Row(
        Kind.HELP, str(request.pk), request.text, person=request.author.short_name, **_of_seen(request),
        at=since.isoformat(), asks=asks, is_red=asks and is_red(since, at), values={"who": request.author_id},
    )  # fmt: skip


def _wish_row(report: Any, at: datetime) -> Row:
    since = report.first_submitted_at
    return Row(
        Kind.WISH, str(report.pk), report.support_wanted, person=report.person.short_name, at=since.isoformat(),
        asks=True, is_red=is_red(since, at), values={"who": report.person_id},
    )  # fmt: skip


def _suggestions(user: Any) -> Section:
    """What people suggested, for the boss alone (S141)."""
    if not user.can(Can.RULE):
        return Section()
    rows = Suggestion.objects.visible_to(user).filter(state=SuggestionState.WAITING)
    found = list(
        rows.annotate(total=Window(Count("pk"))).select_related("author").order_by("arrived_on", "pk")[:FEW]
    )
    total = found[0].total if found else 0
    shown = (
        Row(Kind.SUGGESTION, str(row.pk), row.text, person=row.author.short_name if row.author else "")
        for row in found
    )
    return Section(tuple(shown), total)


# ── exceptions ──────────────────────────────────────────────────────────────
def _late(user: Any, at: datetime) -> Section:
    """Questions unanswered a working day past their limit (N8), the oldest first."""
    calendar, after_days = current_calendar(), reply_policy().boss_after_days
    rows = BuyerMessage.objects.filter(
        answered_at=None, limit_at__lt=at, inquiry__state=State.OPEN, inquiry__in=Inquiry.objects.visible_to(user)
    ).exclude(exception_accepted=True)  # fmt: skip
    rows = rows.select_related("inquiry__customer", "inquiry__owner").order_by("limit_at", "pk")
    found = [row for row in rows[:LATE_LOOKED_AT] if brief_from(row.clock, calendar, after_days) <= at]
    return Section(tuple(map(_late_row, found[:FEW])), len(found))


def _late_row(message: BuyerMessage) -> Row:
    inquiry = message.inquiry
    return Row(
        Kind.INQUIRY, str(inquiry.pk), str(inquiry.customer or inquiry.sender or inquiry.number), **_of(inquiry.customer),
        person=inquiry.owner.short_name if inquiry.owner else "", at=message.limit_at.isoformat(),
        values={"number": inquiry.number},
    )  # fmt: skip


def _missed(user: Any, at: datetime, counts: Mapping[str, int]) -> Section:
    """Customers with whom a whole further interval has passed (N15), the best first."""
    rows = Customer.objects.visible_to(user).current().filter(missed_on__lte=current_calendar().day_of(at))
    found = (
        rows.select_related("owner").order_by("grade", "missed_on", "pk")[:FEW] if counts["missed"] else ()
    )
    shown = (
        replace(_customer_row(row), words="", values={"due_on": row.next_due_on.isoformat() if row.next_due_on else ""})
        for row in found
    )  # fmt: skip
    return Section(tuple(shown), counts["missed"], {"a": counts["missed_a"]})


def _proofs(user: Any, at: datetime) -> Section:
    """Proofs for which production named no day in time (S91), the oldest first."""
    rows = Proof.objects.visible_to(user).unpromised().filter(promise_by_at__lt=at)
    rows = rows.annotate(all_of_them=Window(Count("pk"))).select_related("customer__owner")
    found = list(rows.order_by("promise_by_at", "pk")[:FEW])
    shown = (
        Row(
            Kind.PROOF, str(row.pk), row.words, **_of(row.customer), at=row.asked_at.isoformat(),
            person=row.customer.owner.short_name if row.customer.owner else "", values={"number": row.number},
        )
        for row in found
    )  # fmt: skip
    return Section(tuple(shown), found[0].all_of_them if found else 0)  # type: ignore[attr-defined]  # annotated


# ── rulings ─────────────────────────────────────────────────────────────────
def _rulings(user: Any, briefing: Briefing) -> "QuerySet[Ruling]":
    """Those that are open, those of this briefing, and those of which something was told since the last one."""
    rows = Ruling.objects.visible_to(user)
    since = Q(told_at__gte=briefing.since_at) | Q(closed_at__gte=briefing.since_at)
    rows = rows.filter(~Q(state=RulingState.CLOSED) | Q(briefing=briefing) | since)
    return (
        with_sight(rows, user)
        .select_related("person", "customer", "point")
        .order_by(F("due_on").asc(nulls_last=True), "given_at", "pk")[:RULINGS_LOOKED_AT]
    )


def _is_news(ruling: Ruling, briefing: Briefing) -> bool:
    """Whether what came of it was told since the last briefing."""
    return ruling.told_at is not None and ruling.told_at >= briefing.since_at


def _open(rulings: Iterable[Ruling], told: Iterable[Ruling], user: Any) -> Section:
    """What is open, without the rows that stand above as news; `total` counts them all."""
    unclosed = [row for row in rulings if row.state != RulingState.CLOSED]
    news = {row.pk for row in told}
    shown = _section([row for row in unclosed if row.pk not in news], RULINGS, user)
    return replace(shown, total=len(unclosed))


def ruling_row(ruling: Ruling, user: Any) -> Row:
    """Return a ruling as a row: `title` what was decided, `values` until when and what came of it.

    `words`, on what, is for the boss and for who raised the point.
    """
    raised = ruling.point is not None and ruling.point.raised_by_id == user.pk
    return Row(
        "ruling", str(ruling.pk), ruling.text, ruling.about if user.is_boss or raised else "", **_of_seen(ruling),
        person=ruling.person.short_name, at=ruling.given_at.isoformat(),
        values={
            "due_on": ruling.due_on.isoformat() if ruling.due_on else "", "state": ruling.state, "outcome": ruling.outcome,
            "told_at": ruling.told_at.isoformat() if ruling.told_at else "",
        },
    )  # fmt: skip


def _section(rulings: Sequence[Ruling], most: int, user: Any) -> Section:
    return Section(tuple(ruling_row(row, user) for row in rulings[:most]), len(rulings))
