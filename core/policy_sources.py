"""Where each figure of the policy comes from: the handbook's own sentence, or that it has none (rules.md, head and §10).

An app tells the sources of its sections beside registering them: `tell_sources(SECTION, {"limit_hours": handbook(…)})`.
A test compares them with the fields of every registered section, so that no figure stands on a page without its origin.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Origin(StrEnum):
    """Who says so."""

    HANDBOOK = "handbook"
    OURS = "ours"  # the documents are silent; the default is this program's
    NOT_SET = "not_set"  # the documents are silent, and no default is invented


@dataclass(frozen=True)
class Source:
    """The origin of a figure.

    `quote` is the handbook's wording, verbatim, `english` its translation, `number` the line of the requirements table.
    `note` (translatable) says what of it is ours, or why.
    """

    origin: Origin
    number: str = ""
    quote: str = ""
    english: str = ""
    note: Any = ""


def handbook(number: str, quote: str, english: str, note: Any = "") -> Source:
    """Return the source of what the handbook or the three-year plan says."""
    return Source(Origin.HANDBOOK, number, quote, english, note)


def ours(note: Any = "") -> Source:
    """Return the source of a default that is ours."""
    return Source(Origin.OURS, note=note)


def not_set(note: Any = "") -> Source:
    """Return the source of what stays unset until the company decides it."""
    return Source(Origin.NOT_SET, note=note)


_sources: dict[str, dict[str, Source]] = {}


def tell_sources(section: str, sources: Mapping[str, Source]) -> None:
    """Say where the fields of `section` come from; a later call adds to an earlier one."""
    _sources.setdefault(section, {}).update(sources)


def sources_of(section: str) -> dict[str, Source]:
    """Return what was told of `section`, by field."""
    return dict(_sources.get(section, {}))
