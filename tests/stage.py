"""What many tests play on stands while they follow each other: built once, each of them in a savepoint of its own.

What a test wrote is undone by its own transaction, which nests in that of the stage.
"""

from collections.abc import Callable, Hashable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from django.db import connection, transaction


class Stage:
    """One set at a time: `open` before the transaction of the test, `close` when the next test does without a stage."""

    def __init__(self, blocker: Any) -> None:
        self._blocker = blocker
        self._held = ExitStack()
        self._what: Hashable = None

    def open(self, what: Hashable, build: Callable[[], object]) -> None:
        """Make what `build` writes stand, under the name of `what`; nothing happens where that stands already."""
        if self._what == what:
            return
        self.close()
        with self._blocker.unblock(), ExitStack() as entered:
            assert not connection.in_atomic_block, "a stage is set before the test's transaction begins"
            entered.enter_context(_rolled_back())
            build()
            self._held = entered.pop_all()
        self._what = what

    def close(self) -> None:
        """Undo what was built."""
        self._what = None
        with self._blocker.unblock():
            self._held.close()


@contextmanager
def _rolled_back() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
