"""Products: entered, changed, looked through, withdrawn and brought back (S26, S31)."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from catalogue.domain.photos import photo_status
from catalogue.models import Product, ProductParameter
from catalogue.permissions import can_write_product
from catalogue.services.common import lock_product, lock_version, require, set_values, unique_by, values_of
from catalogue.services.parts import longest_side
from core import audit
from core.forms_once import claim_form, finish_form
from core.text import clean_line, clean_values, searched_text, sort_name

FIELDS = (
    "model_number", "name_en", "name_zh", "category", "specification_en", "specification_zh", "moq", "unit", "keywords",
    "responsible", "selling_points_en", "selling_points_zh", "difference", "note", "hs_code", "packing_en", "packing_zh",
    "pieces_per_carton", "carton_length_cm", "carton_width_cm", "carton_height_cm", "gross_kg", "net_kg", "lead_days",
    "sample_days", "warranty_months", "photo_status", "needs_no_certificate", "is_new",
)  # fmt: skip


@transaction.atomic
def create_product(*, actor: User, values: dict[str, Any], at: datetime, form_token: str = "") -> Product:
    """Enter a product; `values` are of FIELDS.

    Raises PermissionDenied, ValidationError, Taken("model_number"), and AlreadySubmitted for a second click (C5).
    """
    claim = claim_form(form_token, user=actor, at=at)
    require(can_write_product, actor)
    product = Product(created_at=at, created_by=actor, reviewed_at=at, reviewed_by=actor)
    _write(product, values)
    changes = audit.changes_between({}, values_of(product, FIELDS))
    audit.record("catalogue.product_created", actor=actor, at=at, target=product, changes=_said(changes))
    finish_form(claim, product.get_absolute_url())
    return product


@transaction.atomic
def update_product(
    *, actor: User, product: Product, values: dict[str, Any], version: int, at: datetime
) -> Product:
    """Change what `values` names of FIELDS; who saves the whole form has looked it through (S31).

    Raises PermissionDenied, ValidationError, Taken("model_number"), StaleEdit (C6).
    """
    require(can_write_product, actor, product)
    row: Product = lock_version(product, version)
    before = values_of(row, FIELDS)
    row.version += 1
    row.reviewed_at, row.reviewed_by = at, actor
    _write(row, values)
    if before["category"] != row.category_id:
        ProductParameter.objects.filter(product=row).exclude(attribute__category=row.category).delete()
    changes = audit.changes_between(before, values_of(row, FIELDS))
    audit.record("catalogue.product_changed", actor=actor, at=at, target=row, changes=changes)
    return row


def _said(changes: dict[str, Any]) -> dict[str, Any]:
    return {name: pair for name, pair in changes.items() if pair[1] not in (None, "", False)}


def _write(product: Product, values: dict[str, Any]) -> None:
    set_values(product, clean_values(Product, {name: values[name] for name in FIELDS if name in values}))
    product.model_number = product.model_number.replace(" ", "")
    product.name_sort = sort_name(product.model_number)
    product.search_text = search_text_of(product)
    product.photo_status = photo_status(product.photo_status, longest_side(product))
    with unique_by("model_number"):
        product.save()


def search_text_of(product: Product) -> str:
    """Return what a search looks into: model (with and without its dashes), names, keywords, category, HS code."""
    bare = "".join(sign for sign in product.model_number if sign.isalnum())
    return searched_text(
        (
            product.model_number, bare, product.name_en, product.name_zh, *product.keywords.replace("，", ",").split(","),
            product.category.name_en, product.category.name_zh, product.hs_code,
        )
    )  # fmt: skip


@transaction.atomic
def review_product(*, actor: User, product: Product, at: datetime) -> Product:
    """Say that everything about it is right as it stands (S31). Raises PermissionDenied."""
    require(can_write_product, actor, product)
    row = lock_product(product)
    row.reviewed_at, row.reviewed_by = at, actor
    row.save(update_fields=["reviewed_at", "reviewed_by"])
    audit.record("catalogue.product_reviewed", actor=actor, at=at, target=row)
    return row


@transaction.atomic
def review_products(*, actor: User, products: Iterable[int], at: datetime) -> int:
    """Say of several products, by id, that everything about them is right as it stands (S31). Returns how many.

    Raises PermissionDenied. Two statements and the trail's, however many.
    """
    require(can_write_product, actor)
    rows = list(Product.objects.select_for_update(of=("self",)).filter(pk__in=set(products)).order_by("pk"))
    Product.objects.filter(pk__in=[row.pk for row in rows]).update(reviewed_at=at, reviewed_by=actor)
    audit.record_each("catalogue.product_reviewed", actor=actor, at=at, changed=[(row, {}) for row in rows])
    return len(rows)


@transaction.atomic
def withdraw_product(*, actor: User, product: Product, at: datetime) -> Product:
    """Offer it no longer: it leaves lists, searches and e-samples, and stays where it was quoted. Raises PermissionDenied."""
    require(can_write_product, actor, product)
    row = lock_product(product)
    if row.withdrawn_at is None:
        row.withdrawn_at = at
        row.save(update_fields=["withdrawn_at"])
        audit.record("catalogue.product_withdrawn", actor=actor, at=at, target=row)
    return row


@transaction.atomic
def bring_back_product(*, actor: User, product: Product, at: datetime) -> Product:
    """Offer it again. Raises PermissionDenied."""
    require(can_write_product, actor, product)
    row = lock_product(product)
    if row.withdrawn_at is not None:
        row.withdrawn_at = None
        row.save(update_fields=["withdrawn_at"])
        audit.record("catalogue.product_brought_back", actor=actor, at=at, target=row)
    return row


@transaction.atomic
def set_parameters(*, actor: User, product: Product, values: dict[int, str], at: datetime) -> None:
    """Set the technical parameters: by attribute of the product's category, "" takes one away. Raises PermissionDenied."""
    require(can_write_product, actor, product)
    row = lock_product(product)
    allowed = {attribute.pk: attribute for attribute in row.category.attributes.all()}
    wanted = {pk: clean_line(text) for pk, text in values.items() if pk in allowed}
    before = dict(row.parameters.order_by("pk").values_list("attribute_id", "value"))
    after = {pk: text for pk, text in (before | wanted).items() if text and pk in allowed}
    if before == after:
        return
    row.parameters.all().delete()
    ProductParameter.objects.bulk_create(
        [ProductParameter(product=row, attribute_id=pk, value=text) for pk, text in after.items()]
    )
    names = {pk: attribute.name_en for pk, attribute in allowed.items()}
    changes = {"parameters": (_in_words(before, names), _in_words(after, names))}
    audit.record("catalogue.parameters_changed", actor=actor, at=at, target=row, changes=changes)


def _in_words(parameters: dict[int, str], names: dict[int, str]) -> str:
    return ", ".join(f"{names[pk]}: {text}" for pk, text in parameters.items() if pk in names)
