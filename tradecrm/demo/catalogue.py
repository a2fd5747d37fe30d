"""The demo's catalogue: products, prices by market, samples, costs, and an e-sample that was sent (requirements D5)."""

import hashlib
import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from random import Random

from django.core.files.base import ContentFile
from django.utils import timezone

from accounts.models import User
from catalogue.models import (
    Attribute,
    Category,
    Certificate,
    ESample,
    ESampleItem,
    MarketRegion,
    PhotoStatus,
    PriceTier,
    Product,
    ProductCost,
    ProductParameter,
    ProductPicture,
    RegionCountry,
    SampleStock,
    ValueLine,
)
from catalogue.services.products import search_text_of
from core.models import StoredFile
from core.pictures.child import LONGEST_SIDE, SMALL_SIDE
from core.text import sort_name
from tradecrm.demo.catalogue_rows import KINDS, LINES, MARKETS, VALUE_LINES, Line
from tradecrm.demo.chance import stream
from tradecrm.demo.drawings import draw

CENT = Decimal("0.01")
LARGE_ORDER, LARGE_OFF = 5, Decimal(-3)
FLOOR, COST = Decimal("0.9"), Decimal("0.78")
SENT = ("linda", "Werkzeuge Messe Köln", ("QC-S46", "QC-P8", "QC-V1000"))


def fill_catalogue(users: Mapping[str, User], *, at: datetime, seed: int) -> int:
    """Write the catalogue; return how many products there are."""
    chance, keeper = stream(seed, "catalogue"), users["ivy"]
    regions = _write_markets()
    kinds = _write_kinds()
    products = {line.model: _write_product(line, kinds[line.kind], keeper, at, chance) for line in LINES}
    for line in LINES:
        _write_prices(line, products[line.model], regions, users["helen"], at)
    _send_one(users, products, at, chance)
    return len(products)


def _write_markets() -> dict[str, MarketRegion]:
    regions = {}
    for position, market in enumerate(MARKETS):
        region = MarketRegion.objects.create(
            name_zh=market.chinese, name_en=market.english, policy=market.policy, position=position
        )
        RegionCountry.objects.bulk_create(
            [RegionCountry(region=region, country=code) for code in market.countries.split()]
        )
        regions[market.english] = region
    for position, (label, percent, english, spanish, chinese) in enumerate(VALUE_LINES):
        ValueLine.objects.create(
            region=regions["USA"], label=label, percent=Decimal(percent), sentence_en=english, sentence_es=spanish,
            sentence_zh=chinese, position=position,
        )  # fmt: skip
    return regions


def _write_kinds() -> dict[str, Category]:
    kinds = {}
    for position, kind in enumerate(KINDS):
        category = Category.objects.create(name_zh=kind.chinese, name_en=kind.english, position=position)
        Attribute.objects.bulk_create(
            [
                Attribute(category=category, name_zh=chinese, name_en=english, unit=unit, position=place)
                for place, (chinese, english, unit) in enumerate(kind.parameters)
            ]
        )
        kinds[kind.english] = category
    return kinds


def _write_product(line: Line, category: Category, keeper: User, at: datetime, chance: Random) -> Product:
    packed = line.packed
    length, width, height = (Decimal(side) for side in packed.sides)
    product = Product(
        model_number=line.model, name_zh=line.chinese, name_en=line.english, category=category,
        specification_zh=line.specification[0], specification_en=line.specification[1], moq=line.moq, unit=line.unit,
        keywords=line.keywords, hs_code=line.hs_code, packing_zh=line.packing[0], packing_en=line.packing[1],
        pieces_per_carton=packed.pieces, carton_length_cm=length, carton_width_cm=width, carton_height_cm=height,
        gross_kg=Decimal(packed.gross), net_kg=Decimal(packed.net), lead_days=line.lead_days, sample_days=line.sample_days,
        warranty_months=line.warranty_months, selling_points_zh=line.points[0], selling_points_en=line.points[1],
        difference=line.difference, photo_status=PhotoStatus.PROFESSIONAL, needs_no_certificate=not line.certificates,
        is_new=line.is_new, reviewed_at=at - timedelta(days=line.reviewed_days), reviewed_by=keeper,
        created_at=at - timedelta(days=400 if not line.is_new else 30), created_by=keeper,
    )  # fmt: skip
    product.name_sort, product.search_text = sort_name(line.model), search_text_of(product)
    product.save()
    _write_parts(line, product, keeper, at)
    _draw(product, keeper, at, chance)
    return product


def _write_parts(line: Line, product: Product, keeper: User, at: datetime) -> None:
    attributes = list(product.category.attributes.all())
    ProductParameter.objects.bulk_create(
        [
            ProductParameter(product=product, attribute=attribute, value=value)
            for attribute, value in zip(attributes, line.parameters, strict=True)
            if value
        ]
    )
    today = timezone.localdate(at)
    Certificate.objects.bulk_create(
        [
            Certificate(
                product=product, name=name, number=number, expires_on=None if days is None else today + timedelta(days)
            )
            for name, number, days in line.certificates
        ]
    )  # fmt: skip
    if line.samples:
        quantity, is_approved, location, low = line.samples
        SampleStock.objects.create(
            product=product, quantity=quantity, is_approved=is_approved, location=location, low_limit=low,
            changed_at=at - timedelta(days=9), changed_by=keeper,
        )  # fmt: skip


def _draw(product: Product, keeper: User, at: datetime, chance: Random) -> None:
    files, width, height = [], 0, 0
    for side in (SMALL_SIDE, LONGEST_SIDE):
        content, width, height = draw(product.model_number, side=side)
        files.append(_keep(f"{product.model_number}.jpg", content, keeper, at, chance))
    ProductPicture.objects.create(
        product=product, thumbnail=files[0], file=files[1], width=width, height=height
    )


def _keep(name: str, content: bytes, keeper: User, at: datetime, chance: Random) -> StoredFile:
    """Keep a file of ours under a key of the seed: the same rows from run to run."""
    kept = StoredFile(
        pk=uuid.UUID(int=chance.getrandbits(128), version=4), name=name, content_type="image/jpeg", size=len(content),
        sha256=hashlib.sha256(content).hexdigest(), uploaded_by=keeper, uploaded_at=at,
    )  # fmt: skip
    kept.file.save(uuid.uuid4().hex, ContentFile(content), save=False)
    kept.save(force_insert=True)
    return kept


def _write_prices(
    line: Line, product: Product, regions: Mapping[str, MarketRegion], manager: User, at: datetime
) -> None:
    standard, usa = Decimal(line.standard), Decimal(line.usa)
    since = timezone.localdate(at - timedelta(days=60))
    prices: list[tuple[MarketRegion | None, Decimal, str]] = [(None, standard, "")]
    for market in MARKETS:
        if market.english == "USA":
            prices.append((regions["USA"], usa, market.includes))
        elif market.off:
            prices.append((regions[market.english], _off(standard, Decimal(market.off)), market.includes))
    shared = {
        "product": product,
        "valid_from": since,
        "changed_at": at - timedelta(days=60),
        "changed_by": manager,
    }
    PriceTier.objects.bulk_create(
        [
            PriceTier(region=region, price=amount, note=note, min_quantity=quantity, **shared)
            for region, price, note in prices
            for quantity, amount in ((line.moq, price), (line.moq * LARGE_ORDER, _off(price, LARGE_OFF)))
        ]
    )
    ProductCost.objects.create(
        product=product, currency="USD", cost=_cents(standard * COST), floor_price=_cents(standard * FLOOR),
        changed_at=at - timedelta(days=60), changed_by=manager,
    )  # fmt: skip


def _off(price: Decimal, percent: Decimal) -> Decimal:
    return _cents(price * (100 + percent) / 100)


def _cents(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, ROUND_HALF_UP)


def _send_one(
    users: Mapping[str, User], products: Mapping[str, Product], at: datetime, chance: Random
) -> None:
    """A link that was opened; nobody knows its address, as nobody does who has lost it."""
    mailbox, name, models = SENT
    sent = ESample.objects.create(
        user=users[mailbox], name=name, digest=f"{chance.getrandbits(256):064x}", epoch=users[mailbox].session_epoch,
        made_at=at - timedelta(days=12), expires_at=at + timedelta(days=48), opened_count=3,
        last_opened_at=at - timedelta(days=2, hours=5),
    )  # fmt: skip
    ESampleItem.objects.bulk_create(
        [
            ESampleItem(esample=sent, product=products[model], position=place)
            for place, model in enumerate(models)
        ]
    )
