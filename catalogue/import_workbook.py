"""A workbook to fill in: the columns that a price list can have, under the names that are found again."""

import tempfile
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.sheets.writing import Column, Workbook

# In the order in which a price list is read. What stands in brackets does not count when it is brought back.
HEADINGS = (
    gettext_lazy("Model No."), gettext_lazy("Picture"), gettext_lazy("Chinese name"), gettext_lazy("English name"),
    gettext_lazy("Category"), gettext_lazy("Chinese specification"), gettext_lazy("English specification"),
    gettext_lazy("MOQ"), gettext_lazy("Unit"), gettext_lazy("FOB price (USD)"), gettext_lazy("Pcs/carton"),
    gettext_lazy("Carton size (cm)"), gettext_lazy("Gross weight"), gettext_lazy("Net weight"), gettext_lazy("HS code"),
    gettext_lazy("Material"), gettext_lazy("Certificates"), gettext_lazy("Keywords"), gettext_lazy("Lead time (days)"),
    gettext_lazy("Packing"), gettext_lazy("Selling points"), gettext_lazy("Remark"),
)  # fmt: skip


def template_workbook() -> bytes:
    """Return an .xlsx with the headings in the reader's language, and nothing below."""
    mark = _("A row each product, its picture over the row. Empty cells change nothing.")
    book = Workbook(mark=mark, properties={})
    try:
        book.add_sheet(_("Price list"), [Column(str(heading)) for heading in HEADINGS])
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "price-list.xlsx"
            book.save(path)
            return path.read_bytes()
    finally:
        book.close()
