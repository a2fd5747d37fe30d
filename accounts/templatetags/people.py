"""What templates ask about the person."""

from typing import Any

from django import template

from core.capabilities import Can

register = template.Library()


@register.filter
def may(user: Any, capability: str) -> bool:
    """Whether the person has this capability; an unknown name is an error, not a refusal."""
    return bool(user.is_authenticated and user.can(Can(capability)))
