"""How the cadence was kept, on paper (S139)."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from followups.domain.compliance import Tally
from reports.papers.writing import Paper, Table, mark_of
from reports.selectors.compliance import Column, PersonLines, read_compliance, read_people
from reports.values import Part


def paper_of_compliance(columns: list[Column], user: Any, at: datetime) -> Paper:
    """Return the table of the columns (weeks or months that have ended) as its reader may see it."""
    rows = [
        [_name(one), line.grade, *(_part(tally) for _column, tally in line.cells), _part(line.total), _part(line.total).share]
        for one in read_compliance(read_people(user, columns, at), columns)
        for line in one.lines
    ]  # fmt: skip
    span = f"{columns[0].first_on} – {columns[-1].last_on}"
    heads = [pgettext("person", "Name"), _("Grade"), *(str(column.first_on) for column in columns)]
    return Paper(
        title=_("Cadence kept"),
        note=span,
        facts=[],
        tables=[Table(_("Cadence kept"), [*heads, _("In all"), pgettext("part", "Share")], rows)],
        sections=[],
        file_name=f"{columns[-1].last_on} {_('Cadence kept')}",
        mark=mark_of(user, at),
    )


def _name(one: PersonLines) -> str:
    """With the mark of who left or changed teams."""
    mark = {"left": _("left"), "moved": _("changed teams")}.get(one.mark)
    return f"{one.person} ({mark})" if mark else str(one.person)


def _part(tally: Tally) -> Part:
    return Part(tally.kept, tally.asked)
