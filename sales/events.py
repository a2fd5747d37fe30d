"""What sales tells the apps above: in the past tense, ids only, in the transaction of the change."""

from dataclasses import dataclass
from datetime import datetime


# ── orders ──────────────────────────────────────────────────────────────────
@dataclass(frozen=True)
class OrderConfirmed:
    """A buyer ordered: `kind` as it is now (sample, trial, repeat)."""

    order_id: int
    customer_id: int
    kind: str
    at: datetime


@dataclass(frozen=True)
class OrderStepReached:
    """A confirmed order went a step on: in production, ready, shipped, completed."""

    order_id: int
    customer_id: int
    step: str
    at: datetime


@dataclass(frozen=True)
class OrderCancelled:
    """A confirmed order was cancelled."""

    order_id: int
    customer_id: int
    at: datetime
