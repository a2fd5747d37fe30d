"""The three-year plan: it begins when the boss says so, and is measured night by night (S151-S174)."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.models import AuditEntry, Notification
from followups.models import Task
from managing.domain.plan import BY_CODE, StepState
from managing.models import Milestone, Plan, Snapshot
from managing.selectors.plan import read_plan_page
from managing.selectors.snapshots import (
    from_stored,
    measure,
    newest_measured,
    read_course,
    read_snapshots,
    to_stored,
)
from managing.services import (
    ManagingRefused,
    MilestoneValues,
    StaleMilestone,
    measure_day,
    note_milestone,
    start_plan,
)
from tests import factories
from tests.followups.helpers import make_customer, nov, shanghai
from tests.managing.conftest import add_work

NIGHT = shanghai(11, 26, 3, 40)
START = date(2026, 7, 1)  # in November the plan is in its fifth month


def begin(cast: SimpleNamespace, on: date = START) -> Plan:
    return start_plan(actor=cast.boss, starts_on=on, at=NIGHT)


@pytest.mark.parametrize("who", ["manager", "assistant", "adviser", "owner", "admin"])
def test_only_the_boss_begins_it(cast: SimpleNamespace, who: str) -> None:
    with pytest.raises(PermissionDenied):
        start_plan(actor=getattr(cast, who), starts_on=START, at=NIGHT)
    assert not Plan.objects.exists()


def test_there_is_one_plan_and_its_beginning_can_be_set_otherwise(cast: SimpleNamespace) -> None:
    begin(cast)
    begin(cast, date(2026, 8, 1))
    begin(cast, date(2026, 8, 1))
    assert Plan.objects.get().starts_on == date(2026, 8, 1)
    assert AuditEntry.objects.filter(verb="managing.plan_started").count() == 2


def test_without_a_beginning_the_night_only_measures(cast: SimpleNamespace) -> None:
    add_work(cast.owner)
    assert measure_day(at=NIGHT) == {"reached": 0, "tasks": 0}
    assert (Snapshot.objects.get().day, Milestone.objects.count()) == (nov(25), 0)


def test_what_is_measured(cast: SimpleNamespace) -> None:
    customer = make_customer(cast.owner, "A", country="US")
    make_customer(cast.owner, "B", is_key=True)
    make_customer(cast.owner, "D", stage="lost")
    bought = make_customer(cast.owner, "A")
    for kind in ("trial", "repeat"):
        factories.OrderFactory(customer=bought, kind=kind, state="completed", ordered_on=nov(10))
    factories.OrderFactory(customer=customer, kind="trial", state="draft", ordered_on=nov(10))
    factories.SampleFactory(customer=customer, requested_at=shanghai(11, 12))
    factories.SampleFactory(customer=customer, requested_at=shanghai(11, 13))
    factories.SampleFactory(customer=bought, requested_at=shanghai(11, 13), state="cancelled")
    factories.VisitFactory(customer=customer, on_day=nov(11))
    factories.VisitFactory(customer=customer, on_day=nov(30))
    for one in (customer, bought):
        factories.InquiryFactory(
            customer=one, owner=cast.owner, received_at=shanghai(11, 10), received_on=nov(10), source="email"
        )
    found = measure(nov(25), since=START)
    assert found.stocks == {
        "a_customers": 2, "b_customers": 1, "potentials": 2, "quality_potentials": 2, "key_accounts": 1, "stable_customers": 1,
        "sample_askers": 1, "visits": 1, "first_orders": 1, "repeat_orders": 1, "new_products": 0, "sources": 1,
    }  # fmt: skip
    assert found.funnel == {"inquiries": 2, "quoted": 1, "sampled": 1, "ordered": 1, "repeated": 1}
    assert (found.year_orders, found.top_orders) == (2, 2)
    row = Snapshot(day=nov(25), figures=to_stored(found))
    assert from_stored(row) == found
    row.figures = {**row.figures, "version": 99}
    with pytest.raises(ValueError, match="unknown version"):
        from_stored(row)


def test_a_milestone_is_reached_once_and_stays(cast: SimpleNamespace) -> None:
    begin(cast)
    customer = make_customer(cast.owner, "A")
    assert measure_day(at=NIGHT)["reached"] >= 2  # potential customers, a first A customer
    assert measure_day(at=NIGHT)["reached"] == 0  # twice, or on two workers
    row = Milestone.objects.get(code="first_a")
    assert (row.reached_on, row.value) == (nov(25), 1)
    customer.grade = "D"
    customer.save()
    measure_day(at=NIGHT + timedelta(days=1))
    row.refresh_from_db()
    assert (row.reached_on, row.value) == (nov(25), 1)
    told = Notification.objects.get(user=cast.boss, key__startswith="milestone:first_a:")
    assert told.values == {"name": "First A customers"}
    assert Snapshot.objects.count() == 2


def test_a_goal_that_rises_above_what_was_reached_opens_it_again(cast: SimpleNamespace) -> None:
    begin(cast)
    make_customer(cast.owner, "A")
    measure_day(at=NIGHT)
    step, row = BY_CODE["first_a"], Milestone.objects.get(code="first_a")

    def set_goal(goal: int) -> Milestone:
        values = MilestoneValues(goal=goal)
        version = Milestone.objects.get(code="first_a").version
        return note_milestone(actor=cast.manager, step=step, values=values, version=version, at=NIGHT)

    assert set_goal(1).reached_on == row.reached_on == nov(25)
    assert (set_goal(2).reached_on, set_goal(2).value) == (None, None)
    changes = AuditEntry.objects.filter(verb="managing.milestone_noted").latest("pk").detail.changes
    assert (changes["reached_on"], changes["value"]) == (["2026-11-25", None], [1, None])
    assert measure_day(at=NIGHT + timedelta(days=1))["reached"] == 0
    make_customer(cast.owner, "A")
    measure_day(at=NIGHT + timedelta(days=2))
    row.refresh_from_db()
    assert (row.reached_on, row.value) == (nov(27), 2)
    assert Notification.objects.filter(user=cast.boss, key__startswith="milestone:first_a:").count() == 2


def test_another_beginning_counts_anew_and_opens_what_was_measured(cast: SimpleNamespace) -> None:
    begin(cast, date(2026, 1, 1))
    order = factories.OrderFactory(customer=make_customer(cast.owner, "A"), kind="trial", state="completed")
    order.ordered_on = date(2026, 3, 2)
    order.save()
    note_milestone(
        actor=cast.manager, step=BY_CODE["products"], version=0, at=NIGHT,
        values=MilestoneValues(reached_on=nov(20), evidence="A list"),
    )  # fmt: skip
    measure_day(at=NIGHT - timedelta(days=1))
    measure_day(at=NIGHT)
    assert Milestone.objects.get(code="trials").reached_on == nov(24)
    begin(cast)
    reached = set(Milestone.objects.exclude(reached_on=None).values_list("code", flat=True))
    assert reached == {"products"}  # a person's word stays
    assert AuditEntry.objects.filter(verb="managing.milestone_reopened").exists()
    newest = read_snapshots(START)[-1]
    assert (newest.day, newest.since, newest.stocks["first_orders"]) == (nov(25), START, 0)
    before = from_stored(Snapshot.objects.earliest("day")).counted_from(START)
    assert "first_orders" not in before.stocks  # counted from another day
    assert before.stocks["a_customers"] == 1


def test_the_course_and_the_newest_are_read_in_one_statement(cast: SimpleNamespace) -> None:
    assert read_course(None, nov(25)) == ([], newest_measured(nov(25)))
    begin(cast)
    for days in (3, 2, 1, 0):  # with a Sunday
        measure_day(at=NIGHT - timedelta(days=days))
    with CaptureQueriesContext(connection) as queries:
        course, newest = read_course(START, nov(25))
    assert len(queries) == 1
    assert newest == newest_measured(nov(25))
    assert [(one.day, one.stocks, one.since) for one in course] == [
        (one.day, one.stocks, one.since) for one in read_snapshots(START)
    ]
    assert len(course) == 2
    assert read_course(nov(27), nov(25)) == ([], newest), "a plan that is to begin"


def test_goals_are_the_companys(cast: SimpleNamespace) -> None:
    begin(cast)
    note_milestone(
        actor=cast.manager, step=BY_CODE["first_a"], values=MilestoneValues(goal=2), version=0, at=NIGHT
    )
    make_customer(cast.owner, "A")
    measure_day(at=NIGHT)
    page = read_plan_page(Plan.objects.get(), from_stored(Snapshot.objects.get()).stocks, nov(25))
    found = next(one for one in page.all if one.step.code == "first_a")
    assert (found.now, found.goal, found.state) == (1, 2, StepState.NOW)
    assert (page.month, page.phase) == (5, "sowing")
    late = next(one for one in page.all if one.step.code == "platform")
    assert late.is_late


def test_what_a_person_judges_wants_evidence_and_a_day_that_was(cast: SimpleNamespace) -> None:
    step = BY_CODE["products"]
    for values, field in (
        (MilestoneValues(reached_on=nov(20)), "evidence"), (MilestoneValues(reached_on=nov(28), evidence="A list"), "reached_on"),
        (MilestoneValues(goal=3), "goal"),
    ):  # fmt: skip
        with pytest.raises(ManagingRefused) as refusal:
            note_milestone(actor=cast.manager, step=step, values=values, version=0, at=NIGHT)
        assert refusal.value.field == field
    values = MilestoneValues(reached_on=nov(20), evidence="All eight passed the test")
    row = note_milestone(actor=cast.manager, step=step, values=values, version=0, at=NIGHT)
    assert (row.reached_on, row.noted_by, row.version) == (nov(20), cast.manager, 1)
    again = note_milestone(actor=cast.manager, step=step, values=values, version=1, at=NIGHT)
    assert again.version == 1  # nothing changed
    with pytest.raises(StaleMilestone):
        note_milestone(actor=cast.boss, step=step, values=MilestoneValues(), version=0, at=NIGHT)
    with pytest.raises(PermissionDenied):
        note_milestone(actor=cast.assistant, step=step, values=values, version=1, at=NIGHT)


def test_nobody_types_over_what_is_measured(cast: SimpleNamespace) -> None:
    values = MilestoneValues(reached_on=nov(1), evidence="surely", goal=20, until=30)
    row = note_milestone(actor=cast.boss, step=BY_CODE["quality"], values=values, version=0, at=NIGHT)
    assert (row.reached_on, row.goal, row.until) == (None, 20, 30)
    with pytest.raises(ManagingRefused):
        note_milestone(
            actor=cast.boss,
            step=BY_CODE["quality"],
            values=MilestoneValues(goal=20, until=10),
            version=1,
            at=NIGHT,
        )


def test_the_next_years_plan_is_asked_for_once(cast: SimpleNamespace) -> None:
    begin(cast, date(2026, 2, 1))  # November is the tenth month
    assert [measure_day(at=NIGHT)["tasks"], measure_day(at=NIGHT)["tasks"]] == [3, 0]  # boss and managers
    task = Task.objects.get(assignee=cast.boss)
    assert (task.title, task.due_on) == ("Make the plan of year 2", date(2027, 1, 31))


def test_a_snapshot_names_no_customer(cast: SimpleNamespace) -> None:
    make_customer(cast.owner, "A", name="Northfield Hardware Supply, Inc.")
    measure_day(at=NIGHT)
    assert "Northfield" not in str(Snapshot.objects.get().figures)
