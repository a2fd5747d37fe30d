"""Collaborators on a customer (共享客户): who shares, what it lets one see and do, and how it ends."""

import threading
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.test import Client

from accounts.models import User
from accounts.scoping import ScopedQuerySet, scope_of
from core import policy
from core.models import AuditEntry, Notification
from customers.filters import ListQuery
from customers.models import Customer, CustomerShare, TimelineEntry
from customers.permissions import can_edit_customer, can_grade_customer, can_read_private
from customers.policies import POOL
from customers.selectors.exporting import read_ids
from customers.services import change_owner, end_share, settle_shares, share_customer
from followups.models import DateByHand, FollowUp, Task
from followups.permissions import can_judge
from inquiries.models import Inquiry
from inquiries.permissions import can_act
from tests.factories import (
    AT,
    AbsenceFactory,
    ContactFactory,
    CustomerFactory,
    FollowUpFactory,
    InquiryFactory,
    TaskFactory,
    TimelineEntryFactory,
)
from tests.security.races import run_together

ClientOf = Callable[[User], Client]
REASON = "Speaks Spanish"


@pytest.fixture
def customer(cast: SimpleNamespace) -> Customer:
    row: Customer = CustomerFactory(owner=cast.owner)
    return row


@pytest.fixture
def share(cast: SimpleNamespace, customer: Customer) -> Callable[..., CustomerShare]:
    """Share the customer of `owner` with `outsider`, who is read anew: `share(access="act")`."""

    def make(
        access: str = "read", *, actor: Any = None, person: Any = None, until: Any = None, at: Any = AT
    ) -> Any:
        person = person or cast.outsider
        made = share_customer(
            actor=actor or cast.owner, customer=customer, person=person, access=access, reason=REASON, until=until, at=at
        )  # fmt: skip
        person.refresh_from_db()
        return made

    return make


def sees(user: User, at: Any = AT) -> set[int]:
    return set(Customer.objects.in_scope(scope_of(user, at)).values_list("pk", flat=True))


def test_share_is_written_with_history_audit_and_notice(cast, customer, share):
    made = share("act", until=AT.date())
    entry = TimelineEntry.objects.get(customer=customer, kind="share")
    assert (entry.actor, entry.text, entry.values) == (
        cast.owner, REASON, {"person": cast.outsider.full_name, "event": "act", "until": "2026-11-16"},
    )  # fmt: skip
    audited = AuditEntry.objects.get(verb="customers.shared")
    assert (audited.actor_id, audited.target_id, made.may_act) == (cast.owner.pk, str(customer.pk), True)
    assert list(Notification.objects.values_list("user", flat=True)) == [cast.outsider.pk]


@pytest.mark.parametrize("access", ["read", "act"])
def test_shared_customer_is_seen_with_all_that_hangs_on_it(cast, customer, share, access):
    inquiry = InquiryFactory(customer=customer, owner=cast.owner)
    contact, entry = ContactFactory(customer=customer), TimelineEntryFactory(customer=customer)
    follow_up = FollowUpFactory(customer=customer, by=cast.owner)
    TaskFactory(assignee=cast.outsider, customer=customer)
    rows = (customer, inquiry, contact, entry, follow_up)
    before = [type(row).objects.visible_to(cast.outsider).filter(pk=row.pk).exists() for row in rows]
    share(access, at=AT)
    after = [type(row).objects.visible_to(cast.outsider).filter(pk=row.pk).exists() for row in rows]
    assert (before, after) == ([False] * 5, [True] * 5)
    assert Task.objects.visible_to(cast.outsider).count() == 1
    assert (
        FollowUp.objects.visible_to(cast.teammate).count(),
        Inquiry.objects.visible_to(cast.teammate).count(),
    ) == (0, 0)


def test_reader_reads_and_actor_acts_but_neither_leads(cast, customer, share):
    inquiry = InquiryFactory(customer=customer, owner=cast.owner)
    rights = []
    for access in ("read", "act"):
        share(access)
        user = User.objects.get(pk=cast.outsider.pk)
        rights.append(
            (can_edit_customer(user, customer, AT), can_act(user, inquiry), can_grade_customer(user, customer),
             can_read_private(user, customer))
        )  # fmt: skip
    assert rights == [(False, False, False, False), (True, True, False, False)]


def test_second_share_takes_the_place_of_the_first(cast, customer, share):
    first, second = share("read"), share("act")
    first.refresh_from_db()
    assert (first.ended_at, first.ended_by, second.ended_at) == (AT, cast.owner, None)
    assert CustomerShare.objects.filter(ended_at=None).count() == 1


def test_share_holds_from_its_first_moment_to_its_last_day(cast, customer, share):
    share(until=AT.date() + timedelta(days=2))
    held = [customer.pk in sees(cast.outsider, AT + timedelta(days=days)) for days in range(4)]
    assert held == [True, True, True, False]


def test_ended_share_lets_nothing_be_seen_and_leaves_no_mark(cast, customer, share):
    made = share()
    assert (cast.outsider.has_shares, customer.pk in sees(cast.outsider)) == (True, True)
    end_share(actor=cast.manager, share=made, at=AT)
    end_share(actor=cast.manager, share=made, at=AT + timedelta(hours=1))
    cast.outsider.refresh_from_db()
    made.refresh_from_db()
    assert (cast.outsider.has_shares, sees(cast.outsider)) == (False, set())
    assert (made.ended_at, made.ended_by) == (AT, cast.manager)
    assert AuditEntry.objects.filter(verb="customers.share_ended").count() == 1
    told = Notification.objects.get(key=f"share-ended:{made.pk}")
    assert (told.user, str(customer) in str(told.values)) == (cast.outsider, False)


def test_mark_stays_while_another_customer_is_shared(cast, customer, share):
    made = share()
    other = CustomerFactory(owner=cast.teammate)
    share_customer(
        actor=cast.teammate, customer=other, person=cast.outsider, access="read", reason=REASON, until=None, at=AT
    )  # fmt: skip
    end_share(actor=cast.owner, share=made, at=AT)
    cast.outsider.refresh_from_db()
    assert (cast.outsider.has_shares, sees(cast.outsider)) == (True, {other.pk})


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_mark_stays_when_another_customer_is_shared_at_the_same_moment(cast, customer, share):
    """One share is ended while another is written, not saved yet: the person keeps the mark, and sees it."""
    other, first = CustomerFactory(owner=cast.owner), share()
    is_written, may_save = threading.Event(), threading.Event()

    def give() -> None:
        with transaction.atomic():
            share_customer(
                actor=cast.owner, customer=other, person=cast.outsider, access="read", reason=REASON, until=None, at=AT
            )  # fmt: skip
            is_written.set()
            may_save.wait(1)

    def take() -> None:
        is_written.wait(10)
        end_share(actor=cast.owner, share=first, at=AT)

    run_together([give, take])
    assert scope_of(User.objects.get(pk=cast.outsider.pk), AT).shared == {other.pk}


def test_person_gives_a_share_back_and_a_stranger_does_not(cast, customer, share):
    made = share("act")
    with pytest.raises(PermissionDenied):
        end_share(actor=cast.teammate, share=made, at=AT)
    end_share(actor=cast.outsider, share=made, at=AT)
    assert CustomerShare.objects.filter(ended_at=None).count() == 0


@pytest.mark.parametrize(("who", "is_allowed"), [
    ("owner", True), ("manager", True), ("boss", True), ("stand_in", False), ("teammate", False), ("outsider", False),
    ("other_manager", False), ("assistant", False), ("admin", False),
])  # fmt: skip
def test_owner_manager_and_boss_share(cast, customer, share, who, is_allowed):
    AbsenceFactory(user=cast.owner, stand_in=cast.stand_in)
    actor = getattr(cast, who)
    if is_allowed:
        share(actor=actor)
    else:
        with pytest.raises(PermissionDenied):
            share(actor=actor)
    assert CustomerShare.objects.count() == is_allowed
    assert AuditEntry.objects.filter(verb="customers.shared").count() == is_allowed


def test_actor_does_not_pass_the_share_on(cast, customer, share):
    share("act")
    with pytest.raises(PermissionDenied):
        share(actor=User.objects.get(pk=cast.outsider.pk), person=cast.teammate)


@pytest.mark.parametrize("who", ["owner", "manager", "boss", "frozen", "production", "admin", "assistant"])
def test_share_with_who_sees_it_anyway_or_does_not_sell_is_refused(cast, customer, share, who):
    with pytest.raises(ValidationError) as refused:
        share(person=getattr(cast, who))
    assert (list(refused.value.message_dict), CustomerShare.objects.count()) == (["person"], 0)


def test_share_without_reason_or_until_yesterday_is_refused(cast, customer):
    with pytest.raises(ValidationError) as refused:
        share_customer(
            actor=cast.owner, customer=customer, person=cast.outsider, access="read", reason=" ",
            until=AT.date() - timedelta(days=1), at=AT,
        )  # fmt: skip
    assert sorted(refused.value.message_dict) == ["reason", "until"]


@pytest.mark.parametrize(("to", "is_open"), [("outsider", False), ("teammate", True)])
def test_share_ends_when_the_customer_goes_to_the_person_and_stays_otherwise(
    cast, customer, share, to, is_open
):
    share("act")
    change_owner(actor=cast.boss, customer=customer, owner=getattr(cast, to), reason="Speaks Spanish", at=AT)
    assert CustomerShare.objects.filter(ended_at=None).exists() == is_open
    assert TimelineEntry.objects.filter(kind="share", values__event="ended").exists() != is_open


def test_share_ends_in_the_pool(cast, customer, share, at):
    policy.change(POOL, {"is_on": True, "claims_per_week": 2}, actor=cast.boss, at=at)
    share()
    change_owner(actor=cast.manager, customer=customer, owner=None, reason="Nobody's", at=AT)
    cast.outsider.refresh_from_db()
    assert (CustomerShare.objects.filter(ended_at=None).count(), cast.outsider.has_shares) == (0, False)


@pytest.mark.parametrize("count", [1, 3])
def test_settling_many_customers_is_a_fixed_number_of_statements(cast, django_assert_num_queries, count):
    rows = [CustomerFactory(owner=cast.owner) for _ in range(count)]
    for row in rows:
        share_customer(
            actor=cast.owner, customer=row, person=cast.outsider, access="act", reason=REASON, until=None, at=AT
        )  # fmt: skip
        row.owner = cast.outsider
    with django_assert_num_queries(10):
        settle_shares(rows, by=cast.manager, at=AT)


def test_frozen_person_sees_nothing_and_who_no_longer_sells_neither(cast, customer, share):
    share("act")
    user = User.objects.get(pk=cast.outsider.pk)
    user.is_salesperson = False
    assert (sees(user), can_edit_customer(user, customer, AT)) == (set(), False)
    user.is_salesperson, user.frozen_at = True, AT
    assert (sees(user), can_edit_customer(user, customer, AT)) == (set(), False)


def test_stand_in_of_the_person_does_not_see_what_is_shared_with_them(cast, customer, share):
    helper = CustomerFactory(owner=cast.outsider).owner
    AbsenceFactory(user=helper, stand_in=cast.teammate)
    share("act")
    assert customer.pk not in sees(cast.teammate)


def test_who_has_nothing_shared_reads_by_the_same_statement_as_ever(
    cast, customer, django_assert_num_queries
):
    with django_assert_num_queries(3):  # absences, policy, customers
        list(Customer.objects.visible_to(cast.teammate))
    assert "customers_customershare" not in str(Customer.objects.visible_to(cast.teammate).query)


def test_list_marks_and_filters_what_is_shared_and_counts_each_once(
    cast, client_of: ClientOf, customer, share
):
    own = CustomerFactory(owner=cast.outsider)
    share()
    client = client_of(cast.outsider)
    page = client.get("/customers/")
    html = page.content.decode()
    assert {row.customer.pk for row in page.context["listing"].rows} == {own.pk, customer.pk}
    assert (page.context["listing"].total, html.count(f"shared by {cast.owner.short_name}")) == (2, 1)
    narrowed = client.get("/customers/?shared=1").context["listing"]
    assert ([row.customer.pk for row in narrowed.rows], narrowed.total) == ([customer.pk], 1)
    assert "shared=1" not in client_of(cast.teammate).get("/customers/").content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_list_of_shared_customers_has_its_number_of_queries(cast, client_of, django_assert_num_queries, rows):
    for _ in range(rows):
        share_customer(
            actor=cast.owner, customer=CustomerFactory(owner=cast.owner), person=cast.outsider, access="read",
            reason=REASON, until=None, at=AT,
        )  # fmt: skip
    client = client_of(cast.outsider)
    client.get("/customers/")
    with django_assert_num_queries(12):
        assert len(client.get("/customers/").context["listing"].rows) == rows


def test_page_tells_the_person_why_and_with_whom(cast, client_of, customer, share):
    share("act")
    html = client_of(cast.outsider).get(customer.get_absolute_url()).content.decode()
    assert f"{cast.owner} shares this customer with you, to read and to act: {REASON}" in html
    assert ("Give it back" in html, "Change grade" in html, "Share with a colleague" in html) == (
        True,
        False,
        False,
    )
    owners = client_of(cast.owner).get(customer.get_absolute_url()).content.decode()
    assert ("Share with a colleague" in owners, str(cast.outsider) in owners) == (True, True)


def test_share_form_shares_once_however_often_it_is_sent(cast, client_of, customer):
    client, url = client_of(cast.owner), f"/customers/{customer.pk}/share/"
    token = client.get(url).context["form"]["form_token"].value()
    data = {"person": cast.outsider.pk, "access": "read", "reason": REASON, "form_token": token}
    answers = [client.post(url, data) for _ in range(2)]
    assert [(answer.status_code, answer["Location"]) for answer in answers] == [
        (302, customer.get_absolute_url())
    ] * 2
    assert CustomerShare.objects.count() == 1


def test_invalid_share_form_is_shown_again_with_its_text(cast, client_of, customer):
    url = f"/customers/{customer.pk}/share/"
    answer = client_of(cast.owner).post(
        url, {"person": cast.manager.pk, "access": "all", "reason": "At the fair"}
    )
    assert (answer.status_code, sorted(answer.context["form"].errors)) == (422, ["access", "person"])
    assert ("At the fair" in answer.content.decode(), CustomerShare.objects.count()) == (True, 0)


def test_ladder_of_ending_a_share(cast, client_of, share):
    made = share()
    url = f"/customers/shares/{made.pk}/end/"
    statuses = [client_of(cast.teammate).post(url).status_code, client_of(cast.assistant).post(url).status_code,
                client_of(cast.owner).get(url).status_code]  # fmt: skip
    assert (statuses, CustomerShare.objects.filter(ended_at=None).count()) == ([404, 403, 405], 1)
    answer = client_of(cast.outsider).post(url)
    assert (answer.status_code, answer["Location"]) == (302, "/customers/")


def test_manager_judges_nothing_of_another_teams_customer_that_is_shared(cast, customer, share):
    held = CustomerFactory(owner=cast.outsider)
    date_by_hand = DateByHand.objects.create(
        customer=held, due_on=AT.date() + timedelta(days=9), computed_on=AT.date(), is_later=True, set_by=cast.outsider,
        set_at=AT, reason="Fair in Cologne",
    )  # fmt: skip
    share_customer(
        actor=cast.outsider, customer=held, person=cast.manager, access="act", reason=REASON, until=None, at=AT
    )  # fmt: skip
    manager = User.objects.get(pk=cast.manager.pk)
    assert Customer.objects.visible_to(manager).filter(pk=held.pk).exists()
    assert DateByHand.objects.visible_to(manager).filter(pk=date_by_hand.pk).exists()
    judged = [
        (can_judge(user, date_by_hand), DateByHand.objects.held_by(user).count())
        for user in (manager, cast.other_manager)
    ]
    assert judged == [(False, 0), (True, 1)]


def test_reader_logs_an_inquiry_for_the_owner(cast, client_of, customer, share):
    share("read")
    data = {
        "text": "Please quote 300 pliers.", "sender_name": "Yann Le Goff", "email": "y.legoff@breiz-outillage.example",
        "source": "email", "channel": "email", "match": f"customer:{customer.pk}", "lines-TOTAL_FORMS": 0,
        "lines-INITIAL_FORMS": 0,
    }  # fmt: skip
    answer = client_of(cast.outsider).post("/inquiries/new/", data)
    inquiry = Inquiry.objects.get()
    assert (answer.status_code, inquiry.owner, inquiry.customer, customer.contacts.count()) == (
        302,
        cast.owner,
        customer,
        0,
    )


def test_export_holds_nothing_that_is_shared(cast, customer, share):
    policy.change("customers.export", {"salespeople": True}, actor=cast.boss, at=AT)
    own = CustomerFactory(owner=cast.outsider)
    share("act")
    assert read_ids(User.objects.get(pk=cast.outsider.pk), ListQuery(), at=AT) == [own.pk]


def test_every_model_of_a_customers_rows_says_which_customer():
    """Else a share would leave them out (docs/permissions.md)."""
    owners = {
        model.__name__: (rows.owner_path, rows.customer_path)
        for model in apps.get_models()
        if isinstance(rows := model._default_manager.get_queryset(), ScopedQuerySet)
    }
    missing = {
        name for name, (owner, customer) in owners.items() if owner.endswith("__owner") and not customer
    }
    # Both ends of a pair are asked for by `Customer.objects.in_scope`; negotiation sheets are shared with nobody.
    assert missing == {"CustomerLink", "TwinPair", "Negotiation"}
