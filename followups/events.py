"""What follow-ups tell the apps above: in the past tense, ids only, in the transaction of the change."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class FollowUpsUndone:
    """These records are taken back, by their author or with their import: their rows go."""

    follow_up_ids: tuple[int, ...]
    at: datetime
