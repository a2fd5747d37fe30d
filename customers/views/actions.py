"""What is done to a customer: grade, stage, owner, contacts, files."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import Request, require
from accounts.scoping import pool_is_open
from core import audit
from core.access import allow, hide
from core.capabilities import Can
from core.files import FileRefused, serve_file
from core.forms_once import AlreadySubmitted
from core.ui.conflicts import conflicts_between
from customers import lookup, permissions, services
from customers.forms import AssignForm, ContactForm, GradeForm, StageForm, UploadForm
from customers.models import Contact, Customer, Grade
from customers.services import ContactValues, DuplicateBuyer, OwnerRefused, StageRefused, StaleEdit
from customers.views.answers import get_contact, get_customer, go_to, next_url, show_errors


def _show(
    request: Request, customer: Customer, form: Any, name: str, *, status: int = 200, **extra: Any
) -> HttpResponse:
    status = 422 if form.errors and status == 200 else status
    context = {
        "customer": customer,
        "form": form,
        "next": next_url(request, customer.get_absolute_url()),
        **extra,
    }
    return render(request, f"customers/{name}.html", context, status=status)


@allow(Can.WORK_WITH_CUSTOMERS, "GET", "POST")
def grade(request: Request, pk: int) -> HttpResponse:
    """Another grade. `?grade=` and `?reason=` fill in what a suggestion says; the person confirms it (rules.md §2)."""
    customer = get_customer(request, pk)
    require(request.user, permissions.can_grade_customer, customer)
    asked = request.GET.get("grade", "")
    initial = {
        "grade": asked if asked in Grade.values else customer.grade,
        "reason": request.GET.get("reason", ""),
    }
    form = GradeForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_grade(
                actor=request.user, customer=customer, at=timezone.now(), **form.cleaned_data
            )
        except ValidationError as error:
            show_errors(form, error)
        else:
            is_same = form.cleaned_data["grade"] == customer.grade
            messages.success(request, _("Grade confirmed") if is_same else _("Grade saved"))
            return go_to(request, next_url(request, customer.get_absolute_url()))
    return _show(request, customer, form, "grade")


@allow(Can.WORK_WITH_CUSTOMERS, "GET", "POST")
def stage(request: Request, pk: int) -> HttpResponse:
    """How far it got. `?stage=` and `?reason=` fill in what a suggestion says; the person confirms it."""
    customer = get_customer(request, pk)
    require(request.user, permissions.can_edit_customer, customer)
    initial = {name: request.GET.get(name, "") for name in ("stage", "reason")}
    form = StageForm(request.POST or None, before=customer.stage, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_stage(
                actor=request.user, customer=customer, at=timezone.now(), **form.cleaned_data
            )
        except StageRefused:
            form.add_error("reason", _("Write why the customer is given up."))
        except ValidationError as error:
            show_errors(form, error)
        else:
            messages.success(request, _("Stage saved"))
            return go_to(request, next_url(request, customer.get_absolute_url()))
    return _show(request, customer, form, "stage")


@allow(Can.REASSIGN, "GET", "POST")
def owner(request: Request, pk: int) -> HttpResponse:
    customer = get_customer(request, pk)
    require(request.user, permissions.can_reassign_customer, customer)
    form = AssignForm(
        request.POST or None,
        user=request.user,
        pool_is_on=pool_is_open(),
        initial={"owner": customer.owner_id},
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.change_owner(
                actor=request.user, customer=customer, at=timezone.now(), **form.cleaned_data
            )
        except OwnerRefused:
            form.add_error("owner", _("This person cannot own customers."))
        except ValidationError as error:
            show_errors(form, error)
        else:
            messages.success(request, _("Owner saved"))
            return go_to(request, next_url(request, customer.get_absolute_url()))
    return _show(request, customer, form, "owner")


@allow(Can.WORK_WITH_CUSTOMERS, "GET", "POST")
def contact_add(request: Request, pk: int) -> HttpResponse:
    customer = get_customer(request, pk)
    require(request.user, permissions.can_edit_customer, customer)
    form = ContactForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = ContactValues.from_mapping(form.cleaned_data)
        return _save_contact(request, customer, form, lambda at: services.add_contact(
            actor=request.user, customer=customer, values=values, at=at, form_token=form.cleaned_data["form_token"]
        ))  # fmt: skip
    return _show(request, customer, form, "contact")


@allow(Can.WORK_WITH_CUSTOMERS, "GET", "POST")
def contact_edit(request: Request, pk: int) -> HttpResponse:
    contact = get_contact(request, pk)
    require(request.user, permissions.can_edit_customer, contact.customer)
    if request.method != "POST":
        services.count_page(user=request.user, at=timezone.now())
    form = _contact_form(request, contact, request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _save_contact(request, contact.customer, form, lambda at: services.update_contact(
            actor=request.user, contact=contact, values=form.values(), version=form.cleaned_data["version"] or 0, at=at
        ), contact=contact)  # fmt: skip
    return _show(request, contact.customer, form, "contact", contact=contact)


def _contact_form(request: Request, contact: Contact, data: Any = None) -> ContactForm:
    # A form writes into its instance; the page's title shall not change with it.
    instance = Contact.objects.visible_to(request.user).get(pk=contact.pk)
    return ContactForm(data, instance=instance)


def _save_contact(
    request: Request, customer: Customer, form: ContactForm, save: Any, **extra: Any
) -> HttpResponse:
    at = timezone.now()
    try:
        save(at)
    except AlreadySubmitted as first:
        return go_to(request, first.url)
    except StaleEdit as stale:
        return _show_stale_contact(request, stale.current, form)
    except DuplicateBuyer as duplicate:
        shown = lookup.count_shown(user=request.user, found=duplicate.found, at=at)
        found = {"matches": shown.matches, "withheld": shown.withheld, "is_asked": True}
        return _show(request, customer, form, "contact", status=409, **found, **extra)
    except ValidationError as error:
        show_errors(form, error)
        return _show(request, customer, form, "contact", **extra)
    messages.success(request, _("Contact saved"))
    return go_to(request, customer.get_absolute_url())


def _show_stale_contact(request: Request, current: Any, form: ContactForm) -> HttpResponse:
    """Show both versions: mine is kept in the form, and saving it again is a decision (ux.md 6, trust.md C6)."""
    data = request.POST.copy()
    data["version"] = str(current.version)
    rows = current.customer.timeline.filter(contact=current, kind="data").select_related("actor")
    last = rows.order_by("-at", "-pk").first()
    stale = {
        "is_stale": True,
        "saved_by": last.actor if last else None,
        "saved_at": last.at if last else None,
        "conflicts": conflicts_between(form, _contact_form(request, current).initial),
    }
    fresh = _contact_form(request, current, data)
    return _show(request, current.customer, fresh, "contact", status=409, contact=current, **stale)


@allow(Can.WORK_WITH_CUSTOMERS, "POST")
def contact_primary(request: Request, pk: int) -> HttpResponse:
    contact = get_contact(request, pk)
    require(request.user, permissions.can_edit_customer, contact.customer)
    services.make_primary(actor=request.user, contact=contact, at=timezone.now())
    return go_to(request, contact.customer.get_absolute_url())


@allow(Can.WORK_WITH_CUSTOMERS, "GET", "POST")
def file_add(request: Request, pk: int) -> HttpResponse:
    customer = get_customer(request, pk)
    require(request.user, permissions.can_edit_customer, customer)
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_bound and form.is_valid():
        try:
            services.attach_file(
                actor=request.user,
                customer=customer,
                upload=form.cleaned_data["file"],
                at=timezone.now(),
                form_token=form.cleaned_data["form_token"],
            )
        except AlreadySubmitted as first:
            return go_to(request, first.url)
        except FileRefused:
            limit = settings.FILE_SIZE_LIMIT // (1024 * 1024)
            form.add_error(
                "file", _("At most %(limit)d MB. Send a link instead, or split it.") % {"limit": limit}
            )
        else:
            messages.success(request, _("File kept"))
            return go_to(request, customer.get_absolute_url())
    return _show(request, customer, form, "file")


@allow(Can.WORK_WITH_CUSTOMERS, "GET")
def file(request: Request, pk: int, file_pk: int) -> HttpResponse:
    """Hand out a file of a customer that the person may see."""
    customer = get_customer(request, pk, is_noted=False)
    kept = customer.files.select_related("file").filter(pk=file_pk).first()
    if kept is None:
        hide(request.user, f"customers.customerfile:{file_pk}")
    changes = {"file": ("", kept.file.name)}
    audit.record(
        "customers.file_read", actor=request.user, at=timezone.now(), target=customer, changes=changes
    )
    return serve_file(kept.file)
