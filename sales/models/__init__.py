"""What is sold: quotes, samples and proofs, orders."""

from sales.models.complaints import Complaint, ComplaintState
from sales.models.esamples import SentESample, SentESampleItem
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
from sales.models.quotes import CostRequest, Quote, QuoteLine, QuoteQuerySet, QuoteState, QuoteVersion
from sales.models.requests import DepartmentRequest, RequestKind, RequestMessage, RequestState
from sales.models.samples import Freight, Sample, SampleLine, SampleState, Verdict
from sales.models.visits import FactoryVisit, VisitFile, VisitKind

__all__ = [
    "BalanceDue",
    "Complaint",
    "ComplaintState",
    "CostRequest",
    "DepartmentRequest",
    "FactoryVisit",
    "Freight",
    "Order",
    "OrderKind",
    "OrderLine",
    "OrderMilestone",
    "OrderPayment",
    "OrderReward",
    "OrderShare",
    "OrderState",
    "OrderStep",
    "PaymentMethod",
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
    "Verdict",
    "VisitFile",
    "VisitKind",
]
