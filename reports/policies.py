"""Policy sections of this app."""

from datetime import time
from typing import Any

from django.utils.translation import gettext_lazy as _

from core import policy
from core.policy_sources import handbook, ours, tell_sources
from reports.domain.days import DaysPolicy
from reports.domain.timetable import TimetablePolicy

TIMETABLE = "reports.timetable"
DAYS = "reports.days"


def load_timetable(values: dict[str, Any]) -> TimetablePolicy:
    """Build the section from its JSON; times are `HH:MM`. Raises ValueError when they do not follow each other."""
    return TimetablePolicy(**{name: time.fromisoformat(value) for name, value in values.items()})


def timetable_policy() -> TimetablePolicy:
    """Return the hours of the reports' day (rules.md §7)."""
    return policy.get(TIMETABLE, TimetablePolicy)


def load_days(values: dict[str, Any]) -> DaysPolicy:
    """Build the section from its JSON; times are `HH:MM`. Raises ValueError when those of a day do not follow each other."""
    read: dict[str, Any] = {
        name: value if name == "a_list_is_on" else time.fromisoformat(value) for name, value in values.items()
    }
    return DaysPolicy(**read)


def days_policy() -> DaysPolicy:
    """Return the hours of the daily report, the A list and the records (rules.md §7)."""
    return policy.get(DAYS, DaysPolicy)


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
policy.register(
    DAYS, DaysPolicy, load_days, title=_("Daily and monthly reports"), form="reports.forms.DaysForm"
)
tell_sources(
    DAYS,
    {
        "asked_at": handbook(
            "S135",
            "形成规范的日报和周报制度",
            "Daily and weekly reports follow a fixed form",
            _("The hour is ours."),
        ),
        "reminded_at": ours(_("Who has not confirmed by then is reminded.")),
        "digest_at": handbook(
            "S136",
            "外贸经理需将每天跟进的客户及跟进的情况以书面形式上报给上级",
            "The manager reports each day's followed customers and how they were followed upward in writing",
            _("The hour is ours: the end of the evening shift."),
        ),
        "a_list_is_on": handbook(
            "S58",
            "每月…将所有A级客户名单及具体情况提交给企业营销负责人/总经理",
            "Each month the list of all A customers with their particulars goes to the marketing head or general manager",
        ),
        "a_list_drafted_at": ours(_("On the working day before the month's last: a day to look it through.")),
        "a_list_reminded_at": ours(_("On the month's last working day, when the morning begins.")),
        "a_list_at": handbook(
            "S58",
            "每月…将所有A级客户名单及具体情况提交给企业营销负责人/总经理",
            "Each month the list of all A customers with their particulars goes to the marketing head or general manager",
            _("The hour is ours, on the month's last working day."),
        ),
        "records_at": handbook(
            "S137",
            "要求操作人员每月、每季度交询盘回复纪录",
            "Each month and quarter everybody hands in the record of replies to inquiries",
            _("The hour is ours, on the first working day after."),
        ),
    },
)
