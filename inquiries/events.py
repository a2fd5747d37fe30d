"""What this app tells the apps above it, in the transaction in which it happened; ids only."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class InquiryReceived:
    """An inquiry was logged with its first message (a BuyerAsked follows)."""

    inquiry_id: int
    customer_id: int | None
    at: datetime


@dataclass(frozen=True)
class BuyerAsked:
    """A message of the buyer was logged: its reply clock runs from its own time of receipt."""

    message_id: int
    at: datetime


@dataclass(frozen=True)
class MessageTimeChanged:
    """The time of receipt of a message was corrected: its clock runs from there, the inquiry may have arrived earlier."""

    message_id: int
    at: datetime


@dataclass(frozen=True)
class BuyerAnswered:
    """A reply was recorded: the clocks before it stand still."""

    reply_id: int
    at: datetime


@dataclass(frozen=True)
class ReplyTimeChanged:
    """The time of a reply was corrected: what else knows it takes it over."""

    reply_id: int
    at: datetime


@dataclass(frozen=True)
class InquiryClosed:
    """An inquiry ended as `state`: won, lost or invalid."""

    inquiry_id: int
    state: str
    at: datetime


@dataclass(frozen=True)
class InquiryReopened:
    """A closed inquiry is open again, by hand or by a new message."""

    inquiry_id: int
    at: datetime


@dataclass(frozen=True)
class InquiryAssigned:
    """Somebody answers for an inquiry now; `from_id` None: nobody did before."""

    inquiry_id: int
    from_id: int | None
    to_id: int
    at: datetime


@dataclass(frozen=True)
class InquiryGraded:
    """An inquiry was graded; `before` is empty the first time."""

    inquiry_id: int
    before: str
    after: str
    at: datetime
