"""What the services of orders refuse."""


class OrderRefused(Exception):
    """A value that can't be; `field` is the form's field, `code` names the reason. Nothing was written.

    Codes: no_lines, no_total, not_draft, not_running, too_late, no_reason, in_future, before_order, more_than_owed,
    more_than_received, already_void, cancelled, money_open, no_documents, split_empty, split_twice, split_not_positive,
    split_not_hundred, not_four, closed, foreign_contact, foreign_inquiry, foreign_order, foreign_quote,
    no_place, no_amount, too_large, total_below_received, and those of `StepRefused`.
    """

    def __init__(self, field: str, code: str) -> None:
        super().__init__(code)
        self.field, self.code = field, code


class StaleOrder(Exception):
    """Somebody changed the row since its form was shown; `current` is it as it stands now."""

    def __init__(self, current: object) -> None:
        super().__init__("stale")
        self.current = current
