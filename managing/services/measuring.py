"""The night measures the company once a day: the snapshot is kept, milestones that are reached are noted, once."""

from dataclasses import replace
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_noop, override

from accounts.models import User
from core import audit
from core.locks import lock_name
from core.notices import Notice, notify_each
from core.ui.addresses import address_of
from core.work_days import current_calendar
from followups.services.tasks import add_rule_task
from managing.domain.frames import MONTHS_OF_YEAR, ONE_DAY, add_months
from managing.domain.plan import STEPS, years_to_plan
from managing.models import Milestone, Plan, Snapshot
from managing.plan_words import STEPS as STEP_WORDS
from managing.plan_words import next_plan_task
from managing.selectors.plan import goal_of
from managing.selectors.snapshots import Measured, count_since, from_stored, measure, to_stored


@transaction.atomic
def measure_day(*, at: datetime) -> dict[str, int]:
    """Keep what the records of yesterday and before come to in this night, and what of the plan was reached with it.

    What has a day is counted up to the end of yesterday, what only stands (grades, stages) as it stands now. Run twice, late, or on two workers it writes a day once: the first one's figures stay.
    """
    lock_name("managing.measure")
    calendar = current_calendar()
    day = calendar.day_of(at) - ONE_DAY
    plan = Plan.objects.select_for_update().first()
    kept = Snapshot.objects.filter(day=day).first()
    if kept is None or kept.made_at > at:  # made by a clock that was ahead: the day was not over
        measured = measure(day, since=plan.starts_on if plan else None)
        values = {"made_at": at, "figures": to_stored(measured)}
        kept, _is_new = Snapshot.objects.update_or_create(day=day, defaults=values)
    if plan is None:
        return {"reached": 0, "tasks": 0}
    return {
        "reached": _note_reached(plan, from_stored(kept), at),
        "tasks": _ask_for_next_plan(plan, day, at),
    }


def count_anew(plan: Plan) -> None:
    """Count in the newest snapshot from the plan's beginning what is counted from there; the stocks of its day stay."""
    lock_name("managing.measure")
    row = Snapshot.objects.select_for_update().order_by("-day").first()
    if row is None:
        return
    kept = from_stored(row)
    stocks = {**kept.stocks, **count_since(plan.starts_on, kept.day)}
    row.figures = to_stored(replace(kept, stocks=stocks, since=plan.starts_on))
    row.save(update_fields=["figures"])


def _note_reached(plan: Plan, measured: Measured, at: datetime) -> int:
    """The first day on which a figure was there, also before the months in which it is asked; a later fall takes nothing back.

    It opens again only with its goal, or with the beginning of the plan.
    """
    measured = measured.counted_from(plan.starts_on)
    rows = {row.code: row for row in Milestone.objects.select_for_update()}
    reached: list[Milestone] = []
    for step in STEPS:
        row = rows.get(step.code)
        is_open = row is None or row.reached_on is None
        if not step.is_measured or not is_open or measured.day < plan.starts_on:
            continue
        value, (goal, _until) = measured.stocks.get(step.measure, 0), goal_of(step, row)
        if value < goal:
            continue
        row = row or Milestone(code=step.code, version=0)
        row.reached_on, row.value, row.version = measured.day, value, row.version + 1
        row.save()
        changes = {"reached_on": (None, measured.day.isoformat()), "value": (None, value)}
        audit.record("managing.milestone_reached", actor=None, at=at, target=row, changes=changes)
        reached.append(row)
    _tell(reached, at)
    return len(reached)


def _tell(reached: list[Milestone], at: datetime) -> None:
    """Each hears in their own language which it is; once for each time that it is reached."""
    people = [person for person in User.objects.active() if person.is_boss or person.is_manager]
    message, url = (
        gettext_noop("A milestone of the three-year plan is reached: %(name)s"),
        address_of("managing:plan"),
    )
    notices = []
    for person in people if reached else ():
        with override(person.language):
            names = {row.code: str(STEP_WORDS[row.code][0]) for row in reached}
        notices += [
            Notice(
                [person.pk], f"milestone:{row.code}:{row.reached_on}", message, {"name": names[row.code]}, url
            )
            for row in reached
        ]
    notify_each(notices, at=at)


def _ask_for_next_plan(plan: Plan, day: date, at: datetime) -> int:
    """In the last quarter of a year of the plan boss and managers get the task to make the next one's (S166); once a year."""
    wanted = [year for year in years_to_plan(plan.starts_on, day) if year > plan.planned_years]
    planners = list(User.objects.active().filter(Q(is_boss=True) | Q(is_manager=True)).order_by("pk"))
    if not wanted or not planners:
        return 0
    year = wanted[-1]
    due = add_months(plan.starts_on, MONTHS_OF_YEAR * year) - ONE_DAY
    for person in planners:
        with override(person.language):
            title, why = next_plan_task(year)
        add_rule_task(rule="plan", key=f"plan:{year}:{person.pk}", assignee=person, title=title, due_on=due, why=why, at=at)  # fmt: skip
    plan.planned_years = year
    plan.save(update_fields=["planned_years"])
    return len(planners)
