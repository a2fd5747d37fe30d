"""Statistics of the platform: a file taken in, and people's weeks beside what they did here."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.access import Request, allow
from core.capabilities import Can
from core.sheets.limits import SheetRefused
from oversight.charts import platform_charts
from oversight.domain.platform_table import PlatformTable
from oversight.forms.platform import PlatformFileForm
from oversight.selectors.platform import read_platform
from oversight.services.platform import read_platform_file, take_in_weeks

PROBLEMS_SHOWN = 20
PROBLEMS: dict[str, Any] = {
    "no_person": gettext_lazy("nobody of yours has this name or mailbox"),
    "no_week": gettext_lazy("no date"),
    "by_day": gettext_lazy("one day of a week: export the table by week"),
    "in_future": gettext_lazy("a week to come"),
    "no_number": gettext_lazy("no number that can be one"),
    "nothing": gettext_lazy("no figures"),
    "too_many": gettext_lazy("too many rows"),
}


@allow(Can.COACH, "GET", "POST")
def platform(request: Request) -> HttpResponse:
    """The weeks; a file's rows that cannot be read are named, the others are taken."""
    if request.method != "POST":
        return _page(request, PlatformFileForm())
    at, form = timezone.now(), PlatformFileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form, status=422)
    try:
        found = read_platform_file(upload=form.cleaned_data["file"], user=request.user, at=at)
    except SheetRefused:
        form.add_error(
            "file", _("This is no table that can be read. Save it as .xlsx or .csv and try again.")
        )
        return _page(request, form, status=422)
    if not found.weeks:
        form.add_error("file", _nothing(found))
        return _page(request, form, found=found, status=422)
    count = take_in_weeks(actor=request.user, weeks=found.weeks, at=at)
    words = ngettext("%(count)d week taken in", "%(count)d weeks taken in", count) % {"count": count}
    messages.success(request, words)
    return (
        _page(request, PlatformFileForm(), found=found) if found.problems else redirect("oversight:platform")
    )


def _nothing(found: PlatformTable) -> str:
    if not found.is_headed:
        return _("No headings found. It takes a column with the name or mailbox and one with the date.")
    return _("Nothing in it can be taken.")


def _page(
    request: Request, form: PlatformFileForm, *, found: PlatformTable | None = None, status: int = 200
) -> HttpResponse:
    problems = found.problems if found else []
    people = read_platform(request.user, timezone.localdate())
    context = {
        "people": people, "charts": platform_charts(people), "form": form,
        "problems": [(one.number, PROBLEMS[one.code], one.text) for one in problems[:PROBLEMS_SHOWN]],
        "problem_count": len(problems),
    }  # fmt: skip
    return render(request, "oversight/platform.html", context, status=status)
