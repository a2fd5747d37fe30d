"""A lock by name, for what has no row of its own to lock."""

from django.db import connection


def lock_name(name: str) -> None:
    """Hold `name` until the transaction ends; who asks for it meanwhile waits. Must run inside a transaction.

    On SQLite there is nothing to do: a transaction there waits for every other one (settings: IMMEDIATE).
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])
