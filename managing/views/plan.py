"""The three-year plan: its phases and milestones, when it begins, what is noted of it (S151–S174)."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import Request
from core.access import allow, hide, refuse
from core.capabilities import Can
from core.work_days import current_calendar
from managing import services
from managing.charts import PLANNED, stock_chart
from managing.domain.plan import BY_CODE, Step, StepState
from managing.forms import MilestoneForm, PlanStartForm, add_refusal
from managing.known_words import Told, tell
from managing.models import Milestone
from managing.permissions import can_note_milestone, can_start_plan
from managing.plan_words import PHASES, STATES, STEPS
from managing.selectors.known import read_known
from managing.selectors.plan import PlanPage, read_milestone, read_plan, read_plan_page
from managing.selectors.snapshots import Measured, newest_measured, read_snapshots


@allow(Can.READ_TEAM, "GET")
def plan(request: Request) -> HttpResponse:
    """Where the plan stands; before its beginning is set, what it asks of whom."""
    return _show(request, PlanStartForm())


def _show(request: Request, form: PlanStartForm, *, status: int = 200) -> HttpResponse:
    at = timezone.now()
    today = current_calendar().day_of(at)
    found = read_plan()
    may_start = can_start_plan(request.user)
    if found is None:
        context: dict[str, Any] = {"page": None, "form": form, "may_start": may_start}
        return render(request, "managing/plan.html", context, status=status)
    history = read_snapshots(found.starts_on)
    measured = history[-1] if history else newest_measured(today)
    page = read_plan_page(found, measured.stocks, today)
    if not form.is_bound:
        form = PlanStartForm(initial={"starts_on": found.starts_on})
    told = _tell_open(request, page, measured, at)
    counted = [one for one in page.all if one.step.measure in PLANNED]
    context = {
        "page": page, "measured": measured, "form": form, "may_start": may_start, "may_note": can_note_milestone(request.user),
        "phase": PHASES[page.phase] if page.phase else None,
        "years": [(PHASES[phase], [(one, *STEPS[one.step.code], STATES[one.state], told.get(one.step.code)) for one in steps]) for phase, steps in page.years],
        "charts": [stock_chart(history, one, found, str(STEPS[one.step.code][0])) for one in counted] if len(history) > 1 else [],
        "top_share": measured.top_orders / measured.year_orders if measured.year_orders else None,
    }  # fmt: skip
    return render(request, "managing/plan.html", context, status=status)


def _tell_open(request: Request, page: PlanPage, measured: Measured, at: datetime) -> dict[str, Told]:
    """What the records say of what a person judges, where it is asked now or was and is open: what is asked later is not judged yet (S152)."""
    codes = [
        one.step.code
        for one in page.all
        if not one.step.is_measured and one.state in {StepState.NOW, StepState.OVERDUE}
    ]
    known = read_known(codes, user=request.user, plan=page.plan, measured=measured, at=at)
    return {code: tell(code, one, request.user, measured) for code, one in known.items()}


@allow(Can.READ_COMPANY, "POST")
def plan_start(request: Request) -> HttpResponse:
    """Say when it begins: the boss's word."""
    if not can_start_plan(request.user):
        refuse(request.user, None, "can_start_plan")
    form = PlanStartForm(request.POST)
    if not form.is_valid():
        return _show(request, form, status=422)
    services.start_plan(actor=request.user, starts_on=form.cleaned_data["starts_on"], at=timezone.now())
    messages.success(request, _("Saved"))
    return redirect("managing:plan")


@allow(Can.SET_TARGETS, "GET", "POST")
def milestone(request: Request, code: str) -> HttpResponse:
    """Note the goal, or the day and the evidence, of a milestone."""
    step = BY_CODE.get(code)
    if step is None:
        hide(request.user, f"managing.milestone:{code}")
    row = read_milestone(code)
    if request.method != "POST":
        form = MilestoneForm(initial=MilestoneForm.initial_of(row), is_measured=step.is_measured)
        return _show_milestone(request, step, row, form)
    form = MilestoneForm(request.POST, is_measured=step.is_measured)
    if not form.is_valid():
        return _show_milestone(request, step, row, form, status=422)
    try:
        services.note_milestone(
            actor=request.user, step=step, values=form.values(), version=form.cleaned_data["version"], at=timezone.now()
        )  # fmt: skip
    except services.StaleMilestone as stale:
        form.data = {**form.data.dict(), "version": str(stale.current.version)}  # type: ignore[attr-defined]  # a QueryDict
        return _show_milestone(request, step, stale.current, form, status=409, is_stale=True)
    except services.ManagingRefused as refusal:
        add_refusal(form, refusal)
        return _show_milestone(request, step, row, form, status=422)
    messages.success(request, _("Saved"))
    return redirect("managing:plan")


def _show_milestone(
    request: Request, step: Step, row: Milestone | None, form: MilestoneForm, *, status: int = 200, **extra: Any
) -> HttpResponse:  # fmt: skip
    name, question = STEPS[step.code]
    told, measured = _tell_one(request, step)
    context = {
        "step": step, "row": row, "form": form, "name": name, "question": question, "told": told, "measured": measured, **extra,
    }  # fmt: skip
    return render(request, "managing/milestone.html", context, status=status)


def _tell_one(request: Request, step: Step) -> tuple[Told | None, Measured | None]:
    """What the records say of a milestone that a person judges, and what last night measured; nothing of the others."""
    if step.is_measured:
        return None, None
    at = timezone.now()
    measured = newest_measured(current_calendar().day_of(at))
    known = read_known([step.code], user=request.user, plan=read_plan(), measured=measured, at=at)
    told = tell(step.code, known[step.code], request.user, measured) if step.code in known else None
    return told, measured
