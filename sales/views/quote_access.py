"""From an id to a quote and its versions."""

from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django_htmx.http import HttpResponseClientRedirect

from accounts.access import Request, get_visible_or_404, hide, note_read, require
from customers.page_columns import page_columns
from sales.models import Quote, QuoteLine, QuoteVersion
from sales.permissions.quotes import can_work_on_quote

LOADED = (
    "customer__owner__team",
    "owner__team",
    "contact",
    "inquiry",
    "current__confirmed_by",
    "current__approved_by",
    "created_by",
)
LINES = Prefetch("lines", QuoteLine.objects.select_related("product").order_by("position"))


def get_quote(request: Request, pk: int, *, is_noted: bool = True) -> Quote:
    """Return a quote that the person may see, with its current version; else 404. Reading it is noted."""
    rows = Quote.objects.select_related(*LOADED).annotate(**page_columns("quote"))
    quote = get_visible_or_404(rows, request.user, pk)
    if is_noted and request.method in {"GET", "HEAD"}:
        note_read("sales.quote_read", user=request.user, record=quote, at=timezone.now())
    return quote


def get_own_quote(request: Request, pk: int) -> Quote:
    """Return one that the person may work on: 404 when hidden, 403 when only readable."""
    quote = get_quote(request, pk, is_noted=False)
    require(request.user, can_work_on_quote, quote)
    return quote


def get_version(request: Request, quote: Quote, number: int) -> QuoteVersion:
    """Return a version of this quote with its lines; else 404."""
    version = quote.versions.prefetch_related(LINES).filter(number=number).first()
    if version is None:
        hide(request.user, f"sales.quoteversion:{quote.pk}/{number}")
    version.quote = quote
    return version


def done(request: Request, quote: Quote) -> HttpResponse:
    """Go to the quote's page, by htmx or without."""
    if request.htmx:
        return HttpResponseClientRedirect(quote.get_absolute_url())
    return redirect(quote)
