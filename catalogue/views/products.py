"""A product: its page, entering and changing it, withdrawing it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import Request, require
from catalogue import permissions, services
from catalogue.forms import CostForm, ParametersForm, PriceQueryForm, ProductForm, StockForm
from catalogue.models import Category, MarketPolicy, Product, ProductCost, SampleStock
from catalogue.selectors.esamples import carton_words, container_name
from catalogue.selectors.prices import offers_for, word_choice
from catalogue.selectors.record import read_product
from catalogue.selectors.words import part_words
from catalogue.services import StaleEdit, Taken
from catalogue.views.answers import get_product, get_writable, show_form
from core.access import allow
from core.capabilities import Can
from core.forms_once import AlreadySubmitted
from core.panels import render_slot
from core.ui.answers import go_to, show_errors
from core.ui.conflicts import conflicts_between


@allow(Can.READ_CATALOGUE, "GET")
def product(request: Request, pk: int) -> HttpResponse:
    """All that is known of a product; which price fits whom, if that is asked."""
    found = get_product(request, pk)
    page = read_product(request.user, found, at=timezone.now())
    context = {
        "product": found,
        "page": page,
        "missing": [part_words(part) for part in page.completeness.missing],
        "carton": carton_words(found),
        "fills": [(container_name(box), fill) for box, fill in page.fills],
        "may_write": permissions.can_write_product(request.user, found),
        "may_see_cost": permissions.can_see_cost(request.user, found),
        "may_send": permissions.can_send_esample(request.user),
        **_asked_price(request, found),
        "right": render_slot("product", "right", request, found),
    }
    return render(request, "catalogue/product.html", context)


def _asked_price(request: Request, found: Product) -> dict[str, Any]:
    """Which price fits the buyer that the address names, why, and what became of the others (S17)."""
    form = PriceQueryForm(request.GET if "country" in request.GET else None)
    if not form.is_bound or not form.is_valid():
        return {"price_form": form}
    data = form.cleaned_data
    kind, currency = data["customer_type"], data["currency"] or "USD"
    offers = offers_for(
        [found.pk], country=data["country"], customer_type=kind, currency=currency, day=timezone.localdate()
    )[found.pk]
    choice = offers.for_quantity(data["quantity"] or 1)
    return {
        "price_form": form,
        "choice": choice,
        "choice_note": offers.notes.get(choice.tier.key, "") if choice.tier else "",
        "choice_words": word_choice(choice, region=offers.region, customer_type=kind),
        "region": offers.region,
        "value_lines": list(offers.region.value_lines.all())
        if offers.region and offers.region.policy == MarketPolicy.VALUE_FIRST
        else [],
    }


@allow(Can.WRITE_CATALOGUE, "GET", "POST")
def create(request: Request) -> HttpResponse:
    form = ProductForm(request.POST or None)
    context: dict[str, Any] = {
        "product": None,
        "has_categories": Category.objects.visible_to(request.user).exists(),
    }
    if request.method == "POST" and form.is_valid():
        try:
            made = services.create_product(
                actor=request.user, values=form.values(), at=timezone.now(), form_token=form.cleaned_data["form_token"]
            )  # fmt: skip
        except AlreadySubmitted as first:
            return redirect(first.url)
        except Taken:
            form.add_error("model_number", _("There is a product with this model number."))
        except ValidationError as error:
            show_errors(form, error)
        else:
            messages.success(request, _("Product entered. Prices and pictures come next."))
            return redirect(made)
    return show_form(request, "edit", form, **context)


@allow(Can.WRITE_CATALOGUE, "GET", "POST")
def edit(request: Request, pk: int) -> HttpResponse:
    found = get_writable(request, pk)
    form = _edit_form(request, pk, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.update_product(
                actor=request.user, product=found, values=form.values(), version=form.cleaned_data["version"] or 0,
                at=timezone.now(),
            )  # fmt: skip
        except StaleEdit as stale:
            return _show_stale(request, stale.current, form)
        except Taken:
            form.add_error("model_number", _("There is a product with this model number."))
        except ValidationError as error:
            show_errors(form, error)
        else:
            messages.success(request, _("Saved"))
            return redirect(found)
    return show_form(request, "edit", form, product=found, has_categories=True)


def _edit_form(request: Request, pk: int, data: Any = None) -> ProductForm:
    # A form writes into its instance; the page's title shall not change with it.
    return ProductForm(data, instance=get_product(request, pk))


def _show_stale(request: Request, current: Product, form: ProductForm) -> HttpResponse:
    """Show both versions: mine is kept in the form, and saving it again is a decision (ux.md 6, trust.md C6)."""
    data = request.POST.copy()
    data["version"] = str(current.version)
    stale = {
        "is_stale": True, "saved_by": current.reviewed_by, "saved_at": current.reviewed_at,
        "conflicts": conflicts_between(form, _edit_form(request, current.pk).initial),
    }  # fmt: skip
    fresh = _edit_form(request, current.pk, data)
    return show_form(request, "edit", fresh, status=409, product=current, has_categories=True, **stale)


@allow(Can.WRITE_CATALOGUE, "POST")
def reviewed(request: Request, pk: int) -> HttpResponse:
    """Say that all of it is right as it stands (S31)."""
    found = get_writable(request, pk)
    services.review_product(actor=request.user, product=found, at=timezone.now())
    messages.success(request, _("Noted: looked through today."))
    return go_to(request, found.get_absolute_url())


@allow(Can.WRITE_CATALOGUE, "POST")
def withdraw(request: Request, pk: int) -> HttpResponse:
    found = get_writable(request, pk)
    services.withdraw_product(actor=request.user, product=found, at=timezone.now())
    messages.success(request, _("Withdrawn. It is offered no longer, and stays where it was quoted."))
    return go_to(request, found.get_absolute_url())


@allow(Can.WRITE_CATALOGUE, "POST")
def bring_back(request: Request, pk: int) -> HttpResponse:
    found = get_writable(request, pk)
    services.bring_back_product(actor=request.user, product=found, at=timezone.now())
    messages.success(request, _("Offered again."))
    return go_to(request, found.get_absolute_url())


@allow(Can.WRITE_CATALOGUE, "GET", "POST")
def parameters(request: Request, pk: int) -> HttpResponse:
    """The technical parameters that its category has."""
    found = get_writable(request, pk)
    form = ParametersForm(request.POST if request.method == "POST" else None, product=found)
    if form.is_bound and form.is_valid():
        services.set_parameters(actor=request.user, product=found, values=form.values(), at=timezone.now())
        messages.success(request, _("Saved"))
        return go_to(request, found.get_absolute_url())
    return show_form(request, "parameters", form, product=found)


@allow(Can.WRITE_CATALOGUE, "GET", "POST")
def stock(request: Request, pk: int) -> HttpResponse:
    """The physical samples that are ready (S28)."""
    found = get_writable(request, pk)
    held: SampleStock | None = getattr(found, "stock", None)
    form = StockForm(request.POST if request.method == "POST" else None, instance=held)
    if form.is_bound and form.is_valid():
        values = {name: form.cleaned_data[name] for name in form.Meta.fields}
        try:
            services.set_stock(
                actor=request.user, product=found, values=values, version=form.cleaned_data["version"] or 0,
                at=timezone.now(),
            )  # fmt: skip
        except StaleEdit as stale:
            return _show_stale_part(request, "stock", found, form, stale.current, StockForm(instance=stale.current))  # fmt: skip
        messages.success(request, _("Saved"))
        return go_to(request, found.get_absolute_url())
    return show_form(request, "stock", form, product=found)


@allow(Can.SEE_FLOOR_PRICES, "GET", "POST")
def cost(request: Request, pk: int) -> HttpResponse:
    """Cost and floor price: managers and the boss."""
    found = get_product(request, pk)
    require(request.user, permissions.can_see_cost, found)
    held = ProductCost.objects.visible_to(request.user).filter(product=found).first()
    form = CostForm(request.POST if request.method == "POST" else None, initial=_initial_cost(held))
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        try:
            services.set_cost(
                actor=request.user, product=found, currency=data["currency"], cost=data["cost"],
                floor_price=data["floor_price"], version=data["version"] or 0, at=timezone.now(),
            )  # fmt: skip
        except StaleEdit as stale:
            fresh = CostForm(initial=_initial_cost(stale.current))
            return _show_stale_part(request, "cost", found, form, stale.current, fresh)
        messages.success(request, _("Saved"))
        return go_to(request, found.get_absolute_url())
    return show_form(request, "cost", form, product=found)


def _initial_cost(held: Any) -> dict[str, Any]:
    if held is None:
        return {"version": 0, "currency": "USD"}
    return {"version": held.version, "currency": held.currency, "cost": held.cost, "floor_price": held.floor_price}  # fmt: skip


def _show_stale_part(
    request: Request, name: str, found: Product, form: Any, current: Any, fresh: Any
) -> HttpResponse:
    """Show what somebody saved meanwhile beside what was typed."""
    conflicts = conflicts_between(form, fresh.initial)
    form.data = form.data.copy()
    form.data["version"] = str(current.version)
    stale = {"is_stale": True, "saved_by": current.changed_by, "saved_at": current.changed_at, "conflicts": conflicts}  # fmt: skip
    return show_form(request, name, form, status=409, product=found, **stale)
