"""From what a row says to the values of a customer and its contacts."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone

from core.sheets.cells import as_text
from customers.domain.lookup import Subject
from customers.models import Contact, Customer, ImportRow
from customers.services.interests import WORDS_LENGTH
from customers.services.tags import TAG_LENGTH, TAGS_AT_ONCE
from customers.text import LONG_TEXT, clean_line

CONTACTS_AT_ONCE = 50
LAST_TEXT = 200
# Columns of the workbook that no column here takes: they are told in the note.
TOLD = ("created_on", "next_contact_on", "reference")

# Fields of a row that are columns of the customer as they stand.
COLUMNS = (
    "name", "local_name", "website", "phone", "fax", "country", "city", "address", "delivery_address", "business_type",
    "annual_purchase", "source", "stage", "grade", "credit", "payment_habit", "note",
)  # fmt: skip
CONTACT_COLUMNS = {
    "contact_name": "name", "form_of_address": "form_of_address", "job_title": "job_title", "email": "email",
    "contact_phone": "phone", "whatsapp": "whatsapp", "wechat": "wechat", "decides": "is_decision_maker",
    "contact_note": "note",
}  # fmt: skip


def subject_of(customer: Mapping[str, Any], contacts: Iterable[Mapping[str, Any]]) -> Subject:
    """Return what the lookup asks about a row."""
    people = list(contacts)
    phones = (
        customer.get("phone"),
        customer.get("fax"),
        *(p for one in people for p in (one.get("contact_phone"), one.get("whatsapp"))),
    )
    return Subject(
        name=customer.get("name") or customer.get("local_name") or "",
        country=customer.get("country") or None,
        emails=tuple(address for one in people for address in addresses_of(one)),
        phones=tuple(filter(None, phones)),
        sites=tuple(filter(None, (customer.get("website"),))),
        addresses=tuple(filter(None, (customer.get("address"),))),
        city=customer.get("city", ""),
        persons=tuple(filter(None, (one.get("contact_name") for one in people))),
    )


def addresses_of(contact: Mapping[str, Any]) -> list[str]:
    """Return the mail addresses of a cell that may hold several."""
    return [address.strip() for address in contact.get("email", "").split(",") if address.strip()]


def customer_columns(read: Mapping[str, Any]) -> dict[str, str]:
    """Return the columns of a customer that a row fills in; what has no column of its own stands in the note."""
    said = read.get("customer", {})
    columns = {name: said[name] for name in COLUMNS if said.get(name)}
    further = [columns.get("note", ""), said.get("open_orders", "")]
    cut = _within(Customer, columns)
    further += [
        text for name, text in columns.items() if name != "note" and cut[name] != text
    ]  # too long: kept whole there
    if any(further):
        cut["note"] = "\n".join(filter(None, further))[:LONG_TEXT]
    return cut


def contacts_of(read: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return a row's contact persons by column. Further addresses of one stand in the person's note."""
    people = []
    for said in read.get("contacts", ()):
        values = {column: said[name] for name, column in CONTACT_COLUMNS.items() if said.get(name)}
        addresses = addresses_of(said)
        if len(addresses) > 1:
            values["email"] = addresses[0]
            values["note"] = "; ".join(filter(None, (values.get("note", ""), *addresses[1:])))[:200]
        if values.get("name"):
            people.append(_within(Contact, values))
    return people


def _within(model: type[Contact] | type[Customer], values: dict[str, Any]) -> dict[str, Any]:
    """Cut texts to what the column holds; the check has told of those that are longer."""
    cut = {}
    for name, value in values.items():
        limit = getattr(model._meta.get_field(name), "max_length", None)
        cut[name] = value[:limit] if limit and isinstance(value, str) else value
    return cut


# ── several rows of one buyer ───────────────────────────────────────────────
def columns_of(rows: Sequence[ImportRow]) -> dict[str, str]:
    """Return the columns of a customer by all rows that speak of it: the first to say something counts.

    What a further row says otherwise, what could not be understood, what has no column and who is one person too many
    stand in the note.
    """
    columns: dict[str, str] = {}
    notes: list[str] = []
    for row in rows:
        said = customer_columns(row.read)
        notes += filter(None, (said.pop("note", ""), *_notes(row)))
        notes += [value for name, value in said.items() if columns.setdefault(name, value) != value]
    notes += map(_worded, _all_people(rows)[CONTACTS_AT_ONCE:])
    if notes:
        columns["note"] = "\n".join(dict.fromkeys(notes))[:LONG_TEXT]
    return columns


def _notes(row: ImportRow) -> list[str]:
    """What could not be understood, or has no column here, word by word: nothing of the workbook is lost."""
    columns = row.batch.columns
    places = {problem[0] for problem in row.problems if problem[0] is not None}
    places |= {place for place, column in enumerate(columns) if column["field"] in TOLD}
    told = ((place, as_text(row.cell(place))) for place in sorted(places))
    return [f"{columns[place]['heading']}: {text}" for place, text in told if text]


def _worded(person: Contact) -> str:
    return " ".join(filter(None, (person.name, person.email, person.phone)))


def people_of(rows: Iterable[ImportRow]) -> list[Contact]:
    """Return the contact persons of all rows, each once, at most 50; the first is the primary one."""
    people = _all_people(rows)[:CONTACTS_AT_ONCE]
    for place, person in enumerate(people):
        person.is_primary = place == 0
    return people


def _all_people(rows: Iterable[ImportRow]) -> list[Contact]:
    found: dict[tuple[str, str], Contact] = {}
    for row in rows:
        for values in contacts_of(row.read):
            found.setdefault(
                (values["name"].casefold(), values.get("email", "").casefold()), Contact(**values)
            )
    return list(found.values())


def tags_of(rows: Iterable[ImportRow]) -> list[str]:
    """Return the names of the tags, each once."""
    return _words(rows, "tags", TAG_LENGTH)[:TAGS_AT_ONCE]


def interests_of(rows: Iterable[ImportRow]) -> list[str]:
    """Return the products, each once."""
    return _words(rows, "products", WORDS_LENGTH)


def _words(rows: Iterable[ImportRow], name: str, length: int) -> list[str]:
    words = (clean_line(word)[:length] for row in rows for word in row.read["customer"].get(name, ()))
    return list(dict.fromkeys(filter(None, words)))


def last_contact_of(rows: Iterable[ImportRow], at: datetime) -> dict[str, Any]:
    """Return the columns of the last contact that the rows tell of (N12); nothing of days to come."""
    days = [
        (
            day,
            row.read["follow_up"].get("follow_up_text", ""),
            row.read["follow_up"].get("follow_up_channel", ""),
        )
        for row in rows
        for day in (row.read["customer"].get("last_contact_on"), row.read["follow_up"].get("follow_up_on"))
        if day
    ]
    known = [one for one in days if noon_of(one[0]) <= at]
    if not known:
        return {}
    day, text, channel = max(known)
    return {
        "last_contact_at": noon_of(day),
        "last_contact_channel": channel,
        "last_contact_text": " ".join(text.split())[:LAST_TEXT],
    }


def noon_of(day: str) -> datetime:
    """Return noon in the company's zone of an ISO day: workbooks know no hours."""
    return timezone.make_aware(datetime.combine(date.fromisoformat(day), time(12)))
