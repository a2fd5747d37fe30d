"""Which channel to suggest for the next contact, and why.

Source: S72 (telephone, fax and mail used with their cost in mind), S73 (telephone for A customers, to learn details),
S120 (the buyer's office hours). A suggestion only: nobody is held to it.
"""

from dataclasses import dataclass
from enum import StrEnum


class Ground(StrEnum):
    """Why a channel is suggested; the codes that pages turn into sentences."""

    CALL_NOW = "call_now"
    CALL_LATER_TODAY = "call_later_today"
    CLOSED_THERE = "closed_there"
    AS_LAST_TIME = "as_last_time"
    CHEAPEST = "cheapest"
    LETTER_ONLY = "letter_only"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A channel (the code of `inquiries.Channel`) and its ground."""

    channel: str
    ground: Ground


CHATS = frozenset({"whatsapp", "wechat"})


def suggest_channel(
    *, grade: str, last_channel: str, has_phone: bool, is_open_there: bool, opens_in_our_hours: bool
) -> Suggestion:
    """Suggest how to contact a buyer now.

    A: a call while someone is there, or later today when their office opens inside our windows (the evening shift
    included); otherwise by mail, which waits for them. B: as last time when that was a chat. C, D: by mail, which
    costs nothing.
    """
    if grade == "A" and has_phone and is_open_there:
        return Suggestion("phone", Ground.CALL_NOW)
    if grade == "A" and has_phone and opens_in_our_hours:
        return Suggestion("phone", Ground.CALL_LATER_TODAY)
    if grade in {"A", "B"} and last_channel in CHATS:
        return Suggestion(last_channel, Ground.AS_LAST_TIME)
    if grade == "A":
        return Suggestion("email", Ground.CLOSED_THERE if has_phone else Ground.LETTER_ONLY)
    return Suggestion("email", Ground.CHEAPEST)
