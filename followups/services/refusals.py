"""What the services of this app refuse."""

from datetime import date


class Refused(Exception):
    """A value that can't be; `field` is the form's field, `code` names the reason. Nothing was written.

    Codes: in_future, too_long_ago, no_text, foreign_contact, foreign_inquiry, due_in_past, due_too_far,
    too_late_to_undo, already_judged, already_explained, no_help_text, nobody_to_ask, no_suggestion, no_ruling,
    too_many_today, nobody_reads.
    """

    def __init__(self, field: str, code: str) -> None:
        super().__init__(code)
        self.field, self.code = field, code


class LaterNeedsReason(Refused):
    """The date by hand is later than the computed one, `computed_on`, and has no reason (rules.md §4)."""

    def __init__(self, computed_on: date) -> None:
        super().__init__("reason", "reason_needed")
        self.computed_on = computed_on
