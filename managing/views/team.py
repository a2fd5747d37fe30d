"""The team's page, one's own figures, and who was given what."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.access import Request, hide
from accounts.models import User
from accounts.permissions import can_open_account
from core.access import allow
from core.capabilities import Can
from core.work_days import current_calendar
from managing.charts import answers_chart, habits_chart, results_chart
from managing.domain.frames import Days, Frame, days_of
from managing.domain.rows import Row
from managing.fairness_words import log_url, narrowing_chips, share_cells
from managing.row_words import COLUMNS, FRAMES, Cell, cells_of, exception_cards
from managing.selectors.exceptions import read_exceptions
from managing.selectors.facts import widest
from managing.selectors.fairness import (
    CLAIMS,
    RULES,
    Narrowing,
    people_answered_for,
    people_given,
    read_claims,
    read_log,
    read_shares,
)
from managing.selectors.targets import (
    Standing,
    facts_wanted,
    read_own_results,
    read_own_standings,
    read_shared_goals,
    read_targets,
    spans_of,
    standings_of,
)
from managing.selectors.team import (
    Trends,
    narrow_roll,
    overlaps,
    own_roll,
    read_own_trends,
    read_rows,
    read_spans,
    read_trends,
    reads_all,
    span_of,
    total_of,
)
from reports.domain.timetable import Span
from reports.selectors.roll import LEADS, Part, Roll, read_roll, without_idle

PAGE = "page"


@dataclass(frozen=True)
class Line:
    """A person's line of the table; `trend` is the share answered in target in the last weeks.

    `url` is the person's page, with what they hold and its handover; "": the reader does not open it.
    """

    part: Part
    row: Row
    cells: list[Cell]
    trend: list[float | None]
    url: str


@dataclass(frozen=True)
class Figures:
    """What team page and overview read in common."""

    roll: Roll
    rows: Mapping[Part, Row]
    standings: list[Standing]
    trends: Trends

    @property
    def total(self) -> Row:
        return total_of(self.rows.values())

    @property
    def people(self) -> dict[int, User]:
        return {person.pk: person for person in self.roll.people}


def read_figures(user: User, span: Span, at: datetime) -> Figures:
    """Return the rows of `span`, targets and trends that `user` reads. Eleven statements, whatever the people.

    A target counts over its own people and days, whoever reads it: everybody is counted, and `user` shown their part.
    """
    today = current_calendar().day_of(at)
    targets = read_targets(user, today)
    spans = {PAGE: span, **spans_of(targets, at)}
    everybody = read_roll(widest(spans.values()), with_managers=True)
    found = read_spans(everybody, spans, at, mail_in=(PAGE,), wanted=facts_wanted(targets))
    read = narrow_roll(everybody, user)
    own = {part for parts in read.parts.values() for part in parts if overlaps(part, span)}
    shown = without_idle({part: row for part, row in found[PAGE].items() if part in own}, Row())
    return Figures(read, shown, standings_of(targets, found, today), read_trends(user, today))


def frame_of(request: Request) -> Frame:
    """The time asked for; nonsense is the running week."""
    asked = request.GET.get("period", "")
    return Frame(asked) if asked in set(Frame) else Frame.WEEK


@allow(Can.READ_TEAM, "GET")
def team(request: Request) -> HttpResponse:
    """`?period=`: exceptions first, then a line for each salesperson, process before results (S114)."""
    at, user, frame = timezone.now(), request.user, frame_of(request)
    today = current_calendar().day_of(at)
    days = days_of(frame, today)
    figures, people = read_figures(user, span_of(days, at), at), people_answered_for(user)
    ids = None if reads_all(user) else [person.pk for person in people]  # whom `user` answers for today
    names = {**figures.people, **{person.pk: person for person in people}}
    has_links, led = (
        user.can(Can.WORK_WITH_CUSTOMERS),
        {person.pk for person in people if not person.is_frozen},
    )
    lines = Counter(part.person.pk for part in figures.rows)
    context = {
        "days": days, "now": at, "periods": _periods(frame), "columns": COLUMNS, "has_links": has_links,
        "lines": [
            _line(user, part, row, days, figures.trends, is_one=lines[part.person.pk] == 1, has_links=has_links, has_mail=part.person.pk in led)
            for part, row in figures.rows.items()
        ],
        "total": cells_of(figures.total, None, days, has_links=has_links),
        "exceptions": exception_cards(read_exceptions(ids, today, at, reader=user if user.can(Can.JUDGE_EXCEPTIONS) else None), names, has_links=has_links),
        "standings": figures.standings, "may_set": user.can(Can.SET_TARGETS), "has_own": user.can(Can.READ_OWN_FIGURES), "may_compare": user.can(Can.READ_FAIRNESS),
        "may_assign": user.can(Can.REASSIGN), "may_hand_over": user.can(Can.MANAGE_PEOPLE),
        "charts": [habits_chart(figures.trends), answers_chart(figures.trends), results_chart(figures.trends)],
    }  # fmt: skip
    return render(request, "managing/team.html", context)


def _line(
    user: User,
    part: Part,
    row: Row,
    days: Days,
    trends: Trends,
    *,
    is_one: bool,
    has_links: bool,
    has_mail: bool,
) -> Line:
    of = None if is_one else part
    sells = part.mark != LEADS
    cells = cells_of(
        row, part.person, days, has_links=has_links, has_missed=sells, has_mail=has_mail, part=of
    )
    url = part.person.get_absolute_url() if can_open_account(user, part.person) else ""
    return Line(part, row, cells, trends.series(part.person.pk, "target_share"), url)


def _periods(current: Frame) -> list[dict[str, Any]]:
    return [
        {"label": label, "url": f"?period={frame}", "is_current": frame is current, "count": None}
        for frame, label in FRAMES.items()
    ]


@allow(Can.READ_OWN_FIGURES, "GET")
def own(request: Request) -> HttpResponse:
    """`?period=`: one's own line, the same as on the team's page, one's targets and the last twelve weeks."""
    at, user, frame = timezone.now(), request.user, frame_of(request)
    days = days_of(frame, current_calendar().day_of(at))
    span = span_of(days, at)
    row = total_of(read_rows(own_roll(user, span), span, at).values())
    trends = read_own_trends(user, current_calendar().day_of(at))
    has_links = user.can(Can.WORK_WITH_CUSTOMERS)
    cells = cells_of(
        row,
        user,
        days,
        has_links=has_links,
        has_missed=bool(user.is_salesperson),
        has_mail=bool(user.is_salesperson),
    )
    context = {
        "days": days, "now": at, "periods": _periods(frame), "pairs": list(zip(COLUMNS, cells, strict=True)),
        "standings": read_own_standings(user, at), "results": read_own_results(user, current_calendar().day_of(at)),
        "goals": read_shared_goals(user, current_calendar().day_of(at)),
        "charts": [habits_chart(trends), answers_chart(trends), results_chart(trends)],
    }  # fmt: skip
    return render(request, "managing/own.html", context)


@allow(Can.READ_FAIRNESS, "GET")
def fairness(request: Request) -> HttpResponse:
    """`?period=`: inquiries, A customers and claims by salesperson, and the log of decisions (S107), of `?person=` and `?rule=`."""
    at, user = timezone.now(), request.user
    frame = frame_of(request) if "period" in request.GET else Frame.MONTH
    days = days_of(frame, current_calendar().day_of(at))
    span = span_of(days, at)
    people = people_given(user, span)
    wanted = _narrowing_in(request, people)
    shares = read_shares(people, span)
    cursors = {side: request.GET.get(side, "") for side in ("after", "before")}
    is_claims = wanted.rule == CLAIMS
    log: Any = (
        read_claims(user, people, span, wanted.person, **cursors)
        if is_claims
        else read_log(user, people, span, wanted, **cursors)
    )
    has_links = user.can(Can.WORK_WITH_CUSTOMERS)
    context = {
        "days": days, "periods": [{**tab, "url": log_url(one, wanted)} for one, tab in zip(FRAMES, _periods(frame), strict=True)],
        "shares": [(share, share_cells(share, frame, has_links=has_links)) for share in shares],
        "log": log.rows, "is_claims": is_claims, "chips": narrowing_chips(frame, wanted),
        "most": max((share.assigned for share in shares), default=0),
        "assigned": sum(share.assigned for share in shares),
        "next_url": log_url(frame, wanted, after=log.after) if log.after else "",
        "previous_url": log_url(frame, wanted, before=log.before) if log.before else "",
    }  # fmt: skip
    return render(request, "managing/fairness.html", context)


def _narrowing_in(request: Request, people: list[User]) -> Narrowing:
    """To what the log is narrowed; a rule that there is none of is left out, a person who is not the reader's is hidden."""
    asked, rule = request.GET.get("person", ""), request.GET.get("rule", "")
    person = next((one for one in people if str(one.pk) == asked), None)
    if asked and person is None:
        hide(request.user, f"managing.fairness:{asked}"[:120])
    return Narrowing(person, rule if rule in RULES else "")
