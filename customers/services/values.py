"""What the services take, and what they raise."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import TYPE_CHECKING, Any

from customers.models import Contact, Customer, Grade, Stage

if TYPE_CHECKING:
    from customers.lookup import BuyerMatch, Lookup


@dataclass(frozen=True)
class CustomerValues:
    """A new customer as far as known, in plain words; the fields of `Customer` that a person fills in.

    `country` is ISO 3166 alpha-2, `time_zone` IANA (guessed when empty), `tags` are names.
    """

    name: str = ""
    local_name: str = ""
    country: str = ""
    city: str = ""
    time_zone: str = ""
    website: str = ""
    phone: str = ""
    fax: str = ""
    address: str = ""
    delivery_address: str = ""
    business_type: str = ""
    annual_purchase: str = ""
    source: str = ""
    stage: str = Stage.NEW
    grade: str = Grade.D
    payment_habit: str = ""
    habits: str = ""
    horizon: str = ""
    our_rank: str = ""
    credit: str = ""
    credit_note: str = ""
    do_not_contact: bool = False
    is_seed: bool = False
    is_key: bool = False
    motive: str = ""
    bottom_line: str = ""
    note: str = ""
    is_imported: bool = False
    tags: tuple[str, ...] = ()

    @classmethod
    def from_mapping(cls, values: Mapping[str, Any]) -> "CustomerValues":
        """Take the known fields out of a form's cleaned data."""
        known = {field.name for field in fields(cls)}
        return cls(**{name: value for name, value in values.items() if name in known})

    def columns(self) -> dict[str, Any]:
        """Return the values that are columns of the row."""
        return {name: value for name, value in asdict(self).items() if name != "tags"}


@dataclass(frozen=True)
class ContactValues:
    """A contact person as far as known."""

    name: str = ""
    form_of_address: str = ""
    job_title: str = ""
    email: str = ""
    phone: str = ""
    whatsapp: str = ""
    wechat: str = ""
    language: str = ""
    is_decision_maker: bool = False
    note: str = ""
    left_on: date | None = None

    @classmethod
    def from_mapping(cls, values: Mapping[str, Any]) -> "ContactValues":
        """Take the known fields out of a form's cleaned data."""
        known = {field.name for field in fields(cls)}
        return cls(**{name: value for name, value in values.items() if name in known})

    @property
    def is_empty(self) -> bool:
        """Whether nothing is known of the person."""
        return not any((self.name, self.email, self.phone, self.whatsapp, self.wechat))

    def columns(self) -> dict[str, Any]:
        """Return the values by column."""
        return asdict(self)


class DuplicateBuyer(Exception):
    """The buyer is there already; `found`: the holders as the acting person may see them (trust.md D1, D3)."""

    def __init__(self, found: "Lookup") -> None:
        super().__init__(f"{len(found.matches)} customers shown hold a key of this buyer.")
        self.found = found

    @property
    def candidates(self) -> "list[BuyerMatch]":
        """The holders that are shown."""
        return self.found.matches


class StaleEdit(Exception):
    """Someone saved meanwhile; `current` is the row as it stands now (ux.md 6, trust.md C6)."""

    def __init__(self, current: "Customer | Contact") -> None:
        super().__init__(f"version is {current.version}")
        self.current: Any = current


class StageRefused(ValueError):
    """The stage cannot be reached from the present one, or the step lacks its reason."""


class PoolRefused(Exception):
    """It does not go into the open pool, or not out of it; `customer`: which one, None when it is no single one's matter.

    `code` says why: `closed`, `taken` by somebody, `limit` of the week, `cooling` off, an open `inquiry`, a `flag`.
    """

    def __init__(self, code: str, customer: "Customer | None") -> None:
        super().__init__(code)
        self.code, self.customer = code, customer


class OwnerRefused(ValueError):
    """The person cannot own customers: frozen, or no salesperson."""
