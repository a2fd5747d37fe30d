"""What accounts tell the apps above."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class CameBackEarly:
    """Somebody came or was called back before the last day of a trip or leave: from today on what is theirs is theirs again."""

    absence_id: int
    at: datetime


@dataclass(frozen=True)
class TeamChanged:
    """Somebody went from one team to another; None: no team."""

    user_id: int
    before_id: int | None
    after_id: int | None
    at: datetime


@dataclass(frozen=True)
class LeaderChanged:
    """A team has another manager; None: nobody leads it."""

    team_id: int
    before_id: int | None
    after_id: int | None
    at: datetime
