"""The monthly A list on paper: as far as its reader may see the customers."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from reports.models import AList
from reports.papers.weekly import key_cells, key_heads
from reports.papers.writing import Paper, Table, mark_of
from reports.selectors.a_lists import EntryRow, keeps_particulars, read_all_entries, read_parts
from reports.values import Value, said


def paper_of_a_list(a_list: AList, user: Any, at: datetime) -> Paper:
    """Return the list with the particulars of each customer: once it has gone as of its hour, but for those of persons."""
    entries = read_all_entries(a_list, user)
    keeps = keeps_particulars(entries)
    parts = [row.part for row in read_parts(a_list, user) if row.is_readable and row.part.is_owed]
    confirmed = f"{sum(part.is_confirmed for part in parts)}/{len(parts)}"
    return Paper(
        title=_("A customers of the month"),
        note=f"{a_list.month:%Y-%m}",
        facts=[
            (_("Sent to the boss"), a_list.sent_at or _("not sent yet")),
            (_("Confirmed"), confirmed),
            *_as_of(a_list, keeps=keeps),
        ],
        tables=[
            Table(
                _("A customers"),
                _heads(),
                [_cells(one, is_live=keeps and not one.then) for one in entries],
            )
        ],
        sections=[],
        file_name=f"{a_list.month:%Y-%m} {_('A customers')}",
        mark=mark_of(user, at),
        is_wide=True,
    )


def _as_of(a_list: AList, *, keeps: bool) -> list[tuple[str, Value]]:
    """What is as it was when the list went, and what as it is now; of one that has not gone nothing is kept."""
    if not a_list.is_sent:
        return []
    if not keeps:
        return [(_("Particulars"), _("as of now"))]
    then = _("Owner, company, country, address, last contact, products of interest")
    return [
        (_("As of %(moment)s") % {"moment": said(a_list.sent_at)}, then),
        (_("As of now"), _("Contact person, telephone, e-mail")),
    ]


def _heads() -> list[str]:
    company, *particulars, words = key_heads()
    return [
        pgettext("customer", "Owner"), company, _("Country"), *particulars, _("Last contact"), _("Products of interest"),
        words, _("Confirmed"),
    ]  # fmt: skip


def _cells(one: EntryRow, *, is_live: bool) -> list[Value]:
    """`is_live`: beside rows that were kept this one is not, for its customer was merged since."""
    company, *particulars, words = key_cells(one.row)
    if is_live and one.row.customer:
        company = f"{company} ({_('as of now')})"
    confirmed = one.entry.confirmed_at or _("not confirmed")
    return [
        one.owner or "–", company, one.country, *particulars, one.last_contact_on, one.interests, words,
        confirmed if one.entry.part.is_owed else None,
    ]  # fmt: skip
