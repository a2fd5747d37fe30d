"""The open pool (公海): giving back by hand, taking out, its list (rules.md §6, trust.md C2)."""

from collections.abc import Callable
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.utils import timezone

from accounts.models import User
from core import policy
from core.models import AuditEntry, Notification, PolicySetting
from customers.models import Customer, OwnerPeriod, PoolWarning, TimelineEntry
from customers.policies import POOL, RECYCLING, PoolPolicy, RecyclePolicy
from customers.services import (
    PoolRefused,
    can_claim,
    change_owner,
    claim_customer,
    claims_of_week,
    release_customers,
)
from followups.models import Task
from tests.factories import AT, AbsenceFactory, CustomerFactory, InquiryFactory, TaskFactory

ClientOf = Callable[[User], Client]
Open = Callable[..., None]
DAY = timedelta(days=1)
REASON = "No answer for a year"


@pytest.fixture
def open_pool(cast: SimpleNamespace) -> Open:
    """Switch the pool on: `open_pool(cooling_off_days=30)`."""

    def switch_on(**figures: Any) -> None:
        values = {"is_on": True, "claims_per_week": 2, **figures}
        policy.change(POOL, values, actor=cast.boss, at=AT)

    return switch_on


@pytest.fixture
def customer(cast: SimpleNamespace) -> Customer:
    row: Customer = CustomerFactory(owner=cast.owner, next_due_on=AT.date())
    return row


def release(actor: User, *customers: Customer, reason: str = REASON, at: Any = AT) -> int:
    return release_customers(actor=actor, customers=customers, reason=reason, at=at)


# ── giving back ─────────────────────────────────────────────────────────────
def test_released_customer_is_nobodys_with_history_audit_and_no_date(cast, open_pool, customer):
    open_pool()
    closed = InquiryFactory(customer=customer, owner=cast.owner, state="lost")
    task = TaskFactory(assignee=cast.owner, customer=customer)
    assert release(cast.owner, customer) == 1
    for row in (customer, closed, task):
        row.refresh_from_db()
    assert (customer.owner, customer.next_due_on, closed.owner, task.assignee) == (
        None,
        None,
        None,
        cast.manager,
    )
    assert OwnerPeriod.objects.get(customer=customer).ended_at == AT
    entry = TimelineEntry.objects.get(customer=customer, kind="owner")
    assert (entry.actor, entry.text, entry.values) == (
        cast.owner,
        REASON,
        {"before": cast.owner.full_name, "after": ""},
    )
    assert AuditEntry.objects.get(verb="customers.released").actor_id == cast.owner.pk
    assert Notification.objects.count() == 0


def test_second_release_changes_nothing(cast, open_pool, customer):
    open_pool()
    assert [release(cast.owner, customer), release(cast.owner, customer)] == [1, 0]
    assert AuditEntry.objects.filter(verb="customers.released").count() == 1


def test_manager_releases_many_at_once_and_their_owners_are_told(cast, open_pool, django_assert_num_queries):
    open_pool()
    rows = [CustomerFactory(owner=owner) for owner in (cast.owner, cast.owner, cast.teammate)]
    assert release(cast.manager, *rows) == 3
    assert Customer.objects.filter(owner=None).count() == 3
    told = Notification.objects.order_by("user").values_list("user", flat=True)
    assert sorted(told) == sorted([cast.owner.pk, cast.owner.pk, cast.teammate.pk])


@pytest.mark.parametrize("count", [1, 3])
def test_release_has_its_number_of_statements(cast, open_pool, django_assert_num_queries, count):
    open_pool()
    rows = [CustomerFactory(owner=cast.owner) for _ in range(count)]
    with django_assert_num_queries(23):
        release(cast.manager, *rows)


@pytest.mark.parametrize("who", ["teammate", "stand_in", "outsider", "other_manager", "assistant", "admin"])
def test_who_neither_owns_nor_gives_out_does_not_release(cast, open_pool, customer, who):
    open_pool()
    AbsenceFactory(user=cast.owner, stand_in=cast.stand_in)
    with pytest.raises(PermissionDenied):
        release(
            getattr(cast, who),
            CustomerFactory(owner=getattr(cast, who)) if who == "teammate" else customer,
            customer,
        )
    assert (
        Customer.objects.filter(owner=None).count(),
        AuditEntry.objects.filter(verb="customers.released").count(),
    ) == (0, 0)


def test_open_inquiry_keeps_a_customer_out_of_the_pool_whoever_asks(cast, open_pool, customer):
    open_pool()
    Customer.objects.filter(pk=customer.pk).update(open_inquiries=1)
    for actor in (cast.owner, cast.manager, cast.boss):
        with pytest.raises(PoolRefused) as refused:
            release(actor, CustomerFactory(owner=cast.owner), customer)
        assert (refused.value.code, refused.value.customer) == ("inquiry", customer)
        if actor != cast.owner:
            with pytest.raises(ValidationError):
                change_owner(actor=actor, customer=customer, owner=None, reason=REASON, at=AT)
    assert Customer.objects.filter(owner=None).count() == 0


@pytest.mark.parametrize("flag", ["is_key", "is_seed"])
def test_key_and_seed_customers_are_the_managers_to_let_go(cast, open_pool, flag):
    open_pool()
    customer = CustomerFactory(owner=cast.owner, **{flag: True})
    with pytest.raises(PoolRefused) as refused:
        release(cast.owner, customer)
    assert (refused.value.code, release(cast.manager, customer)) == ("flag", 1)


def test_release_needs_a_reason_and_an_open_pool(cast, open_pool, customer):
    with pytest.raises(PoolRefused) as refused:
        release(cast.owner, customer)
    assert refused.value.code == "closed"
    open_pool()
    with pytest.raises(ValidationError):
        release(cast.owner, customer, reason="  ")
    assert Customer.objects.get(pk=customer.pk).owner == cast.owner


# ── taking out ──────────────────────────────────────────────────────────────
def test_claim_makes_it_ones_own_protected_and_counted(cast, open_pool):
    open_pool(protected_days=14)
    customer = CustomerFactory(owner=None)
    claim_customer(actor=cast.outsider, customer=customer, at=AT)
    customer.refresh_from_db()
    period = OwnerPeriod.objects.get(customer=customer)
    assert (customer.owner, period.is_claim, period.protected_until) == (
        cast.outsider,
        True,
        date(2026, 11, 30),
    )
    assert claims_of_week(cast.outsider, at=AT) == 1
    claim_customer(actor=cast.outsider, customer=customer, at=AT)
    assert claims_of_week(cast.outsider, at=AT) == 1


def test_claim_beyond_the_weeks_number_is_refused_until_monday(cast, open_pool):
    open_pool()
    rows = [CustomerFactory(owner=None) for _ in range(3)]
    for row in rows[:2]:
        claim_customer(actor=cast.outsider, customer=row, at=AT)
    with pytest.raises(PoolRefused) as refused:
        claim_customer(actor=cast.outsider, customer=rows[2], at=AT + 6 * DAY)
    assert (refused.value.code, Customer.objects.filter(owner=None).count()) == ("limit", 1)
    claim_customer(actor=cast.outsider, customer=rows[2], at=AT + 7 * DAY)
    assert Customer.objects.filter(owner=cast.outsider).count() == 3


def test_former_owner_cools_off_and_others_do_not(cast, open_pool, customer):
    open_pool(cooling_off_days=30)
    release(cast.owner, customer)
    with pytest.raises(PoolRefused) as refused:
        claim_customer(actor=cast.owner, customer=customer, at=AT + 29 * DAY)
    assert refused.value.code == "cooling"
    assert (can_claim(cast.owner, customer, at=AT + 29 * DAY), can_claim(cast.outsider, customer, at=AT)) == (
        False,
        True,
    )
    claim_customer(actor=cast.owner, customer=customer, at=AT + 30 * DAY)
    assert Customer.objects.get(pk=customer.pk).owner == cast.owner


def test_cooling_off_that_is_not_set_lets_the_former_owner_at_once(cast, open_pool, customer):
    open_pool()
    release(cast.owner, customer)
    claim_customer(actor=cast.owner, customer=customer, at=AT)
    assert Customer.objects.get(pk=customer.pk).owner == cast.owner


def test_customer_that_somebody_took_or_a_closed_pool_is_refused(cast, open_pool, customer):
    free = CustomerFactory(owner=None)
    for row, code in ((customer, "taken"), (free, "closed")):
        with pytest.raises(PoolRefused) as refused:
            claim_customer(actor=cast.outsider, customer=row, at=AT)
        assert refused.value.code == code
    open_pool()
    with pytest.raises(PermissionDenied):
        claim_customer(actor=cast.manager, customer=free, at=AT)


# ── pages ───────────────────────────────────────────────────────────────────
def test_pool_that_is_off_says_what_it_is(cast, client_of: ClientOf):
    html = client_of(cast.owner).get("/customers/pool/").content.decode()
    assert ("The open pool is off" in html, "Take out" in html) == (True, False)


def test_pool_shows_since_when_why_how_often_and_to_leaders_after_whom(cast, client_of, open_pool, customer):
    open_pool(cooling_off_days=30)
    release(cast.owner, customer, at=timezone.now())
    for who, is_leader in (("outsider", False), ("manager", True)):
        html = client_of(getattr(cast, who)).get("/customers/pool/").content.decode()
        assert (REASON in html, cast.owner.short_name in html, "Give out" in html) == (
            True,
            is_leader,
            is_leader,
        )
        assert ("Take out" in html) != is_leader
    own = client_of(cast.owner).get("/customers/pool/")
    assert ("again from" in own.content.decode(), own.context["found"].rows[0].times) == (True, 1)


@pytest.mark.parametrize("count", [1, 3])
def test_pool_has_its_number_of_queries(cast, client_of, open_pool, django_assert_num_queries, count):
    open_pool()
    rows = [CustomerFactory(owner=cast.owner) for _ in range(count)]
    release(cast.manager, *rows)
    client = client_of(cast.outsider)
    client.get("/customers/pool/")
    with django_assert_num_queries(10):
        assert len(client.get("/customers/pool/").context["found"].rows) == count


def test_pool_is_filtered(cast, client_of, open_pool):
    open_pool()
    wanted = CustomerFactory(owner=None, grade="B", country="FR")
    CustomerFactory(owner=None, grade="C", country="FR")
    CustomerFactory(owner=None, grade="B", country="US")
    client = client_of(cast.outsider)
    found = client.get("/customers/pool/", {"grade": "B", "country": "FR", "q": wanted.name[:9]}).context[
        "found"
    ]
    assert [row.customer for row in found.rows] == [wanted]
    nonsense = client.get("/customers/pool/", {"grade": "Z", "country": "??", "after": "nonsense"}).context[
        "found"
    ]
    assert len(nonsense.rows) == 3


def test_claim_button_climbs_the_ladder(cast, client_of, open_pool, customer):
    open_pool(claims_per_week=1)
    free, other = CustomerFactory(owner=None), CustomerFactory(owner=None)
    url = f"/customers/{free.pk}/claim/"
    client = client_of(cast.outsider)
    assert [client.get(url).status_code, client_of(cast.assistant).post(url).status_code] == [405, 403]
    assert client_of(cast.manager).post(url).status_code == 403
    answer = client.post(url)
    assert (answer.status_code, answer["Location"]) == (302, free.get_absolute_url())
    assert client_of(cast.teammate).post(url).status_code == 404
    late = client.post(f"/customers/{other.pk}/claim/", follow=True)
    assert "You have taken out as many customers this week as one may." in late.content.decode()
    assert Customer.objects.get(pk=other.pk).owner is None


def test_release_page_gives_back_and_says_why_it_does_not(cast, client_of, open_pool, customer):
    open_pool()
    client, url = client_of(cast.owner), f"/customers/{customer.pk}/release/"
    assert client.get(url).status_code == 200
    Customer.objects.filter(pk=customer.pk).update(open_inquiries=1)
    refused = client.post(url, {"reason": REASON})
    assert (
        refused.status_code,
        "has an open inquiry" in refused.content.decode(),
        REASON in refused.content.decode(),
    ) == (422, True, True)
    Customer.objects.filter(pk=customer.pk).update(open_inquiries=0)
    assert client.post(url, {"reason": ""}).status_code == 422
    assert client.post(url, {"reason": REASON}).status_code == 302
    assert Customer.objects.get(pk=customer.pk).owner is None


def test_bulk_release_is_all_or_none(cast, client_of, open_pool):
    open_pool()
    rows = [CustomerFactory(owner=owner) for owner in (cast.owner, cast.teammate)]
    busy = CustomerFactory(owner=cast.owner, open_inquiries=1)
    client = client_of(cast.manager)
    data = {"action": "release", "reason": REASON, "customer": [rows[0].pk, busy.pk]}
    assert "has an open inquiry" in client.post("/customers/bulk/", data, follow=True).content.decode()
    assert Customer.objects.filter(owner=None).count() == 0
    assert client.post("/customers/bulk/", data | {"customer": [row.pk for row in rows]}).status_code == 302
    assert Customer.objects.filter(owner=None).count() == 2
    assert (
        client_of(cast.boss)
        .post("/customers/bulk/", data | {"customer": [busy.pk], "reason": ""})
        .status_code
        == 302
    )
    assert Customer.objects.filter(owner=None).count() == 2


def test_warning_stands_on_the_customers_page_until_it_is_contacted(cast, client_of, open_pool, customer):
    open_pool()
    why = {"rule": "idle", "count": 30, "since": "2026-10-01"}
    PoolWarning.objects.create(
        customer=customer, owner=cast.owner, warned_on=AT.date(), goes_on=AT.date() + 7 * DAY, why=why
    )  # fmt: skip
    client = client_of(cast.owner)
    html = client.get(customer.get_absolute_url()).content.decode()
    assert ("Goes to the open pool on" in html, "30 working days without a contact" in html) == (True, True)
    listed = client.get("/customers/?leaving=1").context["listing"].rows
    assert [row.customer for row in listed] == [customer]
    Customer.objects.filter(pk=customer.pk).update(last_contact_at=AT)
    assert "Goes to the open pool on" not in client.get(customer.get_absolute_url()).content.decode()
    assert client.get("/customers/?leaving=1").context["listing"].rows == []


# ── settings ────────────────────────────────────────────────────────────────
RULES_PAGE, POOL_PAGE = f"/settings/policy/{RECYCLING}/", f"/settings/policy/{POOL}/"


def test_rules_are_set_by_grade_and_stage_and_emptied_again(cast, client_of):
    client = client_of(cast.boss)
    assert policy.get(RECYCLING, RecyclePolicy) == RecyclePolicy()
    data = {"rounds_a": "3", "idle_d": "60", "stages": ["new", "contacted"]}
    assert client.post(RULES_PAGE, data).status_code == 302
    found = policy.get(RECYCLING, RecyclePolicy)
    assert found == RecyclePolicy(rounds_a=3, idle_d=60, stages=("new", "contacted"))
    assert client.get(RULES_PAGE).context["form"].initial["stages"] == ["new", "contacted"]
    version = PolicySetting.objects.get(section=RECYCLING).version
    assert client.post(RULES_PAGE, {"version": version}).status_code == 302
    assert policy.get(RECYCLING, RecyclePolicy) == RecyclePolicy()


@pytest.mark.parametrize(("data", "wrong"), [
    ({"rounds_a": "3"}, "stages"), ({"rounds_a": "0", "stages": "new"}, "rounds_a"), ({"stages": "sold"}, "stages"),
])  # fmt: skip
def test_rules_that_do_nothing_or_are_no_rules_are_refused(cast, client_of, data, wrong):
    answer = client_of(cast.boss).post(RULES_PAGE, data)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [wrong])
    assert PolicySetting.objects.count() == 0


def test_pool_needs_its_claims_only(cast, client_of):
    data = {"is_on": "on", "claims_per_week": "2", "cooling_off_days": "30", "protected_days": "14"}
    assert client_of(cast.manager).post(POOL_PAGE, data).status_code == 302
    assert policy.get(POOL, PoolPolicy) == PoolPolicy(
        is_on=True, claims_per_week=2, cooling_off_days=30, protected_days=14
    )  # fmt: skip


@pytest.mark.parametrize("figures", [{"rounds_b": 0}, {"idle_c": 1000}])
def test_impossible_figures_make_no_policy(figures):
    with pytest.raises(ValueError, match="Between 1 and 999"):
        RecyclePolicy(**figures)


def test_tasks_of_a_person_without_a_manager_stay(cast, open_pool):
    open_pool()
    loner = CustomerFactory().owner
    customer = CustomerFactory(owner=loner)
    task = TaskFactory(assignee=loner, customer=customer)
    release(loner, customer)
    assert Task.objects.get(pk=task.pk).assignee == loner
