"""Cartons and containers: the figures of requirements.md D5, and what holds for every carton."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.domain.packing import (
    ROOMS,
    Carton,
    Container,
    loading_of,
    shipment_of,
    smallest_container,
)

SETS = Carton(20, Decimal(40), Decimal(35), Decimal(30), Decimal(21))


def test_carton_of_the_text_quote() -> None:
    """D5: `20 sets/ctn  0.042 m3`."""
    assert SETS.cbm == Decimal("0.042")


def test_sets_per_container() -> None:
    fills = loading_of(SETS).fills
    assert [(box, fill.cartons, fill.pieces, fill.by_weight) for box, fill in fills.items()] == [
        (Container.GP20, 571, 11_420, False),
        (Container.GP40, 1_261, 25_220, True),
        (Container.HQ40, 1_252, 25_040, True),
    ]


def test_carton_that_fits_nowhere_fills_nothing() -> None:
    assert loading_of(Carton(1, Decimal(500), Decimal(500), Decimal(500))).fills[Container.GP20].pieces == 0


def test_last_carton_may_be_part_full() -> None:
    shipment = shipment_of(SETS, 3_010)
    assert (shipment.cartons, shipment.cbm, shipment.gross_kg, shipment.is_part_full) == (
        151, Decimal("6.342"), Decimal(3_171), True,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("cbm", "kg", "box"),
    [("24", "100", Container.GP20), ("24.001", None, Container.GP40), ("10", "26400", Container.GP40),
     ("68", None, Container.HQ40), ("68.001", None, None), ("1", "26501", None)],
)  # fmt: skip
def test_smallest_container(cbm: str, kg: str | None, box: Container | None) -> None:
    assert smallest_container(Decimal(cbm), Decimal(kg) if kg else None) == box


@pytest.mark.parametrize("sides", [(0, 1, 1), (1, -1, 1)])
def test_carton_without_a_side_is_none(sides: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match="three sides"):
        Carton(1, *map(Decimal, sides))


def test_shipment_of_nothing_is_none() -> None:
    with pytest.raises(ValueError, match="something"):
        shipment_of(SETS, 0)


SIDES = st.decimals("0.1", "500", places=1)
CARTONS = st.builds(
    Carton,
    st.integers(1, 1_000),
    SIDES,
    SIDES,
    SIDES,
    st.none() | st.decimals("0.001", "5000", places=3),
)


@given(CARTONS)
def test_what_is_loaded_is_within_the_container(carton: Carton) -> None:
    for box, fill in loading_of(carton).fills.items():
        assert fill.cartons * carton.exact_cbm <= ROOMS[box].cbm
        assert fill.cartons * (carton.gross_kg or 0) <= ROOMS[box].kg
        one_more = fill.cartons + 1
        is_full = one_more * carton.exact_cbm > ROOMS[box].cbm or (
            carton.gross_kg is not None and one_more * carton.gross_kg > ROOMS[box].kg
        )
        assert is_full


@given(CARTONS, st.integers(1, 1_000_000))
def test_cartons_hold_the_quantity_and_no_more_than_needed(carton: Carton, quantity: int) -> None:
    shipment = shipment_of(carton, quantity)
    assert (shipment.cartons - 1) * carton.pieces < quantity <= shipment.cartons * carton.pieces
    assert shipment.cbm >= shipment.cartons * carton.exact_cbm
