"""Two people at one sample or proof at once: one of them does it, and what follows from it happens once (trust.md C1)."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from followups.models import Task
from sales.models import Proof, Sample
from sales.services.proofs import escalate_proofs
from tests.customers.test_races import at_once
from tests.factories import CustomerFactory, ProofFactory, SampleFactory
from tests.followups.helpers import shanghai

ROUNDS = 5
NEXT_DAY = shanghai(11, 17, 10, 5)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_sample_is_approved_or_refused_not_both(cast: SimpleNamespace, client_of: Callable[..., Any]) -> None:
    customer, clients = (
        CustomerFactory(owner=cast.owner),
        [client_of(user) for user in (cast.manager, cast.boss)],
    )
    for _ in range(ROUNDS):
        sample = SampleFactory(customer=customer, state="requested", decided_at=None, decided_by=None)
        at_once([
            lambda pk=sample.pk: clients[0].post(f"/samples/{pk}/refuse/", {"reason": "No"}),
            lambda pk=sample.pk: clients[1].post(f"/samples/{pk}/approve/"),
        ])  # fmt: skip
        found = Sample.objects.get(pk=sample.pk)
        # Refused first, it can be approved after all; approved first, it is not refused any more.
        assert (found.state, found.reason) == ("approved", "")


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_sample_sent_twice_at_once_is_followed_once(
    cast: SimpleNamespace, client_of: Callable[..., Any]
) -> None:
    customer, clients = (
        CustomerFactory(owner=cast.owner),
        [client_of(user) for user in (cast.owner, cast.manager)],
    )
    values = {"carrier": "DHL", "sent_on": "2026-11-16", "expected_on": "2026-11-26"}
    for number in range(ROUNDS):
        sample = SampleFactory(customer=customer, state="ready", checked_at=NEXT_DAY, checked_by=cast.owner)
        answers = at_once([
            lambda one=one, pk=sample.pk: one.post(f"/samples/{pk}/send/", values).status_code for one in clients
        ])  # fmt: skip
        assert answers == [302, 302]
        assert Task.objects.count() == number + 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_sweeps_and_a_promise_at_once_leave_no_open_task(
    cast: SimpleNamespace, client_of: Callable[..., Any]
) -> None:
    customer, maker = CustomerFactory(owner=cast.owner), client_of(cast.production)
    for _ in range(ROUNDS):
        proof = ProofFactory(customer=customer, requested_at=shanghai(11, 16, 10))
        at_once([
            lambda: escalate_proofs(at=NEXT_DAY),
            lambda pk=proof.pk: maker.post(f"/samples/production/proofs/{pk}/finish/"),
            lambda: escalate_proofs(at=NEXT_DAY),
        ])  # fmt: skip
        assert Proof.objects.get(pk=proof.pk).state == "ready"
        assert not Task.objects.filter(done_at=None, key__startswith=f"settle_proof:{proof.pk}:").exists()
