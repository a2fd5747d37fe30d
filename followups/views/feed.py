"""The calendar feed and its settings."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from core.access import allow
from core.capabilities import Can
from followups import services
from followups.models import CalendarFeed
from followups.selectors.feed import build_feed, find_feed


@allow(Can.WORK_WITH_CUSTOMERS, "GET", "POST")
def feed_settings(request: HttpRequest) -> HttpResponse:
    """Make, replace or revoke one's link. A new link is shown in this answer only, never again."""
    address = ""
    if request.method == "POST":
        if request.POST.get("do") == "revoke":
            services.revoke_feed(actor=request.user, at=timezone.now())
            messages.success(request, _("The link is dead."))
            return redirect("followups:feed_settings")
        secret = services.renew_feed(actor=request.user, at=timezone.now())
        address = request.build_absolute_uri(reverse("followups:feed", args=[secret]))
    user: Any = request.user
    own = CalendarFeed.objects.live().filter(user=user).first()
    response = render(request, "followups/feed_settings.html", {"feed": own, "address": address})
    response["Cache-Control"] = "no-store"
    return response


@allow(None, "GET")
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """The calendar of whoever holds the secret link; a dead or unknown link is 404."""
    found = find_feed(secret)
    if found is None:
        raise Http404
    with translation.override(found.user.language):
        body = build_feed(found.user, timezone.now())
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    return response
