"""The list of follow-ups, with filters and keyset paging."""

from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core.access import allow
from core.capabilities import Can
from followups.forms import ListFilter
from followups.permissions import can_correct
from followups.selectors.listing import Position, read_page


@allow(Can.WORK_WITH_CUSTOMERS, "GET")
def follow_ups(request: HttpRequest) -> HttpResponse:
    """`?person= channel= result= surprise= since= until= customer=`; `after=` or `before=` a position."""
    form = ListFilter(request.GET or None, user=request.user)
    form.is_valid()
    filters = {name: value for name, value in getattr(form, "cleaned_data", {}).items() if value}
    after, before = (_parse_position(request.GET.get(name, "")) for name in ("after", "before"))
    page = read_page(request.user, filters, after=after, before=before)
    for row in page.rows:
        row.is_correctable = can_correct(request.user, row)
    context = {
        "form": form,
        "page": page,
        "is_filtered": bool(filters),
        "next_url": _url(request, after=page.next),
        "previous_url": _url(request, before=page.previous),
    }
    return render(request, "followups/list.html", context)


def _url(request: HttpRequest, **position: Position | None) -> str:
    name, place = next(iter(position.items()))
    if place is None:
        return ""
    query = request.GET.copy()
    for key in ("after", "before"):
        query.pop(key, None)
    query[name] = f"{place.at.isoformat()}_{place.pk}"
    return f"?{query.urlencode()}"


def _parse_position(text: str) -> Position | None:
    moment, _separator, number = text.partition("_")
    try:
        at = datetime.fromisoformat(moment).astimezone(UTC)
        return Position(at, int(number)) if number.isdecimal() and len(number) < 19 else None
    except (ValueError, OverflowError):
        return None
