"""Whatever breaks, the person sees a page with a number, and the log has the same number (E1)."""

import logging
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import OperationalError, connection

from core.logs import OneLineFormatter
from core.request_context import current_request
from tests.security.walking import Walker

SECRET = "canary-of-the-fault-4711"
URLS = (
    ("owner", "/"), ("owner", "/customers/"), ("owner", "/customers/new/"), ("owner", "/inquiries/"), ("owner", "/inquiries/new/"),
    ("owner", "/follow-ups/"), ("owner", "/tasks/"), ("manager", "/settings/"), ("manager", "/health/"), ("owner", "/me/"),
)  # fmt: skip
FAULTS: tuple[tuple[int, Callable[[], Exception]], ...] = (
    (1, lambda: OperationalError(SECRET)),
    (2, lambda: OperationalError(SECRET)),
    (3, lambda: RuntimeError(SECRET)),
    (4, lambda: KeyError(SECRET)),
    (5, lambda: UnicodeDecodeError("utf-8", b"\xff", 0, 1, SECRET)),
)


class Lines(logging.Handler):
    """Keeps what was logged, as it is written, with the number of the request."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.setFormatter(OneLineFormatter())
        self.lines: list[str] = []
        self.numbers: set[str] = set()

    def emit(self, record: logging.LogRecord) -> None:
        request = current_request()
        self.lines.append(self.format(record))
        self.numbers |= {request.number} if request else set()


@pytest.fixture
def log() -> Iterator[Lines]:
    handler = Lines()
    logging.getLogger().addHandler(handler)
    yield handler
    logging.getLogger().removeHandler(handler)


@contextmanager
def breaking(number: int, fault: Callable[[], Exception]) -> Iterator[None]:
    """Raise at the `number`-th statement and at every one after it: the database is gone."""
    seen = 0

    def wrapper(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        nonlocal seen
        seen += not str(sql).startswith(("SAVEPOINT", "RELEASE", "ROLLBACK"))
        if seen >= number:
            raise fault()
        return execute(sql, params, many, context)

    with connection.execute_wrapper(wrapper):
        yield


@pytest.mark.parametrize(("caller", "url"), URLS)
@pytest.mark.parametrize(
    ("number", "fault"), FAULTS, ids=[f"statement {number}" for number, _fault in FAULTS]
)
def test_fault_shows_a_number_and_no_trace(
    caller: str, url: str, number: int, fault: Callable[[], Exception], walker: Walker, log: Lines
) -> None:
    logging.disable(logging.NOTSET)
    client = walker.client(caller)
    with breaking(number, fault):
        response = client.get(url)
    page = response.content.decode()
    shown = set(re.findall(r"\b[0-9a-f]{8}\b", page))
    assert [response.status_code, SECRET in page, "Traceback" in page] == [500, False, False]
    assert len(log.numbers) == 1, "the log has no number"
    assert shown & log.numbers == log.numbers, "the page does not show the log's number"


def test_what_is_not_found_or_refused_is_no_error_in_the_log(walker: Walker, log: Lines) -> None:
    logging.disable(logging.NOTSET)
    for caller, url in (("owner", "/customers/987654/"), ("owner", "/settings/"), ("owner", "/nowhere/")):
        walker.call(caller, "GET", url)
    assert log.lines == []


def test_text_of_a_request_cannot_forge_a_line_of_the_log(walker: Walker, log: Lines) -> None:
    """A4: a path, an agent or a field with line breaks stays one line."""
    logging.disable(logging.NOTSET)
    forged = "2026-11-16 10:00:00 INFO accounts: boss signed in"
    with breaking(3, lambda: RuntimeError(f"x\r\n{forged}")):
        walker.client("owner").get(f"/customers/%0d%0a{forged}/", headers={"User-Agent": f"a {forged}"})
        walker.client("owner").get(f"/?person=%0d%0a{forged}")
    starts = [row for line in log.lines for row in line.splitlines() if row.startswith(forged)]
    assert starts == []
    assert log.lines != []
