"""A version of a quote as the one object that every output is written from."""

from collections.abc import Iterable

from core.company import CompanyProfile, current_company
from sales.domain.quotes import Paper, PaperLine, Seller
from sales.models import QuoteLine, QuoteVersion


def paper_of(version: QuoteVersion, lines: Iterable[QuoteLine] | None = None) -> Paper:
    """Return the version (loaded with its quote) as a paper; one query for its lines, unless they are given."""
    return Paper(
        number=version.quote.number, version=version.number, dated_on=version.dated_on, valid_until=version.valid_until,
        buyer=version.buyer, attention=version.attention, incoterm=version.incoterm, place=version.place,
        currency=version.currency, payment=version.payment, lead_days=version.lead_days, notes=tuple(version.notes),
        remarks=version.remarks, language=version.language, seller=seller_in(version.language),
        lines=tuple(paper_line(line) for line in (version.lines.all() if lines is None else lines)),
    )  # fmt: skip


def paper_line(line: QuoteLine) -> PaperLine:
    """Return a line as the paper has it."""
    return PaperLine(
        model=line.model, words=line.words, unit=line.unit, price=line.price, quantity=line.quantity, moq=line.moq,
        per_carton=line.per_carton, carton_volume=line.carton_volume, carton_weight=line.carton_weight,
        includes=line.includes, note=line.note,
    )  # fmt: skip


def seller_in(language: str) -> Seller:
    """Return who we are, in the buyer's language where it is given."""
    company: CompanyProfile = current_company()
    said = {name: company.written_in(language, name) for name in ("name", "address", "phone", "contact_name")}
    return Seller(
        said["name"] or company.name, said["address"], said["phone"], company.website, said["contact_name"]
    )
