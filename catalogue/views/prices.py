"""List prices of a product."""

from django.contrib import messages
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import Request
from catalogue import services
from catalogue.forms import TierForm
from catalogue.models import PriceTier, Product
from catalogue.services import Taken
from catalogue.views.answers import get_part, get_writable, show_form
from core.access import allow
from core.capabilities import Can
from core.forms_once import AlreadySubmitted
from core.ui.answers import go_to


@allow(Can.WRITE_CATALOGUE, "GET", "POST")
def tier_add(request: Request, pk: int) -> HttpResponse:
    return _tier(request, get_writable(request, pk), None)


@allow(Can.WRITE_CATALOGUE, "GET", "POST")
def tier_edit(request: Request, pk: int, tier_pk: int) -> HttpResponse:
    found = get_writable(request, pk)
    return _tier(request, found, _get_tier(request, found, tier_pk))


def _get_tier(request: Request, found: Product, pk: int) -> PriceTier:
    return get_part(request, PriceTier.objects.visible_to(request.user).select_related("product"), found, pk)


def _tier(request: Request, found: Product, held: PriceTier | None) -> HttpResponse:
    instance = _get_tier(request, found, held.pk) if held else None
    initial = {} if held else {"valid_from": timezone.localdate(), "min_quantity": found.moq or 1}
    form = TierForm(request.POST if request.method == "POST" else None, instance=instance, initial=initial)
    if form.is_bound and form.is_valid():
        values = {name: form.cleaned_data[name] for name in form.Meta.fields}
        try:
            services.save_tier(
                actor=request.user, product=found, tier=held, values=values, at=timezone.now(),
                form_token=form.cleaned_data["form_token"],
            )  # fmt: skip
        except AlreadySubmitted as first:
            return go_to(request, first.url)
        except Taken:
            form.add_error(
                "valid_from", _("There is a price for the same from this day on: change that one.")
            )
        else:
            messages.success(request, _("Price saved"))
            return go_to(request, found.get_absolute_url())
    return show_form(request, "tier", form, product=found, tier=held)


@allow(Can.WRITE_CATALOGUE, "POST")
def tier_remove(request: Request, pk: int, tier_pk: int) -> HttpResponse:
    found = get_writable(request, pk)
    services.remove_tier(actor=request.user, tier=_get_tier(request, found, tier_pk), at=timezone.now())
    messages.success(request, _("Price taken away"))
    return go_to(request, found.get_absolute_url())
