"""Every number that a page adds up is the sum of the rows its reader may see, counted by plain SQL (trust.md Z9)."""

import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from customers.models import Grade
from tests import factories
from tests.factories import AT
from tests.security.walking import Walker
from tests.security.world import World

# Whose rows each caller sees; None: nobody's. Written down, not asked from the code under test (permissions.md).
SEEN: dict[str, tuple[str | None, ...]] = {
    "owner": ("owner",),
    "teammate": ("teammate",),
    "stand_in": ("stand_in", "owner"),
    "outsider": ("outsider",),
    "manager": ("manager", "owner", "teammate", "stand_in", "frozen", None),
    "other_manager": ("other_manager", "outsider", None),
    "boss": ("manager", "other_manager", "boss", "owner", "teammate", "stand_in", "frozen", "outsider", None),
    "assistant": (),
    "admin": (),
    "adviser": (),
}
# What is shared with a caller besides: the relations of the world, by whose customers they are.
SHARED_WITH = {"owner": ("lent", "joint")}
HOLDERS = ("owner", "teammate", "stand_in", "outsider", "frozen", None)
ON, AT_SQL = "'2026-11-16'", "%(at)s"
OPEN = "inquiries_inquiry.state = 'open'"
CUSTOMERS = "FROM customers_customer WHERE merged_into_id IS NULL AND {owners}"
INQUIRIES = "FROM inquiries_inquiry WHERE {owners}"


@pytest.fixture
def crowded(world: World) -> World:
    """The world, and a hundred rows spread by chance over everybody who can hold one, and nobody."""
    draw = random.Random(9)
    for _turn in range(100):
        holder = draw.choice(HOLDERS)
        customer = factories.CustomerFactory(
            owner=world.user(holder) if holder else None,
            created_by=world.cast.manager,
            grade=draw.choice(Grade.values),
            next_due_on=(AT + timedelta(days=draw.randrange(-9, 9))).date() if holder else None,
        )
        late = draw.choice((-30, -3, 5))
        clock = draw.choice(
            (
                {},
                {
                    "target_at": AT + timedelta(hours=late),
                    "due_soon_at": AT + timedelta(hours=late - 1),
                    "limit_at": AT + timedelta(hours=late + 20),
                    "announced_at": AT + timedelta(hours=late + 20),
                },
            )
        )
        factories.InquiryFactory(
            customer=customer,
            created_by=world.cast.manager,
            grade=draw.choice(("", "A", "C")),
            state=draw.choice(("open", "open", "lost")) if not clock else "open",
            **clock,
        )
    return world


@pytest.fixture
def count(crowded: World) -> Callable[..., int]:
    """Count by plain SQL what `caller` may see: `count("manager", CUSTOMERS, "AND grade = 'A'")`."""

    def run(caller: str, rows: str, narrowed: str = "", *, holders: Any = None) -> int:
        seen = SEEN[caller] if holders is None else holders
        ids = ",".join(str(crowded.user(name).pk) for name in seen if name) or "0"
        owners = f"(owner_id IN ({ids}){' OR owner_id IS NULL' if None in seen else ''}"
        shared = SHARED_WITH.get(caller, ()) if holders is None else ()
        for relation in shared:
            column = "id" if rows == CUSTOMERS else "customer_id"
            owners += f" OR {column} = {crowded[relation].customer.pk}"
        owners += ")"
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) {rows.format(owners=owners)} {narrowed}", {"at": AT})
            return int(cursor.fetchone()[0])

    return run


@pytest.fixture
def page_of(walker: Walker, crowded: World) -> Callable[[str, str], Any]:
    """Return the context of a page as `caller` gets it: `page_of("owner", "/")`."""

    def get(caller: str, url: str) -> Any:
        response = walker.client(caller).get(url)
        assert response.status_code == 200, url
        return response.context

    return get


@pytest.mark.parametrize("caller", [caller for caller in SEEN if SEEN[caller]])
@pytest.mark.parametrize(
    ("query", "narrowed"),
    [
        ("", ""),
        ("?grade=A", "AND grade = 'A'"),
        ("?country=US", "AND country = 'US'"),
        ("?due=today", f"AND next_due_on = {ON}"),
        ("?due=overdue", f"AND next_due_on < {ON}"),
    ],
    ids=["all", "grade", "country", "due", "overdue"],
)
def test_total_of_the_customer_list(
    page_of: Any, count: Callable[..., int], caller: str, query: str, narrowed: str
) -> None:
    listing = page_of(caller, f"/customers/{query}")["listing"]
    assert listing.total == count(caller, CUSTOMERS, narrowed)
    assert len(listing.rows) == min(50, listing.total)


@pytest.mark.parametrize("caller", [caller for caller in SEEN if SEEN[caller]])
def test_tabs_of_the_inquiry_list(page_of: Any, count: Callable[..., int], caller: str) -> None:
    tabs = {str(tab["url"]): tab["count"] or 0 for tab in page_of(caller, "/inquiries/")["tabs"]}
    asked = {
        "?tab=answer": "AND target_at IS NOT NULL",
        "?tab=late": f"AND limit_at < {AT_SQL}",
        "?tab=ungraded": f"AND grade = '' AND {OPEN}",
        "?tab=unassigned": f"AND owner_id IS NULL AND {OPEN}",
    }
    for url, narrowed in asked.items():
        if url in tabs:
            assert tabs[url] == count(caller, INQUIRIES, narrowed), url


def test_assistant_counts_only_what_nobody_holds(page_of: Any, count: Callable[..., int]) -> None:
    heads = page_of("assistant", "/inquiries/")["heads"]
    assert len(heads) == count("assistant", INQUIRIES, f"AND {OPEN}", holders=(None,))


@pytest.mark.parametrize(
    ("caller", "charge"),
    [
        ("owner", ()),  # away on that day: the stand-in answers (N9)
        ("teammate", ("teammate",)),
        ("stand_in", ("stand_in", "owner")),
        ("outsider", ("outsider",)),
        ("manager", ("manager", "frozen")),
        ("other_manager", ("other_manager",)),
        ("boss", ("boss",)),
    ],
)
def test_counts_of_today(
    page_of: Any, count: Callable[..., int], caller: str, charge: tuple[str, ...]
) -> None:
    counts = page_of(caller, "/")["page"].counts
    asked = {
        "answer": (INQUIRIES, f"AND {OPEN} AND target_at IS NOT NULL"),
        "open": (INQUIRIES, f"AND {OPEN}"),
        "contact": (CUSTOMERS, f"AND next_due_on <= {ON}"),
        "week_due": (CUSTOMERS, "AND next_due_on <= '2026-11-22'"),
        "ungraded": (INQUIRIES, f"AND {OPEN} AND grade = ''"),
    }
    for name, (rows, narrowed) in asked.items():
        assert counts[name] == count(caller, rows, narrowed, holders=charge), name
    department = {
        "team_unassigned": f"AND {OPEN} AND owner_id IS NULL",
        "team_late": f"AND {OPEN} AND target_at IS NOT NULL AND limit_at < {AT_SQL}",
        "team_answer": f"AND {OPEN} AND target_at IS NOT NULL",
        "team_ungraded": f"AND {OPEN} AND grade = ''",
    }
    for name, narrowed in department.items():
        if name in counts:
            assert counts[name] == count(caller, INQUIRIES, narrowed), name
    assert ("team_late" in counts) == (caller in {"manager", "other_manager", "boss"})


@pytest.mark.parametrize("caller", [caller for caller in SEEN if not SEEN[caller]])
def test_who_sees_no_customer_gets_no_number(page_of: Any, caller: str) -> None:
    assert "page" not in page_of(caller, "/")
