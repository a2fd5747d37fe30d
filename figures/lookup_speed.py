"""How long a lookup takes (trust.md Q5), and how that grows: `python -m figures Q5`.

The database is the one of DATABASE_URL (a test database beside it). FIGURE_CUSTOMERS are the sizes, in rising order;
the first must be reached in 20 ms, the others in 1.5 times what the first took. Rows read and statements are counted
too: they say the same on every machine.
"""

import os
import random
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import django

from tests.customers.domain.lookup_sets import DAMAGES, NamedFirm, make_firms

AT = datetime(2026, 11, 16, 2, 0, tzinfo=UTC)
LOOKUPS, ABSENT = 300, 100
P95_MS, GROWTH = 20.0, 1.5
BATCH = 2_000
Result = tuple[dict[str, Any], bool]


def lookup_speed() -> Result:
    """Fill the database to each size, look up damaged names, a third of them of nobody; return figures and whether reached."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tradecrm.settings")
    django.setup()
    from django.db import connection

    sizes = [int(size) for size in os.environ.get("FIGURE_CUSTOMERS", "20000").split(",")]
    before = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        figures = list(_measure_sizes(sizes))
    finally:
        connection.creation.destroy_test_db(before, verbosity=0)
    growths = [later["p95_ms"] / figures[0]["p95_ms"] for later in figures[1:]]
    is_reached = figures[0]["p95_ms"] <= P95_MS and all(growth <= GROWTH for growth in growths)
    return {"database": connection.vendor, "sizes": figures}, is_reached


def _measure_sizes(sizes: Sequence[int]) -> Iterator[dict[str, Any]]:
    from accounts.models import User

    boss = User.objects.create(email="boss@figures.example", name="Boss", is_boss=True, joined_at=AT)
    firms = make_firms(sizes[-1] + ABSENT, seed=11)
    known, absent = firms[: sizes[-1]], firms[sizes[-1] :]
    for begin, end in pairwise([0, *sizes]):
        for start in range(begin, end, BATCH):
            _enter(known[start : min(start + BATCH, end)], boss)
        _analyse()
        yield {"customers": end, **measure_lookups(boss, known[:end], absent)}


def _enter(firms: Sequence[NamedFirm], owner: Any) -> None:
    """What the services would leave, written in bulk."""
    from customers.domain.lookup import block_keys
    from customers.lookup import HARD_KINDS, subjects_of
    from customers.models import Contact, Customer, LookupKey

    customers = Customer.objects.bulk_create(
        Customer(
            name=firm.name, name_sort=firm.name.casefold(), search_text=firm.name.casefold(), owner=owner, grade="C",
            country=firm.country if firm.country != "ZZ" else "", graded_at=AT, created_at=AT, created_by=owner,
        )
        for firm in firms
    )  # fmt: skip
    people = [
        Contact(
            customer=row,
            name=f"Buyer {row.pk}",
            email=f"buyer@firm{row.pk}.example",
            phone=f"+1 312 {row.pk:07d}",
        )
        for row in customers
    ]
    Contact.objects.bulk_create(people)
    keys = [
        LookupKey(
            customer=row, kind=key.kind, value=key.value, is_exclusive=key.kind in HARD_KINDS - {"name"}
        )
        for row, person in zip(customers, people, strict=True)
        for subject in subjects_of(row, [person])
        for key in block_keys(subject)
    ]
    LookupKey.objects.bulk_create(keys, batch_size=5_000)


def _analyse() -> None:
    """What the night does: count the common keys; and what the database knows of its tables."""
    from django.db import connection

    from customers.services.common_keys import count_common_keys

    count_common_keys()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def measure_lookups(
    boss: Any,
    known: Sequence[NamedFirm],
    absent: Sequence[NamedFirm],
    damages: Sequence[Callable[[NamedFirm, random.Random], str]] = DAMAGES,
) -> dict[str, Any]:
    """Look up damaged names of `known`, and a third of `absent`: the time of each, statements, keys and rows read."""
    from customers.domain.lookup import Subject
    from customers.lookup import find_matches

    draw = random.Random(12)  # noqa: S311 - a seeded draw, no secret
    asked = [*draw.sample(known, LOOKUPS - ABSENT), *absent[:ABSENT]]
    subjects = [
        Subject(name=damages[turn % len(damages)](firm, draw), country=firm.country if turn % 2 else None)
        for turn, firm in enumerate(asked)
    ]
    for subject in subjects[:20]:
        find_matches(user=boss, subject=subject, at=AT)
    seconds = sorted(
        _seconds(lambda subject=subject: find_matches(user=boss, subject=replace(subject), at=AT))
        for subject in subjects
    )
    return {
        "p50_ms": round(seconds[len(seconds) // 2] * 1000, 1),
        "p95_ms": round(seconds[int(len(seconds) * 0.95)] * 1000, 1),
        **_count_work(boss, subjects[:: len(subjects) // 60]),
    }


def _seconds(work: Callable[[], object]) -> float:
    """The clock's seconds: the better of two runs, as the machine does other things too."""
    spent = []
    for _ in range(2):
        started = time.perf_counter()
        work()
        spent.append(time.perf_counter() - started)
    return min(spent)


def _count_work(boss: Any, subjects: Sequence[Any]) -> dict[str, Any]:
    """Statements of a lookup, and keys and rows of the key table that it reads."""
    from django.db import connection

    from customers.domain.lookup import sought_keys
    from customers.lookup import find_matches
    from customers.models import LookupKey

    statements, keys, rows = [], [], []
    for subject in subjects:
        counted: list[str] = []
        with connection.execute_wrapper(lambda run, *given: counted.append(given[0]) or run(*given)):  # noqa: B023
            find_matches(user=boss, subject=subject, at=AT)
        asked = sought_keys(subject)
        statements.append(len(counted))
        keys.append(len(asked))
        rows.append(_count_rows(asked))
    middle = len(subjects) // 2
    return {
        "statements": max(statements), "keys_p50": sorted(keys)[middle], "rows_p50": sorted(rows)[middle],
        "rows_p95": sorted(rows)[int(len(rows) * 0.95)],
        "keys_stored": round(LookupKey.objects.count() / _customers(), 1),
    }  # fmt: skip


def _count_rows(asked: Collection[Any]) -> int:
    """Rows of the key table that a query's keys lead to: of common ones (`CommonKey`) as far as they are read."""
    from django.db.models import Count

    from customers.domain.nominate import ROWS_PER_KEY, worth_reading
    from customers.lookup import Key, any_of
    from customers.models import CommonKey, LookupKey

    counted = CommonKey.objects.filter(any_of(asked)).values_list("kind", "value", "holders")
    common = {Key(kind, value): holders for kind, value, holders in counted}
    read = any_of(set(asked) - (common.keys() - worth_reading(common)))
    held = LookupKey.objects.filter(read).values("kind", "value").annotate(holders=Count("pk"))
    return sum(min(row["holders"], ROWS_PER_KEY) for row in held)


def _customers() -> int:
    from customers.models import Customer

    return Customer.objects.count()
