"""A briefing on paper: the page as a PDF."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from briefings.domain.page import Page, Row, Section
from briefings.models import Briefing
from briefings.words import MIDDLE_DOT, figure_lines, moment_of, named, note_of, ruling_due, title_of
from reports.papers.writing import Paper, Table, mark_of
from reports.values import said


def paper_of_briefing(briefing: Briefing, page: Page, user: Any, at: datetime) -> Paper:
    """Return the briefing as its reader sees it: figures, the three sections, the exceptions, the rulings."""
    people = [str(row.person) for row in briefing.attendance.select_related("person")]
    tables = [
        _table(_("1. New customers"), page.new),
        _table(_("2. Key customers"), page.key),
        _table(_("3. Difficulties"), page.hard),
        _table(_("Suggestions"), page.suggestions),
        _table(_("Past the reply limit"), page.late),
        _table(_("Contact missed"), page.missed),
        _table(_("Proofs without a date"), page.proofs),
        _rulings(_("Rulings of this briefing"), page.given, page.as_of),
        _rulings(_("Open rulings"), page.open, page.as_of),
    ]
    return Paper(
        title=named(briefing),
        note=f"{said(datetime.fromisoformat(page.since))} – {said(datetime.fromisoformat(page.until))}",
        facts=[
            (_("Held"), briefing.get_state_display()),
            (_("Who was there"), MIDDLE_DOT.join(people) or "–"),
            *([(_("Put together later, from the records"), moment_of(page.made_at))] if page.made_at else []),
            *((line.label, line.amount) for line in figure_lines(page)),
        ],
        tables=[table for table in tables if table.rows],
        sections=[(title_of(row), row.values.get("outcome", "")) for row in page.told.rows],
        file_name=f"{briefing.day} {_('Briefing')}",
        mark=mark_of(user, at),
    )


def _table(title: str, section: Section) -> Table:
    return Table(title, [_("What"), _("Words"), _("Who, when")], list(map(_cells, section.rows)))


def _cells(row: Row) -> list[str]:
    return [title_of(row), row.words, note_of(row)]


def _rulings(title: str, section: Section, as_of: str) -> Table:
    def cells(rows: Iterable[Row]) -> Iterable[list[str]]:
        for row in rows:
            due = "" if row.kind == "hidden" else ruling_due(row, as_of)[1]
            yield [title_of(row), row.person, due, row.values.get("outcome", "")]

    return Table(
        title,
        [_("Ruling"), _("Who does it"), pgettext("ruling", "Until"), _("What came of it")],
        list(cells(section.rows)),
    )
