"""Background jobs of this app."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from core import jobs
from customers.models import CustomerImport
from customers.services.common_keys import count_common_keys
from customers.services.exports import JOB as EXPORT
from customers.services.exports import clear_exports, make_export
from customers.services.import_reading import check_rows, read_workbook
from customers.services.import_taking import take_in_rows
from customers.services.import_undoing import undo_rows
from customers.services.reading import watch_reading
from customers.services.refolding import refold_all
from customers.services.twins import scan_twins


@jobs.periodic("customers.scan_twins", jobs.Daily(hour=2), label=_("Look for customers entered twice"))
def scan_for_twins(*, at: datetime, cursor: Any = None) -> jobs.Parts:
    """Buyers that were entered twice, for the managers' list."""
    return scan_twins(at=at, cursor=cursor)


@jobs.periodic(
    "customers.count_common_keys",
    jobs.Daily(hour=1),
    label=_("Count what very many customers have in common"),
)
def count_keys_in_common(*, at: datetime) -> dict[str, int]:
    """So that a lookup among very many customers reads no more than among few."""
    return {"keys": count_common_keys()}


@jobs.job("customers.refold", label=_("Bring the keys of all customers up to date"))
def refold_customers(*, at: datetime, cursor: int | None = None) -> jobs.Parts:
    """After a release that folds names or numbers otherwise; its migration enqueues this."""
    return refold_all(cursor=cursor)


@jobs.job(EXPORT, label=_("Export customers"), computes_outside=True, is_whole=True)
def export_customers(*, at: datetime, export_id: int, cursor: Any = None) -> jobs.Parts:
    """The file of an export; an interrupted one is begun anew, whatever the cursor."""
    return make_export(export_id=export_id, at=at)


@jobs.periodic(
    "customers.clear_exports", jobs.Every(minutes=10), label=_("Delete exported files after a day")
)
def clear_old_exports(*, at: datetime) -> dict[str, int]:
    """The files whose 24 hours are over."""
    return clear_exports(at=at)


@jobs.periodic("customers.watch_reading", jobs.Every(minutes=1), label=_("Notice who reads very much"))
def watch_who_reads(*, at: datetime) -> dict[str, int]:
    """Who has read more customers' pages within the hour than the policy says (trust.md X4)."""
    return {"told": watch_reading(at=at)}


@jobs.job("customers.import_read", label=_("Read a workbook of customers"), computes_outside=True)
def read_import(*, at: datetime, batch_id: int, sheet: int | None = None, cursor: Any = None) -> jobs.Parts:
    """The rows of the workbook, and what its columns seem to hold."""
    return read_workbook(batch=_batch(batch_id), sheet=sheet, cursor=cursor)


@jobs.job("customers.import_check", label=_("Check the rows of an import"), computes_outside=True)
def check_import(*, at: datetime, batch_id: int, cursor: Any = None) -> jobs.Parts:
    """What each row says, and whether its buyer is there already."""
    return check_rows(batch=_batch(batch_id), at=at, cursor=cursor)


@jobs.job("customers.import_take_in", label=_("Take in an import"), computes_outside=True)
def take_in_import(*, at: datetime, batch_id: int, cursor: Any = None) -> jobs.Parts:
    """New customers, and what is added to those that are there."""
    return take_in_rows(batch=_batch(batch_id), at=at, cursor=cursor)


@jobs.job("customers.import_undo", label=_("Undo an import"), computes_outside=True)
def undo_import(*, at: datetime, batch_id: int, cursor: Any = None) -> jobs.Parts:
    """What the import wrote, but for what was worked on since."""
    return undo_rows(batch=_batch(batch_id), at=at)


def _batch(pk: int) -> CustomerImport:
    return CustomerImport.objects.select_related("file", "created_by__team").get(pk=pk)
