"""What chat groups can be told of briefings."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.robots import register_topic

READY, RED = "briefings.ready", "briefings.red"


def _ready(_count: int) -> str:
    return _("The briefing is ready.")


def _red(count: int) -> str:
    said = ngettext(
        "%(count)s point has waited too long for a ruling.",
        "%(count)s points have waited too long for a ruling.",
        count,
    )
    return said % {"count": count}


register_topic(READY, gettext_lazy("Briefing ready"), _ready, "/briefings/")
register_topic(RED, gettext_lazy("Points without a ruling"), _red, "/briefings/")
