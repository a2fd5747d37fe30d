"""What sales tells the apps above: in the past tense, ids only, in the transaction of the change."""

from dataclasses import dataclass
from datetime import date, datetime


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


# ── samples and proofs ──────────────────────────────────────────────────────


@dataclass(frozen=True)
class SampleSent:
    """A sample is on its way and expected on that day."""

    sample_id: int
    expected_on: date
    at: datetime


@dataclass(frozen=True)
class SampleArrived:
    """The buyer has a sample, or has judged it."""

    sample_id: int
    by_id: int
    at: datetime


@dataclass(frozen=True)
class ProofsUnpromised:
    """Production named no date in time: for `proof_ids[n]` `manager_ids[n]` co-ordinates; a proof may stand there twice."""

    proof_ids: tuple[int, ...]
    manager_ids: tuple[int, ...]
    at: datetime


@dataclass(frozen=True)
class ProofSettled:
    """A proof that waited for a date has one, or needs none any more."""

    proof_id: int
    by_id: int
    at: datetime
