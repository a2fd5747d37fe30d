"""A row of the workbook, read with its columns: the customer, its contact persons, one follow-up, and what is wrong."""

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from core.sheets.headings import read_spellings
from customers.domain.importing.cells import Cell, read_cell
from customers.domain.importing.columns import Column
from customers.domain.importing.fields import FIELDS, SEVERAL

CHOICES = Path(__file__).with_name("choices.txt")
# Without one of these nobody knows who it is.
NAMING = (
    "name",
    "local_name",
    "contact_name",
    "email",
    "phone",
    "contact_phone",
    "whatsapp",
    "wechat",
    "website",
)
FOLLOW_UP = ("follow_up_text", "follow_up_on", "follow_up_by", "follow_up_channel")


@dataclass(frozen=True)
class Problem:
    """What is wrong with the cell in column `place` (from 0; None: with the row). Codes: cells.Cell and below.

    not_country, not_choice, not_person, nobody (nothing says who it is), no_contact (particulars of a person without any
    name or address).
    """

    place: int | None
    code: str


@dataclass(frozen=True)
class Reading:
    """How cells are understood that mean different things in different departments.

    `country_of`: a name in any language → ISO 3166 alpha-2; `person_of`: a colleague's name or address → id.
    """

    columns: Sequence[Column]
    country_of: Callable[[str], str | None]
    person_of: Callable[[str], int | None]


@dataclass(frozen=True)
class RowRead:
    """What a row says. `customer`, `contacts`, `follow_up` by field name; days in ISO, people as ids, lists of words."""

    customer: dict[str, Any] = field(default_factory=dict)
    contacts: tuple[dict[str, Any], ...] = ()
    follow_up: dict[str, Any] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    has_companies: bool = True

    @property
    def is_continuation(self) -> bool:
        """Whether it only adds a person or a contact to the customer of the row above it.

        Only where the workbook has a column of companies: a list of people has a customer in each row.
        """
        customer_fields = self.customer.keys() - {"owner", "reference"}
        return self.has_companies and not customer_fields and bool(self.contacts or self.follow_up)


def read_row(cells: Sequence[Any], reading: Reading) -> RowRead:
    """Return what the row says. An empty cell says nothing."""
    customer: dict[str, Any] = {}
    people: dict[int, dict[str, Any]] = {}
    follow_up: dict[str, Any] = {}
    problems: list[Problem] = []
    for place, (column, raw) in enumerate(zip(reading.columns, cells, strict=False)):
        if not column.field:
            continue
        cell = _read(column, raw, reading)
        if cell.problem:
            problems.append(Problem(place, cell.problem))
        elif cell.value not in ("", []):
            spec = FIELDS[column.field]
            part = people.setdefault(column.number, {}) if spec.is_of_contact else customer
            _put(follow_up if column.field in FOLLOW_UP else part, column.field, cell.value)
    contacts = tuple(filter(None, (_person(people[number]) for number in sorted(people))))
    _note_place(customer)
    has_companies = any(column.field in ("name", "local_name") for column in reading.columns)
    read = RowRead(customer, contacts, follow_up, tuple(problems), has_companies)
    return replace(read, problems=(*problems, *_row_problems(read)))


def _read(column: Column, raw: Any, reading: Reading) -> Cell:
    name = column.field
    cell = read_cell(name, raw, order=column.order)
    if not cell.value or cell.problem:
        return cell
    match FIELDS[name].kind:
        case "country":
            code = reading.country_of(cell.value)
            return Cell(code) if code else Cell(cell.value, "not_country")
        case "person":
            person = reading.person_of(cell.value)
            return Cell(person) if person else Cell(cell.value, "not_person")
        case "choice":
            choice = known_choices().get((name, fold_choice(cell.value)))
            return Cell(choice) if choice else Cell(cell.value, "not_choice")
    return cell


def _put(part: dict[str, Any], name: str, value: Any) -> None:
    if name not in SEVERAL or name not in part:
        part[name] = value
    elif isinstance(value, list):
        part[name] = [*part[name], *(word for word in value if word not in part[name])]
    else:
        part[name] = f"{part[name]}\n{value}"


def _person(values: dict[str, Any]) -> dict[str, Any]:
    """A contact as its columns: names put together, other addresses noted, the name taken from the address if need be."""
    parts = [values.pop("first_name", ""), values.pop("last_name", "")]
    if "contact_name" not in values and any(parts):
        family_first = any("\u4e00" <= sign <= "\u9fff" for sign in "".join(parts))
        values["contact_name"] = "".join(reversed(parts)) if family_first else " ".join(filter(None, parts))
    if other := values.pop("skype", ""):
        values["contact_note"] = "; ".join(filter(None, (values.get("contact_note", ""), other)))
    reachable = [
        values.get(name, "") for name in ("contact_name", "email", "contact_phone", "whatsapp", "wechat")
    ]
    if "contact_name" not in values and any(reachable):
        values["contact_name"] = next(filter(None, reachable)).split(",")[0].split("@")[0]
    return values


def _note_place(customer: dict[str, Any]) -> None:
    """Province and postcode have no column of their own: they end the address."""
    rest = " ".join(filter(None, (customer.pop("postcode", ""), customer.pop("province", ""))))
    if rest and rest not in customer.get("address", ""):
        customer["address"] = ", ".join(filter(None, (customer.get("address", ""), rest)))


def _row_problems(read: RowRead) -> list[Problem]:
    said = {*read.customer, *(name for person in read.contacts for name in person)}
    problems = (
        []
        if said & set(NAMING) or not (said or read.follow_up) or read.is_continuation
        else [Problem(None, "nobody")]
    )
    if any("contact_name" not in person for person in read.contacts):
        problems.append(Problem(None, "no_contact"))
    return problems


def fold_choice(text: str) -> str:
    """Return a choice's spelling without case, width, spaces and the signs between words."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(sign for sign in plain if sign.isalnum() or sign == ".")


@cache
def known_choices() -> Mapping[tuple[str, str], str]:
    """Return (field, folded spelling) → code, from choices.txt; the code itself is a spelling, too."""
    known: dict[tuple[str, str], str] = {}
    for meaning, spelling in read_spellings(CHOICES):
        name, code = meaning.split()
        known.setdefault((name, fold_choice(code)), code)
        known.setdefault((name, fold_choice(spelling)), code)
    return known
