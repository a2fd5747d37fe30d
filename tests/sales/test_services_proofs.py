"""What the services of proofs write, tell and refuse, and who is asked for a date that nobody named (S91)."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import policy
from core.models import AuditEntry, Notification
from customers.models import TimelineEntry
from followups.models import Task
from sales.models import Proof
from sales.policies import PROOFS
from sales.selectors.production import read_work_list
from sales.selectors.waiting import samples_waiting, work_waiting
from sales.services import proofs as services
from sales.services.proofs import ProofValues, escalate_proofs
from sales.services.sample_refusals import SampleRefused
from tests.budgets import ROWS
from tests.factories import CustomerFactory, DepartmentRequestFactory, ProofFactory, SampleFactory
from tests.followups.helpers import nov, shanghai

NOW = shanghai(11, 16, 10)
VALUES = ProofValues(words="Pliers 8 inch", text="Blue handle, matt")
NEXT_DAY, THIRD_DAY = shanghai(11, 17, 10, 5), shanghai(11, 18, 10, 5)


@pytest.fixture
def customer(cast):
    return CustomerFactory(owner=cast.owner, name="Basra Trading LLC")


@pytest.fixture
def proof(cast, customer):
    return services.request_proof(actor=cast.owner, customer=customer, values=VALUES, at=NOW)


def told(user):
    return Notification.objects.filter(user=user).count()


def promise(actor, proof, day=20, at=NOW, **more):
    return services.promise_proof(actor=actor, proof=proof, promised_on=nov(day), at=at, **more)


def test_request_asks_production_what_and_not_for_whom(cast, customer, proof):
    assert (proof.state, proof.number) == ("requested", "PRF-2611-001")
    assert (proof.promise_by_at, proof.boss_by_at) == (shanghai(11, 17, 10), shanghai(11, 18, 10))
    notice = Notification.objects.get(user=cast.production)
    assert "Basra" not in f"{notice.message}{notice.values}{notice.url}"
    assert TimelineEntry.objects.get(ref_type="sales.proof").customer == customer


@pytest.mark.parametrize("field", ["words", "text"])
def test_buyer_in_the_words_is_refused(cast, customer, field):
    values = ProofValues(**{"words": "Pliers", "text": "Blue", field: "Logo of Basra Trading LLC"})
    with pytest.raises(SampleRefused) as refused:
        services.request_proof(actor=cast.owner, customer=customer, values=values, at=NOW)
    assert (refused.value.field, refused.value.code) == (field, "names_buyer")
    assert not Proof.objects.exists()


def test_promise_tells_the_owner_and_another_date_needs_a_reason(cast, proof):
    promised = promise(cast.production, proof)
    assert (promised.state, promised.promised_on, promised.moved) == ("promised", nov(20), 0)
    assert told(cast.owner) == 1
    with pytest.raises(SampleRefused):
        promise(cast.production, proof, 24)
    moved = promise(cast.production, proof, 24, reason="Steel is late")
    assert (moved.promised_on, moved.moved, moved.moved_why) == (nov(24), 1, "Steel is late")
    assert promise(cast.production, proof, 24).moved == 1  # the same day again is nothing new


@pytest.mark.parametrize(("day", "code"), [(15, "date_passed")])
def test_promise_lies_ahead(cast, proof, day, code):
    with pytest.raises(SampleRefused) as refused:
        promise(cast.production, proof, day)
    assert refused.value.code == code


@pytest.mark.parametrize("name", ["teammate", "outsider", "assistant", "admin", "boss"])
def test_nobody_else_promises_or_cancels(cast, proof, name):
    actor = getattr(cast, name)
    for do in (
        lambda: promise(actor, proof),
        lambda: services.finish_proof(actor=actor, proof=proof, at=NOW),
        lambda: services.cancel_proof(actor=actor, proof=proof, reason="No", at=NOW),
    ):
        with pytest.raises(PermissionDenied):
            do()


def test_production_neither_seals_nor_cancels(cast, proof):
    services.finish_proof(actor=cast.production, proof=proof, at=NOW)
    for do in (
        lambda: services.seal_proof(actor=cast.production, proof=proof, at=NOW),
        lambda: services.rework_proof(actor=cast.production, proof=proof, verdict="Other", at=NOW),
        lambda: services.cancel_proof(actor=cast.production, proof=proof, reason="No", at=NOW),
    ):
        with pytest.raises(PermissionDenied):
            do()


def test_proof_made_sealed_and_one_made_otherwise(cast, proof):
    promise(cast.production, proof)
    services.finish_proof(actor=cast.production, proof=proof, at=NOW)
    again = services.rework_proof(actor=cast.owner, proof=proof, verdict="Handle longer", at=NEXT_DAY)
    assert (again.state, again.promised_on, again.asked_at) == ("requested", None, NEXT_DAY)
    services.finish_proof(actor=cast.production, proof=proof, at=NEXT_DAY)
    sealed = services.seal_proof(actor=cast.owner, proof=proof, verdict="Perfect", at=NEXT_DAY)
    assert (sealed.state, sealed.verdict) == ("sealed", "Perfect")
    with pytest.raises(SampleRefused):
        services.cancel_proof(actor=cast.owner, proof=proof, reason="Late", at=NEXT_DAY)


# ── nobody names a date ─────────────────────────────────────────────────────
def test_manager_then_boss_once_each(cast, proof):
    assert escalate_proofs(at=shanghai(11, 17, 9, 59)) == {"manager": 0, "boss": 0}
    assert escalate_proofs(at=NEXT_DAY) == {"manager": 1, "boss": 0}
    assert escalate_proofs(at=NEXT_DAY) == {"manager": 0, "boss": 0}
    task = Task.objects.get()
    assert (task.assignee, task.page_url, task.due_on) == (cast.manager, proof.get_absolute_url(), nov(17))
    assert [told(user) for user in (cast.manager, cast.boss)] == [1, 0]
    assert escalate_proofs(at=THIRD_DAY) == {"manager": 0, "boss": 1}
    assert escalate_proofs(at=THIRD_DAY) == {"manager": 0, "boss": 0}
    assert [told(user) for user in (cast.manager, cast.boss)] == [1, 1]
    assert AuditEntry.objects.filter(verb="sales.proof_escalated").count() == 2
    promise(cast.production, proof, at=THIRD_DAY)
    task.refresh_from_db()
    assert (task.done_at, task.done_by) == (THIRD_DAY, cast.production)


def test_outside_the_windows_nothing_goes_out(cast, proof):
    assert escalate_proofs(at=shanghai(11, 17, 12)) == {"manager": 0, "boss": 0}


def test_where_only_the_boss_leads_the_boss_sees_it_at_once(cast, proof):
    cast.manager.frozen_at = NOW
    cast.manager.save()
    assert escalate_proofs(at=NEXT_DAY) == {"manager": 0, "boss": 1}
    assert escalate_proofs(at=THIRD_DAY) == {"manager": 0, "boss": 0}
    assert not Task.objects.exists()


def test_promised_cancelled_and_late_sweeps_ask_nobody(cast, customer, proof):
    promise(cast.production, proof)
    gone = services.request_proof(actor=cast.owner, customer=customer, values=VALUES, at=NOW)
    services.cancel_proof(actor=cast.owner, proof=gone, reason="No project", at=NOW)
    assert escalate_proofs(at=shanghai(11, 23, 10)) == {"manager": 0, "boss": 0}


def test_a_sweep_that_was_late_lets_the_manager_have_a_turn_first(cast, proof):
    late = shanghai(11, 25, 10)
    assert escalate_proofs(at=late) == {"manager": 1, "boss": 0}
    assert escalate_proofs(at=late + timedelta(minutes=15)) == {"manager": 0, "boss": 1}


def test_reworked_proof_is_asked_for_anew(cast, proof):
    escalate_proofs(at=NEXT_DAY)
    services.finish_proof(actor=cast.production, proof=proof, at=NEXT_DAY)
    services.rework_proof(actor=cast.owner, proof=proof, verdict="Longer", at=NEXT_DAY)
    assert escalate_proofs(at=shanghai(11, 18, 10, 10)) == {"manager": 1, "boss": 0}
    assert Task.objects.filter(done_at=None).count() == 1


def test_company_sets_the_days(cast, customer):
    policy.change(PROOFS, {"promise_within_days": 2, "boss_after_days": 3}, actor=cast.boss, at=NOW)
    proof = services.request_proof(actor=cast.owner, customer=customer, values=VALUES, at=NOW)
    assert (proof.promise_by_at, proof.boss_by_at) == (shanghai(11, 18, 10), shanghai(11, 21, 10))


@pytest.mark.parametrize("rows", ROWS)
def test_sweep_asks_as_often_for_many_as_for_few(cast, customer, rows):
    for _ in range(rows):
        ProofFactory(customer=customer, requested_at=NOW)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        escalate_proofs(at=NEXT_DAY)
    assert len(queries) == 18


# ── what production and Today read ──────────────────────────────────────────
@pytest.mark.parametrize("rows", ROWS)
def test_work_list_reads_four_times_whatever_there_is(cast, customer, rows, django_assert_num_queries):
    for _ in range(rows):
        ProofFactory(customer=customer)
        ProofFactory(customer=customer, state="promised", promised_on=nov(20))
        SampleFactory(customer=customer, is_from_production=True)
        DepartmentRequestFactory(author=cast.owner, to=cast.production)
    with django_assert_num_queries(5):  # the articles of the samples apart
        work = read_work_list(cast.production, NOW)
        assert work.count == 4 * rows
        for proof in [*work.undated, *work.promised]:
            assert str(proof.product or proof.words)
    assert "customer_id" in work.undated[0].get_deferred_fields()


def test_today_shows_what_is_to_be_done_to_who_answers(cast, customer):
    SampleFactory(customer=customer, state="ready", number="SMP-1")
    SampleFactory(customer=customer, state="sent", number="SMP-2")
    ProofFactory(customer=customer, state="promised", promised_on=nov(12), number="PRF-1")
    ProofFactory(customer=customer, state="promised", promised_on=nov(20), number="PRF-2")
    ProofFactory(customer=customer, state="ready", number="PRF-3")
    DepartmentRequestFactory(author=cast.owner, state="answered", number="REQ-1")
    DepartmentRequestFactory(author=cast.teammate, number="REQ-2")
    rows = samples_waiting(cast.owner, cast.owner, nov(16))
    assert [row.words for row in rows] == [
        "Late: proof PRF-1", "Ready: show the buyer proof PRF-3", "Send sample SMP-1", "Answered: request REQ-1",
    ]  # fmt: skip
    assert (rows[0].state, rows[0].count, rows[0].note) == ("overdue", 3, "Basra Trading LLC")
    assert [samples_waiting(user, user, nov(16)) for user in (cast.teammate, cast.admin, cast.boss)] == [
        [],
        [],
        [],
    ]


def test_production_sees_on_today_what_it_makes(cast, customer):
    ProofFactory(customer=customer, number="PRF-1")
    SampleFactory(customer=customer, is_from_production=True, number="SMP-1")
    SampleFactory(customer=customer, number="SMP-2")
    words = [row.words for row in work_waiting(cast.production, cast.production, nov(16))]
    assert words == ["Name a date: proof PRF-1", "Make sample SMP-1"]
    assert list(work_waiting(cast.owner, cast.owner, nov(16))) == []
