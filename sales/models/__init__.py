"""What is sold: quotes, samples and proofs, orders; what we know of the buyer and of others' prices."""

from sales.models.complaints import Complaint, ComplaintState
from sales.models.esamples import SentESample, SentESampleItem
from sales.models.insight import (
    CompetitorPrice,
    Concession,
    Negotiation,
    NegotiationVersion,
    Outcome,
    PriceSource,
    Stand,
)
from sales.models.market_notes import MarketNote, MarketQuestion
from sales.models.orders import (
    BalanceDue,
    Order,
    OrderKind,
    OrderLine,
    OrderMilestone,
    OrderPayment,
    OrderReward,
    OrderShare,
    OrderState,
    OrderStep,
    PaymentMethod,
)
from sales.models.proofs import Proof, ProofState
from sales.models.quotes import (
    CostRequest,
    DeclineReason,
    Quote,
    QuoteLine,
    QuoteQuerySet,
    QuoteState,
    QuoteVersion,
)
from sales.models.requests import DepartmentRequest, RequestKind, RequestMessage, RequestState
from sales.models.samples import Freight, Sample, SampleLine, SampleState, Verdict
from sales.models.visits import FactoryVisit, VisitFile, VisitKind

__all__ = [
    "BalanceDue",
    "CompetitorPrice",
    "Complaint",
    "ComplaintState",
    "Concession",
    "CostRequest",
    "DeclineReason",
    "DepartmentRequest",
    "FactoryVisit",
    "Freight",
    "MarketNote",
    "MarketQuestion",
    "Negotiation",
    "NegotiationVersion",
    "Order",
    "OrderKind",
    "OrderLine",
    "OrderMilestone",
    "OrderPayment",
    "OrderReward",
    "OrderShare",
    "OrderState",
    "OrderStep",
    "Outcome",
    "PaymentMethod",
    "PriceSource",
    "Proof",
    "ProofState",
    "Quote",
    "QuoteLine",
    "QuoteQuerySet",
    "QuoteState",
    "QuoteVersion",
    "RequestKind",
    "RequestMessage",
    "RequestState",
    "Sample",
    "SampleLine",
    "SampleState",
    "SentESample",
    "SentESampleItem",
    "Stand",
    "Verdict",
    "VisitFile",
    "VisitKind",
]
