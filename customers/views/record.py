"""The customer's page and its timeline."""

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from accounts.access import Request
from accounts.scoping import pool_is_open
from core import policy
from core.access import allow
from core.capabilities import Can
from core.panels import render_slot
from core.request_context import today
from core.work_days import current_calendar
from customers import due_words, permissions
from customers.domain import stages
from customers.domain.due_state import contacts_this_month, due_state_of
from customers.domain.grading import asks_confirmation
from customers.models import Customer, Stage
from customers.policies import GRADING, GradingPolicy
from customers.selectors import detail
from customers.selectors.links import read_links
from customers.selectors.sharing import read_collaborators
from customers.services import count_page
from customers.timeline_words import pool_reason
from customers.views.answers import get_customer, get_customer_or_survivor

PAGE = "customer"


@allow(Can.WORK_WITH_CUSTOMERS, "GET")
def customer_detail(request: Request, pk: int) -> HttpResponse:
    """The customer; the address of one that was merged away leads to the one it is part of."""
    customer, at = get_customer_or_survivor(request, pk), timezone.now()
    if customer.pk != pk:
        return redirect(customer)
    count_page(user=request.user, at=at)
    page = detail.read_customer_page(request.user, customer)
    context = {
        "customer": customer,
        "page": page,
        "facts": detail.facts_of(page),
        "contacts_this_month": _contacts_this_month(customer, timezone.localdate(at)),
        "due": due_state_of(customer, timezone.localdate(at), current_calendar()),
        "due_why": due_words.words_for(customer.due_why),
        "path": _path_of(customer),
        "timeline": detail.read_timeline(request.user, customer, group=request.GET.get("kind", "")),
        "groups": detail.group_labels(),
        "links": read_links(request.user, customer),
        "now": at,
        **_sharing(request.user, customer, today()),
        **_pool(request.user, customer),
        **_rights(request.user, customer),
        **{
            slot: render_slot(PAGE, slot, request, customer)
            for slot in ("above", "composer", "menu", "left", "right")
        },
    }
    return render(request, "customers/detail.html", context)


@allow(Can.WORK_WITH_CUSTOMERS, "GET")
def timeline(request: Request, pk: int) -> HttpResponse:
    """A page of the history: older entries, or one group of them."""
    customer = get_customer(request, pk)
    count_page(user=request.user, at=timezone.now())
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
        "may_see_access": permissions.can_see_access(user, customer),
        "may_reassign": permissions.can_reassign_customer(user, customer),
    }


def _sharing(user: Any, customer: Customer, day: date) -> dict[str, Any]:
    """With whom it is shared: asked only of a customer that is (`get_customer_or_survivor` tells)."""
    is_shared = getattr(customer, "is_shared", True)
    found = read_collaborators(user, customer, day) if is_shared else []
    own = next((one for one in found if one.share.person_id == user.pk), None)
    return {"collaborators": found, "own_share": own, "may_share": permissions.can_share(user, customer)}


def _pool(user: Any, customer: Customer) -> dict[str, Any]:
    """Taking out, giving back, and the day on which a rule takes it."""
    is_open, warning = pool_is_open(), getattr(customer, "pool_warning", None)
    is_standing = (
        warning is not None
        and (warning.owner_id, warning.contact_at) == (customer.owner_id, customer.last_contact_at)
        and not customer.open_inquiries
    )
    return {
        "may_claim": is_open and permissions.can_take_out(user, customer),
        "may_release": is_open and permissions.can_release_customer(user, customer),
        "leaves_on": warning.goes_on if warning and is_standing else None,
        "leaves_why": pool_reason(warning.why) if warning and is_standing else "",
    }


def _asks_grade(customer: Customer) -> bool:
    """Whether the grade is so old that it asks to be confirmed (rules.md §2); a lost customer's does not."""
    days = policy.get(GRADING, GradingPolicy).confirm_after_days
    graded_on = timezone.localdate(customer.graded_at)
    return customer.stage != Stage.LOST and asks_confirmation(graded_on, today(), days)


def _contacts_this_month(customer: Customer, today: date) -> int:
    last_on = timezone.localdate(customer.last_contact_at) if customer.last_contact_at else None
    return contacts_this_month(customer.month_contacts, last_on, today)


def _path_of(customer: Customer) -> list[tuple[str, bool]]:
    """Return the stages from the present one on with their names; a customer beside the path has its stage only."""
    labels = dict(Stage.choices)
    if customer.stage not in stages.PATH:
        return [(str(labels[customer.stage]), True)]
    here = stages.PATH.index(customer.stage)
    return [
        (str(labels[stage]), stage == customer.stage) for stage in stages.PATH[max(0, here - 1) : here + 4]
    ]
