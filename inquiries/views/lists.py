"""The list of inquiries, and the manager's list of exceptions."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.access import Request
from core.access import allow
from core.capabilities import Can
from inquiries.forms.lists import FilterForm
from inquiries.selectors import clocks, lists, records

TAB_LABELS = {
    lists.ANSWER: _("To answer"), lists.OPEN: _("Open"), lists.UNGRADED: _("Ungraded"), lists.LATE: _("Past limit"),
    lists.CLOSED: _("Closed"), lists.UNASSIGNED: _("Unassigned"), lists.ALL: _("All"),
}  # fmt: skip


@allow(Can.READ_INQUIRIES, "GET")
def inquiry_list(request: Request) -> HttpResponse:
    """Tabs, filters of the URL, one page of rows; for an assistant the heads of what nobody holds."""
    at = timezone.now()
    if not request.user.can(Can.WORK_WITH_CUSTOMERS):
        return _show_heads(request, [], at)
    form = FilterForm(request.GET, user=request.user)
    wanted = form.wanted()
    heads_only = request.user.can(Can.SEE_UNASSIGNED) and not request.user.can(Can.REASSIGN)
    if wanted.tab == lists.UNASSIGNED and heads_only:
        return _show_heads(request, _tabs(request, wanted.tab, lists.read_counts(request.user, at)), at)
    found = lists.list_inquiries(
        user=request.user,
        wanted=wanted,
        at=at,
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
    )
    template = (
        "inquiries/_rows.html" if request.htmx and request.htmx.target == "rows" else "inquiries/list.html"
    )
    return render(request, template, _context(request, form, wanted, found))


def _show_heads(request: Request, tabs: list[dict[str, Any]], at: datetime) -> HttpResponse:
    heads = clocks.with_chips(lists.unassigned_heads(request.user)[:200], at)
    return render(request, "inquiries/unassigned.html", {"heads": heads, "tabs": tabs})


def _context(request: Request, form: FilterForm, wanted: Any, found: lists.InquiryList) -> dict[str, Any]:
    return {
        "form": form, "wanted": wanted, "rows": found.page.rows, "tabs": _tabs(request, wanted.tab, found.counts),
        "chips": [
            {"label": f"{label} {words}", "drop_url": _url(request.GET, **{name: ""})} for name, label, words in form.active()
        ],
        "next_url": _url(request.GET, after=found.page.next_cursor) if found.page.next_cursor else "",
        "previous_url": _url(request.GET, before=found.page.previous_cursor) if found.page.previous_cursor else "",
        "clear_url": f"?tab={wanted.tab}", "may_see_exceptions": request.user.can(Can.JUDGE_EXCEPTIONS),
    }  # fmt: skip


def _tabs(request: Request, current: str, counts: dict[str, int]) -> list[dict[str, Any]]:
    hidden = set() if request.user.can(Can.SEE_UNASSIGNED) else {lists.UNASSIGNED}
    return [
        {
            "label": label,
            "url": _url(request.GET, tab=tab),
            "is_current": tab == current,
            "count": counts.get(tab) or None,
        }
        for tab, label in TAB_LABELS.items()
        if tab not in hidden
    ]


def _url(query: QueryDict, **changes: str) -> str:
    """Return the present filters with `changes`; an empty value takes one away. The page begins anew."""
    copy = query.copy()
    for name in ("after", "before"):
        copy.pop(name, None)
    for name, value in changes.items():
        copy.pop(name, None)
        if value:
            copy[name] = value
    return f"?{copy.urlencode()}"


@allow(Can.JUDGE_EXCEPTIONS, "GET")
def exceptions(request: Request) -> HttpResponse:
    """Reasons to judge, exits without a reply, changed times."""
    found = records.list_exceptions(user=request.user, at=timezone.now())
    return render(request, "inquiries/exceptions.html", {"found": found})
