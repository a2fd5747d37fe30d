"""How the audit trail words what sales does."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.audit_words import Field, Kind, Record, register, register_fields, register_record
from customers.permissions import can_export

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


def _page(row: Any) -> str:
    return str(row.get_absolute_url())


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
        "result": Field(_("Result"), choices={"passed": _("passed"), "failed": _("not passed")}),
    }
)
