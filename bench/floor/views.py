"""One indexed statement, fifty rows, a plain template."""

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from bench.floor.models import COLUMNS, Customer, Entry, Note

ROWS = 50


class NoteForm(forms.Form):
    """The bare form."""

    customer = forms.IntegerField()
    text = forms.CharField(max_length=20_000)


@login_required
def customers(request: HttpRequest) -> HttpResponse:
    rows = (
        Customer.objects.filter(merged_into_id=None, owner_id=request.user.pk)
        .order_by("next_due_on", "id")
        .only(*COLUMNS)[:ROWS]
    )
    return render(request, "customers.html", {"rows": rows})


@login_required
def everybody(request: HttpRequest) -> HttpResponse:
    rows = Customer.objects.filter(merged_into_id=None).order_by("next_due_on", "id").only(*COLUMNS)[:ROWS]
    return render(request, "customers.html", {"rows": rows})


@login_required
def find(request: HttpRequest) -> HttpResponse:
    rows = Customer.objects.filter(merged_into_id=None, search_text__contains=request.GET["q"].lower()).only(
        *COLUMNS
    )[:ROWS]
    return render(request, "customers.html", {"rows": rows})


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
