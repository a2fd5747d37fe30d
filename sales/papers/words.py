"""The fixed texts of papers, a file a language in `sales/quote_words`: a further language is a further file (S22)."""

import json
from functools import cache
from pathlib import Path

from sales.domain.quote_text import Words

FOLDER = Path(__file__).resolve().parents[1] / "quote_words"
FALLBACK = "en"


@cache
def languages() -> dict[str, Words]:
    """Return what papers can be written in, by code; English first. A file lacking a text of the English one is refused."""
    codes = sorted((path.stem for path in FOLDER.glob("*.json")), key=lambda code: (code != FALLBACK, code))
    found = {code: _read(code) for code in codes}
    for words in found.values():
        if missing := found[FALLBACK].texts.keys() - words.texts.keys():
            raise ValueError(f"{words.code}.json lacks {', '.join(sorted(missing))}")
    return found


def words_in(language: str) -> Words:
    """Return the fixed texts for a buyer's language; English where there is no file for it."""
    known = languages()
    return known.get(language) or known.get(language.partition("-")[0]) or known[FALLBACK]


def _read(code: str) -> Words:
    data = json.loads((FOLDER / f"{code}.json").read_text(encoding="utf-8"))
    units = {unit: (one, more) for unit, (one, more) in data["units"].items()}
    return Words(code, data["name"], data["texts"], units)
