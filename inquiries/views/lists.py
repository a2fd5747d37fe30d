"""The list of inquiries, and the manager's list of exceptions."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.access import Request, owner_asked
from core.access import allow
from core.capabilities import Can
from core.ui.addresses import beside, with_changes
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
            {"label": f"{label} {words}", "drop_url": with_changes(request.GET, **{name: ""})} for name, label, words in form.active()
        ],
        **beside(request.GET, found.page),
        "clear_url": f"?tab={wanted.tab}", "may_see_exceptions": request.user.can(Can.JUDGE_EXCEPTIONS),
    }  # fmt: skip


def _tabs(request: Request, current: str, counts: dict[str, int]) -> list[dict[str, Any]]:
    hidden = set() if request.user.can(Can.SEE_UNASSIGNED) else {lists.UNASSIGNED}
    return [
        {
            "label": label,
            "url": with_changes(request.GET, tab=tab),
            "is_current": tab == current,
            "count": counts.get(tab) or None,
        }
        for tab, label in TAB_LABELS.items()
        if tab not in hidden
    ]


@allow(Can.JUDGE_EXCEPTIONS, "GET")
def exceptions(request: Request) -> HttpResponse:
    """Reasons to judge, exits without a reply, changed times, of `?person=`; `?days=31`: of a month, not of a week."""
    is_longer = request.GET.get("days") == str(records.LONGER.days)
    shown_for = records.LONGER if is_longer else records.SHOWN_FOR
    person = owner_asked(request)
    found = records.list_exceptions(user=request.user, at=timezone.now(), shown_for=shown_for, person=person)
    context = {
        "found": found, "is_longer": is_longer, "person": person, "drop_url": with_changes(request.GET, person=""),
        "days_url": with_changes(request.GET, days="" if is_longer else str(records.LONGER.days)),
    }  # fmt: skip
    return render(request, "inquiries/exceptions.html", context)
