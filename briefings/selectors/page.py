"""The page of a briefing: read live while it is to come, as it was kept once its hours are over (S110).

What was not kept in time because the system stood still is put together from what the records still say of then.

Each section takes the rows that matter most and the number of all, in a statement or two however many there are. Rulings all
stand there: an open one comes back in every briefing until it is closed (§7).
"""

from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import replace
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When, Window

from accounts.scoping import scope_of
from briefings.domain.limits import limits_to_brief
from briefings.domain.page import Page, Row, Section, from_stored
from briefings.models import Briefing, Kind, Part, Point, Ruling, RulingState, ShownPage
from briefings.selectors.waiting import help_of, is_red, wishes_of, with_sight
from core.capabilities import Can
from core.work_days import current_calendar
from customers.models import Customer, GradeChange
from followups.models import FollowUp, Suggestion, SuggestionState
from inquiries.models import BuyerMessage, Inquiry, State
from inquiries.policies import reply_policy
from reports.domain.figures import VERSION, Figures, to_stored
from reports.domain.figures import from_stored as figures_from_stored
from reports.domain.timetable import Span
from reports.models import KeyCustomer, WeeklyReport, WeeklyState
from reports.selectors.then import grade_then, within
from sales.models import Proof

NEW, KEY, HARD, FEW = 5, 6, 6, 3
POINTS = 40
SAID = 200
HIGH = ("A", "B")


def read_page(briefing: Briefing, user: Any, at: datetime) -> Page | None:
    """Return the page as `user` may see it; None where nothing was kept for them."""
    if not briefing.is_closed:
        return _called(read_live_page(briefing, user, at), user)
    kept = ShownPage.objects.visible_to(user).filter(briefing=briefing).first()
    return _called(_as_seen(from_stored(kept.page), user), user) if kept else None


def read_live_page(briefing: Briefing, user: Any, at: datetime) -> Page:
    """Return the page as the records say it at `at`. It names companies, and no person that a customer is called by."""
    span, customers = briefing.span_at(at), _customers(user)
    points = _read_points(briefing, user, at)
    counts = _count_customers(customers, span, at)
    rulings = list(_rulings(user, briefing))
    told = [row for row in rulings if _is_news(row, briefing)]
    return Page(
        since=span.starts_at.isoformat(),
        until=span.ends_at.isoformat(),
        as_of=at.isoformat(),
        figures=_figures_of(briefing, user),
        figures_at=briefing.figures_at.isoformat() if briefing.figures_at else "",
        new=_new_customers(customers, span, counts, points[Part.NEW]),
        key=_key_customers(customers, user, span, counts, points[Part.KEY]),
        hard=_difficulties(user, at, points[Part.HARD]),
        suggestions=_suggestions(user),
        late=_late(user, at),
        missed=_missed(customers, at, counts),
        proofs=_proofs(user, at),
        told=_section(told, user),
        open=_open(rulings, told, user),
        given=_section([row for row in rulings if row.briefing_id == briefing.pk], user),
    )


def read_belated_page(briefing: Briefing, user: Any, at: datetime) -> Page:
    """Return what the records say at `at` of a briefing in whose last hours the system stood still: of when it ended.

    Its figures, who was entered, whose grade changed, who was named or spoken to, its points, its rulings and those that were
    open, with the grades and contacts of then; who owns a customer, which ones are key accounts, and who does a ruling by when
    is as it stands. Not what was late or missed by then, or who had asked for help: that is written down nowhere.
    """
    end = briefing.ends_at
    span, customers = briefing.span_at(end), _customers(user, end)
    points = _read_points(briefing, user, end, then=end)
    counts = _count_customers(customers, span, end)
    rulings = [_as_of(row, end) for row in _rulings(user, briefing) if row.given_at <= end]
    told = [row for row in rulings if _is_news(row, briefing, until=end)]
    hard = tuple(sorted(points[Part.HARD], key=_urgency))
    return Page(
        since=span.starts_at.isoformat(),
        until=span.ends_at.isoformat(),
        as_of=end.isoformat(),
        made_at=at.isoformat(),
        figures=_figures_of(briefing, user),
        figures_at=briefing.figures_at.isoformat() if briefing.figures_at else "",
        new=_new_customers(customers, span, counts, points[Part.NEW]),
        key=_key_customers(customers, user, span, counts, points[Part.KEY]),
        hard=Section(hard, len(hard), {"asks": sum(row.asks for row in hard)}),
        told=_section(told, user),
        open=_open(rulings, told, user),
        given=_section([row for row in rulings if row.briefing_id == briefing.pk], user),
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


def _called(page: Page, user: Any) -> Page:
    """Name customers that have no company's name as they are called now: nothing of a person is kept (S133). One query, if any."""
    rows = (row for section in page.sections.values() for row in section.rows)
    nameless = {row.customer for row in rows if row.customer and not row.customer_name}
    if not nameless:
        return page
    names = {row.pk: str(row) for row in Customer.objects.visible_to(user).filter(pk__in=nameless)}

    def named(row: Row) -> Row:
        name = names.get(row.customer or 0)
        return replace(row, customer_name=name, title=row.title or name) if name else row

    return page.with_rows(named)


# ── figures ─────────────────────────────────────────────────────────────────
def _figures_of(briefing: Briefing, user: Any) -> Mapping[str, Any] | None:
    """The sum over everybody for the boss, over their people for a manager."""
    stored = briefing.figures
    if stored is None or stored.get("version") != VERSION:
        return None
    own = [row["figures"] for row in stored["people"] if user.is_boss or row["manager"] == user.pk]
    return to_stored(sum(map(figures_from_stored, own), Figures()))


def _customers(user: Any, then: datetime | None = None) -> "QuerySet[Any]":
    """The customers in sight with `grade_at`, `contact_at` and `contact_text`: as they stand, or as they stood `then`."""
    rows = Customer.objects.visible_to(user).current()
    if then is None:
        return rows.annotate(
            grade_at=F("grade"), contact_at=F("last_contact_at"), contact_text=F("last_contact_text")
        )
    contacts = FollowUp.objects.filter(
        customer=OuterRef("pk"), is_contact=True, at__lte=then, entered_at__lte=then
    )  # scope: of customers in sight
    last = contacts.order_by("-at", "-pk")
    return rows.filter(created_at__lte=then).annotate(
        grade_at=grade_then("pk", then, "grade"),
        contact_at=Subquery(last.values("at")[:1]),
        contact_text=Subquery(last.values("text")[:1]),
    )


def _count_customers(customers: "QuerySet[Any]", span: Span, at: datetime) -> Mapping[str, int]:
    """New ones of the span by grade, A customers, who is missed: one statement."""
    entered = within("created_at", span) & Q(is_imported=False)
    today = current_calendar().day_of(at)
    found: Mapping[str, int] = customers.aggregate(
        new=Count("pk", filter=entered),
        contacted=Count("pk", filter=entered & Q(contact_at__isnull=False)),
        new_a=Count("pk", filter=entered & Q(grade_at="A")),
        new_b=Count("pk", filter=entered & Q(grade_at="B")),
        a=Count("pk", filter=Q(grade_at="A")),
        a_contacted=Count("pk", filter=Q(grade_at="A", contact_at__gte=span.starts_at)),
        missed=Count("pk", filter=Q(missed_on__lte=today)),
        missed_a=Count("pk", filter=Q(missed_on__lte=today, grade="A")),
    )
    return found


# ── points of managers ──────────────────────────────────────────────────────
def _read_points(
    briefing: Briefing, user: Any, at: datetime, *, then: datetime | None = None
) -> dict[str, list[Row]]:
    """Words to this briefing, and every point that waits for a ruling, or waited `then`, by section."""
    points, waits = Point.objects.visible_to(user).standing(), Q(asks=True, rulings=None)
    if then is not None:
        ruled = Ruling.objects.filter(point=OuterRef("pk"), given_at__lte=then)  # scope: of everybody
        points, waits = Point.objects.visible_to(user).standing_at(then), Q(~Exists(ruled), asks=True)
    words = Q(asks=False, briefing=briefing)
    rows = with_sight(points.filter(waits | words), user)
    found = rows.select_related("raised_by", "customer").order_by("raised_at", "pk")[:POINTS]
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
    return {"customer": customer.pk, "customer_name": _company(customer), "grade": customer.grade}


def _company(customer: Customer) -> str:
    """The company's name; "" where there is none but a person's, who could ask to be erased."""
    return customer.name or customer.local_name


def _of_seen(row: Any) -> dict[str, Any]:
    """Of what somebody raised or is told, of a customer out of the reader's sight: not even the name."""
    return _of(row.customer if row.sees_customer else None)


# ── new customers ───────────────────────────────────────────────────────────
def _new_customers(
    customers: "QuerySet[Any]", span: Span, counts: Mapping[str, int], points: list[Row]
) -> Section:
    rows = customers.filter(within("created_at", span), is_imported=False)
    found = (
        rows.select_related("owner").order_by("grade_at", "-created_at", "pk")[:NEW] if counts["new"] else ()
    )
    named = ("new", "contacted", "new_a", "new_b")
    shown = [*points, *map(_customer_row, found)]
    return Section(tuple(shown), counts["new"], {name: counts[name] for name in named})


def _customer_row(customer: Any) -> Row:
    """`customer` comes from `_customers`."""
    return Row(
        Kind.CUSTOMER, str(customer.pk), _company(customer), " ".join((customer.contact_text or "").split())[:SAID],
        grade=customer.grade_at, customer=customer.pk, customer_name=_company(customer),
        person=customer.owner.short_name if customer.owner else "", values={"country": str(customer.country)},
    )  # fmt: skip


# ── key customers ───────────────────────────────────────────────────────────
def _key_customers(
    customers: "QuerySet[Any]", user: Any, span: Span, counts: Mapping[str, int], points: list[Row]
) -> Section:
    """Who was named in the weekly reports, who went up or down, then the A customers that were spoken to; each once."""
    moves, named = list(_moves(user, span)), list(_named(user, span))
    moved = {row.customer_id: row for row in reversed(moves)}
    words = {row.customer_id: row.words for row in reversed(named) if row.words}
    keys = list(dict.fromkeys([*(row.customer_id for row in moves), *(row.customer_id for row in named)]))
    found = {row.pk: row for row in _and_spoken_to(keys, customers, span)}
    order = dict.fromkeys((*(pk for pk in keys if pk in found), *found))
    rows = [_key_row(found[pk], moved.get(pk), words.get(pk, "")) for pk in order]
    up, down = (moves[0].up, moves[0].down) if moves else (0, 0)  # type: ignore[attr-defined]  # annotated
    figures = {"a": counts["a"], "a_contacted": counts["a_contacted"], "up": up, "down": down}
    return Section((*points, *rows[:KEY]), counts["a"], figures)


def _key_row(customer: Customer, move: GradeChange | None, words: str) -> Row:
    row = _customer_row(customer)
    if move is not None:
        moved = {"before": move.before, "after": move.after, "why": move.reason}
        row = replace(row, values={**row.values, **moved})
    return replace(row, words=words or row.words)


def _moves(user: Any, span: Span) -> "QuerySet[GradeChange]":
    """Changes to and from A and B since the last one, into A first."""
    rows = GradeChange.objects.filter(within("at", span)).exclude(before="")
    rows = rows.filter(Q(before__in=HIGH) | Q(after__in=HIGH), customer__in=Customer.objects.visible_to(user))
    rows = rows.exclude(before=F("after"))
    rows = rows.annotate(
        up=Window(Count("pk", filter=Q(after__lt=F("before")))),
        down=Window(Count("pk", filter=Q(after__gt=F("before")))),
        weight=Case(When(before="A", then=Value(0)), When(after="A", then=Value(1)), default=Value(2)),
    )
    return rows.order_by("weight", "-at", "-pk")[:KEY]


def _named(user: Any, span: Span) -> "QuerySet[KeyCustomer]":
    rows = KeyCustomer.objects.filter(
        within("report__first_submitted_at", span), report__state=WeeklyState.SUBMITTED, customer__in=Customer.objects.visible_to(user).current(),
        report__in=WeeklyReport.objects.visible_to(user),
    )  # fmt: skip
    return rows.order_by("-customer__is_key", "customer__grade", "position", "pk")[:KEY]


def _and_spoken_to(keys: Sequence[int], customers: "QuerySet[Any]", span: Span) -> "QuerySet[Customer]":
    """The customers of these keys, then the A and key ones that were spoken to, in one statement."""
    spoken = (Q(grade_at="A") | Q(is_key=True)) & within("contact_at", span)
    order = ("-is_key", "grade_at", "-contact_at", "pk")
    rows = customers.filter(Q(pk__in=keys) | spoken).select_related("owner").order_by(*order)
    if keys:  # a Case without a When is a plain number, and a number says which column
        rows = rows.order_by(Case(When(pk__in=keys, then=0), default=1), *order)
    return rows[: len(keys) + KEY]


# ── difficulties ────────────────────────────────────────────────────────────
def _difficulties(user: Any, at: datetime, points: list[Row]) -> Section:
    """What asks for a ruling, the longest waiting first; then the requests that are still with the manager."""
    asked, wished = list(help_of(user)[:HARD]), list(wishes_of(user, at)[:HARD])
    rows = [*points, *(_help_row(row, at) for row in asked), *(_wish_row(row, at) for row in wished)]
    rows.sort(key=_urgency)
    with_boss = asked[0].asked_boss if asked else 0  # type: ignore[attr-defined]  # annotated
    open_help = asked[0].total if asked else 0  # type: ignore[attr-defined]  # annotated
    wishes = wished[0].total if wished else 0  # type: ignore[attr-defined]  # annotated
    asks = sum(row.asks for row in points) + with_boss + wishes
    counts = {"asks": asks, "help": open_help, "with_manager": open_help - with_boss, "wishes": wishes}
    return Section(tuple(rows[: HARD + len(points)]), len(points) + open_help + wishes, counts)


def _urgency(row: Row) -> tuple[bool, str]:
    """What asks for a ruling first, the longest waiting first of all."""
    return not row.asks, row.at


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
    spans = limits_to_brief(at, current_calendar(), reply_policy().boss_after_days)
    is_due = reduce(or_, (Q(limit_at__lte=span.last) & _from(span.first) for span in spans))
    rows = BuyerMessage.objects.filter(
        is_due, answered_at=None, inquiry__state=State.OPEN, inquiry__in=Inquiry.objects.visible_to(user)
    ).exclude(exception_accepted=True)  # fmt: skip
    rows = rows.annotate(total=Window(Count("pk"))).select_related("inquiry__customer", "inquiry__owner")
    found = list(rows.order_by("limit_at", "pk")[:FEW])
    return Section(tuple(map(_late_row, found)), found[0].total if found else 0)


def _from(first: datetime | None) -> Q:
    return Q(limit_at__gte=first) if first is not None else Q()


def _late_row(message: BuyerMessage) -> Row:
    inquiry = message.inquiry
    return Row(
        Kind.INQUIRY, str(inquiry.pk), _company(inquiry.customer) if inquiry.customer else inquiry.number, **_of(inquiry.customer),
        person=inquiry.owner.short_name if inquiry.owner else "", at=message.limit_at.isoformat(),
        values={"number": inquiry.number},
    )  # fmt: skip


def _missed(customers: "QuerySet[Any]", at: datetime, counts: Mapping[str, int]) -> Section:
    """Customers with whom a whole further interval has passed (N15), the best first."""
    rows = customers.filter(missed_on__lte=current_calendar().day_of(at))
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
        .order_by(F("due_on").asc(nulls_last=True), "given_at", "pk")
    )


def _as_of(ruling: Ruling, at: datetime) -> Ruling:
    """The ruling as it stood at `at`: what came of it later was not known yet."""
    then = copy(ruling)
    if then.told_at is not None and then.told_at > at:
        then.told_at, then.outcome = None, ""
    if then.closed_at is not None and then.closed_at > at:
        then.closed_at = None
    went_on = then.told_at and then.more_at and then.told_at <= then.more_at <= at
    is_told = then.told_at is not None and not went_on
    open_or_told = RulingState.TOLD if is_told else RulingState.OPEN
    then.state = RulingState.CLOSED if then.closed_at is not None else open_or_told
    return then


def _is_news(ruling: Ruling, briefing: Briefing, *, until: datetime | None = None) -> bool:
    """Whether what came of it was told since the last briefing, or it was closed since, if it is not of this one."""

    def is_new(moment: datetime | None) -> bool:
        return moment is not None and briefing.since_at <= moment and (until is None or moment <= until)

    is_told, is_closed = is_new(ruling.told_at), is_new(ruling.closed_at)
    return is_told or (is_closed and ruling.briefing_id != briefing.pk)


def _open(rulings: Iterable[Ruling], told: Iterable[Ruling], user: Any) -> Section:
    """What is open, without the rows that stand above as news; `total` counts them all."""
    unclosed = [row for row in rulings if row.state != RulingState.CLOSED]
    news = {row.pk for row in told}
    shown = _section([row for row in unclosed if row.pk not in news], user)
    return replace(shown, total=len(unclosed))


def ruling_row(ruling: Ruling, user: Any) -> Row:
    """Return a ruling as a row: `title` what was decided, `values` until when and what came of it.

    `words`, on what, is for the boss, and for who raised the point and sees its customer.
    """
    raised = ruling.point is not None and ruling.point.raised_by_id == user.pk
    reads = user.is_boss or (raised and (ruling.customer_id is None or ruling.sees_customer))  # type: ignore[attr-defined]  # annotated
    return Row(
        "ruling", str(ruling.pk), ruling.text, ruling.about if reads else "", **_of_seen(ruling),
        person=ruling.person.short_name, at=ruling.given_at.isoformat(),
        values={
            "due_on": ruling.due_on.isoformat() if ruling.due_on else "", "state": ruling.state, "outcome": ruling.outcome,
            "told_at": ruling.told_at.isoformat() if ruling.told_at else "",
        },
    )  # fmt: skip


def _section(rulings: Sequence[Ruling], user: Any) -> Section:
    return Section(tuple(ruling_row(row, user) for row in rulings), len(rulings))
