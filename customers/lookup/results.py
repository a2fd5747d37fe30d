"""What a lookup answers: who the buyer may be, as the asking person may see it."""

from dataclasses import dataclass
from datetime import date

from accounts.models import User
from customers.domain.lookup import Reason
from customers.lookup.telling import Told
from customers.models import Customer
from customers.selectors.match_words import BANDS as BAND_WORDS
from customers.selectors.match_words import words_of


@dataclass(frozen=True)
class MaskedCustomer:
    """All that there is of a colleague's customer: its name, and its number to hand an inquiry on."""

    pk: int
    name: str

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class Story:
    """How far it got: products asked about with how often, the last contact in one line, what is open.

    `told`: what the apps above know, such as the prices that were quoted.
    """

    interests: tuple[tuple[str, int], ...]
    last_contact_channel: str
    last_contact_text: str
    open_inquiries: int
    grade: str
    stage: str
    told: tuple[Told, ...] = ()


@dataclass(frozen=True)
class BuyerMatch:
    """A candidate as the asking person may see it; `story` is None for a colleague's. Dates are the company's.

    `group`: what belongs to it, as far as the person may see that: relation and name.
    """

    customer: Customer | MaskedCustomer
    is_visible: bool
    certainty: float
    band: str
    reasons: tuple[Reason, ...]
    owner: User | None
    last_contact_on: date | None
    story: Story | None = None
    group: tuple[tuple[str, str], ...] = ()

    @property
    def title(self) -> str:
        """How sure it is, in words."""
        return str(BAND_WORDS[self.band])

    @property
    def worded_reasons(self) -> list[tuple[str, bool]]:
        """Why it matched: each reason in words, and whether it speaks for the match."""
        return words_of(self.reasons)


@dataclass(frozen=True)
class Lookup:
    """The matches, surest first. `withheld`: the hour's number of colleagues' customers is used up (trust.md D3).

    It says nothing of whether there is one that is not shown: the answer is the same where there is none.
    """

    matches: list[BuyerMatch]
    withheld: bool = False
