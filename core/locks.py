"""A lock by name, for what has no row of its own to lock; and a second try for what two locks broke off."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import OperationalError, connection, transaction

P = ParamSpec("P")
T = TypeVar("T")
TRIES = 5
# What PostgreSQL says when it breaks a transaction off so that another can go on.
BROKEN_OFF = {"40P01", "40001"}


def lock_name(name: str) -> None:
    """Hold `name` until the transaction ends; who asks for it meanwhile waits. Must run inside a transaction.

    On SQLite there is nothing to do: a transaction there waits for every other one (settings: IMMEDIATE).
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


def retries_deadlocks(work: Callable[P, T]) -> Callable[P, T]:
    """Decorator: run the work in a transaction, and once more when the database broke it off for another's sake.

    Nobody is told of a deadlock (trust.md C3). Inside of a transaction there is nothing to run again: the error goes on to
    whoever began it.
    """

    @wraps(work)
    def run(*args: P.args, **kwargs: P.kwargs) -> T:
        tries = 1 if connection.in_atomic_block else TRIES
        for left in reversed(range(tries)):
            try:
                with transaction.atomic():
                    return work(*args, **kwargs)
            except OperationalError as error:
                if not left or getattr(error.__cause__, "sqlstate", "") not in BROKEN_OFF:
                    raise
        raise AssertionError("The last try returns or raises.")

    return run
