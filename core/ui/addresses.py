"""Addresses that every page needs: worked out once, those of records then filled in."""

from collections.abc import Callable
from functools import cache
from typing import Any

from django.http import QueryDict
from django.urls import reverse

from core.keyset import Page

# Where the page of a list begins; other rows begin at their first.
POSITIONS = ("after", "before", "from")
_PLACE = 987_654_321  # no record has this id in the one address that is taken apart


@cache
def address_of(name: str) -> str:
    """Return the address of the page `name`, which has no arguments."""
    return reverse(name)


@cache
def address_of_each(name: str) -> Callable[[int], str]:
    """Return what turns the id of a record into the address of its page `name`; `reverse` is asked only once."""
    before, after = reverse(name, args=[_PLACE]).split(str(_PLACE))
    return lambda pk: f"{before}{pk}{after}"


def with_changes(query: QueryDict, **changes: str) -> str:
    """Return the present filters with `changes`; an empty value takes one away. The page begins anew, unless they say where."""
    copy = query.copy()
    for name in (*POSITIONS, *changes):
        copy.pop(name, None)
    for name, value in changes.items():
        if value:
            copy[name] = value
    return f"?{copy.urlencode()}"


def beside(query: QueryDict, page: Page[Any]) -> dict[str, str]:
    """Return `next_url` and `previous_url` of a page; "" where there is none."""
    return {
        "next_url": with_changes(query, after=page.after) if page.after else "",
        "previous_url": with_changes(query, before=page.before) if page.before else "",
    }
