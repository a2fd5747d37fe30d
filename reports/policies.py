"""Policy sections of this app."""

from datetime import time
from typing import Any

from django.utils.translation import gettext_lazy as _

from core import policy
from core.policy_sources import handbook, ours, tell_sources
from reports.domain.timetable import TimetablePolicy

TIMETABLE = "reports.timetable"


def load_timetable(values: dict[str, Any]) -> TimetablePolicy:
    """Build the section from its JSON; times are `HH:MM`. Raises ValueError when they do not follow each other."""
    return TimetablePolicy(**{name: time.fromisoformat(value) for name, value in values.items()})


def timetable_policy() -> TimetablePolicy:
    """Return the hours of the reports' day (rules.md §7)."""
    return policy.get(TIMETABLE, TimetablePolicy)


policy.register(
    TIMETABLE, TimetablePolicy, load_timetable, title=_("Weekly report"), form="reports.forms.TimetableForm"
)
tell_sources(
    TIMETABLE,
    {
        "issued_at": handbook(
            "S130",
            "公司制定统一的工作汇报表格,每周六下班前由外贸助理分发",
            "The company has one form for reports; the assistant issues it every Saturday before the close",
            _("The hour is ours."),
        ),
        "reminded_at": ours(_("Who has not submitted by then is reminded.")),
        "due_at": handbook(
            "S131",
            "业务员应及时填写提交",
            "Salespeople fill it in and submit it promptly",
            _("The hour is ours: the first of the afternoon."),
        ),
        "department_at": handbook(
            "S106",
            "每周六下班前以书面的形式将一周的工作情况和相关数据汇报老板",
            "Every Saturday before the close the week's work and figures are reported to the boss in writing",
        ),
    },
)
