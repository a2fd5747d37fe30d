"""What to ask for in a filled database: a customer with a history, deep pages, words that are there."""

from dataclasses import dataclass
from typing import Any

import psycopg

PAGE = 50
DEEP = 999


@dataclass(frozen=True)
class Facts:
    """Places in the data that every work needs."""

    customer: int
    name: str
    fragment: str
    email: str
    phone: str
    country: str
    after_alone: str
    after_all: str
    owner: int
    quote: int
    order: int
    product: int
    department: int
    digest: int
    briefing: int


def read_facts(database_url: str, email: str) -> Facts:
    """Choose them for the salesperson `email`; the same database gives the same."""
    with psycopg.connect(database_url) as connection:
        (owner,) = _row(connection, "SELECT id FROM accounts_user WHERE email = %s", email)
        customer, name, country, phone = _row(
            connection,
            "SELECT c.id, c.name, c.country, c.phone FROM customers_customer c WHERE c.owner_id = %s AND c.phone <> '' "
            "AND (SELECT count(*) FROM customers_timelineentry t WHERE t.customer_id = c.id) >= 25 ORDER BY c.id LIMIT 1",
            owner,
        )
        (mailbox,) = _row(
            connection, "SELECT email FROM customers_contact WHERE customer_id = %s AND is_primary", customer
        )
        alone = _deep(connection, "WHERE owner_id = %s", owner)
        everybody = _deep(connection, "WHERE %s = %s", 1, 1)
        (quote,) = _row(
            connection,
            "SELECT id FROM sales_quote WHERE owner_id = %s AND state = 'draft' ORDER BY id LIMIT 1",
            owner,
        )
        (order,) = _row(
            connection, "SELECT o.id FROM sales_order o JOIN customers_customer c ON c.id = o.customer_id "
            "WHERE c.owner_id = %s AND o.state = 'confirmed' ORDER BY o.id LIMIT 1", owner,
        )  # fmt: skip
        (product,) = _row(connection, "SELECT min(id) FROM catalogue_product WHERE %s = %s", 1, 1)
        (department,) = _row(
            connection, "SELECT max(id) FROM reports_departmentreport WHERE state = %s", "sent"
        )
        (digest,) = _row(
            connection, "SELECT max(id) FROM reports_daydigest WHERE sent_at IS NOT NULL AND %s = %s", 1, 1
        )
        (briefing,) = _row(
            connection,
            "SELECT id FROM briefings_briefing WHERE state = %s ORDER BY starts_at LIMIT 1",
            "planned",
        )
    word = max(name.split(), key=len)
    return Facts(
        customer, name, word[: max(len(word) - 2, 4)], mailbox, phone, country, alone, everybody, owner,
        quote, order, product, department, digest, briefing,
    )  # fmt: skip


def _row(connection: Any, statement: str, *values: Any) -> Any:
    found = connection.execute(statement, values).fetchone()
    if found is None:
        raise RuntimeError(f"Nothing found for: {statement}")
    return found


def _deep(connection: Any, where: str, *values: Any) -> str:
    """The key before page 1,000 of a list by due date, or before its last fifth where it is shorter."""
    where += " AND merged_into_id IS NULL AND next_due_on IS NOT NULL"
    (count,) = _row(connection, f"SELECT count(*) FROM customers_customer {where}", *values)
    place = min(PAGE * DEEP, int(count * 0.8))
    found = _row(
        connection, f"SELECT next_due_on, id FROM customers_customer {where} ORDER BY next_due_on, id OFFSET %s LIMIT 1",
        *values, place,
    )  # fmt: skip
    return f"{found[0].isoformat()}~{found[1]}"
