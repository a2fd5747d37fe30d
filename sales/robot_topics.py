"""What chat groups can be told of selling."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.robots import register_topic

APPROVALS = "sales.approvals"


def _approvals(count: int) -> str:
    words = ngettext(
        "%(count)d quote waits for its price to be approved.",
        "%(count)d quotes wait for their prices to be approved.",
        count,
    )
    return words % {"count": count}


register_topic(APPROVALS, _("Prices to approve"), _approvals, "/quotes/?tab=floor")
