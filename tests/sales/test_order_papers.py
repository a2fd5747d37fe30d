"""Contract, invoice and packing list: PDF and workbook say the same, and nothing in them is a formula."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO
from types import SimpleNamespace

import pytest
from openpyxl import load_workbook

from core import policy
from core.company import SECTION as COMPANY
from sales.models import Order
from sales.papers.order_papers import (
    CONTRACT,
    INVOICE,
    PACKING,
    PAPERS,
    make_paper_pdf,
    make_paper_xlsx,
    paper_of,
)
from sales.policies import ORDER_PAPERS
from sales.services.orders import OrderLineValues, OrderValues, create_order
from tests.factories import AT, CustomerFactory

pytestmark = pytest.mark.django_db
D = Decimal
VALUES = OrderValues(
    ordered_on=date(2026, 11, 5), currency="USD", deposit_percent=D(30), incoterm="FOB", named_place="Ningbo",
    marks="NORTHFIELD\nHAMBURG\nC/NO. 1-50", terms="Two per cent spare parts free of charge.",
)  # fmt: skip
LINES = [
    OrderLineValues("46-pc tool set", D(500), D("6.45"), "TS-46", "set", 50, D(600), D("650.5"), D("2.125")),
    OrderLineValues("=cmd|' /C calc'!A0", D(1000), D("0.8825"), unit="pc"),
]


@pytest.fixture
def order(cast: SimpleNamespace) -> Order:
    customer = CustomerFactory(
        owner=cast.owner, name="Northfield Hardware GmbH", city="Hamburg", country="DE"
    )
    policy.change(COMPANY, {"name_en": "Ningbo Qicheng Tools Co., Ltd."}, actor=cast.manager, at=AT)
    policy.change(ORDER_PAPERS, {"bank": "Bank of Example\nSWIFT EXAMPLECN"}, actor=cast.manager, at=AT)
    return create_order(actor=cast.owner, customer=customer, values=VALUES, lines=LINES, at=AT)


def test_contract_says_what_was_agreed(order: Order) -> None:
    paper = paper_of(order, CONTRACT)
    assert paper.seller == ["Ningbo Qicheng Tools Co., Ltd."]
    assert paper.buyer == ["Northfield Hardware GmbH", "Hamburg, Germany"]
    assert paper.facts == [("No.", order.number), ("Date", "5 Nov 2026"), ("Terms", "FOB Ningbo")]
    assert [[cell.text for cell in row] for row in paper.rows] == [
        ["TS-46", "46-pc tool set", "500 set", "6.45", "3,225.00"],
        ["", "=cmd|' /C calc'!A0", "1,000 pc", "0.8825", "882.50"],
    ]
    assert paper.totals[-1].text == "4,107.50"
    assert (
        dict(paper.below)["Payment"]
        == "USD 1,232.25 deposit by T/T with the order, USD 2,875.25 balance against copy of B/L"
    )
    assert paper.clauses == ["Two per cent spare parts free of charge."]


def test_packing_list_adds_up_what_every_line_says(order: Order) -> None:
    paper = paper_of(order, PACKING)
    assert [cell.text for cell in paper.rows[0]] == [
        "TS-46",
        "46-pc tool set",
        "500 set",
        "50",
        "600",
        "650.5",
        "2.125",
    ]
    assert [cell.text for cell in paper.totals] == ["Total", "", "", "", "", "", ""]
    order.lines.filter(position=2).delete()
    assert [cell.text for cell in paper_of(order, PACKING).totals] == [
        "Total",
        "",
        "",
        "50",
        "600",
        "650.5",
        "2.125",
    ]


@pytest.mark.parametrize("name", PAPERS)
def test_pdf_is_set(order: Order, name: str) -> None:
    assert make_paper_pdf(paper_of(order, name)).startswith(b"%PDF-")


@pytest.mark.parametrize("name", PAPERS)
def test_workbook_holds_the_figures_of_the_paper_and_no_formula(order: Order, name: str) -> None:
    paper = paper_of(order, name)
    sheet = load_workbook(BytesIO(make_paper_xlsx(paper))).worksheets[0]
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    figures = [D(str(cell.value)) for cell in cells if cell.data_type == "n"]
    assert figures == [
        cell.number for row in (*paper.rows, paper.totals) for cell in row if cell.number is not None
    ]
    risky = next(cell for cell in cells if str(cell.value).startswith("=cmd"))
    assert risky.quotePrefix


def test_yen_have_no_decimals(cast: SimpleNamespace, order: Order) -> None:
    values = replace(VALUES, currency="JPY")
    line = OrderLineValues("Pliers", D(3), D("331.5"))
    yen = create_order(actor=cast.owner, customer=order.customer, values=values, lines=[line], at=AT)
    paper = paper_of(yen, INVOICE)
    assert [paper.rows[0][3].text, paper.rows[0][4].text, paper.totals[-1].text] == ["331.5", "995", "995"]
