"""System checks of the house."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register


@register(Tags.security, deploy=True)
def check_production(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Refuse production with DEBUG, a short key, or without HTTPS (trust.md H3)."""
    problems: list[CheckMessage] = []
    if settings.DEBUG:
        problems.append(Error("DEBUG must be off.", id="core.E001"))
    if len(settings.SECRET_KEY) < 50:
        problems.append(Error("SECRET_KEY must have at least 50 characters.", id="core.E002"))
    if not settings.HTTPS:
        problems.append(Error("Set HTTPS=1 (behind a proxy also BEHIND_TLS_PROXY=1).", id="core.E003"))
    return problems
