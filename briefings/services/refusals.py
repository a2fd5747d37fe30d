"""What the services of this app refuse."""


class BriefingRefused(Exception):
    """A value or step that can't be; `field` is the form's field, `code` names the reason. Nothing was written.

    Codes: no_text, too_long, no_reason, not_from_here, day_off, in_past, too_far, too_early, names_buyer, too_many,
    due_in_past, is_over.
    """

    def __init__(self, field: str, code: str) -> None:
        super().__init__(code)
        self.field, self.code = field, code
