"""Policy sections of this app."""

from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _

from core import policy
from core.policy_sources import handbook, not_set, ours, tell_sources
from sales.domain.proofs import ProofPolicy
from sales.domain.quote_policy import QuotePolicy
from sales.domain.rival_prices import RivalPolicy
from sales.domain.samples import SamplePolicy

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


# ── what others ask ─────────────────────────────────────────────────────────
RIVALS = "sales.rivals"
rival_policy = partial(policy.get, RIVALS, RivalPolicy)
policy.register(
    RIVALS, RivalPolicy, title=_("Competitors' prices"), form="sales.forms.insight.RivalPolicyForm"
)
tell_sources(RIVALS, {"aged_after_days": ours(_("Two seasons: after that the market asks something else."))})


# ── samples and proofs ──────────────────────────────────────────────────────

SAMPLES, PROOFS = "sales.samples", "sales.proofs"


def load_samples(values: dict[str, Any]) -> SamplePolicy:
    """Build the section from its JSON, in which an amount is a text. Raises ValueError for impossible values."""
    amount = values.get("pay_from_value")
    return SamplePolicy(**{**values, "pay_from_value": None if amount in (None, "") else Decimal(amount)})


policy.register(
    SAMPLES,
    SamplePolicy,
    load_samples,
    title=_("Samples"),
    form="sales.forms.sample_policies.SamplePolicyForm",
)
policy.register(PROOFS, ProofPolicy, title=_("Proofs"), form="sales.forms.sample_policies.ProofPolicyForm")
_T_T = handbook(
    "S89",
    "如果样品量大,可以让买家先由T/T方式汇到贵司帐号",
    "When the quantity of samples is large, the buyer can be asked to pay by T/T first",
    _("What is large is not said: without a figure nobody is asked to."),
)
_CO_ORDINATE = "客户打样…很难与生产主管协调好,所以很多时候都需要主管进行协调"
_CO_ORDINATE_EN = "Proofs are hard to settle with production, so that the heads often have to co-ordinate"
tell_sources(
    SAMPLES,
    {
        "pay_from_pieces": _T_T,
        "pay_from_value": _T_T,
        "pay_currency": ours(_("The currency of the value above.")),
        "transit_days": not_set(_("Fills in the day on which a parcel is expected.")),
    },
)
tell_sources(
    PROOFS,
    {
        "promise_within_days": handbook("S91", _CO_ORDINATE, _CO_ORDINATE_EN, _("After how long is ours.")),
        "boss_after_days": ours(_("A further working day, as with reply limits.")),
    },
)
