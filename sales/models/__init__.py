"""What is sold: quotes, samples and proofs, orders."""

from sales.models.complaints import Complaint, ComplaintState
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
from sales.models.quotes import CostRequest, Quote, QuoteLine, QuoteQuerySet, QuoteState, QuoteVersion

__all__ = [
    "BalanceDue",
    "Complaint",
    "ComplaintState",
    "CostRequest",
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
    "Quote",
    "QuoteLine",
    "QuoteQuerySet",
    "QuoteState",
    "QuoteVersion",
]
