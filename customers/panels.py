"""Panels of this app on the pages of the apps below."""

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from core.panels import panel
from customers.permissions import can_hand_over


@panel("person", "side", order=10)
def held(request: HttpRequest, person: Any) -> SafeString | None:
    """What a person holds, for who may hand it over."""
    if not can_hand_over(request.user, person):
        return None
    return render_to_string("customers/panel_held.html", {"person": person}, request)
