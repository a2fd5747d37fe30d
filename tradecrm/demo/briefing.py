"""The last two weeks of briefings of the demo: what the manager put in, what the boss ruled, what came of it (D8, S109–S111)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts.models import User
from briefings.domain.timetable import hours_of, slots_between
from briefings.models import Briefing, Kind, Part, Point, Ruling
from briefings.policies import briefing_policy
from briefings.selectors.lists import next_to_compile
from briefings.selectors.subjects import Subject, find_subject
from briefings.selectors.waiting import wishes_of
from briefings.services import (
    PointValues,
    RulingValues,
    add_point,
    close_ruling,
    give_ruling,
    keep_briefings,
    note_attendance,
    note_boss_read,
    plan_briefings,
    tell_outcome,
)
from core.work_days import current_calendar
from customers.models import Customer

BACK = timedelta(days=14)
SETTLED = "同意，按计划办。"


@dataclass(frozen=True)
class Story:
    """A point with its ruling: who does it, within how many working days, and what came of it ("" nothing yet)."""

    part: Part
    point: str
    ruling: str
    who: str
    days: int
    outcome: str = ""
    is_closed: bool = False
    country: str = ""


# By the briefing, the oldest first; one without any was missed.
STORIES: tuple[tuple[Story, ...], ...] = (
    (
        Story(Part.HARD, "样品房缺8寸钳现货，寄样拖了4天。", "常用样品每周五补齐，缺货当天报给我。", "gao", 4, "常用样品已补齐，以后每周五发缺货清单。", is_closed=True),
        Story(Part.NEW, "广交会一期名片46张，已录31张，人手不够。", "周六前录完，先录要报价的。", "ivy", 3, "46张都录完了，其中9家要报价。"),
    ),
    (
        Story(Part.KEY, "沙特客户要求首单O/A 30天，接不接？", "首单仍按30%定金+70%见提单副本；第二单再谈。张经理周六前回复客户。", "helen", 3, country="SA"),
    ),
    (),
    (
        Story(Part.HARD, "打样两天没有承诺期，已找生产部两次。", "生产部明天中午前给日期，以后打样当天回复。", "gao", 2),
        Story(Part.KEY, "美国超市客户要加贴UPC，每套贵0.06美元。", "同意，报价里写明含UPC和两年配件服务。", "grace", 2, "已改报价发出，客户周四开会定。", country="US"),
    ),
)  # fmt: skip
WORDS = (Part.NEW, "中东新询盘多，但多数只问最低价，先问数量和港口再报价。")
ASKED = (Part.KEY, "德国客户要独家代理两年，年量承诺6万支，要不要签？", "DE")


def hold_briefings(users: Mapping[str, User], *, at: datetime) -> None:
    """Let the briefings of the last two weeks have been, once; then rule on old wishes, plan the coming ones and put two points in."""
    if not Briefing.objects.exists():
        _hold_past(users, at)
    _settle_wishes(users, at)
    keep_briefings(at=at)
    _compile_next(users, at)


def _settle_wishes(users: Mapping[str, User], at: datetime) -> None:
    """The boss has said a word on what was wished for two weeks ago and before."""
    for report in list(wishes_of(users["chen"], at - BACK)):
        subject = find_subject(users["chen"], f"{Kind.WISH}-{report.pk}")
        if subject is not None:
            values = RulingValues(SETTLED, report.person, is_settled=True)
            give_ruling(actor=users["chen"], subject=subject, values=values, at=at)


def _hold_past(users: Mapping[str, User], at: datetime) -> None:
    calendar, policy = current_calendar(), briefing_policy()
    slots = slots_between(calendar.day_of(at - BACK), calendar.day_of(at), policy, calendar)
    spans = [hours_of(slot.day, policy, calendar) for slot in slots]
    over = [(starts_at, ends_at) for starts_at, ends_at in spans if ends_at < at][-len(STORIES) :]
    if not over:
        return
    plan_briefings(at=over[0][0] - timedelta(hours=3))
    for (starts_at, ends_at), stories in zip(over, STORIES, strict=False):
        plan_briefings(at=starts_at - timedelta(hours=3))
        _hold(users, starts_at, ends_at, stories, at)


def _hold(
    users: Mapping[str, User],
    starts_at: datetime,
    ends_at: datetime,
    stories: tuple[Story, ...],
    at: datetime,
) -> None:
    briefing = Briefing.objects.get(starts_at=starts_at)
    points = [_put_in(users, briefing, story, starts_at - timedelta(hours=3)) for story in stories]
    keep_briefings(at=starts_at)
    if stories:
        _close_told(users, starts_at + timedelta(minutes=10))
        note_boss_read(actor=users["chen"], briefing=briefing, at=starts_at + timedelta(minutes=4))
        note_attendance(
            actor=users["ivy"], briefing=briefing, people=[users["chen"], users["helen"]], at=starts_at + timedelta(minutes=30)
        )  # fmt: skip
    rulings = [
        _rule(users, point, story, starts_at + timedelta(minutes=12 + 6 * place))
        for place, (point, story) in enumerate(zip(points, stories, strict=True))
    ]
    keep_briefings(at=ends_at)
    for ruling, story in zip(rulings, stories, strict=True):
        if story.outcome:
            told_at = current_calendar().add_working_minutes(ends_at, 90)
            tell_outcome(actor=ruling.person, ruling=ruling, text=story.outcome, at=min(told_at, at))


def _put_in(users: Mapping[str, User], briefing: Briefing, story: Story, at: datetime) -> Point:
    values = PointValues(story.part, story.point, _customer(users, story.country), asks=True)
    return add_point(actor=users["helen"], briefing=briefing, values=values, at=at)


def _customer(users: Mapping[str, User], country: str) -> Customer | None:
    """The best customer of a country, as the manager sees it."""
    rows = Customer.objects.visible_to(users["helen"]).current().filter(country=country)
    return rows.order_by("grade", "pk").first() if country else None


def _rule(users: Mapping[str, User], point: Point, story: Story, at: datetime) -> Ruling:
    calendar, person = current_calendar(), users[story.who]
    subject = find_subject(users["chen"], f"{Kind.POINT}-{point.pk}") or Subject()
    until = calendar.add_working_days(calendar.day_of(at), story.days)
    values = RulingValues(story.ruling, person, until)
    return give_ruling(actor=users["chen"], subject=subject, values=values, at=at)


def _close_told(users: Mapping[str, User], at: datetime) -> None:
    """What is done is closed in the next briefing; one waits for the boss."""
    closed = {story.ruling for stories in STORIES for story in stories if story.is_closed}
    for ruling in Ruling.objects.visible_to(users["chen"]).unclosed().filter(text__in=closed, told_at__lt=at):
        close_ruling(actor=users["chen"], ruling=ruling, at=at)


def _compile_next(users: Mapping[str, User], at: datetime) -> None:
    """The next one has the manager's words and a point that asks."""
    briefing = next_to_compile(users["helen"], at)
    if briefing is None or briefing.points.exists():
        return
    part, text = WORDS
    add_point(actor=users["helen"], briefing=briefing, values=PointValues(part, text), at=at)
    part, text, country = ASKED
    if not Point.objects.visible_to(users["helen"]).unruled().filter(text=text).exists():
        values = PointValues(part, text, _customer(users, country), asks=True)
        add_point(actor=users["helen"], briefing=briefing, values=values, at=at)
