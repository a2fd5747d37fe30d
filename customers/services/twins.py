"""Buyers that were entered twice: found by night, judged by the manager (rules.md §5)."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction

from accounts.models import User
from core import audit, company
from core.jobs import Part, Parts
from customers import lookup
from customers.domain.lookup import LIKELY, Match, Subject, score
from customers.domain.nominate import VOTES
from customers.models import LookupKey, TwinPair
from customers.permissions import can_judge_twins
from customers.services.links import linked_pairs

# Two that share what only a few share are worth comparing; what more than these share says little of a pair.
RARE = 12
LEAST_VOTES = 6.0
PAIRS_COMPARED = 50_000
PAIRS_AT_ONCE = 500

SHARED_KEYS = """
WITH rare (kind, value) AS (
    SELECT kind, value FROM {table} WHERE kind <> 'h' GROUP BY kind, value HAVING COUNT(*) BETWEEN 2 AND {rare}
)
SELECT one.customer_id, other.customer_id, SUM({votes}) AS votes
FROM rare
JOIN {table} AS one ON one.kind = rare.kind AND one.value = rare.value
JOIN {table} AS other ON other.kind = rare.kind AND other.value = rare.value AND one.customer_id < other.customer_id
GROUP BY one.customer_id, other.customer_id
HAVING SUM({votes}) >= {least}
ORDER BY votes DESC, one.customer_id, other.customer_id
LIMIT {limit}"""

Pair = tuple[int, int]
Cursor = Sequence[int]


def scan_twins(*, at: datetime, cursor: Cursor | None = None) -> Parts:
    """Store the pairs of customers that are probably one buyer, 500 compared at a time: a long job's parts.

    Running twice changes nothing. A pair that was decided is left as it is, one that is linked is none; an open one that is no longer alike goes.
    Ends with how many were compared, stored and gone. `cursor`: the last pair that was compared.
    """
    judged = {
        (first, second): (pk, decision)
        for pk, first, second, decision in TwinPair.objects.values_list("pk", "first", "second", "decided_as")
    }
    opened = {pair: pk for pair, (pk, decision) in judged.items() if not decision}
    linked = linked_pairs()
    candidates = sorted(
        pair for pair in _candidate_pairs() if (pair in opened or pair not in judged) and pair not in linked
    )
    gone = _forget(opened, opened.keys() - set(candidates))
    start = bisect_right(candidates, tuple(cursor)) if cursor else 0
    stored = 0
    for place in range(start, len(candidates), PAIRS_AT_ONCE):
        part = candidates[place : place + PAIRS_AT_ONCE]
        found = _store_alike(part, at)
        gone += _forget(opened, set(part) - found)
        stored += len(found)
        yield Part(part[-1], place + len(part), len(candidates))
    return {"compared": len(candidates), "pairs": stored, "gone": gone}


def _forget(opened: Mapping[Pair, int], pairs: Iterable[Pair]) -> int:
    """Delete those of `pairs` that are open, unless somebody decided them meanwhile; return how many."""
    ids = [opened[pair] for pair in pairs if pair in opened]
    return TwinPair.objects.filter(pk__in=ids, decided_as="").delete()[0]


def _store_alike(pairs: list[Pair], at: datetime) -> set[Pair]:
    """Store those of `pairs` that are alike; return them."""
    rows = [
        TwinPair(
            first_id=first, second_id=second, certainty=match.certainty, found_at=at,
            reasons=[{"code": reason.code, "params": dict(reason.params)} for reason in match.reasons],
        )
        for (first, second), match in _compare(pairs)
    ]  # fmt: skip
    TwinPair.objects.bulk_create(
        rows, update_conflicts=True,
        unique_fields=["first", "second"], update_fields=["certainty", "reasons"],
    )  # fmt: skip
    return {(row.first_id, row.second_id) for row in rows}


def _candidate_pairs() -> list[Pair]:
    """Return pairs that share rare keys, those with most first. One statement."""
    votes = " ".join(f"WHEN '{kind}' THEN {points}" for kind, points in VOTES.items())
    sql = SHARED_KEYS.format(
        table=connection.ops.quote_name(LookupKey._meta.db_table),
        votes=f"CASE one.kind {votes} ELSE 1.0 END",
        rare=RARE,
        least=LEAST_VOTES,
        limit=PAIRS_COMPARED,
    )
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return [(first, second) for first, second, _votes in cursor.fetchall()]


def _compare(pairs: list[Pair]) -> Iterator[tuple[Pair, Match]]:
    """Score each pair; give the likely and the sure."""
    own = company.current_company().domains
    known = lookup.subjects_by_id({pk for pair in pairs for pk in pair})
    for first, second in pairs:
        match = _best_match(known.get(first, ()), known.get(second, ()), own)
        if match is not None and match.certainty >= LIKELY:
            yield (first, second), match


def _best_match(one: Iterable[Subject], other: Iterable[Subject], own: frozenset[str]) -> Match | None:
    matches = (score(a, b, own_domains=own) for a in one for b in other)
    return max(matches, key=lambda match: match.certainty, default=None)


@transaction.atomic
def decide_twin(*, actor: User, pair: TwinPair, decision: TwinPair.Decision, at: datetime) -> TwinPair:
    """Remember what a manager says of a pair; a decision once made stands. Raises PermissionDenied."""
    rows = TwinPair.objects.select_for_update(of=("self",))
    row = rows.select_related("first__owner__team", "second__owner__team").get(pk=pair.pk)
    if not can_judge_twins(actor, row):
        raise PermissionDenied
    if row.decided_as:
        return row
    row.decided_as, row.decided_by, row.decided_at = decision, actor, at
    row.save(update_fields=["decided_as", "decided_by", "decided_at"])
    changes = {"decided_as": ("", str(decision)), "second": ("", row.second_id)}
    audit.record("customers.twin_decided", actor=actor, at=at, target=row.first, changes=changes)
    return row
