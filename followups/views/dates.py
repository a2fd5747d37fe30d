"""Dates by hand: setting and judging them; the week."""

from datetime import date, datetime, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import get_visible_or_404, note_read, require
from core.access import allow
from core.capabilities import Can
from core.ui.formats import company_day
from customers.models import Customer
from followups import services
from followups.due_words import due_sentence
from followups.forms import DueForm, JudgementForm, add_refusal, word_refusal
from followups.models import DateByHand
from followups.permissions import can_judge, can_log
from followups.selectors.week import read_week
from followups.views.recording import next_url
from followups.views.today import people_of, pick_person


@allow(Can.WORK_WITH_CUSTOMERS, "GET", "POST")
def due(request: HttpRequest, pk: int) -> HttpResponse:
    """Set a customer's next date by hand, as a dialog or a page."""
    customer = get_visible_or_404(Customer.objects.select_related("owner__team"), request.user, pk)
    require(request.user, can_log, customer)
    if request.method != "POST":
        note_read("customers.read", user=request.user, record=customer, at=timezone.now())
    asked = request.GET.get("on", "")
    form = DueForm(request.POST or None, initial={"due_on": _parse_day(asked) or customer.next_due_on})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid() and (response := _set_due(request, form, customer)):
            return response
    context = {
        "form": form,
        "customer": customer,
        "why": due_sentence(customer.due_why),
        "next": next_url(request),
    }
    return render(request, "followups/due.html", context, status=status)


def _set_due(request: HttpRequest, form: DueForm, customer: Customer) -> HttpResponse | None:
    try:
        changed = services.set_due_by_hand(
            actor=request.user, customer=customer, at=timezone.now(), **form.cleaned_data
        )
    except services.Refused as refusal:
        add_refusal(form, refusal)
        return None
    messages.success(request, _("Next contact %(day)s") % {"day": company_day(changed.next_due_on)})
    if request.htmx:  # type: ignore[attr-defined]  # set by django-htmx
        response = HttpResponse(status=204)
        response["HX-Refresh"] = "true"
        return response
    return redirect(next_url(request) or changed.get_absolute_url())


@allow(Can.JUDGE_EXCEPTIONS, "POST")
def judge_due(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept or refuse the reason of a later date."""
    row = get_visible_or_404(DateByHand.objects.select_related("customer"), request.user, pk)
    require(request.user, can_judge, row)
    form = JudgementForm(request.POST)
    if not form.is_valid():
        return HttpResponse(status=422)
    try:
        services.judge_due_by_hand(
            actor=request.user, date_by_hand=row, at=timezone.now(), **form.cleaned_data
        )
        messages.success(
            request, _("Reason accepted") if form.cleaned_data["is_accepted"] else _("Reason refused")
        )
    except services.Refused as refusal:
        messages.warning(request, word_refusal(refusal))
    if request.htmx:  # type: ignore[attr-defined]  # set by django-htmx
        return render(request, "followups/row_done.html")
    return redirect(next_url(request) or "followups:today")


@allow(Can.WORK_WITH_CUSTOMERS, "GET")
def week(request: HttpRequest) -> HttpResponse:
    """The week `?week=2026-W47` of oneself or a colleague: due contacts and tasks, day by day."""
    person = pick_person(request)
    monday = _parse_week(request.GET.get("week", ""), timezone.localdate())
    context = {
        "week": read_week(request.user, person, monday, timezone.now()),
        "person": person,
        "people": people_of(request.user),
        "is_own": person.pk == request.user.pk,
        "previous": _week_code(monday - timedelta(days=7)),
        "following": _week_code(monday + timedelta(days=7)),
    }
    return render(request, "followups/week.html", context)


def _parse_week(text: str, today: date) -> date:
    """The Monday of an ISO week such as `2026-W47`; this week's for anything else."""
    try:
        found = datetime.strptime(f"{text}-1", "%G-W%V-%u").date()  # noqa: DTZ007 - only the day is wanted
        return found if 2000 <= found.year < 2100 else today - timedelta(days=today.weekday())
    except ValueError:
        return today - timedelta(days=today.weekday())


def _parse_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _week_code(monday: date) -> str:
    return f"{monday:%G-W%V}"
