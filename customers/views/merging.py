"""Two records of one buyer made one, and two again (合并客户)."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import Request, get_visible_or_404, note_reads, require
from core.access import allow
from core.capabilities import Can
from core.forms_once import AlreadySubmitted
from core.ui.toasts import add_undoable
from customers import lookup, permissions, services
from customers.forms import MergeForm
from customers.models import Customer, CustomerMerge, TwinPair
from customers.selectors import merging
from customers.selectors.finding import each_once, find_customers
from customers.services import DuplicateBuyer, MergeRefused, OwnerRefused, StaleMerge
from customers.text import clean_line
from customers.views.answers import get_customer, go_to, show_errors


@allow(Can.REASSIGN, "GET")
def merge(request: Request, pk: int) -> HttpResponse:
    """Find the other record: those that look like this one, or by name, person, address, number."""
    customer = get_customer(request, pk)
    require(request.user, permissions.can_reassign_customer, customer)
    query = clean_line(request.GET.get("q", ""))[:200]
    found = [
        hit
        for hit in each_once(find_customers(request.user, query, is_led=True))
        if hit.customer.pk != customer.pk
    ]
    pairs = TwinPair.objects.visible_to(request.user).led_by(request.user).open().of(customer)
    pairs = pairs.select_related("first__owner", "second__owner").order_by("-certainty", "pk")
    context = {
        "customer": customer,
        "query": query,
        "found": found,
        "alike": [pair.other_than(customer) for pair in pairs],
    }
    template = "customers/merge_find.html#results" if request.htmx else "customers/merge_find.html"
    return render(request, template, context)


@allow(Can.REASSIGN, "GET", "POST")
def merge_with(request: Request, pk: int, other_pk: int) -> HttpResponse:
    """Both side by side; the person chooses which record stays, and whose values."""
    rows = Customer.objects.select_related("owner__team")
    one, other = (get_visible_or_404(rows, request.user, key) for key in (pk, other_pk))
    for row in (one, other):
        require(request.user, permissions.can_reassign_customer, row)
        if row.merged_into_id is not None and request.method != "POST":
            return _refuse(request, row, "gone")
    if one.pk == other.pk:
        return _refuse(request, one, "same")
    form = MergeForm(request.POST if request.method == "POST" else None, one=one, other=other)
    if not form.is_bound or not form.is_valid():
        return _show(request, form, status=422 if form.is_bound else 200)
    return _merge(request, form)


def _merge(request: Request, form: MergeForm) -> HttpResponse:
    kept, gone = form.kept, form.gone
    try:
        found = services.merge_customers(
            actor=request.user, kept=kept, gone=gone, picks=form.picks(), stamps=form.stamps(), at=timezone.now(),
            form_token=form.cleaned_data["form_token"],
        )  # fmt: skip
    except AlreadySubmitted as first:
        return go_to(request, first.url)
    except MergeRefused as refused:
        return _refuse(request, gone, refused.code)
    except StaleMerge:
        return _show_stale(request, form)
    except OwnerRefused:
        form.add_error("pick_owner_id", _("This person cannot own customers."))
        return _show(request, form, status=422)
    except ValidationError as error:
        show_errors(form, error, "pick_")
        return _show(request, form, status=422)
    text = _("%(gone)s is part of %(kept)s now.") % {"gone": gone, "kept": found.survivor}
    add_undoable(request, text, reverse("customers:merge_record", args=[found.pk]))
    return go_to(request, found.survivor.get_absolute_url())


def _show_stale(request: Request, form: MergeForm) -> HttpResponse:
    """One of the two changed meanwhile: both as they are now, what was chosen still chosen."""
    rows = Customer.objects.visible_to(request.user).select_related("owner__team")
    one, other = (get_visible_or_404(rows, request.user, row.pk) for row in (form.one, form.other))
    data = request.POST.copy()
    fresh = MergeForm(one=one, other=other)
    for name in ("stamp_one", "stamp_other"):
        data[name] = fresh.initial[name]
    for bound in fresh.picks_fields:
        data.setdefault(bound.html_name, str(bound.initial))
    return _show(request, MergeForm(data, one=one, other=other), status=409, is_stale=True)


def _show(request: Request, form: MergeForm, *, status: int = 200, **extra: Any) -> HttpResponse:
    one, other, at = form.one, form.other, timezone.now()
    note_reads("customers.read", user=request.user, records=(one, other), at=at)
    if not form.is_bound:  # shown again, it is the page that was read
        services.count_page(user=request.user, at=at)
    facts, people = merging.count_work((one, other)), merging.people_of(one, other)
    stays = form["stays"].value()
    context = {
        "form": form,
        "one": one,
        "other": other,
        "sides": [
            {"customer": row, "facts": facts[row.pk], "people": people[row.pk], "stays": stays == str(row.pk)}
            for row in (one, other)
        ],
        "alike": merging.alike(one, other),
        **extra,
    }
    return render(request, "customers/merge.html", context, status=status)


def _refuse(request: Request, customer: Customer, code: str) -> HttpResponse:
    """Say why, on the page of the record that there is now."""
    messages.error(request, _refusal(code) % {"name": customer})
    return go_to(request, customer.get_absolute_url())


def _refusal(code: str) -> str:
    return {
        "same": _("%(name)s cannot be merged with itself."),
        "gone": _("%(name)s was merged into another customer meanwhile. Nothing was changed."),
        "undone": _("This merge is undone already."),
        "merged_on": _("%(name)s was itself merged into another customer since. Undo that merge first."),
    }[code]


@allow(Can.REASSIGN, "GET", "POST")
def merge_record(request: Request, pk: int) -> HttpResponse:
    """What a merge did; a post takes it back."""
    rows = CustomerMerge.objects.select_related(
        "survivor__owner__team", "merged__owner__team", "by", "undone_by"
    )
    found = get_visible_or_404(rows, request.user, pk)
    for row in (found.survivor, found.merged):
        require(request.user, permissions.can_reassign_customer, row)
    if request.method == "POST":
        return _undo(request, found)
    return _show_record(request, found)


def _undo(request: Request, found: CustomerMerge) -> HttpResponse:
    try:
        undone = services.undo_merge(actor=request.user, merge=found, at=timezone.now())
    except MergeRefused as refused:
        messages.error(request, _refusal(refused.code) % {"name": found.survivor})
        return go_to(request, reverse("customers:merge_record", args=[found.pk]))
    except DuplicateBuyer as duplicate:
        shown = lookup.count_shown(user=request.user, found=duplicate.found, at=timezone.now())
        return _show_record(
            request, found, status=409, is_duplicate=True, matches=shown.matches, withheld=shown.withheld
        )
    text = _("%(one)s and %(other)s are two customers again.") % {
        "one": found.survivor,
        "other": found.merged,
    }
    if undone.kept:
        fields = _(", ").join(merging.label_of(name) for name in undone.kept)
        text = " ".join((text, _("Changed since, and kept: %(fields)s") % {"fields": fields}))
    messages.success(request, text)
    return go_to(request, found.survivor.get_absolute_url())


def _show_record(request: Request, found: CustomerMerge, *, status: int = 200, **extra: Any) -> HttpResponse:
    both = (found.survivor, found.merged)
    note_reads("customers.read", user=request.user, records=both, at=timezone.now())
    context = {
        "merge": found,
        "taken": merging.taken_values(found),
        "changed": [] if found.undone_at else merging.changed_since(found),
        "is_asked": True,
        **extra,
    }
    return render(request, "customers/merge_record.html", context, status=status)
