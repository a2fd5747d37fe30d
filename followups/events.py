"""What follow-ups tell the apps above: in the past tense, ids only, in the transaction of the change."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class FollowUpUndone:
    """A just-saved record was taken back by its author: its row is gone."""

    follow_up_id: int
    customer_id: int
    at: datetime
