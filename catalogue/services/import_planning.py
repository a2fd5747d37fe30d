"""What a row of a price list changes: worked out once to be looked through, and again behind the lock (S26)."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Upper

from catalogue.domain.importing.columns import known_headings
from catalogue.models import (
    Attribute,
    Certificate,
    PriceTier,
    Product,
    ProductImport,
    ProductImportRow,
    ProductParameter,
    ProductPicture,
)
from catalogue.services.parts import PICTURES_KEPT
from core.sheets.headings import fold_heading

Fate = ProductImportRow.Fate
MATERIAL = {"name_zh": "材质", "name_en": "Material"}
# A price of a price list is that of the smallest break which a product has, else for any quantity; further breaks are set by hand.
FROM_QUANTITY = 1
# The codes that only warn: the row is taken in without what they are about.
WARNINGS = frozenset(
    {"cbm_differs", "no_picture", "broken", "too_many_pixels", "picture_too_large", "too_many_pictures"}
)


@dataclass
class Held:
    """What the catalogue holds of some products, by model in capitals, and of their parts by the product's id."""

    products: dict[str, Product] = field(default_factory=dict)
    tiers: dict[int, list[PriceTier]] = field(default_factory=lambda: defaultdict(list))
    certificates: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    materials: dict[int, ProductParameter] = field(default_factory=dict)
    pictures: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))


@dataclass
class Plan:
    """What is to be written for a row: values of the product's own, and what stands in other tables.

    `tiers`: by currency the tier that is there to be changed, None for a new one, and from which quantity on it is. `pictures`: their digests.
    """

    fate: str
    values: dict[str, Any] = field(default_factory=dict)
    tiers: dict[str, tuple[PriceTier | None, int]] = field(default_factory=dict)
    certificates: list[str] = field(default_factory=list)
    material: str = ""
    pictures: list[str] = field(default_factory=list)
    changes: dict[str, list[Any]] = field(default_factory=dict)
    problems: list[list[Any]] = field(default_factory=list)


def held_for(models: Iterable[str], batch: ProductImport, *, is_locked: bool = False) -> Held:
    """Return what is there under these model numbers. Five queries, however many."""
    asked = {model.upper() for model in models}
    rows: QuerySet[Product] = Product.objects.annotate(called=Upper("model_number")).filter(called__in=asked)
    rows = rows.order_by("pk").select_for_update(of=("self",)) if is_locked else rows
    held = Held({row.model_number.upper(): row for row in rows})
    ids = [row.pk for row in held.products.values()]
    terms = {"region": batch.region, "customer_type": batch.customer_type}
    for tier in PriceTier.objects.filter(product__in=ids, **terms).order_by("valid_from", "pk"):
        held.tiers[tier.product_id].append(tier)
    for pk, name in Certificate.objects.filter(product__in=ids).order_by().values_list("product_id", "name"):
        held.certificates[pk].add(name.casefold())
    for parameter in ProductParameter.objects.filter(product__in=ids).select_related("attribute"):
        if is_material(parameter.attribute):
            held.materials.setdefault(parameter.product_id, parameter)
    pictures = ProductPicture.objects.filter(product__in=ids).order_by("position", "pk")
    for pk, digest in pictures.values_list("product_id", "file__sha256"):
        held.pictures[pk].append(digest)
    return held


def is_material(attribute: Attribute) -> bool:
    """Whether a technical parameter is what a price list calls the material."""
    known = known_headings()
    return any(
        known.get(fold_heading(name)[0]) == "material" for name in (attribute.name_zh, attribute.name_en)
    )


def plan_row(told: Mapping[str, Any], digests: Collection[str], held: Held, batch: ProductImport) -> Plan:
    """Return what the row changes. What it says nothing of stays; a product that is there stays in its category."""
    product = held.products.get(told["values"].get("model_number", "").upper())
    plan = Plan(Fate.CHANGED if product else Fate.NEW)
    _plan_values(plan, told["values"], product)
    pk = product.pk if product else 0
    for currency, amount in told.get("prices", {}).items():
        _plan_price(plan, currency, Decimal(amount), told.get("price_note", ""), held.tiers[pk], batch)
    _plan_certificates(plan, told.get("certificates", ()), held.certificates[pk])
    _plan_material(plan, told.get("material", ""), held.materials.get(pk))
    _plan_pictures(plan, digests, held.pictures[pk])
    if product and not plan.changes:
        plan.fate = Fate.SAME
    return plan


def _plan_values(plan: Plan, told: Mapping[str, Any], product: Product | None) -> None:
    for name, raw in told.items():
        if name == "category" or (product and name == "model_number"):
            continue
        column: Any = Product._meta.get_field(name)
        value = column.to_python(raw)
        before = getattr(product, name) if product else None
        if value != before:
            plan.values[name] = value
            plan.changes[name] = [before if before not in ("", None) else "", value]
    weights = [
        plan.values.get(name, getattr(product, name) if product else None) for name in ("gross_kg", "net_kg")
    ]
    gross, net = weights
    if gross is not None and net is not None and net > gross:
        plan.problems.append([None, "net_above_gross"])


def _plan_price(
    plan: Plan, currency: str, price: Decimal, note: str, tiers: Iterable[PriceTier], batch: ProductImport
) -> None:
    rows = [tier for tier in tiers if tier.currency == currency]
    begun = [tier for tier in rows if tier.valid_from <= batch.valid_from]
    holding = [tier for tier in begun if tier.valid_until is None or tier.valid_until >= batch.valid_from]
    smallest = min((tier.min_quantity for tier in holding), default=FROM_QUANTITY)
    now = next((tier for tier in reversed(holding) if tier.min_quantity == smallest), None)
    if now and now.price == price and note in ("", now.note) and batch.valid_until in (None, now.valid_until):
        return
    key = smallest, batch.valid_from
    plan.tiers[currency] = (
        next((tier for tier in rows if (tier.min_quantity, tier.valid_from) == key), None),
        smallest,
    )
    plan.changes[f"price {currency}"] = [now.price if now else "", price]


def _plan_certificates(plan: Plan, told: Iterable[str], there: Collection[str]) -> None:
    plan.certificates = [name for name in told if name.casefold() not in there]
    if plan.certificates:
        plan.changes["certificates"] = ["", ", ".join(plan.certificates)]


def _plan_material(plan: Plan, told: str, there: ProductParameter | None) -> None:
    if told and told != (there.value if there else ""):
        plan.material = told
        plan.changes["material"] = [there.value if there else "", told]


def _plan_pictures(plan: Plan, digests: Collection[str], there: Collection[str]) -> None:
    fresh = [digest for digest in dict.fromkeys(digests) if digest not in there]
    plan.pictures = fresh[: max(PICTURES_KEPT - len(there), 0)]
    if len(plan.pictures) < len(fresh):
        plan.problems.append([None, "too_many_pictures"])
    if plan.pictures:
        plan.changes["pictures"] = [len(there), len(there) + len(plan.pictures)]
