"""What the demo's boss looks at: twelve weeks of reports, quotes of the last months, targets, and a plan on its way."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from accounts.models import User
from core.work_days import current_calendar
from managing.domain.frames import Stretch, add_months, stretch_of
from managing.domain.plan import BY_CODE
from managing.models import Measure, Milestone, Plan, Snapshot, Target
from managing.selectors.plan import goal_of
from managing.selectors.snapshots import measure, to_stored
from managing.services import (
    MilestoneValues,
    TargetValues,
    keep_results,
    measure_day,
    note_milestone,
    set_target,
    start_plan,
)

WEEKS_BACK = 12
PLAN_MONTHS_AGO = 14
# Who quotes how many a week, at most: people differ (D2).

# Of a salesperson, of their mailbox: measure, goal of the month.
PERSONAL = (
    ("linda", Measure.NEW_CUSTOMERS, 6), ("linda", Measure.IN_TARGET, 70), ("linda", Measure.QUOTES, 10),
    ("kevin", Measure.QUOTES, 12), ("kevin", Measure.IN_TARGET, 60), ("omar", Measure.CADENCE, 90),
    ("coco", Measure.CONTACTS, 130), ("leo", Measure.CADENCE, 85), ("grace", Measure.ORDERS, 2),
)  # fmt: skip
WHOLE = (
    (Measure.IN_TARGET, Stretch.MONTH, 60), (Measure.CADENCE, Stretch.MONTH, 90), (Measure.NEW_CUSTOMERS, Stretch.MONTH, 50),
    (Measure.ORDERS, Stretch.QUARTER, 12), (Measure.SAMPLES, Stretch.QUARTER, 10), (Measure.A_CUSTOMERS, Stretch.QUARTER, 40),
)  # fmt: skip
# What was judged: milestone, months after the beginning, by what one sees it.
JUDGED = (
    ("platform", 3, "平台功能清单逐项试过，旺铺、P4P、数据管家都有专人。"), ("products", 3, "产品卖点表每人考核过，卖点写进产品资料。"),
    ("storefront", 3, "展台 126 个产品重拍上架，首页改版。"), ("buyers", 4, "各市场采购习惯写进市场资料，早会讲过。"),
    ("expert", 6, "询盘话术 40 条，聊天当天成交样品单两单。"), ("markets", 9, "参加秋交会，跑了迪拜五金展。"),
    ("next_year", 12, "第二年计划 11 月 20 日会上通过。"),
)  # fmt: skip


# What the company asks for beyond the plan's own figures.
GOALS = (
    ("potentials", 300),
    ("first_a", 20),
    ("samples", 10),
    ("visits", 3),
    ("trials", 3),
    ("key_accounts", 8),
)


def set_targets(users: Mapping[str, User], *, at: datetime) -> None:
    """Set the targets of the last and the running month, and of their quarters, once; what came of the last ones is kept."""
    calendar = current_calendar()
    first = calendar.day_of(at).replace(day=1)
    for month in (add_months(first, -1), first):
        if not Target.objects.filter(starts_on=month, stretch=Stretch.MONTH).exists():
            _set_of(users, month, min(at, calendar.next_opening(calendar.start_of(month))))
    keep_results(at=at)


def _set_of(users: Mapping[str, User], month: date, at: datetime) -> None:
    for measure_, stretch, goal in WHOLE:
        first = stretch_of(stretch, month).first
        if not Target.objects.filter(
            scope_key="all", measure=measure_, stretch=stretch, starts_on=first
        ).exists():
            values = TargetValues(measure_, stretch, first, goal)
            set_target(actor=users["chen"], values=values, form_token="", at=at)
    for mailbox, measure_, goal in PERSONAL:
        person = users.get(mailbox)
        if person is not None:
            values = TargetValues(measure_, Stretch.MONTH, month, goal, person=person)
            set_target(actor=users["chen"], values=values, form_token="", at=at)


def tell_plan(users: Mapping[str, User], *, at: datetime) -> None:
    """Begin the plan fourteen months ago, judge what was to be judged, and measure last night."""
    calendar = current_calendar()
    if not Plan.objects.exists():
        starts_on = add_months(calendar.day_of(at).replace(day=1), -PLAN_MONTHS_AGO)
        start_plan(actor=users["chen"], starts_on=starts_on, at=at)
        for code, months, evidence in JUDGED:
            values = MilestoneValues(
                reached_on=add_months(starts_on, months) - timedelta(days=9), evidence=evidence
            )
            note_milestone(actor=users["helen"], step=BY_CODE[code], values=values, version=0, at=at)
        for code, goal in GOALS:
            note_milestone(
                actor=users["chen"], step=BY_CODE[code], values=MilestoneValues(goal=goal), version=0, at=at
            )
        _look_back(starts_on, calendar.day_of(at), at)
    measure_day(at=at)


def _look_back(starts_on: date, today: date, at: datetime) -> None:
    """What earlier nights would have measured: the stocks of today, grown from nothing as the year went."""
    now = measure(today, since=starts_on)
    whole = (today - starts_on).days
    first = 7 + 6 - (starts_on + timedelta(days=7)).weekday()  # a Sunday
    for days in range(first, whole - 1, 14):
        day = starts_on + timedelta(days=days)
        share = (days / whole) ** 1.3
        stocks = {name: round(number * share) for name, number in now.stocks.items()}
        Snapshot.objects.create(day=day, made_at=at, figures={**to_stored(now), "stocks": stocks})
        _reach(stocks, day)


def _reach(stocks: Mapping[str, int], day: date) -> None:
    rows = {row.code: row for row in Milestone.objects.all()}
    for step in BY_CODE.values():
        row = rows.get(step.code) or Milestone(code=step.code)
        value, (goal, _until) = stocks.get(step.measure, 0), goal_of(step, row)
        if step.is_measured and row.reached_on is None and value >= goal:
            row.reached_on, row.value = day, value
            row.save()
