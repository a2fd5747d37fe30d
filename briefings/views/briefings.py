"""The briefings: their list, the page that the boss reads, what a manager puts in, the page as a file."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from accounts.access import Request, get_visible_or_404, hide, require
from briefings import services
from briefings.domain.page import Page, Row
from briefings.forms import BriefingPolicyForm, PointForm, add_refusal
from briefings.models import Briefing, BriefingState, Part, Point
from briefings.paper import paper_of_briefing
from briefings.permissions import can_compile, can_move, can_note_attendance, can_withdraw
from briefings.policies import briefing_policy
from briefings.selectors.lists import next_day_column, next_to_compile, planned_or_slot, read_briefings
from briefings.selectors.page import read_page
from briefings.services.timetable import managers_who_brief
from briefings.views.kept import begin_box, box_key, has_words, newest_draft
from briefings.words import figure_lines, links_to_all
from core import audit
from core.access import allow
from core.capabilities import Can
from core.files import serve_written
from core.forms_once import AlreadySubmitted, claim_form, finish_form
from core.locks import retries_deadlocks
from customers.models import Customer
from reports.papers.writing import make_file


@allow(Can.PREPARE_BRIEFINGS, "GET")
def briefing_list(request: Request) -> HttpResponse:
    """Those to come and those that were: when, whether held, who was there; so many a page from `?from=` on."""
    start = request.GET.get("from", "")
    page = read_briefings(request.user, int(start) if start.isdecimal() and len(start) < 5 else 0)
    context = {
        "page": page, "rows": page.rows, "reads": request.user.can(Can.READ_BRIEFINGS),
        "timetable": BriefingPolicyForm.summary_of(briefing_policy()),
    }  # fmt: skip
    return render(request, "briefings/list.html", context)


def _get(request: Request, pk: int) -> Briefing:
    following = next_day_column(request.user, timezone.localdate())
    rows = Briefing.objects.select_related("moved_by").annotate(
        next_day=following, **newest_draft(request.user)
    )
    return get_visible_or_404(rows, request.user, pk)


@allow(Can.READ_BRIEFINGS, "GET")
def detail(request: Request, pk: int) -> HttpResponse:
    """The page that is read in ten minutes: live while it is to come, as it was shown once its hours are over."""
    found, user, at = _get(request, pk), request.user, timezone.now()
    if found.joined_into_id is not None:
        return redirect("briefings:detail", found.joined_into_id)
    if found.state == BriefingState.CANCELLED:
        return redirect("briefings:prepare", found.pk)
    services.note_boss_read(actor=user, briefing=found, at=at)
    page, may_rule = read_page(found, user, at), user.can(Can.RULE)
    context: dict[str, Any] = {
        "briefing": found, "page": page, "links": links_to_all(), "is_live": not found.is_closed,
        "may_rule": may_rule, "may_compile": can_compile(user, found), "may_move": can_move(user, found),
        "may_attend": can_note_attendance(user, found) and at >= found.starts_at, "here": request.path, "now": at,
        "lines": figure_lines(page) if page else [], "attended": list(found.attendance.select_related("person")),
        "briefs_alone": may_rule and bool(user.is_manager) and not managers_who_brief(),
    }  # fmt: skip
    if page and may_rule:
        context |= _first_box(page, found, planned_or_slot(found.next_day, timezone.localdate(at)))  # type: ignore[attr-defined]  # annotated in `_get`
    return render(request, "briefings/detail.html", context)


def _first_box(page: Page, briefing: Any, due_on: date | None) -> dict[str, Any]:
    """The box in which somebody typed last is open from the beginning, else that of what has waited longest."""
    asking = [row for section in (page.hard, page.key, page.new) for row in section.rows if row.asks]
    key = briefing.draft_key if has_words(briefing.draft_values) else None
    typed = next((row for row in asking if box_key(_named(row)) == key), None)
    first = typed or next(iter(asking), None)
    if first is None:
        return {}
    initial = {"person": first.values.get("who"), "due_on": due_on}
    kept = (briefing.draft_values, briefing.draft_at) if typed else (None, None)
    return {"first": first, "form": begin_box(_named(first), initial, *kept)}


def _named(row: Row) -> str:
    return f"{row.kind}-{row.id}"


@allow(Can.READ_BRIEFINGS, "GET", "POST")
def point_new(request: Request) -> HttpResponse:
    """Put a point into the next briefing: `?part=new|key|hard`, about `?customer=`."""
    user, at = request.user, timezone.now()
    found = next_to_compile(user, at)
    if found is None:
        messages.error(request, _("No briefing is planned just now."))
        return _go(request, reverse("briefings:list"))
    require(user, can_compile, found)
    asked = request.POST.get("customer") or request.GET.get("customer", "")
    part = request.GET.get("part", Part.KEY if asked else Part.HARD)
    initial = {"part": part if part in Part.values else Part.HARD, "customer": asked}
    form = PointForm(request.POST or None, customers=_choices(user, asked), initial=initial)
    if form.is_bound and form.is_valid():
        try:
            _add(request, found, form)
            messages.success(request, _("It stands in the briefing."))
            return _go(request, found.get_absolute_url())
        except AlreadySubmitted:
            return _go(request, found.get_absolute_url())
        except services.BriefingRefused as refusal:
            add_refusal(form, refusal)
    context = {"briefing": found, "form": form}
    return render(request, "briefings/point.html", context, status=422 if form.errors else 200)


def _choices(user: Any, asked: str) -> Any:
    """The customer that was named; and the A customers, of whom a briefing speaks."""
    key = int(asked) if asked.isdecimal() and len(asked) < 19 else 0
    seen = Customer.objects.visible_to(user).current()
    return (seen.filter(grade="A") | seen.filter(pk=key)).order_by("name_sort", "pk")


@retries_deadlocks
def _add(request: Request, found: Briefing, form: PointForm) -> None:
    at = timezone.now()
    claim = claim_form(form.cleaned_data["form_token"], user=request.user, at=at)
    services.add_point(actor=request.user, briefing=found, values=form.values(), at=at)
    finish_form(claim, found.get_absolute_url())


def _go(request: Request, url: str) -> HttpResponse:
    return HttpResponseClientRedirect(url) if request.htmx else redirect(url)


@allow(Can.READ_BRIEFINGS, "POST")
def point_withdraw(request: Request, pk: int) -> HttpResponse:
    """Take one's own point out again."""
    point = get_visible_or_404(Point.objects.select_related("briefing"), request.user, pk)
    require(request.user, can_withdraw, point)
    try:
        services.withdraw_point(actor=request.user, point=point, at=timezone.now())
        messages.success(request, _("Taken out"))
    except services.BriefingRefused:
        messages.error(request, _("The boss has ruled on it already."))
    return redirect(point.briefing)


@allow(Can.READ_BRIEFINGS, "GET")
def paper(request: Request, pk: int) -> HttpResponse:
    """The page as a PDF; who took it is in the trail."""
    found, at = _get(request, pk), timezone.now()
    page = read_page(found, request.user, at)
    if page is None:
        hide(request.user, f"briefings.briefing:{pk}")
    made = paper_of_briefing(found, page, request.user, at)
    audit.record(
        "briefings.paper_made", actor=request.user, at=at, target=found, changes={"paper": ("", "pdf")}
    )
    return serve_written(make_file(made, "pdf"), name=f"{made.file_name}.pdf")
