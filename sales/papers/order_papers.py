"""Contract, commercial invoice and packing list of an order: one object, from which PDF and XLSX are made (issue 5).

They are English: buyers, banks and customs read them. What the company has not written (its bank, its terms) is left out,
never invented.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from core.company import current_company
from core.domain.money import line_amount
from core.printing.pages import make_pdf
from core.ui.countries import country_name
from core.ui.formats import figure, money, unit_price
from sales.domain import orders as rules
from sales.models import BalanceDue, Order
from sales.papers.workbook import PaperColumn, PaperSheet, write_paper
from sales.policies import order_papers
from sales.selectors.order_record import packing_of

CONTRACT, INVOICE, PACKING = "contract", "invoice", "packing-list"
PAPERS: Mapping[str, Any] = {
    CONTRACT: _("Contract"),
    INVOICE: _("Commercial invoice"),
    PACKING: _("Packing list"),
}
TITLES = {CONTRACT: "SALES CONTRACT", INVOICE: "COMMERCIAL INVOICE", PACKING: "PACKING LIST"}
KINDS = ("pdf", "xlsx")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True)
class Cell:
    """A figure of the table: as it is written, and as a number for the workbook (None: it is a text)."""

    text: str
    number: Decimal | None = None


@dataclass(frozen=True)
class Paper:
    """A document in words. `facts`: what stands beside the buyer; `columns`: heading and whether it holds figures."""

    title: str
    number: str
    seller: list[str]
    buyer: list[str]
    facts: list[tuple[str, str]]
    columns: list[tuple[str, bool]]
    rows: list[list[Cell]]
    totals: list[Cell]
    below: list[tuple[str, str]] = field(default_factory=list)
    clauses: list[str] = field(default_factory=list)
    signatures: tuple[str, ...] = ()

    @property
    def company(self) -> str:
        """Whose paper it is."""
        return self.seller[0] if self.seller else ""


def paper_of(order: Order, name: str) -> Paper:
    """Return the contract, invoice or packing list of an order that is loaded with its customer and contact."""
    with override("en"):
        parts = _packing_table(order) if name == PACKING else _goods_table(order)
        below, clauses = _below(order, name)
        return Paper(
            title=TITLES[name], number=order.number, seller=_seller(), buyer=_buyer(order), facts=_facts(order, name),
            columns=parts[0], rows=parts[1], totals=parts[2], below=below, clauses=clauses,
            signatures=("Seller", "Buyer") if name == CONTRACT else ("Seller",),
        )  # fmt: skip


def _seller() -> list[str]:
    company = current_company()
    reach = [
        f"Tel {company.phone}" if company.phone else "",
        f"Fax {company.fax}" if company.fax else "",
        company.website,
    ]
    return [
        part
        for part in (company.name_en or company.name, company.address, "  ".join(filter(None, reach)))
        if part
    ]


def _buyer(order: Order) -> list[str]:
    customer, contact = order.customer, order.contact
    place = ", ".join(part for part in (customer.city, country_name(str(customer.country))) if part)
    attention = f"Attn: {contact.name}" if contact is not None and contact.name else ""
    return [part for part in (str(customer), customer.address, place, attention) if part]


def _facts(order: Order, name: str) -> list[tuple[str, str]]:
    reached = {one.step: one.reached_on for one in order.milestones.all()}
    shipped = order.bl_on or reached.get(rules.SHIPPED)
    dated = reached.get(rules.CONFIRMED) or order.ordered_on
    found = [
        ("No.", order.number),
        ("Date", _day(dated if name == CONTRACT else shipped or dated)),
        ("Buyer's order", order.buyer_reference),
        ("Terms", " ".join(part for part in (order.incoterm, order.named_place) if part)),
        ("From", order.loading_port),
        ("To", order.destination),
        ("B/L", order.bl_number if name != CONTRACT else ""),
        ("L/C", order.credit_number if order.balance_due == BalanceDue.CREDIT else ""),
    ]
    return [(label, text) for label, text in found if text]


Table = tuple[list[tuple[str, bool]], list[list[Cell]], list[Cell]]


def _goods_table(order: Order) -> Table:
    columns = [
        ("Item", False), ("Description of goods", False), ("Quantity", True), (f"Unit price {order.currency}", True),
        (f"Amount {order.currency}", True),
    ]  # fmt: skip
    rows = [
        [
            Cell(line.model_number), Cell(line.words), Cell(f"{figure(line.quantity)} {line.unit}".strip(), line.quantity),
            Cell(unit_price(line.price, order.currency), line.price), _amount(line_amount(line.quantity, line.price, order.currency), order),
        ]
        for line in order.lines.all()
    ]  # fmt: skip
    return columns, rows, [Cell("Total"), Cell(""), Cell(""), Cell(""), _amount(order.total, order)]


def _packing_table(order: Order) -> Table:
    columns = [
        ("Item", False), ("Description of goods", False), ("Quantity", True), ("Cartons", True), ("N.W. kg", True),
        ("G.W. kg", True), ("Volume m³", True),
    ]  # fmt: skip
    lines = list(order.lines.all())
    names = ("cartons", "net_kg", "gross_kg", "cbm")
    rows = [
        [
            Cell(line.model_number), Cell(line.words), Cell(f"{figure(line.quantity)} {line.unit}".strip(), line.quantity),
            *(_measure(getattr(line, name)) for name in names),
        ]
        for line in lines
    ]  # fmt: skip
    added = packing_of(lines)
    return (
        columns,
        rows,
        [Cell("Total"), Cell(""), Cell(""), *(_measure(getattr(added, name)) for name in names)],
    )


def _measure(value: Decimal | int | None) -> Cell:
    number = Decimal(value) if value is not None else None
    return Cell("", None) if number is None else Cell(figure(number), number)


def _amount(amount: Decimal, order: Order) -> Cell:
    return Cell(money(amount, order.currency).removeprefix(order.currency).strip(), amount)


def _day(day: date | None) -> str:
    """`5 Nov 2026`: no buyer takes the month for the day."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}" if day else ""


def _below(order: Order, name: str) -> tuple[list[tuple[str, str]], list[str]]:
    papers = order_papers()
    marks = ("Shipping marks", order.marks)
    if name == PACKING:
        return [marks] if order.marks else [], []
    planned = {one.step: one.planned_on for one in order.milestones.all()}
    found = [
        ("Payment", payment_words(order)),
        (
            "Shipment",
            f"Until {_day(planned.get(rules.SHIPPED))}"
            if name == CONTRACT and planned.get(rules.SHIPPED)
            else "",
        ),
        marks,
        ("Bank", papers.bank),
    ]
    clauses = [
        line.strip() for line in f"{order.terms}\n{papers.contract_terms}".splitlines() if line.strip()
    ]
    return [(label, text) for label, text in found if text], clauses if name == CONTRACT else []


def payment_words(order: Order) -> str:
    """Return how the price is paid, with the amounts, in English."""
    if order.payment_note:
        return order.payment_note
    dues = rules.dues_of(order.total, order.payment_terms(), {}, None)
    rest = {
        BalanceDue.BEFORE: "before shipment",
        BalanceDue.COPY: "against copy of B/L",
        BalanceDue.AFTER: f"{order.balance_days} days after B/L date",
        BalanceDue.CREDIT: "by letter of credit",
    }[BalanceDue(order.balance_due)]
    said = {rules.DEPOSIT: "deposit by T/T with the order", rules.BALANCE: f"balance {rest}"}
    return ", ".join(f"{money(due.amount, order.currency)} {said[due.what]}" for due in dues)


def make_paper_pdf(paper: Paper) -> bytes:
    """Return the document as a PDF. Raises PrintingFailed."""
    plain = asdict(paper) | {"company": paper.company}
    for name in ("rows", "totals"):
        plain[name] = [
            [cell.text for cell in row] for row in (paper.rows if name == "rows" else [paper.totals])
        ]
    return make_pdf("order", plain)


def make_paper_xlsx(paper: Paper) -> bytes:
    """Return the document as a workbook: figures are numbers, texts are never taken for formulas (trust.md X5)."""
    facts = [f"{label}: {text}" for label, text in (("To", ", ".join(paper.buyer)), *paper.facts)]
    clauses = [(f"{place}.", clause) for place, clause in enumerate(paper.clauses, start=1)]
    signatures = [(f"{who}:", "") for who in paper.signatures]
    widths = [18, 46, *[16] * (len(paper.columns) - 2)]
    return write_paper(
        PaperSheet(
            name=paper.title.title()[:31], seller=paper.seller, title=paper.title, facts=facts,
            columns=[
                PaperColumn(label, width, is_figure=is_figure)
                for (label, is_figure), width in zip(paper.columns, widths, strict=True)
            ],
            rows=[_values(row) for row in paper.rows], totals=_values(paper.totals),
            below=[*paper.below, *clauses, ("", ""), *signatures],
        )
    )  # fmt: skip


def _values(cells: list[Cell]) -> list[Decimal | str]:
    return [cell.text if cell.number is None else cell.number for cell in cells]
