"""What a service may know of the request it runs in: its number and the caller's address, nothing more."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any


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


@contextmanager
def request_context(context: RequestContext) -> Iterator[RequestContext]:
    """Make `context` the current one inside the block."""
    token = _current.set(context)
    try:
        yield context
    finally:
        _current.reset(token)
