"""Group robots of DingTalk, WeCom and Feishu: what is sent to each, signed as each demands, and what its answer means.

Pure: no network, no clock. The three take a JSON by HTTPS at an address that is itself a secret.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from urllib.parse import urlencode, urlsplit


class RobotKind(StrEnum):
    """Whose group it is."""

    DINGTALK = "dingtalk"
    WECOM = "wecom"
    FEISHU = "feishu"


class Outcome(StrEnum):
    """What became of a message: there; too many just now, or out of reach: again later; refused: somebody has to look."""

    SENT = "sent"
    LATER = "later"
    REFUSED = "refused"


# Where each lives; nothing is sent to another place.
PLACES = {
    RobotKind.DINGTALK: (("oapi.dingtalk.com",), "/robot/send"),
    RobotKind.WECOM: (("qyapi.weixin.qq.com",), "/cgi-bin/webhook/send"),
    RobotKind.FEISHU: (("open.feishu.cn", "open.larksuite.com"), "/open-apis/bot/v2/hook/"),
}
# Answers that mean "too many in this minute", and those of a service that stumbles.
TOO_MANY = {
    RobotKind.DINGTALK: {-1, 130101, 410100},
    RobotKind.WECOM: {-1, 45009, 45033},
    RobotKind.FEISHU: {9499, 11232},
}
SIGNED = frozenset({RobotKind.DINGTALK, RobotKind.FEISHU})
OK, TOO_MANY_REQUESTS, SERVER_ERROR = 200, 429, 500
SAID = 200  # signs of an answer that are kept


@dataclass(frozen=True)
class Line:
    """A thing to tell: words without a customer's name, and the page that shows it to who may see it."""

    words: str
    url: str


@dataclass(frozen=True)
class Request:
    """What is posted where."""

    url: str
    body: bytes


def is_address_of(kind: RobotKind, address: str) -> bool:
    """Whether `address` is one that this service gives out: https, its host, its path, no port and no name in it."""
    parts = urlsplit(address)
    hosts, path = PLACES[kind]
    return (
        parts.scheme == "https"
        and parts.netloc in hosts
        and parts.path.startswith(path)
        and not parts.fragment
    )


def request_of(kind: RobotKind, address: str, secret: str, lines: Sequence[Line], at: datetime) -> Request:
    """Return the request that shows `lines` in the group. `secret`: "" for a robot that does not sign; WeCom's never do.

    DingTalk signs milliseconds and secret, in the address; Feishu seconds and secret, in the body.
    """
    text = "\n".join(f"{line.words}\n{line.url}" for line in lines)
    if kind == RobotKind.DINGTALK:
        return Request(
            _dingtalk_address(address, secret, at), _json({"msgtype": "text", "text": {"content": text}})
        )
    if kind == RobotKind.WECOM:
        return Request(address, _json({"msgtype": "text", "text": {"content": text}}))
    return Request(
        address, _json(_feishu_signature(secret, at) | {"msg_type": "text", "content": {"text": text}})
    )


def _dingtalk_address(address: str, secret: str, at: datetime) -> str:
    if not secret:
        return address
    stamp = str(int(at.timestamp() * 1000))
    sign = _sign(secret.encode(), f"{stamp}\n{secret}".encode())
    return f"{address}&{urlencode({'timestamp': stamp, 'sign': sign})}"


def _feishu_signature(secret: str, at: datetime) -> dict[str, str]:
    """Feishu's key is what others sign, and what it signs is nothing."""
    if not secret:
        return {}
    stamp = str(int(at.timestamp()))
    return {"timestamp": stamp, "sign": _sign(f"{stamp}\n{secret}".encode(), b"")}


def _sign(key: bytes, content: bytes) -> str:
    return base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()


def _json(content: dict[str, Any]) -> bytes:
    return json.dumps(content, ensure_ascii=False).encode()


def read_answer(kind: RobotKind, status: int, body: bytes) -> tuple[Outcome, str]:
    """Return what an answer means, and the service's own words where it did not take the message."""
    if status == TOO_MANY_REQUESTS or status >= SERVER_ERROR:
        return Outcome.LATER, f"HTTP {status}"
    try:
        answer = json.loads(body)
        code = answer.get("errcode", answer.get("code", answer.get("StatusCode")))
    except (ValueError, AttributeError):
        return Outcome.REFUSED, f"HTTP {status}"
    if status == OK and code == 0:
        return Outcome.SENT, ""
    said = str(answer.get("errmsg") or answer.get("msg") or f"HTTP {status}")[:SAID]
    return (Outcome.LATER if code in TOO_MANY[kind] else Outcome.REFUSED), said
