"""The nightly sweep of the open pool (公海): who is warned, who is reminded, what goes (rules.md §6, trust.md T5)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import F, Q, QuerySet
from django.db.models.lookups import LessThan

from core import policy
from core.jobs import Part, Parts
from customers.models import HEARD_OF_AT, Customer, OwnerPeriod, PoolWarning
from customers.policies import POOL, RECYCLING, PoolPolicy, RecyclePolicy
from customers.services import (
    Leaver,
    Warned,
    pool_by_rule,
    remind_owners,
    tell_leaders_of_pooled,
    warn_owners,
)
from followups.domain.recycling import (
    WARNED_BEFORE,
    Leaving,
    PoolRule,
    Standing,
    Step,
    Told,
    leaving,
    next_step,
)
from followups.selectors.due_inputs import Rules, rules_at

CHUNK = 1_000


@dataclass(frozen=True)
class PoolRules:
    """The company's rules as they are now: by grade, at which stages, with cadence, calendar and day."""

    by_grade: Mapping[str, PoolRule]
    stages: tuple[str, ...]
    day: Rules


@dataclass(frozen=True)
class Judged:
    """A locked customer with its warning, if any, and what is to be done with it today."""

    customer: Customer
    warning: PoolWarning | None
    found: Leaving | None
    step: Step
    goes_on: date


def pool_rules_at(at: datetime) -> PoolRules:
    """Return the rules on the company's day of `at`, as `pool_rules_of`."""
    return pool_rules_of(policy.get(POOL, PoolPolicy), policy.get(RECYCLING, RecyclePolicy), at=at)


def pool_rules_of(pool: PoolPolicy, recycling: RecyclePolicy, *, at: datetime) -> PoolRules:
    """Return what the two sections say; no rules while the pool is off, no stage or no figure is set."""
    rules = {
        grade: PoolRule(recycling.rounds_of(grade) or pool.missed_rounds, recycling.idle_of(grade))
        for grade in "ABCD"
    }
    is_on = pool.is_on and recycling.stages
    set_rules = {grade: rule for grade, rule in rules.items() if rule != PoolRule()} if is_on else {}
    return PoolRules(set_rules, recycling.stages, rules_at(at))


def sweep_pool(*, at: datetime, cursor: Sequence[Any] | None = None) -> Parts:
    """Warn, remind and take, in parts by key; twice, late or on two workers it ends the same (trust.md T5).

    Ends with how many customers went; their leaders are told once.
    """
    after, done, counts = cursor or (0, 0, {})
    gone = Counter({int(owner): count for owner, count in counts.items()})
    rules = pool_rules_at(at)
    ids = _may_go(rules).order_by("pk").values_list("pk", flat=True)
    if cursor is None:
        _drop_stale(rules)
    total = done + ids.filter(pk__gt=after).count()
    while chunk := tuple(ids.filter(pk__gt=after)[:CHUNK]):
        gone.update(_sweep_chunk(chunk, rules, at))
        after, done = chunk[-1], done + len(chunk)
        yield Part([after, done, dict(gone)], done, max(done, total))
    tell_leaders_of_pooled(gone, day=rules.day.today, at=at)
    return {"pooled": gone.total()}


def _may_go(rules: PoolRules) -> "QuerySet[Customer]":
    """Customers whom a rule may concern today: nobody else's dates need to be read.

    Never with an open inquiry, a key account, a seed customer (S178), one we do not contact, or of somebody who left:
    those wait for the handover.
    """
    near = Q(pk=None)
    for grade, rule in rules.by_grade.items():
        if rule.rounds is not None:
            near |= Q(grade=grade, next_due_on__lt=rules.day.today)
        if rule.idle_days is not None:
            latest = rules.day.today + WARNED_BEFORE - timedelta(days=rule.idle_days)
            near |= Q(grade=grade) & Q(LessThan(HEARD_OF_AT, rules.day.calendar.start_of(latest)))
    held = Customer.objects.current().filter(
        owner__isnull=False, owner__is_active=True, owner__frozen_at=None, stage__in=rules.stages
    )
    return held.filter(near, open_inquiries=0, is_key=False, is_seed=False, do_not_contact=False)


def _drop_stale(rules: PoolRules) -> None:
    """Delete warnings of customers that were contacted, changed hands, or that no rule concerns any more."""
    standing = PoolWarning.objects.standing().filter(customer__in=_may_go(rules))
    PoolWarning.objects.exclude(pk__in=standing.values("pk")).delete()


def _sweep_chunk(ids: Sequence[int], rules: PoolRules, at: datetime) -> Counter[int]:
    """Do the day's step for each of these customers, locked; return how many went, by who owned them."""
    locked = _may_go(rules).filter(pk__in=ids).select_for_update(of=("self",)).order_by("pk")
    judged = _judge(list(locked.select_related("owner__team")), rules)
    steps: dict[Step, list[Judged]] = {step: [] for step in Step}
    for one in judged:
        steps[one.step].append(one)
    today = rules.day.today
    warned = [Warned(one.customer, one.goes_on, _why(one.found)) for one in steps[Step.WARN]]
    warn_owners(warned, day=today, at=at)
    remind_owners(
        [(one.warning, one.goes_on) for one in steps[Step.REMIND] if one.warning is not None],
        day=today,
        at=at,
    )
    dropped = [one.warning.pk for one in steps[Step.DROP] if one.warning is not None]
    PoolWarning.objects.filter(pk__in=dropped).delete()
    owners = Counter(one.customer.owner_id or 0 for one in steps[Step.GO])
    pool_by_rule([Leaver(one.customer, why=_why(one.found)) for one in steps[Step.GO]], at=at)
    return owners


def _judge(customers: Sequence[Customer], rules: PoolRules) -> list[Judged]:
    """Ask the pure rule for each; three statements for all."""
    ids = [customer.pk for customer in customers]
    standing = PoolWarning.objects.standing().filter(customer__in=ids).select_related("customer")
    warnings = {row.customer_id: row for row in standing}
    periods = OwnerPeriod.objects.filter(customer__in=ids, ended_at=None)
    held = {
        pk: (at, until) for pk, at, until in periods.values_list("customer", "started_at", "protected_until")
    }
    memo: dict[Standing, Leaving | None] = {}
    return [
        _judge_one(customer, warnings.get(customer.pk), _standing(customer, held, rules), rules, memo)
        for customer in customers
    ]


def _standing(
    customer: Customer, held: Mapping[int, tuple[datetime, date | None]], rules: PoolRules
) -> Standing:
    day_of = rules.day.calendar.day_of
    since, until = held.get(customer.pk, (customer.created_at, None))
    return Standing(
        grade=customer.grade,
        due_on=customer.next_due_on,
        silent_since=day_of(customer.last_contact_at or customer.created_at),
        held_since=day_of(since),
        protected_until=until,
    )


@dataclass(frozen=True)
class Foresight:
    """How many of `looked_at` customers a sweep would warn, take, or no longer warn. `first_on`: when the first warned goes.

    `step`: every so manieth customer was looked at.
    """

    warned: int
    gone: int
    dropped: int
    first_on: date | None
    looked_at: int
    step: int


def foresee_sweep(rules: PoolRules, *, look_at: int) -> Foresight:
    """Return what the sweep of the rules' day would do, without a lock or a write; of more than `look_at` a sample."""
    may_go = _may_go(rules)
    step = -(-may_go.count() // look_at) or 1
    rows = may_go.annotate(place=F("pk") % step).filter(place=0) if step > 1 else may_go
    counts: Counter[Step] = Counter()
    after, looked_at, first_on = 0, 0, None
    while chunk := list(rows.filter(pk__gt=after).order_by("pk")[:CHUNK]):
        for one in _judge(chunk, rules):
            counts[one.step] += 1
            if one.step is Step.WARN:
                first_on = min(first_on or one.goes_on, one.goes_on)
        after, looked_at = chunk[-1].pk, looked_at + len(chunk)
    free = PoolWarning.objects.standing().exclude(customer__in=may_go.values("pk")).count()
    return Foresight(
        warned=counts[Step.WARN] * step, gone=counts[Step.GO] * step, dropped=counts[Step.DROP] * step + free,
        first_on=first_on, looked_at=looked_at, step=step,
    )  # fmt: skip


def _judge_one(
    customer: Customer,
    warning: PoolWarning | None,
    standing: Standing,
    rules: PoolRules,
    memo: dict[Standing, Leaving | None],
) -> Judged:
    if standing not in memo:
        memo[standing] = leaving(
            standing, rules.by_grade[standing.grade], rules.day.policy, rules.day.calendar
        )
    found = memo[standing]
    told = Told(warning.warned_on, warning.goes_on, warning.reminded_on) if warning else None
    return Judged(customer, warning, found, *next_step(found, told, rules.day.today))


def _why(found: Leaving | None) -> dict[str, Any]:
    """The reason in plain values, for pages to word."""
    if found is None:
        raise ValueError("Nothing goes without a rule.")
    return {"rule": found.reason.value, "count": found.count, "since": found.since.isoformat()}
