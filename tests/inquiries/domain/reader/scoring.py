"""Scores the paste reader on a folder of texts: `python tests/inquiries/domain/reader/scoring.py [folder …]`.

Prints one JSON line a folder. A field that `expected.json` does not name must stay empty when it tells who
the buyer is; a value presented as certain that is not the expected one is a false positive.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from inquiries.domain.reader import Reading, Telephone, read
from inquiries.domain.reader.reading import FOUND_FIELDS

TEXTS = Path(__file__).parent / "texts"
AT = datetime(2026, 4, 22, 6, 30, tzinfo=UTC)
OWN_DOMAINS = frozenset({"qicheng-tools.example"})
MUST_BE_EMPTY = frozenset(FOUND_FIELDS) - {"language", "source", "channel", "subject", "received_at", "time_zone", "city"}  # fmt: skip
ABSENT = object()


@dataclass
class Score:
    """Fields asked, fields right, and what went wrong, as readable lines."""

    asked: int = 0
    right: int = 0
    false_positives: list[str] = field(default_factory=list)
    misses: list[str] = field(default_factory=list)


def load(folder: str) -> dict[str, tuple[str, dict[str, Any]]]:
    """Texts of a folder with what they should be read as."""
    expected = json.loads((TEXTS / folder / "expected.json").read_text(encoding="utf-8"))
    return {name: ((TEXTS / folder / f"{name}.txt").read_text(encoding="utf-8"), wanted) for name, wanted in expected.items()}  # fmt: skip


def read_text(text: str) -> Reading:
    """The reading of a test text at the tests' instant, for the demo company."""
    return read(text, at=AT, own_domains=OWN_DOMAINS)


def score_folder(folder: str) -> Score:
    """Read every text of a folder and compare."""
    score = Score()
    for name, (text, wanted) in load(folder).items():
        reading = read_text(text)
        _score_fields(score, name, reading, wanted)
        _score_products(score, name, reading, wanted)
        _score_rest(score, name, reading, wanted)
    return score


def _score_fields(score: Score, name: str, reading: Reading, wanted: dict[str, Any]) -> None:
    for field_name in FOUND_FIELDS:
        value = _plain(getattr(reading, field_name).value)
        expected = wanted.get(field_name, ABSENT)
        if expected is ABSENT:
            if field_name in MUST_BE_EMPTY and value is not None:
                score.false_positives.append(f"{name}.{field_name}: {value!r}, wanted nothing")
            continue
        score.asked += 1
        if value == expected:
            score.right += 1
        elif value is None:
            score.misses.append(f"{name}.{field_name}: nothing, wanted {expected!r}")
        else:
            score.false_positives.append(f"{name}.{field_name}: {value!r}, wanted {expected!r}")


def _plain(value: Any) -> Any:
    if isinstance(value, Telephone):
        return value.e164 or f"raw:{value.written}"
    return value.isoformat() if isinstance(value, datetime) else value


def _score_products(score: Score, name: str, reading: Reading, wanted: dict[str, Any]) -> None:
    if "products" not in wanted:
        return
    score.asked += 1
    sure = [product for product in reading.products if product.certainty == "certain"]
    for product in sure:
        if not any(_is_product(product, row) for row in wanted["products"]):
            score.false_positives.append(f"{name}.products: {product.words!r} {product.quantity} {product.unit} {product.target_price}")  # fmt: skip
    found = [any(_is_product(product, row) for product in reading.products) for row in wanted["products"]]
    if all(found) and len(reading.products) == len(wanted["products"]):
        score.right += 1
    else:
        shown = [(product.words, str(product.quantity), product.unit) for product in reading.products]
        score.misses.append(f"{name}.products: {shown}, wanted {wanted['products']}")


def _is_product(product: Any, row: list[Any]) -> bool:
    words, quantity, unit, price, currency = [*row, None, None, None, None][:5]
    same = product.words == words and product.unit == unit
    amounts = (None if quantity is None else Decimal(quantity), None if price is None else Decimal(price))
    return same and (product.quantity, product.target_price) == amounts and product.currency == currency


def _score_rest(score: Score, name: str, reading: Reading, wanted: dict[str, Any]) -> None:
    codes = {point.code for point in reading.points}
    checks = [(f"points.{code}", code in codes) for code in wanted.get("points", ())]
    checks += [
        (f"warnings {reading.warnings}", sorted(reading.warnings) == sorted(wanted.get("warnings", ())))
    ]
    if "grade" in wanted:
        checks.append(
            (f"grade {reading.suggested_grade.grade}", reading.suggested_grade.grade == wanted["grade"])
        )
    if "message_has" in wanted:
        checks.append(("message_has", wanted["message_has"] in reading.message))
    if "message_not" in wanted:
        checks.append(("message_not", wanted["message_not"] not in reading.message))
    for label, is_right in checks:
        score.asked += 1
        score.right += is_right
        if not is_right:
            score.misses.append(f"{name}.{label}, wanted {wanted.get(label.split()[0].split('.')[0])}")


def main(folders: list[str]) -> None:
    """Print one line a folder; with `-v` also what went wrong."""
    for folder in [name for name in folders if name != "-v"] or ["known", "kept_aside"]:
        score = score_folder(folder)
        texts = len(load(folder))
        print(json.dumps({"texts": folder, "count": texts, "asked": score.asked, "right": score.right, "share": round(score.right / max(1, score.asked), 3), "false_positives": len(score.false_positives)}))  # fmt: skip
        if "-v" in folders:
            print("\n".join(["FALSE: " + line for line in score.false_positives] + ["MISS: " + line for line in score.misses]))  # fmt: skip


if __name__ == "__main__":
    main(sys.argv[1:])
