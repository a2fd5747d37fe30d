"""What customers keeps beside a buyer's words, by its own functions: name to sort by, text to search, lookup keys.

The dearest part of a large demo, so beyond some thousand buyers it is worked out in processes of its own.
"""

import multiprocessing
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any

import django

from customers.domain.lookup import block_keys
from customers.lookup import subjects_of
from customers.models import Contact, Customer
from customers.services.keys import derived_columns

WORTH_PROCESSES = 4_000
AT_ONCE = 250
PROCESSES = 2


@dataclass(frozen=True, slots=True)
class Particulars:
    """A buyer's own words as columns of the customer and of its contacts."""

    values: dict[str, Any]
    people: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Derived:
    """Columns that follow from the words, and the lookup keys (kind, value) in their order."""

    columns: dict[str, str]
    keys: list[tuple[str, str]]


def derive_all(particulars: Sequence[Particulars], own_domains: frozenset[str]) -> Iterator[Derived]:
    """Yield what follows from each, in order."""
    derive_one = partial(derive, own_domains=own_domains)
    if len(particulars) < WORTH_PROCESSES:
        yield from map(derive_one, particulars)
        return
    # Not forked: a child must never hold the parent's connection to the database.
    start = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(PROCESSES, mp_context=start, initializer=django.setup) as pool:
        yield from pool.map(derive_one, particulars, chunksize=AT_ONCE)


def derive(particulars: Particulars, *, own_domains: frozenset[str]) -> Derived:
    """Return what `customers.services.keys` would write for these words."""
    customer = Customer(**particulars.values)
    people = [Contact(**row) for row in particulars.people]
    subjects = subjects_of(customer, people)
    keys = {key for subject in subjects for key in block_keys(subject, own_domains)}
    return Derived(derived_columns(customer, people), sorted((key.kind, key.value) for key in keys))
