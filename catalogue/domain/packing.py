"""How goods are packed: cubic metres, and how many cartons and pieces go into a container (requirements.md D5).

A container's volume is what can be loaded, not what is inside: cartons leave gaps. D5 gives 24-26 m³ for a 20', 54 m³ for a
40' and 68 m³ for a 40' high cube; the smallest is taken, so that nobody is promised what does not fit.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from enum import StrEnum

CM3_PER_M3 = Decimal(1_000_000)
CBM_STEP = Decimal("0.001")


class Container(StrEnum):
    """The usual containers, the smallest first."""

    GP20 = "20GP"
    GP40 = "40GP"
    HQ40 = "40HQ"


@dataclass(frozen=True)
class Room:
    """What a container takes: cubic metres (D5) and kilograms of cargo (ours: the usual payload; roads may allow less)."""

    cbm: Decimal
    kg: Decimal


ROOMS: Mapping[Container, Room] = {
    Container.GP20: Room(Decimal(24), Decimal(21_700)),
    Container.GP40: Room(Decimal(54), Decimal(26_500)),
    Container.HQ40: Room(Decimal(68), Decimal(26_300)),
}


@dataclass(frozen=True)
class Carton:
    """An export carton: pieces in it, its outer measures in centimetres, its gross weight in kilograms if known."""

    pieces: int
    length_cm: Decimal
    width_cm: Decimal
    height_cm: Decimal
    gross_kg: Decimal | None = None

    def __post_init__(self) -> None:
        if self.pieces < 1 or min(self.length_cm, self.width_cm, self.height_cm) <= 0:
            raise ValueError("a carton holds something and has three sides")

    @property
    def exact_cbm(self) -> Decimal:
        """Its cubic metres, unrounded: what totals are made of."""
        return self.length_cm * self.width_cm * self.height_cm / CM3_PER_M3

    @property
    def cbm(self) -> Decimal:
        """Its cubic metres to three places, rounded up as forwarders do."""
        return self.exact_cbm.quantize(CBM_STEP, ROUND_CEILING)


@dataclass(frozen=True)
class Fill:
    """How many go into one container; `by_weight`: it is the weight that ends it."""

    cartons: int
    pieces: int
    by_weight: bool


@dataclass(frozen=True)
class Loading:
    """A carton's cubic metres, and what each container holds of it."""

    cbm: Decimal
    fills: Mapping[Container, Fill]


@dataclass(frozen=True)
class Shipment:
    """What an order takes: cartons (the last one may be part full), cubic metres, kilograms (None: not known)."""

    cartons: int
    cbm: Decimal
    gross_kg: Decimal | None
    is_part_full: bool


def loading_of(carton: Carton) -> Loading:
    """Return the cubic metres of `carton` and what fits into each container, by volume and by weight."""
    return Loading(carton.cbm, {container: _fill(carton, room) for container, room in ROOMS.items()})


def _fill(carton: Carton, room: Room) -> Fill:
    by_volume = int(room.cbm // carton.exact_cbm)
    by_weight = int(room.kg // carton.gross_kg) if carton.gross_kg else by_volume
    cartons = min(by_volume, by_weight)
    return Fill(cartons, cartons * carton.pieces, by_weight < by_volume)


def shipment_of(carton: Carton, quantity: int) -> Shipment:
    """Return what `quantity` pieces take. Raises ValueError for none or less."""
    if quantity < 1:
        raise ValueError("a shipment has something in it")
    cartons = -(-quantity // carton.pieces)
    weight = carton.gross_kg * cartons if carton.gross_kg else None
    cbm = (carton.exact_cbm * cartons).quantize(CBM_STEP, ROUND_CEILING)
    return Shipment(cartons, cbm, weight, quantity % carton.pieces != 0)


def smallest_container(cbm: Decimal, gross_kg: Decimal | None = None) -> Container | None:
    """Return the smallest single container that takes it all; None when none does."""
    return next((box for box, room in ROOMS.items() if cbm <= room.cbm and (gross_kg or 0) <= room.kg), None)


__all__ = [
    "ROOMS",
    "Carton",
    "Container",
    "Fill",
    "Loading",
    "Shipment",
    "loading_of",
    "shipment_of",
    "smallest_container",
]
