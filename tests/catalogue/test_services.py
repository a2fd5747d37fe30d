"""Writes of the catalogue: what they do, what they record, what they refuse."""

from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from catalogue import services
from catalogue.domain.completeness import Part
from catalogue.models import (
    MarketRegion,
    PriceTier,
    Product,
    ProductCost,
    ProductParameter,
    ProductPicture,
    RegionCountry,
    SampleStock,
)
from catalogue.selectors.listing import missing_of
from catalogue.services import Parameter, StaleEdit, Taken, TooMany
from core.forms_once import AlreadySubmitted
from core.models import AuditDetail, AuditEntry, StoredFile
from tests.factories import AT, CategoryFactory, PriceTierFactory, ProductFactory, picture_bytes

TOKEN = "8b5f0c1e-0000-4000-8000-000000000001"
KEEPERS = ("assistant", "manager", "boss")
OTHERS = ("owner", "production", "admin", "adviser", "frozen")
TIER = {"region": None, "customer_type": "", "min_quantity": 500, "currency": "USD", "price": Decimal("5.80"),
        "valid_from": date(2026, 11, 16), "valid_until": None, "note": ""}  # fmt: skip


def values(**other) -> dict:
    return {
        "model_number": "QC-X1",
        "name_en": "Mixed set",
        "name_zh": "组套",
        "category": CategoryFactory(),
        **other,
    }


def last_entry() -> tuple[str, dict]:
    entry = AuditEntry.objects.latest("pk")
    return entry.verb, AuditDetail.objects.get(entry=entry).changes


@pytest.mark.parametrize("who", KEEPERS)
def test_product_is_entered_and_found(who: str, cast: SimpleNamespace) -> None:
    made = services.create_product(actor=getattr(cast, who), values=values(keywords="socket，套筒"), at=AT)
    assert (made.reviewed_at, made.version, last_entry()[0]) == (AT, 1, "catalogue.product_created")
    for word in ("qcx1", "qc-x1", "mixed", "组", "zutao", "taotong", "socket"):
        assert word in made.search_text


@pytest.mark.parametrize("who", OTHERS)
def test_product_is_not_entered_by_others(who: str, cast: SimpleNamespace) -> None:
    given = values()
    with pytest.raises(PermissionDenied):
        services.create_product(actor=getattr(cast, who), values=given, at=AT)
    assert (Product.objects.count(), AuditEntry.objects.count()) == (0, 0)


def test_product_is_entered_once_by_two_clicks(cast: SimpleNamespace) -> None:
    given = values()
    made = services.create_product(actor=cast.assistant, values=given, at=AT, form_token=TOKEN)
    with pytest.raises(AlreadySubmitted) as second:
        services.create_product(actor=cast.assistant, values=given, at=AT, form_token=TOKEN)
    assert (second.value.url, Product.objects.count()) == (made.get_absolute_url(), 1)


@pytest.mark.parametrize("model", ["QC-S46", "qc-s46", " qc-S46 "])
def test_model_number_is_there_once_however_it_is_written(
    model: str, cast: SimpleNamespace, product: Product
) -> None:
    with pytest.raises(Taken):
        services.create_product(actor=cast.assistant, values=values(model_number=model), at=AT)
    assert Product.objects.count() == 1


def test_too_long_name_is_refused_by_field(cast: SimpleNamespace) -> None:
    with pytest.raises(ValidationError) as refused:
        services.create_product(actor=cast.assistant, values=values(name_zh="长" * 81), at=AT)
    assert list(refused.value.message_dict) == ["name_zh"]


def test_change_is_recorded_and_counts_as_looking_through(cast: SimpleNamespace, product: Product) -> None:
    row = services.update_product(
        actor=cast.manager, product=product, values={"moq": 800, "name_en": product.name_en}, version=1, at=AT
    )
    assert (row.moq, row.version, row.reviewed_at, row.reviewed_by) == (800, 2, AT, cast.manager)
    assert last_entry() == ("catalogue.product_changed", {"moq": [1000, 800]})


def test_stale_change_is_refused_and_names_what_stands(cast: SimpleNamespace, product: Product) -> None:
    services.update_product(actor=cast.manager, product=product, values={"moq": 800}, version=1, at=AT)
    with pytest.raises(StaleEdit) as stale:
        services.update_product(actor=cast.assistant, product=product, values={"moq": 9}, version=1, at=AT)
    assert (stale.value.current.moq, Product.objects.get().moq) == (800, 800)


def test_another_category_drops_the_parameters_of_the_former(cast: SimpleNamespace, product: Product) -> None:
    services.save_category(
        actor=cast.assistant, category=product.category, name_zh="组套", name_en="Sets", position=0, at=AT,
        parameters=[Parameter("齿数", "Teeth")],
    )  # fmt: skip
    teeth = product.category.attributes.get()
    services.set_parameters(actor=cast.assistant, product=product, values={teeth.pk: "72"}, at=AT)
    services.update_product(
        actor=cast.assistant, product=product, values={"category": CategoryFactory()}, version=1, at=AT
    )
    assert ProductParameter.objects.count() == 0


def test_parameter_of_another_category_is_not_taken(cast: SimpleNamespace, product: Product) -> None:
    other = CategoryFactory()
    foreign = other.attributes.create(name_zh="功率", name_en="Power")
    services.set_parameters(actor=cast.assistant, product=product, values={foreign.pk: "20"}, at=AT)
    assert ProductParameter.objects.count() == 0


def test_category_keeps_values_of_parameters_that_stay(cast: SimpleNamespace, product: Product) -> None:
    save = {"actor": cast.assistant, "category": product.category, "name_zh": "组套", "name_en": "Sets", "position": 0, "at": AT}  # fmt: skip
    services.save_category(**save, parameters=[Parameter("齿数", "Teeth"), Parameter("材质", "Material")])
    teeth, steel = product.category.attributes.all()
    services.set_parameters(actor=cast.assistant, product=product, values={teeth.pk: "72", steel.pk: "CR-V"}, at=AT)  # fmt: skip
    services.save_category(**save, parameters=[Parameter("材料", "material", "x")])
    assert [(one.attribute_id, one.value) for one in ProductParameter.objects.all()] == [(steel.pk, "CR-V")]
    assert "sets" in Product.objects.get().search_text


def test_withdrawing_and_bringing_back_twice_changes_nothing(cast: SimpleNamespace, product: Product) -> None:
    for _time in range(2):
        services.withdraw_product(actor=cast.assistant, product=product, at=AT)
    assert (Product.objects.offered().count(), AuditEntry.objects.count()) == (0, 1)
    for _time in range(2):
        services.bring_back_product(actor=cast.assistant, product=product, at=AT)
    assert (Product.objects.offered().count(), AuditEntry.objects.count()) == (1, 2)


# ── cost and floor ──────────────────────────────────────────────────────────
@pytest.mark.parametrize("who", ["manager", "boss"])
def test_cost_is_set_by_who_may(who: str, cast: SimpleNamespace, product: Product) -> None:
    held = services.set_cost(
        actor=getattr(cast, who), product=product, currency="USD", cost=Decimal("4.20"), floor_price=Decimal(5),
        version=0, at=AT,
    )  # fmt: skip
    assert (held.floor_price, held.version, last_entry()[0]) == (Decimal(5), 1, "catalogue.cost_changed")


@pytest.mark.parametrize("who", ["assistant", *OTHERS])
def test_cost_is_not_set_by_others(who: str, cast: SimpleNamespace, product: Product) -> None:
    with pytest.raises(PermissionDenied):
        services.set_cost(
            actor=getattr(cast, who), product=product, currency="USD", cost=Decimal(4), floor_price=None, version=0, at=AT
        )  # fmt: skip
    assert (ProductCost.objects.count(), AuditEntry.objects.count()) == (0, 0)


def test_two_who_set_the_first_cost_do_not_overwrite_each_other(cast: SimpleNamespace, product: Product) -> None:  # fmt: skip
    given = {"product": product, "currency": "USD", "cost": Decimal(4), "floor_price": None, "version": 0, "at": AT}  # fmt: skip
    services.set_cost(actor=cast.manager, **given)
    with pytest.raises(StaleEdit):
        services.set_cost(actor=cast.boss, **given)


# ── prices, stock ───────────────────────────────────────────────────────────
def test_price_is_set_changed_and_taken_away(cast: SimpleNamespace, product: Product) -> None:
    tier = services.save_tier(actor=cast.assistant, product=product, tier=None, values=TIER, at=AT)
    services.save_tier(
        actor=cast.manager, product=product, tier=tier, values={**TIER, "price": Decimal("5.75")}, at=AT
    )
    assert last_entry() == ("catalogue.price_changed", {"price": ["5.8000", "5.75"]})
    for _time in range(2):
        services.remove_tier(actor=cast.manager, tier=tier, at=AT)
    assert (PriceTier.objects.count(), AuditEntry.objects.count()) == (0, 3)


@pytest.mark.parametrize("region", [False, True])
def test_same_price_twice_is_refused_in_any_market_and_in_one(
    region: bool, cast: SimpleNamespace, product: Product
) -> None:
    market = MarketRegion.objects.create(name_zh="美国", name_en="USA") if region else None
    given = {**TIER, "region": market}
    services.save_tier(actor=cast.assistant, product=product, tier=None, values=given, at=AT)
    with pytest.raises(Taken):
        services.save_tier(actor=cast.assistant, product=product, tier=None, values=given, at=AT)
    assert PriceTier.objects.count() == 1


@pytest.mark.parametrize("who", OTHERS)
def test_price_is_not_set_by_others(who: str, cast: SimpleNamespace, product: Product) -> None:
    tier = PriceTierFactory(product=product)
    for change in (
        lambda actor: services.save_tier(actor=actor, product=product, tier=tier, values=TIER, at=AT),
        lambda actor: services.remove_tier(actor=actor, tier=tier, at=AT),
    ):
        with pytest.raises(PermissionDenied):
            change(getattr(cast, who))
    assert (PriceTier.objects.get().price, AuditEntry.objects.count()) == (Decimal("6.0800"), 0)


def test_samples_are_counted_and_taken(cast: SimpleNamespace, product: Product) -> None:
    counted = {"quantity": 4, "is_approved": True, "location": "A-03", "low_limit": 3}
    assert services.take_samples(actor=cast.owner, product=product, quantity=1, at=AT) is None
    services.set_stock(actor=cast.assistant, product=product, values=counted, version=0, at=AT)
    held = services.take_samples(actor=cast.owner, product=product, quantity=2, at=AT)
    assert (held.quantity, held.is_low, last_entry()[1]) == (2, True, {"quantity": [4, 2]})
    held = services.take_samples(actor=cast.owner, product=product, quantity=9, at=AT)
    assert held.quantity == 0
    with pytest.raises(StaleEdit):
        services.set_stock(actor=cast.assistant, product=product, values=counted, version=1, at=AT)
    with pytest.raises(ValueError, match="at least one"):
        services.take_samples(actor=cast.owner, product=product, quantity=0, at=AT)
    assert SampleStock.objects.get().quantity == 0


# ── pictures and papers ─────────────────────────────────────────────────────
def upload(name: str = "set.png", content: bytes = b"") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content or picture_bytes("PNG", (40, 30)))


def test_picture_is_written_anew_and_the_first_stands_for_the_product(
    cast: SimpleNamespace, product: Product
) -> None:
    one, two = (
        services.add_picture(actor=cast.assistant, product=product, upload=upload(), at=AT) for _ in range(2)
    )
    services.make_picture_first(actor=cast.assistant, picture=two, at=AT)
    assert [row.pk for row in product.pictures.all()] == [two.pk, one.pk]
    assert (one.width, one.height, one.file.name, one.file.content_type) == (40, 30, "set.jpg", "image/jpeg")
    services.remove_picture(actor=cast.assistant, picture=one, at=AT)
    services.remove_picture(actor=cast.assistant, picture=one, at=AT)
    assert (ProductPicture.objects.count(), StoredFile.objects.count()) == (1, 2)


def test_more_pictures_than_kept_are_refused(cast: SimpleNamespace, product: Product) -> None:
    from tests.factories import ProductPictureFactory

    ProductPictureFactory.create_batch(services.PICTURES_KEPT, product=product)
    with pytest.raises(TooMany):
        services.add_picture(actor=cast.assistant, product=product, upload=upload(), at=AT)
    assert ProductPicture.objects.count() == services.PICTURES_KEPT


@pytest.mark.parametrize("who", OTHERS)
def test_pictures_and_papers_are_not_brought_by_others(
    who: str, cast: SimpleNamespace, product: Product
) -> None:
    actor = getattr(cast, who)
    for bring in (
        lambda: services.add_picture(actor=actor, product=product, upload=upload(), at=AT),
        lambda: services.add_document(actor=actor, product=product, title="", upload=upload(), at=AT),
        lambda: services.save_certificate(
            actor=actor, product=product, certificate=None, name="CE", number="", expires_on=None, at=AT
        ),
    ):
        with pytest.raises(PermissionDenied):
            bring()
    assert (StoredFile.objects.count(), AuditEntry.objects.count()) == (0, 0)


def test_certificate_and_its_paper_are_replaced_and_taken_away(
    cast: SimpleNamespace, product: Product
) -> None:
    given = {"actor": cast.assistant, "product": product, "name": "GS", "number": "S60", "at": AT}
    held = services.save_certificate(
        **given, certificate=None, expires_on=None, upload=upload("gs.pdf", b"%PDF")
    )
    with pytest.raises(Taken):
        services.save_certificate(**given, certificate=None, expires_on=None)
    held = services.save_certificate(
        **given, certificate=held, expires_on=AT.date() + timedelta(9), upload=upload("gs2.pdf", b"%PDF2")
    )
    assert [file.name for file in StoredFile.objects.all()] == ["gs2.pdf"]
    for _time in range(2):
        services.remove_certificate(actor=cast.assistant, certificate=held, at=AT)
    assert (product.certificates.count(), StoredFile.objects.count()) == (0, 0)


# ── markets ─────────────────────────────────────────────────────────────────
def region(actor, **other) -> MarketRegion:
    given = {"region": None, "values": {"name_zh": "美国", "name_en": "USA", "policy": "value_first"}, "countries": ["US"]}  # fmt: skip
    return services.save_region(**{**given, "actor": actor, "at": AT, **other})


def test_country_belongs_to_the_market_that_took_it_last(cast: SimpleNamespace) -> None:
    usa = region(cast.manager, countries=["US", "CA"])
    other = region(cast.boss, values={"name_zh": "北美", "name_en": "North America"}, countries=["CA", "MX"])
    assert (services.countries_of(usa), services.countries_of(other)) == (["US"], ["CA", "MX"])
    assert RegionCountry.objects.count() == 3


@pytest.mark.parametrize("who", ["assistant", *OTHERS])
def test_market_is_policy_and_not_everybodys(who: str, cast: SimpleNamespace) -> None:
    usa = region(cast.manager)
    before = AuditEntry.objects.count()
    line = {"label": "Box", "percent": 3, "sentence_en": "x", "sentence_es": "x", "sentence_zh": "x"}
    for change in (
        lambda actor: region(actor, region=usa, version=1),
        lambda actor: services.save_value_line(actor=actor, region=usa, line=None, values=line, at=AT),
    ):
        with pytest.raises(PermissionDenied):
            change(getattr(cast, who))
    assert (AuditEntry.objects.count(), MarketRegion.objects.get().version) == (before, 1)


def test_stale_market_is_refused(cast: SimpleNamespace) -> None:
    usa = region(cast.manager)
    region(cast.manager, region=usa, version=1)
    with pytest.raises(StaleEdit):
        region(cast.boss, region=usa, version=1)


def test_value_line_is_saved_and_taken_away(cast: SimpleNamespace) -> None:
    usa = region(cast.manager)
    given = {"label": "Retail box", "percent": Decimal("3.5"), "amount": None, "sentence_en": "Your box.", "sentence_es": "Su caja.", "sentence_zh": "含彩盒。"}  # fmt: skip
    line = services.save_value_line(actor=cast.manager, region=usa, line=None, values=given, at=AT)
    assert [line.sentence_in(code) for code in ("es", "zh", "pt")] == ["Su caja.", "含彩盒。", "Your box."]
    for _time in range(2):
        services.remove_value_line(actor=cast.manager, line=line, at=AT)
    assert usa.value_lines.count() == 0


def test_products_are_found_again_after_their_category_was_renamed(cast: SimpleNamespace) -> None:
    product = ProductFactory()
    services.save_category(
        actor=cast.boss, category=product.category, name_zh="灯具", name_en="Lights", position=1, parameters=[], at=AT
    )  # fmt: skip
    assert "lights" in Product.objects.get().search_text


# ── the state of the pictures (S27) ─────────────────────────────────────────
def test_state_of_the_pictures_follows_the_first_one(cast: SimpleNamespace, product: Product) -> None:
    def state() -> str:
        product.refresh_from_db()
        return product.photo_status

    def add(size: tuple[int, int]) -> ProductPicture:
        upload = SimpleUploadedFile("set.png", picture_bytes("PNG", size=size))
        return services.add_picture(actor=cast.assistant, product=product, upload=upload, at=AT)

    small = add((200, 100))
    assert (state(), is_missing(product)) == ("reshoot", True)
    values = {"photo_status": "professional"}
    services.update_product(
        actor=cast.assistant, product=product, values=values, version=product.version, at=AT
    )
    assert (state(), is_missing(product)) == ("professional", False)
    services.remove_picture(actor=cast.assistant, picture=small, at=AT)
    assert (state(), is_missing(product)) == ("", True)
    # Without a picture nothing can be said of it.
    services.update_product(
        actor=cast.assistant, product=product, values=values, version=product.version, at=AT
    )
    assert state() == ""
    add((900, 700))
    assert (state(), is_missing(product)) == ("scanned", False)


def is_missing(product: Product) -> bool:
    return Part.PICTURE in missing_of([product.pk], AT.date())[product.pk]
