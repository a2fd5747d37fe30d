"""The rules of who gets an inquiry: read by those who read the policy, changed by those who write it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import Request
from core.access import allow
from core.capabilities import Can
from inquiries import policies, services
from inquiries.forms.policies import RULE_FORMS, SeatsForm
from inquiries.models import AssignmentRule
from inquiries.selectors.assignment import list_rules, seated_people


@allow(Can.READ_POLICY, "GET")
def assignment(request: Request) -> HttpResponse:
    """Countries, product words, and who takes part in the rotation."""
    return _page(request)


@allow(Can.WRITE_POLICY, "POST")
def rule_add(request: Request) -> HttpResponse:
    """Add a rule for a country or a product word."""
    form_class = RULE_FORMS.get(request.POST.get("kind", ""))
    if form_class is None:
        raise Http404
    form = form_class(request.POST)
    if not form.is_valid():
        return _page(request, **{form.ids: form})
    data = form.cleaned_data
    services.add_rule(
        actor=request.user, kind=form.ids, value=data["value"], user=data["user"], at=timezone.now()
    )
    messages.success(request, _("Saved. It applies from now on."))
    return redirect("inquiries:assignment")


@allow(Can.WRITE_POLICY, "POST")
def rule_remove(request: Request, pk: int) -> HttpResponse:
    """Take a rule away."""
    rule = get_object_or_404(AssignmentRule, pk=pk)
    services.remove_rule(actor=request.user, rule=rule, at=timezone.now())
    messages.success(request, _("Removed"))
    return redirect("inquiries:assignment")


@allow(Can.WRITE_POLICY, "POST")
def seats(request: Request) -> HttpResponse:
    """Set who takes part in the rotation."""
    form = SeatsForm(request.POST)
    if not form.is_valid():
        return _page(request, seats=form)
    services.set_seats(actor=request.user, people=form.cleaned_data["people"], at=timezone.now())
    messages.success(request, _("Saved. It applies from now on."))
    return redirect("inquiries:assignment")


def _page(request: Request, **forms: Any) -> HttpResponse:
    """Show the page; a form given by name is one that could not be saved."""
    context = {
        "rules": list_rules(), "policy": policies.assignment_policy(),
        "may_write": request.user.can(Can.WRITE_POLICY),
        "add_forms": [forms.get(kind) or form_class() for kind, form_class in RULE_FORMS.items()],
        "seats_form": forms.get("seats") or SeatsForm(initial={"people": seated_people()}),
    }  # fmt: skip
    return render(request, "inquiries/assignment.html", context, status=422 if forms else 200)
