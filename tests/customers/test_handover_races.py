"""Two hand over at once, and the old owner writes meanwhile (trust.md C3, C4): real threads on PostgreSQL."""

import os
from collections import Counter
from datetime import timedelta
from functools import partial
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import Role
from core.models import AuditEntry
from customers.models import Customer, Handover, OwnerPeriod
from customers.services import HandoverRefused, hand_over, undo_handover, update_customer
from followups.models import Task
from followups.services import FollowUpValues, record_follow_up
from tests.customers.test_races import at_once
from tests.factories import AT, CustomerFactory, InquiryFactory, UserFactory

ROUNDS = 5
ROWS = int(os.environ.get("HANDOVER_ROWS", "40"))


def give(actor: Any, person: Any, rows: list[Customer], to: Any, at: Any) -> int:
    """Hand over, and say how many; 0 when somebody else was faster with all of them."""
    try:
        done = hand_over(
            actor=actor, person=person, shares={row.pk: to.pk for row in rows}, kind="balance", reason="Shared", at=at
        )  # fmt: skip
    except HandoverRefused:
        return 0
    return done.count


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_c3_overlapping_handovers_leave_one_owner_each(cast: SimpleNamespace, record_property: Any) -> None:
    """Two managers, overlapping sets, different receivers: one owner, one open period each, and the sums add up."""
    other = UserFactory(roles=(Role.SALESPERSON,), team=cast.team)
    for number in range(ROUNDS):
        rows = [CustomerFactory(owner=cast.owner, grade="ABCD"[place % 4]) for place in range(ROWS)]
        for row in rows[::4]:
            InquiryFactory(customer=row)
        at = AT + timedelta(hours=number)
        third = ROWS // 3
        counts = at_once(
            [
                partial(give, cast.manager, cast.owner, rows[: 2 * third], cast.teammate, at),
                partial(give, cast.boss, cast.owner, rows[:third:-1], other, at),
            ]
        )
        assert None not in counts, "an error reached somebody"
        owners = Counter(
            Customer.objects.filter(pk__in=[row.pk for row in rows]).values_list("owner", flat=True)
        )
        periods = OwnerPeriod.objects.filter(customer__in=rows, ended_at=None)
        assert periods.count() == ROWS
        assert Counter(periods.values_list("owner", flat=True)) == owners
        assert owners[cast.owner.pk] + sum(counts) == ROWS
        assert (owners[cast.teammate.pk], owners[other.pk]) == tuple(counts)
        told = AuditEntry.objects.filter(verb="customers.owner_changed", at=at)
        assert told.count() == sum(counts)
        tasks = Task.objects.open().filter(rule="explain_change", customer__in=rows)
        assert Counter(tasks.values_list("assignee", flat=True)) == owners - Counter(
            {cast.owner.pk: owners[cast.owner.pk]}
        )
    record_property("customers", ROUNDS * ROWS)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_c3_handed_over_while_it_is_undone(cast: SimpleNamespace) -> None:
    """A handover is undone while the receiver's customers are handed on: nobody is lost, nobody has two."""
    for number in range(ROUNDS):
        rows = [CustomerFactory(owner=cast.owner) for _ in range(ROWS // 2)]
        at = AT + timedelta(hours=number)
        give(cast.manager, cast.owner, rows, cast.teammate, at)
        first = Handover.objects.latest("pk")
        undo = partial(undo_handover, actor=cast.manager, handover=first, at=at + timedelta(minutes=1))
        on = partial(give, cast.boss, cast.teammate, rows, cast.stand_in, at + timedelta(minutes=1))
        undone, handed_on = at_once([undo, on])
        owners = Counter(
            Customer.objects.filter(pk__in=[row.pk for row in rows]).values_list("owner", flat=True)
        )
        assert undone.returned + handed_on == len(rows)
        assert (owners[cast.owner.pk], owners[cast.stand_in.pk]) == (undone.returned, handed_on)
        assert OwnerPeriod.objects.filter(customer__in=rows, ended_at=None).count() == len(rows)


def edit(actor: Any, customer: Customer) -> str:
    try:
        update_customer(actor=actor, customer=customer, values={"note": "edited"}, version=1, at=AT)
    except PermissionDenied:
        return "refused"
    return "saved"


def log(actor: Any, customer: Customer) -> str:
    try:
        record_follow_up(
            actor=actor, customer=customer, values=FollowUpValues(text="Called."), at=AT + timedelta(hours=9)
        )
    except PermissionDenied:
        return "refused"
    return "saved"


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("write", [edit, log])
def test_c4_a_write_of_the_old_owner_is_before_or_refused(cast: SimpleNamespace, write: Any) -> None:
    """The old owner edits or logs while the customers go: what is saved was saved before, the rest is refused."""
    answers: Counter[str] = Counter()
    for number in range(ROUNDS * 2):
        rows = [CustomerFactory(owner=cast.owner) for _ in range(6)]
        at = AT + timedelta(hours=10 + number)
        count, *written = at_once(
            [
                partial(give, cast.manager, cast.owner, rows, cast.teammate, at),
                *(partial(write, cast.owner, row) for row in rows[::2]),
            ]
        )
        assert count == len(rows)
        assert set(written) <= {"saved", "refused"}
        answers.update(written)
        for row, answer in zip(rows[::2], written, strict=True):
            now = Customer.objects.get(pk=row.pk)
            assert now.owner_id == cast.teammate.pk
            has_words = now.note == "edited" if write is edit else now.follow_ups.exists()
            assert has_words is (answer == "saved")
        late = [write(cast.owner, row) for row in rows[1::2]]
        assert late == ["refused"] * 3
