"""What taking in a price list says to people: its columns, what is wrong with a cell, a row or a picture, what changes."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from catalogue.models import PhotoStatus, Product, Unit
from core.ui.formats import money

FIELD_WORDS: dict[str, Any] = {
    "model_number": gettext_lazy("Model number"),
    "name": gettext_lazy("Name, in whichever language"),
    "name_zh": gettext_lazy("Name in Chinese"),
    "name_en": gettext_lazy("Name in English"),
    "category": gettext_lazy("Category"),
    "specification": gettext_lazy("Specification, in whichever language"),
    "specification_zh": gettext_lazy("Specification in Chinese"),
    "specification_en": gettext_lazy("Specification in English"),
    "moq": gettext_lazy("Smallest order (MOQ)"),
    "unit": gettext_lazy("Unit"),
    "price": gettext_lazy("List price"),
    "price_note": gettext_lazy("What the price includes"),
    "currency": gettext_lazy("Currency"),
    "pieces_per_carton": gettext_lazy("Pieces per carton"),
    "carton_size": gettext_lazy("Carton, as 60*40*35"),
    "carton_length_cm": gettext_lazy("Carton length (cm)"),
    "carton_width_cm": gettext_lazy("Carton width (cm)"),
    "carton_height_cm": gettext_lazy("Carton height (cm)"),
    "cbm": gettext_lazy("Cubic metres (compared, not kept)"),
    "gross_kg": gettext_lazy("Gross weight (kg)"),
    "net_kg": gettext_lazy("Net weight (kg)"),
    "weights": gettext_lazy("Gross and net weight in one"),
    "hs_code": gettext_lazy("HS code"),
    "material": gettext_lazy("Material"),
    "certificates": gettext_lazy("Certificates"),
    "keywords": gettext_lazy("Keywords"),
    "lead_days": gettext_lazy("Lead time (days)"),
    "sample_days": gettext_lazy("Sample time (days)"),
    "warranty_months": gettext_lazy("Warranty (months)"),
    "packing": gettext_lazy("Packing, in whichever language"),
    "selling_points": gettext_lazy("Selling points"),
    "note": gettext_lazy("Note for ourselves"),
    "picture": gettext_lazy("Pictures"),
}
PROBLEM_WORDS: dict[str, Any] = {
    "not_number": gettext_lazy("Not one number"),
    "not_whole": gettext_lazy("Not a whole number"),
    "negative": gettext_lazy("Below nought"),
    "nought": gettext_lazy("Nought, or next to it"),
    "too_large": gettext_lazy("Larger than can be"),
    "too_long": gettext_lazy("Too long"),
    "not_size": gettext_lazy("Not three sides. Example: 60*40*35"),
    "not_unit": gettext_lazy("Unknown unit"),
    "not_currency": gettext_lazy("No price list is kept in this currency"),
    "not_hs_code": gettext_lazy("Six to ten digits, such as 8204.20"),
    "formula_error": gettext_lazy("A formula that does not work out"),
    "two_prices": gettext_lazy("Two prices in one currency; breaks are set on the product's page"),
    "net_above_gross": gettext_lazy("Net weight above the gross weight"),
    "no_model": gettext_lazy("No model: products are found by it"),
    "no_name": gettext_lazy("A new product without a name"),
    "no_category": gettext_lazy("No such category: add it, or leave the cell empty"),
    "needs_category": gettext_lazy("A new product without a category: choose one for them"),
    "twice": gettext_lazy("This model stands further up already"),
    "cbm_differs": gettext_lazy("The cubic metres do not fit the carton; the carton counts"),
    "no_picture": gettext_lazy("One picture is no JPEG, PNG or WebP: taken in without it"),
    "broken": gettext_lazy("One picture is damaged: taken in without it"),
    "too_many_pixels": gettext_lazy("One picture has more than 50 megapixels: taken in without it"),
    "picture_too_large": gettext_lazy("One picture has more than 20 MB: taken in without it"),
    "too_many_pictures": gettext_lazy(
        "More pictures than the 12 that a product can have: taken in without the rest"
    ),
    "there_by_now": gettext_lazy("Somebody entered this model meanwhile"),
    "gone": gettext_lazy("The product is no longer there"),
    "changed_since": gettext_lazy(
        "Somebody changed the product after the list was read. Bring the list again"
    ),
}
PRICE = "price "


def word_problem(code: str) -> str:
    """Return what is wrong."""
    return str(PROBLEM_WORDS.get(code, code))


def word_change(name: str, before: Any, after: Any) -> tuple[str, str, str]:
    """Return of a change what of the product it is, and how it stood and will stand."""
    if name.startswith(PRICE):
        currency = name.removeprefix(PRICE)
        told = [money(Decimal(value), currency) if value else "" for value in (before, after)]
        return _("List price"), told[0], told[1]
    if name in EXTRA_WORDS:
        return str(EXTRA_WORDS[name]), str(before), str(after)
    field = Product._meta.get_field(name)
    return str(getattr(field, "verbose_name", name)), _plain(name, before), _plain(name, after)


EXTRA_WORDS: dict[str, Any] = {
    "certificates": gettext_lazy("Certificates"),
    "material": gettext_lazy("Material"),
    "pictures": pgettext_lazy("count", "Pictures"),
}
CHOICES: dict[str, Callable[[Any], str]] = {
    "unit": lambda value: str(Unit(value).label),
    "photo_status": lambda value: str(PhotoStatus(value).label),
}


def _plain(name: str, value: Any) -> str:
    if value in ("", None):
        return ""
    if name in CHOICES:
        return CHOICES[name](value)
    text = str(value)
    return f"{Decimal(text).normalize():f}" if name.endswith(("_cm", "_kg")) else text
