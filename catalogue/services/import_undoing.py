"""The way back of a price list, as a job: what it wrote goes, what was worked on since is kept and told (trust.md U7)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Any

from django.db import models

from catalogue.models import (
    Certificate,
    PriceTier,
    Product,
    ProductImport,
    ProductImportRow,
    ProductParameter,
    ProductPicture,
)
from catalogue.services.import_reading import move_on
from catalogue.services.products import search_text_of
from core import audit
from core.bulk import write_columns
from core.jobs import Part, Parts
from core.models import StoredFile

UNDONE_AT_ONCE = 100
State, Batch = ProductImportRow.State, ProductImport.State
# What taking in writes beside a product itself. Whatever else hangs on one was put there by people.
PARTS: tuple[type[models.Model], ...] = (PriceTier, Certificate, ProductParameter, ProductPicture)


def undo_rows(*, batch: ProductImport, at: datetime) -> Parts:
    """Take back what the rows wrote, the last first; what was worked on since is kept, and told."""
    rows = batch.rows.filter(state__in=(State.DONE, State.UNDONE, State.KEPT))
    left = batch.rows.filter(state=State.DONE).order_by("-number")
    total = rows.count()
    while numbers := list(left.values_list("number", flat=True)[:UNDONE_AT_ONCE]):
        yield Part(None, total - left.count(), total, partial(_undo, batch, numbers, at))
    yield Part(None, total, total, partial(_finish, batch, at))
    return {}


def _undo(batch: ProductImport, numbers: Sequence[int], at: datetime) -> None:
    claimed = batch.rows.select_for_update(of=("self",)).filter(number__in=numbers, state=State.DONE)
    rows = list(claimed.order_by("number"))
    locked = Product.objects.select_for_update(of=("self",)).select_related("category")
    products = locked.order_by("pk").in_bulk([row.product_id for row in rows if row.product_id])
    made = {row.product_id: row for row in rows if row.product_id in products and row.made.get("product")}
    worked_on = _worked_on(made, products)
    gone = [products[pk] for pk in made if pk not in worked_on]
    for row in rows:
        row.state = State.KEPT if row.product_id in worked_on else State.UNDONE
    changed = [row for row in rows if row.product_id in products and not row.made.get("product")]
    _take_back(changed, products)
    audit.record_each(
        "catalogue.import_row_undone", actor=batch.worked_by, at=at,
        changed=[
            (products[row.product_id], {"kept": (None, row.state == State.KEPT)}) for row in rows if row.product_id in products
        ],
    )  # fmt: skip
    still = products.keys() - {product.pk for product in gone}
    _delete(gone)
    for row in rows:
        row.product_id = row.product_id if row.product_id in still else None
    write_columns(rows, ("state", "product"))


# ── products that it entered ────────────────────────────────────────────────
def _worked_on(made: Mapping[Any, ProductImportRow], products: dict[int, Product]) -> set[int]:
    """Which of the products it entered were changed since, or have something hang on them that it did not put there."""
    found = {pk for pk, row in made.items() if products[pk].version != row.made["version"]}
    for model, field in _hanging_on():
        if model not in PARTS:
            column = field.attname
            rows = model._base_manager.filter(**{f"{field.name}__in": list(made)})  # noqa: SLF001 - Django's own name
            found |= set(rows.values_list(column, flat=True))
    ours = {
        PriceTier: _ids(made.values(), "tiers"), ProductPicture: _ids(made.values(), "pictures"),
        Certificate: _ids(made.values(), "certificates"),
    }  # fmt: skip
    for model, ids in ours.items():
        rows = model._base_manager.filter(product__in=list(made)).exclude(pk__in=ids)  # noqa: SLF001
        found |= set(rows.values_list("product", flat=True))
    prices = {tier[0]: Decimal(tier[2]) for row in made.values() for tier in row.made.get("tiers", ())}
    for tier in PriceTier.objects.filter(pk__in=prices):
        if tier.price != prices[tier.pk]:
            found.add(tier.product_id)
    found |= set(
        Certificate.objects.filter(product__in=list(made))
        .exclude(file=None)
        .values_list("product", flat=True)
    )
    materials = {pk: row.made["material"][0] for pk, row in made.items() if "material" in row.made}
    for pk, attribute in ProductParameter.objects.filter(product__in=list(made)).values_list(
        "product_id", "attribute_id"
    ):
        if materials.get(pk) != attribute:
            found.add(pk)
    return found


def _hanging_on() -> Iterable[tuple[type[models.Model], Any]]:
    """Every key of every app that leads to a product, but for the rows of price lists."""
    relations: Iterable[Any] = Product._meta.get_fields(include_hidden=True)
    for relation in relations:
        if (
            relation.auto_created
            and not relation.concrete
            and relation.field.concrete
            and not relation.many_to_many
        ):
            model: Any = relation.related_model
            if model is not ProductImportRow:
                yield model, relation.field


def _ids(rows: Iterable[ProductImportRow], what: str) -> list[int]:
    return [one[0] if isinstance(one, list) else one for row in rows for one in row.made.get(what, ())]


def _delete(products: Sequence[Product]) -> None:
    ids = [product.pk for product in products]
    _drop_pictures(ProductPicture.objects.filter(product__in=ids))
    Product.objects.filter(pk__in=ids).delete()


def _drop_pictures(pictures: Any) -> None:
    files = [pk for pair in pictures.values_list("file", "thumbnail") for pk in pair]
    pictures.delete()
    StoredFile.objects.filter(pk__in=files).delete()


# ── products that it changed ────────────────────────────────────────────────
def _take_back(rows: Sequence[ProductImportRow], products: dict[int, Product]) -> None:
    """Put back what is as the import left it; a row of which something else was changed since is kept, as far as that goes."""
    _values_back(rows, products)
    _prices_back(rows)
    _materials_back(rows)
    certificates = Certificate.objects.filter(pk__in=_ids(rows, "certificates"))
    _keep(rows, certificates.exclude(file=None).values_list("product_id", flat=True))
    certificates.filter(file=None).delete()
    _drop_pictures(ProductPicture.objects.filter(pk__in=_ids(rows, "pictures")))


def _keep(rows: Iterable[ProductImportRow], products: Iterable[int]) -> None:
    ids = set(products)
    for row in rows:
        if row.product_id in ids:
            row.state = State.KEPT


def _values_back(rows: Sequence[ProductImportRow], products: dict[int, Product]) -> None:
    back: list[Product] = []
    columns: dict[str, None] = {}
    for row in rows:
        product = products[row.product_id or 0]
        if not row.made["before"]:
            continue
        if product.version != row.made["version"]:
            row.state = State.KEPT
            continue
        for name, value in row.made["before"].items():
            column: Any = Product._meta.get_field(name)
            setattr(product, name, column.to_python(value))
            columns[name] = None
        product.version += 1
        product.search_text = search_text_of(product)
        back.append(product)
    write_columns(back, [*columns, "version", "search_text"])


def _prices_back(rows: Sequence[ProductImportRow]) -> None:
    told = {tier[0]: (row, *tier[1:]) for row in rows for tier in row.made.get("tiers", ())}
    gone: list[int] = []
    back: list[PriceTier] = []
    for tier in PriceTier.objects.filter(pk__in=told).select_for_update(of=("self",)):
        row, before, price = told[tier.pk]
        if tier.price != Decimal(price):
            row.state = State.KEPT
        elif before is None:
            gone.append(tier.pk)
        else:
            field = PriceTier._meta.get_field("valid_until")
            tier.price, tier.valid_until, tier.note = (
                Decimal(before[0]),
                field.to_python(before[1]),
                before[2],
            )
            back.append(tier)
    PriceTier.objects.filter(pk__in=gone).delete()
    write_columns(back, ("price", "valid_until", "note"))


def _materials_back(rows: Sequence[ProductImportRow]) -> None:
    told = {(row.product_id, row.made["material"][0]): row for row in rows if "material" in row.made}
    held = ProductParameter.objects.filter(product__in=[pk for pk, _attribute in told])
    by_value: dict[str, list[ProductParameter]] = defaultdict(list)
    for one in held:
        row = told.get((one.product_id, one.attribute_id))
        if row is None:
            continue
        _attribute, before, after = row.made["material"]
        if one.value != after:
            row.state = State.KEPT
        else:
            one.value = before
            by_value["back" if before else "gone"].append(one)
    write_columns(by_value["back"], ("value",))
    ProductParameter.objects.filter(pk__in=[one.pk for one in by_value["gone"]]).delete()


def _finish(batch: ProductImport, at: datetime) -> None:
    if not move_on(batch, state=Batch.UNDONE):
        return
    counts = {state: batch.rows.filter(state=state).count() for state in (State.UNDONE, State.KEPT)}
    changes = {state.value: (0, count) for state, count in counts.items()}
    audit.record("catalogue.import_undone", actor=batch.worked_by, at=at, target=batch, changes=changes)
