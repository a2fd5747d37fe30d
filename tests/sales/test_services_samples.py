"""What the services of samples write, tell and refuse (S86-S90)."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from core import policy
from core.models import AuditEntry, Notification
from customers.models import TimelineEntry
from customers.services import change_owner, share_customer
from followups.models import Task
from sales.models import Sample, SampleState
from sales.policies import SAMPLES
from sales.services import sample_steps as steps
from sales.services import samples as services
from sales.services.sample_refusals import SampleRefused
from sales.services.samples import ArticleValues, SampleValues
from tests.factories import ContactFactory, CustomerFactory, InquiryFactory, ProofFactory, SampleFactory
from tests.followups.helpers import nov, shanghai

NOW = shanghai(11, 16, 10)
LINES = [ArticleValues("46-pc socket set"), ArticleValues("Pliers 8 inch", 2)]
TODAY = nov(16)


@pytest.fixture
def customer(cast):
    return CustomerFactory(owner=cast.owner, name="Basra Trading LLC", grade="C")


def ask(actor, customer, values=None, lines=LINES, **more):
    return services.request_sample(
        actor=actor, customer=customer, values=values or SampleValues(), lines=lines, at=NOW, **more
    )


def told(user):
    return list(Notification.objects.filter(user=user).values_list("message", flat=True))


def events(sample):
    rows = TimelineEntry.objects.filter(ref_type="sales.sample", ref_id=sample.pk).order_by("pk")
    return [row.values["event"] for row in rows]


def verbs(sample):
    rows = AuditEntry.objects.filter(target_type="sales.sample", target_id=str(sample.pk)).order_by("pk")
    return list(rows.values_list("verb", flat=True))


def ready(customer, **values):
    """A sample that was checked and lies ready."""
    return SampleFactory(
        customer=customer, state="ready", checked_at=NOW, checked_by=customer.owner, **values
    )


# ── asking ──────────────────────────────────────────────────────────────────
def test_request_is_free_and_collect_and_waits_for_who_leads(cast, customer):
    sample = ask(cast.owner, customer)
    assert (sample.state, sample.fee, sample.freight, sample.pays_first) == (
        "requested",
        None,
        "collect",
        False,
    )
    assert sample.number == "SMP-2611-001"
    assert [(line.words, line.quantity) for line in sample.lines.all()] == [
        ("46-pc socket set", 1), ("Pliers 8 inch", 2),
    ]  # fmt: skip
    assert verbs(sample) == ["sales.sample_requested"]
    assert events(sample) == ["requested"]
    assert [len(told(user)) for user in (cast.manager, cast.boss, cast.other_manager, cast.owner)] == [
        1,
        0,
        0,
        0,
    ]


def test_who_decides_needs_nobody_elses_word(cast, customer):
    sample = ask(cast.manager, customer)
    assert (sample.state, sample.decided_by) == ("approved", cast.manager)
    assert told(cast.manager) == told(cast.boss) == []


def test_nothing_waits_where_nobody_decides(cast, customer):
    for person in (cast.manager, cast.other_manager, cast.boss):
        person.frozen_at = NOW
        person.save()
    assert ask(cast.owner, customer).state == "approved"


@pytest.mark.parametrize("name", ["teammate", "outsider", "boss", "assistant", "admin", "production"])
def test_who_may_not_write_to_the_customer_asks_for_nothing(cast, customer, name):
    with pytest.raises(PermissionDenied):
        ask(getattr(cast, name), customer)
    assert not Sample.objects.exists()


def test_collaborator_asks_and_who_only_reads_does_not(cast, customer):
    for access, may in (("read", False), ("act", True)):
        share_customer(
            actor=cast.owner, customer=customer, person=cast.outsider, access=access, reason="Fair", until=None, at=NOW
        )  # fmt: skip
        cast.outsider.refresh_from_db()
        if may:
            assert ask(cast.outsider, customer).state == "requested"
        else:
            with pytest.raises(PermissionDenied):
                ask(cast.outsider, customer)


@pytest.mark.parametrize(
    ("values", "field", "code"),
    [
        ({"freight": "account"}, "courier_account", "no_account"),
        ({"e_sample_on": TODAY + timedelta(days=1)}, "e_sample_on", "in_future"),
        (
            {"is_from_production": True, "for_production": "as for BASRA trading llc"},
            "for_production", "names_buyer",
        ),
    ],
)  # fmt: skip
def test_values_that_do_not_fit_are_refused_and_leave_nothing(cast, customer, values, field, code):
    with pytest.raises(SampleRefused) as refused:
        ask(cast.owner, customer, replace(SampleValues(), **values))
    assert (refused.value.field, refused.value.code) == (field, code)
    assert not Sample.objects.exists()
    assert not AuditEntry.objects.filter(verb__startswith="sales.").exists()


def test_what_belongs_to_another_customer_is_refused(cast, customer):
    other = CustomerFactory(owner=cast.owner)
    for more, field in (
        ({"values": SampleValues(contact=ContactFactory(customer=other))}, "contact"),
        ({"inquiry": InquiryFactory(customer=other)}, "inquiry"),
        ({"proof": ProofFactory(customer=other)}, "proof"),
    ):
        with pytest.raises(SampleRefused) as refused:
            ask(cast.owner, customer, **more)
        assert refused.value.field == field


def test_sample_of_nothing_is_none(cast, customer):
    with pytest.raises(SampleRefused):
        ask(cast.owner, customer, lines=[])


def test_limit_of_the_company_asks_for_payment_first(cast, customer):
    policy.change(SAMPLES, {"pay_from_pieces": 10, "pay_from_value": "200"}, actor=cast.boss, at=NOW)
    many, dear = [ArticleValues("Pliers", 10)], SampleValues(value=Decimal(200))
    assert ask(cast.owner, customer, lines=many).pays_first
    assert ask(cast.owner, customer, dear).pays_first
    assert not ask(cast.owner, customer, replace(dear, currency="CNY")).pays_first
    assert not ask(cast.owner, customer).pays_first


# ── deciding ────────────────────────────────────────────────────────────────
def test_approved_and_who_asked_is_told(cast, customer):
    sample = services.approve_sample(actor=cast.manager, sample=ask(cast.owner, customer), at=NOW)
    assert (sample.state, sample.decided_by) == ("approved", cast.manager)
    assert len(told(cast.owner)) == 1
    assert verbs(sample)[-1] == "sales.sample_approved"


def test_refusal_needs_a_reason_and_the_boss_sees_it(cast, customer):
    sample = ask(cast.owner, customer)
    with pytest.raises(SampleRefused):
        services.refuse_sample(actor=cast.manager, sample=sample, reason="  ", at=NOW)
    assert told(cast.boss) == []
    refused = services.refuse_sample(actor=cast.manager, sample=sample, reason="Third one this year", at=NOW)
    assert (refused.state, refused.reason) == ("refused", "Third one this year")
    assert [len(told(user)) for user in (cast.boss, cast.owner, cast.manager)] == [1, 1, 1]
    overruled = services.approve_sample(actor=cast.boss, sample=refused, at=NOW)
    assert (overruled.state, overruled.reason) == ("approved", "")


@pytest.mark.parametrize("name", ["owner", "teammate", "stand_in", "other_manager", "outsider", "admin"])
def test_nobody_else_decides(cast, customer, name):
    sample = ask(cast.owner, customer)
    for decide in (
        lambda: services.approve_sample(actor=getattr(cast, name), sample=sample, at=NOW),
        lambda: services.refuse_sample(actor=getattr(cast, name), sample=sample, reason="No", at=NOW),
    ):
        with pytest.raises(PermissionDenied):
            decide()
    sample.refresh_from_db()
    assert sample.state == "requested"


def test_customer_given_away_meanwhile_is_decided_about_by_the_new_leader(cast, customer):
    sample = ask(cast.owner, customer)
    change_owner(actor=cast.boss, customer=customer, owner=cast.outsider, reason="Speaks French", at=NOW)
    with pytest.raises(PermissionDenied):
        services.approve_sample(actor=cast.manager, sample=sample, at=NOW)
    assert services.approve_sample(actor=cast.other_manager, sample=sample, at=NOW).state == "approved"


# ── on its way ──────────────────────────────────────────────────────────────
def test_sample_made_checked_sent_received_and_judged_has_all_its_days(cast, customer):
    sample = SampleFactory(customer=customer, is_from_production=True)
    steps.start_sample(actor=cast.production, sample=sample, at=NOW)
    steps.finish_sample(actor=cast.production, sample=sample, at=NOW)
    steps.check_sample(actor=cast.production, sample=sample, has_passed=True, note="", at=NOW)
    steps.send_sample(
        actor=cast.owner, sample=sample, carrier="DHL", tracking="1234567890", sent_on=TODAY, expected_on=nov(26), at=NOW
    )  # fmt: skip
    steps.receive_sample(actor=cast.owner, sample=sample, received_on=TODAY, at=NOW)
    done = steps.judge_sample(actor=cast.owner, sample=sample, verdict="good", feedback="Nice finish", at=NOW)
    assert done.state == SampleState.FEEDBACK
    assert None not in (done.started_at, done.finished_at, done.checked_at, done.judged_at)
    assert (done.sent_on, done.received_on, done.carrier) == (TODAY, TODAY, "DHL")
    assert events(sample) == ["sent", "received", "good"]
    assert verbs(sample) == [
        "sales.sample_started", "sales.sample_ready", "sales.sample_checked", "sales.sample_sent",
        "sales.sample_received", "sales.sample_judged",
    ]  # fmt: skip
    assert len(told(cast.owner)) == 1  # it lay ready


def test_failed_check_goes_back_to_production_with_its_reason(cast, customer):
    sample = SampleFactory(customer=customer, state="ready", is_from_production=True)
    with pytest.raises(SampleRefused):
        steps.check_sample(actor=cast.production, sample=sample, has_passed=False, note="", at=NOW)
    back = steps.check_sample(
        actor=cast.production, sample=sample, has_passed=False, note="Scratches", at=NOW
    )
    assert (back.state, back.checked_at, back.check_note) == ("in_production", None, "Scratches")
    again = steps.finish_sample(actor=cast.production, sample=sample, at=NOW)
    assert again.checked_at is None


def send(actor, sample, **values):
    given = {"carrier": "DHL", "tracking": "1", "sent_on": TODAY, "expected_on": nov(26), **values}
    return steps.send_sample(actor=actor, sample=sample, at=NOW, **given)


@pytest.mark.parametrize(
    ("state", "code"),
    [
        ({"checked_at": None, "checked_by": None}, "not_checked"),
        ({"pays_first": True}, "not_paid"),
        ({"state": "approved"}, "not_from_here"),
    ],
)
def test_nothing_leaves_before_check_and_receipt(cast, customer, state, code):
    sample = ready(customer)
    Sample.objects.filter(pk=sample.pk).update(**state)
    with pytest.raises(SampleRefused) as refused:
        send(cast.owner, sample)
    assert refused.value.code == code
    assert not Task.objects.exists()
    assert events(sample) == []


def test_paid_sample_leaves(cast, customer):
    sample = ready(customer, pays_first=True)
    steps.note_payment(actor=cast.owner, sample=sample, paid_on=TODAY, at=NOW)
    assert send(cast.owner, sample).state == "sent"


@pytest.mark.parametrize(
    ("values", "field", "code"),
    [
        ({"sent_on": nov(17)}, "sent_on", "in_future"),
        ({"sent_on": date(2026, 10, 1)}, "sent_on", "before_requested"),
        ({"expected_on": nov(15)}, "expected_on", "before_sent"),
        ({"expected_on": date(2027, 11, 16)}, "expected_on", "too_far"),
    ],
)
def test_days_of_dispatch_have_to_be_possible(cast, customer, values, field, code):
    with pytest.raises(SampleRefused) as refused:
        send(cast.owner, ready(customer), **values)
    assert (refused.value.field, refused.value.code) == (field, code)


def test_received_not_before_it_was_sent_and_not_tomorrow(cast, customer):
    sample = send(cast.owner, ready(customer))
    for day in (nov(15), nov(17)):
        with pytest.raises(SampleRefused):
            steps.receive_sample(actor=cast.owner, sample=sample, received_on=day, at=NOW)


def test_sent_sample_is_followed_on_its_day_and_the_task_ends_with_it(cast, customer):
    sample = send(cast.owner, ready(customer), expected_on=nov(22))  # a Sunday
    task = Task.objects.get()
    assert (task.assignee, task.customer, task.due_on, task.done_at) == (cast.owner, customer, nov(23), None)
    assert task.page_url == sample.get_absolute_url()
    steps.receive_sample(actor=cast.owner, sample=sample, received_on=TODAY, at=NOW)
    task.refresh_from_db()
    assert (task.done_at, task.done_by) == (NOW, cast.owner)


def test_second_click_on_send_is_refused_and_sets_no_second_task(cast, customer):
    sample = send(cast.owner, ready(customer))
    with pytest.raises(SampleRefused) as refused:
        send(cast.owner, sample)
    assert refused.value.code == "not_from_here"
    assert Task.objects.count() == 1


def test_e_sample_is_noted_before_dispatch_only(cast, customer):
    sample = ready(customer)
    steps.note_e_sample(actor=cast.owner, sample=sample, sent_on=TODAY, at=NOW)
    sample.refresh_from_db()
    assert sample.e_sample_on == TODAY
    send(cast.owner, sample)
    with pytest.raises(SampleRefused):
        steps.note_e_sample(actor=cast.owner, sample=sample, sent_on=TODAY, at=NOW)


def test_cancelled_with_a_reason_and_never_after_dispatch(cast, customer):
    with pytest.raises(SampleRefused):
        steps.cancel_sample(actor=cast.owner, sample=ready(customer), reason="", at=NOW)
    gone = steps.cancel_sample(actor=cast.owner, sample=ready(customer), reason="Project stopped", at=NOW)
    assert (gone.state, gone.reason) == ("cancelled", "Project stopped")
    with pytest.raises(SampleRefused):
        steps.cancel_sample(
            actor=cast.owner, sample=send(cast.owner, ready(customer)), reason="Too late", at=NOW
        )


@pytest.mark.parametrize("name", ["teammate", "outsider", "boss", "admin", "assistant", "production"])
def test_nobody_else_sends_or_judges(cast, customer, name):
    actor, sample = getattr(cast, name), ready(customer)
    with pytest.raises(PermissionDenied):
        send(actor, sample)
    with pytest.raises(PermissionDenied):
        steps.note_payment(actor=actor, sample=sample, paid_on=TODAY, at=NOW)
    sample.refresh_from_db()
    assert (sample.state, sample.paid_on) == ("ready", None)


def test_production_makes_only_what_is_asked_of_it(cast, customer):
    sample = SampleFactory(customer=customer)  # from the sample room
    with pytest.raises(PermissionDenied):
        steps.finish_sample(actor=cast.production, sample=sample, at=NOW)


# ── changing ────────────────────────────────────────────────────────────────
def edit(actor, sample, values=None, lines=LINES, version=1):
    return services.edit_sample(
        actor=actor, sample=sample, values=values or SampleValues(), lines=lines, version=version, at=NOW
    )


def test_edited_sample_says_what_changed_and_is_checked_again(cast, customer):
    sample = edit(cast.owner, ready(customer), SampleValues(freight="prepaid"))
    assert (sample.freight, sample.checked_at, sample.version) == ("prepaid", None, 2)
    entry = AuditEntry.objects.get(verb="sales.sample_edited")
    assert set(entry.fields.split(",")) == {"freight", "lines"}


def test_edit_of_the_note_keeps_the_check(cast, customer):
    sample = ready(customer)
    lines = [ArticleValues(line.words, line.quantity) for line in sample.lines.all()]
    assert edit(cast.owner, sample, SampleValues(note="By sea"), lines).checked_at is not None


def test_stale_edit_and_edit_after_dispatch_are_refused(cast, customer):
    sample = ready(customer)
    with pytest.raises(SampleRefused) as stale:
        edit(cast.owner, sample, version=7)
    sent = send(cast.owner, sample)
    with pytest.raises(SampleRefused) as late:
        edit(cast.owner, sent, version=sent.version)
    assert (stale.value.code, late.value.code) == ("stale", "not_from_here")
