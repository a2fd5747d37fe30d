"""Compares what the product made of a year with what the plain model says that the rules ask."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from accounts.models import User
from customers.models import Customer
from figures.plain_year import reports
from figures.plain_year.calendar import Calendar, days_from_to, start_of
from figures.plain_year.due import next_due
from figures.plain_year.world import World
from figures.year_playing import plain
from reports.domain.figures import GRADES, Figures, from_stored
from reports.models import DepartmentReport, ReportPeriod, WeeklyReport


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
        self, world: World, calendar: Calendar, year: int, until: date, people: dict[str, User], customers: dict[str, int]
    ) -> None:
        self.world, self.calendar, self.year, self.until = world, calendar, year, until
        self.names = {user.pk: name for name, user in people.items()}
        self.customers = customers
        self.verdict = Verdict()

    # ── while the year runs ─────────────────────────────────────────────────
    def judge_due_dates(self, moment: datetime) -> None:
        """The nightly dates of all customers."""
        rows = dict(Customer.objects.values_list("pk", "next_due_on"))
        for customer in self.world.customers:
            if customer.created_at <= moment:
                expected = next_due(self.world, self.calendar, customer.id, moment)
                self.verdict.compare(f"{moment} due {customer.id}", rows[self.customers[customer.id]], expected)

    # ── at its end ──────────────────────────────────────────────────────────
    def judge_year(self) -> None:
        """Everything that was written down."""
        for period in self._judge_periods():
            row = ReportPeriod.objects.get(day=period.day)
            self._judge_reports(row, period)
            self._judge_departments(row, period)

    def _judge_periods(self) -> Iterator[reports.WeeklyPeriod]:
        """Every report on its day, with its hours, once."""
        expected = {period.day: period for period in reports.weekly_timetable(self.calendar, self.year) if period.day <= self.until}
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
        rows = {self.names[one.person_id]: one for one in WeeklyReport.objects.filter(period=row, is_owed=True).select_related("period")}
        owed = {one.person_id: one for one in reports.weekly_owed(self.world, self.calendar, period)}
        self.verdict.compare(f"{period.day} owed", sorted(rows), sorted(owed))
        for name in sorted(rows.keys() & owed.keys()):
            report, place = rows[name], f"{period.day} {name}"
            self.verdict.compare(f"{place} manager", self.names.get(report.manager_id), owed[name].manager_id)
            given = reports.submitted_at(self.world, name, period)
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
        for part in reports.department_parts(self.world, self.calendar, period):
            if self.world.person_of_id[part.person_id].is_salesperson:
                manager = self.world.team_of_id[part.team_id].manager_id
                expected.setdefault(manager, {})[part.person_id, part.mark] = part
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

    def _compare_figures(self, place: str, ours: Figures, theirs: reports.Figures) -> None:
        for name, expected in as_ours(theirs).items():
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
