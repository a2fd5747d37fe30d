"""What the catalogue fills into the rows of the editor, and what becomes of the rows when they are saved."""

from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from sales.domain.quotes import written_cell, written_price_cell
from sales.selectors.quote_pricing import Buyer, Said, products_called, say_of, word_why
from sales.services.quote_values import LineValues

# Filled where the cell is empty; the price also where it is still the one that the catalogue gave.
FILLED = ("words", "unit", "moq", "per_carton", "carton_volume", "carton_weight", "includes")
NUMBERS = ("quantity", "price", "moq", "per_carton", "carton_volume", "carton_weight")


def fill_rows(rows: Iterable[Mapping[str, Any]], *, user: Any, buyer: Buyer) -> list[dict[str, Any]]:
    """Return typed rows with what the catalogue knows of their models: four queries, however many rows.

    What was typed stays. A price follows the quantity while it is the list price (`listed`).
    """
    typed = [dict(row) for row in rows]
    said = _said_of([row.get("model", "") for row in typed], user, buyer)
    return [_filled(row, said.get(row.get("model", "").strip().upper())) for row in typed]


def offer_for(model: str, quantity: str, *, user: Any, buyer: Buyer) -> dict[str, Any]:
    """Return what a row with this model would hold, as its cells show it; {} for a model that is not in the catalogue."""
    said = _said_of([model], user, buyer).get(model.strip().upper())
    return _filled({"model": model, "quantity": quantity}, said) if said else {}


def _said_of(models: list[str], user: Any, buyer: Buyer) -> dict[str, Said]:
    products = products_called(user, models)
    said = say_of(products.values(), buyer)
    return {called: said[product.pk] for called, product in products.items()}


def _filled(row: dict[str, Any], said: Said | None) -> dict[str, Any]:
    if said is None:
        return row
    known = said.fields(number(row.get("quantity")))
    price, listed = number(row.get("price")), number(row.get("listed"))
    for name in FILLED:
        row[name] = row.get(name) or written_cell(known[name])
    row["model"] = known["model"]
    row["why"] = word_why(known["why"])
    if price is None or price == listed:
        row["price"] = row["listed"] = written_price_cell(known["price"])
    return row


def number(text: Any) -> Decimal | None:
    """Return what a cell says as a number; None for none."""
    try:
        found = Decimal(str(text or "").strip())
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def lines_of(forms: Iterable[Any], *, user: Any, buyer: Buyer) -> list[LineValues]:
    """Return the valid rows as lines: with the product that is called so, and why its price is the one that it is.

    A cell that was refused counts as empty, so that the preview shows the rest. Four queries, however many rows.
    """
    rows = [form.cleaned_data for form in forms]
    said = _said_of([row.get("model", "") for row in rows], user, buyer)
    return [
        _line(row, said.get(row.get("model", "").upper()))
        for row in rows
        if row.get("model") or row.get("words")
    ]


def _line(row: Mapping[str, Any], said: Said | None) -> LineValues:
    values: dict[str, Any] = {
        name: row.get(name) or "" for name in ("model", "words", "unit", "includes", "note")
    }
    values |= {name: row.get(name) for name in NUMBERS}
    if said is None:
        return LineValues(**values)
    known = said.fields(row.get("quantity"))
    is_listed = known["price"] is not None and known["price"] == row.get("price")
    why = known["why"] if is_listed or known["price"] is None else {}
    return LineValues(**{**values, "product": known["product"], "why": why})
