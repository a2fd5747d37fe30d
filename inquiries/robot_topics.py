"""What chat groups can be told of inquiries."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.robots import register_topic

PAST_LIMIT = "inquiries.past_limit"


def _past_limit(count: int) -> str:
    words = ngettext(
        "%(count)d inquiry is past its limit.", "%(count)d inquiries are past their limit.", count
    )
    return words % {"count": count}


register_topic(PAST_LIMIT, _("Inquiries past their limit"), _past_limit, "/inquiries/?tab=late")
