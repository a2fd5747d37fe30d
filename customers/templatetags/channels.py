"""The sign of a channel: one table for the timeline and every list."""

from django import template

from customers.timeline_words import CHANNEL_ICONS

register = template.Library()


@register.filter
def channel_icon(channel: str) -> str:
    """The name of the channel's icon, to be handed to `{% icon %}`."""
    return CHANNEL_ICONS.get(channel, "mail")
