"""The department's report on paper."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from reports.figure_words import SHOWN_OF_PERSON, short_labels, word_figures
from reports.models import DepartmentReport, WeeklyReport
from reports.papers.weekly import figure_table, key_cells, key_heads, span_words, word_sections
from reports.papers.writing import Paper, Table, mark_of
from reports.permissions import can_read_mood
from reports.selectors.department import PersonRow, read_department
from reports.selectors.weekly import KeyRow, read_key_rows
from reports.values import Value


def paper_of_department(report: DepartmentReport, user: Any, at: datetime) -> Paper:
    """Return the department's report as its reader may see it."""
    page, span = read_department(report), report.period.span
    keys = read_key_rows(page.reports, user)
    labels, pairs = short_labels(), []
    for one in page.reports:
        sections = word_sections(one, with_mood=can_read_mood(user, one))
        pairs += [(f"{one.person} · {heading}", words) for heading, words in sections]
    people = [
        [
            str(row.person), state_words(row, at),
            *(line.amount for line in word_figures(row.figures, row.person, span) if line.key in SHOWN_OF_PERSON),
        ]
        for row in page.rows
    ]  # fmt: skip
    return Paper(
        title=_("Department's weekly report"),
        note=f"{report.manager or _('Without a manager')} · {span_words(report)}",
        facts=[
            (_("Manager"), str(report.manager or "–")),
            *_sent_when(report),
        ],
        tables=[
            figure_table(word_figures(page.total, None, span)),
            Table(
                _("The people"),
                [pgettext("person", "Name"), _("Report"), *(labels[key] for key in SHOWN_OF_PERSON)],
                people,
            ),
            _key_table(page.reports, keys),
        ],
        lead=[(_("Comments of the manager"), report.words)],
        sections=pairs,
        file_name=f"{report.period.day} {_('Department')}",
        mark=mark_of(user, at),
    )


def _sent_when(report: DepartmentReport) -> list[tuple[str, Value]]:
    """When it went to the boss, and by whom or that it went by itself; of a later edition which one it is.

    A boss's own goes nowhere: when its figures were closed.
    """
    if report.stays_with_boss and report.sent_by is None:
        return [(_("Figures closed"), report.sent_at or _("not closed yet"))]
    if report.sent_at is None:
        return [(_("Sent to the boss"), _("not sent yet"))]
    sent: list[tuple[str, Value]] = [
        (_("Sent to the boss"), report.sent_at), (_("Sent by"), str(report.sent_by or _("itself, at the hour")))
    ]  # fmt: skip
    return [*sent, (_("Edition"), report.edition)] if report.edition > 1 else sent


def _key_table(reports: Iterable[WeeklyReport], keys: Mapping[int, list[KeyRow]]) -> Table:
    """The key customers of all, each with who named it."""
    rows = [[str(report.person), *key_cells(one)] for report in reports for one in keys[report.pk]]
    return Table(_("Key customers"), [_("Salesperson"), *key_heads()], rows)


def state_words(row: PersonRow, at: datetime) -> str:
    """Return how a person's report stands: left, moved, submitted, late, missing."""
    if row.mark:
        return {"left": _("left"), "manager": pgettext("mark", "the manager")}.get(
            row.mark, _("changed teams")
        )
    if row.report is None:
        return _("owes none")
    is_late = row.report.is_late(at)
    if row.report.is_submitted:
        return pgettext("report", "late") if is_late else _("in time")
    return _("missing")
