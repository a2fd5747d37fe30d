"""Panels of this app on the pages of the apps below."""

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

from core.capabilities import Can
from core.panels import panel
from managing.selectors.targets import read_own_standings


@panel("today", "week", order=20)
def own_targets(request: HttpRequest, person: Any) -> SafeString | None:
    """How one's own targets stand, on one's own Today, and the way to one's figures. A query, two where there are targets.

    Who leads finds theirs on the team's page.
    """
    leads = person.is_manager or person.is_boss
    if request.user.pk != person.pk or leads or not person.can(Can.READ_OWN_FIGURES):
        return None
    standings = read_own_standings(person, timezone.now())
    return render_to_string("managing/today_line.html", {"standings": standings}, request)
