"""Group robots: signed as each service demands, links only, one message a minute, nothing lost (issue 6)."""

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from accounts.models import User
from core import jobs, robots
from core.domain.robots import Outcome, RobotKind, is_address_of, read_answer
from core.models import AuditDetail, GroupRobot, Job, RobotNews
from core.robots import RobotValues, add_robot, change_robot, tell_groups, try_robot
from inquiries.robot_topics import PAST_LIMIT
from inquiries.services import escalate_past_limits
from sales.robot_topics import APPROVALS
from tests.factories import AT, BuyerMessageFactory

SECRET = "SEC-only-for-this-test"
NIGHT = datetime(2026, 11, 16, 15, 0, tzinfo=UTC)  # 23:00 in Shanghai
ClientOf = Callable[[User], Client]
pytestmark = pytest.mark.django_db


class Service(BaseHTTPRequestHandler):
    """DingTalk, WeCom and Feishu as their documents describe them: who signs wrongly is refused in their words."""

    def do_POST(self) -> None:
        got, query = (
            self.server.got,
            {name: found[0] for name, found in parse_qs(urlsplit(self.path).query).items()},
        )  # type: ignore[attr-defined]
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        answer = self.server.answers.pop(0) if self.server.answers else self._judge(query, body)  # type: ignore[attr-defined]
        status, content = answer
        if content.get("errcode", content.get("code")) == 0:
            got.append(body.get("text", {}).get("content") if "msgtype" in body else body["content"]["text"])
        self.send_response(status)
        if status == 302:
            self.send_header("Location", "http://127.0.0.1:1/elsewhere")
        self.end_headers()
        self.wfile.write(json.dumps(content).encode())

    def _judge(self, query: dict[str, str], body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        if self.path.startswith("/robot/send"):
            stamp = query.get("timestamp", "")
            wanted = base64.b64encode(
                hmac.digest(SECRET.encode(), f"{stamp}\n{SECRET}".encode(), "sha256")
            ).decode()
            fits = (
                query.get("sign") == wanted
                and stamp == str(int(AT.timestamp() * 1000))
                and query["access_token"] == "t"
            )
            return 200, {"errcode": 0, "errmsg": "ok"} if fits else {
                "errcode": 310000,
                "errmsg": "sign not match",
            }
        if self.path.startswith("/cgi-bin/webhook/send"):
            return 200, {"errcode": 0, "errmsg": "ok"} if query.get("key") == "k" else {
                "errcode": 93000,
                "errmsg": "invalid webhook url",
            }
        key = f"{body.get('timestamp')}\n{SECRET}".encode()
        fits = body.get("sign") == base64.b64encode(hmac.new(key, digestmod=hashlib.sha256).digest()).decode()
        return 200, {"code": 0, "msg": "success"} if fits else {"code": 19021, "msg": "sign match fail"}

    def log_message(self, *_args: Any) -> None:
        """Say nothing."""


@pytest.fixture
def service() -> Iterator[Any]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Service)
    server.got, server.answers = [], []  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


PATHS = {
    "dingtalk": "/robot/send?access_token=t",
    "wecom": "/cgi-bin/webhook/send?key=k",
    "feishu": "/open-apis/bot/v2/hook/h",
}


def add(
    cast: SimpleNamespace,
    service: Any,
    kind: str = "dingtalk",
    secret: str = SECRET,
    topics: tuple[str, ...] = (PAST_LIMIT,),
) -> GroupRobot:
    address = f"http://127.0.0.1:{service.server_port}{PATHS[kind]}"
    values = RobotValues("外贸部", kind, topics, address, "" if kind == "wecom" else secret)
    return add_robot(actor=cast.manager, values=values, site="https://crm.example", at=AT)


def run(at: datetime = AT) -> dict[str, Any]:
    """Run the job as the worker does: what a part has to write is written."""
    parts = tell_groups(at=at)
    while True:
        try:
            part = next(parts)
        except StopIteration as end:
            return end.value
        part.write()


@pytest.mark.parametrize("kind", RobotKind)
def test_each_service_takes_what_is_signed_for_it(cast: SimpleNamespace, service: Any, kind: str) -> None:
    robot = add(cast, service, kind, topics=(PAST_LIMIT, APPROVALS))
    BuyerMessageFactory(
        inquiry__owner=cast.owner, limit_at=AT - timedelta(minutes=1), received_at=AT - timedelta(days=2)
    )
    assert escalate_past_limits(at=AT) == 1
    robots.announce(APPROVALS, count=2, at=AT)
    assert run() == {"told": 1}
    assert service.got == [
        "有 1 条询盘已超时。\nhttps://crm.example/inquiries/?tab=late\n有 2 份报价等待批价。\nhttps://crm.example/quotes/?tab=floor"
    ]
    robot.refresh_from_db()
    assert (robot.told_at, robot.problem, RobotNews.objects.count()) == (AT, "", 0)
    assert run() == {"told": 0}


def test_refused_message_is_kept_said_and_tried_later_and_later(cast: SimpleNamespace, service: Any) -> None:
    robot = add(cast, service, secret="wrong")
    robots.announce(PAST_LIMIT, at=AT)
    assert run() == {"told": 0}
    robot.refresh_from_db()
    assert (robot.problem, robot.tries, robot.next_try_at) == ("sign not match", 1, AT + timedelta(minutes=2))
    robots.announce(PAST_LIMIT, count=2, at=AT)
    assert run(AT + timedelta(minutes=1)) == {"told": 0}
    assert GroupRobot.objects.get().tries == 1
    values = RobotValues(robot.name, robot.kind, robot.topics, "", SECRET)
    change_robot(actor=cast.manager, robot=robot, values=values, at=AT)
    assert run() == {"told": 1}
    assert service.got[0].startswith("有 3 条询盘已超时。")


@pytest.mark.parametrize(
    ("answer", "problem"),
    [((429, {}), "HTTP 429"), ((503, {}), "HTTP 503"), ((200, {"errcode": 130101, "errmsg": "send too fast"}), "send too fast"), ((302, {}), "HTTP 302")],
)  # fmt: skip
def test_service_that_is_busy_or_sends_elsewhere_gets_it_later(
    cast: SimpleNamespace, service: Any, answer: Any, problem: str
) -> None:
    add(cast, service)
    service.answers.append(answer)
    robots.announce(PAST_LIMIT, at=AT)
    assert run() == {"told": 0}
    assert (GroupRobot.objects.get().problem, RobotNews.objects.get().count) == (problem, 1)


def test_nobody_there_holds_up_no_other_group(cast: SimpleNamespace, service: Any) -> None:
    values = RobotValues("A", "wecom", (PAST_LIMIT,), "http://127.0.0.1:1/cgi-bin/webhook/send?key=k")
    add_robot(actor=cast.manager, values=values, site="https://crm.example", at=AT)
    add(cast, service)
    robots.announce(PAST_LIMIT, at=AT)
    assert run() == {"told": 1}
    assert list(GroupRobot.objects.values_list("name", "problem")) == [
        ("A", robots.NO_ANSWER),
        ("外贸部", ""),
    ]


def test_night_and_other_topics_and_switched_off_ones_are_silent(cast: SimpleNamespace, service: Any) -> None:
    robot = add(cast, service)
    robots.announce(APPROVALS, at=AT)
    assert not RobotNews.objects.exists()
    robots.announce(PAST_LIMIT, at=AT)
    assert run(NIGHT) == {"told": 0}
    values = RobotValues(robot.name, robot.kind, robot.topics, is_on=False)
    change_robot(actor=cast.manager, robot=robot, values=values, at=AT)
    robots.announce(PAST_LIMIT, at=AT)
    assert (run(), RobotNews.objects.count(), service.got) == ({"told": 0}, 0, [])


def test_what_came_while_it_was_told_stays(cast: SimpleNamespace, service: Any) -> None:
    add(cast, service)
    robots.announce(PAST_LIMIT, count=2, at=AT)
    parts = tell_groups(at=AT)
    part = next(parts)
    robots.announce(PAST_LIMIT, at=AT)
    part.write()
    assert RobotNews.objects.get().count == 1


def test_the_worker_runs_it_once_a_minute(cast: SimpleNamespace, service: Any) -> None:
    add(cast, service)
    robots.announce(PAST_LIMIT, at=AT)
    for _ in range(2):
        jobs.tick(at=AT)
    assert Job.objects.filter(kind="core.tell_groups").count() == 1


def test_secrets_are_in_no_row_and_no_trail(cast: SimpleNamespace, service: Any) -> None:
    robot = add(cast, service)
    assert try_robot(actor=cast.manager, robot=robot, at=AT) == (Outcome.SENT, "")
    kept = f"{list(GroupRobot.objects.values())}{list(AuditDetail.objects.values())}"
    assert SECRET not in kept
    assert "access_token" not in kept


@pytest.mark.parametrize(
    "address",
    ["http://oapi.dingtalk.com/robot/send?access_token=x", "https://oapi.dingtalk.com.evil.example/robot/send", "https://oapi.dingtalk.com:8443/robot/send",
     "https://a@oapi.dingtalk.com/robot/send", "https://127.0.0.1/robot/send", "https://oapi.dingtalk.com/other", "file:///etc/passwd", "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=x"],
)  # fmt: skip
def test_only_the_services_own_address_is_one(
    address: str, cast: SimpleNamespace, client_of: ClientOf
) -> None:
    assert not is_address_of(RobotKind.DINGTALK, address)
    data = {"name": "G", "kind": "dingtalk", "address": address, "topics": PAST_LIMIT, "is_on": "on"}
    page = client_of(cast.manager).post("/settings/robots/new/", data)
    assert page.status_code == 422
    assert "This is no address of a robot of that service." in page.content.decode()
    assert not GroupRobot.objects.exists()


def test_added_changed_tried_and_removed_in_the_browser(cast: SimpleNamespace, client_of: ClientOf) -> None:
    client = client_of(cast.boss)
    address = "https://oapi.dingtalk.com/robot/send?access_token=secret-token"
    data = {
        "name": "G",
        "kind": "dingtalk",
        "address": address,
        "secret": SECRET,
        "topics": [PAST_LIMIT],
        "is_on": "on",
    }
    page = client.post("/settings/robots/new/", data, follow=True).content.decode()
    robot = GroupRobot.objects.get()
    assert "Inquiries past their limit" in page
    assert "secret-token" not in page + client.get(f"/settings/robots/{robot.pk}/").content.decode()
    before = robot.address
    client.post(f"/settings/robots/{robot.pk}/", data | {"name": "H", "address": "", "secret": ""})
    robot.refresh_from_db()
    assert (robot.name, robot.address) == ("H", before)
    client.post(f"/settings/robots/{robot.pk}/drop/")
    assert not GroupRobot.objects.exists()


def test_answers_that_are_no_answers_are_refusals() -> None:
    assert read_answer(RobotKind.WECOM, 200, b"<html>") == (Outcome.REFUSED, "HTTP 200")
    assert read_answer(RobotKind.FEISHU, 200, b"[]") == (Outcome.REFUSED, "HTTP 200")
    assert read_answer(RobotKind.FEISHU, 200, b'{"StatusCode":0}') == (Outcome.SENT, "")
