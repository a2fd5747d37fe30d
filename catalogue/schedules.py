"""Background jobs of this app."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from catalogue.models import ProductImport
from catalogue.services.import_reading import read_price_list
from catalogue.services.import_taking import take_in_rows
from catalogue.services.import_undoing import undo_rows
from catalogue.services.reminding import remind_of_stale
from core import jobs


@jobs.job("catalogue.import_read", label=_("Read a price list"), computes_outside=True)
def read_import(*, at: datetime, batch_id: int, cursor: Any = None) -> jobs.Parts:
    """The rows of the price list with their pictures, and what each of them changes."""
    return read_price_list(batch=_batch(batch_id), at=at, cursor=cursor)


@jobs.job("catalogue.import_take_in", label=_("Take in a price list"), computes_outside=True)
def take_in_import(*, at: datetime, batch_id: int, cursor: Any = None) -> jobs.Parts:
    """New products, and what is changed of those that are there."""
    return take_in_rows(batch=_batch(batch_id), at=at, cursor=cursor)


@jobs.job("catalogue.import_undo", label=_("Undo a price list"), computes_outside=True)
def undo_import(*, at: datetime, batch_id: int, cursor: Any = None) -> jobs.Parts:
    """What the price list wrote, but for what was worked on since."""
    return undo_rows(batch=_batch(batch_id), at=at)


@jobs.periodic(
    "catalogue.remind_of_stale", jobs.Daily(hour=8), label=_("Remind of products to be looked through")
)
def remind(*, at: datetime) -> dict[str, int]:
    """Once a week, who keeps the catalogue."""
    return {"products": remind_of_stale(at=at)}


def _batch(pk: int) -> ProductImport:
    return ProductImport.objects.select_related("file", "region", "worked_by").get(pk=pk)
