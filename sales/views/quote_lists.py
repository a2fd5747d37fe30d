"""The list of quotes, and what production is asked."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import Request, get_visible_or_404
from core.access import allow
from core.capabilities import Can
from core.ui.addresses import beside, with_changes
from core.work_days import current_calendar
from sales.forms.quote_lists import QuoteFilterForm
from sales.forms.quote_steps import CostForm
from sales.models import CostRequest
from sales.selectors import quote_lists as lists
from sales.services.quote_costs import answer_cost
from sales.services.quote_values import QuoteRefused
from sales.views.quote_words import word_refusal

TAB_LABELS = {
    lists.TAB_OPEN: gettext_lazy("Open"), lists.TAB_WORKING: gettext_lazy("At work"), lists.TAB_SENT: gettext_lazy("Out with the buyer"),
    lists.TAB_ENDING: gettext_lazy("Ends soon"), lists.TAB_FLOOR: gettext_lazy("To approve"),
    lists.TAB_CLOSED: gettext_lazy("Closed"), lists.TAB_ALL: gettext_lazy("All"),
}  # fmt: skip


@allow(Can.WORK_WITH_CUSTOMERS, "GET")
def quote_list(request: Request) -> HttpResponse:
    """Tabs, filters of the URL, one page of rows."""
    form = QuoteFilterForm(request.GET, user=request.user)
    wanted = form.wanted()
    day = current_calendar().day_of(timezone.now())
    cursors = {side: request.GET.get(side, "") for side in ("after", "before")}
    found = lists.list_quotes(user=request.user, wanted=wanted, day=day, **cursors)
    is_part = request.htmx and request.htmx.target == "rows"
    return render(
        request,
        "quotes/_rows.html" if is_part else "quotes/list.html",
        _context(request, form, wanted, found),
    )


def _context(request: Request, form: QuoteFilterForm, wanted: Any, found: lists.QuoteList) -> dict[str, Any]:
    page = found.page
    return {
        "form": form, "wanted": wanted, "rows": page.rows,
        "tabs": [
            {"label": label, "url": with_changes(request.GET, tab=tab), "is_current": tab == wanted.tab, "count": found.counts.get(tab) or None}
            for tab, label in TAB_LABELS.items()
        ],
        "chips": [
            {"label": f"{label} {words}", "drop_url": with_changes(request.GET, **{name: ""})} for name, label, words in form.active()
        ],
        **beside(request.GET, page),
        "clear_url": f"?tab={wanted.tab}", "may_answer_costs": request.user.can(Can.ANSWER_COSTS),
    }  # fmt: skip


@allow(Can.ANSWER_COSTS, "GET")
def costs(request: Request) -> HttpResponse:
    """What is to be costed: model, quantity and packing, no customer (S11)."""
    return _show_costs(request)


def _show_costs(request: Request, bad: CostForm | None = None, pk: int = 0) -> HttpResponse:
    wanted, answered = lists.list_costs(request.user)
    rows = [
        (
            row,
            bad
            if bad is not None and row.pk == pk
            else CostForm(initial={"currency": row.currency or "CNY"}, prefix=str(row.pk)),
        )
        for row in wanted
    ]
    context = {"rows": rows, "answered": answered, "shows_costs": request.user.can(Can.SEE_FLOOR_PRICES)}
    return render(request, "quotes/costs.html", context, status=422 if bad is not None else 200)


@allow(Can.ANSWER_COSTS, "POST")
def cost_answer(request: Request, pk: int) -> HttpResponse:
    """Say what it costs."""
    asked = get_visible_or_404(CostRequest.objects.all(), request.user, pk)
    form = CostForm(request.POST, prefix=str(pk))
    if not form.is_valid():
        return _show_costs(request, form, pk)
    try:
        answer_cost(actor=request.user, request=asked, at=timezone.now(), **form.cleaned_data)
    except QuoteRefused as error:
        messages.error(request, word_refusal(error.code))
    else:
        messages.success(request, _("Saved; whoever asked is told"))
    return redirect("quotes:costs")
