"""Addresses that every page needs: worked out once, those of records then filled in."""

from collections.abc import Callable
from functools import cache

from django.urls import reverse

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
