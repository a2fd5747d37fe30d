"""What chat groups can be told of the daily work."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.robots import register_topic

HELP = "followups.help"


def _help(count: int) -> str:
    words = ngettext("%(count)d request for help.", "%(count)d requests for help.", count)
    return words % {"count": count}


register_topic(HELP, _("Requests for help"), _help, "/help/")
