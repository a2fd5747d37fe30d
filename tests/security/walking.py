"""Calls a page as somebody and notes what came back: status, every word of it, and what was written to the database.

Each call happens inside a savepoint that is rolled back, so that no cell disturbs another.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any

import time_machine
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.test.client import ClientHandler
from django.urls import reverse

from accounts.middleware import SIGNED_IN_AT
from tests.factories import AT
from tests.security.world import CALLERS, World

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
WRITES = re.compile(r'^\s*(?:INSERT INTO|UPDATE|DELETE FROM|REPLACE INTO|TRUNCATE)\s+"?(\w+)', re.IGNORECASE)
# Sessions and the audit trail are written by every request; what else a GET writes is declared in its row.
ALWAYS_WRITTEN = {
    "django_session",
    "accounts_usersession",
    "core_auditentry",
    "core_auditdetail",
    "accounts_signinfailure",
}


@dataclass(frozen=True)
class Answer:
    """What came back: `text` holds status line, headers, body, files and the next page's messages."""

    status: int
    text: str
    body: bytes
    writes: frozenset[str]
    location: str = ""
    error: str = ""


class Walker:
    """Calls pages as each member of the cast, at AT."""

    def __init__(self, world: World, cookies: dict[str, str] | None = None) -> None:
        self.world = world
        self.cookies = cookies or {caller: self._sign_in(caller) for caller in CALLERS}
        self.count = 0
        self.handler = ClientHandler(
            enforce_csrf_checks=False
        )  # one for all calls: it loads its middleware once

    def _sign_in(self, caller: str) -> str:
        if caller == "anonymous":
            return ""
        client = Client()
        client.force_login(self.world.user(caller))
        session = client.session
        session[SIGNED_IN_AT] = AT.timestamp()
        session.save()
        return client.cookies.output(header="", sep=";")

    def client(self, caller: str) -> Client:
        """Return a client that is signed in as `caller`."""
        client = Client(raise_request_exception=False)
        client.handler = self.handler
        client.cookies = SimpleCookie(self.cookies[caller])
        return client

    def call(self, caller: str, method: str, url: str, data: Any = None, **headers: str) -> Answer:
        """Call `url`; whatever it wrote is undone."""
        self.count += 1
        client, written = self.client(caller), set()
        with undone(), noting_writes(written):
            send = getattr(client, method.lower())
            given = {"data": data} if data is not None and method in {"GET", "HEAD", "POST"} else {}
            response = send(url, headers=headers or None, **given)
            return _answer(response, frozenset(written))


@contextmanager
def undone() -> Iterator[None]:
    """Roll back what happens inside."""
    with transaction.atomic():
        point = transaction.savepoint()
        yield
        transaction.savepoint_rollback(point)


@contextmanager
def noting_writes(tables: set[str]) -> Iterator[None]:
    """Add the table of every INSERT, UPDATE and DELETE that changed a row to `tables`."""

    def wrapper(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        result = execute(sql, params, many, context)
        found = WRITES.match(str(sql))
        if found and context["cursor"].rowcount:
            tables.add(found.group(1).lower())
        return result

    with connection.execute_wrapper(wrapper):
        yield


def _answer(response: HttpResponse, writes: frozenset[str]) -> Answer:
    body = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]
    parts = [f"{name}: {value}" for name, value in response.headers.items()]
    parts += [body.decode("utf-8", "replace"), _next_messages(response)]
    error = getattr(response, "exc_info", None)
    return Answer(
        response.status_code, "\n".join(parts), body, writes, response.headers.get("Location", ""),
        f"{error[0].__name__}: {error[1]}" if error else "",
    )  # fmt: skip


def _next_messages(response: Any) -> str:
    """What the next page will tell: messages are kept in the session."""
    session = getattr(response.wsgi_request, "session", None)
    return str(session.get("_messages", "")) if session is not None else ""


def is_refusal(answer: Answer) -> bool:
    """Whether a request was turned away: sign-in, 403, 404, 405."""
    to_sign_in = answer.status == 302 and answer.location.startswith(reverse("accounts:sign_in"))
    return to_sign_in or answer.status in {401, 403, 404, 405}


@contextmanager
def frozen_time() -> Iterator[None]:
    """The clock stands at AT."""
    with time_machine.travel(AT, tick=False):
        yield
