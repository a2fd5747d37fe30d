"""What chat groups can be told of reports."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.robots import register_topic

ISSUED, COMPILED = "reports.issued", "reports.compiled"


def _issued(_count: int) -> str:
    return _("The weekly reports are out: please fill yours in.")


def _compiled(_count: int) -> str:
    return _("The department's weekly report is there.")


register_topic(ISSUED, gettext_lazy("Weekly reports issued"), _issued, "/reports/")
register_topic(COMPILED, gettext_lazy("Department's report ready"), _compiled, "/reports/")
