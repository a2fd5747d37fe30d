"""The sentence that says why a customer is due: the cadence lives above this app and lends its words here."""

from collections.abc import Callable, Mapping
from typing import Any

Words = Callable[[Mapping[str, Any]], str]
_words: list[Words] = []


def register_words(function: Words) -> Words:
    """Make `function` the wording of `Customer.due_why` (`{"rule": …, "params": …}`) in the active language."""
    _words[:] = [function]
    return function


def words_for(due_why: Mapping[str, Any]) -> str:
    """Return the sentence, or "" while nothing is known: the date then stands alone."""
    return _words[0](due_why) if _words and due_why else ""
