"""What a merge meets: imports taken back, histories that figures are made of, work done between it and its undoing."""

from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from customers import services
from customers.models import Contact, Customer, LookupKey
from customers.services import ContactValues, CustomerValues, take_in, undo_import
from followups.models import FollowUp
from followups.selectors.compliance import Period, read_histories
from followups.selectors.due_inputs import rules_at
from followups.services import FollowUpValues, add_task, correct_follow_up, record_follow_up, undo_follow_up
from inquiries.models import BuyerMessage
from inquiries.selectors.responsible import responsible_of
from inquiries.services import record_reply
from inquiries.services.clocks import lock_inquiry
from oversight.selectors.remarks import remarks_on
from oversight.services import write_remark
from tests.customers.conftest import Enter
from tests.customers.test_importing import bring, finish  # noqa: F401 - a fixture
from tests.customers.test_merging import HOUR, TABLES, differences, merge, rows_of
from tests.factories import BuyerMessageFactory, InquiryFactory

DAY = timedelta(days=1)


def test_undone_import_changes_nothing_of_whom_its_customer_was_merged_into(
    cast: SimpleNamespace,
    enter: Enter,
    at: datetime,
    bring: Any,  # noqa: F811
) -> None:
    """Both have been edited as often: the count of edits alone would take the survivor for the one that was added to."""
    there, survivor = (
        enter(name="Nord GmbH", email="hans@nord.example", country="DE"),
        enter(name="Other", city="Bonn"),
    )
    batch = bring(cast.owner, ("公司名称", "邮箱", "城市"), ("Nord GmbH", "hans@nord.example", "Bremen"))
    finish(batch, take_in, at)
    merge(cast.manager, survivor, there, at)
    survivor.refresh_from_db()
    assert batch.rows.get().made["version"] == survivor.version
    finish(batch, undo_import, at)
    survivor.refresh_from_db()
    assert (batch.rows.get().state, survivor.city) == ("kept", "Bonn")


def test_what_was_said_to_a_brought_contact_outlives_the_import(
    cast: SimpleNamespace,
    enter: Enter,
    at: datetime,
    bring: Any,  # noqa: F811
) -> None:
    """Undone, the comment stands with the customer; a contact that was corrected since has become somebody's own and stays."""
    there = enter(name="Nord GmbH", email="hans@nord.example", country="DE")
    heads = ("公司名称", "邮箱", "最后联系时间", "跟进记录")
    rows = (
        ("Nord GmbH", "hans@nord.example", day, text)
        for day, text in (("2026-11-03", "Sent"), ("2026-11-05", "Called"))
    )
    batch = finish(bring(cast.owner, heads, *rows), take_in, at)
    sent, called = (there.follow_ups.get(text=text) for text in ("Sent", "Called"))
    for said in (sent, called):
        write_remark(actor=cast.manager, record=said, text=f"To {said.text}", at=at)
    values = FollowUpValues(text="Called back", channel="phone", at=called.at)
    correct_follow_up(actor=cast.owner, follow_up=called, values=values, at=at + 2 * DAY)
    finish(batch, undo_import, at + 2 * DAY)
    assert [row.text for row in there.follow_ups.all()] == ["Called back"]
    assert [one.text for one in remarks_on(there)] == ["To Sent"]
    assert [one.text for one in remarks_on(there.follow_ups.get())] == ["To Called"]


def test_workbook_row_is_added_to_the_survivor_when_its_match_was_merged_since_the_check(
    cast: SimpleNamespace,
    enter: Enter,
    at: datetime,
    bring: Any,  # noqa: F811
) -> None:
    there, survivor = enter(name="Nord GmbH", email="hans@nord.example", country="DE"), enter(name="Other")
    batch = bring(cast.owner, ("公司名称", "邮箱", "城市"), ("Nord GmbH", "hans@nord.example", "Bremen"))
    merge(cast.manager, survivor, there, at)
    finish(batch, take_in, at)
    survivor.refresh_from_db()
    row = batch.rows.get()
    assert [row.state, row.customer, survivor.city] == ["done", survivor, "Bremen"]


def test_grade_that_the_survivor_had_on_a_day_is_not_the_others(
    cast: SimpleNamespace, enter: Enter, at: datetime
) -> None:
    kept, gone = enter(name="Bravo Tools", grade="A"), enter(name="Alpha Kettles", grade="D")
    services.change_grade(actor=cast.owner, customer=gone, grade="C", reason="Asked", at=at + 10 * DAY)
    later = at + 20 * DAY
    merge(cast.manager, kept, gone, later)
    period = Period(at.date(), later.date())
    history = read_histories(cast.owner, period, rules_at(later))
    assert [[span.grade for span in one.grades] for one in history] == [["A"]]


def days_held(user: Any, period: Period, at: datetime) -> list[int]:
    """On how many days each customer asked for something of the user."""
    histories = read_histories(user, period, rules_at(at))
    return [sum((span.until_on - span.from_on).days + 1 for span in one.grades) for one in histories]  # type: ignore[operator]


def test_days_on_which_the_other_was_lost_are_none_of_the_survivors(
    cast: SimpleNamespace, enter: Enter, at: datetime
) -> None:
    kept, gone = enter(name="Bravo Tools", grade="A"), enter(name="Alpha Kettles", grade="A")
    for days, stage in ((3, "lost"), (12, "contacted")):
        services.change_stage(actor=None, customer=gone, stage=stage, reason="x", at=at + days * DAY)
    later = at + 20 * DAY
    merge(cast.manager, kept, gone, later)
    assert days_held(cast.owner, Period(at.date(), later.date()), later) == [21]


def test_days_on_which_the_survivor_was_lost_stay_so_and_end_with_the_merge(
    cast: SimpleNamespace, enter: Enter, at: datetime
) -> None:
    kept, gone = enter(name="Bravo Tools", grade="A"), enter(name="Alpha Kettles", grade="A")
    services.change_stage(actor=None, customer=kept, stage="lost", reason="x", at=at + 3 * DAY)
    services.change_stage(actor=None, customer=gone, stage="contacted", at=at + DAY)
    later = at + 20 * DAY
    merge(cast.manager, kept, gone, later)
    kept.refresh_from_db()
    assert kept.stage == "contacted"
    assert days_held(cast.owner, Period(at.date(), later.date()), later) == [4]


def test_merge_is_no_handover(cast: SimpleNamespace, enter: Enter, at: datetime) -> None:
    kept, later = enter(name="Bravo Tools", grade="C"), at + 30 * DAY
    said = FollowUpValues(text="Called", channel="phone", at=later - 3 * DAY)
    record_follow_up(actor=cast.owner, customer=kept, values=said, at=later)
    values = CustomerValues(name="Alpha Kettles", country="US", grade="A")
    gone = services.create_customer(
        actor=cast.owner, values=values, contact=None, owner=cast.owner, at=later - DAY
    )
    merge(cast.manager, kept, gone, later)
    kept.refresh_from_db()
    assert kept.grade == "A"
    assert "handover" not in str(kept.due_why)


def test_clock_of_an_inquiry_counts_for_who_owned_its_customer_before_the_merge(
    cast: SimpleNamespace, enter: Enter, at: datetime
) -> None:
    """Through two merges, and back: C's into B's into A's."""
    owners = (cast.owner, cast.teammate, cast.stand_in)
    customers = [
        enter(name=name, owner=owner)
        for name, owner in zip(("Alpha", "Bravo", "Charlie"), owners, strict=True)
    ]
    asked = [
        BuyerMessageFactory(inquiry=InquiryFactory(customer=row, owner=row.owner, received_at=at))
        for row in customers
    ]

    def held() -> list[Any]:
        rows = (
            BuyerMessage.objects.filter(pk__in=[row.pk for row in asked])
            .select_related("inquiry")
            .order_by("pk")
        )
        found = responsible_of(rows)
        return [found[row.pk] for row in rows]

    inner = merge(cast.manager, customers[1], customers[2], at + 20 * DAY, {"owner_id": "gone"})
    assert held() == list(owners)
    outer = merge(cast.manager, customers[0], customers[1], at + 30 * DAY)
    assert held() == list(owners)
    new = BuyerMessageFactory(
        inquiry=InquiryFactory(customer=customers[0], owner=cast.owner, received_at=at + 40 * DAY)
    )
    assert responsible_of([new])[new.pk] == cast.owner
    for row in (outer, inner):
        services.undo_merge(actor=cast.manager, merge=row, at=at + 50 * DAY)
        assert held() == list(owners)


# ── work done between ───────────────────────────────────────────────────────
def test_address_that_was_given_to_a_person_of_each_is_shared_when_they_part(
    cast: SimpleNamespace, enter: Enter, at: datetime
) -> None:
    kept = enter(name="Northfield Hardware Supply", person="Carol Jensen")
    gone = enter(name="Nothfield Hardware", person="Carol J.", email="carol@northfield.example")
    found = merge(cast.manager, kept, gone, at)
    carol = Contact.objects.get(name="Carol Jensen")
    services.update_contact(
        actor=cast.owner,
        contact=carol,
        values={"email": "carol@northfield.example"},
        version=carol.version,
        at=at,
    )
    services.undo_merge(actor=cast.manager, merge=found, at=at)
    keys = LookupKey.objects.filter(kind="email").values_list("customer", "is_exclusive")
    assert sorted(keys) == [(kept.pk, False), (gone.pk, True)]


def test_first_of_two_merges_that_brought_one_domain_is_undone_first(
    cast: SimpleNamespace, enter: Enter, at: datetime
) -> None:
    survivor, first = (
        enter(name="Bravo Tools"),
        enter(name="Alpha Kettles", email="x@shared.example", person="X"),
    )
    second = services.create_customer(
        actor=cast.manager, values=CustomerValues(name="Charlie Ropes", country="US"),
        contact=ContactValues(name="Y", email="y@shared.example"), owner=cast.owner, at=at,
        allow_duplicate_reason="Second office",
    )  # fmt: skip
    before = rows_of(*TABLES)
    merges = [merge(cast.manager, survivor, gone, at) for gone in (first, second)]
    for found in merges:
        services.undo_merge(actor=cast.manager, merge=found, at=at)
    assert differences(before, rows_of(*TABLES)) == []
    assert not Customer.objects.exclude(merged_into=None).exists()


def test_answer_to_an_inquiry_goes_back_with_it(cast: SimpleNamespace, enter: Enter, at: datetime) -> None:
    """The contact, its line in the history, the task and the dates: they are of the customer whose inquiry it is."""
    kept, gone = enter(name="Bravo Tools"), enter(name="Alpha Kettles", owner=cast.teammate)
    inquiry = InquiryFactory(customer=gone, owner=cast.teammate, received_at=at)
    found = merge(cast.manager, kept, gone, at)
    inquiry.refresh_from_db()
    record_reply(
        actor=cast.owner, inquiry=inquiry, channel="email", text="Our price", replied_at=at + DAY, at=at + DAY
    )
    task = add_task(
        actor=cast.owner,
        assignee=cast.owner,
        title="Sample",
        due_on=at.date(),
        customer=kept,
        inquiry=inquiry,
        at=at + DAY,
    )
    services.undo_merge(actor=cast.manager, merge=found, at=at + 2 * DAY)
    for row in (kept, gone, task, inquiry):
        row.refresh_from_db()
    assert [(row.customer, row.at) for row in FollowUp.objects.all()] == [(gone, at + DAY)]
    assert (kept.last_contact_at, kept.month_contacts, gone.last_contact_at, gone.month_contacts) == (
        None, 0, at + DAY, 1,
    )  # fmt: skip
    assert not kept.timeline.filter(kind="reply").exists()
    assert gone.timeline.filter(kind="reply").count() == 1
    assert (inquiry.customer, task.customer, task.assignee) == (gone, gone, cast.teammate)


def test_what_was_said_with_a_person_goes_back_with_the_person(
    cast: SimpleNamespace, enter: Enter, at: datetime
) -> None:
    kept, gone = enter(name="Bravo Tools", person="A"), enter(name="Alpha Kettles", person="B")
    found = merge(cast.manager, kept, gone, at)
    person = Contact.objects.get(name="B")
    said = FollowUpValues(text="Called", channel="phone", contact=person)
    record_follow_up(actor=cast.owner, customer=kept, values=said, at=at + DAY)
    services.update_contact(actor=cast.owner, contact=person, values={"name": "Bea"}, version=1, at=at + DAY)
    services.make_primary(actor=cast.owner, contact=person, at=at + DAY)
    services.undo_merge(actor=cast.manager, merge=found, at=at + 2 * DAY)
    assert not kept.timeline.filter(contact=person).exists()
    assert FollowUp.objects.get().customer == gone
    assert [row.contacts.get(is_primary=True).name for row in (kept, gone)] == ["A", "Bea"]


# ── at the same moment ──────────────────────────────────────────────────────
def test_record_that_was_open_while_its_customer_was_merged_counts_for_the_survivor(
    cast: SimpleNamespace, enter: Enter, at: datetime
) -> None:
    """What a request read before the merge, and writes after it: a correction, and one taken back."""
    kept, gone = enter(name="Bravo Tools"), enter(name="Alpha Kettles")
    said = [
        record_follow_up(
            actor=cast.owner,
            customer=gone,
            values=FollowUpValues(text="Called", channel="phone", at=moment),
            at=at,
        )
        for moment in (at - 2 * HOUR, at - HOUR)
    ]
    stale = [FollowUp.objects.select_related("customer").get(pk=row.pk) for row in said]
    merge(cast.manager, kept, gone, at)
    undo_follow_up(actor=cast.owner, follow_up=stale[1], at=at)
    values = FollowUpValues(text="Called at noon", channel="phone", at=at - 3 * HOUR)
    correct_follow_up(actor=cast.owner, follow_up=stale[0], values=values, at=at)
    kept.refresh_from_db()
    gone.refresh_from_db()
    assert (kept.last_contact_at, kept.last_contact_text) == (at - 3 * HOUR, "Called at noon")
    assert gone.next_due_on is None


def test_inquiry_that_was_open_while_its_customer_was_merged_is_locked_with_the_survivor(
    cast: SimpleNamespace, enter: Enter, at: datetime
) -> None:
    kept, gone = enter(name="Bravo Tools"), enter(name="Alpha Kettles")
    stale = InquiryFactory(customer=gone, owner=cast.owner)
    merge(cast.manager, kept, gone, at)
    with CaptureQueriesContext(connection) as queries:
        assert lock_inquiry(stale).customer == kept
    locked = [
        query["sql"]
        for query in queries
        if "FOR UPDATE" in query["sql"] and "customers_customer" in query["sql"]
    ]
    assert connection.vendor == "sqlite" or any(f"= {kept.pk} " in sql for sql in locked)


def test_tags_are_given_to_none_that_is_gone(cast: SimpleNamespace, enter: Enter, at: datetime) -> None:
    kept, gone = enter(name="Bravo Tools"), enter(name="Alpha Kettles")
    stale = list(Customer.objects.prefetch_related("tags"))
    merge(cast.manager, kept, gone, at)
    with pytest.raises(PermissionDenied):
        services.tag_customers(actor=cast.owner, customers=stale, add=["fair"], at=at)
    assert not gone.timeline.exists()


def test_person_who_went_back_meanwhile_is_not_changed_as_the_survivors(
    cast: SimpleNamespace, enter: Enter, at: datetime
) -> None:
    kept, gone = enter(name="Bravo Tools"), enter(name="Alpha Kettles", person="B", owner=cast.teammate)
    found = merge(cast.manager, kept, gone, at)
    stale = Contact.objects.select_related("customer").get(name="B")
    services.undo_merge(actor=cast.manager, merge=found, at=at)
    with pytest.raises(PermissionDenied):
        services.update_contact(actor=cast.owner, contact=stale, values={"name": "X"}, version=1, at=at)
    with pytest.raises(PermissionDenied):
        services.make_primary(actor=cast.owner, contact=stale, at=at)
