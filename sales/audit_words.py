"""How the audit trail words what happens in sales."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from core.audit_words import Field, Kind, Record, register, register_fields, register_record
from customers.permissions import can_export

# ── orders ──────────────────────────────────────────────────────────────────
register(
    Kind.ORDERS,
    {
        "sales.order_written": _("Order written down"),
        "sales.order_changed": _("Order changed"),
        "sales.order_confirmed": _("Order confirmed"),
        "sales.order_cancelled": _("Order cancelled"),
        "sales.order_discarded": _("Draft of an order thrown away"),
        "sales.order_step_reached": _("Order a step on"),
        "sales.order_step_taken_back": _("Order's step taken back"),
        "sales.order_planned": _("Order's dates planned"),
        "sales.order_paid": _("Payment received"),
        "sales.order_refunded": _("Payment given back"),
        "sales.order_payment_voided": _("Payment struck out"),
        "sales.order_split": _("Order's result split"),
        "sales.order_rewarded": _("Reward recorded"),
        "sales.complaint_raised": _("Complaint written down"),
        "sales.complaint_changed": _("Complaint changed"),
        "sales.complaint_closed": _("Complaint closed"),
        "sales.complaint_reopened": _("Complaint opened again"),
    },
)
register(Kind.READS, {"sales.order_read": _("Order opened"), "sales.complaint_read": _("Complaint opened")})
register(Kind.EXPORTS, {"sales.order_paper_made": _("Order's document made")})


def _page(row: Any) -> str:
    return str(row.get_absolute_url())


register_record("sales.order", Record(_("Order"), url_of=_page, may_take_out=can_export))
register_record("sales.complaint", Record(_("Complaint"), url_of=_page, may_take_out=can_export))
register_fields(
    {
        "lines": _("Products"),
        "outstanding": _("Still to come in"),
        "shares": _("Split"),
        "paper": _("Document"),
        "on": _("Day"),
        "words": _("Reward"),
        "confirmed": Field(_("Confirmed, planned")),
        "in_production": Field(_("In production, planned")),
        "ready": Field(_("Ready, planned")),
        "shipped": Field(_("Shipped, planned")),
        "completed": Field(_("Completed, planned")),
    }
)
