"""Kinds of products and their technical parameters (S26)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.models import User
from catalogue.models import Category, Product
from catalogue.permissions import can_write_product
from catalogue.services.common import require, unique_by
from catalogue.services.products import search_text_of
from core import audit
from core.forms_once import claim_form, finish_form
from core.text import clean_line
from core.ui.addresses import address_of


@dataclass(frozen=True)
class Parameter:
    """A technical parameter as it is typed: names in both languages, and a unit."""

    name_zh: str
    name_en: str
    unit: str = ""


@transaction.atomic
def save_category(
    *, actor: User, category: Category | None, name_zh: str, name_en: str, position: int, parameters: Sequence[Parameter],
    at: datetime, form_token: str = "",
) -> Category:  # fmt: skip
    """Set a category and its parameters, in their order.

    One that is named as before keeps what products have of it; one that is left out goes, with what they have of it.
    Raises PermissionDenied, Taken("name_en") and AlreadySubmitted for a second click (C5).
    """
    claim = claim_form(form_token, user=actor, at=at)
    require(can_write_product, actor)
    row = Category.objects.select_for_update().get(pk=category.pk) if category else Category()
    before = _said(row) if row.pk else {}
    row.name_zh, row.name_en, row.position = clean_line(name_zh), clean_line(name_en), position
    with unique_by("name_en"):
        row.save()
        _keep_parameters(row, parameters)
    _refold(row)
    changes = audit.changes_between(before, _said(row))
    audit.record("catalogue.category_saved", actor=actor, at=at, target=row, changes=changes)
    finish_form(claim, address_of("catalogue:categories"))
    return row


def _keep_parameters(category: Category, parameters: Sequence[Parameter]) -> None:
    held = {attribute.name_en.casefold(): attribute for attribute in category.attributes.all()}
    kept = []
    for position, wanted in enumerate(parameters):
        attribute = held.get(wanted.name_en.casefold()) or category.attributes.model(category=category)
        attribute.name_zh, attribute.name_en, attribute.unit = wanted.name_zh, wanted.name_en, wanted.unit
        attribute.position = position
        attribute.save()
        kept.append(attribute.pk)
    category.attributes.exclude(pk__in=kept).delete()


def _refold(category: Category) -> None:
    """Products are found by their category's names."""
    rows = list(Product.objects.filter(category=category).select_for_update(of=("self",)).order_by("pk"))
    for product in rows:
        product.category = category
        product.search_text = search_text_of(product)
    Product.objects.bulk_update(rows, ["search_text"], batch_size=500)


def _said(category: Category) -> dict[str, object]:
    lines = [f"{one.name_zh} | {one.name_en} | {one.unit}" for one in category.attributes.all()]
    return {
        "name_zh": category.name_zh,
        "name_en": category.name_en,
        "position": category.position,
        "parameters": "; ".join(lines),
    }
