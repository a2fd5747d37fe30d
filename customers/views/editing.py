"""Entering a customer and changing its particulars."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import BooleanField
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import Request, require
from accounts.scoping import colleagues_of
from core.access import allow
from core.capabilities import Can
from core.drafts import drop_draft, load_draft
from core.forms_once import AlreadySubmitted
from core.ui.conflicts import Conflict, conflicts_between
from customers import lookup, permissions, services
from customers.forms import CustomerForm, NewCustomerForm
from customers.models import Customer, Tag
from customers.services import DuplicateBuyer, OwnerRefused, StaleEdit
from customers.views.answers import get_customer, show_errors

NEW_DRAFT = "customer-new"


@allow(Can.WORK_WITH_CUSTOMERS, "GET", "POST")
def create(request: Request) -> HttpResponse:
    if request.method != "POST":
        initial, kept_at = _initial_of_new(request)
        form = NewCustomerForm(user=request.user, initial=initial)
        return _show_new(request, form, kept_at=kept_at)
    form = NewCustomerForm(request.POST, user=request.user, has_duplicates="duplicate_reason" in request.POST)
    if not form.is_valid():
        return _show_new(request, form, status=422)
    at = timezone.now()
    try:
        customer = services.create_customer(
            actor=request.user,
            values=form.customer_values(),
            contact=form.contact_values(),
            owner=form.chosen_owner(),
            at=at,
            allow_duplicate_reason=form.reason,
            form_token=str(form.cleaned_data["form_token"] or ""),
        )
    except AlreadySubmitted as earlier:
        return redirect(earlier.url)
    except DuplicateBuyer as duplicate:
        form = NewCustomerForm(request.POST, user=request.user, has_duplicates=True)
        return _show_new(request, form, duplicate=duplicate, status=409)
    except OwnerRefused:
        form.add_error("owner" if "owner" in form.fields else None, _("This person cannot own customers."))
        return _show_new(request, form, status=422)
    except ValidationError as error:
        show_errors(form, error, "contact_")
        return _show_new(request, form, status=422)
    drop_draft(request.user, NEW_DRAFT)
    messages.success(request, _("Customer entered: %(name)s") % {"name": customer})
    return redirect(customer)


def _initial_of_new(request: Request) -> tuple[dict[str, Any], Any]:
    """Take what the list's filters, or the draft, say about the new customer."""
    asked: dict[str, Any] = {
        name: value
        for name, value in request.GET.items()
        if name in NewCustomerForm.base_fields and name != "form_token"
    }
    owner = asked.pop("owner", "")
    if owner.isdecimal() and len(owner) < 12:
        asked["owner"] = colleagues_of(request.user).filter(pk=owner).first() or request.user
    tag = request.GET.get("tag", "")
    if tag.isdecimal() and len(tag) < 12:
        asked["tags"] = ", ".join(Tag.objects.filter(pk=tag).values_list("name", flat=True))
    draft = load_draft(request.user, NEW_DRAFT)
    if draft is None:
        return asked, None
    data, kept_at = draft
    return {**asked, **{name: value for name, value in data.items() if value}}, kept_at


def _show_new(
    request: Request,
    form: NewCustomerForm,
    *,
    duplicate: DuplicateBuyer | None = None,
    kept_at: Any = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "form": form,
        "kept_at": kept_at,
        "draft_key": NEW_DRAFT,
        **_duplicate_context(request, duplicate),
    }
    return render(request, "customers/new.html", context, status=status)


def _duplicate_context(request: Request, duplicate: DuplicateBuyer | None) -> dict[str, Any]:
    if duplicate is None:
        return {"is_duplicate": False}
    shown = lookup.count_shown(user=request.user, found=duplicate.found, at=timezone.now())
    return {
        "is_duplicate": True,
        "matches": shown.matches,
        "withheld": shown.withheld,
        "is_asked": True,
        "may_allow": permissions.can_allow_duplicate(request.user),
    }


@allow(Can.WORK_WITH_CUSTOMERS, "GET", "POST")
def edit(request: Request, pk: int) -> HttpResponse:
    customer = get_customer(request, pk)
    require(request.user, permissions.can_edit_customer, customer)
    if request.method != "POST":
        return _start_edit(request, customer)
    if "drop_draft" in request.POST:
        drop_draft(request.user, _draft_key(customer))
        return redirect("customers:edit", customer.pk)
    form = _edit_form(request, customer, request.POST)
    if not form.is_valid():
        return _show_edit(request, customer, form, status=422)
    try:
        services.update_customer(
            actor=request.user,
            customer=customer,
            values=form.values(),
            version=form.cleaned_data["version"] or 0,
            at=timezone.now(),
            allow_duplicate_reason=form.reason,
        )
    except StaleEdit as stale:
        return _show_stale(request, stale.current, form)
    except DuplicateBuyer as duplicate:
        form = _edit_form(request, customer, request.POST, has_duplicates=True)
        context = _duplicate_context(request, duplicate)
        return _show_edit(request, customer, form, status=409, **context)
    except ValidationError as error:
        show_errors(form, error)
        return _show_edit(request, customer, form, status=422)
    drop_draft(request.user, _draft_key(customer))
    messages.success(request, _("Saved"))
    return redirect(customer)


def _edit_form(
    request: Request, customer: Customer, data: Any = None, *, has_duplicates: bool = False
) -> CustomerForm:
    # A form writes into its instance; the page's title shall not change with it.
    instance = Customer.objects.visible_to(request.user).get(pk=customer.pk)
    has_duplicates = has_duplicates or "duplicate_reason" in (data or {})
    may_read = permissions.can_read_private(request.user, customer)
    return CustomerForm(
        data, instance=instance, user=request.user, may_read_private=may_read, has_duplicates=has_duplicates
    )


def _start_edit(request: Request, customer: Customer) -> HttpResponse:
    """Show the particulars, or the draft of them; a draft older than the record stands beside what was saved since."""
    services.count_page(user=request.user, at=timezone.now())
    form, draft = _edit_form(request, customer), load_draft(request.user, _draft_key(customer))
    if draft is None:
        return _show_edit(request, customer, form)
    data, kept_at = draft
    for bound in form.visible_fields():  # what a form of the draft's time did not have stays as it is
        if bound.name not in data and not isinstance(bound.field, BooleanField):
            data[bound.name] = bound.value() or ""
    typed = _edit_form(request, customer, data)
    conflicts = conflicts_between(typed, form.initial)
    if not conflicts:
        return _show_edit(request, customer, form)
    form.initial.update({bound.name: bound.data for bound in typed.visible_fields()})
    is_old = data.get("version") != str(customer.version)
    stale = _stale_context(customer, conflicts) if is_old else {}
    return _show_edit(request, customer, form, kept_at=kept_at, **stale)


def _draft_key(customer: Customer) -> str:
    return f"customer-{customer.pk}"


def _show_edit(
    request: Request, customer: Customer, form: CustomerForm, *, status: int = 200, **extra: Any
) -> HttpResponse:
    context = {
        "customer": customer,
        "form": form,
        "draft_key": _draft_key(customer),
        "is_duplicate": False,
        **extra,
    }
    return render(request, "customers/edit.html", context, status=status)


def _show_stale(request: Request, current: Customer, form: CustomerForm) -> HttpResponse:
    """Show both versions: mine is kept in the form, and saving it again is a decision (ux.md 6, trust.md C6)."""
    data = request.POST.copy()
    data["version"] = str(current.version)
    conflicts = conflicts_between(form, _edit_form(request, current).initial)
    stale = _stale_context(current, conflicts)
    return _show_edit(request, current, _edit_form(request, current, data), status=409, **stale)


def _stale_context(current: Customer, conflicts: list[Conflict]) -> dict[str, Any]:
    last = current.timeline.filter(kind="data").select_related("actor").order_by("-at", "-pk").first()
    return {
        "is_stale": True,
        "saved_by": last.actor if last else None,
        "saved_at": last.at if last else None,
        "conflicts": conflicts,
    }
