"""How buyers are recognised, and a trial of any two: for who judges twins (rules.md §5)."""

from django.http import HttpResponse
from django.shortcuts import render

from accounts.access import Request
from core.access import allow
from core.capabilities import Can
from customers.forms.engine import TryForm
from customers.selectors.engine import read_engine, try_two

SIDES = ("one", "other")


@allow(Can.REASSIGN, "GET")
def rules(request: Request) -> HttpResponse:
    """The rules as they stand; and, of two buyers that are typed in, what the lookup says. Reads no customer."""
    is_asked = any(request.GET.get(f"{side}-{name}") for side in SIDES for name in TryForm.base_fields)
    forms = [TryForm(request.GET if is_asked else None, prefix=side) for side in SIDES]
    is_read = is_asked and all(form.is_valid() for form in forms)
    trial = try_two(*(form.subject() for form in forms)) if is_read else None
    context = {"forms": forms, "trial": trial, "engine": read_engine()}
    return render(request, "customers/engine.html", context, status=422 if is_asked and not is_read else 200)
