"""Letters: a template filled for one inquiry, and the editor of templates."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import Request
from core.access import allow
from core.capabilities import Can
from core.company import current_company
from core.drafts import save_draft
from core.forms_once import AlreadySubmitted
from inquiries import services
from inquiries.domain.letters import FIELDS, REPLACE, mailto_url, put_into
from inquiries.forms.letters import LetterForm
from inquiries.forms.record import LetterChoiceForm, ReplyForm
from inquiries.models import Inquiry, LetterTemplate
from inquiries.selectors.letters import merge_letter
from inquiries.views.access import get_own_inquiry
from inquiries.views.record import PAGE, first_subject, page_of, reply_draft, reply_form, typed_in


@allow(Can.WORK_WITH_CUSTOMERS, "POST")
def letters(request: Request, pk: int) -> HttpResponse:
    """Put a letter, filled for this inquiry, into the composer; nothing is sent, and nothing typed is lost.

    Where the person has typed already, the letter is shown beside their words with the question where it goes.
    """
    inquiry, at = get_own_inquiry(request, pk), timezone.now()
    typed, choice = typed_in(request.POST), LetterChoiceForm(request.POST)
    shown = _put(request, inquiry, typed, choice.cleaned_data, at) if choice.is_valid() else {}
    form = reply_form(inquiry, **typed | shown.get("put", {}))
    if "put" in shown:
        form.fields["text"].widget.attrs["autofocus"] = True
    if typed.get("text", "").strip():
        save_draft(request.user, reply_draft(inquiry), _posted(request, form), at=at)
    context = page_of(request, inquiry, at, reply_form=form, **shown)
    return render(request, "inquiries/_composer.html" if request.htmx else PAGE, context)


def _posted(request: Request, form: ReplyForm) -> QueryDict:
    """Return the composer as it stands now, as it would be posted."""
    data = request.POST.copy()
    data["text"], data["subject"] = form.initial.get("text", ""), form.initial.get("subject", "")
    return data


def _put(
    request: Request, inquiry: Inquiry, typed: dict[str, str], choice: dict[str, Any], at: datetime
) -> dict[str, Any]:
    """Return what the composer shows: the letter put into it, or beside it while the person has to choose."""
    template, before = choice["template"], choice["before"]
    letter = merge_letter(template, inquiry, writer=request.user, at=at)
    former = merge_letter(before, inquiry, writer=request.user, at=at) if before else None
    text = put_into(
        typed.get("text", ""), letter.body, how=choice["how"], former=former.body if former else ""
    )
    shown: dict[str, Any] = {
        "letter": letter,
        "chosen_letter": template.pk,
        "put_letter": before.pk if before else "",
    }
    if text is None:
        return {**shown, "is_asked": True}
    put = {"text": text}
    if choice["how"] == REPLACE or typed.get("subject", "") in {
        "",
        first_subject(inquiry),
        former and former.subject,
    }:
        put["subject"] = letter.subject
    return {**shown, "put_letter": template.pk, "put": put}


@allow(Can.WORK_WITH_CUSTOMERS, "POST")
def mail(request: Request, pk: int) -> HttpResponse:
    """Give the composer's text as a link for the mail program; it stays in the composer, too."""
    inquiry = get_own_inquiry(request, pk)
    form = reply_form(inquiry, request.POST)
    form.is_valid()
    data = form.cleaned_data
    contact = data.get("contact") or inquiry.contact
    url = mailto_url(contact.email if contact else "", data.get("subject", ""), data.get("text", ""))
    context = {"mail_url": url, "mail_to": contact.email if contact else "", "is_mail_asked": True}
    if request.htmx:
        return render(request, "inquiries/_mail.html", context)
    typed = reply_form(inquiry, **typed_in(request.POST))
    return render(request, PAGE, page_of(request, inquiry, timezone.now(), reply_form=typed, **context))


@allow(Can.MANAGE_TEMPLATES, "GET")
def templates(request: Request) -> HttpResponse:
    """Every letter template, and what is missing in the company's profile (S51)."""
    context = {"templates": LetterTemplate.objects.all(), "missing": current_company().missing}
    return render(request, "inquiries/templates.html", context)


@allow(Can.MANAGE_TEMPLATES, "GET", "POST")
def template_edit(request: Request, pk: int | None = None) -> HttpResponse:
    """Write or change a letter template."""
    template = get_object_or_404(LetterTemplate, pk=pk) if pk else None
    form = LetterForm(request.POST or None, instance=template)
    if request.method == "POST" and form.is_valid():
        original = LetterTemplate.objects.get(pk=pk) if pk else None
        data = form.cleaned_data
        try:
            services.save_template(
                actor=request.user,
                template=original,
                values=data,
                version=data["version"] or 0,
                at=timezone.now(),
                form_token=data["form_token"],
            )
        except AlreadySubmitted as first:
            return redirect(first.url)
        except services.StaleEdit as stale:
            return _show_stale(request, stale.current, form)
        except services.NameTaken:
            form.add_error("name", _("There is a letter of this name in this language."))
        else:
            messages.success(request, _("Saved"))
            return redirect("inquiries:templates")
    context = {"form": form, "template": template, "places": FIELDS}
    return render(request, "inquiries/template_edit.html", context, status=422 if form.errors else 200)


def _show_stale(request: Request, current: Any, form: LetterForm) -> HttpResponse:
    """Show what the other person saved beside what was typed; saving again is a decision (ux.md 6, trust.md C6)."""
    data = request.POST.copy()
    data["version"] = str(current.version)
    context = {
        "form": LetterForm(data, instance=current), "template": LetterTemplate.objects.get(pk=current.pk),
        "places": FIELDS, "conflicts": form.conflicts_with(current), "is_stale": True,
    }  # fmt: skip
    return render(request, "inquiries/template_edit.html", context, status=409)
