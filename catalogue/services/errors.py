"""What a service of the catalogue refuses, for its caller to word."""

from typing import Any


class StaleEdit(Exception):
    """Somebody saved meanwhile; `current` is the row as it is now (trust.md C6)."""

    def __init__(self, current: Any) -> None:
        super().__init__(str(current))
        self.current = current


class Taken(ValueError):
    """There is one already that is called, or holds, the same; `field` says what of it."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


class TooMany(ValueError):
    """More than `most`."""

    def __init__(self, most: int) -> None:
        super().__init__(str(most))
        self.most = most
