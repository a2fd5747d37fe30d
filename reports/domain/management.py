"""How somebody's customers stand and moved in a month or quarter, as plain values, and as they are stored (S138)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

VERSION = 1


@dataclass(frozen=True)
class Management:
    """`held`: customers at the end, by grade and stage. In the period `raised` or `lowered` in grade, and `lost`."""

    held: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    raised: int = 0
    lowered: int = 0
    lost: int = 0

    @property
    def by_grade(self) -> dict[str, int]:
        """How many customers of each grade."""
        return {grade: sum(stages.values()) for grade, stages in self.held.items()}

    @property
    def by_stage(self) -> dict[str, int]:
        """How many customers at each stage."""
        found: dict[str, int] = {}
        for stages in self.held.values():
            for stage, count in stages.items():
                found[stage] = found.get(stage, 0) + count
        return found

    @property
    def count(self) -> int:
        """How many customers in all."""
        return sum(self.by_grade.values())


def to_stored(management: Management) -> dict[str, Any]:
    """Return it as JSON with a version."""
    held = {grade: dict(stages) for grade, stages in management.held.items()}
    moved = {name: getattr(management, name) for name in ("raised", "lowered", "lost")}
    return {"version": VERSION, "held": held, **moved}


def from_stored(stored: Mapping[str, Any]) -> Management:
    """Return what `to_stored` wrote. Raises ValueError for a version that is not known."""
    if stored.get("version") != VERSION:
        raise ValueError(f"Customer figures of an unknown version: {stored.get('version')!r}.")
    return Management(stored["held"], stored["raised"], stored["lowered"], stored["lost"])
