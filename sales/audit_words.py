"""How the audit trail words what happens in sales."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

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


# ── quotes ──────────────────────────────────────────────────────────────────
register(
    Kind.INQUIRIES,
    {
        "sales.quote_opened": _("Quote begun"),
        "sales.quote_saved": _("Quote changed"),
        "sales.cost_asked": _("Cost asked for"),
        "sales.cost_answered": _("Cost answered"),
        "sales.quote_confirmed": _("Quote confirmed"),
        "sales.price_approved": _("Price below the floor approved"),
        "sales.quote_taken_back": _("Confirmation of a quote taken back"),
        "sales.quote_sent": _("Quote sent"),
        "sales.quote_answered": _("Buyer's answer to a quote recorded"),
        "sales.quote_expired": _("Quote ran out"),
        "sales.quote_renewed": _("New version of a quote begun"),
        "sales.quote_dropped": _("Version of a quote dropped"),
    },
)
register(Kind.READS, {"sales.quote_read": _("Quote opened")})
register(Kind.EXPORTS, {"sales.quote_taken": _("Quote downloaded")})


def _page_of_quote(row: Any) -> str:
    return str(row.quote.get_absolute_url())


register_record("sales.quote", Record(_("Quote"), may_take_out=can_export))
register_record(
    "sales.costrequest",
    Record(
        _("Question of cost"),
        related=("quote",),
        url_of=_page_of_quote,
        through="quote",
        may_take_out=can_export,
    ),
)
register_fields(
    {
        "inquiry": Field(_("Inquiry"), "inquiries.inquiry"),
        "version": _("Version"),
        "valid_until": _("Valid until"),
        "buyer": _("To"),
        "attention": _("Attention"),
        "currency": _("Currency"),
        "incoterm": _("Incoterm"),
        "place": _("Named place"),
        "payment": _("Payment"),
        "lead_days": _("Lead time (days)"),
        "notes": pgettext_lazy("quote", "Notes"),
        "remarks": _("Remarks"),
        "packing": _("Packing"),
        "is_below": _("Below the floor"),
        "language": _("Language"),
        "reason": _("Reason"),
    }
)
