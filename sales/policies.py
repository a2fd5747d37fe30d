"""Policy sections of this app."""

from dataclasses import dataclass
from functools import partial

from django.utils.translation import gettext_lazy as _

from core import policy
from core.policy_sources import ours, tell_sources

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
