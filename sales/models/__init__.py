"""What is sold: one file a subject; import from here."""

from sales.models.complaints import Complaint, ComplaintState
from sales.models.orders import (
    BalanceDue,
    Incoterm,
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

__all__ = [
    "BalanceDue", "Complaint", "ComplaintState", "Incoterm", "Order", "OrderKind", "OrderLine", "OrderMilestone", "OrderPayment",
    "OrderReward", "OrderShare", "OrderState", "OrderStep", "PaymentMethod",
]  # fmt: skip
