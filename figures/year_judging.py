"""Compares what the product made of a year with what the plain model says that the rules ask."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

from accounts.models import User
from briefings.models import Briefing
from core.models import Notification
from customers.models import Customer
from figures.plain_year import reports
from figures.plain_year.calendar import Calendar, at, days_from_to, end_of, start_of
from figures.plain_year.due import next_due
from figures.plain_year.people import grade_at
from figures.plain_year.reports import recipient
from figures.plain_year.world import World
from figures.year_playing import plain
from followups.models import CadenceWindow
from reports.domain.figures import GRADES, Figures, from_stored
from reports.models import (
    AList,
    AListEntry,
    DepartmentReport,
    RecordPeriod,
    ReportDay,
    ReportPeriod,
    WeeklyReport,
)

# So long after its end a window of the cadence still takes in what is typed in.
SETTLING = timedelta(days=14)


@dataclass
class Verdict:
    """How many values were compared, and each difference in words."""

    compared: int = 0
    differences: list[str] = field(default_factory=list)

    def compare(self, where: str, ours: Any, expected: Any) -> None:
        """Count a value, and note it where the product says something else."""
        self.compared += 1
        if ours != expected:
            self.differences.append(f"{where}: {ours!r}, expected {expected!r}")


class Judge:
    """Holds the plain world, and which row is whom."""

    def __init__(
        self,
        world: World,
        calendar: Calendar,
        year: int,
        until: date,
        people: dict[str, User],
        customers: dict[str, int],
    ) -> None:
        self.world, self.calendar, self.year, self.until = world, calendar, year, until
        self.people, self.customers = people, customers
        self.verdict = Verdict()

    # ── while the year runs ─────────────────────────────────────────────────
    def judge_due_dates(self, moment: datetime) -> None:
        """The nightly dates of all customers."""
        rows = dict(Customer.objects.values_list("pk", "next_due_on"))
        for customer in self.world.customers:
            if customer.created_at <= moment:
                expected = next_due(self.world, self.calendar, customer.id, moment)
                self.verdict.compare(
                    f"{moment} due {customer.id}", rows[self.customers[customer.id]], expected
                )

    @property
    def names(self) -> dict[int | None, str]:
        """Whose row is whose, joiners of the year too."""
        return {user.pk: name for name, user in self.people.items()}

    # ── at its end ──────────────────────────────────────────────────────────
    def judge_year(self) -> None:
        """Everything that was written down."""
        for period in self._judge_periods():
            row = ReportPeriod.objects.get(day=period.day)
            self._judge_reports(row, period)
            self._judge_departments(row, period)
        self._judge_days()
        self._judge_a_lists()
        self._judge_records()
        self._judge_windows()
        self._judge_briefings()

    def _judge_periods(self) -> Iterator[reports.WeeklyPeriod]:
        """Every report on its day, with its hours, once."""
        expected = {
            period.day: period
            for period in reports.weekly_timetable(self.calendar, self.year)
            if period.day <= self.until
        }
        rows = {row.day: row for row in ReportPeriod.objects.filter(day__year=self.year)}
        self.verdict.compare("days of reports", sorted(rows), sorted(expected))
        for day in sorted(rows.keys() & expected.keys()):
            row, period = rows[day], expected[day]
            for name, ours, theirs in (
                ("start", row.starts_at, period.start), ("end", row.due_at, period.end), ("issue", row.issue_at, period.issued_at),
                ("department", row.department_at, period.department_at),
            ):  # fmt: skip
                self.verdict.compare(f"{day} {name}", plain(ours), theirs)
            is_done = None not in (row.reminded_at, row.closed_at, row.compiled_at)
            self.verdict.compare(f"{day} done", is_done, True)
            yield period

    def _judge_reports(self, row: ReportPeriod, period: reports.WeeklyPeriod) -> None:
        """Who owes to whom, how it came in, and the frozen figures."""
        rows = {
            self.names[one.person_id]: one
            for one in WeeklyReport.objects.filter(period=row, is_owed=True).select_related("period")
        }
        owed = {one.person_id: one for one in reports.weekly_owed(self.world, self.calendar, period)}
        self.verdict.compare(f"{period.day} owed", sorted(rows), sorted(owed))
        for name in sorted(rows.keys() & owed.keys()):
            report, place = rows[name], f"{period.day} {name}"
            self.verdict.compare(f"{place} manager", self.names.get(report.manager_id), owed[name].manager_id)
            given = reports.submitted_at(self.world, name, period)
            given = given if given is not None and given.date() <= self.until else None
            self.verdict.compare(f"{place} given", report.submitted_at and plain(report.submitted_at), given)
            if given is None:
                self.verdict.compare(f"{place} figures", report.figures, None)
                continue
            self.verdict.compare(f"{place} late", report.is_late(report.submitted_at), given > period.due_at)
            frozen_at = reports.figures_freeze_at(self.world, name, period)
            self.verdict.compare(f"{place} frozen", report.figures_at and plain(report.figures_at), frozen_at)
            weekly = reports.weekly_figures(self.world, self.calendar, name, period)
            if weekly is not None and report.frozen_figures is not None:
                self._compare_figures(place, report.frozen_figures, weekly.whole)

    def _judge_departments(self, row: ReportPeriod, period: reports.WeeklyPeriod) -> None:
        """What each manager's report holds of whom."""
        found = {self.names.get(one.manager_id): one for one in DepartmentReport.objects.filter(period=row)}
        expected: dict[str, dict[tuple[str, str], reports.Part]] = {}
        leading = {team.manager_id for team in self.world.teams}
        for part in reports.department_parts(self.world, self.calendar, period):
            who = part.person_id
            if self.world.person_of_id[who].is_salesperson:
                manager = self.world.team_of_id[part.team_id].manager_id
                expected.setdefault(manager, {})[who, part.mark] = part
            elif who in leading and any(as_ours(part.figures).values()):
                expected.setdefault(who, {})[who, "manager"] = part
        self.verdict.compare(f"{period.day} departments", sorted(map(str, found)), sorted(expected))
        for manager in sorted(found.keys() & expected.keys()):
            report, place = found[manager], f"{period.day} {manager}"
            self.verdict.compare(f"{place} sent once", report.edition, 1)
            stored = (report.figures or {}).get("people", [])
            parts = {(self.names[one["person"]], one["mark"]): from_stored(one["figures"]) for one in stored}
            self.verdict.compare(f"{place} parts", sorted(parts), sorted(expected[manager]))
            self.verdict.compare(f"{place} each once", len(stored), len(parts))
            for who in sorted(parts.keys() & expected[manager].keys()):
                self._compare_figures(f"{place} {who}", parts[who], expected[manager][who].figures)

    # ── days, months, quarters ──────────────────────────────────────────────
    def _judge_days(self) -> None:
        """Every working day with its reports and digests, once."""
        rows = {row.day: row for row in ReportDay.objects.filter(day__year=self.year)}
        days = self.calendar.working_days(date(self.year, 1, 1), self.until)
        self.verdict.compare("working days", sorted(rows), days)
        for day in sorted(rows.keys() & set(days)):
            row, span = rows[day], reports.daily_span(self.calendar, day)
            self.verdict.compare(f"{day} span", (plain(row.starts_at), plain(row.digest_at)), span)
            is_done = None not in (row.asked_at, row.reminded_at, row.sent_at)
            self.verdict.compare(f"{day} done", is_done, True)
            self._judge_told(row)
            parts = reports.spans_parts(self.world, self.calendar, *span, with_cadence=False)
            self._judge_dailies(row, parts)
            self._judge_digests(row, parts)

    def _judge_told(self, row: ReportDay) -> None:
        """Who owes the day hears of it in its hours; of one that is over nobody."""
        if row.asked_at is None or row.reminded_at is None:
            return
        is_asked_in_time = plain(row.asked_at) < at(row.day, 19, 30)
        for key, done_at in (("day-asked", row.asked_at), ("day-due", row.reminded_at)):
            told = Notification.objects.filter(key=f"{key}:{row.pk}").values_list("user", flat=True)
            expected = reports.told_of_day(self.world, self.calendar, row.day, plain(done_at))
            if key == "day-due" and not is_asked_in_time:
                expected = []
            found = sorted(str(self.names.get(pk)) for pk in told)
            self.verdict.compare(f"{row.day} {key}", found, sorted(expected))

    def _judge_dailies(self, row: ReportDay, parts: list[reports.Part]) -> None:
        found = {self.names[one.person_id]: one for one in row.reports.all() if one.is_owed}
        owed = reports.daily_owed(self.world, self.calendar, row.day)
        self.verdict.compare(f"{row.day} dailies", sorted(found), sorted(owed))
        for name in sorted(found.keys() & set(owed)):
            person = self.world.person_of_id[name]
            expected = recipient(self.world, person, plain(row.digest_at))
            self.verdict.compare(
                f"{row.day} daily {name} manager", self.names.get(found[name].manager_id), expected
            )
            own = [part for part in parts if part.person_id == name]
            figures = found[name].frozen_figures
            if len(own) == 1 and figures is not None:
                self._compare_figures(f"{row.day} daily {name}", figures, own[0].figures, with_cadence=False)

    def _judge_digests(self, row: ReportDay, parts: list[reports.Part]) -> None:
        found = {self.names.get(one.manager_id): one for one in row.digests.all()}
        expected: dict[str, dict[tuple[str, str], reports.Part]] = {}
        for part in parts:
            manager = self.world.team_of_id[part.team_id].manager_id
            expected.setdefault(manager, {})[part.person_id, part.mark] = part
        self.verdict.compare(f"{row.day} digests", sorted(map(str, found)), sorted(expected))
        for manager in sorted(found.keys() & expected.keys()):
            place, stored = f"{row.day} digest {manager}", found[manager].stored_people
            people = {(self.names[one["person"]], one["mark"]): from_stored(one["figures"]) for one in stored}
            self.verdict.compare(f"{place} parts", sorted(people), sorted(expected[manager]))
            for who in sorted(people.keys() & expected[manager].keys()):
                self._compare_figures(
                    f"{place} {who}", people[who], expected[manager][who].figures, with_cadence=False
                )

    def _judge_reminder(self, row: AList, day: date) -> None:
        """Of the list somebody is reminded from 9:00 of its day on, and nobody when it was to have gone."""
        self.verdict.compare(f"{row} reminded", row.reminded_at is not None, True)
        hours = (at(day, 9), at(day, 16))
        told = Notification.objects.filter(
            key__in=[f"{key}:{row.pk}" for key in ("a-list-due", "a-list-missing")]
        )
        late = [
            str(one)
            for one in map(plain, told.values_list("created_at", flat=True))
            if not hours[0] <= one < hours[1]
        ]
        self.verdict.compare(f"{row} reminded in its hours", late, [])

    def _judge_a_lists(self) -> None:
        """The A customers of each month's last working day, under their owners, once."""
        found = {row.month: row for row in AList.objects.filter(month__year=self.year)}
        days = {
            day.replace(day=1): day
            for day in reports.a_list_days(self.calendar, self.year)
            if day <= self.until
        }
        self.verdict.compare(
            "months of A lists", sorted(row.month for row in found.values() if row.is_sent), sorted(days)
        )
        keys = {pk: name for name, pk in self.customers.items()}
        for month in sorted(found.keys() & days.keys()):
            sent_at = at(days[month], 16)
            self.verdict.compare(f"{month} A list sent", plain(found[month].send_at), sent_at)
            self._judge_reminder(found[month], days[month])
            entries = AListEntry.objects.filter(part__a_list=found[month]).values_list(
                "customer", "part__person"
            )
            ours = sorted((keys[customer], str(self.names.get(person))) for customer, person in entries)
            theirs = sorted(
                (one.customer_id, str(one.owner_id)) for one in reports.a_list(self.world, sent_at)
            )
            self.verdict.compare(f"{month} A list", ours, theirs)

    def _judge_records(self) -> None:
        """Months and quarters: the figures of each person, and how their customers stand and moved."""
        found = {
            (row.kind, row.first_on): row for row in RecordPeriod.objects.filter(first_on__year=self.year)
        }
        for period in reports.record_periods(self.year):
            if period.end + timedelta(days=4) > start_of(self.until):
                continue
            place = f"{period.start.date()} {period.kind}"
            row = found.get((period.kind, period.start.date()))
            self.verdict.compare(f"{place} issued", row is not None and row.issued_at is not None, True)
            if row is None:
                continue
            expected: dict[str, list[reports.Part]] = {}
            for part in reports.spans_parts(
                self.world, self.calendar, period.start, period.end, with_cadence=False
            ):
                expected.setdefault(part.person_id, []).append(part)
            records = {self.names[one.person_id]: one for one in row.records.all()}
            self.verdict.compare(f"{place} people", sorted(records), sorted(expected))
            for name in sorted(records.keys() & expected.keys()):
                figures, customers = records[name].frozen_figures, records[name].frozen_customers
                if len(expected[name]) == 1 and figures is not None:
                    self._compare_figures(
                        f"{place} {name}", figures, expected[name][0].figures, with_cadence=False
                    )
                if customers is not None:
                    ours = (customers.by_grade, customers.raised, customers.lowered, customers.lost)
                    theirs = reports.holding(self.world, name, period.start, period.end)
                    self.verdict.compare(
                        f"{place} {name} customers",
                        ours,
                        (theirs.held, theirs.raised, theirs.lowered, theirs.lost),
                    )

    def _judge_windows(self) -> None:
        """How the cadence was kept in each window, as it was known two weeks after it, if they have passed."""
        rows = CadenceWindow.objects.filter(last_on__year=self.year, asked__gt=0)
        found = {(self.names[one.user_id], one.grade, one.last_on): (one.kept, one.asked) for one in rows}
        expected: dict[tuple[str, str, date], tuple[int, int]] = {}
        start, end = at(date(self.year, 1, 1), 0), end_of(self.until - timedelta(days=1))
        for window in reports.windows_ending_in(start, end):
            known_at = min(window.ends_at + SETTLING, end)
            for row in reports.compliance_rows(self.world, self.calendar, [window], known_at):
                place = (row.person_id, row.grade, window.last_day)
                kept, asked = expected.get(place, (0, 0))
                expected[place] = (kept + row.kept, asked + row.asked)
        for place in sorted(found.keys() | expected.keys()):
            self.verdict.compare(f"{place} window", found.get(place), expected.get(place))

    # ── briefings ───────────────────────────────────────────────────────────
    def _judge_briefings(self) -> None:
        """Each on its day, once, with what was done since the last one."""
        rows = list(
            Briefing.objects.standing().filter(day__year=self.year, day__lte=self.until).order_by("day")
        )
        days = [one for one in reports.briefings(self.calendar, self.year) if one.day <= self.until]
        self.verdict.compare("days of briefings", [row.day for row in rows], [one.day for one in days])
        expected = {one.day: one for one in days}
        for before, row in pairwise(rows):
            if row.day not in expected:
                continue
            hours = (expected[row.day].start, expected[row.day].end)
            self.verdict.compare(f"{row.day} briefing", (plain(row.starts_at), plain(row.ends_at)), hours)
            self.verdict.compare(f"{row.day} briefing closed", row.is_closed, True)
            self.verdict.compare(f"{row.day} briefing since", row.since_at, before.starts_at)
            self._judge_pages(row)
            stored = (row.figures or {}).get("people", [])
            people = [
                (self.names[one["person"]], str(self.names.get(one["manager"])), from_stored(one["figures"]))
                for one in stored
            ]
            parts = reports.spans_parts(
                self.world, self.calendar, plain(row.since_at), hours[0], with_cadence=True
            )
            wanted = [(part.person_id, self.world.team_of_id[part.team_id].manager_id) for part in parts]
            self.verdict.compare(
                f"{row.day} briefing people", sorted(one[:2] for one in people), sorted(wanted)
            )
            theirs = {
                (part.person_id, self.world.team_of_id[part.team_id].manager_id): part.figures
                for part in parts
            }
            for name, manager, figures in people:
                if (name, manager) in theirs:
                    self._compare_figures(f"{row.day} briefing {name}", figures, theirs[name, manager])

    def _judge_pages(self, row: Briefing) -> None:
        """One page was kept for the boss and one for each manager, and how many customers were new and are A."""
        closed_at = plain(row.closed_at)
        managers = {team.manager_id for team in self.world.teams} - {self.world.boss_id}
        kept = {self.names.get(page.manager_id): page.page for page in row.pages.all()}
        self.verdict.compare(f"{row.day} pages", sorted(map(str, kept)), sorted(map(str, {None, *managers})))
        page = kept.get(None)
        if page is None:
            return
        as_of = plain(datetime.fromisoformat(page["as_of"]))
        expected = plain(row.ends_at) if page["made_at"] else closed_at
        self.verdict.compare(f"{row.day} page of", as_of, expected)
        since, until = (plain(datetime.fromisoformat(page[name])) for name in ("since", "until"))
        known = [one for one in self.world.customers if one.created_at <= as_of]
        new = sum(since <= one.created_at < until and not one.is_imported for one in known)
        grades = sum(grade_at(one, as_of) == "A" for one in known)
        self.verdict.compare(f"{row.day} page new", page["new"]["counts"]["new"], new)
        self.verdict.compare(f"{row.day} page A", page["key"]["counts"]["a"], grades)

    def _compare_figures(
        self, place: str, ours: Figures, theirs: reports.Figures, *, with_cadence: bool = True
    ) -> None:
        for name, expected in as_ours(theirs).items():
            if name.startswith("cadence") and not with_cadence:
                continue
            value = getattr(ours, name)
            if isinstance(expected, dict):
                value = {key: number for key, number in value.items() if number}
            self.verdict.compare(f"{place} {name}", value, expected)


def as_ours(figures: reports.Figures) -> dict[str, Any]:
    """Return the model's figures by the product's names; a zero of a mapping is left out."""
    return {
        "received": figures.received,
        "in_target": figures.in_target,
        "in_limit": figures.in_limit,
        "late": figures.ran_out - figures.ran_out_excepted,
        "open": figures.open,
        "answered": figures.in_target + figures.in_limit,
        "answer_minutes": figures.answer_minutes,
        "customers": figures.customers_contacted,
        "new_customers": figures.new_customers,
        "new_contacted": figures.new_customers_contacted,
        "quotes": figures.quotes,
        "samples": figures.samples,
        "orders": figures.orders,
        "mail_done": figures.mail_done,
        "mail_asked": figures.mail_asked,
        "contacts": _without_zeros(figures.contacts),
        "cadence_kept": _without_zeros({grade: figures.cadence[grade][0] for grade in GRADES}),
        "cadence_asked": _without_zeros({grade: figures.cadence[grade][1] for grade in GRADES}),
        "amounts": _without_zeros(figures.order_amounts),
    }


def _without_zeros(numbers: dict[str, Any]) -> dict[str, Any]:
    return {key: number for key, number in numbers.items() if number}


def days_judged(year: int, step: int) -> set[date]:
    """Return the days in whose night due dates are compared: every `step`-th of the year."""
    return set(days_from_to(date(year, 1, 1), date(year, 12, 31))[::step])


__all__ = ["Judge", "Verdict", "as_ours", "days_judged", "start_of"]
