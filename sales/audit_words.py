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
        "number": _("Number"),
        "total": _("Total"),
        "amount": _("Amount"),
        "received": _("Payment received"),
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


register_record("sales.sentesample", Record(_("E-sample"), may_take_out=can_export))
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


# ── what is known of buyers and of others ───────────────────────────────────
register(
    Kind.CUSTOMERS,
    {
        "sales.negotiation_begun": _("Negotiation sheet begun"),
        "sales.negotiation_changed": _("Negotiation sheet changed"),
        "sales.concession_noted": _("Concession noted"),
        "sales.concession_struck": _("Concession struck out"),
        "sales.rival_price_noted": _("Competitor's price noted"),
        "sales.rival_price_corrected": _("Competitor's price corrected"),
    },
)
register(
    Kind.CATALOGUE,
    {
        "sales.market_noted": _("Note of a market written"),
        "sales.market_note_withdrawn": _("Note of a market taken back"),
    },
)
register(Kind.READS, {"sales.negotiation_read": _("Negotiation sheet opened")})
register_record(
    "sales.negotiation",
    Record(_("Negotiation sheet"), related=("customer",), url_of=_page, may_take_out=can_export),
)
register_record("sales.competitorprice", Record(_("Competitor's price"), may_take_out=can_export))
register_record("sales.marketnote", Record(_("Note of a market"), may_take_out=can_export))
register_fields({"in_return": _("What we got for it"), "given_on": _("Day")})


# ── samples and proofs ──────────────────────────────────────────────────────

register(
    Kind.SELLING,
    {
        "sales.sample_requested": _("Sample asked for"),
        "sales.sample_edited": _("Sample changed"),
        "sales.sample_approved": _("Sample approved"),
        "sales.sample_refused": _("Sample refused"),
        "sales.sample_started": _("Sample in production"),
        "sales.sample_ready": _("Sample ready"),
        "sales.sample_checked": _("Sample's quality checked"),
        "sales.sample_paid": _("T/T for a sample received"),
        "sales.e_sample_sent": _("E-sample sent"),
        "sales.sample_sent": pgettext_lazy("of the audit trail", "Sample sent"),
        "sales.sample_received": _("Sample received by the buyer"),
        "sales.sample_judged": _("Feedback on a sample"),
        "sales.sample_cancelled": _("Sample cancelled"),
        "sales.proof_requested": _("Proof asked for"),
        "sales.proof_promised": _("Date of a proof promised"),
        "sales.proof_escalated": _("Proof without a date passed on"),
        "sales.proof_ready": _("Proof ready"),
        "sales.proof_sealed": _("Proof approved by the buyer"),
        "sales.proof_reworked": _("Proof to be made otherwise"),
        "sales.proof_cancelled": _("Proof cancelled"),
        "sales.request_asked": _("Other department asked"),
        "sales.request_asked_on": _("Other department asked again"),
        "sales.request_answered": _("Request answered"),
        "sales.request_closed": _("Request closed"),
        "sales.request_readdressed": _("Request given to somebody else"),
        "sales.visit_recorded": _("Factory visit recorded"),
        "sales.visit_edited": _("Factory visit changed"),
        "sales.visit_file_attached": _("File attached to a factory visit"),
    },
)
register(Kind.EXPORTS, {"sales.visit_file_read": _("File of a factory visit downloaded")})


for name, label in (
    ("sample", _("Sample")),
    ("proof", _("Proof")),
    ("factoryvisit", _("Factory visit")),
    ("departmentrequest", _("Request")),
):
    register_record(f"sales.{name}", Record(label, url_of=_page, may_take_out=can_export))
register_fields(
    {
        "to": Field(_("Asked of"), "accounts.user"),
        "host": Field(_("Received by"), "accounts.user"),
        "level": Field(_("Passed on to"), choices={"manager": _("the manager"), "boss": _("the boss")}),
        "e_sample": _("E-sample"),
        "result": Field(_("Result"), choices={"passed": _("passed"), "failed": _("not passed")}),
    }
)
