"""Policy sections of this app."""

from dataclasses import dataclass
from functools import partial

from django.utils.translation import gettext_lazy as _

from core import policy
from core.policy_sources import handbook, not_set, ours, tell_sources
from sales.domain.quote_policy import QuotePolicy

# ── orders ──────────────────────────────────────────────────────────────────
ORDER_PAPERS = "sales.order_papers"


@dataclass(frozen=True)
class OrderPapers:
    """What every contract and invoice says of us beside the company profile: English, as the buyer and the bank read it."""

    bank: str = ""
    contract_terms: str = ""


order_papers = partial(policy.get, ORDER_PAPERS, OrderPapers)
policy.register(
    ORDER_PAPERS,
    OrderPapers,
    title=_("Contract and invoice"),
    form="sales.forms.policies.OrderPapersForm",
    group="core",
)
tell_sources(
    ORDER_PAPERS,
    {
        "bank": ours(_("Empty until the company writes it: stands on contract and invoice.")),
        "contract_terms": ours(_("Empty until the company writes it: stands on the contract.")),
    },
)


# ── quotes ──────────────────────────────────────────────────────────────────
QUOTES = "sales.quotes"
quote_policy = partial(policy.get, QUOTES, QuotePolicy)
policy.register(QUOTES, QuotePolicy, title=_("Quotes"), form="sales.forms.quote_policy.QuotePolicyForm")
_TEMPLATE = handbook(
    "S22",
    "引导外贸人员使用公司统一外贸报价模板",
    "Lead the sales staff to use the company's one quotation template",
    _("Which terms stand in it is the company's to say."),
)
tell_sources(
    QUOTES,
    {
        "incoterm": _TEMPLATE,
        "place": _TEMPLATE,
        "currency": _TEMPLATE,
        "payment": _TEMPLATE,
        "lead_days": not_set(_("Until the company says how long it takes, each quote does.")),
        "valid_days": ours(_("So that prices do not stand for ever.")),
        "renew_days": ours(_("So that there is still time to write to the buyer.")),
    },
)
