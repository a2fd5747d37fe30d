"""E-samples: one's own links, and the page that a buyer opens without signing in."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts.access import Request, get_visible_or_404
from catalogue import services
from catalogue.forms import ESampleForm
from catalogue.models import ESample
from catalogue.printing import print_esample
from catalogue.selectors import esamples as reading
from catalogue.selectors.listing import listed_ids
from catalogue.views.listing import read_query
from core import audit
from core.access import allow
from core.capabilities import Can
from core.files import serve_picture, serve_written
from core.forms_once import AlreadySubmitted
from core.middleware import address_of
from core.throttling import is_too_often

LINK = "esample_link"
# What a buyer's page is there in; the first where the address names none.
LANGUAGES = ("en", "zh-hans")


@allow(Can.SEND_ESAMPLES, "GET")
def esamples(request: Request) -> HttpResponse:
    """One's own links."""
    rows = reading.own_esamples(request.user, at=timezone.now())
    return render(request, "catalogue/esamples.html", {"rows": rows})


@allow(Can.SEND_ESAMPLES, "GET", "POST")
def esample_new(request: Request) -> HttpResponse:
    """Choose products; the page of the link then shows its address, once."""
    if request.method != "POST":
        form = ESampleForm(user=request.user, initial={"products": asked_for(request)})
        return show_choice(request, form)
    form = ESampleForm(request.POST, user=request.user)
    if not form.is_valid():
        return show_choice(request, form)
    data = form.cleaned_data
    try:
        row, secret = services.make_esample(
            actor=request.user, name=data["name"], products=list(data["products"]), at=timezone.now(),
            form_token=data["form_token"],
        )  # fmt: skip
    except AlreadySubmitted as first:
        return redirect(first.url)
    return show_link(request, row, secret)


def asked_for(request: Request) -> list[int]:
    """Return the products that the address names, to be ticked, or all that the list's filter in it holds."""
    if request.GET.get("all"):
        return listed_ids(request.user, read_query(request.GET), at=timezone.now())[: services.MOST_PRODUCTS]
    asked = request.GET.getlist("product")[: services.MOST_PRODUCTS]
    return [int(pk) for pk in asked if pk.isdecimal() and len(pk) < 12]


def show_choice(
    request: Request, form: ESampleForm, template: str = "catalogue/esample_new.html", **context: Any
) -> HttpResponse:
    """The products by category, those that are chosen ticked."""
    field: Any = form.fields["products"]
    chosen = {str(pk) for pk in (form["products"].value() or [])}
    groups: dict[str, list[tuple[Any, bool]]] = {}
    for product in field.queryset.select_related("category").order_by("category__position", "name_sort"):
        groups.setdefault(str(product.category), []).append((product, str(product.pk) in chosen))
    context |= {"form": form, "groups": groups.items()}
    return render(request, template, context, status=422 if form.errors else 200)


def show_link(request: Request, row: ESample, secret: str) -> HttpResponse:
    """Go to the link's page, which shows its address this once."""
    link = request.build_absolute_uri(reverse("esamples:show", args=[secret]))
    request.session[LINK] = {"esample": row.pk, "link": link}
    return redirect("catalogue:esample", row.pk)


@never_cache
@allow(Can.SEND_ESAMPLES, "GET")
def esample(request: Request, pk: int) -> HttpResponse:
    found = _get(request, pk)
    kept = request.session.get(LINK)
    link = request.session.pop(LINK)["link"] if kept and kept["esample"] == found.pk else ""
    at = timezone.now()
    items = found.items.select_related("product").order_by("position", "pk")
    context = {"esample": found, "link": link, "items": items, "is_open": reading.is_open(found, at)}
    return render(request, "catalogue/esample.html", context)


def _get(request: Request, pk: int) -> ESample:
    return get_visible_or_404(ESample.objects.select_related("user"), request.user, pk)


@allow(Can.SEND_ESAMPLES, "POST")
def esample_renew(request: Request, pk: int) -> HttpResponse:
    """A new address for another while; the old one is dead."""
    row, secret = services.renew_esample(actor=request.user, esample=_get(request, pk), at=timezone.now())
    return show_link(request, row, secret)


@allow(Can.SEND_ESAMPLES, "POST")
def esample_revoke(request: Request, pk: int) -> HttpResponse:
    found = _get(request, pk)
    services.revoke_esample(actor=request.user, esample=found, at=timezone.now())
    messages.success(request, _("The link is dead."))
    return redirect("catalogue:esample", found.pk)


@allow(Can.SEND_ESAMPLES, "GET")
def esample_pdf(request: Request, pk: int) -> HttpResponse:
    """The same as a file, to send along."""
    found, at = _get(request, pk), timezone.now()
    audit.record("catalogue.esample_printed", actor=request.user, at=at, target=found)
    return _pdf(found, _language_of(request))


def _language_of(request: HttpRequest) -> str:
    asked = request.GET.get("lang", "")
    return {"zh": "zh-hans"}.get(asked, asked if asked in LANGUAGES else LANGUAGES[0])


def _pdf(found: ESample, language: str) -> HttpResponse:
    with translation.override(language):
        shown = reading.show(found, at=timezone.now())
        content = print_esample(shown)
        name = _("Catalogue %(company)s") % {"company": shown.company}
    return _unlisted(serve_written(content, name=f"{name}.pdf".replace("  ", " ")))


# ── without signing in ──────────────────────────────────────────────────────
def _is_too_often(request: HttpRequest, what: str, most: int) -> bool:
    return is_too_often(what, address_of(request), most=most, at=timezone.now())


def _unlisted(response: HttpResponse) -> HttpResponse:
    """No search engine keeps it, and no address of ours is told to where its links lead."""
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    response.headers.setdefault("Cache-Control", "private, no-store")
    return response


def _with_open(
    request: HttpRequest, secret: str, answer: Callable[[ESample], HttpResponse | None]
) -> HttpResponse:
    """Answer with what the link leads to; for a dead, expired or unknown one with the same 404."""
    found = reading.find_esample(secret, at=timezone.now())
    response = answer(found) if found else None
    return _unlisted(response or _public(request, "gone", 404))


def _public(request: HttpRequest, page: str, status: int, **context: Any) -> HttpResponse:
    """A page for a buyer, in the language that the address names."""
    language = _language_of(request)
    with translation.override(language):
        response = render(request, f"catalogue/{page}.html", {**context, "language": language}, status=status)
    response["Content-Language"] = language
    return response


def _slow_down(request: HttpRequest) -> HttpResponse:
    response = _public(request, "slow_down", 429)
    response["Retry-After"] = "60"
    return _unlisted(response)


@allow(None, "GET")
def show(request: HttpRequest, secret: str) -> HttpResponse:
    """What a buyer sees: the products as they are now, in English or Chinese."""
    if _is_too_often(request, "esample", settings.LINK_OPENINGS_PER_MINUTE):
        return _slow_down(request)

    def answer(found: ESample) -> HttpResponse:
        at = timezone.now()
        if request.method == "GET":
            services.note_opening(esample=found, at=at)
        with translation.override(_language_of(request)):
            shown = reading.show(found, at=at)
        return _public(request, "public", 200, shown=shown, secret=secret)

    return _with_open(request, secret, answer)


@allow(None, "GET")
def show_picture(request: HttpRequest, secret: str, picture_pk: int) -> HttpResponse:
    """A picture of one of its products."""

    def answer(found: ESample) -> HttpResponse | None:
        held = reading.picture_in(found, picture_pk)
        if held is None:
            return None
        return serve_picture(held.thumbnail if "small" in request.GET else held.file)

    return _with_open(request, secret, answer)


@allow(None, "GET")
def show_pdf(request: HttpRequest, secret: str) -> HttpResponse:
    """The same as a file."""
    if _is_too_often(request, "esample_pdf", settings.LINK_FILES_PER_MINUTE):
        return _slow_down(request)
    return _with_open(request, secret, lambda found: _pdf(found, _language_of(request)))
