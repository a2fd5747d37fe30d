"""Exchange rates: what holds, how old it is, a new one, a file of them."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core import rates as table
from core.access import allow
from core.capabilities import Can
from core.domain.rates_table import RateTable
from core.forms import RateFileForm, RateForm
from core.models import ExchangeRate
from core.sheets.limits import SheetRefused

HISTORY_SHOWN = 60
PROBLEMS_SHOWN = 20
PROBLEMS: dict[str, Any] = {
    "no_currency": gettext_lazy("no currency"),
    "is_base": gettext_lazy("the yuan itself"),
    "no_rate": gettext_lazy("no rate"),
    "no_day": gettext_lazy("no date"),
    "in_future": gettext_lazy("a day to come"),
    "too_many": gettext_lazy("too many rows"),
}


@dataclass(frozen=True)
class RateRow:
    """A rate without the zeros that say nothing, and how many days old it is."""

    row: ExchangeRate
    words: str
    age: int


@allow(Can.READ_CATALOGUE, "GET")
def rates(request: HttpRequest) -> HttpResponse:
    """What holds today; `?currency=USD` shows its history."""
    return _page(request)


@allow(Can.KEEP_RATES, "POST")
def rate_add(request: Any) -> HttpResponse:
    """Set a rate; the same currency and day again replaces it."""
    at, form = timezone.now(), RateForm(request.POST)
    if not form.is_valid():
        return _page(request, form=form, status=422)
    rate = form.rate()
    table.set_rates(actor=request.user, rates=[rate], source=form.cleaned_data["source"], at=at)
    messages.success(request, _("Rate of %(currency)s set") % {"currency": rate.currency})
    return redirect("core:rates")


@allow(Can.KEEP_RATES, "POST")
def rates_import(request: Any) -> HttpResponse:
    """Take a file's rates; rows that cannot be read are named, and nothing of them is taken."""
    at, form = timezone.now(), RateFileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, file_form=form, status=422)
    upload, today = form.cleaned_data["file"], timezone.localdate(at)
    try:
        found = table.read_rates(upload, day=form.cleaned_data["file_day"] or today, today=today)
    except SheetRefused:
        form.add_error(
            "file", _("This is no table that can be read. Save it as .xlsx or .csv and try again.")
        )
        return _page(request, file_form=form, status=422)
    if not found.rates:
        form.add_error("file", _("No rate found. It takes a column with the currency and one with the rate."))
        return _page(request, file_form=form, found=found, status=422)
    count = table.set_rates(actor=request.user, rates=found.rates, source=upload.name[:80], at=at)
    words = ngettext("%(count)d rate set or changed", "%(count)d rates set or changed", count) % {
        "count": count
    }
    messages.success(request, words)
    return _page(request, found=found) if found.problems else redirect("core:rates")


def _page(
    request: Any, *, form: RateForm | None = None, file_form: RateFileForm | None = None,
    found: RateTable | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    today = timezone.localdate()
    chosen = request.GET.get("currency", "")[:3]
    problems = found.problems if found else []
    context = {
        "rows": [_row(row, today) for row in table.newest_rates(today)],
        "history": [_row(row, today) for row in _history_of(chosen)],
        "chosen": chosen,
        "problems": [(one.number, PROBLEMS[one.code], one.text) for one in problems[:PROBLEMS_SHOWN]],
        "problem_count": len(problems),
        "may_keep": request.user.can(Can.KEEP_RATES),
        "form": form or RateForm(initial={"day": today, "per": "100"}),
        "file_form": file_form or RateFileForm(),
    }
    return render(request, "core/rates.html", context, status=status)


def _history_of(currency: str) -> "QuerySet[ExchangeRate]":
    rows = ExchangeRate.objects.filter(currency=currency) if currency else ExchangeRate.objects.none()
    return rows.select_related("by")[:HISTORY_SHOWN]


def _row(row: ExchangeRate, today: date) -> RateRow:
    return RateRow(row, f"{row.per_unit:f}".rstrip("0").rstrip("."), row.as_rate().age_on(today))
