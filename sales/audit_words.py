"""How the audit trail words what happens in sales."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.audit_words import Field, Kind, Record, register, register_fields, register_record
from customers.permissions import can_export

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
