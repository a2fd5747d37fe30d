"""The demo's reports: last week's, the last working days, last month's A list and records (S58, S106, S130–S138)."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from accounts.models import User
from core.domain.work_calendar import ONE_DAY
from core.work_days import current_calendar
from followups.services import keep_windows
from oversight.models import ReadingOn
from oversight.services import write_reading_remark
from reports.domain.days import Kind, a_list_of, stretch_of, workday_of
from reports.domain.timetable import last_day_before, period_of
from reports.models import (
    AList,
    AListPart,
    DailyReport,
    DayDigest,
    DepartmentReport,
    RecordPeriod,
    ReportDay,
    WeeklyReport,
)
from reports.policies import days_policy, timetable_policy
from reports.selectors.weekly import read_suggestions
from reports.services import (
    KeyWords,
    ReportValues,
    confirm_day,
    keep_a_lists,
    keep_days,
    keep_records,
    keep_timetable,
    send_department,
    submit_report,
    write_digest,
    write_part,
)

# Review, problems in the company, one's own, ways to improve, support wanted, mood.
WORDS = (
    ("新询盘都在当天回复，两家德国客户要了电子样本，周四寄出一套钳子样品。", "样品间缺 8 寸钳，寄样晚了两天。", "报价里的包装尺寸写错一次。", "报价前先核对产品资料的装箱数据。", "请生产部每月 5 日前补齐常用样品。", 4, "有客户回头，挺有干劲。"),
    ("重点跟进美国超市客户，价格谈到第三轮；老客户问明年的交期。", "", "跟进电话打得少，邮件多。", "A 级客户每周至少打一次电话。", "希望参加明年春季广交会。", 3, ""),
    ("中东询盘多，但多数只问最低价，真正谈下来的两家。", "打样还没有确定日期。", "", "先问数量和港口再报价。", "打样日期请张经理协调。", 2, "比价的多，有点疲惫。"),
)  # fmt: skip
TO_THE_BOSS = "本周询盘回复正常，打样日期还没定，下周一和生产部开会确认。未交周报的已经催过。"
COMMENT, ANSWER = "德国那两家下周二前把价格跟到位。", "好的，一家周一再谈，另一家今天已经发了新价格。"
MISSING_EACH = 5
REMARKS = ("", "明天上午寄出两套样品。", "", "客户在展会，周四再打电话。", "")
OF_THE_DAY = ("德国两家的样品今天寄出，明天跟单号。", "中东那家只比价，先看港口和数量再报。", "")
DAYS = 6


def keep_cadence(*, at: datetime) -> None:
    """Write down the windows of the cadence that have ended, as the nights did."""
    for _part in keep_windows(at=at):
        pass


def write_past_reports(users: Mapping[str, User], *, at: datetime, weeks: int) -> None:
    """Let the weeks before the last one be written, the oldest first: what trends are drawn from."""
    for number in range(weeks, 0, -1):
        write_reports(users, at=at - timedelta(weeks=number), is_past=True)


def write_reports(users: Mapping[str, User], *, at: datetime, is_past: bool = False) -> None:
    """Let the last week that was reported by `at` be written, once; what was wished for in a past one is settled."""
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
        if report.person_id in known and (place + period.day.toordinal() // 7) % MISSING_EACH != 1:
            due_at = period.due_at - timedelta(minutes=20 + 7 * (place % MISSING_EACH))
            _submit(report, place, due_at, wishes=not is_past)
    keep_timetable(at=period.due_at)
    sent_at = period.department_at - timedelta(minutes=25)
    for department in DepartmentReport.objects.filter(period__day=period.day, manager=users.get("helen")):
        send_department(
            actor=users["helen"], report=department, words=TO_THE_BOSS, version=department.version, at=sent_at
        )
    first = reports.filter(state="submitted", manager=users.get("helen")).first()
    if first is not None:
        for person, text, minutes in ((users["helen"], COMMENT, 0), (first.person, ANSWER, 15)):
            said_at = sent_at + timedelta(minutes=minutes)
            write_reading_remark(actor=person, on=ReadingOn.REPORT, reading=first, text=text, at=said_at)
    keep_timetable(at=period.department_at)


def _submit(report: WeeklyReport, place: int, at: datetime, *, wishes: bool) -> None:
    review, company, own, ways, support, mood, feeling = WORDS[place % len(WORDS)]
    chosen = [one for one in read_suggestions(report, report.person) if one.is_chosen]
    submit_report(
        actor=report.person, report=report, version=report.version, at=at,
        values=ReportValues(review, company, own, ways, support if wishes else "", mood, feeling),
        key_customers=[KeyWords(one.customer, one.words) for one in chosen],
    )  # fmt: skip


def write_days(users: Mapping[str, User], *, at: datetime) -> None:
    """Let the last working days be confirmed by most, the others reminded, the digests go to the boss, and the present one begin."""
    calendar, policy = current_calendar(), days_policy()
    known = {user.pk for user in users.values()}
    for place, day in enumerate(_days_before(at)):
        hours = workday_of(day, policy, calendar)
        keep_days(at=calendar.instant_of(day, time(8)))
        keep_days(at=hours.asked_at)
        reports = DailyReport.objects.owed().filter(day__day=day, person__in=known).order_by("person")
        for number, report in enumerate(reports.select_related("person", "day")):
            if (number + place) % MISSING_EACH != 1:
                confirm_day(
                    actor=report.person, report=report, remark=REMARKS[(number + place) % len(REMARKS)],
                    version=report.version, at=hours.asked_at + timedelta(minutes=9 * (number + 1)),
                )  # fmt: skip
        words = OF_THE_DAY[place % len(OF_THE_DAY)]
        for digest in DayDigest.objects.filter(day__day=day, manager=users.get("helen")) if words else ():
            write_digest(
                actor=users["helen"], digest=digest, words=words, version=digest.version, at=hours.span.ends_at - timedelta(hours=1)
            )  # fmt: skip
        keep_days(at=hours.reminded_at)
        keep_days(at=hours.span.ends_at)
    keep_days(at=at)


def _days_before(at: datetime) -> list[date]:
    """The last working days whose digest's hour has passed and that have not been begun, oldest first."""
    calendar, found = current_calendar(), list[date]()
    day = calendar.last_working_day_on_or_before(calendar.day_of(at))
    newest = ReportDay.objects.first()
    while len(found) < DAYS and (newest is None or day > newest.day):
        if calendar.instant_of(day, days_policy().digest_at) <= at:
            found.append(day)
        day = calendar.previous_working_day(day)
    return found[::-1]


def write_months(users: Mapping[str, User], *, at: datetime) -> None:
    """Let the last month's A list and records be made, and the present ones begin; each once."""
    calendar = current_calendar()
    last = stretch_of(Kind.MONTH, calendar.day_of(at)).before
    if not RecordPeriod.objects.exists():
        keep_records(at=calendar.start_of(last.first_on))
    keep_records(at=at)
    times = a_list_of(last.first_on, days_policy(), calendar)
    if times is not None and not AList.objects.exists():
        keep_a_lists(at=times.drafted_at)
        parts = AListPart.objects.filter(person__in=[user.pk for user in users.values()]).order_by("person")
        for place, part in enumerate(parts.select_related("person", "a_list")):
            if part.person is not None and place % MISSING_EACH != 1:
                write_part(
                    actor=part.person, part=part, words={}, is_confirmed=True, version=part.version,
                    at=times.drafted_at + timedelta(minutes=20 * (place + 1)),
                )  # fmt: skip
        keep_a_lists(at=times.reminded_at)
        keep_a_lists(at=times.sent_at)
    keep_a_lists(at=at)
