"""What a new quote begins with, and when one is about to end."""

from dataclasses import dataclass

from core.domain.refused import Refused
from sales.domain.quotes import INCOTERMS

LONGEST = 365


@dataclass(frozen=True)
class QuotePolicy:
    """The company's usual terms: each can be changed in the quote. `payment`, `place` and `lead_days` are not set at first.

    `valid_days`: how long a quote holds, from its date. `renew_days`: so many days before its end it asks to be renewed.
    """

    incoterm: str = "FOB"
    place: str = ""
    currency: str = "USD"
    payment: str = ""
    lead_days: int | None = None
    valid_days: int = 30
    renew_days: int = 5

    def __post_init__(self) -> None:
        if self.incoterm not in INCOTERMS:
            raise Refused("unknown_incoterm", "not one of the eleven")
        if not 1 <= self.valid_days <= LONGEST or not 0 <= self.renew_days <= LONGEST:
            raise Refused("days_out_of_range", "1 to 365 days")
        if self.lead_days is not None and not 0 <= self.lead_days <= 2 * LONGEST:
            raise Refused("days_out_of_range", "0 to 730 days")
