"""What chat groups can be told of reports."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.robots import register_topic

ISSUED, COMPILED, ASKED, DIGESTED = "reports.issued", "reports.compiled", "reports.asked", "reports.digested"


def _issued(_count: int) -> str:
    return _("The weekly reports are out: please fill yours in.")


def _compiled(_count: int) -> str:
    return _("The department's weekly report is there.")


def _asked(_count: int) -> str:
    return _("The day can be confirmed now.")


def _digested(_count: int) -> str:
    return _("The day's digests are there.")


register_topic(ISSUED, gettext_lazy("Weekly reports issued"), _issued, "/reports/")
register_topic(COMPILED, gettext_lazy("Department's report ready"), _compiled, "/reports/")
register_topic(ASKED, gettext_lazy("Daily reports wait"), _asked, "/reports/days/")
register_topic(DIGESTED, gettext_lazy("Day's digests ready"), _digested, "/reports/days/")
