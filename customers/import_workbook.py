"""The refused rows of an import as a workbook that can be corrected and brought again."""

import tempfile
from pathlib import Path

from django.utils.translation import gettext as _

from core.sheets.cells import as_text
from core.sheets.writing import Column, Workbook
from customers.models import CustomerImport
from customers.selectors.importing import refused_rows, word_refusal


def refused_workbook(batch: CustomerImport) -> bytes:
    """Return an .xlsx: the row's number and the reason, then its cells as they stood, all as text."""
    mark = f"{batch} · {_('Not taken in')} · {batch.created_by.full_name}"
    headings = [column["heading"] for column in batch.columns]
    book = Workbook(mark=mark, properties={"import": str(batch.pk)})
    try:
        sheet = book.add_sheet(
            _("Not taken in"), [Column(label) for label in (_("Row"), _("Why not"), *headings)]
        )
        for row in refused_rows(batch).iterator():
            cells = [as_text(row.cell(place)) for place in range(len(headings))]
            sheet.append([str(row.number), word_refusal(row), *cells])
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "refused.xlsx"
            book.save(path)
            return path.read_bytes()
    finally:
        book.close()
