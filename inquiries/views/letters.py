"""Letters: a template filled for one inquiry, and the editor of templates."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from core.access import allow
from core.capabilities import Can
from core.company import current_company
from inquiries import services
from inquiries.domain.letters import FIELDS, mailto_url
from inquiries.forms.letters import LetterForm
from inquiries.forms.record import LetterChoiceForm
from inquiries.models import LetterTemplate
from inquiries.selectors.letters import merge_letter
from inquiries.views.access import get_own_inquiry
from inquiries.views.record import PAGE, page_of, reply_form


@allow(Can.WORK_WITH_CUSTOMERS, "GET")
def letters(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a template, filled for this inquiry, into the composer; nothing is sent or saved."""
    inquiry, at = get_own_inquiry(request, pk), timezone.now()
    choice = LetterChoiceForm(request.GET)
    letter = None
    initial = {}
    if choice.is_valid():
        letter = merge_letter(choice.cleaned_data["template"], inquiry, writer=request.user, at=at)
        initial = {"text": letter.body, "subject": letter.subject}
    form = reply_form(inquiry, **initial)
    context = page_of(request, inquiry, at, reply_form=form, letter=letter, chosen_letter=request.GET.get("template", ""))
    return render(request, "inquiries/_composer.html" if request.htmx else PAGE, context)


@allow(Can.WORK_WITH_CUSTOMERS, "POST")
def mail(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the composer's text as a link for the mail program."""
    inquiry = get_own_inquiry(request, pk)
    form = reply_form(inquiry, request.POST)
    form.is_valid()
    data = form.cleaned_data
    contact = data.get("contact") or inquiry.contact
    url = mailto_url(contact.email if contact else "", data.get("subject", ""), data.get("text", ""))
    context = {"mail_url": url, "mail_to": contact.email if contact else ""}
    return render(request, "inquiries/_mail.html", context)


@allow(Can.MANAGE_TEMPLATES, "GET")
def templates(request: HttpRequest) -> HttpResponse:
    """Every letter template, and what is missing in the company's profile (S51)."""
    context = {"templates": LetterTemplate.objects.all(), "missing": current_company().missing}
    return render(request, "inquiries/templates.html", context)


@allow(Can.MANAGE_TEMPLATES, "GET", "POST")
def template_edit(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Write or change a letter template."""
    template = get_object_or_404(LetterTemplate, pk=pk) if pk else None
    form = LetterForm(request.POST or None, instance=template)
    if request.method == "POST" and form.is_valid():
        original = LetterTemplate.objects.get(pk=pk) if pk else None
        services.save_template(actor=request.user, template=original, values=form.cleaned_data, at=timezone.now())
        messages.success(request, _("Saved"))
        return redirect("inquiries:templates")
    context = {"form": form, "template": template, "places": FIELDS}
    return render(request, "inquiries/template_edit.html", context, status=422 if form.errors else 200)
