"""How the audit trail words what happens to customers, and which customer a record belongs to."""

from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.trail.scope import tell_led
from core import audit
from core.audit_words import (
    Field,
    Kind,
    Record,
    register,
    register_alarm,
    register_fields,
    register_record,
)
from customers.forms.links import RELATIONS
from customers.models import Access, Customer, LinkKind, TwinPair
from customers.permissions import can_export, can_read_private
from customers.services.customers import PRIVATE_FIELDS

register(
    Kind.CUSTOMERS,
    {
        "customers.created": _("Customer entered"),
        "customers.changed": _("Customer's particulars changed"),
        "customers.duplicate_allowed": _("Second office allowed"),
        "customers.owner_changed": _("Owner changed"),
        "customers.stage_changed": _("Stage changed"),
        "customers.graded": _("Customer graded"),
        "customers.tagged": _("Tags changed"),
        "customers.merged": _("Two customers made one"),
        "customers.merge_undone": _("Merge undone"),
        "customers.twin_decided": _("Double entry judged"),
        "customers.linked": _("Customers linked"),
        "customers.unlinked": _("Link removed"),
        "customers.contact_added": _("Contact added"),
        "customers.contact_changed": _("Contact changed"),
        "customers.file_added": _("File added"),
        "customers.shared": _("Shared with a colleague"),
        "customers.share_ended": _("No longer shared"),
        "customers.released": _("Given back to the open pool"),
        "customers.recycled": _("Back to the open pool by rule"),
        "customers.handed_over": _("Customers handed over"),
        "customers.handover_undone": _("Handover undone"),
    },
)
register(Kind.READS, {"customers.read": _("Customer's page opened")})
register(
    Kind.EXPORTS,
    {
        "customers.file_read": _("Customer's file downloaded"),
        "customers.contact_downloaded": _("Contact's card downloaded"),
        "customers.export_asked": _("Export asked for"),
        "customers.export_decided": _("Export decided"),
        "customers.exported": _("Export made"),
        "customers.export_downloaded": _("Export downloaded"),
        "customers.export_deleted": _("Export deleted"),
        "customers.handover_printed": _("Handover document opened"),
    },
)
register(
    Kind.IMPORTS,
    {
        "customers.import_started": _("Import begun"),
        "customers.import_sheet_chosen": _("Sheet of the import chosen"),
        "customers.import_columns_confirmed": _("Columns of the import confirmed"),
        "customers.import_cell_corrected": _("Cell of the import corrected"),
        "customers.import_rows_decided": _("Rows of the import decided"),
        "customers.import_match_chosen": _("Row matched to a customer"),
        "customers.import_rows_joined": _("Rows of the import joined"),
        "customers.import_goes_on": _("Import goes on"),
        "customers.import_done": _("Import done"),
        "customers.import_taken_back": _("Import undone"),
        "customers.import_undone": _("Customer of an import taken back"),
        "customers.import_refused_read": _("Refused rows downloaded"),
        "customers.imported": _("Customer imported"),
    },
)
register(Kind.ATTEMPTS, {"customers.lookup_withheld": _("Matches withheld: too many colleagues' customers")})
register_alarm("customers.read_very_many", _("Very many customers' pages within an hour"), behind=Kind.READS)


def _page_of_customer(row: Any) -> str:
    return reverse("customers:detail", args=[row.customer_id])


register_record(
    "customers.customer",
    Record(
        _("Customer"),
        related=("owner__team",),
        private=frozenset(PRIVATE_FIELDS),
        may_read_private=can_read_private,
        may_take_out=can_export,
    ),
)
register_record("customers.contact", Record(_("Contact"), url_of=_page_of_customer, may_take_out=can_export))
register_record(
    "customers.customerexport",
    Record(_("Export"), is_open=True, url_of=lambda _row: "", may_take_out=can_export),
)
register_record("customers.handover", Record(_("Handover")))
register_record("customers.customerimport", Record(_("Import"), is_open=True, may_take_out=can_export))
register_fields(
    {
        "customer": Field(_("Customer"), "customers.customer"),
        "merged": Field(_("Merged record"), "customers.customer"),
        "other": Field(_("Other customer"), "customers.customer"),
        "second": Field(_("Other customer"), "customers.customer"),
        "contact": Field(_("Contact"), "customers.contact"),
        "decided_as": Field(
            pgettext_lazy("of a double entry", "Judged as"), choices=dict(TwinPair.Decision.choices)
        ),
        "relation": Field(_("How they belong together"), choices=dict(RELATIONS)),
        "kind": Field(pgettext_lazy("of a link", "Kind"), choices=dict(LinkKind.choices)),
        "tags": _("Tags"),
        "share": Field(_("Shared with"), "accounts.user"),
        "access": Field(_("Access"), choices=dict(Access.choices)),
        "until": _("Until"),
        "primary": _("Primary contact"),
        "size": _("Size"),
        "pages": _("Pages"),
        "contacts": _("With contacts"),
        "allowed": _("Allowed"),
        "sheet": _("Sheet"),
        "header": _("Row of headings"),
        "columns": _("Columns"),
        "key": _("Found by"),
        "row": _("Row"),
        "create": _("New customers"),
        "merge": _("Added to customers that are there"),
        "skip": _("Left out"),
        "done": _("Taken in"),
        "refused": _("Refused"),
        "skipped": _("Left out"),
    }
)


def customer_of(target: models.Model) -> int | None:
    """Return the customer that a record is, or belongs to; through its inquiry only where that is loaded."""
    if isinstance(target, Customer):
        return target.pk
    of_its_own: int | None = getattr(target, "customer_id", None)
    if of_its_own is None:
        above: Any = next((one for one in target._meta.fields if one.name == "inquiry"), None)
        is_loaded = above is not None and above.is_cached(target)
        return target.inquiry.customer_id if is_loaded and target.inquiry else None  # type: ignore[attr-defined]  # asked
    return of_its_own


audit.tell_about(customer_of)
tell_led(lambda user: Customer.objects.led_by(user).values("pk"))
