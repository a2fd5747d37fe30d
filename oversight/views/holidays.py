"""Before a long holiday whom to tell; after it what piled up, in its order."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.access import Request, allow
from core.capabilities import Can
from oversight.selectors.holidays import holidays_at, read_pile, read_to_tell


@allow(Can.WORK_WITH_CUSTOMERS, "GET")
def holidays(request: Request) -> HttpResponse:
    """The next long holiday with the list of whom to tell; the pile of the last one on the first days after it."""
    at = timezone.now()
    today = timezone.localdate(at)
    found = holidays_at(today)
    context = {
        "found": found, "now": at, "pile": read_pile(request.user, today) if found.over else None,
        "owners": read_to_tell(request.user, min(found.told_on, today)) if found.told_on else [],
    }  # fmt: skip
    return render(request, "oversight/holidays.html", context)
