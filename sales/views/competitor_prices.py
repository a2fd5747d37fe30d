"""What others ask: the list, a new price, a correction (S181)."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import Request, get_visible_or_404, note_read, require
from catalogue.models import Product
from core.access import allow
from core.capabilities import Can
from core.forms_once import AlreadySubmitted
from customers.models import Customer
from customers.views.answers import READS, go_to, next_url
from sales.domain.quotes import written_price_cell
from sales.forms.insight import RivalFilterForm, RivalForm
from sales.forms.sample_fields import add_refusal
from sales.models import CompetitorPrice, PriceSource, Quote
from sales.permissions.insight import can_edit_competitor_price, can_tell_price_of
from sales.selectors.competitor_prices import RELATED, Wanted, read_prices
from sales.services import competitor_prices as services
from sales.services.competitor_prices import RivalValues
from sales.services.sample_refusals import SampleRefused
from sales.views.sample_answers import customer_of


@allow(Can.WORK_WITH_CUSTOMERS, "GET")
def prices(request: Request) -> HttpResponse:
    """Every price, the newest first; `?customer=` those that a customer told, `?product=` those for a product."""
    form, query = RivalFilterForm(request.GET), request.GET
    form.is_valid()
    data = form.cleaned_data
    wanted = Wanted(
        words=data.get("q") or "", country=data.get("country") or "", is_fresh=bool(data.get("fresh")),
        customer=named(Customer, request, "customer"), product=named(Product, request, "product"),
    )  # fmt: skip
    page, rows = read_prices(
        request.user,
        wanted,
        timezone.localdate(),
        after=query.get("after", ""),
        before=query.get("before", ""),
    )
    context = {
        "form": form,
        "wanted": wanted,
        "rows": rows,
        "is_filtered": wanted != Wanted(),
        "next_url": with_filters(query, after=page.after) if page.after else "",
        "previous_url": with_filters(query, before=page.before) if page.before else "",
        "new_url": with_filters(query, reverse("insight:price_new")),
    }
    return render(request, "insight/prices.html", context)


def named(model: Any, request: Request, name: str) -> Any:
    """Return the record that the address names, if the person sees it; a filter that makes no sense is left out."""
    pk = request.GET.get(name, "")
    is_key = pk.isascii() and pk.isdigit() and len(pk) < 18
    return model.objects.visible_to(request.user).filter(pk=pk).first() if is_key else None


def with_filters(query: QueryDict, path: str = "", **changes: str) -> str:
    """Return the present filters with `changes`; the page begins anew."""
    copy = query.copy()
    for name in ("after", "before"):
        copy.pop(name, None)
    for name, value in changes.items():
        copy[name] = value
    return f"{path}?{copy.urlencode()}" if copy or not path else path


@allow(Can.WORK_WITH_CUSTOMERS, "GET", "POST")
def price_new(request: Request) -> HttpResponse:
    """Note a price. `?customer=`, `?inquiry=` or `?quote=` says who told it, `?product=` for what."""
    customer, initial = _begin(request)
    if customer is not None:
        require(request.user, can_tell_price_of, customer)
    back = next_url(request, customer.get_absolute_url() if customer else reverse("insight:prices"))
    form = RivalForm(request.POST or None, user=request.user, initial=initial)
    if form.is_bound and form.is_valid():
        try:
            services.note_competitor_price(
                actor=request.user, customer=customer, values=form.values(), at=timezone.now(),
                form_token=form.cleaned_data["form_token"], leads_to=back,
            )  # fmt: skip
        except AlreadySubmitted as done:
            return go_to(request, done.url)
        except SampleRefused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("Noted"))
            return go_to(request, back)
    return _show(request, form, back, customer=customer)


def _begin(request: Request) -> tuple[Customer | None, dict[str, Any]]:
    """Return who told it, and what the form begins with; 404 for what the person does not see."""
    initial: dict[str, Any] = {"seen_on": timezone.localdate(), "source": PriceSource.WEB}
    if product := named(Product, request, "product"):
        initial |= {"product": product.model_number, "unit": product.unit}
    customer: Customer | None
    if asked := request.GET.get("quote", ""):
        rows = Quote.objects.select_related("customer__owner__team", "current")
        quote = get_visible_or_404(rows, request.user, asked.replace("\x00", ""))
        customer, initial = quote.customer, initial | _of_quote(quote)
    else:
        customer, inquiry = customer_of(request)
        lines = list(inquiry.lines.all()[:2]) if inquiry else []
        initial |= {"words": lines[0].words} if len(lines) == 1 and not product else {}
    if customer is not None:
        initial |= {"country": str(customer.country), "source": PriceSource.BUYER}
    elif "country" in request.GET:
        initial["country"] = request.GET["country"]
    return customer, initial


def _of_quote(quote: Quote) -> dict[str, Any]:
    """A lost quote says in which terms the other one is to be compared, and of one line what for."""
    version = quote.current
    assert version is not None  # noqa: S101 - a quote always has one
    found: dict[str, Any] = {"currency": version.currency, "incoterm": version.incoterm}
    lines = list(version.lines.select_related("product")[:2])
    if len(lines) == 1:
        product = lines[0].product
        found |= (
            {"product": product.model_number, "unit": product.unit}
            if product
            else {"words": lines[0].words[:160]}
        )
    return found


def _show(request: Request, form: RivalForm, back: str, **more: Any) -> HttpResponse:
    context = {"form": form, "back": back, "here": request.get_full_path(), **more}
    return render(request, "insight/price.html", context, status=422 if form.errors else 200)


@allow(Can.WORK_WITH_CUSTOMERS, "GET", "POST")
def price_edit(request: Request, pk: int) -> HttpResponse:
    """Correct a price."""
    row = get_visible_or_404(CompetitorPrice.objects.select_related(*RELATED), request.user, pk)
    if row.customer and request.method in READS:
        note_read("customers.read", user=request.user, record=row.customer, at=timezone.now())
    require(request.user, can_edit_competitor_price, row)
    initial = {name: getattr(row, name) for name in RivalValues.__dataclass_fields__}
    initial |= {
        "product": row.product.model_number if row.product else "", "country": str(row.country),
        "price": written_price_cell(row.price), "version": row.version,
    }  # fmt: skip
    back = next_url(request, reverse("insight:prices"))
    form = RivalForm(request.POST or None, user=request.user, initial=initial)
    if form.is_bound and form.is_valid():
        try:
            services.correct_competitor_price(
                actor=request.user, row=row, values=form.values(), version=form.cleaned_data["version"] or 0, at=timezone.now()
            )  # fmt: skip
        except SampleRefused as refusal:
            form = _with_version(request, row.pk) if refusal.code == "stale" else form
            add_refusal(form, refusal)
        else:
            messages.success(request, _("Saved"))
            return go_to(request, back)
    return _show(request, form, back, customer=row.customer, row=row)


def _with_version(request: Request, pk: int) -> RivalForm:
    """Return what was typed, to be saved over what somebody saved meanwhile once the person has read so."""
    data = request.POST.copy()
    data["version"] = str(
        CompetitorPrice.objects.visible_to(request.user).values_list("version", flat=True).get(pk=pk)
    )
    form = RivalForm(data, user=request.user)
    form.is_valid()
    return form
