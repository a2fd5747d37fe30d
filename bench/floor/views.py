"""One indexed statement, the product's rows, a plain template."""

from django import forms
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from bench.floor.models import COLUMNS, Customer, Entry, Note

ROWS = 50
FILTERS = ("grade", "country", "owner_id")


class NoteForm(forms.Form):
    """The bare form."""

    customer = forms.IntegerField()
    text = forms.CharField(max_length=20_000)


@login_required
def customers(request: HttpRequest) -> HttpResponse:
    return _table(request, _mine(request))


@login_required
def everybody(request: HttpRequest) -> HttpResponse:
    return _table(request, Customer.objects.filter(merged_into_id=None))


@login_required
def due(request: HttpRequest) -> HttpResponse:
    """My customers whose next contact is due from `since` to `until` (dates)."""
    return _table(
        request, _mine(request).filter(next_due_on__range=(request.GET["since"], request.GET["until"]))
    )


@login_required
def find(request: HttpRequest) -> HttpResponse:
    found = _mine(request).filter(search_text__contains=request.GET["q"].lower())
    return _show(request, found)


@login_required
def customer(request: HttpRequest, pk: int) -> HttpResponse:
    entries = list(
        Entry.objects.filter(customer_id=pk).select_related("customer").order_by("-at", "-id")[:25]
    )
    return render(request, "customer.html", {"customer": entries[0].customer, "entries": entries})


@login_required
def note(request: HttpRequest) -> HttpResponse:
    form = NoteForm(request.POST)
    if not form.is_valid():
        return HttpResponse(str(form.errors), status=422)
    Note.objects.create(
        customer_id=form.cleaned_data["customer"], text=form.cleaned_data["text"], at=timezone.now()
    )
    return redirect("/customers/")


def _mine(request: HttpRequest) -> QuerySet[Customer]:
    return Customer.objects.filter(merged_into_id=None, owner_id=request.user.pk)


def _table(request: HttpRequest, found: QuerySet[Customer]) -> HttpResponse:
    wanted = {name: request.GET[name] for name in FILTERS if name in request.GET}
    return _show(request, found.filter(**wanted).order_by("next_due_on", "id"))


def _show(request: HttpRequest, found: QuerySet[Customer]) -> HttpResponse:
    rows = int(request.GET.get("rows", ROWS))
    return render(request, "customers.html", {"rows": found.only(*COLUMNS)[:rows]})
