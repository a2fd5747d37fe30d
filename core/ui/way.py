"""The steps of a record as the component `way` draws them (`components/way.html`)."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class WayStep:
    """A step with the `day` on which it was reached, or is planned for.

    `state`: done, skipped, now (here it stands, or this comes next), late (planned and passed), later.
    """

    label: str
    state: str
    day: date | None = None
    planned_on: date | None = None
