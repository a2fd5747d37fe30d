"""The manager's digest of a day: who did what, whom they followed and how (S136)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from accounts.models import Team, User
from reports.domain.figures import VERSION, Figures, from_stored, to_stored
from reports.domain.timetable import Span
from reports.models import DailyReport, DayDigest, ReportDay
from reports.selectors.daily import Lines, Stay, group_by_person, read_lines
from reports.selectors.figures import read_figures, total_of
from reports.selectors.roll import Part, Roll, leaders_at, read_roll, without_idle


@dataclass(frozen=True)
class DigestRow:
    """A person of the digest: `mark` "left", "moved" or ""; `state` of their report: "confirmed", "missing" or "none".

    `remark`: that of the report as the digest went up with it. It and `report` only for who may read the report.
    """

    person: User
    team: Team | None
    span: Span
    mark: str
    state: str
    figures: Figures
    remark: str = ""
    report: DailyReport | None = None


@dataclass(frozen=True)
class Digest:
    """The digest's page: a row per person, their contacts, the sum."""

    rows: list[DigestRow]
    said: list[tuple[DigestRow, list[Any]]]
    unlisted: Lines
    total: Figures


def store_rows(rows: Iterable[DigestRow]) -> dict[str, Any]:
    """Return rows as JSON with a version: keys to people and teams, never their names."""
    return {"version": VERSION, "people": [_stored(row) for row in rows]}


def _stored(row: DigestRow) -> dict[str, Any]:
    return {
        "person": row.person.pk,
        "team": row.team.pk if row.team else None,
        "starts_at": row.span.starts_at.isoformat(),
        "ends_at": row.span.ends_at.isoformat(),
        "mark": row.mark,
        "state": row.state,
        "remark": row.remark if row.state == "confirmed" else "",
        "figures": to_stored(row.figures),
    }


def rows_of(
    parts: Iterable[Part], found: dict[Part, Figures], reports: dict[int, DailyReport], day: ReportDay
) -> list[DigestRow]:
    """Return a row for each part of the day."""
    return [_row_of(part, found[part], reports.get(part.person.pk), day) for part in parts]


def _row_of(part: Part, figures: Figures, report: DailyReport | None, day: ReportDay) -> DigestRow:
    remark = report.remark if report is not None else ""
    return DigestRow(part.person, part.team, part.span, part.mark, state_of(report, day), figures, remark)


def state_of(report: DailyReport | None, day: ReportDay) -> str:
    """Return how a report stands in the digest: what was confirmed after it had gone stands as missing there."""
    if report is None or not report.is_owed:
        return "none"
    is_in_time = report.confirmed_at is not None and report.confirmed_at <= day.digest_at
    return "confirmed" if is_in_time else "missing"


def read_digest(digest: DayDigest, user: Any, at: datetime) -> Digest:
    """Return the digest as it went up; until then as it stands now. The number of queries does not grow."""
    day = digest.day
    reports = {row.person_id: row for row in day.reports.select_related("day")}
    rows = _sent(digest) if digest.people else _standing(digest, reports, at)
    readable = set(DailyReport.objects.visible_to(user).filter(day=day).values_list("person_id", flat=True))
    rows = [
        replace(row, report=reports.get(row.person.pk))
        if row.person.pk in readable
        else replace(row, remark="")
        for row in rows
    ]
    total = total_of(row.figures for row in rows)
    stays = [Stay(row.person.pk, row.span) for row in rows]
    known_at = day.digest_at if digest.people else at
    lines = read_lines(user, stays, day.span, known_at=known_at)
    return Digest(rows, _said(rows, lines), lines, total)


def _said(rows: list[DigestRow], lines: Lines) -> list[tuple[DigestRow, list[Any]]]:
    """Contacts under who made them, in the order of the people; of who changed teams those of this team alone."""
    of_person = group_by_person(lines.rows)
    found = [
        (row, [line for line in of_person[row.person.pk] if row.span.holds(line.at)])
        for row in rows
        if row.person.pk in of_person
    ]
    return [(row, own) for row, own in found if own]


def _standing(digest: DayDigest, reports: dict[int, DailyReport], at: datetime) -> list[DigestRow]:
    span = digest.day.span
    everybody, leaders = read_roll(span, with_managers=True), leaders_at(span.ends_at)
    led = [
        part for own in everybody.parts.values() for part in own if leaders.key_of(part) == digest.manager_id
    ]
    whole = Roll(part for pk in dict.fromkeys(part.person.pk for part in led) for part in everybody.parts[pk])
    done = read_figures(whole, span, as_of=min(at, span.ends_at), with_cadence=False)
    found = without_idle(done, Figures())
    return rows_of([part for part in led if part in found], found, reports, digest.day)


def _sent(digest: DayDigest) -> list[DigestRow]:
    stored = digest.stored_people
    people = User.objects.in_bulk([row["person"] for row in stored])
    teams = Team.objects.in_bulk([row["team"] for row in stored if row["team"]])
    return [
        DigestRow(
            people[row["person"]],
            teams.get(row["team"] or 0),
            Span(datetime.fromisoformat(row["starts_at"]), datetime.fromisoformat(row["ends_at"])),
            row["mark"],
            row["state"],
            from_stored(row["figures"]),
            row.get("remark", ""),
        )
        for row in stored
    ]


def read_digests(user: Any, skip: int, limit: int) -> list[DayDigest]:
    """Return the digests that `user` reads, the newest first, without the first `skip`. One query."""
    rows = DayDigest.objects.visible_to(user).select_related("day", "manager")
    return list(rows.order_by("-day__day", "manager__name", "pk")[skip : skip + limit])


def read_digest_neighbours(digest: DayDigest, user: Any) -> tuple[int | None, int | None]:
    """Return the same manager's digest of the day before and of the day after. Two queries."""
    seen = DayDigest.objects.visible_to(user).filter(manager=digest.manager_id)
    before = seen.filter(day__day__lt=digest.day.day).order_by("-day__day")
    after = seen.filter(day__day__gt=digest.day.day).order_by("day__day")
    return before.values_list("pk", flat=True).first(), after.values_list("pk", flat=True).first()
