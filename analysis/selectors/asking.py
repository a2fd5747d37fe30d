"""What is asked: of whose business, in which time, in which market."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q

from catalogue.ranking import counts_all, narrow
from core.capabilities import Can
from core.work_days import current_calendar
from inquiries.selectors.responsible import INSTANT

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
        """The beginning of the first day: a list of these days holds the same records."""
        return current_calendar().start_of(self.first_day)

    @property
    def first_day(self) -> date:
        """The company's day on which the time begins."""
        return current_calendar().day_of(self.at - timedelta(days=self.days))

    @property
    def last_day(self) -> date:
        """The company's day on which it ends: at midnight the one before."""
        return current_calendar().day_of(self.at - INSTANT)

    @property
    def half(self) -> datetime:
        """The middle of the time: what comes after it is compared with what came before."""
        return self.begin + (self.at - self.begin) / 2

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

    @property
    def opens_records(self) -> bool:
        """Whether the records behind figures are all the person's to open: not to who reads figures of more than they see."""
        sees_them = self.user.is_boss or not counts_all(self.user)
        return bool(self.user.can(Can.WORK_WITH_CUSTOMERS)) and sees_them

    def within(self, field: str) -> Q:
        """The condition that a moment lies in the time."""
        return Q(**{f"{field}__gte": self.begin, f"{field}__lt": self.at})

    def of(self, rows: Any) -> Any:
        """Narrow rows of a model that belongs to people to what the person's figures are made of."""
        return narrow(rows, self.user)
