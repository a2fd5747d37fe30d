"""One indexed statement, the product's rows, a plain template."""

from django import forms
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from bench.floor.models import COLUMNS, Customer, Entry, Note

ROWS = 50
HOME_ROWS = 15  # as Today shows
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
def overdue(request: HttpRequest) -> HttpResponse:
    return _table(request, _mine(request).filter(next_due_on__lt=timezone.localdate()))


@login_required
def home(request: HttpRequest) -> HttpResponse:
    return _table(request, _mine(request).filter(next_due_on__lte=timezone.localdate()), rows=HOME_ROWS)


@login_required
def find(request: HttpRequest) -> HttpResponse:
    found = _mine(request).filter(search_text__contains=request.GET["q"].lower())
    rows = int(request.GET.get("rows", ROWS))
    return render(request, "customers.html", {"rows": found.only(*COLUMNS)[:rows]})


def _mine(request: HttpRequest) -> QuerySet[Customer]:
    return Customer.objects.filter(merged_into_id=None, owner_id=request.user.pk)


def _table(request: HttpRequest, found: QuerySet[Customer], rows: int = ROWS) -> HttpResponse:
    wanted = {name: request.GET[name] for name in FILTERS if name in request.GET}
    shown = found.filter(**wanted).order_by("next_due_on", "id").only(*COLUMNS)[:rows]
    return render(request, "customers.html", {"rows": shown})


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
