"""Totals add up in exact decimals, what it fills, the steps of a quote, what two versions say otherwise."""

from dataclasses import replace
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.domain.packing import ROOMS
from core.domain.money import round_amount
from sales.domain import quote_states as states
from sales.domain.pasted_rows import PastedRow, number_in, read_rows
from sales.domain.quote_states import Step
from sales.domain.quotes import (
    CONTAINER_NAMES,
    Change,
    Load,
    PaperLine,
    differences,
    is_below,
    margin_of,
    written_amount,
    written_price,
    written_price_cell,
)
from tests.sales.test_quote_text import PAPER, SET, TAPE

PRICES = st.decimals(min_value=0, max_value="99999999", places=4)
QUANTITIES = st.decimals(min_value=0, max_value="9999999", places=2)
CURRENCIES = st.sampled_from(["USD", "EUR", "CNY", "JPY", "KWD"])
LINES = st.lists(
    st.builds(PaperLine, st.just("M"), st.just("w"), st.just("pc"), PRICES, QUANTITIES),
    min_size=1,
    max_size=70,
)


@given(LINES, CURRENCIES)
def test_total_is_the_sum_of_the_amounts_as_they_are_printed(lines: list[PaperLine], currency: str) -> None:
    paper = replace(PAPER, lines=tuple(lines), currency=currency)
    printed = [written_amount(line.amount_in(currency), currency) for line in lines]
    amounts = [Decimal(told.removeprefix(currency).replace(",", "")) for told in printed]
    assert type(paper.total) is Decimal
    assert paper.total == sum(amounts)


@given(PRICES, CURRENCIES)
def test_printed_price_is_the_price(price: Decimal, currency: str) -> None:
    assert Decimal(written_price(price, currency).removeprefix(currency).replace(",", "")) == price


@pytest.mark.parametrize(
    ("amount", "currency", "told"),
    [("1.005", "USD", "1.01"), ("1.5", "JPY", "2"), ("0.0005", "KWD", "0.001"), ("2.345", "EUR", "2.35")],
)
def test_amounts_are_rounded_by_their_currency(amount: str, currency: str, told: str) -> None:
    assert round_amount(Decimal(amount), currency) == Decimal(told)


def test_offers_without_a_quantity_count_nothing() -> None:
    assert PAPER.total is None
    assert replace(PAPER, lines=(replace(SET, quantity=Decimal(10)), TAPE)).total == Decimal("64.50")


@pytest.mark.parametrize(
    ("volume", "containers"),
    [
        ("0", ()),
        ("24", (("20'GP", 1),)),
        ("24.001", (("40'GP", 1),)),
        ("54.1", (("40'HQ", 1),)),
        ("68", (("40'HQ", 1),)),
        ("68.1", (("40'HQ", 1), ("20'GP", 1))),
        ("130", (("40'HQ", 2),)),
        ("136", (("40'HQ", 2),)),
    ],
)
def test_load_takes_the_fewest_containers(volume: str, containers: tuple[tuple[str, int], ...]) -> None:
    assert Load(1, Decimal(volume), None, 0).containers == containers


@given(st.decimals(min_value="0.001", max_value=5000, places=3))
def test_load_always_fits(volume: Decimal) -> None:
    load = Load(1, volume, None, 0)
    rooms = {name: ROOMS[container].cbm for container, name in CONTAINER_NAMES.items()}
    assert sum(rooms[name] * count for name, count in load.containers) >= volume
    assert 0 <= load.fill <= 100


def test_heavy_goods_fill_a_container_by_weight() -> None:
    assert Load(1, Decimal(10), Decimal(21_701), 0).containers == (("40'GP", 1),)
    assert Load(1, Decimal(10), Decimal(60_000), 0).containers == (("40'HQ", 2), ("20'GP", 1))


def test_begun_carton_counts_as_one_and_unknown_packing_is_told() -> None:
    lines = (replace(SET, quantity=Decimal(21)), replace(TAPE, quantity=Decimal(5)))
    assert replace(PAPER, lines=lines).load == Load(2, Decimal("0.084"), None, 1)


def test_margin_and_floor() -> None:
    assert margin_of(Decimal(8), Decimal(7)) == Decimal("0.1250")
    assert (margin_of(Decimal(0), Decimal(7)), margin_of(Decimal(8), None)) == (None, None)
    assert (is_below(Decimal("6.44"), Decimal("6.45")), is_below(Decimal("6.45"), Decimal("6.45"))) == (
        True,
        False,
    )


ALL = [
    states.DRAFT,
    states.COSTING,
    states.CONFIRMED,
    states.SENT,
    states.ACCEPTED,
    states.DECLINED,
    states.EXPIRED,
]


@pytest.mark.parametrize(("step", "state"), list(product(Step, ALL)))
def test_step_leads_on_or_is_refused(step: Step, state: str) -> None:
    if states.may_take(step, state):
        assert states.state_after(step, state) in ALL
    else:
        with pytest.raises(ValueError, match=step):
            states.state_after(step, state)


@pytest.mark.parametrize("state", [states.SENT, states.ACCEPTED, states.DECLINED, states.EXPIRED])
def test_nothing_changes_what_was_sent(state: str) -> None:
    changing = {Step.SAVE, Step.ASK_COST, Step.CONFIRM, Step.CHANGE, Step.DROP, Step.APPROVE, Step.SEND}
    assert not any(states.may_take(step, state) for step in changing)


def test_only_what_was_confirmed_is_sent() -> None:
    assert [state for state in ALL if states.may_take(Step.SEND, state)] == [states.CONFIRMED]


@pytest.mark.parametrize(
    ("leads", "is_boss", "is_own", "has_other_boss", "may"),
    [
        (True, False, False, True, True),  # a manager, of the team's
        (True, False, True, True, False),  # their own: the boss's
        (
            True,
            False,
            True,
            False,
            True,
        ),  # their own where there is no boss: nobody waits for whom there is not
        (True, True, True, False, True),  # manager and boss in one
        (False, True, False, True, True),
        (False, False, True, False, False),  # a salesperson
    ],
)
def test_approval_never_waits_for_nobody(
    leads: bool, is_boss: bool, is_own: bool, has_other_boss: bool, may: bool
) -> None:
    assert (
        states.may_approve(leads=leads, is_boss=is_boss, is_own=is_own, has_other_boss=has_other_boss) is may
    )


def test_differences_name_the_head_and_each_line() -> None:
    extra = PaperLine("QC-H16", "Claw hammer", "pc", Decimal("2.10"))
    after = replace(PAPER, payment="L/C at sight", lines=(replace(SET, price=Decimal("6.30")), extra))
    assert differences(PAPER, after) == [
        Change("payment", PAPER.payment, "L/C at sight"),
        Change("price", Decimal("6.45"), Decimal("6.30"), "QC-S46"),
        Change("line", TAPE.words, None, "QC-T525"),
        Change("line", None, "Claw hammer", "QC-H16"),
    ]
    assert differences(PAPER, PAPER) == []


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("QC-S46\t3000", [PastedRow("QC-S46", quantity="3000")]),
        ("QC-S46\tSocket set\t3,000\tset\tUSD 6.45", [PastedRow("QC-S46", "Socket set", "3000", "set", "6.45")]),
        ("Model\tQty\r\nQC-S46\t10\r\n\r\nQC-T525\t20\r\n", [PastedRow("QC-S46", quantity="10"), PastedRow("QC-T525", quantity="20")]),
        ("\t\t\n  \n", []),
        ("QC-S46", [PastedRow("QC-S46")]),
    ],
)  # fmt: skip
def test_pasted_rows_are_read_by_their_shape(text: str, rows: list[PastedRow]) -> None:
    assert read_rows(text) == rows


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("1,234.50", "1234.50"),
        ("$6.45", "6.45"),
        ("1,23", ""),
        ("6.45 / set", ""),
        ("9" * 30, ""),
        ("-5", ""),
        ("1e5", ""),
    ],
)
def test_number_in_a_cell(cell: str, number: str) -> None:
    assert number_in(cell) == number


@given(st.text(max_size=300))
def test_any_paste_is_read(text: str) -> None:
    assert all(isinstance(row, PastedRow) for row in read_rows(text))


@pytest.mark.parametrize(
    ("price", "cell"),
    [("7.8000", "7.80"), ("6.45", "6.45"), ("0.1275", "0.1275"), ("0.92", "0.92"), ("1200.0000", "1200"), ("0.5", "0.50"), ("1E+3", "1000")],
)  # fmt: skip
def test_price_in_a_cell_keeps_its_cents(price: str, cell: str) -> None:
    assert written_price_cell(Decimal(price)) == cell
    assert written_price_cell(None) == ""
