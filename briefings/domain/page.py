"""The page of a briefing as plain values: what is shown live, and what is kept of it when its hours are over.

Rows hold codes and values and no sentence, so that a page that was kept is read in the reader's language.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any

VERSION = 1


@dataclass(frozen=True)
class Row:
    """A line of the page. `kind` and `id` lead to the record behind it, `customer` names whose it is, if any customer's.

    `at`: when it was raised or happened, as ISO text in UTC. `asks`: it waits for a ruling, `is_red`: for too long.
    """

    kind: str
    id: str = ""
    title: str = ""
    words: str = ""
    grade: str = ""
    person: str = ""
    customer: int | None = None
    customer_name: str = ""
    at: str = ""
    asks: bool = False
    is_red: bool = False
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Section:
    """Rows, the most important first, of `total`; `counts` are its figures."""

    rows: tuple[Row, ...] = ()
    total: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)

    @property
    def waiting(self) -> int:
        """How many of the rows that are shown wait for a ruling."""
        return sum(row.asks for row in self.rows)

    @property
    def red(self) -> int:
        """How many of them have waited for too long."""
        return sum(row.is_red for row in self.rows)


@dataclass(frozen=True)
class Page:
    """Everything that the boss reads: the three sections (S110), the exceptions, the rulings.

    `since`, `until`: what "since the last one" covers; `as_of`: of when the rest is; `made_at`: when it was put together
    from what the records still said, "" for what was kept in time; ISO texts in UTC. `figures`: stored figures of the
    reports. `told`: outcomes since the last one; `open`: rulings that are not closed; `given`: those of this briefing.
    """

    since: str
    until: str
    as_of: str
    made_at: str = ""
    figures: Mapping[str, Any] | None = None
    figures_at: str = ""
    new: Section = field(default_factory=Section)
    key: Section = field(default_factory=Section)
    hard: Section = field(default_factory=Section)
    suggestions: Section = field(default_factory=Section)
    late: Section = field(default_factory=Section)
    missed: Section = field(default_factory=Section)
    proofs: Section = field(default_factory=Section)
    told: Section = field(default_factory=Section)
    open: Section = field(default_factory=Section)
    given: Section = field(default_factory=Section)

    @property
    def sections(self) -> dict[str, Section]:
        """Every section by its name."""
        return {name: getattr(self, name) for name in SECTIONS}

    @property
    def exceptions(self) -> int:
        """How many exceptions there are in all."""
        return self.late.total + self.missed.total + self.proofs.total

    @property
    def waiting(self) -> int:
        """How many points wait for a ruling."""
        return self.new.waiting + self.key.waiting + int(self.hard.counts.get("asks", self.hard.waiting))

    @property
    def red(self) -> int:
        """How many of the points that are shown are red."""
        return self.new.red + self.key.red + self.hard.red

    def with_rows(self, change: Callable[[Row], Row]) -> "Page":
        """Return the page with every row changed."""
        changed: dict[str, Any] = {
            name: replace(section, rows=tuple(change(row) for row in section.rows))
            for name, section in self.sections.items()
        }
        return replace(self, **changed)


SECTIONS = (
    "new", "key", "hard", "suggestions", "late", "missed", "proofs", "told", "open", "given",
)  # fmt: skip
PLAIN = tuple(item.name for item in fields(Page) if item.name not in SECTIONS)


def to_stored(page: Page) -> dict[str, Any]:
    """Return the page as JSON that holds, with a version."""
    return {"version": VERSION, **asdict(page)}


def from_stored(stored: Mapping[str, Any]) -> Page:
    """Return what `to_stored` wrote. Raises ValueError for a version that is not known."""
    if stored.get("version") != VERSION:
        raise ValueError(f"A page of an unknown version: {stored.get('version')!r}.")
    sections: dict[str, Any] = {name: _section(stored[name]) for name in SECTIONS}
    return Page(**{name: stored[name] for name in PLAIN if name in stored}, **sections)


def _section(stored: Mapping[str, Any]) -> Section:
    return Section(tuple(Row(**row) for row in stored["rows"]), stored["total"], stored["counts"])
