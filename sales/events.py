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


# ── quotes ──────────────────────────────────────────────────────────────────
@dataclass(frozen=True)
class QuoteSent:
    """A version of a quote went out to the buyer: one contact. With an inquiry it is also the reply that stopped its clocks."""

    version_id: int
    at: datetime


@dataclass(frozen=True)
class QuoteAnswered:
    """The buyer accepted or declined what was sent: `sales.domain.quote_states` has the state."""

    version_id: int
    state: str
    at: datetime
