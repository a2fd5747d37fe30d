"""What an A list that has gone keeps of a customer, as plain values and as they are stored (S58).

Nothing of a person: contact persons' names, numbers and addresses are read from the customer, so that they go when they are
erased. The grade is not among it, for whoever stands in the list had an A at its hour.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

VERSION = 1


@dataclass(frozen=True)
class Kept:
    """A customer as it was at the list's hour.

    `customer`: its key then: after a merge the entry has another one, and what is kept is not told of that. `country`: the
    code; `address`: the company's, "" where there is no company, for it would be a person's; `interests`: the products it
    asked about last, the newest first; `last_contact_on`: the company's day; `owner`: the name, "" for nobody's.
    """

    customer: int
    country: str = ""
    address: str = ""
    interests: tuple[str, ...] = ()
    last_contact_on: date | None = None
    owner: str = ""


def to_stored(kept: Kept) -> dict[str, Any]:
    """Return it as JSON that holds with a version."""
    day = kept.last_contact_on
    return {
        "version": VERSION, **asdict(kept), "interests": list(kept.interests), "last_contact_on": day.isoformat() if day else None,
    }  # fmt: skip


def from_stored(stored: Mapping[str, Any]) -> Kept:
    """Return what `to_stored` wrote. Raises ValueError for a version that is not known."""
    if stored.get("version") != VERSION:
        raise ValueError(f"Kept in an unknown version: {stored.get('version')!r}.")
    day = stored["last_contact_on"]
    values = {name: stored[name] for name in ("customer", "country", "address", "owner")}
    return Kept(
        **values,
        interests=tuple(stored["interests"]),
        last_contact_on=date.fromisoformat(day) if day else None,
    )
