"""Panels of this app on the pages of the apps below."""

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

from core.panels import panel
from followups.permissions import can_log


@panel("customer", "composer", order=10)
def composer(request: HttpRequest, customer: Any) -> SafeString | None:
    """The one place to write: for those who may log with this customer."""
    from followups.views.recording import composer_form

    if not can_log(request.user, customer):
        return None
    return render_to_string(
        "followups/composer.html", composer_form(request.user, customer, timezone.now()), request
    )
