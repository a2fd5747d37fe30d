"""Panels of this app on the pages of the apps below."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

from core.panels import panel
from core.ui.addresses import address_of_each
from customers.timeline_words import Behind, register_behind
from followups.models import FollowUp
from followups.permissions import can_correct, can_log
from followups.selectors.explaining import read_explained


@panel("customer", "composer", order=10)
def composer(request: HttpRequest, customer: Any) -> SafeString | None:
    """The one place to write: for those who may log with this customer."""
    from followups.views.recording import composer_form

    if not can_log(request.user, customer):
        return None
    return render_to_string(
        "followups/composer.html", composer_form(request.user, customer, timezone.now()), request
    )


@panel("handover", "side", order=10)
def explained(request: HttpRequest, handover: Any) -> SafeString:
    """How far the receivers have explained the change to the buyers (S99)."""
    return render_to_string("followups/panel_explained.html", {"rows": read_explained(handover)}, request)


@register_behind("followups.followup")
def follow_ups_behind(user: Any, pks: set[int]) -> Mapping[int, Behind]:
    """Records that the reader may see; who may correct one gets its form."""
    rows = FollowUp.objects.visible_to(user).filter(pk__in=pks)
    rows = rows.select_related("by__team").only("by__team__manager")
    correct = address_of_each("followups:correct")
    return {row.pk: Behind(correct_url=correct(row.pk) if can_correct(user, row) else "") for row in rows}
