"""Which stage what happened speaks for (S42): a suggestion with its reason, never a change of itself."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from customers.domain import stages
from sales.domain import orders
from sales.domain.samples import State


class Reason(StrEnum):
    """What speaks for a stage."""

    QUOTED = "quoted"
    QUOTED_AGAIN = "quoted_again"
    SAMPLE_ORDERED = "sample_ordered"
    SAMPLE_SENT = "sample_sent"
    SAMPLE_SUITS = "sample_suits"
    TRIAL_ORDERED = "trial_ordered"
    REPEAT_ORDERED = "repeat_ordered"


STAGE_OF: dict[Reason, str] = {
    Reason.QUOTED: stages.QUOTED,
    Reason.SAMPLE_ORDERED: stages.SAMPLING,
    Reason.SAMPLE_SENT: stages.SAMPLING,
    Reason.QUOTED_AGAIN: stages.NEGOTIATING,
    Reason.SAMPLE_SUITS: stages.NEGOTIATING,
    Reason.TRIAL_ORDERED: stages.TRIAL_ORDER,
    Reason.REPEAT_ORDERED: stages.REPEAT,
}
_OF_ORDERS = {
    orders.SAMPLE: Reason.SAMPLE_ORDERED, orders.TRIAL: Reason.TRIAL_ORDERED, orders.REPEAT: Reason.REPEAT_ORDERED,
}  # fmt: skip
_OF_SAMPLES = {State.SENT: Reason.SAMPLE_SENT, "good": Reason.SAMPLE_SUITS, "changes": Reason.SAMPLE_SUITS}


@dataclass(frozen=True)
class Happened:
    """A line of the customer's history: of which `kind`, what (`event`), to which record, when. `order_kind` of an order."""

    kind: str
    event: str
    number: str
    at: datetime
    order_kind: str = ""

    @property
    def reason(self) -> Reason | None:
        """What it speaks for; None for nothing."""
        if self.kind == "quote" and self.event in {"sent", "sent_bundle"}:
            return Reason.QUOTED_AGAIN if " V" in self.number else Reason.QUOTED
        if self.kind == "sample":
            return _OF_SAMPLES.get(self.event)
        if self.kind == "order" and self.event == "confirmed":
            return _OF_ORDERS.get(self.order_kind)
        return None


@dataclass(frozen=True)
class StageSuggestion:
    """A stage that the customer is not at yet, why, and by which record of which moment."""

    stage: str
    reason: Reason
    number: str
    at: datetime


def suggest_stage(now: str, history: Iterable[Happened]) -> StageSuggestion | None:
    """Return the furthest stage that `history` speaks for; None where the customer is there, or further.

    `history`: since a person last said how far the customer got. An order that was cancelled speaks for nothing.
    """
    events = list(history)
    cancelled = {one.number for one in events if (one.kind, one.event) == ("order", "cancelled")}
    found = [
        (
            stages.PATH.index(STAGE_OF[reason]),
            one.at,
            StageSuggestion(STAGE_OF[reason], reason, one.number, one.at),
        )
        for one in events
        if (reason := one.reason) is not None and not (one.kind == "order" and one.number in cancelled)
    ]
    here = stages.PATH.index(now) if now in stages.PATH else -1
    further = [row for row in found if row[0] > here and stages.can_move(now, row[2].stage)]
    return max(further, key=lambda row: row[:2])[2] if further else None
