"""Last week's reports of the demo: what each wrote, who is missing, what the manager told the boss (S106, S130–S134)."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from accounts.models import User
from core.domain.work_calendar import ONE_DAY
from core.work_days import current_calendar
from followups.services import keep_windows
from reports.domain.timetable import last_day_before, period_of
from reports.models import DepartmentReport, WeeklyReport
from reports.policies import timetable_policy
from reports.selectors.weekly import read_suggestions
from reports.services import (
    KeyWords,
    ReportValues,
    comment_report,
    keep_timetable,
    send_department,
    submit_report,
)

# Review, problems in the company, one's own, ways to improve, support wanted, mood.
WORDS = (
    ("新询盘都在当天回复，两家德国客户要了电子样本，周四寄出一套钳子样品。", "样品间缺 8 寸钳，寄样晚了两天。", "报价里的包装尺寸写错一次。", "报价前先核对产品资料的装箱数据。", "请生产部每月 5 日前补齐常用样品。", 4, "有客户回头，挺有干劲。"),
    ("重点跟进美国超市客户，价格谈到第三轮；老客户问明年的交期。", "", "跟进电话打得少，邮件多。", "A 级客户每周至少打一次电话。", "希望参加明年春季广交会。", 3, ""),
    ("中东询盘多，但多数只问最低价，真正谈下来的两家。", "打样还没有确定日期。", "", "先问数量和港口再报价。", "打样日期请张经理协调。", 2, "比价的多，有点疲惫。"),
)  # fmt: skip
TO_THE_BOSS = "本周询盘回复正常，打样日期还没定，下周一和生产部开会确认。未交周报的已经催过。"
COMMENT = "德国那两家下周二前把价格跟到位。"
MISSING_EACH = 5


def keep_cadence(*, at: datetime) -> None:
    """Write down the windows of the cadence that have ended, as the nights did."""
    for _part in keep_windows(at=at):
        pass


def write_reports(users: Mapping[str, User], *, at: datetime) -> None:
    """Let the last week that was reported by `at` be written, once."""
    calendar, policy = current_calendar(), timetable_policy()
    period = period_of(last_day_before(calendar.day_of(at) + ONE_DAY, calendar), policy, calendar)
    if period.department_at >= at:
        period = period_of(last_day_before(period.day, calendar), policy, calendar)
    reports = WeeklyReport.objects.filter(period__day=period.day).order_by("person")
    if reports.filter(state="submitted").exists():
        return
    keep_timetable(at=period.issued_at)
    known = {user.pk for user in users.values()}
    for place, report in enumerate(reports.select_related("person", "period")):
        if report.person_id in known and place % MISSING_EACH != 1:
            _submit(report, place, period.due_at - timedelta(minutes=20 + 7 * (place % MISSING_EACH)))
    keep_timetable(at=period.due_at)
    sent_at = period.department_at - timedelta(minutes=25)
    for department in DepartmentReport.objects.filter(period__day=period.day, manager=users.get("helen")):
        send_department(
            actor=users["helen"], report=department, words=TO_THE_BOSS, version=department.version, at=sent_at
        )
    first = reports.filter(state="submitted", manager=users.get("helen")).first()
    if first is not None:
        comment_report(actor=users["helen"], report=first, text=COMMENT, at=sent_at)
    keep_timetable(at=period.department_at)


def _submit(report: WeeklyReport, place: int, at: datetime) -> None:
    review, company, own, ways, support, mood, feeling = WORDS[place % len(WORDS)]
    chosen = [one for one in read_suggestions(report, report.person) if one.is_chosen]
    submit_report(
        actor=report.person, report=report, version=report.version, at=at,
        values=ReportValues(review, company, own, ways, support, mood, feeling),
        key_customers=[KeyWords(one.customer, one.words) for one in chosen],
    )  # fmt: skip
