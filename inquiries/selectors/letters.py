"""What the places of a letter are filled with, for one inquiry and one writer (S50-S52)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.company import current_company
from core.work_days import current_calendar
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


def merge_letter(template: LetterTemplate, inquiry: Inquiry, *, writer: Any, at: datetime) -> Letter:
    """Fill a template for this inquiry's buyer."""
    values = values_for(inquiry, writer=writer, language=template.language, at=at)
    subject, body = letters.merge(template.subject, values), letters.merge(template.body, values)
    empty = letters.empty_places(f"{template.subject} {template.body}", values)
    return Letter(" ".join(subject.split()), body, empty)


def values_for(inquiry: Inquiry, *, writer: Any, language: str, at: datetime) -> dict[str, str]:
    """Return a value for each of `letters.FIELDS`; unknown ones are empty."""
    contact = inquiry.contact
    name = contact.name if contact else ""
    profile = current_company()
    company = {place: profile.written_in(language, field) for place, field in COMPANY_FIELDS.items()}
    own = {
        "salutation": letters.salutation(name, contact.form_of_address if contact else "", language),
        "contact_name": name,
        "buyer_company": str(inquiry.customer.name) if inquiry.customer else "",
        "subject": inquiry.subject,
        "products": ", ".join(_said(line) for line in inquiry.lines.all()),
        "inquiry_number": inquiry.number,
        "my_name": writer.english_name or writer.name,
        "my_email": writer.email,
        "today": current_calendar().day_of(at).isoformat(),
    }
    return {**company, **own}


def _said(line: InquiryLine) -> str:
    if line.quantity is None:
        return line.words
    return f"{line.words}, {line.quantity.normalize():,f} {line.unit}".strip()
