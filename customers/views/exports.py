"""Taking customers out of the house: exports with their files, and the card of one contact (trust.md X)."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import Request, get_visible_or_404
from accounts.confirming import confirm_person
from accounts.forms import PasswordForm
from accounts.scoping import scope_of
from core import audit
from core.access import allow, hide, refuse
from core.capabilities import Can
from core.files import serve_file, serve_text
from core.forms_once import AlreadySubmitted
from core.ui.countries import country_name
from customers import filters, permissions, services
from customers.domain.vcard import Card, write_vcard
from customers.filters import ListQuery
from customers.forms.export import EVERYTHING, ExportForm
from customers.models import Contact, CustomerExport
from customers.selectors import exporting, listing
from customers.services import ExportRefused
from customers.views.answers import get_contact, go_to

Refusal = CustomerExport.Refusal


@allow(Can.WORK_WITH_CUSTOMERS, "GET", "POST")
def export(request: Request) -> HttpResponse:
    """What the list shows as a file: asked first, made by a worker."""
    if not permissions.can_export(request.user):
        refuse(request.user, None, "can_export")
    query = _read_query(request)
    form = ExportForm(request.POST or None, initial={"query": query.to_query()})
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data
        fields = exporting.ALL_FIELDS if chosen["columns"] == EVERYTHING else exporting.fields_of_list(query)
        try:
            asked = services.start_export(
                actor=request.user,
                query=query,
                fields=fields,
                has_contacts=chosen["has_contacts"],
                at=timezone.now(),
                form_token=chosen["form_token"],
            )
        except AlreadySubmitted as first:
            return go_to(request, first.url)
        except ExportRefused as refused:
            return _show_form(request, form, query, status=422, refused=refused.code)
        told = _("The export is being made. Go on working: a notice tells when it is ready.")
        if asked.state == CustomerExport.State.ASKED:
            told = _("The manager is asked. Once it is allowed, the file is made, and a notice tells you.")
        messages.success(request, told)
        return go_to(request, reverse("customers:exports"))
    return _show_form(request, form, query, status=422 if form.errors else 200)


def _read_query(request: Request) -> ListQuery:
    """Read the list's own query: of the address, or as the form carries it."""
    data = QueryDict(request.POST.get("query", "")[:8_000]) if request.method == "POST" else request.GET
    is_team = not listing.is_alone(request.user, scope_of(request.user))
    return filters.read_query(data, is_team=is_team)


def _show_form(
    request: Request, form: ExportForm, query: ListQuery, *, status: int, refused: str = ""
) -> HttpResponse:
    at = timezone.now()
    rows = exporting.count_asked(request.user, query, at=at)
    left = services.rows_left(request.user, at=at)
    context = {
        "form": form,
        "rows": rows,
        "left": left,
        "is_too_many": rows > left,
        "is_told": refused == Refusal.LIMIT,
        "is_alone": refused == ExportRefused.ALONE,
        "asked": exporting.words_of(request.user, [query])[0],
        "listed": _(", ").join(map(exporting.label_of_field, exporting.fields_of_list(query))),
        "list_url": f"{reverse('customers:list')}?{query.to_query()}",
    }
    return render(request, "customers/export.html", context, status=status)


@allow(Can.WORK_WITH_CUSTOMERS, "GET")
def exports(request: Request) -> HttpResponse:
    """One's own exports, how far they are, and their files."""
    found = exporting.read_exports(request.user)
    context: dict[str, Any] = {
        "exports": found,
        "is_waiting": any(row.is_open and not row.is_given_up for row, _words in found),
        "may_export": permissions.can_export(request.user),
        "asked": exporting.read_asked(request.user) if permissions.can_export(request.user) else [],
        "now": timezone.now(),
    }
    page = "customers/exports.html"
    return render(request, f"{page}#rows" if request.htmx else page, context)


@allow(Can.WORK_WITH_CUSTOMERS, "GET", "POST")
def decide_export(request: Request, pk: int) -> HttpResponse:
    """Allow an export above the day's rows of somebody whom one leads, or not (trust.md X4); to allow takes the password (S7)."""
    row = exporting.find_to_decide(request.user, pk)
    if row is None:
        hide(request.user, f"customers.customerexport:{pk}")
    if row.state != CustomerExport.State.ASKED:
        return _go_on_decided(request)
    is_allowed = request.POST.get("answer") == "allow"
    form = PasswordForm(request.POST if is_allowed else None)
    if request.method != "POST" or (is_allowed and not confirm_person(request, form)):
        words = exporting.words_of(request.user, [exporting.query_of(row.query)])[0]
        context = {"row": row, "words": words, "form": form}
        return render(request, "customers/export_decide.html", context, status=422 if form.errors else 200)
    try:
        services.decide_export(actor=request.user, export=row, is_allowed=is_allowed, at=timezone.now())
    except ExportRefused:
        return _go_on_decided(request)
    return go_to(request, reverse("customers:exports"))


def _go_on_decided(request: Request) -> HttpResponse:
    messages.info(request, _("Somebody has decided it meanwhile."))
    return go_to(request, reverse("customers:exports"))


@allow(Can.WORK_WITH_CUSTOMERS, "GET")
def export_file(request: Request, pk: int) -> HttpResponse:
    """The file, for who asked for it and may still export; recorded before its first byte."""
    row = get_visible_or_404(CustomerExport.objects.select_related("file"), request.user, pk)
    if not permissions.can_export(request.user):
        refuse(request.user, row, "can_export")
    stored = services.hand_out_export(actor=request.user, export=row, at=timezone.now())
    if stored is None:
        hide(request.user, f"customers.customerexport:{pk}")
    return serve_file(stored)


@allow(Can.WORK_WITH_CUSTOMERS, "GET")
def contact_vcard(request: Request, pk: int) -> HttpResponse:
    """The card of a contact, for a telephone or a mail program; recorded like any download."""
    contact, at = get_contact(request, pk, is_noted=False), timezone.now()
    changes = {"name": ("", contact.name)}
    audit.record("customers.contact_downloaded", actor=request.user, at=at, target=contact, changes=changes)
    services.count_page(user=request.user, at=at)
    text = write_vcard(_card_of(contact, f"contact-{contact.pk}@{request.get_host()}"))
    return serve_text(text, name=f"{contact.name}.vcf", content_type="text/vcard")


def _card_of(contact: Contact, uid: str) -> Card:
    """Return what stands on a business card: nothing of what we noted about the person."""
    customer = contact.customer
    return Card(
        uid,
        contact.name,
        timezone.now(),
        prefix=contact.get_form_of_address_display(),
        company=customer.name or customer.local_name,
        title=contact.job_title,
        email=contact.email,
        phone=contact.phone or customer.phone,
        mobile=contact.whatsapp,
        fax=customer.fax,
        website=customer.website,
        address=customer.address,
        city=customer.city,
        country=country_name(str(customer.country)),
        note=_("WeChat: %(number)s") % {"number": contact.wechat} if contact.wechat else "",
    )
