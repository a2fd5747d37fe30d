"""What the places of a letter are filled with, for one inquiry and one writer (S50-S52)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.company import current_company
from core.work_days import current_calendar
from customers.models import Contact, Customer
from inquiries.domain import letters
from inquiries.models import Inquiry, InquiryLine, LetterTemplate

COMPANY_FIELDS = {
    "company_name": "name", "company_address": "address", "company_phone": "phone", "company_fax": "fax",
    "company_website": "website", "founded_in": "founded_in", "total_assets": "total_assets",
    "annual_sales": "annual_sales", "awards": "awards", "strengths": "strengths", "company_contact": "contact_name",
}  # fmt: skip


@dataclass(frozen=True)
class Letter:
    """A merged letter. `empty` are the places for which there is no value yet (S51)."""

    subject: str
    body: str
    empty: tuple[str, ...]


def published_letters() -> list[LetterTemplate]:
    """Return the templates to choose from."""
    return list(LetterTemplate.objects.filter(is_published=True))


def letter_for(occasion: str, language: str) -> LetterTemplate | None:
    """Return the company's letter for an occasion in this language, else in English, else none (S99: nothing is translated).

    `language`: BCP 47, as far as it is known.
    """
    wanted = language.replace("_", "-").split("-", maxsplit=1)[0].lower()
    rows = LetterTemplate.objects.filter(is_published=True, occasion=occasion, language__in={wanted, "en"})
    found = {row.language: row for row in reversed(rows)}  # of two in one language the first in the list
    return found.get(wanted) or found.get("en")


def merge_letter(template: LetterTemplate, inquiry: Inquiry, *, writer: Any, at: datetime) -> Letter:
    """Fill a template for this inquiry's buyer."""
    return fill(template, values_for(inquiry, writer=writer, language=template.language, at=at))


def fill(template: LetterTemplate, values: Mapping[str, str]) -> Letter:
    """Fill a template with these values."""
    subject, body = letters.merge(template.subject, values), letters.merge(template.body, values)
    empty = letters.empty_places(f"{template.subject} {template.body}", values)
    return Letter(" ".join(subject.split()), body, empty)


def values_for(inquiry: Inquiry, *, writer: Any, language: str, at: datetime) -> dict[str, str]:
    """Return a value for each of `letters.FIELDS`; unknown ones are empty."""
    about = {
        "subject": inquiry.subject,
        "products": ", ".join(_said(line) for line in inquiry.lines.all()),
        "inquiry_number": inquiry.number,
    }
    return (
        values_for_buyer(inquiry.customer, inquiry.contact, writer=writer, language=language, at=at) | about
    )


def values_for_buyer(
    customer: Customer | None, contact: Contact | None, *, writer: Any, language: str, at: datetime
) -> dict[str, str]:
    """Return the values of a letter that is about no inquiry: who writes to whom."""
    name = contact.name if contact else ""
    profile = current_company()
    company = {place: profile.written_in(language, field) for place, field in COMPANY_FIELDS.items()}
    own = {
        "salutation": letters.salutation(name, contact.form_of_address if contact else "", language),
        "contact_name": name,
        "buyer_company": customer.name if customer else "",
        "my_name": writer.english_name or writer.name,
        "my_email": writer.email,
        "today": current_calendar().day_of(at).isoformat(),
    }
    return {**company, **own}


def _said(line: InquiryLine) -> str:
    if line.quantity is None:
        return line.words
    return f"{line.words}, {line.quantity.normalize():,f} {line.unit}".strip()
