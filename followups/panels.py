"""Panels of this app on the pages of the apps below."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from core.panels import panel
from core.ui.addresses import address_of_each
from customers.timeline_words import Behind, register_behind
from followups.forms import CadenceForm
from followups.models import FollowUp
from followups.permissions import can_correct, can_log
from followups.policies import current_policy


@panel("customer", "composer", order=10)
def composer(request: HttpRequest, customer: Any) -> SafeString | None:
    """The one place to write: for those who may log with this customer."""
    from followups.views.recording import composer_form

    if not can_log(request.user, customer):
        return None
    return render_to_string(
        "followups/composer.html", composer_form(request.user, customer, timezone.now()), request
    )


@register_behind("followups.followup")
def follow_ups_behind(user: Any, pks: set[int]) -> Mapping[int, Behind]:
    """Records that the reader may see; who may correct one gets its form."""
    rows = FollowUp.objects.visible_to(user).filter(pk__in=pks)
    rows = rows.select_related("by__team").only("by__team__manager")
    correct = address_of_each("followups:correct")
    return {row.pk: Behind(correct_url=correct(row.pk) if can_correct(user, row) else "") for row in rows}


@panel("gate", "rules", order=20)
def rhythm_at_the_gate(_request: HttpRequest, _subject: Any) -> SafeString:
    """The follow-up rhythm as it is, for who signs in."""
    return format_html("<dt>{}</dt><dd>{}</dd>", _("Contact"), CadenceForm.summary_of(current_policy()))
