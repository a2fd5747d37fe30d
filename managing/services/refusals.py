"""What the services of this app refuse."""

from typing import Any


class ManagingRefused(Exception):
    """A value that can't be; `field` is the form's field, `code` names the reason. Nothing was written.

    Codes: no_share, too_large, is_over, not_first_day, no_evidence, in_the_future, not_measured, below_goal,
    set_by_boss, raise.
    """

    def __init__(self, field: str, code: str) -> None:
        super().__init__(code)
        self.field, self.code = field, code


class StaleMilestone(Exception):
    """Somebody noted something since the form was opened; `current` is how it stands now."""

    def __init__(self, current: Any) -> None:
        super().__init__(f"version is {current.version}")
        self.current = current
