"""Who holds the keys that are sought: one statement that reads the index alone."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from django.db import connection

from customers.domain.lookup import Subject, block_keys
from customers.domain.nominate import COMMON_ROWS, ROWS_PER_KEY, VOTES
from customers.domain.subjects import PIECE, PIECE_BESIDE, Key, sought_pieces
from customers.models import CommonKey, LookupKey

KEYS_READ = 500
# In one statement: who holds each key, when fewer than ROWS_PER_KEY do. Each key is one search in `lookup_key_find`.
# What is known as common (`CommonKey`) is not searched where it tells nothing, the rest of it rarest first and no more
# than `rows` of it: `worth_reading`, in SQL.
READ_HOLDERS = """
WITH asked (kind, value) AS ({asked}), counted (kind, value, holders) AS {materialized} (
    SELECT asked.kind, asked.value, COALESCE((
        SELECT common.holders FROM {common} AS common
        WHERE common.kind = asked.kind AND common.value = asked.value
    ), 0) FROM asked
), summed (kind, value, holders, running) AS (
    SELECT kind, value, holders, SUM(holders) OVER (ORDER BY holders, kind, value ROWS UNBOUNDED PRECEDING) FROM counted
), answered AS (
    SELECT summed.kind AS kind, summed.value AS value, (
        SELECT CASE WHEN COUNT(*) < {limit} THEN {joined} ELSE '' END FROM (
            SELECT customer_id FROM {table} AS held
            WHERE held.kind = summed.kind AND held.value = summed.value LIMIT {limit}
        ) AS found
    ) AS ids FROM summed WHERE holders < {limit} AND running <= {rows}
)
SELECT kind, value, ids FROM answered WHERE ids IS NOT NULL"""
ASKED = {
    "postgresql": "SELECT one.key, word FROM json_each(%s::json) AS one, json_array_elements_text(one.value) AS word",
    "sqlite": "SELECT one.key, word.value FROM json_each(%s) AS one, json_each(one.value) AS word",
}
JOINED = {"postgresql": "STRING_AGG(customer_id::text, ',')", "sqlite": "GROUP_CONCAT(customer_id)"}


def read_holders(keys: Iterable[Key]) -> dict[Key, list[int]]:
    """Read who holds each key, those that say most first and at most KEYS_READ."""
    ranked = sorted(keys, key=lambda key: (-VOTES.get(key.kind, 0.0), key))[:KEYS_READ]
    asked: defaultdict[str, set[str]] = defaultdict(set)
    for key in ranked:
        asked[key.kind].add(key.value)
    holders = _read_holders_by_kind(asked)
    return {key: holders[key] for key in ranked if key in holders}


def _read_holders_by_kind(
    asked: Mapping[str, Collection[str]], rows: int = COMMON_ROWS
) -> dict[Key, list[int]]:
    """Read who holds each key that somebody holds, by the index alone; one of ROWS_PER_KEY or more leads to nobody.

    `asked` are the values by the kind of key; side by side in the index they are read fastest. Of keys known as common
    at most `rows` rows are read.
    """
    if not any(asked.values()):
        return {}
    with connection.cursor() as cursor:
        cursor.execute(holders_sql(rows), [json.dumps({kind: sorted(asked[kind]) for kind in sorted(asked)})])
        return {
            Key(kind, value): [int(pk) for pk in ids.split(",")] if ids else []
            for kind, value, ids in cursor.fetchall()
        }


def holders_sql(rows: int = COMMON_ROWS) -> str:
    """Return the statement of this database; its one parameter is a JSON object of lists of values by kind."""
    return READ_HOLDERS.format(
        asked=ASKED[connection.vendor],
        # PostgreSQL would ask anew for each place that a count stands in
        materialized="MATERIALIZED" if connection.vendor == "postgresql" else "",
        limit=ROWS_PER_KEY,
        rows=rows,
        joined=JOINED[connection.vendor],
        table=connection.ops.quote_name(LookupKey._meta.db_table),
        common=connection.ops.quote_name(CommonKey._meta.db_table),
    )


def read_holders_of_each(subjects: Sequence[Subject], own: frozenset[str]) -> list[dict[Key, list[int]]]:
    """Read who holds each subject's keys, in two statements.

    Of the pieces of words first those that stand alone: few of them are anybody's, and only of these the others need
    to be asked for (see `Pieces.keys`), which are half of all keys.
    """
    pieces = [sought_pieces(subject) for subject in subjects]
    asked: defaultdict[str, set[str]] = defaultdict(set)
    keys_of_each = [block_keys(subject, own) for subject in subjects]
    for key in frozenset().union(*keys_of_each):
        asked[key.kind].add(key.value)
    asked[PIECE].update(*(some for one in pieces for some in (one.first, one.other)))
    asked.pop(PIECE_BESIDE, None)
    rows = COMMON_ROWS * len(subjects)
    holders = _read_holders_by_kind(asked, rows)
    held = {key.value for key in holders if key.kind == PIECE}
    found = [one.among(held).keys() for one in pieces]
    beside = {key.value for keys in found for key in keys if key.kind == PIECE_BESIDE}
    holders |= _read_holders_by_kind({PIECE_BESIDE: beside}, rows)
    return [
        {key: holders[key] for key in sorted((keys | more) & holders.keys())}
        for keys, more in zip(keys_of_each, found, strict=True)
    ]
