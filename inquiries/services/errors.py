"""What a service of this app refuses, for its caller to word."""

from datetime import datetime

from inquiries.models import Inquiry, LetterTemplate


class ReceivedInFuture(ValueError):
    """A message can't have arrived after now (`at`)."""


class ChannelReasonNeeded(ValueError):
    """A fax is answered by fax; another channel asks for a reason (rules.md §3)."""


class EmptyReply(ValueError):
    """A reply says what was written, or that it was sent from elsewhere."""


class StaleEdit(Exception):
    """Somebody saved meanwhile; `current` is the inquiry or letter as it is now (ux.md 6)."""

    def __init__(self, current: Inquiry | LetterTemplate) -> None:
        super().__init__(str(current))
        self.current = current


class ReasonNeeded(ValueError):
    """What was asked for needs a reason."""


def check_received(received_at: datetime, at: datetime) -> None:
    """Raise ReceivedInFuture for a time of receipt after `at`."""
    if received_at > at:
        raise ReceivedInFuture
