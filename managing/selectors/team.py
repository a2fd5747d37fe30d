"""The rows of the team: who did what in a stretch of days, and how it went in the last twelve weeks."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import IntegerField, Value

from accounts.models import User
from accounts.scoping import away_or_gone_on
from core.domain.work_calendar import ONE_DAY
from core.work_days import current_calendar
from followups.domain.compliance import Tally
from followups.domain.mail_windows import Standing
from followups.selectors.cadence_windows import read_windows
from followups.selectors.mail_checks import read_stretch
from inquiries.selectors.responsible import INSTANT
from managing.domain.frames import Days
from managing.domain.rows import OF_FIGURES, Row
from managing.selectors.facts import count_facts
from reports.domain.figures import GRADES, Figures, from_stored
from reports.domain.timetable import Span
from reports.models import DepartmentReport, WeeklyReport
from reports.selectors.compliance import reads_part
from reports.selectors.figures import closing_of
from reports.selectors.roll import Part, Roll

WEEKS = 12


def reads_all(user: Any) -> bool:
    """Whether all figures are the person's to read: the boss's, the assistant's, the adviser's (permissions.md)."""
    return bool(user.is_boss or user.is_assistant or user.is_adviser)


def span_of(days: Days, at: datetime) -> Span:
    """Return the time of these days on the company's clock; of running ones up to now, which is included."""
    calendar = current_calendar()
    end = calendar.start_of(days.last + ONE_DAY)
    return Span(calendar.start_of(days.first), min(end, at + INSTANT))


def narrow_roll(roll: Roll, user: Any) -> Roll:
    """Return whose figures `user` reads, in their teams of then: of those whom they led then, and their own. No query."""
    if reads_all(user):
        return roll
    return Roll(part for own in roll.parts.values() for part in own if reads_part(user, part))


def overlaps(part: Part, span: Span) -> bool:
    """Whether somebody was in the team at any moment of the span."""
    return part.span.starts_at < span.ends_at and part.span.ends_at > span.starts_at


def own_roll(user: User, span: Span) -> Roll:
    """Return the person's own part, whole. No query."""
    return Roll([Part(user, None, span)])


def read_rows(roll: Roll, span: Span, at: datetime) -> dict[Part, Row]:
    """Return what was done in every part, as it is known now. As `read_spans`."""
    return read_spans(roll, {"": span}, at, mail_in=("",))[""]


def read_spans(
    roll: Roll,
    spans: Mapping[str, Span],
    at: datetime,
    *,
    mail_in: Collection[str] = (),
    wanted: Mapping[str, Collection[str]] | None = None,
) -> dict[str, dict[Part, Row]]:
    """Return by span what was done in every part of `roll`, which reaches over all of them, as it is known now.

    The windows of mail are counted in the spans `mail_in` only: no target asks for them. `wanted`: which facts in a span,
    where not all. Five statements, whatever the spans, people and facts.
    """
    calendar = current_calendar()
    counted = _count(roll, spans, at, wanted or {})
    mail = _Mail(roll, [spans[name] for name in mail_in], at) if mail_in else None
    days = {
        name: (calendar.day_of(span.starts_at), calendar.day_of(span.ends_at)) for name, span in spans.items()
    }
    first, last = (
        pick(pair) for pick, pair in zip((min, max), zip(*days.values(), strict=True), strict=True)
    )
    kept = read_windows(roll.people, first, last)
    found: dict[str, dict[Part, Row]] = {}
    for name, span in spans.items():
        cadence = _cadence(roll, kept, *days[name])
        done = mail.by_part(span) if mail and name in mail_in else {}
        found[name] = {
            part: _row_of(counted[name, part], cadence.get(part, {}), done.get(part, (0, 0)))
            for own in roll.parts.values()
            for part in own
        }
    return found


def _count(
    roll: Roll, spans: Mapping[str, Span], at: datetime, wanted: Mapping[str, Collection[str]]
) -> dict[tuple[str, Part], Counter[str]]:
    """One statement for the facts of all spans; one for who answers for whom today, asked once in a request."""
    away = away_or_gone_on(current_calendar().day_of(at))
    found: dict[tuple[str, Part], Counter[str]] = defaultdict(Counter)
    owners = {*roll.ids, *away.absences, *away.gone}
    for one in count_facts(spans, owners, _numbering(roll), at, wanted):
        who = one.person_id
        if one.via_owner and who is not None:
            who = away.answering_for(who) or who
        own = roll.parts.get(who or 0)
        is_last = one.part < 0 or who != one.person_id
        part = (_last_of(own, spans[one.span]) if is_last else roll.part(who, one.part)) if own else None
        if part is not None:
            found[one.span, part][one.fact] += one.number
    return found


def _last_of(own: list[Part], span: Span) -> Part:
    """What has no moment is the part's in which somebody was last in the span: the roll may reach further."""
    return next((part for part in reversed(own) if overlaps(part, span)), own[-1])


def _numbering(roll: Roll) -> Any:
    """A number for each part only where somebody has several."""
    return roll.number_at if roll.has_cuts else lambda _who, _when: Value(0, output_field=IntegerField())


def _cadence(
    roll: Roll, kept: Mapping[tuple[int, str, date], Tally], first: date, last: date
) -> dict[Part, dict[str, Tally]]:
    """What the nights wrote down of the windows that ended from `first` up to the day before `last`, as reports count them."""
    calendar, found = current_calendar(), defaultdict(dict)  # type: ignore[var-annotated]
    ends = {
        day: calendar.start_of(day + ONE_DAY) - INSTANT
        for day in {key[-1] for key in kept}
        if first <= day < last
    }
    for (person_id, grade, ended_on), tally in kept.items():
        if ended_on not in ends:
            continue
        part = roll.part_at(person_id, ends[ended_on])
        if part is not None:
            found[part][grade] = found[part].get(grade, Tally()) + tally
    return found


class _Mail:
    """Which windows of mail were owed, and looked through, in the days of all spans. Two statements."""

    def __init__(self, roll: Roll, spans: Iterable[Span], at: datetime) -> None:
        self._roll, self._calendar = roll, current_calendar()
        held = [self._days(span) for span in spans]
        first, last = min(days[0] for days in held), max(days[1] for days in held)
        self._marks = list(self._owed(read_stretch(roll.sellers, first, last, at)))

    def _owed(self, weeks: Iterable[Any]) -> Iterable[tuple[date, datetime, Part, bool]]:
        """Each window that was looked through or missed: its day, when it closed, in whose part, and whether it was done."""
        for week in weeks:
            for day in week.days:
                for mark in day.marks:
                    if mark.standing not in (Standing.DONE, Standing.MISSED):
                        continue
                    closes_at = closing_of(day.on, mark, self._calendar)
                    part = self._roll.part_at(week.person.pk, closes_at - INSTANT)
                    if part is not None:
                        yield day.on, closes_at, part, mark.standing is Standing.DONE

    def _days(self, span: Span) -> tuple[date, date]:
        return self._calendar.day_of(span.starts_at), self._calendar.day_of(span.ends_at - INSTANT)

    def by_part(self, span: Span) -> dict[Part, tuple[int, int]]:
        """Return looked through, and owed, of a span's days."""
        first, last = self._days(span)
        sums: dict[Part, tuple[int, int]] = defaultdict(lambda: (0, 0))
        for day, closes_at, part, is_done in self._marks:
            if first <= day <= last and span.starts_at < closes_at <= span.ends_at:
                done, owed = sums[part]
                sums[part] = (done + is_done, owed + 1)
        return sums


def _row_of(counts: Counter[str], cadence: Mapping[str, Tally], mail: tuple[int, int]) -> Row:
    plain: dict[str, Any] = {name: number for name, number in counts.items() if name in OF_FIGURES}
    figures = Figures(
        **plain,
        mail_done=mail[0],
        mail_asked=mail[1],
        cadence_kept={
            grade: cadence[grade].kept for grade in GRADES if grade in cadence and cadence[grade].asked
        },
        cadence_asked={
            grade: cadence[grade].asked for grade in GRADES if grade in cadence and cadence[grade].asked
        },
    )
    beside: dict[str, Any] = {name: number for name, number in counts.items() if name not in OF_FIGURES}
    return replace(Row(figures=figures), **beside)


def total_of(rows: Iterable[Row]) -> Row:
    """Return the sum."""
    return sum(rows, Row())


# ── the last twelve weeks ───────────────────────────────────────────────────
@dataclass(frozen=True)
class Trends:
    """The figures of the weekly reports as they were frozen, oldest first: `weeks` are the reports' days."""

    weeks: list[date]
    of: Mapping[int, Mapping[date, Figures]]

    def series(self, person_id: int, name: str) -> list[float | None]:
        """A person's figure or share of each week; None where there is no report."""
        own = self.of.get(person_id, {})
        return [None if week not in own else getattr(own[week], name) for week in self.weeks]

    @property
    def totals(self) -> list[Figures]:
        """Everybody's figures of each week."""
        return [sum((own[week] for own in self.of.values() if week in own), Figures()) for week in self.weeks]


def read_trends(user: Any, today: date) -> Trends:
    """Return the figures of the last twelve weeks as the departments' reports were sent, as `user` reads them. One statement.

    Everybody's stand in them, of who submitted nothing and of leavers, too. A department is that of its manager then, and
    stays theirs; one's own line is one's own in whichever it stands.
    """
    rows = DepartmentReport.objects.filter(period__day__gt=today - timedelta(weeks=WEEKS)).exclude(
        figures=None
    )
    is_all = reads_all(user)
    found: dict[int, dict[date, Figures]] = defaultdict(dict)
    for manager_id, day, stored in rows.values_list("manager_id", "period__day", "figures"):
        for one in (stored or {}).get("people", ()):
            if is_all or user.pk in {manager_id, one["person"]}:
                weeks = found[one["person"]]
                weeks[day] = weeks.get(day, Figures()) + from_stored(one["figures"])
    return _trends(found)


def read_own_trends(user: Any, today: date) -> Trends:
    """Return one's own, as one's weekly reports were submitted. One statement."""
    rows = WeeklyReport.objects.filter(person=user, period__day__gt=today - timedelta(weeks=WEEKS))
    rows = rows.exclude(figures=None)
    own = {
        day: from_stored(stored)
        for day, stored in rows.values_list("period__day", "figures")
        if stored is not None
    }
    return _trends({user.pk: own})


def _trends(found: Mapping[int, Mapping[date, Figures]]) -> Trends:
    return Trends(sorted({day for own in found.values() for day in own})[-WEEKS:], found)
