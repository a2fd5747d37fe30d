"""What is asked: of whose business, in which time, in which market."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q

from catalogue.ranking import narrow
from core.capabilities import Can
from core.work_days import current_calendar

PERIODS = (90, 180, 365)


@dataclass(frozen=True)
class Question:
    """Who asks, about the `days` before `at`, about a market (None: all)."""

    user: Any
    at: datetime
    days: int = PERIODS[0]
    region: int | None = None

    @property
    def begin(self) -> datetime:
        return self.at - timedelta(days=self.days)

    @property
    def first_day(self) -> date:
        """The company's day on which the time begins."""
        return current_calendar().day_of(self.begin)

    @property
    def last_day(self) -> date:
        """The company's day on which it ends."""
        return current_calendar().day_of(self.at)

    @property
    def half(self) -> datetime:
        """The middle of the time: what comes after it is compared with what came before."""
        return self.at - timedelta(days=self.days) / 2

    @property
    def before(self) -> "Question":
        """The same about as long a time before."""
        return Question(self.user, self.begin, self.days, self.region)

    @property
    def sees_catalogue(self) -> bool:
        """Whether products and markets are called by name: not to an adviser."""
        return bool(self.user.can(Can.READ_CATALOGUE))

    @property
    def sees_prices(self) -> bool:
        """Whether prices are among what the person is told: an adviser never, nor who reads figures only (permissions.md)."""
        return bool(self.user.can(Can.WORK_WITH_CUSTOMERS))

    def within(self, field: str) -> Q:
        """The condition that a moment lies in the time."""
        return Q(**{f"{field}__gte": self.begin, f"{field}__lt": self.at})

    def of(self, rows: Any) -> Any:
        """Narrow rows of a model that belongs to people to what the person's figures are made of."""
        return narrow(rows, self.user)
