"""The summary of an absence, for who comes back, who stood in, and who leads them (S35)."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.access import Request, get_visible_or_404, hide
from accounts.models import Absence
from core.access import allow
from core.capabilities import Can
from followups.selectors.handback import read_handback


@allow(Can.LEAVE, "GET")
def handback(request: Request, pk: int) -> HttpResponse:
    """From the first day on; what never held has no summary."""
    at = timezone.now()
    absences = Absence.objects.select_related("user", "stand_in")
    absence = get_visible_or_404(absences, request.user, pk)
    today = timezone.localdate(at)
    if not absence.holds or absence.starts_on > today:
        hide(request.user, f"accounts.absence:{pk}")
    context = {
        "summary": read_handback(request.user, absence, at),
        "absence": absence,
        "lasts": absence.ends_on >= today,
        "is_own": absence.user_id == request.user.pk,
        "is_stand_in": absence.stand_in_id == request.user.pk,
    }
    return render(request, "followups/handback.html", context)
