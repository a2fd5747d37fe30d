"""成交 = 源头 × 产品 × 营销能力: deals are source times product times marketing; any zero makes all zero (S179).

Counted over the valid inquiries of a time, so that the product is exact and not a picture:

    deals = valid inquiries  ×  (quoted ÷ valid)  ×  (deals ÷ quoted)
            source              marketing            product

An inquiry is *quoted* when a quote for it went out, and a *deal* when the buyer took one or the inquiry was won. A deal
without a quote counts as quoted: somebody told a price. A factor is strong or weak beside a reference: a person's beside the
department's of the same time, the department's beside its own of the time before.
"""

from dataclasses import dataclass
from enum import StrEnum

FEWEST_INQUIRIES = 10


class Factor(StrEnum):
    """The three."""

    SOURCE = "source"
    MARKETING = "marketing"
    PRODUCT = "product"


@dataclass(frozen=True)
class Counts:
    """Of somebody, or of a department: inquiries that came in a time, by how far they got.

    `received` all; `valid` without spam and irrelevant ones; `quoted` of the valid; `deals` of the quoted. `people`: how many
    these are the counts of; `days`: working days of the time. Raises ValueError where they do not lie inside each other.
    """

    received: int = 0
    valid: int = 0
    quoted: int = 0
    deals: int = 0
    people: int = 1
    days: int = 1

    def __post_init__(self) -> None:
        if not self.received >= self.valid >= self.quoted >= self.deals >= 0:
            raise ValueError("Deals are quoted, what is quoted is valid, and what is valid came in.")
        if self.people < 1 or self.days < 1:
            raise ValueError("Counts are of somebody, over some days.")

    @property
    def source(self) -> float:
        """Valid inquiries a working day and person."""
        return self.valid / self.days / self.people

    @property
    def marketing(self) -> float | None:
        """Quoted ÷ valid, from 0 to 1; None without a valid one."""
        return self.quoted / self.valid if self.valid else None

    @property
    def product(self) -> float | None:
        """Deals ÷ quoted, from 0 to 1; None without a quoted one."""
        return self.deals / self.quoted if self.quoted else None

    def value_of(self, factor: Factor) -> float | None:
        """Return the factor."""
        return {Factor.SOURCE: self.source, Factor.MARKETING: self.marketing, Factor.PRODUCT: self.product}[factor]  # fmt: skip


@dataclass(frozen=True)
class Diagnosis:
    """Factors beside the reference, and the weakest of them.

    Of `indices` 1.0 says alike, 0.0 that the factor is zero whatever the reference's is, None that one of the two has none.
    `weakest` None: too few inquiries to say, or none is zero or weaker than the reference's by a whole per cent.
    """

    indices: dict[Factor, float | None]
    weakest: Factor | None
    is_few: bool

    @property
    def is_alone(self) -> bool:
        """Whether the reference has nothing to compare with."""
        return all(index is None for index in self.indices.values())


def diagnose(own: Counts, reference: Counts) -> Diagnosis:
    """Return how the factors of `own` stand beside those of `reference`.

    A factor that is zero is the weakest of all, also where the reference's is; those after it in the chain are of nothing.
    """
    indices = {factor: _index(own.value_of(factor), reference.value_of(factor)) for factor in Factor}
    is_few = own.received < FEWEST_INQUIRIES
    known = {factor: index for factor, index in indices.items() if index is not None and round(index, 2) < 1}
    weakest = min(known, key=lambda factor: known[factor]) if known and not is_few else None
    return Diagnosis(indices, weakest, is_few)


def _index(own: float | None, reference: float | None) -> float | None:
    if own == 0:
        return 0.0
    return own / reference if own is not None and reference else None
