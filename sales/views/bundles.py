"""The quote, its e-sample and who we are as one text: looked at, sent as one contact, copied (S21)."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts.access import Request
from core import audit
from core.access import allow
from core.capabilities import Can
from core.company import NINE, current_company
from core.encryption import Unreadable, decrypt, encrypt
from core.files import serve_text
from core.forms import label_of
from sales.domain.quote_states import Step, may_take
from sales.forms.quote_steps import BundleForm, SendForm
from sales.models import Quote, QuoteVersion, SentESample
from sales.papers.bundle import enclosed_text, text_as_sent
from sales.papers.text import text_of, with_crlf
from sales.papers.words import words_in
from sales.selectors.e_samples import links_showing, offered_in, withdrawn_in
from sales.selectors.quote_pages import view_of
from sales.selectors.quote_papers import paper_of
from sales.services.bundles import LinkRefused, send_bundle
from sales.views.quote_access import done, get_own_quote, get_version
from sales.views.quote_editor import is_free
from sales.views.quote_sending import is_sent, send_form, sending_of
from sales.views.quote_words import word_refusal

KEPT = "quote_bundle"


@never_cache
@allow(Can.SEND_ESAMPLES, "GET", "POST")
def bundle(request: Request, pk: int) -> HttpResponse:
    """Before it went: what it will say, and how it goes. After it: the whole text to copy, with its link while that is known."""
    quote = get_own_quote(request, pk)
    version = _current(request, quote)
    if SentESample.objects.visible_to(request.user).filter(version=version).exists():
        return _show_sent(request, quote, version)
    if not (may_take(Step.SEND, version.state) and is_free(version)):
        messages.error(request, word_refusal("state"))
        return done(request, quote)
    form = send_form(quote, request.POST if request.method == "POST" else None, BundleForm)
    if request.method == "POST" and form.is_valid() and _send(request, quote, version, form):
        return redirect("quotes:bundle", quote.pk)
    return _show_before(request, quote, version, form)


def _current(request: Request, quote: Quote) -> QuoteVersion:
    assert quote.current is not None  # noqa: S101 - a quote always has one
    return get_version(request, quote, quote.current.number)


def _send(request: Request, quote: Quote, version: QuoteVersion, form: SendForm) -> bool:
    """Record it and keep its link for the next page; False where it was refused, the reason standing in the form."""
    at = timezone.now()

    def send() -> None:
        _version, secret = send_bundle(
            actor=request.user, quote=quote, sending=sending_of(request, form, at), at=at,
            secret=form.cleaned_data["link"], form_token=form.cleaned_data["form_token"],
        )  # fmt: skip
        link = _address_of(request, secret, version)
        request.session[KEPT] = {"version": version.pk, "link": encrypt(link, purpose=KEPT)}
        messages.success(request, _("Recorded as sent"))

    try:
        return is_sent(form, send)
    except LinkRefused as refusal:
        form.add_error("link", _word_link(refusal))
        return False


def _word_link(refusal: LinkRefused) -> str:
    if refusal.lacking:
        return _("This link does not show %(models)s. Leave the field empty: a new link is made.") % {
            "models": ", ".join(refusal.lacking)
        }
    return _("No live link of yours has this address. Leave the field empty: a new link is made.")


def _address_of(request: Request, secret: str, version: QuoteVersion) -> str:
    link = request.build_absolute_uri(reverse("esamples:show", args=[secret]))
    return f"{link}?lang=zh" if version.language.startswith("zh") else link


def _show_before(request: Request, quote: Quote, version: QuoteVersion, form: SendForm) -> HttpResponse:
    at, products = timezone.now(), offered_in(version, request.user)
    coming = words_in(version.language).say("esample_coming")
    context: dict[str, Any] = {
        "quote": quote, "version": version, "send_form": form, "products": products, "withdrawn": withdrawn_in(version),
        "text": text_of(paper_of(version)) + enclosed_text(version.language, coming),
        "links": links_showing(request.user, products, at) if products else [],
        "gaps": _gaps(version.language), "view": view_of(request.user, quote, version, version.lines.all()),
    }  # fmt: skip
    return render(request, "quotes/bundle.html", context, status=422 if form.errors else 200)


def _gaps(language: str) -> list[str]:
    """The particulars of the company that the text lacks (S51): it goes out all the same, as letters do."""
    company = current_company()
    return [str(label_of(name, "en")) for name in NINE if not company.written_in(language, name)]


def _show_sent(request: Request, quote: Quote, version: QuoteVersion) -> HttpResponse:
    link = _kept_link(request, version)
    sent = SentESample.objects.visible_to(request.user).select_related("esample").get(version=version)
    context = {
        "quote": quote, "version": version, "sent": sent, "link": link, "text": text_as_sent(version, link),
        "is_own": sent.esample is not None and sent.esample.user_id == request.user.pk,
    }  # fmt: skip
    return render(request, "quotes/bundle.html", context)


def _kept_link(request: Request, version: QuoteVersion) -> str:
    """Return the link while the session in which it was sent lasts; "" afterwards: it is kept nowhere else."""
    kept = request.session.get(KEPT, {})
    if kept.get("version") != version.pk:
        return ""
    try:
        return decrypt(kept["link"], purpose=KEPT)
    except Unreadable:
        return ""


@never_cache
@allow(Can.SEND_ESAMPLES, "GET")
def bundle_text(request: Request, pk: int) -> HttpResponse:
    """The whole text as a file, once it went out."""
    quote = get_own_quote(request, pk)
    version = _current(request, quote)
    if not SentESample.objects.visible_to(request.user).filter(version=version).exists():
        return done(request, quote)
    changes = {"file": ("", f"V{version.number} bundle")}
    audit.record("sales.quote_taken", actor=request.user, at=timezone.now(), target=quote, changes=changes)
    text = with_crlf(text_as_sent(version, _kept_link(request, version)))
    name = f"{paper_of(version).label.replace(' ', '-')}-bundle.txt"
    return serve_text(text, name=name, content_type="text/plain")
