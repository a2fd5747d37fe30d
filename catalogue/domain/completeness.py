"""How complete a product's record is: the eight fields of S26, its picture (S27) and its packing (D5, ours)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Part(StrEnum):
    """What a product's record has to hold."""

    NAME = "name"
    SPECIFICATION = "specification"
    MODEL = "model"
    MOQ = "moq"
    KEYWORDS = "keywords"
    PRICE = "price"
    CERTIFICATES = "certificates"
    PARAMETERS = "parameters"
    PICTURE = "picture"
    PACKING = "packing"


@dataclass(frozen=True)
class Completeness:
    """How many of the parts are there, and which are missing, in their order."""

    done: int
    total: int
    missing: tuple[Part, ...]

    @property
    def is_whole(self) -> bool:
        return not self.missing


def completeness_of(held: Mapping[Part, bool]) -> Completeness:
    """Return what is there and what is missing; a part that `held` does not name is missing."""
    missing = tuple(part for part in Part if not held.get(part, False))
    return Completeness(len(Part) - len(missing), len(Part), missing)
