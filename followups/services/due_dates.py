"""Writing due dates: the pure rule once per distinct combination of inputs, written back by join (speed.md)."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.db.models import Q, QuerySet

from core.jobs import Part, Parts
from customers.models import Customer, Stage
from followups.domain.cadence import Due, DueInputs, Rule, condense, missed_from, next_due
from followups.selectors.due_inputs import COLUMNS, Rules, read_inputs, rules_at

CHUNK = 2_000


@dataclass(frozen=True, slots=True)
class StoredDue:
    """What stands at the customer: the day, the reason as JSON, and the first day on which it is missed."""

    on: date | None
    why: Mapping[str, Any]
    missed_on: date | None


NOT_FOLLOWED = StoredDue(None, {}, None)
Cursor = Sequence[int]  # the last customer worked on, how many were, how many dates changed
Memo = dict[tuple[DueInputs, str, str], StoredDue]


def recompute_due(*, customers: "QuerySet[Customer]", at: datetime) -> int:
    """Work out the due dates of `customers` anew and write those that changed; returns how many.

    For the rows that one event touches: they stay locked until the caller's transaction ends (chunks only bound the
    size of a statement). Twice, late or at the same time as another run it ends in the same dates.
    """
    ids = customers.order_by("pk").values_list("pk", flat=True)
    return recompute_due_of(ids.iterator(chunk_size=CHUNK), at=at)


def recompute_due_of(customer_ids: Iterable[int], *, at: datetime) -> int:
    """The same for customers known by their ids: they need not be looked for first."""
    rules, memo = rules_at(at), Memo()
    return sum(_recompute_chunk(ids, rules, memo) for ids in _batch(customer_ids, CHUNK))


def recompute_one(customer: Customer, *, at: datetime, changed: Iterable[str] = ()) -> None:
    """Work out one customer's due date anew and write it, with what the caller `changed`, in one statement.

    The caller holds the row's lock.
    """
    rules = rules_at(at)
    due = _work_out(customer, read_inputs([customer], rules)[0], rules, Memo())
    customer.next_due_on, customer.due_why, customer.missed_on = due.on, dict(due.why), due.missed_on
    customer.save(update_fields=["next_due_on", "due_why", "missed_on", *changed])


def compute_due(inputs: DueInputs, rules: Rules) -> Due | None:
    """Return what the rules say, a date by hand left aside: what a later date by hand is measured against."""
    return next_due(replace(inputs, manual_due_on=None, is_manual_later=False), rules.policy, rules.calendar)


def sweep_due(*, at: datetime, cursor: Cursor | None = None) -> Parts:
    """The nightly sweep: only rows whose inputs changed without a service: who lacks a date, or has one and is not followed.

    No date depends on the day on which it is worked out, so nothing turns by itself (speed.md). A long job's parts: each
    locks its 2,000 rows and no more. Ends with how many dates changed.
    """
    rules = rules_at(at)
    followed = Q(owner__isnull=False, merged_into=None) & ~Q(stage=Stage.LOST)
    wanted = (followed & Q(next_due_on=None)) | (~followed & Q(next_due_on__isnull=False))
    return (yield from _recompute_in_parts(Customer.objects.filter(wanted), rules, cursor))


def recompute_after_rule_change(*, at: datetime, cursor: Cursor | None = None) -> Parts:
    """Work out everyone's date after the policy or the calendar changed, in parts like the sweep.

    A rule holds from its change on, never backwards (rules.md, head): a date that comes nearer is lifted to the next
    working day (N13), and one that was overdue already stays until the next contact, whatever the new rule says.
    """
    rules = rules_at(at)
    floor_on = rules.calendar.next_working_day(rules.today)
    return (yield from _recompute_in_parts(Customer.objects.exclude(owner=None), rules, cursor, floor_on))


def _recompute_in_parts(
    customers: "QuerySet[Customer]", rules: Rules, cursor: Cursor | None, floor_on: date | None = None
) -> Parts:
    """A part per 2,000 rows, by key: what a part changes may move rows into or out of `customers`."""
    after, done, changed = cursor or (0, 0, 0)
    memo = Memo()
    ids = customers.order_by("pk").values_list("pk", flat=True)
    total = done + ids.filter(pk__gt=after).count()
    while chunk := tuple(ids.filter(pk__gt=after)[:CHUNK]):
        changed += _recompute_chunk(chunk, rules, memo, floor_on)
        after, done = chunk[-1], done + len(chunk)
        yield Part([after, done, changed], done, max(done, total))
    return {"dates": changed}


def raise_floor(customer_ids: Iterable[int], *, at: datetime) -> None:
    """After a change of grade or owner: due on the next working day at the earliest, never in the past (N13)."""
    rules, ids = rules_at(at), sorted(customer_ids)
    floor_on = rules.calendar.next_working_day(rules.today)
    Customer.objects.filter(pk__in=ids).update(due_floor_on=floor_on, due_why={})
    recompute_due_of(ids, at=at)


def _batch(ids: Iterable[int], size: int) -> Iterator[tuple[int, ...]]:
    batch: list[int] = []
    for number in ids:
        batch.append(number)
        if len(batch) == size:
            yield tuple(batch)
            batch = []
    if batch:
        yield tuple(batch)


@transaction.atomic(savepoint=False)
def _recompute_chunk(ids: tuple[int, ...], rules: Rules, memo: Memo, floor_on: date | None = None) -> int:
    rows = list(
        Customer.objects.filter(pk__in=ids)
        .order_by("pk")
        .select_for_update()
        .values_list(*COLUMNS, named=True)
    )
    changed, floors = find_changed(rows, rules, memo, floor_on)
    _write_floors(floors)
    _write_due(changed)
    return len(changed)


def find_changed(
    rows: Sequence[Any], rules: Rules, memo: Memo, floor_on: date | None
) -> tuple[dict[int, StoredDue], dict[int, date]]:
    """Return by customer what is due otherwise than it stands, and the floor where a changed rule brought it nearer.

    `rows` have the attributes `COLUMNS`. Writes nothing: what a rule would do is told by the same way.
    """
    changed, floors = {}, {}
    for row, inputs in zip(rows, read_inputs(rows, rules), strict=True):
        due = _work_out(row, inputs, rules, memo)
        if floor_on and _came_nearer(due, row, floor_on):
            floors[row.pk] = min(floor_on, row.next_due_on or floor_on)
            due = _work_out(row, replace(inputs, floor_on=floors[row.pk]), rules, memo)
        elif floor_on and _would_vanish(due, row, rules):
            due = _work_out(row, replace(inputs, overdue_on=row.next_due_on), rules, memo)
        if (due.on, due.why, due.missed_on) != (row.next_due_on, row.due_why, row.missed_on):
            changed[row.pk] = due
    return changed, floors


def _came_nearer(due: StoredDue, row: Any, floor_on: date) -> bool:
    return due.on is not None and due.on < floor_on and (row.next_due_on is None or due.on < row.next_due_on)


def _would_vanish(due: StoredDue, row: Any, rules: Rules) -> bool:
    """Whether a date that is overdue would move away."""
    last_on = rules.calendar.last_working_day_on_or_before(rules.today)
    is_overdue = row.next_due_on is not None and row.next_due_on < last_on
    return is_overdue and due.on is not None and due.on > row.next_due_on


def _work_out(row: Any, inputs: DueInputs, rules: Rules, memo: Memo) -> StoredDue:
    reason = row.manual_due_reason if inputs.manual_due_on else ""
    key = (condense(inputs, rules.policy), row.grade, reason)
    if key not in memo:
        memo[key] = _evaluate(key[0], row.grade, reason, rules)
    due = memo[key]
    stands = due.why.get("rule") == Rule.STANDS
    return replace(due, missed_on=row.missed_on) if stands else due  # missed, too, by the rule of its day


def _evaluate(inputs: DueInputs, grade: str, reason: str, rules: Rules) -> StoredDue:
    due = next_due(inputs, rules.policy, rules.calendar)
    if due is None:
        return NOT_FOLLOWED
    params = dict(due.why.params)
    if due.why.rule == Rule.BY_HAND:
        params |= {"on": due.on.isoformat(), "reason": reason}
    why = {"rule": due.why.rule.value, "params": params}
    return StoredDue(due.on, why, missed_from(due.on, grade, rules.policy, rules.calendar))


def _write_floors(floors: Mapping[int, date]) -> None:
    for floor_on in set(floors.values()):
        ids = [pk for pk, on in floors.items() if on == floor_on]
        Customer.objects.filter(pk__in=ids).update(due_floor_on=floor_on)


def _write_due(changed: Mapping[int, StoredDue]) -> None:
    """Write all rows with one UPDATE joined to VALUES: a CASE per row, as bulk_update writes, costs many times more."""
    if not changed:
        return
    is_postgres = connection.vendor == "postgresql"
    day, document = ("::date", "::jsonb") if is_postgres else ("", "")
    table = "customers_customer"
    places = ", ".join(["(%s, %s, %s, %s)"] * len(changed))
    parameters: list[Any] = []
    for pk, due in changed.items():
        why = json.dumps(due.why, cls=DjangoJSONEncoder, ensure_ascii=False)
        parameters += [pk, _text(due.on), why, _text(due.missed_on)]
    statement = (
        f"UPDATE {table} SET next_due_on = v.column2{day}, due_why = v.column3{document}, missed_on = v.column4{day}"  # noqa: S608 - table and casts are ours
        f" FROM (VALUES {places}) AS v WHERE {table}.id = v.column1"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None
