"""What colleagues learned of the markets: the list, a new note, one taken back (S180)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import Request, get_visible_or_404, require
from catalogue.models import Product
from core.access import allow
from core.capabilities import Can
from core.forms_once import AlreadySubmitted
from customers.views.answers import go_to, next_url
from sales.forms.market_notes import MarketNoteFilterForm, MarketNoteForm
from sales.forms.sample_fields import add_refusal
from sales.models import MarketNote
from sales.permissions.insight import can_withdraw_market_note
from sales.selectors.market_notes import WantedNotes, read_market_notes
from sales.services import market_notes as services
from sales.services.sample_refusals import SampleRefused
from sales.views.competitor_prices import named, with_filters


@allow(Can.WORK_WITH_CUSTOMERS, "GET")
def market_notes(request: Request) -> HttpResponse:
    """What stands, the newest first; `?region=`, `?question=` and `?product=` narrow it."""
    form, query = MarketNoteFilterForm(request.GET, user=request.user), request.GET
    form.is_valid()
    data = form.cleaned_data
    wanted = WantedNotes(data.get("region"), data.get("question") or "", named(Product, request, "product"))
    page = read_market_notes(
        request.user, wanted, after=query.get("after", ""), before=query.get("before", "")
    )
    context = {
        "form": form,
        "wanted": wanted,
        "rows": page.rows,
        "is_filtered": wanted != WantedNotes(),
        "next_url": with_filters(query, after=page.after) if page.after else "",
        "previous_url": with_filters(query, before=page.before) if page.before else "",
        "new_url": with_filters(query, reverse("insight:market_note_new")),
    }
    return render(request, "insight/market_notes.html", context)


@allow(Can.WORK_WITH_CUSTOMERS, "GET", "POST")
def market_note_new(request: Request) -> HttpResponse:
    """Write one down; `?region=`, `?question=` and `?product=` are what it begins with."""
    product = named(Product, request, "product")
    initial = {name: request.GET[name] for name in ("region", "question") if name in request.GET}
    if product is not None:
        initial["product"] = product.model_number
    back = next_url(request, reverse("insight:market_notes"))
    form = MarketNoteForm(request.POST or None, user=request.user, initial=initial)
    if form.is_bound and form.is_valid():
        try:
            services.note_market(
                actor=request.user, values=form.values(), at=timezone.now(),
                form_token=form.cleaned_data["form_token"], leads_to=back,
            )  # fmt: skip
        except AlreadySubmitted as done:
            return go_to(request, done.url)
        except SampleRefused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("Noted"))
            return go_to(request, back)
    context = {"form": form, "back": back, "here": request.get_full_path()}
    return render(request, "insight/market_note.html", context, status=422 if form.errors else 200)


@allow(Can.WORK_WITH_CUSTOMERS, "POST")
def market_note_withdraw(request: Request, pk: int) -> HttpResponse:
    """It is out of date."""
    note = get_visible_or_404(MarketNote.objects.select_related("region"), request.user, pk)
    require(request.user, can_withdraw_market_note, note)
    services.withdraw_market_note(actor=request.user, note=note, at=timezone.now())
    messages.success(request, _("Taken back"))
    return go_to(request, next_url(request, reverse("insight:market_notes")))
