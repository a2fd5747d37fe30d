"""What one may read of the audit trail, as an Excel file (trust.md X2, X5)."""

import hashlib
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.models import User
from accounts.trail.filters import TrailQuery
from accounts.trail.reading import lines_for_file
from accounts.trail.words import Line, word_entries
from core import audit, audit_words
from core.sheets.writing import Column, Workbook

MOST_ROWS = 10_000
ROWS_AT_ONCE = 500


class TooManyRows(Exception):
    """More entries than the `most` that one file holds."""

    def __init__(self, most: int) -> None:
        super().__init__(f"more than {most}")
        self.most = most


def take_trail(*, actor: User, query: TrailQuery, at: datetime) -> tuple[bytes, str]:
    """Write the entries that `actor` may read and asks for; return the file and its name, once that is recorded.

    Raises TooManyRows above MOST_ROWS. Records of kinds that the actor may not take out of the house are not named in it.
    """
    entries, count = lines_for_file(actor, query, most=MOST_ROWS)
    if count > MOST_ROWS:
        raise TooManyRows(MOST_ROWS)
    moment = timezone.localtime(at)
    mark = _("Audit trail, taken out by %(name)s (%(email)s), %(moment)s. Not for others.") % {
        "name": actor.full_name, "email": actor.email, "moment": f"{moment:%Y-%m-%d %H:%M}",
    }  # fmt: skip
    rows = 0
    with (
        TemporaryDirectory() as folder,
        closing(Workbook(mark=mark, properties={"user": str(actor.pk)})) as book,
    ):
        sheet = book.add_sheet(_("Audit trail"), _columns())
        for line in _lines(entries, actor):
            sheet.append(_cells(line))
            rows += 1
        path = Path(folder) / "trail.xlsx"
        book.save(path)
        content = path.read_bytes()
    changes = {
        "filter": ("", query.to_query()),
        "rows": (None, rows),
        "sha256": ("", hashlib.sha256(content).hexdigest()),
    }
    audit.record("core.trail_taken", actor=actor, at=at, changes=changes)
    return content, f"{_('Audit trail')} {moment:%Y-%m-%d}.xlsx"


def _lines(entries: Any, actor: User) -> Iterator[Line]:
    last, left = None, MOST_ROWS
    while left > 0:
        part = list((entries if last is None else entries.filter(pk__lt=last))[: min(ROWS_AT_ONCE, left)])
        if not part:
            return
        yield from word_entries(part, actor, is_for_file=True)
        last, left = part[-1].pk, left - len(part)


def _columns() -> list[Column]:
    return [
        Column(_("Time"), "moment", 17),
        Column(pgettext("of the audit trail", "Who"), width=20),
        Column(_("Kind of thing"), width=14),
        Column(pgettext("of the audit trail", "What happened"), width=28),
        Column(_("Refused"), width=9),
        Column(_("Record"), width=14),
        Column(pgettext("of a record", "Name"), width=32),
        Column(_("Before → after"), width=60),
        Column(_("Address"), width=16),
        Column(_("Request"), width=12),
        Column(_("Entry"), "number", 10),
    ]


def _cells(line: Line) -> list[Any]:
    entry = line.entry
    verb = audit_words.verbs().get(entry.verb)
    return [
        entry.at, line.who, str(verb.kind.label) if verb else "", line.what, _("yes") if entry.is_refused else "", line.sort,
        line.record, "; ".join(f"{one.label}: {one.before} → {one.after}" for one in line.changes), entry.address,
        entry.request_number, entry.pk,
    ]  # fmt: skip
