"""The thirteen people of the demo company, an admin account beside them, and who is away (requirements D1)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from accounts.models import Absence, Language, OnboardingStep, Role, Team, User
from accounts.services.onboarding import copy_list, sign_off_step
from core.work_days import current_calendar
from followups.models import MailCheck
from tradecrm.demo.chance import stream
from tradecrm.demo.sign_in import DOMAIN, PASSWORD

SALT = "qicheng-demo"  # all share one hash: the same rows from the same seed, and one argon2 run instead of fourteen


@dataclass(frozen=True)
class Style:
    """How a salesperson works, so that they differ (D2): shares of 1, and working days of delay."""

    in_target: float = 0.45  # first replies within two hours
    late: float = 0.08  # first replies after the limit
    punctual: float = 0.8  # contacts on the very due date
    slack: int = 2  # at most so many working days late otherwise
    slack_at_a: int | None = None  # the same for A customers, if they are neglected
    won: float = 0.11  # inquiries won
    quotes: float = 0.5  # how readily a customer gets beyond "contacted"
    phones: float = 0.08  # contacts by telephone


@dataclass(frozen=True)
class Person:
    """A demo person. `mailbox` is the part before the @; `days` since their account; `countries` their region."""

    mailbox: str
    name: str
    english_name: str
    roles: tuple[Role, ...]
    days: int
    team: str = ""
    style: Style = field(default_factory=Style)
    countries: tuple[str, ...] = ()
    language: Language = Language.CHINESE
    waited: int = 0  # days from joining the company to the account

    @property
    def email(self) -> str:
        return f"{self.mailbox}@{DOMAIN}"


SALES = (Role.SALESPERSON,)
EUROPE_AND_AMERICA, NEW_MARKETS = "欧美组", "新兴市场组"

PEOPLE: tuple[Person, ...] = (
    Person("chen", "陈启程", "Richard Chen", (Role.BOSS,), 4000),
    Person("helen", "张慧敏", "Helen Zhang", (Role.MANAGER,), 3300),
    # Eight years, does everything well.
    Person("linda", "陈琳", "Linda Chen", SALES, 2950, EUROPE_AND_AMERICA,
           Style(in_target=0.62, late=0.02, punctual=0.93, slack=1, won=0.14, quotes=0.6, phones=0.12),
           ("DE", "NL", "SE", "CZ", "PL", "JP", "KR")),
    # Answers at once, seldom gets to a quotation.
    Person("kevin", "吴凯文", "Kevin Wu", SALES, 1300, EUROPE_AND_AMERICA,
           Style(in_target=0.82, late=0.02, punctual=0.85, won=0.05, quotes=0.18, phones=0.02),
           ("GB", "FR", "ES", "IT")),
    # Slow, but closes.
    Person("grace", "何佳怡", "Grace He", SALES, 1500, EUROPE_AND_AMERICA,
           Style(in_target=0.16, late=0.14, punctual=0.76, slack=3, won=0.3, quotes=0.75, phones=0.16), ("US", "GB")),
    # New buyers get the attention, the A customers wait.
    Person("jason", "林子杰", "Jason Lin", SALES, 1700, EUROPE_AND_AMERICA,
           Style(in_target=0.5, late=0.06, punctual=0.84, slack_at_a=11, won=0.1), ("CA", "AU", "NZ", "US")),
    # On a trip today; Amy stands in.
    Person("omar", "马晓东", "Omar Ma", SALES, 620, NEW_MARKETS,
           Style(in_target=0.4, late=0.1, phones=0.14), ("AE", "SA", "IQ", "JO", "IL", "EG")),
    Person("amy", "周雨彤", "Amy Zhou", SALES, 430, NEW_MARKETS, Style(in_target=0.48, punctual=0.88),
           ("VN", "TH", "ID", "PH", "MY", "IN", "PK", "BD")),
    # Leaves at the end of this month: the last three weeks show it.
    Person("tony", "许志远", "Tony Xu", SALES, 900, NEW_MARKETS, Style(in_target=0.3, late=0.16, punctual=0.6, slack=5),
           ("MX", "BR", "CL", "CO", "PE")),
    # Two months here.
    Person("coco", "宋可", "Coco Song", SALES, 61, NEW_MARKETS, Style(in_target=0.42, late=0.1, slack=3),
           ("NG", "KE", "ZA", "GH"), waited=2),
    Person("ivy", "方雪", "Ivy Fang", (Role.ASSISTANT,), 800),
    Person("gao", "高建国", "", (Role.PRODUCTION,), 3800),
    Person("adviser", "顾问 李静", "Jing Li", (Role.ADVISER,), 500, language=Language.ENGLISH),
    Person("admin", "系统管理员", "Admin", (Role.ADMIN,), 4000),
)  # fmt: skip
SALESPEOPLE = tuple(person for person in PEOPLE if person.roles == SALES)
LEAVING, NEWCOMER, AWAY, STAND_IN = "tony", "coco", "omar", "amy"
SHOWN = ("linda", "helen", "chen", "ivy", "gao", "adviser", "admin")  # one sign-in per role


def extra_salespeople(count: int) -> tuple[Person, ...]:
    """Return `count` more salespeople, for the large sizes."""
    styles = [person.style for person in SALESPEOPLE]
    return tuple(
        Person(f"sales{n:02d}", f"业务员{n:02d}", f"Sales {n:02d}", SALES, 700, (EUROPE_AND_AMERICA, NEW_MARKETS)[n % 2],
               styles[n % len(styles)])
        for n in range(1, count + 1)
    )  # fmt: skip


def is_demo_address(email: str) -> bool:
    """Whether this is the account of a demo person."""
    mailbox, _, domain = email.partition("@")
    known = {person.mailbox for person in PEOPLE}
    return domain == DOMAIN and (mailbox in known or mailbox.removeprefix("sales").isdecimal())


def create_people(people: tuple[Person, ...], at: datetime) -> dict[str, User]:
    """Create the people and their teams; return them by mailbox."""
    password = make_password(PASSWORD, salt=SALT)
    rows = [
        User(
            email=person.email, name=person.name, english_name=person.english_name, language=person.language,
            password=password, joined_at=at - timedelta(days=person.days),
            joined_on=timezone.localdate(at - timedelta(days=person.days + person.waited)),
            **{f"is_{role.value}": True for role in person.roles},
        )
        for person in people
    ]  # fmt: skip
    for row in rows:
        row.save()
    users = {person.mailbox: row for person, row in zip(people, rows, strict=True)}
    for name in (EUROPE_AND_AMERICA, NEW_MARKETS):
        team = Team.objects.create(name=name, manager=users["helen"])
        members = [users[person.mailbox].pk for person in people if person.team == name]
        User.objects.filter(pk__in=members).update(team=team)
    users = {user.email.partition("@")[0]: user for user in User.objects.select_related("team__manager")}
    _take_first_steps(users, at)
    return users


def _take_first_steps(users: dict[str, User], at: datetime) -> None:
    """The newcomer's list: all but the last line is signed off."""
    copy_list(users[NEWCOMER])
    steps = list(OnboardingStep.objects.filter(user=users[NEWCOMER]))
    for number, step in enumerate(steps[:-1]):
        when = at - timedelta(days=60 - 3 * number)
        sign_off_step(actor=users["helen"], step=step, is_done=True, at=when)


def create_absences(users: dict[str, User], at: datetime) -> None:
    """Somebody is on a trip today, somebody was on leave: both with a stand-in (S35); two requests wait for the boss."""
    today = current_calendar().day_of(at)
    send_on_trip(users, at)
    past = today - timedelta(days=75)
    Absence.objects.create(
        user=users["grace"], stand_in=users["jason"], kind=Absence.Kind.LEAVE, starts_on=past,
        ends_on=past + timedelta(days=4), reason="年假", **_approved(users, at - timedelta(days=80)),
    )  # fmt: skip


def send_on_trip(users: dict[str, User], at: datetime) -> None:
    """The trip of the person who is away today, and the requests that wait; each only when it is not there already."""
    today = current_calendar().day_of(at)
    if not Absence.objects.on(today).filter(user=users[AWAY]).exists():
        Absence.objects.create(
            user=users[AWAY], stand_in=users[STAND_IN], kind=Absence.Kind.TRIP, starts_on=today - timedelta(days=2),
            ends_on=today + timedelta(days=4), reason="迪拜五金展，拜访客户", **_approved(users, at - timedelta(days=6)),
        )  # fmt: skip
    for mailbox, days, asked in REQUESTS:
        if not Absence.objects.filter(
            user=users[mailbox], ends_on__gte=today, state=Absence.State.REQUESTED
        ).exists():
            stand_in = users[asked["stand_in"]] if "stand_in" in asked else None
            Absence.objects.create(
                user=users[mailbox], starts_on=today + timedelta(days=days[0]), ends_on=today + timedelta(days=days[1]),
                state=Absence.State.REQUESTED, asked_at=at - timedelta(hours=3), **asked | {"stand_in": stand_in},
            )  # fmt: skip


# Who asks, for which days from today on, and what they say.
REQUESTS: tuple[tuple[str, tuple[int, int], dict[str, str]], ...] = (
    ("linda", (9, 13), {"kind": "trip", "reason": "广交会，接待老客户", "stand_in": "kevin"}),
    ("coco", (3, 3), {"kind": "leave", "reason": "回老家办身份证"}),
)


def _approved(users: dict[str, User], at: datetime) -> dict[str, Any]:
    """As the boss has decided it: asked for on that day, approved an hour later."""
    decided = {"decided_by": users["chen"], "decided_at": at + timedelta(hours=1), "decision": "同意"}
    return {"state": Absence.State.APPROVED, "asked_at": at, **decided}


def tick_mails(users: dict[str, User], people: Iterable[Person], at: datetime, seed: int) -> None:
    """The mail checks of the last weeks, as each works: who is punctual misses few; who is away owes none."""
    calendar = current_calendar()
    today, rows = calendar.day_of(at), []
    for person in people:
        user = users.get(person.mailbox)
        if user is None or not user.is_salesperson:
            continue
        for days in range(WEEKS_OF_MAIL * 7, -1, -1):
            day = today - timedelta(days=days)
            chance = stream(seed, "mail", person.mailbox, day)
            rows += [row for row in _checks(user, person.style.punctual, day, chance) if row.at <= at]
    away = Absence.objects.holding().values_list("user_id", "starts_on", "ends_on")
    spans = list(away)
    MailCheck.objects.bulk_create(
        [
            row
            for row in rows
            if not any(pk == row.user_id and first <= row.day <= last for pk, first, last in spans)
        ],
        ignore_conflicts=True,
    )


def _checks(user: User, punctual: float, day: date, chance: Random) -> list[MailCheck]:
    calendar, found = current_calendar(), []
    for window, (first, last) in MAIL_HOURS.items():
        moment = calendar.instant_of(day, time(chance.randrange(first, last), chance.randrange(60)))
        if chance.random() < MAIL_SEEN + (1 - MAIL_SEEN) * punctual and calendar.is_working_day(day):
            found.append(MailCheck(user=user, day=day, window=window, at=moment, is_by_hand=True))
    return found


WEEKS_OF_MAIL = 4
MAIL_SEEN = 0.6
MAIL_HOURS = {MailCheck.Part.MORNING: (9, 11), MailCheck.Part.MIDDAY: (13, 15), MailCheck.Part.END: (15, 18)}
