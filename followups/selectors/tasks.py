"""Tasks as the list shows them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from core.work_days import current_calendar
from followups.models import Task

PAGE = 50
SHOWS = ("mine", "given", "team", "done")


@dataclass(frozen=True)
class TaskPage:
    """A page of tasks; `next` and `previous` are where the pages beside it start, None where there is none."""

    show: str
    rows: list[Any]
    previous: int | None
    next: int | None


def read_tasks(user: Any, show: str, skip: int, today: date) -> TaskPage:
    """Read `mine`, those I `given`, my `team`'s, or those `done`; the soonest due first, done ones newest first."""
    show = show if show in SHOWS else SHOWS[0]
    found = _narrow(Task.objects.visible_to(user), user, show)
    found = found.select_related("customer", "assignee__team", "created_by")
    rows = with_states(found[skip : skip + PAGE + 1], today)
    return TaskPage(
        show, rows[:PAGE], max(0, skip - PAGE) if skip else None, skip + PAGE if len(rows) > PAGE else None
    )


def find_just_done(user: Any, pk: int, since: datetime) -> Task | None:
    """Return one's own task that one has done after `since`, to take it back."""
    return Task.objects.just_done_by(user, since).select_related("assignee__team").filter(pk=pk).first()


def with_states(tasks: Iterable[Task], today: date) -> list[Any]:
    """Put `state` (as the component `due` knows it) and `overdue` (working days) on each task."""
    calendar, rows = current_calendar(), list(tasks)
    for task in rows:
        task.overdue = calendar.working_days_between(task.due_on, today)  # type: ignore[attr-defined]  # read by templates
        task.state = "done" if task.done_at else _state(task, today)  # type: ignore[attr-defined]  # read by templates
    return rows


def _state(task: Any, today: date) -> str:
    if task.due_on > today:
        return "later"
    return "overdue" if task.overdue else "today"


def _narrow(tasks: "QuerySet[Task]", user: Any, show: str) -> "QuerySet[Task]":
    if show == "done":
        return tasks.filter(done_at__isnull=False).order_by("-done_at", "-id")
    open_tasks = tasks.filter(done_at=None)
    narrowed = {
        "mine": lambda: open_tasks.filter(assignee=user),
        "given": lambda: open_tasks.filter(created_by=user).exclude(assignee=user),
        "team": lambda: open_tasks.exclude(assignee=user),
    }
    return narrowed[show]()
