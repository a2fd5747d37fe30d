"""Lists of spellings kept as text beside the code: "meaning: spelling | spelling | …", a line each."""

from collections.abc import Iterator
from pathlib import Path


def read_spellings(path: Path) -> Iterator[tuple[str, str]]:
    """Yield (meaning, spelling) of a file in its order; lines that begin with # are remarks."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            meaning, _colon, spellings = line.partition(":")
            yield from ((meaning.strip(), spelling.strip()) for spelling in spellings.split("|"))
