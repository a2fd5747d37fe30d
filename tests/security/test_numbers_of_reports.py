"""Reports, tables and pages of figures are the sums of what their readers may see, recomputed by plain SQL (trust.md Z9).

Each page is opened by all ten callers: who may not is turned away, and for the others every figure is counted again over the
people whose figures they read. Who these are stands here, written down from permissions.md, not asked from the code.
"""

import random
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from itertools import count as numbers
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse

from customers.models import Grade, GradeChange, TimelineEntry
from followups.models import CadenceWindow, DateByHand
from inquiries.models import BuyerMessage
from managing.row_words import EXCEPTIONS
from reports.domain.figures import Figures
from reports.models import DepartmentReport
from sales.models import Quote, QuoteVersion
from tests import factories
from tests.factories import AT
from tests.security.test_numbers import SEEN, SHARED_WITH
from tests.security.walking import Walker
from tests.security.world import CALLERS, World

People = tuple[str, ...]
SELLERS = ("owner", "teammate", "stand_in", "outsider", "frozen")
LEADERS: dict[str, People] = {
    "manager": ("owner", "teammate", "stand_in", "frozen"),
    "other_manager": ("outsider",),
}
LEADING = {"manager": ("manager",), "other_manager": ("other_manager",), "boss": ("manager", "other_manager")}
ALL = tuple(name for name in CALLERS if name != "anonymous")
# Whose records of a month somebody reads: their own, those of whom they lead, all of them.
RECORDS: dict[str, People] = {
    **{name: (name,) for name in ("owner", "teammate", "stand_in", "outsider")},
    **{name: (name, *people) for name, people in LEADERS.items()}, "boss": ALL,
}  # fmt: skip
# Whose cadence: who left is in nobody's table.
CADENCE = RECORDS  # the people of then, leavers too
# Whose exceptions stand on the team's page, beside what is nobody's: who sells and is led today, and who left there; None: everybody's. And who decides about them.
EXCEPTIONAL: dict[str, People | None] = {
    "manager": ("owner", "teammate", "stand_in", "frozen"), "other_manager": ("outsider",), "boss": None,
    "assistant": None, "adviser": None,
}  # fmt: skip
DECIDING = frozenset({"manager", "other_manager", "boss"})
# Whose business the analysis is made of; None: all of it.
ANALYSED: dict[str, tuple[str | None, ...] | None] = {
    **{name: seen for name, seen in SEEN.items() if seen}, "boss": None, "assistant": None, "adviser": None,
}  # fmt: skip

# ── the figures of a report ─────────────────────────────────────────────────
# {people}: whose; %(since)s, %(until)s: the time; %(known)s: as it was known then. Until its clock has run out a question
# is that of who answers today: %(stand_in)s for %(away)s, for who has left the manager of their team (N9).
MESSAGES = "SELECT count(*) FROM inquiries_buyermessage m JOIN inquiries_inquiry i ON i.id = m.inquiry_id WHERE m.entered_at <= %(known)s AND"
LEFT_TO = "(SELECT t.manager_id FROM accounts_user u JOIN accounts_team t ON t.id = u.team_id WHERE u.id = i.owner_id AND u.frozen_at <= %(known)s)"
HELD_BY = (
    f"COALESCE(m.responsible_id, CASE i.owner_id WHEN %(away)s THEN %(stand_in)s END, {LEFT_TO}, i.owner_id)"
)
CHARGED = f"{HELD_BY} IN ({{people}})"
# What ran out while somebody had left it, and waits still, stands under nobody's name until it is handed over.
STILL_THERE = f"{HELD_BY} NOT IN (SELECT id FROM accounts_user WHERE frozen_at <= %(known)s)"
OWNER_THEN = (
    "(SELECT owner_id FROM customers_ownerperiod p WHERE p.customer_id = {customer} AND p.started_at <= {moment}"
    " AND (p.ended_at IS NULL OR p.ended_at > {moment}) ORDER BY p.started_at DESC, p.id DESC LIMIT 1) IN ({{people}})"
)
TOLD_OWNER = OWNER_THEN.format(customer="t.customer_id", moment="t.at")
TOLD = f"SELECT count(DISTINCT ref_id) FROM customers_timelineentry t WHERE at >= %(since)s AND at < %(until)s AND {TOLD_OWNER} AND"
CONTACTS = "FROM followups_followup WHERE is_contact AND at >= %(since)s AND at < %(until)s AND entered_at <= %(known)s AND by_id IN ({people})"
ENTERED = (
    "SELECT count(*) FROM customers_customer c WHERE merged_into_id IS NULL AND NOT is_imported AND created_at >= %(since)s"
    " AND created_at < %(until)s AND (SELECT owner_id FROM customers_ownerperiod p WHERE p.customer_id = c.id"
    " ORDER BY started_at, id LIMIT 1) IN ({people})"
)
FIGURES: dict[str, str] = {
    "received": f"{MESSAGES} m.received_at >= %(since)s AND m.received_at < %(until)s AND {CHARGED}",
    "in_target": f"{MESSAGES} m.outcome = 'in_target' AND m.answered_at >= %(since)s AND m.answered_at < %(until)s AND {CHARGED}",
    "late": (
        f"{MESSAGES} m.limit_at >= %(since)s AND m.limit_at < %(until)s AND m.limit_at < %(known)s"
        f" AND (m.answered_at IS NULL OR m.answered_at > m.limit_at) AND {CHARGED}"
    ),
    "open": (
        f"{MESSAGES} m.received_at < %(until)s AND (m.answered_at IS NULL OR m.answered_at > %(known)s)"
        f" AND {CHARGED} AND {STILL_THERE}"
    ),
    "all_contacts": f"SELECT count(*) {CONTACTS}",
    "customers": f"SELECT count(*) FROM (SELECT DISTINCT by_id, customer_id {CONTACTS}) one",
    "new_customers": ENTERED,
    "quotes": (
        "SELECT count(*) FROM sales_quoteversion v JOIN sales_quote q ON q.id = v.quote_id WHERE v.sent_at >= %(since)s"
        f" AND v.sent_at < %(until)s AND {OWNER_THEN.format(customer='q.customer_id', moment='v.sent_at')}"
    ),
    "samples": f"{TOLD} kind = 'sample' AND ref_type = 'sales.sample'",
    "orders": f"{TOLD} kind = 'order' AND ref_type = 'sales.order'",
}  # fmt: skip

# ── what the boss is shown of customers ─────────────────────────────────────
# {rows}: those in the reader's sight.
SIGHT = "SELECT count(*) FROM customers_customer WHERE merged_into_id IS NULL AND {rows} AND"
SINCE_LAST = "created_at >= %(since)s AND created_at < %(until)s AND NOT is_imported"
BRIEFED: dict[str, str] = {
    "new": f"{SIGHT} {SINCE_LAST}",
    "new_a": f"{SIGHT} {SINCE_LAST} AND grade = 'A'",
    "contacted": f"{SIGHT} {SINCE_LAST} AND last_contact_at IS NOT NULL",
    "a": f"{SIGHT} grade = 'A'",
    "a_contacted": f"{SIGHT} grade = 'A' AND last_contact_at >= %(since)s",
    "missed": f"{SIGHT} missed_on <= '2026-11-16'",
    "missed_a": f"{SIGHT} missed_on <= '2026-11-16' AND grade = 'A'",
    # A working day past the limit: on Monday at ten what ran out before Saturday, and on Saturday from nine to ten.
    "late": (
        "SELECT count(*) FROM inquiries_buyermessage m JOIN inquiries_inquiry i ON i.id = m.inquiry_id WHERE {rows}"
        " AND m.answered_at IS NULL AND i.state = 'open' AND (m.limit_at <= %(saturday)s"
        " OR m.limit_at BETWEEN %(opens)s AND %(ten)s)"
    ),
}  # fmt: skip

# ── exceptions ──────────────────────────────────────────────────────────────
# {of:column}: of these people or of nobody.
WEEK_AGO, THREE_WEEKS_AGO = "%(week_ago)s", "%(three_weeks_ago)s"
EXCEPTIONS_BY_SQL: dict[str, str] = {
    "late": "FROM inquiries_inquiry WHERE target_at IS NOT NULL AND limit_at < %(at)s AND owner_id IS NOT NULL AND {owner_id}",
    "unassigned": "FROM inquiries_inquiry WHERE owner_id IS NULL AND state = 'open' AND {owner_id}",
    "reports": (
        "FROM reports_weeklyreport r JOIN reports_reportperiod p ON p.id = r.period_id WHERE r.is_owed AND r.state <> 'submitted'"
        f" AND p.due_at < %(at)s AND p.due_at > {THREE_WEEKS_AGO} AND {{person_id}}"
        " AND person_id NOT IN (SELECT id FROM accounts_user WHERE frozen_at IS NOT NULL)"  # who left hands nothing in
    ),
    "missed": (
        "FROM customers_customer WHERE merged_into_id IS NULL AND missed_on <= '2026-11-16' AND grade IN ('A', 'B') AND {owner_id}"
    ),
    "ungraded": (
        "FROM inquiries_inquiry WHERE state = 'open' AND owner_id IS NOT NULL AND grade = '' AND received_on < '2026-11-16' AND {owner_id}"
    ),
}  # fmt: skip
# What waits for the caller's own word, as the page on which it is said asks: {reader} is the caller, {held} whose customers
# they look after. Nobody judges a date that they set themselves but the boss; leave is the boss's to decide.
NOT_ONE_S_OWN = "AND set_by_id <> {reader}"
TO_DECIDE: dict[str, str] = {
    "dates": (
        "FROM followups_datebyhand d JOIN customers_customer c ON c.id = d.customer_id WHERE d.is_later AND d.is_accepted IS NULL"
        " AND {held} {not_own}"
    ),
    "leave": (
        "FROM accounts_absence a JOIN accounts_user u ON u.id = a.user_id WHERE a.state = 'requested' AND a.ends_on >= '2026-11-16'"
        " AND u.frozen_at IS NULL AND a.user_id <> {reader} AND {is_boss}"
    ),
    "exports": "FROM customers_customerexport WHERE state = 'asked' AND owner_id <> {reader} AND {led}",
    "invalid": f"FROM inquiries_inquiry WHERE state = 'invalid' AND closed_at >= {WEEK_AGO} AND {{owner_id}}",
}  # fmt: skip
HELD: dict[str, People] = {
    "manager": ("manager", "owner", "teammate", "stand_in", "frozen"),
    "other_manager": ("other_manager", "outsider"),
}

# ── analysis ────────────────────────────────────────────────────────────────
IN_TIME = ">= %(since)s AND {column} < %(until)s"
ASKED = f"FROM inquiries_inquiry i WHERE {{rows}} AND i.received_at {IN_TIME.format(column='i.received_at')}"
LOST = f"FROM inquiries_inquiry i WHERE {{rows}} AND i.state = 'lost' AND i.closed_at {IN_TIME.format(column='i.closed_at')}"
DECLINED = (
    "FROM sales_quote i JOIN sales_quoteversion v ON v.id = i.current_id WHERE {rows} AND i.state = 'declined'"
    f" AND v.answered_at {IN_TIME.format(column='v.answered_at')} AND (i.inquiry_id IS NULL OR i.inquiry_id NOT IN (SELECT i.id {LOST}))"
)


# ── a busy month ────────────────────────────────────────────────────────────
@pytest.fixture
def busy(world: World) -> World:
    """The world, and what sixty turns of chance add to it in five weeks: whoever sells, and nobody, has some of it."""
    draw, references = random.Random(17), numbers(500_000)
    for _turn in range(60):
        holder = draw.choice((*SELLERS, None))
        moment = AT - timedelta(minutes=draw.randrange(1, 35 * 24 * 60))
        _add_turn(world, draw, world.user(holder) if holder else None, moment, references)
    for name in SELLERS:
        for last_on in (date(2026, 9, 27), date(2026, 10, 11), date(2026, 11, 15)):
            values = {"asked": draw.randrange(4, 9), "kept": draw.randrange(4)}
            CadenceWindow.objects.create(
                user=world.user(name), grade=draw.choice("ABC"), last_on=last_on, **values
            )
    # What ran out has been settled, as each minute does.
    over = BuyerMessage.objects.filter(responsible=None, answered_at=None, limit_at__lt=AT)
    for message in over.select_related("inquiry"):
        BuyerMessage.objects.filter(pk=message.pk).update(responsible=message.inquiry.owner_id)
    for manager in LEADERS:
        period = world["me_owner"].open_report.period
        DepartmentReport.objects.create(period=period, manager=world.user(manager))
    return world


def _add_turn(world: World, draw: random.Random, user: Any, moment: datetime, references: Any) -> None:
    maker = world.cast.manager
    customer = factories.CustomerFactory(
        owner=user, created_by=maker, grade=draw.choice(Grade.values),
        created_at=draw.choice((moment, AT - timedelta(days=300))), is_imported=draw.random() < 0.1,
        last_contact_at=draw.choice((None, moment)), missed_on=draw.choice((None, date(2026, 11, 12))) if user else None,
    )  # fmt: skip
    _add_question(draw, customer, maker, moment)
    lost = factories.InquiryFactory(
        customer=customer, created_by=maker, received_at=moment, received_on=moment.date(), source=draw.choice(("alibaba", "email", "website")),
        state=draw.choice(("open", "lost", "invalid")), grade=draw.choice(("", "B")), closed_at=moment, close_reason=draw.choice(("price", "silent")),
    )  # fmt: skip
    if user is None:
        return
    if draw.random() < 0.7:
        factories.FollowUpFactory(customer=customer, at=moment, by=user)
    DateByHand.objects.create(
        customer=customer, due_on=date(2026, 12, 1), is_later=True, set_by=user, set_at=moment, reason="Fair",
        is_accepted=draw.choice((None, True)),
    )  # fmt: skip
    GradeChange.objects.create(
        customer=customer, before="", after=customer.grade, by=user, at=customer.created_at, reason=""
    )
    _add_quote(draw, customer, draw.choice((lost, None)), moment)
    for kind, model, event in (("sample", "sales.sample", "sent"), ("order", "sales.order", "confirmed")):
        values = {"event": event, "total": "10.00", "currency": "USD"}
        if draw.random() < 0.5:
            TimelineEntry.objects.create(
                customer=customer,
                at=moment,
                kind=kind,
                actor=user,
                values=values,
                ref_type=model,
                ref_id=next(references),
            )


def _add_question(draw: random.Random, customer: Any, maker: Any, moment: datetime) -> None:
    """Answered in time, answered late, or not at all; its limit is a day later."""
    answered_at = draw.choice((moment + timedelta(hours=1), moment + timedelta(hours=30), None))
    answered_at = answered_at if answered_at and answered_at < AT and customer.owner else None
    limit_at = moment + timedelta(hours=24)
    clock = {"target_at": moment + timedelta(hours=4), "limit_at": limit_at, "announced_at": limit_at}
    running = {} if answered_at else {**clock, "due_soon_at": moment}
    inquiry = factories.InquiryFactory(
        customer=customer,
        created_by=maker,
        received_at=moment,
        received_on=moment.date(),
        grade="A",
        **running,
    )
    if answered_at:
        factories.ReplyFactory(
            inquiry=inquiry, replied_at=answered_at, entered_at=answered_at, by=customer.owner
        )
    outcome = "" if not answered_at else "late" if answered_at > limit_at else "in_target"
    factories.BuyerMessageFactory(
        inquiry=inquiry, received_at=moment, entered_at=moment, answered_at=answered_at, outcome=outcome,
        responsible=customer.owner if answered_at else None, **clock,
    )  # fmt: skip


def _add_quote(draw: random.Random, customer: Any, inquiry: Any, moment: datetime) -> None:
    quote = factories.QuoteFactory(customer=customer, inquiry=inquiry)
    state = draw.choice(("sent", "declined"))
    answered = {"answered_at": moment, "decline_reason": "price"} if state == "declined" else {}
    QuoteVersion.objects.filter(quote=quote).update(sent_at=moment, state=state, **answered)
    Quote.objects.filter(pk=quote.pk).update(state=state)


# ── counting ────────────────────────────────────────────────────────────────
@pytest.fixture
def counted(busy: World) -> Callable[..., int]:
    """Count by plain SQL: `counted("SELECT …", since=…, people="1,2")`; what is named by a time is a parameter."""

    def run(statement: str, *, rows: str = "", people: str = "0", **values: Any) -> int:
        adapt = connection.ops.adapt_datetimefield_value  # SQLite keeps moments as text
        named = {key: adapt(one) if isinstance(one, datetime) else one for key, one in values.items()}
        with connection.cursor() as cursor:
            cursor.execute(statement.replace("{rows}", rows).replace("{people}", people), named)
            return int(cursor.fetchone()[0] or 0)

    return run


def _ids(world: World, names: Iterable[str]) -> str:
    return ",".join(str(world.user(name).pk) for name in names) or "0"


def _rows(
    world: World, caller: str, seen: tuple[str | None, ...] | None, *, customer: str, owner: str = "owner_id"
) -> str:
    """Return the condition of the rows in the caller's sight; all of them for None."""
    if seen is None:
        return "1 = 1"
    nobodys = f" OR {owner} IS NULL" if None in seen else ""
    shared = "".join(f" OR {customer} = {world[name].customer.pk}" for name in SHARED_WITH.get(caller, ()))
    return f"({owner} IN ({_ids(world, filter(None, seen))}){nobodys}{shared})"


def _span(world: World, since: datetime, until: datetime, known: datetime) -> dict[str, Any]:
    """Return the parameters of FIGURES: on the day of the tests, and on no other one, `owner` is away."""
    away = world.cast.owner.pk if known >= AT else 0
    return {"since": since, "until": until, "known": known, "away": away, "stand_in": world.cast.stand_in.pk}


def _assert_figures(counted: Any, figures: Figures, people: str, span: dict[str, Any]) -> None:
    found = {name: getattr(figures, name) for name in FIGURES}
    assert found == {name: counted(statement, people=people, **span) for name, statement in FIGURES.items()}
    assert any(found.values())


@pytest.fixture
def page_of(walker: Walker, busy: World) -> Callable[..., Any]:
    """Return the context of a page as `caller` gets it; None where they are turned away."""

    def get(caller: str, url: str) -> Any:
        response = walker.client(caller).get(url)
        assert response.status_code in {200, 403, 404}, (caller, url)
        return response.context if response.status_code == 200 else None

    return get


# ── reports ─────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("caller", SEEN)
def test_department_s_report(busy: World, page_of: Any, counted: Any, caller: str) -> None:
    """The boss reads both, a manager their own; what a manager did in place of their people is in it (N9)."""
    for report in DepartmentReport.objects.filter(figures=None).select_related("period", "manager"):
        leader = next(name for name in LEADERS if busy.user(name) == report.manager)
        page = page_of(caller, report.get_absolute_url())
        assert (page is not None) == (leader in LEADING.get(caller, ())), leader
        if page is not None:
            period = report.period
            span = _span(busy, period.starts_at, period.due_at, period.due_at)
            people = _ids(busy, (leader, *LEADERS[leader]))
            _assert_figures(counted, page["page"].total, people, span)
            assert sum((row.figures for row in page["page"].rows), Figures()) == page["page"].total


@pytest.mark.parametrize("caller", SEEN)
def test_digest_of_the_day(busy: World, page_of: Any, counted: Any, caller: str) -> None:
    for leader, led in LEADERS.items():
        digest = busy[f"me_{leader}"].digest
        page = page_of(caller, digest.get_absolute_url())
        assert (page is not None) == (leader in LEADING.get(caller, ())), leader
        if page is not None:
            span = _span(busy, digest.day.starts_at, digest.day.digest_at, AT)
            _assert_figures(counted, page["page"].total, _ids(busy, (leader, *led)), span)


@pytest.mark.parametrize("caller", SEEN)
def test_table_of_the_month_s_records(busy: World, page_of: Any, counted: Any, caller: str) -> None:
    page = page_of(caller, reverse("reports:records") + "?kind=month&day=2026-11-16")
    assert (page is not None) == (caller in RECORDS)
    if page is not None:
        total = sum((record.figures for record, _cells in page["table"]), Figures())
        begin, end = datetime(2026, 10, 31, 16, tzinfo=UTC), datetime(2026, 11, 30, 16, tzinfo=UTC)
        _assert_figures(counted, total, _ids(busy, RECORDS[caller]), _span(busy, begin, end, AT))


@pytest.mark.parametrize("caller", SEEN)
def test_table_of_the_cadence(busy: World, page_of: Any, counted: Any, caller: str) -> None:
    windows = (
        "FROM followups_cadencewindow WHERE user_id IN ({people}) AND last_on BETWEEN %(first)s AND %(last)s"
    )
    ranges = {
        "": (date(2026, 9, 21), date(2026, 11, 15)),
        "?by=month": (date(2026, 5, 1), date(2026, 10, 31)),
    }
    for query, (first, last) in ranges.items():
        page = page_of(caller, reverse("reports:compliance") + query)
        assert (page is not None) == (caller in CADENCE)
        if page is not None:
            lines = [line.total for person in page["people"] for line in person.lines]
            people = {"people": _ids(busy, CADENCE[caller]), "first": first, "last": last}
            for name in ("asked", "kept"):
                assert sum(getattr(line, name) for line in lines) == counted(
                    f"SELECT sum({name}) {windows}", **people
                )


# ── the briefing ────────────────────────────────────────────────────────────
@pytest.mark.parametrize("caller", SEEN)
def test_counts_of_a_briefing(busy: World, page_of: Any, counted: Any, caller: str) -> None:
    briefing = busy["me_owner"].briefing
    context = page_of(caller, reverse("briefings:detail", args=[briefing.pk]))
    assert (context is not None) == (caller in LEADING)
    if context is None:
        return
    page = context["page"]
    found = {
        **page.new.counts, "new": page.new.total, "a": page.key.total, "a_contacted": page.key.counts["a_contacted"],
        "missed": page.missed.total, "missed_a": page.missed.counts["a"], "late": page.late.total,
    }  # fmt: skip
    moments = {
        "since": briefing.since_at, "until": briefing.starts_at, "saturday": datetime(2026, 11, 13, 16, tzinfo=UTC),
        "opens": datetime(2026, 11, 14, 1, tzinfo=UTC), "ten": datetime(2026, 11, 14, 2, tzinfo=UTC),
    }  # fmt: skip
    for name, statement in BRIEFED.items():
        customer = "i.customer_id" if name == "late" else "id"
        rows = _rows(busy, caller, SEEN[caller], customer=customer)
        named = {key: value for key, value in moments.items() if f"%({key})s" in statement}
        assert found[name] == counted(statement, rows=rows, **named), name


# ── the team ────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("caller", SEEN)
def test_exceptions_of_the_team_page(busy: World, page_of: Any, counted: Any, caller: str) -> None:
    page = page_of(caller, reverse("managing:team"))
    assert (page is not None) == (caller in EXCEPTIONAL)
    if page is None:
        return
    found = {(str(card.state), str(card.what)): card.number for card in page["exceptions"]}
    moments = {"at": AT, "week_ago": AT - timedelta(days=7), "three_weeks_ago": AT - timedelta(days=21)}
    for name, statement in {**EXCEPTIONS_BY_SQL, **TO_DECIDE}.items():
        number = 0
        if name in EXCEPTIONS_BY_SQL or caller in DECIDING:
            named = {key: value for key, value in moments.items() if f"%({key})s" in statement}
            number = counted(f"SELECT count(*) {_of_people(busy, caller, statement)}", **named)
        assert found.get((str(EXCEPTIONS[name][0]), str(EXCEPTIONS[name][1])), 0) == number, name


def _of_people(world: World, caller: str, statement: str) -> str:
    people, is_boss = EXCEPTIONAL[caller], caller == "boss"
    held = f"owner_id IN ({_ids(world, HELD.get(caller, ()))})"
    statement = statement.replace("{held}", "1 = 1" if is_boss else f"({held} OR owner_id IS NULL)")
    statement = statement.replace(
        "{led}", "1 = 1" if is_boss else f"({held} OR owner_id = {world.user('boss').pk})"
    )
    statement = statement.replace("{not_own}", "" if is_boss else NOT_ONE_S_OWN)
    statement = statement.replace("{is_boss}", "1 = 1" if is_boss else "1 = 0")
    statement = statement.replace("{reader}", str(world.user(caller).pk))
    for column in ("owner_id", "person_id", "user_id"):
        whose = "1 = 1" if people is None else f"({column} IN ({_ids(world, people)}) OR {column} IS NULL)"
        statement = statement.replace(f"{{{column}}}", whose)
    return statement


# ── analysis ────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("caller", SEEN)
def test_sources_and_losses(busy: World, page_of: Any, counted: Any, caller: str) -> None:
    """Of the last 90 days: what came, by source, how much of it was real, what was lost by which reason."""
    sources = page_of(caller, reverse("analysis:sources"))
    assert (sources is not None) == (caller in ANALYSED)
    if sources is None:
        return
    rows = _rows(busy, caller, ANALYSED[caller], customer="i.customer_id", owner="i.owner_id")
    time = {"since": AT - timedelta(days=90), "until": AT}
    for row in sources["rows"]:
        asked = f"SELECT count(*) {ASKED} AND i.source = '{row.source}'"
        real = f"{asked} AND i.state <> 'invalid' AND i.validity IN ('valid', 'unclear')"
        assert (row.counts.received, row.counts.valid) == (
            counted(asked, rows=rows, **time),
            counted(real, rows=rows, **time),
        )
    assert (
        sum(row.counts.received for row in sources["rows"])
        == counted(f"SELECT count(*) {ASKED}", rows=rows, **time)
        > 0
    )
    reasons = page_of(caller, reverse("analysis:lost"))["found"].reasons
    assert reasons
    for row in reasons:
        assert row.inquiries == counted(
            f"SELECT count(*) {LOST} AND i.close_reason = '{row.reason}'", rows=rows, **time
        )
        assert row.quotes == counted(
            f"SELECT count(*) {DECLINED} AND v.decline_reason = '{row.reason}'", rows=rows, **time
        )
    assert sum(row.quotes for row in reasons) == counted(f"SELECT count(*) {DECLINED}", rows=rows, **time)
