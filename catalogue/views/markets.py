"""Markets and their policy; categories and their technical parameters."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import Request, get_visible_or_404
from catalogue import permissions, services
from catalogue.forms import CategoryForm, RegionForm, ValueLineForm
from catalogue.models import Category, MarketRegion, ValueLine
from catalogue.services import StaleEdit, Taken
from catalogue.views.answers import show_form
from core.access import allow
from core.capabilities import Can
from core.forms_once import AlreadySubmitted
from core.panels import render_slot
from core.ui.answers import go_to, show_errors
from core.ui.conflicts import conflicts_between
from core.ui.countries import country_name


@allow(Can.READ_CATALOGUE, "GET")
def markets(request: Request) -> HttpResponse:
    """The markets, how each is quoted to, and what an added value costs in it (S18, S19)."""
    regions = MarketRegion.objects.visible_to(request.user).prefetch_related("countries", "value_lines")
    rows = [
        (region, [country_name(str(one.country)) for one in region.countries.all()]) for region in regions
    ]
    context = {
        "rows": rows,
        "may_keep": permissions.can_keep_markets(request.user),
        "actions": render_slot("markets", "actions", request, None),
    }
    return render(request, "catalogue/markets.html", context)


def _get_region(request: Request, pk: int) -> MarketRegion:
    return get_visible_or_404(MarketRegion.objects.all(), request.user, pk)


def _get_line(request: Request, pk: int, line_pk: int) -> ValueLine:
    rows = ValueLine.objects.filter(region=_get_region(request, pk)).select_related("region")
    return get_visible_or_404(rows, request.user, line_pk)


def _get_category(request: Request, pk: int) -> Category:
    return get_visible_or_404(Category.objects.all(), request.user, pk)


@allow(Can.KEEP_MARKETS, "GET", "POST")
def market_new(request: Request) -> HttpResponse:
    return _market(request, None)


@allow(Can.KEEP_MARKETS, "GET", "POST")
def market_edit(request: Request, pk: int) -> HttpResponse:
    return _market(request, _get_region(request, pk))


def _market(request: Request, region: MarketRegion | None) -> HttpResponse:
    instance = _get_region(request, region.pk) if region else None
    form = RegionForm(request.POST if request.method == "POST" else None, instance=instance)
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        values = {name: data[name] for name in form.Meta.fields}
        try:
            services.save_region(
                actor=request.user, region=region, values=values, countries=data["countries"], at=timezone.now(),
                version=data["version"] or 0, form_token=data["form_token"],
            )  # fmt: skip
        except AlreadySubmitted as first:
            return go_to(request, first.url)
        except StaleEdit as stale:
            return _show_stale(request, stale.current, form)
        except Taken:
            form.add_error("name_en", _("There is a market of this name."))
        except ValidationError as error:
            show_errors(form, error)
        else:
            messages.success(request, _("Saved"))
            return go_to(request, reverse("catalogue:markets"))
    return show_form(request, "market", form, region=region)


def _show_stale(request: Request, current: MarketRegion, form: RegionForm) -> HttpResponse:
    """Show both versions; saving again is a decision (trust.md C6)."""
    data = request.POST.copy()
    data["version"] = str(current.version)
    conflicts = conflicts_between(form, RegionForm(instance=current).initial)
    fresh = RegionForm(data, instance=_get_region(request, current.pk))
    return show_form(request, "market", fresh, status=409, region=current, is_stale=True, conflicts=conflicts)


@allow(Can.KEEP_MARKETS, "GET", "POST")
def line_add(request: Request, pk: int) -> HttpResponse:
    return _line(request, _get_region(request, pk), None)


@allow(Can.KEEP_MARKETS, "GET", "POST")
def line_edit(request: Request, pk: int, line_pk: int) -> HttpResponse:
    line = _get_line(request, pk, line_pk)
    return _line(request, line.region, line)


def _line(request: Request, region: MarketRegion, line: ValueLine | None) -> HttpResponse:
    instance = _get_line(request, region.pk, line.pk) if line else None
    form = ValueLineForm(request.POST if request.method == "POST" else None, instance=instance)
    if form.is_bound and form.is_valid():
        values = {name: form.cleaned_data[name] for name in form.Meta.fields}
        try:
            services.save_value_line(
                actor=request.user, region=region, line=line, values=values, at=timezone.now(),
                form_token=form.cleaned_data["form_token"],
            )  # fmt: skip
        except AlreadySubmitted as first:
            return go_to(request, first.url)
        messages.success(request, _("Saved"))
        return go_to(request, reverse("catalogue:markets"))
    return show_form(request, "value_line", form, region=region, line=line)


@allow(Can.KEEP_MARKETS, "POST")
def line_remove(request: Request, pk: int, line_pk: int) -> HttpResponse:
    line = _get_line(request, pk, line_pk)
    services.remove_value_line(actor=request.user, line=line, at=timezone.now())
    messages.success(request, _("Taken away"))
    return go_to(request, reverse("catalogue:markets"))


@allow(Can.WRITE_CATALOGUE, "GET")
def categories(request: Request) -> HttpResponse:
    seen = Category.objects.visible_to(request.user)
    rows = seen.prefetch_related("attributes").annotate(count=Count("products"))
    return render(request, "catalogue/categories.html", {"rows": rows})


@allow(Can.WRITE_CATALOGUE, "GET", "POST")
def category_new(request: Request) -> HttpResponse:
    return _category(request, None)


@allow(Can.WRITE_CATALOGUE, "GET", "POST")
def category_edit(request: Request, pk: int) -> HttpResponse:
    return _category(request, _get_category(request, pk))


def _category(request: Request, category: Category | None) -> HttpResponse:
    instance = _get_category(request, category.pk) if category else None
    form = CategoryForm(request.POST if request.method == "POST" else None, instance=instance)
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        try:
            services.save_category(
                actor=request.user, category=category, name_zh=data["name_zh"], name_en=data["name_en"],
                position=data["position"], parameters=data["parameters"], at=timezone.now(),
                form_token=data["form_token"],
            )  # fmt: skip
        except AlreadySubmitted as first:
            return go_to(request, first.url)
        except Taken:
            form.add_error("name_en", _("There is a category of this name."))
        else:
            messages.success(request, _("Saved"))
            return go_to(request, reverse("catalogue:categories"))
    return show_form(request, "category", form, category=category)
