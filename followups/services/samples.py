"""Tasks that samples and proofs ask for: has it arrived, settle a date with production (rules.md §8)."""

from collections.abc import Iterable
from datetime import date, datetime

from core.work_days import current_calendar
from followups.models import Task
from followups.models.task import RULE_TITLES, SAMPLE_ARRIVAL, SETTLE_PROOF
from followups.services.tasks import add_rule_task, add_rule_tasks, finish_rule_tasks
from sales.models import Proof, Sample


def ask_whether_arrived(*, sample_id: int, expected_on: date, at: datetime) -> None:
    """Ask the customer's owner on the day on which the sample is expected, or on the first working day after it."""
    sample = Sample.objects.select_related("customer__owner").get(pk=sample_id)
    if sample.customer.owner is None:
        return
    calendar = current_calendar()
    is_worked = calendar.is_working_day(expected_on)
    add_rule_task(
        rule=SAMPLE_ARRIVAL, key=_arrival_key(sample_id), assignee=sample.customer.owner, customer=sample.customer,
        title=str(RULE_TITLES[SAMPLE_ARRIVAL]), due_on=expected_on if is_worked else calendar.next_working_day(expected_on),
        why=" ".join(part for part in (sample.number, sample.carrier, sample.tracking) if part), at=at,
    )  # fmt: skip


def stop_asking_for_arrival(*, sample_id: int, by_id: int, at: datetime) -> None:
    """The buyer has it."""
    finish_rule_tasks(Task.objects.filter(key=_arrival_key(sample_id)), by_id=by_id, at=at)


def ask_to_settle(*, pairs: Iterable[tuple[int, int]], at: datetime) -> None:
    """Ask managers, by (proof, manager), to settle a date with production today (S91). Two statements."""
    asked = list(pairs)
    proofs = {row.pk: row for row in Proof.objects.filter(pk__in=[pk for pk, _manager in asked])}
    today = current_calendar().day_of(at)
    add_rule_tasks(
        Task(
            rule=SETTLE_PROOF, key=f"{SETTLE_PROOF}:{pk}:{manager_id}:{proofs[pk].asked_at.isoformat()}",
            assignee_id=manager_id, customer_id=proofs[pk].customer_id, title=str(RULE_TITLES[SETTLE_PROOF]), due_on=today,
            why=f"{proofs[pk].number} {proofs[pk].words}"[:200], created_at=at,
        )
        for pk, manager_id in asked
    )  # fmt: skip


def stop_settling(*, proof_id: int, by_id: int, at: datetime) -> None:
    """A date is named, or none is needed any more."""
    finish_rule_tasks(Task.objects.filter(key__startswith=f"{SETTLE_PROOF}:{proof_id}:"), by_id=by_id, at=at)


def _arrival_key(sample_id: int) -> str:
    return f"{SAMPLE_ARRIVAL}:{sample_id}"
