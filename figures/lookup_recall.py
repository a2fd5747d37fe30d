"""How well a buyer is found that is already there (trust.md Q1-Q4): `python -m figures Q1 Q2 Q3 Q4`.

The sets are those of the tests (`tests/customers/domain/lookup_*.py`), at full size; no database is asked: the index in
memory has the same keys and the same limits as the key table.
"""

import os
from typing import Any

from tests.customers.domain.lookup_figures import (
    ADDRESSES_AT_LEAST,
    NAMES_AT_LEAST,
    ROWS_AT_LEAST,
    SETS,
    measure_names,
    too_low,
)
from tests.customers.domain.lookup_phones import measure_phones
from tests.customers.domain.lookup_rows import measure_buyers, measure_rows

KNOWN = int(os.environ.get("FIGURE_KNOWN", "20000"))
QUERIES = 6_000
NUMBERS_EACH = 20
Result = tuple[dict[str, Any], bool]


def find_names() -> Result:
    """Q1: names with ten kinds of damage, a third of them of nobody, out of each set."""
    found = {kind: measure_names(KNOWN, min(QUERIES, KNOWN), kind=kind) for kind in SETS}
    return found, not any(too_low(figures, NAMES_AT_LEAST) for figures in found.values())


def find_names_with_addresses() -> Result:
    """Q2: names and addresses of people, a fifth of nobody."""
    found = measure_rows(KNOWN, min(QUERIES, KNOWN // 2), is_messy=False)
    return found, not too_low(found, ADDRESSES_AT_LEAST)


def find_messy_rows() -> Result:
    """Q3: rows of people and of firms with only some of their fields."""
    queries = min(QUERIES, KNOWN // 2)
    found = {"people": measure_rows(KNOWN, queries, is_messy=True), "firms": measure_buyers(KNOWN, queries)}
    return found, not any(too_low(figures, ROWS_AT_LEAST) for figures in found.values())


def fold_phones() -> Result:
    """Q4: numbers of every country in nineteen writings."""
    count, lost = measure_phones(NUMBERS_EACH)
    return {"writings": count, "lost": len(lost), "examples": lost[:5]}, count > 0 and not lost
