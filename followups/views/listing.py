"""The list of follow-ups, with filters and keyset paging."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core.access import allow
from core.capabilities import Can
from core.ui.addresses import beside
from followups.forms import ListFilter
from followups.permissions import can_correct
from followups.selectors.listing import read_page


@allow(Can.WORK_WITH_CUSTOMERS, "GET")
def follow_ups(request: HttpRequest) -> HttpResponse:
    """`?person= channel= result= surprise= since= until= customer=`; `after=` or `before=` the key of a row."""
    form = ListFilter(request.GET or None, user=request.user)
    form.is_valid()
    filters = {name: value for name, value in getattr(form, "cleaned_data", {}).items() if value}
    cursors = {side: request.GET.get(side, "") for side in ("after", "before")}
    page = read_page(request.user, filters, **cursors)
    for row in page.rows:
        row.is_correctable = can_correct(request.user, row)  # type: ignore[attr-defined]  # for the template
    context = {
        "form": form,
        "page": page,
        "is_filtered": bool(filters),
        **beside(request.GET, page),
    }
    return render(request, "followups/list.html", context)
