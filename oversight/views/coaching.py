"""Coaching notes: one's own, and those to somebody whom one leads."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import Request, allow, get_visible_or_404, require
from accounts.models import User
from core.capabilities import Can
from core.forms_once import AlreadySubmitted
from oversight import services
from oversight.forms import CoachingForm
from oversight.permissions import can_coach
from oversight.selectors.coaching import read_notes


@allow(Can.OWN_PAGES, "GET")
def my_coaching(request: Request) -> HttpResponse:
    """What was noted for oneself."""
    return render(request, "oversight/my_coaching.html", {"notes": read_notes(request.user, request.user)})


@allow(Can.COACH, "GET", "POST")
def coaching(request: Request, pk: int) -> HttpResponse:
    """What was noted for a person, and a new note."""
    person = get_visible_or_404(User.objects.select_related("team"), request.user, pk)
    require(request.user, can_coach, person)
    form = CoachingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        url = reverse("oversight:coaching", args=[person.pk])
        try:
            services.write_coaching_note(
                actor=request.user, person=person, at=timezone.now(), url=url, **form.cleaned_data
            )
        except AlreadySubmitted as done:
            return redirect(done.url)
        messages.success(request, _("Noted. %(person)s is told.") % {"person": person})
        return redirect(url)
    context = {"person": person, "notes": read_notes(request.user, person), "form": form}
    return render(request, "oversight/coaching.html", context, status=422 if form.errors else 200)
