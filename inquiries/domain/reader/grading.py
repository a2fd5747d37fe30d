"""A grade to propose (rules.md §2, S36 and S53–S56): from what the buyer named, never from who they are."""

from __future__ import annotations

from decimal import Decimal

from .reading import Point, ProductAsked, SuggestedGrade

_FIRM = ("deadline", "destination", "incoterm", "own_brand", "packing", "certificate", "own_courier", "urgent", "payment_terms", "trial_order", "repeat_order")  # fmt: skip
_SMALL = Decimal(20)


def suggest_grade(
    products: tuple[ProductAsked, ...], points: tuple[Point, ...], warnings: list[str], message: str
) -> SuggestedGrade:
    """The grade by what is named.

    A: quantity and at least two firm conditions, or a repeat order. B: quantity and something firm, or
    a sample on the buyer's own freight. C: a concrete wish without quantity, or far away. D: vague.
    """
    blocking = [
        code for code in ("spam_offer", "payee_change", "own_mail", "not_a_buyer") if code in warnings
    ]
    if blocking:
        return SuggestedGrade(None, tuple(blocking))
    codes = {point.code for point in points}
    has_quantity = any(product.quantity is not None and product.quantity >= _SMALL for product in products)
    has_price = any(product.target_price is not None for product in products) or "target_price" in codes
    firm = [code for code in _FIRM if code in codes] + (["target_price"] if has_price else [])
    reasons = (["quantity"] if has_quantity else []) + firm
    if "repeat_order" in codes or (has_quantity and len(firm) >= 2 and "long_term" not in codes):
        return SuggestedGrade("A", tuple(reasons))
    if has_quantity and "long_term" not in codes:
        return SuggestedGrade("B", tuple(reasons))
    if "sample" in codes and ("own_courier" in codes or "annual_demand" in codes):
        return SuggestedGrade("B", (*reasons, "sample"))
    return _grade_of_vague(products, codes, reasons, message)


def _grade_of_vague(
    products: tuple[ProductAsked, ...], codes: set[str], reasons: list[str], message: str
) -> SuggestedGrade:
    wishes = [
        code
        for code in (
            "sample",
            "certificate",
            "annual_demand",
            "own_brand",
            "catalogue",
            "visit",
            "long_term",
            "minimum_order",
            "incoterm",
        )
        if code in codes
    ]
    if products and (wishes or "price_question" in codes):
        return SuggestedGrade("C", tuple(dict.fromkeys((*reasons, "product", *wishes))))
    if {"certificate", "annual_demand"} & codes or {"sample", "deadline"} <= codes or "complaint" in codes:
        return SuggestedGrade(
            "C", tuple(dict.fromkeys((*reasons, *wishes, *(["complaint"] if "complaint" in codes else []))))
        )
    return SuggestedGrade("D", ("short" if len(message) < 80 else "vague", *wishes))
