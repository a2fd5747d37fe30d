"""The served application with a tally in its answers.

Of each request: statements, milliseconds in the database, and milliseconds of processor time of the serving thread,
which a busy machine disturbs least.
"""

import time
from collections.abc import Callable, Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application
from django.db import connection

_serve = get_wsgi_application()


class Tally:
    """Counts the statements of one request."""

    def __init__(self) -> None:
        self.count, self.seconds = 0, 0.0

    def __call__(self, execute: Callable[..., Any], *args: Any) -> Any:
        begun = time.perf_counter()
        try:
            return execute(*args)
        finally:
            self.count += 1
            self.seconds += time.perf_counter() - begun


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    tally, begun = Tally(), time.thread_time()

    def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
        told = [("X-Statements", str(tally.count)), ("X-Database-Ms", f"{tally.seconds * 1000:.3f}")]
        told.append(("X-Cpu-Ms", f"{(time.thread_time() - begun) * 1000:.3f}"))
        return start_response(status, [*headers, *told], *rest)

    with connection.execute_wrapper(tally):
        return _serve(environ, start)
