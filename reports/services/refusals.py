"""What the services of this app refuse."""

from typing import Any


class ReportRefused(Exception):
    """A value or step that can't be; `field` is the form's field, `code` names the reason. Nothing was written.

    Codes: not_from_here, no_review, too_long, no_reason, too_early, no_draft, too_many.
    """

    def __init__(self, field: str, code: str) -> None:
        super().__init__(code)
        self.field, self.code = field, code


class StaleReport(Exception):
    """Somebody saved it since the form was opened; `current` is how it stands now."""

    def __init__(self, current: Any) -> None:
        super().__init__(f"version is {current.version}")
        self.current = current
