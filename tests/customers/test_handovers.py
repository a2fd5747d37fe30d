"""Handing customers over and taking it back: effects, refusals, nothing left behind (S97-S99, rules.md §6)."""

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext

from accounts.models import CompanyThing, Role, User
from accounts.scoping import colleagues_of
from accounts.services import freeze_account, return_thing
from core import jobs
from core.holdings import Fate, read_holdings
from core.models import AuditEntry, Notification
from core.request_context import RequestContext, request_context
from customers.models import Customer, Handover, OwnerPeriod, TimelineEntry
from customers.selectors.handovers import colleagues_and_waiting, people_to_choose, people_waiting
from customers.services import HandoverRefused, OwnerRefused, change_owner, hand_over, undo_handover
from followups.models import Explanation, Task
from followups.services import FollowUpValues, record_follow_up
from inquiries.models import Assignment, AssignmentRule, Inquiry, RotationSeat
from tests.factories import AT, CustomerFactory, InquiryFactory, TaskFactory, UserFactory

LATER = AT + timedelta(hours=1)
# Monday 16 November 2026: the next working day.
TUESDAY = date(2026, 11, 17)


def share(customers: list[Customer], *people: User) -> dict[int, int]:
    """Deal the customers out in turn."""
    return {row.pk: people[place % len(people)].pk for place, row in enumerate(customers)}


def customers_of(owner: User, count: int = 3, **values: Any) -> list[Customer]:
    return [CustomerFactory(owner=owner, **values) for _ in range(count)]


def leave(cast: SimpleNamespace, customers: list[Customer], **values: Any) -> Any:
    """The owner leaves: everything to the team-mate, unless said otherwise."""
    given = {
        "actor": cast.manager, "person": cast.owner, "shares": share(customers, cast.teammate), "kind": "leaving",
        "reason": "Left the company", "others_to": cast.teammate, "at": AT, **values,
    }  # fmt: skip
    return hand_over(**given)


def test_customers_change_hands_with_their_history(cast: SimpleNamespace) -> None:
    rows = customers_of(cast.owner)
    done = leave(cast, rows, shares=share(rows, cast.teammate, cast.stand_in))
    assert [Customer.objects.get(pk=row.pk).owner for row in rows] == [
        cast.teammate,
        cast.stand_in,
        cast.teammate,
    ]
    assert (done.count, done.left_out) == (3, 0)
    for row in rows:
        opened = OwnerPeriod.objects.get(customer=row, ended_at=None)
        assert (opened.owner_id, opened.started_at, opened.by) == (
            done.handover.customers.get(customer=row).to_id,
            AT,
            cast.manager,
        )
        assert OwnerPeriod.objects.get(customer=row, owner=cast.owner).ended_at == AT
        line = TimelineEntry.objects.get(customer=row, kind="owner")
        assert (line.values["before"], line.text, line.actor) == (
            cast.owner.full_name,
            "Left the company",
            cast.manager,
        )
    entries = AuditEntry.objects.filter(verb="customers.owner_changed")
    assert sorted(entries.values_list("target_id", flat=True)) == sorted(str(row.pk) for row in rows)
    assert entries.get(target_id=str(rows[0].pk)).detail.changes["owner"] == [cast.owner.pk, cast.teammate.pk]
    assert AuditEntry.objects.get(verb="customers.handed_over").target_id == str(done.handover.pk)


def test_grade_stage_and_authors_stay_as_they_are(cast: SimpleNamespace) -> None:
    row = CustomerFactory(owner=cast.owner, grade="C", stage="quoted")
    record_follow_up(actor=cast.owner, customer=row, values=FollowUpValues(text="Sent the offer."), at=AT)
    leave(cast, [row], at=LATER)
    after = Customer.objects.get(pk=row.pk)
    assert (after.grade, after.stage, after.created_by, after.graded_at) == (
        "C",
        "quoted",
        row.created_by,
        row.graded_at,
    )
    assert after.follow_ups.get().by == cast.owner


@pytest.mark.parametrize("grade", ["A", "B"])
def test_high_grades_are_due_on_the_next_working_day(cast: SimpleNamespace, grade: str) -> None:
    row = CustomerFactory(owner=cast.owner, grade=grade)
    record_follow_up(actor=cast.owner, customer=row, values=FollowUpValues(text="Called."), at=AT)
    leave(cast, [row], at=LATER)
    assert Customer.objects.get(pk=row.pk).next_due_on == TUESDAY


def test_others_keep_a_later_date_and_lose_one_in_the_past(cast: SimpleNamespace) -> None:
    fresh = CustomerFactory(owner=cast.owner, grade="C")
    record_follow_up(actor=cast.owner, customer=fresh, values=FollowUpValues(text="Called."), at=AT)
    before = Customer.objects.get(pk=fresh.pk).next_due_on
    stale = CustomerFactory(owner=cast.owner, grade="C", last_contact_at=AT - timedelta(days=90))
    leave(cast, [fresh, stale], at=LATER)
    assert Customer.objects.get(pk=fresh.pk).next_due_on == before
    assert Customer.objects.get(pk=stale.pk).next_due_on == TUESDAY


def test_inquiries_go_along_with_a_line_in_the_log(cast: SimpleNamespace) -> None:
    row = CustomerFactory(owner=cast.owner)
    running, closed = InquiryFactory(customer=row), InquiryFactory(customer=row, state="won")
    leave(cast, [row])
    assert set(Inquiry.objects.values_list("owner", flat=True)) == {cast.teammate.pk}
    assert [(line.inquiry, line.to, line.rule, line.by) for line in Assignment.objects.all()] == [
        (running, cast.teammate, "handover", cast.manager)
    ]
    assert closed.pk


def test_open_tasks_go_along_and_done_ones_stay(cast: SimpleNamespace) -> None:
    row = CustomerFactory(owner=cast.owner)
    opened = TaskFactory(assignee=cast.owner, customer=row)
    done = TaskFactory(assignee=cast.owner, customer=row, done_at=AT)
    strangers = TaskFactory(assignee=cast.manager, customer=row)
    leave(cast, [row])
    assert [Task.objects.get(pk=task.pk).assignee for task in (opened, done, strangers)] == [
        cast.teammate, cast.owner, cast.manager,
    ]  # fmt: skip
    assert AuditEntry.objects.filter(verb="followups.task_handed_over", target_id=str(opened.pk)).count() == 1


def test_what_belongs_to_no_customer_goes_to_the_one_person(cast: SimpleNamespace) -> None:
    task = TaskFactory(assignee=cast.owner)
    loose = InquiryFactory(customer=None, owner=cast.owner)
    rule = AssignmentRule.objects.create(kind="country", value="FR", user=cast.owner)
    RotationSeat.objects.create(user=cast.owner, last_assigned_at=AT)
    done = leave(cast, customers_of(cast.owner, 1), others_to=cast.stand_in)
    for row in (task, loose, rule):
        row.refresh_from_db()
    assert (task.assignee, loose.owner, rule.user) == (cast.stand_in,) * 3
    assert not RotationSeat.objects.exists()
    undo_handover(actor=cast.manager, handover=done.handover, at=LATER)
    for row in (task, loose, rule):
        row.refresh_from_db()
    assert (task.assignee, loose.owner, rule.user) == (cast.owner,) * 3
    assert RotationSeat.objects.get().last_assigned_at == AT


def test_sharing_out_anew_leaves_everything_else(cast: SimpleNamespace) -> None:
    rows = customers_of(cast.owner, 2)
    task = TaskFactory(assignee=cast.owner)
    leave(cast, rows[:1], kind="balance", others_to=None)
    task.refresh_from_db()
    assert task.assignee == cast.owner
    assert Customer.objects.get(pk=rows[1].pk).owner == cast.owner


def test_each_receiver_is_told_once_and_never_the_one_who_did_it(cast: SimpleNamespace) -> None:
    User.objects.filter(pk=cast.manager.pk).update(is_salesperson=True)
    rows = customers_of(cast.owner, 6)
    leave(cast, rows, shares=share(rows, cast.teammate, cast.stand_in, cast.manager))
    told = Notification.objects.filter(key__startswith="handover:")
    assert {(row.user_id, row.values["count"]) for row in told} == {
        (cast.teammate.pk, 2),
        (cast.stand_in.pk, 2),
    }


def test_every_new_owner_gets_a_task_to_explain_the_change(cast: SimpleNamespace) -> None:
    rows = customers_of(cast.owner, 2)
    done = leave(cast, rows, shares=share(rows, cast.teammate, cast.stand_in))
    tasks = Task.objects.filter(rule="explain_change").order_by("pk")
    assert [(task.assignee, task.customer, task.due_on) for task in tasks] == [
        (cast.teammate, rows[0], TUESDAY), (cast.stand_in, rows[1], TUESDAY),
    ]  # fmt: skip
    assert Explanation.objects.filter(handover=done.handover).count() == 2


def test_a_second_handover_before_the_first_was_explained_leaves_one_task(cast: SimpleNamespace) -> None:
    rows = customers_of(cast.owner, 1)
    leave(cast, rows)
    leave(
        cast, rows, person=cast.teammate, shares=share(rows, cast.stand_in), others_to=cast.stand_in, at=LATER
    )
    opened = Task.objects.open().get(rule="explain_change")
    assert opened.assignee == cast.stand_in
    assert Explanation.objects.get(is_cancelled=True).task.done_at == LATER


def test_who_changed_owner_meanwhile_is_left_out_and_counted(cast: SimpleNamespace) -> None:
    rows = customers_of(cast.owner)
    change_owner(actor=cast.manager, customer=rows[0], owner=cast.stand_in, reason="Speaks French", at=AT)
    CustomerFactory(owner=cast.owner, merged_into=rows[1])
    done = leave(cast, rows)
    assert (done.count, done.left_out) == (2, 1)
    assert Customer.objects.get(pk=rows[0].pk).owner == cast.stand_in


REFUSED: list[tuple[str, dict[str, Any], type[Exception]]] = [
    ("no reason", {"reason": " "}, ValidationError),
    ("too long a reason", {"reason": "x" * 201}, ValidationError),
    ("no kind", {"kind": "because"}, ValueError),
]


@pytest.mark.parametrize(("_what", "values", "error"), REFUSED, ids=[row[0] for row in REFUSED])
def test_refused_values_leave_nothing_behind(
    cast: SimpleNamespace, _what: str, values: dict[str, Any], error: type[Exception]
) -> None:
    rows = customers_of(cast.owner)
    with pytest.raises(error):
        leave(cast, rows, **values)
    assert_nothing_happened(cast, rows)


def assert_nothing_happened(cast: SimpleNamespace, rows: list[Customer]) -> None:
    assert {Customer.objects.get(pk=row.pk).owner for row in rows} == {cast.owner}
    assert not Handover.objects.exists()
    assert not Task.objects.exists()
    assert not AuditEntry.objects.filter(verb__startswith="customers.").exists()
    assert not Notification.objects.exists()


@pytest.mark.parametrize(
    "name", ["owner", "teammate", "other_manager", "assistant", "admin", "production", "frozen"]
)
def test_only_leaders_hand_over(cast: SimpleNamespace, name: str) -> None:
    rows = customers_of(cast.owner)
    with pytest.raises(PermissionDenied):
        leave(cast, rows, actor=getattr(cast, name))
    assert_nothing_happened(cast, rows)


@pytest.mark.parametrize("name", ["frozen", "outsider", "production", "boss"])
def test_only_active_salespeople_of_the_managers_teams_get_customers(
    cast: SimpleNamespace, name: str
) -> None:
    rows = customers_of(cast.owner)
    with pytest.raises(OwnerRefused):
        leave(cast, rows, shares=share(rows, getattr(cast, name)))
    with pytest.raises(OwnerRefused):
        leave(cast, rows, others_to=getattr(cast, name))
    assert_nothing_happened(cast, rows)


def test_the_person_is_no_receiver(cast: SimpleNamespace) -> None:
    rows = customers_of(cast.owner)
    with pytest.raises(OwnerRefused):
        leave(cast, rows, shares=share(rows, cast.owner))


def test_the_boss_gives_across_teams(cast: SimpleNamespace) -> None:
    rows = customers_of(cast.owner)
    assert leave(cast, rows, actor=cast.boss, shares=share(rows, cast.outsider)).count == 3


def test_who_left_another_team_waits_for_its_manager_and_the_boss(cast: SimpleNamespace) -> None:
    CustomerFactory(owner=cast.frozen)
    waiting = {name: people_waiting(getattr(cast, name)) for name in ("manager", "other_manager", "boss")}
    assert waiting == {"manager": [cast.frozen], "other_manager": [], "boss": [cast.frozen]}


def test_colleagues_and_who_waits_are_read_together(
    cast: SimpleNamespace, django_assert_num_queries: Any
) -> None:
    CustomerFactory(owner=cast.frozen)
    CustomerFactory(owner=cast.outsider)
    for person, queries in (
        (cast.manager, 3),
        (cast.boss, 1),
    ):  # a manager's scope: who is away, the own team
        with request_context(RequestContext()), django_assert_num_queries(queries):
            colleagues, waiting = colleagues_and_waiting(person)
        assert colleagues == list(colleagues_of(person).order_by("name", "pk"))
        assert [(one, one.held) for one in waiting] == [(one, one.held) for one in people_waiting(person)]
        assert waiting == [cast.frozen]


def test_a_manager_chooses_among_the_own_people_the_admin_among_the_frozen(cast: SimpleNamespace) -> None:
    for owner in (cast.owner, cast.outsider, cast.frozen):
        CustomerFactory(owner=owner)
    found = {
        name: set(people_to_choose(getattr(cast, name)))
        for name in ("manager", "other_manager", "boss", "admin")
    }
    assert found == {
        "manager": {cast.owner, cast.frozen}, "other_manager": {cast.outsider},
        "boss": {cast.owner, cast.outsider, cast.frozen}, "admin": {cast.frozen},
    }  # fmt: skip


def test_an_admin_hands_over_the_frozen_only(cast: SimpleNamespace) -> None:
    rows = customers_of(cast.frozen)
    assert leave(cast, rows, actor=cast.admin, person=cast.frozen).count == 3
    assert (
        not Customer.objects.current().filter(owner__frozen_at__isnull=False).exists()
    )  # scope: S8, everybody's


def test_frozen_and_handed_over_leaves_nothing_with_the_leaver(cast: SimpleNamespace) -> None:
    """S8: whatever was held is with somebody who may work; 0 customers without an active owner."""
    rows = customers_of(cast.owner, 7)
    for row in rows:
        InquiryFactory(customer=row)
        TaskFactory(assignee=cast.owner, customer=row)
    TaskFactory(assignee=cast.owner)
    waiting = jobs.enqueue("customers.scan_twins", key="s8", owner=cast.owner, at=AT)
    freeze_account(actor=cast.manager, user=cast.owner, reason="Left", at=AT)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.error) == ("cancelled", "owner frozen")
    person = User.objects.select_related("team").get(pk=cast.owner.pk)
    leave(cast, rows, person=person, shares=share(rows, cast.teammate, cast.stand_in), at=LATER)
    mailbox = CompanyThing.objects.get(person=person)  # stays the company's: given back by a tick (S147)
    return_thing(actor=cast.manager, thing=mailbox, is_returned=True, at=LATER)
    assert [row for row in read_holdings(person, LATER) if row.holding.fate != Fate.ENDS] == []
    gone = Q(owner__is_active=False) | Q(owner__frozen_at__isnull=False) | Q(owner=None)
    assert not Customer.objects.current().filter(gone).exists()  # scope: everybody's
    assert not Inquiry.objects.open().filter(owner=person).exists()


def test_an_actor_who_was_frozen_meanwhile_does_nothing(cast: SimpleNamespace) -> None:
    rows = customers_of(cast.owner)
    User.objects.filter(pk=cast.manager.pk).update(frozen_at=AT)
    with pytest.raises(PermissionDenied):
        leave(cast, rows)


def test_nothing_left_to_give_is_refused(cast: SimpleNamespace) -> None:
    rows = customers_of(cast.teammate, 1)
    with pytest.raises(HandoverRefused) as refused:
        leave(cast, rows, others_to=None, kind="balance")
    assert refused.value.code == "nothing"


@pytest.mark.parametrize("others", [0, 4])
def test_the_statements_do_not_grow_with_the_customers(cast: SimpleNamespace, others: int) -> None:
    def work(count: int, moment: Any) -> int:
        rows = customers_of(cast.owner, count, grade="A")
        for row in rows:
            InquiryFactory(customer=row)
            TaskFactory(assignee=cast.owner, customer=row)
        for _ in range(others):
            TaskFactory(assignee=cast.owner)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            leave(cast, rows, shares=share(rows, cast.teammate, cast.stand_in), at=moment)
        return len(captured)

    assert work(3, AT) == work(30, LATER)


# ── taking it back ──────────────────────────────────────────────────────────
def test_undone_what_is_still_there_goes_back(cast: SimpleNamespace) -> None:
    rows = customers_of(cast.owner)
    done = leave(cast, rows, shares=share(rows, cast.teammate, cast.stand_in))
    change_owner(actor=cast.manager, customer=rows[0], owner=cast.stand_in, reason="Speaks French", at=LATER)
    back = undo_handover(actor=cast.manager, handover=done.handover, at=LATER + timedelta(hours=1))
    assert (back.to, back.returned, back.kept) == (cast.owner, 2, 1)
    assert [Customer.objects.get(pk=row.pk).owner for row in rows] == [cast.stand_in, cast.owner, cast.owner]
    for row in rows:
        assert OwnerPeriod.objects.filter(customer=row, ended_at=None).count() == 1
    entry = AuditEntry.objects.get(verb="customers.handover_undone")
    assert (entry.detail.changes["returned"], entry.detail.changes["kept"]) == ([0, 2], [0, 1])
    assert list(done.handover.customers.filter(is_returned=True).values_list("customer", flat=True)) == [
        rows[1].pk, rows[2].pk,
    ]  # fmt: skip


def test_undoing_keeps_what_was_done_and_stops_what_was_to_be_explained(cast: SimpleNamespace) -> None:
    rows = customers_of(cast.owner, 2)
    done = leave(cast, rows)
    record_follow_up(actor=cast.teammate, customer=rows[0], values=FollowUpValues(text="Hello."), at=LATER)
    undo_handover(actor=cast.manager, handover=done.handover, at=LATER + timedelta(hours=1))
    assert rows[0].follow_ups.get().by == cast.teammate
    assert not Task.objects.open().exists()
    assert Explanation.objects.filter(is_cancelled=True).count() == 2


def test_undone_of_a_frozen_person_goes_to_the_manager(cast: SimpleNamespace) -> None:
    rows = customers_of(cast.frozen)
    done = leave(cast, rows, person=cast.frozen)
    back = undo_handover(actor=cast.boss, handover=done.handover, at=LATER)
    assert back.to == cast.manager
    assert Customer.objects.get(pk=rows[0].pk).owner == cast.manager
    done.handover.refresh_from_db()
    assert (done.handover.returned_to, done.handover.undone_by) == (cast.manager, cast.boss)


def test_undoing_is_refused_twice_late_and_without_anybody(cast: SimpleNamespace) -> None:
    done = leave(cast, customers_of(cast.owner))
    with pytest.raises(HandoverRefused) as late:
        undo_handover(actor=cast.manager, handover=done.handover, at=AT + timedelta(days=30, seconds=1))
    undo_handover(actor=cast.manager, handover=done.handover, at=AT + timedelta(days=30))
    with pytest.raises(HandoverRefused) as twice:
        undo_handover(actor=cast.manager, handover=done.handover, at=LATER)
    loner = UserFactory(roles=(Role.SALESPERSON,), frozen_at=AT)
    lonely = leave(cast, customers_of(loner), actor=cast.boss, person=loner)
    with pytest.raises(HandoverRefused) as nobody:
        undo_handover(actor=cast.boss, handover=lonely.handover, at=LATER)
    assert [refused.value.code for refused in (late, twice, nobody)] == ["too_late", "undone", "nobody_back"]


@pytest.mark.parametrize("name", ["owner", "teammate", "other_manager", "admin"])
def test_others_do_not_undo(cast: SimpleNamespace, name: str) -> None:
    done = leave(cast, customers_of(cast.owner))
    with pytest.raises(PermissionDenied):
        undo_handover(actor=getattr(cast, name), handover=done.handover, at=LATER)
    assert not Handover.objects.get().undone_at


def test_the_persons_new_manager_takes_nothing_back_from_another_team(cast: SimpleNamespace) -> None:
    """The person went to another team: its manager leads them, but not those who got the customers."""
    rows = customers_of(cast.owner, 2)
    made = leave(cast, rows, kind="balance", others_to=None).handover
    User.objects.filter(pk=cast.owner.pk).update(team=cast.other_team)
    with pytest.raises(PermissionDenied):
        undo_handover(actor=cast.other_manager, handover=made, at=LATER)
    assert {Customer.objects.get(pk=row.pk).owner for row in rows} == {cast.teammate}
    User.objects.filter(pk=cast.teammate.pk).update(team=cast.other_team)
    assert undo_handover(actor=cast.other_manager, handover=made, at=LATER).returned == 2


def test_undone_and_handed_over_again(cast: SimpleNamespace) -> None:
    rows = customers_of(cast.frozen)
    first = leave(cast, rows, person=cast.frozen)
    undo_handover(actor=cast.manager, handover=first.handover, at=LATER)
    second = leave(
        cast, rows, person=cast.manager, kind="balance", others_to=None, again=first.handover,
        shares=share(rows, cast.stand_in), at=LATER + timedelta(hours=1),
    )  # fmt: skip
    assert (second.count, second.handover.again) == (3, first.handover)
    assert {Customer.objects.get(pk=row.pk).owner for row in rows} == {cast.stand_in}
    assert Task.objects.open().filter(rule="explain_change", assignee=cast.stand_in).count() == 3
