"""The figures of a report as plain values, and as they are stored: they add up over people (rules.md §7, S132).

Each fact stands in one report only: what came in in that of its arrival, a reply clock in that in which it was met or ran
out, a contact, quote, sample or order in that in which it was made, a mail window in that in which it closed, a cadence
window in that in which it ended (N17).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from decimal import Decimal
from typing import Any

VERSION = 1
GRADES = ("A", "B", "C", "D")


@dataclass(frozen=True)
class Figures:
    """What somebody did, or a department.

    Questions of buyers count for whom their clock counts (N9): who was responsible when it was met, ran out or was found
    invalid; while it runs, when the figures were taken. `received`: messages of buyers that asked something, also those found invalid; `in_target`, `in_limit`, `late`: the clocks that were met or ran out;
    `open`: those that still ran when the figures were taken. `answer_minutes`: working minutes of the `answered` ones, all
    together. `contacts`: by the grade that the customer had then; `customers`: how many customers were contacted. `new_contacted`: of the new ones, by the period's end, where they were entered. `amounts`:
    what the confirmed orders come to, by currency. `cadence_kept` of `cadence_asked` contacts, by grade.
    """

    received: int = 0
    in_target: int = 0
    in_limit: int = 0
    late: int = 0
    open: int = 0
    answered: int = 0
    answer_minutes: int = 0
    customers: int = 0
    new_customers: int = 0
    new_contacted: int = 0
    quotes: int = 0
    samples: int = 0
    orders: int = 0
    mail_done: int = 0
    mail_asked: int = 0
    contacts: Mapping[str, int] = field(default_factory=dict)
    cadence_kept: Mapping[str, int] = field(default_factory=dict)
    cadence_asked: Mapping[str, int] = field(default_factory=dict)
    amounts: Mapping[str, Decimal] = field(default_factory=dict)

    def __add__(self, other: "Figures") -> "Figures":
        return Figures(**{name: _sum(getattr(self, name), getattr(other, name)) for name in NAMES})

    @property
    def decided(self) -> int:
        """Clocks that were met or ran out."""
        return self.in_target + self.in_limit + self.late

    @property
    def target_share(self) -> float | None:
        """Answered in target ÷ decided, from 0 to 1; None where nothing was."""
        return self.in_target / self.decided if self.decided else None

    @property
    def mean_minutes(self) -> int | None:
        """Working minutes to an answer, on the average."""
        return round(self.answer_minutes / self.answered) if self.answered else None

    @property
    def all_contacts(self) -> int:
        """Contacts with customers of every grade."""
        return sum(self.contacts.values())

    @property
    def mail_missed(self) -> int:
        """Windows in which nobody looked through the mail."""
        return self.mail_asked - self.mail_done

    @property
    def cadence_share(self) -> float | None:
        """Kept ÷ asked over all grades, from 0 to 1; None where nothing was asked."""
        asked = sum(self.cadence_asked.values())
        return sum(self.cadence_kept.values()) / asked if asked else None


NAMES = tuple(item.name for item in fields(Figures))
MAPPINGS = ("contacts", "cadence_kept", "cadence_asked", "amounts")


def _sum(one: Any, other: Any) -> Any:
    if not isinstance(one, Mapping):
        return one + other
    return {key: one.get(key, 0) + other.get(key, 0) for key in sorted({*one, *other})}


def to_stored(figures: Figures) -> dict[str, Any]:
    """Return the figures as JSON that holds with a version; amounts are texts."""
    values = {name: getattr(figures, name) for name in NAMES}
    amounts = {currency: str(amount) for currency, amount in figures.amounts.items()}
    plain = {name: dict(value) if name in MAPPINGS else value for name, value in values.items()}
    return {"version": VERSION, **plain, "amounts": amounts}


def from_stored(stored: Mapping[str, Any]) -> Figures:
    """Return what `to_stored` wrote. Raises ValueError for a version that is not known."""
    if stored.get("version") != VERSION:
        raise ValueError(f"Figures of an unknown version: {stored.get('version')!r}.")
    values = {name: stored[name] for name in NAMES}
    values["amounts"] = {currency: Decimal(amount) for currency, amount in stored["amounts"].items()}
    return Figures(**values)
