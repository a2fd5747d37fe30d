"""Requests to other departments: who answers, whose turn it is, and that no buyer is named in them (S13, S11)."""

import re
import unicodedata
from collections.abc import Iterable
from enum import StrEnum

from core.domain.steps import Steps


class State(StrEnum):
    """Whose turn it is."""

    OPEN = "open"
    ANSWERED = "answered"
    CLOSED = "closed"


class Step(StrEnum):
    """What can be done to a request: its author asks on and closes, the department answers."""

    ASK = "ask"
    ANSWER = "answer"
    CLOSE = "close"


STEPS: Steps[State, Step] = Steps(
    {
        (State.OPEN, Step.ASK): State.OPEN,
        (State.ANSWERED, Step.ASK): State.OPEN,
        (State.CLOSED, Step.ASK): State.OPEN,
        (State.OPEN, Step.ANSWER): State.ANSWERED,
        (State.ANSWERED, Step.ANSWER): State.ANSWERED,
        (State.OPEN, Step.CLOSE): State.CLOSED,
        (State.ANSWERED, Step.CLOSE): State.CLOSED,
    }
)
SHORTEST_NAME = 3
_BETWEEN = re.compile(r"[^\w@]+")


def named_in(text: str, names: Iterable[str]) -> str:
    """Return the first of a buyer's `names` (company, people, addresses, numbers) that `text` holds; "" when it holds none.

    Case, width, accents and punctuation make no difference, and a name counts as a whole word only; in scripts without
    spaces wherever it stands. Names too short to tell anybody by are not looked for.
    """
    found_in = f" {_fold(text)} "
    for name in names:
        words = _fold(name)
        if not words:
            continue
        if words.isascii():
            if len(words) >= SHORTEST_NAME and f" {words} " in found_in:
                return name
        elif len(words) > 1 and words in found_in:
            return name
    return ""


def _fold(text: str) -> str:
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    bare = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return _BETWEEN.sub(" ", bare).strip()
