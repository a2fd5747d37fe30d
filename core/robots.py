"""Group robots: what a team's chat group is told, links only, never a customer's name (issue 6).

Services `announce` what happened in their transaction: a counter per robot and topic. A job of each minute tells the group
all that waits in one message, so that no service's limit of messages a minute is reached; inside the work windows only
(rules.md §3). A message may go out twice when the worker dies between sending and noting it; none is lost.
"""

import http.client
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import translation
from django.utils.translation import gettext as _

from core import audit
from core.domain.robots import Line, Outcome, RobotKind, read_answer, request_of
from core.encryption import Unreadable, decrypt, encrypt
from core.forms_once import claim_form, finish_form
from core.jobs import Part, Parts
from core.models import GroupRobot, RobotNews
from core.work_days import current_calendar

PURPOSE = "core.robots"
SECONDS = 10.0  # for connecting, and for each answer
ANSWER_BYTES = 65_536
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=2), timedelta(hours=2)
NO_ANSWER = "no answer"


@dataclass(frozen=True)
class Topic:
    """A thing that groups can be told of. `say(count)` words it, without names; `url`: the page that shows it."""

    name: str
    label: Any
    say: Callable[[int], str]
    url: str


_topics: dict[str, Topic] = {}


def register_topic(name: str, label: Any, say: Callable[[int], str], url: str) -> None:
    """Register what groups can be told of; called by the apps' `robot_topics.py` when they are loaded."""
    _topics[name] = Topic(name, label, say, url)


def topics() -> list[Topic]:
    """Return all of them, by name."""
    return [_topics[name] for name in sorted(_topics)]


def announce(topic: str, *, count: int = 1, at: datetime) -> None:
    """Let the groups that want `topic` know of `count` more, in the caller's transaction. Unknown topics raise KeyError."""
    wanted = _topics[topic].name
    robots = [robot for robot in GroupRobot.objects.filter(is_on=True) if wanted in robot.topics]
    if not robots:
        return
    # First the rows that are missing, then the sum: whoever announces at the same moment is counted, too.
    rows = [RobotNews(robot=robot, topic=wanted, count=0, since=at) for robot in robots]
    RobotNews.objects.bulk_create(rows, ignore_conflicts=True)
    RobotNews.objects.filter(robot__in=robots, topic=wanted).update(count=F("count") + count)


# ── keeping ─────────────────────────────────────────────────────────────────
@dataclass(frozen=True)
class RobotValues:
    """What a person enters. Empty `address` and `secret` of a robot that exists leave them as they are."""

    name: str
    kind: str
    topics: Sequence[str]
    address: str = ""
    secret: str = ""
    is_on: bool = True


@transaction.atomic
def add_robot(
    *, actor: Any, values: RobotValues, site: str, at: datetime, form_token: str = ""
) -> GroupRobot:
    """Add a robot; `site` (scheme and host) is where its links lead. Address and secret are kept encrypted.

    Raises AlreadySubmitted for a second click.
    """
    claim = claim_form(form_token, user=actor, at=at)
    robot = GroupRobot.objects.create(
        name=values.name, kind=values.kind, topics=list(values.topics), is_on=values.is_on, site=site,
        address=encrypt(values.address, purpose=PURPOSE), secret=_kept(values.secret), added_by=actor, added_at=at,
    )  # fmt: skip
    audit.record("core.robot_added", actor=actor, at=at, target=robot, changes=_changes(None, robot))
    finish_form(claim, "/settings/robots/")
    return robot


@transaction.atomic
def change_robot(*, actor: Any, robot: GroupRobot, values: RobotValues, at: datetime) -> GroupRobot:
    """Change it; with a new address or switched on again, what went wrong before is forgotten."""
    robot = GroupRobot.objects.select_for_update().get(pk=robot.pk)
    before = GroupRobot.objects.get(pk=robot.pk)
    robot.name, robot.kind, robot.topics, robot.is_on = (
        values.name,
        values.kind,
        list(values.topics),
        values.is_on,
    )
    if values.address:
        robot.address, robot.secret = encrypt(values.address, purpose=PURPOSE), _kept(values.secret)
    elif values.secret:
        robot.secret = _kept(values.secret)
    robot.problem, robot.tries, robot.next_try_at = "", 0, None
    robot.save()
    RobotNews.objects.filter(robot=robot).exclude(topic__in=robot.topics if robot.is_on else ()).delete()
    changes = _changes(before, robot) | ({"address": (None, True)} if values.address or values.secret else {})
    audit.record("core.robot_changed", actor=actor, at=at, target=robot, changes=changes)
    return robot


@transaction.atomic
def drop_robot(*, actor: Any, robot: GroupRobot, at: datetime) -> None:
    """Forget it, with its address and what it had not told yet."""
    audit.record("core.robot_dropped", actor=actor, at=at, target=robot)
    robot.delete()


def _kept(secret: str) -> str:
    return encrypt(secret, purpose=PURPOSE) if secret else ""


def _changes(before: GroupRobot | None, after: GroupRobot) -> dict[str, tuple[Any, Any]]:
    pairs = {
        name: (getattr(before, name, None), getattr(after, name))
        for name in ("name", "kind", "topics", "is_on")
    }
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


# ── telling ─────────────────────────────────────────────────────────────────
def tell_groups(*, at: datetime, cursor: int | None = None) -> Parts:
    """Tell each group what waits for it, one message each, inside the windows. A part is a robot; none holds up another."""
    waiting = list(_waiting(at).filter(pk__gt=cursor or 0)) if current_calendar().is_open(at) else []
    told = 0
    for place, robot in enumerate(waiting, start=1):
        news = list(RobotNews.objects.filter(robot=robot, count__gt=0).order_by("since", "pk"))
        outcome, said = post(robot, [_line(robot, one) for one in news], at)
        told += outcome is Outcome.SENT
        yield Part(robot.pk, place, len(waiting), write=partial(_note, robot.pk, news, outcome, said, at))
    return {"told": told}


def _waiting(at: datetime) -> Any:
    robots = GroupRobot.objects.filter(is_on=True, news__count__gt=0).exclude(next_try_at__gt=at)
    return robots.distinct().order_by("pk")


def _line(robot: GroupRobot, news: RobotNews) -> Line:
    topic = _topics.get(news.topic)
    with translation.override(settings.LANGUAGE_CODE):
        words = topic.say(news.count) if topic else ""
    return Line(words, f"{robot.site}{topic.url if topic else '/'}")


def try_robot(*, actor: Any, robot: GroupRobot, at: datetime) -> tuple[Outcome, str]:
    """Send a message of trial now; return what became of it, which the robot's row keeps, too."""
    with translation.override(settings.LANGUAGE_CODE):
        line = Line(_("Trial message from TradeCRM: this group will get links here."), robot.site)
    outcome, said = post(robot, [line], at)
    with transaction.atomic():
        audit.record(
            "core.robot_tried", actor=actor, at=at, target=robot, changes={"outcome": (None, outcome.value)}
        )
        _note(robot.pk, [], outcome, said, at)
    return outcome, said


def _note(robot_id: int, news: Iterable[RobotNews], outcome: Outcome, said: str, at: datetime) -> None:
    """Write what became of a message. What came meanwhile stays; a refused robot is left alone longer and longer."""
    robot = GroupRobot.objects.select_for_update().filter(pk=robot_id).first()
    if robot is None:
        return
    if outcome is Outcome.SENT:
        for one in news:
            RobotNews.objects.filter(pk=one.pk).update(count=F("count") - one.count)
        RobotNews.objects.filter(robot=robot, count__lte=0).delete()
        robot.told_at, robot.problem, robot.problem_at, robot.tries, robot.next_try_at = at, "", None, 0, None
    else:
        robot.problem, robot.problem_at, robot.tries = said, at, robot.tries + 1
        robot.next_try_at = at + min(FIRST_WAIT * 2 ** min(robot.tries - 1, 10), LONGEST_WAIT)
    robot.save(update_fields=["told_at", "problem", "problem_at", "tries", "next_try_at"])


def post(robot: GroupRobot, lines: Sequence[Line], at: datetime) -> tuple[Outcome, str]:
    """Post the message to the robot's service: no redirect is followed, no proxy of the machine asked, ten seconds at most."""
    try:
        address = decrypt(robot.address, purpose=PURPOSE)
        secret = decrypt(robot.secret, purpose=PURPOSE) if robot.secret else ""
    except Unreadable:
        return Outcome.REFUSED, "unreadable"
    request = request_of(RobotKind(robot.kind), address, secret, lines, at)
    parts = urlsplit(request.url)
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    try:
        with closing(connect(parts.scheme, parts.netloc)) as connection:
            connection.request(
                "POST", path, request.body, {"Content-Type": "application/json; charset=utf-8"}
            )
            answer = connection.getresponse()
            return read_answer(RobotKind(robot.kind), answer.status, answer.read(ANSWER_BYTES))
    except (OSError, http.client.HTTPException):
        return Outcome.LATER, NO_ANSWER


def connect(scheme: str, netloc: str) -> http.client.HTTPConnection:
    """Return a connection that is not open yet: by https, for forms take no other address."""
    kind = http.client.HTTPSConnection if scheme == "https" else http.client.HTTPConnection
    return kind(netloc, timeout=SECONDS)
