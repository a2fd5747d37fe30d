"""What a service may know of the request it runs in: its number and the caller's address, nothing more."""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar, cast

from django.utils import timezone

T = TypeVar("T")


@dataclass
class RequestContext:
    """One request or one job: `number` is printed on error pages and in the log, `address` goes into the audit trail.

    `memo` lives as long as the request: what is read once per request (policy, scope) is kept there.
    """

    number: str = ""
    address: str = ""
    memo: dict[Any, Any] = field(default_factory=dict)


_current: ContextVar[RequestContext | None] = ContextVar("request_context", default=None)


def current_request() -> RequestContext | None:
    """Return the context of the request or job that runs, or None outside of one."""
    return _current.get()


def once(key: Hashable, work: Callable[[], T]) -> T:
    """Return what `work` gives, asked once in a request or job; outside of one, each time."""
    request = _current.get()
    if request is None:
        return work()
    if key not in request.memo:
        request.memo[key] = work()
    return cast(T, request.memo[key])


def forget() -> None:
    """Ask everything anew from here on: what was worked out until now may rest on what has just been changed."""
    request = _current.get()
    if request is not None:
        request.memo.clear()


def today() -> date:
    """Return the company's day, the same for all of a request or job: a page writes hundreds of dates."""
    return once("today", timezone.localdate)


@contextmanager
def request_context(context: RequestContext) -> Iterator[RequestContext]:
    """Make `context` the current one inside the block."""
    token = _current.set(context)
    try:
        yield context
    finally:
        _current.reset(token)
