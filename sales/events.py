"""What sales tell the apps above: in the past tense, ids only, in the transaction of the change."""

from dataclasses import dataclass
from datetime import datetime


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
