"""The monthly A list on paper: as far as its reader may see the customers."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from reports.models import AList
from reports.papers.weekly import key_cells, key_heads
from reports.papers.writing import Paper, Table, mark_of
from reports.selectors.a_lists import EntryRow, read_all_entries, read_parts
from reports.values import Value


def paper_of_a_list(a_list: AList, user: Any, at: datetime) -> Paper:
    """Return the list with the five particulars of each customer, read from the customers now."""
    entries = read_all_entries(a_list, user)
    parts = [row.part for row in read_parts(a_list, user) if row.is_readable and row.part.is_owed]
    confirmed = f"{sum(part.is_confirmed for part in parts)}/{len(parts)}"
    return Paper(
        title=_("A customers of the month"),
        note=f"{a_list.month:%Y-%m}",
        facts=[(_("Sent to the boss"), a_list.sent_at or _("not sent yet")), (_("Confirmed"), confirmed)],
        tables=[
            Table(
                _("A customers"),
                [pgettext("customer", "Owner"), *key_heads(), _("Confirmed")],
                [_cells(one) for one in entries],
            )
        ],
        sections=[],
        file_name=f"{a_list.month:%Y-%m} {_('A customers')}",
        mark=mark_of(user, at),
    )


def _cells(one: EntryRow) -> list[Value]:
    part = one.entry.part
    confirmed = one.entry.confirmed_at or _("not confirmed")
    return [str(part.person or "–"), *key_cells(one.row), confirmed if part.is_owed else None]
