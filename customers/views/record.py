"""The customer's page and its timeline."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from accounts.access import Request, note_read
from core import policy
from core.access import allow
from core.capabilities import Can
from core.panels import render_slot
from core.request_context import today
from core.work_days import current_calendar
from customers import due_words, permissions
from customers.domain import stages
from customers.domain.due_state import due_state_of
from customers.domain.grading import asks_confirmation
from customers.models import Customer, Stage
from customers.policies import GRADING, GradingPolicy
from customers.selectors import detail
from customers.selectors.links import read_links
from customers.services import count_page
from customers.views.answers import get_customer, get_customer_or_survivor

PAGE = "customer"


@allow(Can.WORK_WITH_CUSTOMERS, "GET")
def customer_detail(request: Request, pk: int) -> HttpResponse:
    """The customer; the address of one that was merged away leads to the one it is part of."""
    customer, at = get_customer_or_survivor(request, pk), timezone.now()
    if customer.pk != pk:
        return redirect(customer)
    note_read("customers.read", user=request.user, record=customer, at=at)
    count_page(user=request.user, at=at)
    page = detail.read_customer_page(request.user, customer)
    context = {
        "customer": customer,
        "page": page,
        "facts": detail.facts_of(page),
        "due": due_state_of(customer, timezone.localdate(at), current_calendar()),
        "due_why": due_words.words_for(customer.due_why),
        "path": _path_of(customer),
        "timeline": detail.read_timeline(request.user, customer, group=request.GET.get("kind", "")),
        "groups": detail.group_labels(),
        "links": read_links(request.user, customer),
        "now": at,
        **_rights(request.user, customer),
        **{
            slot: render_slot(PAGE, slot, request, customer) for slot in ("composer", "menu", "left", "right")
        },
    }
    return render(request, "customers/detail.html", context)


@allow(Can.WORK_WITH_CUSTOMERS, "GET")
def timeline(request: Request, pk: int) -> HttpResponse:
    """A page of the history: older entries, or one group of them."""
    customer = get_customer(request, pk)
    note_read("customers.read", user=request.user, record=customer, at=timezone.now())
    before, group = request.GET.get("before", ""), request.GET.get("kind", "")
    history = detail.read_timeline(request.user, customer, group=group, before=before, with_counts=not before)
    context = {
        "customer": customer,
        "timeline": history,
        "groups": detail.group_labels(),
        "is_older": bool(before),
    }
    if not request.htmx:
        return render(request, "customers/timeline.html", context)
    name = "_timeline_days.html" if before else "_timeline.html"
    return render(request, f"customers/{name}", context)


def _rights(user: Any, customer: Customer) -> dict[str, bool]:
    return {
        "may_edit": permissions.can_edit_customer(user, customer),
        "may_grade": permissions.can_grade_customer(user, customer),
        "asks_grade": _asks_grade(customer),
        "may_link": permissions.can_link(user, customer, customer),
        "may_reassign": permissions.can_reassign_customer(user, customer),
    }


def _asks_grade(customer: Customer) -> bool:
    """Whether the grade is so old that it asks to be confirmed (rules.md §2); a lost customer's does not."""
    days = policy.get(GRADING, GradingPolicy).confirm_after_days
    graded_on = timezone.localdate(customer.graded_at)
    return customer.stage != Stage.LOST and asks_confirmation(graded_on, today(), days)


def _path_of(customer: Customer) -> list[tuple[str, bool]]:
    """Return the stages from the present one on with their names; a customer beside the path has its stage only."""
    labels = dict(Stage.choices)
    if customer.stage not in stages.PATH:
        return [(str(labels[customer.stage]), True)]
    here = stages.PATH.index(customer.stage)
    return [
        (str(labels[stage]), stage == customer.stage) for stage in stages.PATH[max(0, here - 1) : here + 4]
    ]
