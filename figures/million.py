"""Lookup and Ctrl K at a million customers (trust.md Q5): `python -m figures Q5M`, PostgreSQL only, on demand.

The first size is FIGURE_SMALL (20,000), the second FIGURE_CUSTOMERS (1,000,000). Only what is searched is filled in,
by COPY and by the product's own functions: customers, a contact each, what follows from their words, lookup keys.
Indexes of the keys are made when all rows are there. The names are those of `lookup_world`.
"""

import os
import random
import re
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import django

from figures.lookup_speed import AT, GROWTH, P95_MS, measure_lookups
from tests.customers.domain.lookup_sets import NamedFirm
from tests.customers.domain.lookup_world import WORLD_DAMAGES, make_world

SMALL = int(os.environ.get("FIGURE_SMALL", "20000"))
LARGE = int(os.environ.get("FIGURE_CUSTOMERS", "1000000"))
ABSENT, OWNERS, SEARCHES = 300, 400, 150
SEARCH_MS = 100.0
TABLE = "customers_lookupkey"
Result = tuple[dict[str, Any], bool]


def million() -> Result:
    """Fill to both sizes, look up and search at each; return figures, and whether Q5's growth and 100 ms are reached."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tradecrm.settings")
    django.setup()
    from django.db import connection

    before = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        sizes = list(_measure_sizes())
    finally:
        if not os.environ.get("FIGURE_KEEP"):
            connection.creation.destroy_test_db(before, verbosity=0)
    growth = round(sizes[1]["lookup"]["p95_ms"] / sizes[0]["lookup"]["p95_ms"], 2)
    slowest = max(one["p95_ms"] for one in sizes[1]["search"].values())
    is_reached = sizes[0]["lookup"]["p95_ms"] <= P95_MS and growth <= GROWTH and slowest <= SEARCH_MS
    return {"sizes": sizes, "growth": growth}, is_reached


def _measure_sizes() -> Iterator[dict[str, Any]]:
    firms = make_world(LARGE + ABSENT, seed=21)
    known, absent = firms[:LARGE], firms[LARGE:]
    people = _people()
    start = 0
    for size in (SMALL, LARGE):
        began = time.perf_counter()
        _fill(known[start:size], people, start)
        start = size
        filled = time.perf_counter() - began
        yield {
            "customers": size,
            "filled_in_s": round(filled),
            "lookup": measure_lookups(people[0], known[:size], absent, WORLD_DAMAGES),
            "search": {
                "boss": _measure_searches(people[0], known[:size]),
                "salesperson": _measure_searches(people[1], known[:size:OWNERS]),
            },
        }


def _people() -> list[Any]:
    from accounts.models import User

    boss = User(email="boss@figures.example", name="Boss", is_boss=True, joined_at=AT)
    others = [
        User(email=f"s{place}@figures.example", name=f"Sales {place}", is_salesperson=True, joined_at=AT)
        for place in range(OWNERS)
    ]
    return list(User.objects.bulk_create([boss, *others]))


def _fill(firms: Sequence[NamedFirm], people: Sequence[Any], start: int) -> None:
    from django.db import connection, transaction

    from customers.lookup import HARD_KINDS
    from customers.models import Contact, Customer, LookupKey
    from customers.services.common_keys import count_common_keys
    from tradecrm.demo.derived import derive_all
    from tradecrm.demo.rows import Rows

    with connection.cursor() as cursor:
        indexes = _drop_indexes(cursor)
        for begin in range(0, len(firms), 20_000):
            part = [
                _particulars(firm, start + begin + place)
                for place, firm in enumerate(firms[begin : begin + 20_000])
            ]
            rows = Rows()
            with transaction.atomic():
                cursor.execute(f"ALTER TABLE {TABLE} DISABLE TRIGGER ALL")
                for place, (one, derived) in enumerate(zip(part, derive_all(part, frozenset()), strict=True)):
                    owner = people[1 + (start + begin + place) % OWNERS]
                    kept = {
                        "owner_id": owner.pk,
                        "grade": "C",
                        "graded_at": AT,
                        "created_at": AT,
                        "created_by_id": owner.pk,
                    }
                    key = rows.add(Customer, {**one.values, **derived.columns, **kept})
                    for person in one.people:
                        rows.add(Contact, {**person, "customer_id": key})
                    for kind, value in derived.keys:
                        held = {
                            "customer_id": key,
                            "kind": kind,
                            "value": value,
                            "is_exclusive": kind in HARD_KINDS - {"name"},
                        }
                        rows.add(LookupKey, held)
                rows.finish()
            sys.stderr.write(f"{start + begin + len(part)} {time.strftime('%X')}\n")
        for statement in indexes:
            cursor.execute(statement)
        count_common_keys()
        cursor.execute("VACUUM ANALYZE")


def _drop_indexes(cursor: Any) -> list[str]:
    """Drop the key table's indexes; return the statements that make them again."""
    cursor.execute("SET maintenance_work_mem = '1GB'")
    cursor.execute(
        "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = %s::regclass AND contype IN ('u', 'f')",
        [TABLE],
    )
    constraints = cursor.fetchall()
    cursor.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %s AND indexname NOT IN "
        "(SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass)",
        [TABLE, TABLE],
    )
    indexes = cursor.fetchall()
    for name, _definition in constraints:
        cursor.execute(f'ALTER TABLE {TABLE} DROP CONSTRAINT "{name}"')
    for name, _definition in indexes:
        cursor.execute(f'DROP INDEX "{name}"')
    again = [definition for _name, definition in indexes]
    return again + [
        f'ALTER TABLE {TABLE} ADD CONSTRAINT "{name}" {definition}' for name, definition in constraints
    ]


def _particulars(firm: NamedFirm, place: int) -> Any:
    from tradecrm.demo.derived import Particulars

    host = f"{re.sub(r'[^a-z]', '', firm.words.lower())[:12] or 'buyer'}{place}.example"
    country = firm.country if firm.country not in ("ZZ", "CP") else ""
    return Particulars(
        {"name": firm.name, "country": country, "website": f"www.{host}", "phone": f"+1 312 {place:07d}"},
        [{"name": f"{host[:5].title()} Buyer{place % 7919}", "email": f"info@{host}", "is_primary": True}],
    )


def _measure_searches(person: Any, known: Sequence[NamedFirm]) -> dict[str, Any]:
    """The time of Ctrl K's search for fragments of each kind: of names, Chinese characters, initials, numbers, mail."""
    from customers.selectors.finding import find_customers

    draw = random.Random(31)  # noqa: S311 - a seeded draw, no secret
    spent: list[tuple[float, str]] = []
    for _turn in range(SEARCHES):
        query = draw.choice(FRAGMENTS)(draw.choice(known).name, draw)
        spent.append(
            (min(_seconds(lambda query=query: find_customers(person, query)) for _ in range(2)), query)
        )
    spent.sort()
    return {
        "p50_ms": round(spent[len(spent) // 2][0] * 1000, 1),
        "p95_ms": round(spent[int(len(spent) * 0.95)][0] * 1000, 1),
        "slowest": [(query, round(seconds * 1000)) for seconds, query in spent[-5:]],
    }


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _cut(text: str, size: int, draw: random.Random) -> str:
    at = draw.randrange(max(1, len(text) - size))
    return text[at : at + size]


FRAGMENTS: tuple[Callable[[str, random.Random], str], ...] = (
    lambda name, draw: name[:2],
    lambda name, draw: name[: draw.choice((3, 4, 6))],
    lambda name, draw: _cut(name, draw.choice((3, 4, 5, 8)), draw),
    lambda name, draw: "".join(re.findall(r"[\u4e00-\u9fff]", name))[2:4] or name.split(" ")[-1],
    lambda name, draw: name,
    lambda name, draw: f"{draw.randrange(10**4, 10**6)}",
    lambda name, draw: f"info@{name[:3].lower()}",
    lambda name, draw: draw.choice(
        (
            "trading",
            "com",
            "tools",
            "ltd",
            "贸易",
            "有限",
            "gmbh",
            "nb",
            "nbhx",
            "buyer",
            "example",
            "qz",
            "xq贸",
        )
    ),
)
