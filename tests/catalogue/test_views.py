"""Pages of the catalogue: who sees what, what a form refuses, how many statements a page takes."""

from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalogue import services
from catalogue.models import (
    Category,
    Certificate,
    MarketRegion,
    PriceTier,
    Product,
    ProductCost,
    ProductPicture,
    SampleStock,
)
from catalogue.selectors.finding import find_products
from catalogue.selectors.listing import ListQuery, listed_ids, read_list
from catalogue.selectors.markets import read_markets
from catalogue.selectors.ranking import NEWEST, RankQuery, rank
from catalogue.selectors.record import read_product
from core.models import AuditEntry
from tests.factories import (
    AT,
    CategoryFactory,
    PriceTierFactory,
    ProductFactory,
    ProductPictureFactory,
    picture_bytes,
)

READERS = ("owner", "assistant", "production", "manager", "boss")


@pytest.fixture
def costed(cast: SimpleNamespace, product: Product) -> Product:
    ProductCost.objects.create(
        product=product, cost="7331.77", floor_price="8442.88", changed_at=AT, changed_by=cast.manager
    )
    return product


# ── cost and floor price (Z5) ───────────────────────────────────────────────
PAGES = ("/catalogue/", "/catalogue/?view=tiles", "/catalogue/{pk}/", "/catalogue/{pk}/?country=US&quantity=5", "/catalogue/{pk}/edit/",
         "/customers/find/?q=QC-S46", "/catalogue/?q=7331", "/catalogue/{pk}/cost/", "/catalogue/markets/", "/audit/?kind=catalogue")  # fmt: skip


@pytest.mark.parametrize("who", ["owner", "stand_in", "assistant", "production", "admin", "adviser"])
@pytest.mark.parametrize("url", PAGES)
def test_cost_stands_on_no_page_of_who_may_not_see_it(
    url: str, who: str, cast: SimpleNamespace, costed: Product, client_of
) -> None:
    services.set_cost(
        actor=cast.manager, product=costed, currency="USD", cost=Decimal("7331.78"), floor_price=Decimal("8442.89"),
        version=1, at=AT,
    )  # fmt: skip
    text = client_of(getattr(cast, who)).get(url.format(pk=costed.pk)).content.decode()
    assert [word for word in ("7331.7", "7,331.7", "8442.8", "8,442.8", "Floor price") if word in text] == []


@pytest.mark.parametrize("who", ["manager", "boss"])
def test_cost_stands_on_the_page_of_who_may(who: str, cast: SimpleNamespace, costed: Product, client_of) -> None:  # fmt: skip
    text = client_of(getattr(cast, who)).get(costed.get_absolute_url()).content.decode()
    assert ("7,331.77" in text, "8,442.88" in text) == (True, True)


@pytest.mark.parametrize("who", ["assistant", "owner"])
def test_cost_is_not_written_by_who_may_not(who: str, cast: SimpleNamespace, costed: Product, client_of) -> None:  # fmt: skip
    client = client_of(getattr(cast, who))
    extra = {"cost": "1", "floor_price": "1", "currency": "USD", "version": "1"}
    assert client.post(f"/catalogue/{costed.pk}/cost/", extra).status_code == 403
    values = {
        "model_number": "QC-S46",
        "name_en": "Set",
        "name_zh": "组套",
        "category": costed.category_id,
        "unit": "set",
    }
    client.post(f"/catalogue/{costed.pk}/edit/", values | extra)
    held = ProductCost.objects.get()
    assert (held.cost, held.floor_price, held.version) == (Decimal("7331.77"), Decimal("8442.88"), 1)


# ── the list ────────────────────────────────────────────────────────────────
def shown_on(client, query: str = "") -> set[str]:
    text = client.get(f"/catalogue/{query}").content.decode()
    return {model for model in ("QC-S46", "QC-P8", "QC-OLD") if f">{model}<" in text}


@pytest.fixture
def three(cast: SimpleNamespace, product: Product) -> tuple[Product, ...]:
    pliers = ProductFactory(
        model_number="QC-P8", name_en="Combination pliers", name_zh="钢丝钳", is_new=True, category=CategoryFactory()
    )  # fmt: skip
    old = ProductFactory(model_number="QC-OLD", withdrawn_at=AT)
    return product, pliers, old


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"QC-S46", "QC-P8"}),
        ("?q=pliers", {"QC-P8"}),
        ("?q=钢丝", {"QC-P8"}),
        ("?q=gangsi", {"QC-P8"}),
        ("?q=qcs46", {"QC-S46"}),
        ("?q=nothing", set()),
        ("?show=new", {"QC-P8"}),
        ("?show=withdrawn", {"QC-OLD"}),
        ("?show=incomplete", {"QC-S46", "QC-P8"}),
        ("?show=low", set()),
        ("?show=nonsense&order=x&category=x&page=0", {"QC-S46", "QC-P8"}),
        ("?page=99999", set()),
        ("?view=tiles", {"QC-S46", "QC-P8"}),
    ],
)
def test_list_is_narrowed_by_its_address(
    query: str, found: set[str], cast: SimpleNamespace, three: tuple[Product, ...], client_of
) -> None:
    assert shown_on(client_of(cast.owner), query) == found


def test_products_without_selling_points_in_either_language(
    cast: SimpleNamespace, three: tuple[Product, ...], client_of
) -> None:
    """S154."""
    client = client_of(cast.owner)
    Product.objects.filter(model_number="QC-S46").update(selling_points_en="", selling_points_zh="铬钒钢")
    Product.objects.exclude(model_number="QC-S46").update(selling_points_en="", selling_points_zh="")
    assert shown_on(client, "?show=no_points") == {"QC-P8"}  # the old one is withdrawn
    Product.objects.filter(model_number="QC-P8").update(selling_points_en="Chrome vanadium")
    assert shown_on(client, "?show=no_points") == set()


def test_stale_products_are_those_looked_through_too_long_ago(
    cast: SimpleNamespace, three: tuple[Product, ...], client_of
) -> None:
    from django.utils import timezone

    Product.objects.exclude(model_number="QC-P8").update(reviewed_at=timezone.now())
    assert shown_on(client_of(cast.owner), "?show=stale") == set()
    Product.objects.filter(model_number="QC-P8").update(
        reviewed_at=timezone.now() - timezone.timedelta(days=91)
    )
    assert shown_on(client_of(cast.owner), "?show=stale") == {"QC-P8"}


def test_complete_product_is_not_listed_as_incomplete(
    cast: SimpleNamespace, product: Product, client_of
) -> None:
    steel = product.category.attributes.create(name_zh="材质", name_en="Material")
    Product.objects.update(
        specification_en="CR-V", specification_zh="铬钒钢", keywords="socket", needs_no_certificate=True, pieces_per_carton=20,
        carton_length_cm=40, carton_width_cm=35, carton_height_cm=30,
    )  # fmt: skip
    services.set_parameters(actor=cast.boss, product=product, values={steel.pk: "CR-V"}, at=AT)
    ProductPictureFactory(product=product)
    assert shown_on(client_of(cast.owner), "?show=incomplete") == {"QC-S46"}
    PriceTierFactory(product=product, valid_from=AT.date())
    assert shown_on(client_of(cast.owner), "?show=incomplete") == set()


def statements(client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as found:
        assert client.get(url).status_code == 200
    return len(found)


@pytest.mark.parametrize(
    "url", ["/catalogue/", "/catalogue/?view=tiles&show=incomplete", "/catalogue/markets/"]
)
def test_list_takes_as_many_statements_for_three_rows_as_for_one(
    url: str, cast: SimpleNamespace, product: Product, client_of
) -> None:
    client = client_of(cast.owner)
    _fill(product)
    one = statements(client, url)
    for row in ProductFactory.create_batch(2):
        _fill(row)
    assert statements(client, url) == one


def _fill(product: Product) -> None:
    region = MarketRegion.objects.create(name_zh="市场", name_en=f"Market {product.pk}")
    region.countries.create(country=["US", "DE", "FR", "GB"][product.pk % 4])
    PriceTierFactory(product=product, region=region)
    ProductPictureFactory(product=product)


def test_product_takes_as_many_statements_for_three_of_each_part_as_for_one(
    cast: SimpleNamespace, product: Product, client_of
) -> None:
    client = client_of(cast.boss)

    def add(number: int) -> None:
        region = MarketRegion.objects.create(name_zh="市场", name_en=f"Market {number}")
        PriceTierFactory(product=product, region=region)
        ProductPictureFactory(product=product)
        Certificate.objects.create(product=product, name="CE", number=str(number))

    add(0)
    one = statements(client, product.get_absolute_url())
    for number in (1, 2):
        add(number)
    assert statements(client, product.get_absolute_url()) == one


# ── the product's page ──────────────────────────────────────────────────────
@pytest.mark.parametrize("who", READERS)
def test_product_is_read_by_who_reads_the_catalogue(
    who: str, cast: SimpleNamespace, product: Product, client_of
) -> None:
    text = client_of(getattr(cast, who)).get(product.get_absolute_url()).content.decode()
    may_write = who in {"assistant", "manager", "boss"}
    assert ("QC-S46" in text, f"/catalogue/{product.pk}/edit/" in text) == (True, may_write)


@pytest.mark.parametrize("url", ["/catalogue/987654/", "/catalogue/99999999999999999999/"])
def test_product_that_is_not_there_is_not_found(url: str, cast: SimpleNamespace, client_of) -> None:
    assert client_of(cast.owner).get(url).status_code == 404


def test_price_that_fits_is_told_with_its_reason(cast: SimpleNamespace, product: Product, client_of) -> None:
    usa = MarketRegion.objects.create(name_zh="美国", name_en="USA", policy="value_first")
    usa.countries.create(country="US")
    usa.value_lines.create(label="Retail box", percent=3, sentence_en="x", sentence_es="x", sentence_zh="x")
    PriceTierFactory(product=product)
    PriceTierFactory(product=product, region=usa, price="6.45", note="Retail box, UPC")
    client = client_of(cast.owner)
    text = client.get(f"/catalogue/{product.pk}/?country=US&quantity=3000").content.decode()
    for word in ("USA, from 1,000", "Retail box, UPC", "value first", "Retail box: 3 %"):
        assert word in text
    text = client.get(f"/catalogue/{product.pk}/?country=DE&quantity=3000").content.decode()
    assert "any market, from 1,000" in text
    text = client.get(f"/catalogue/{product.pk}/?country=DE&quantity=10").content.decode()
    assert "there is a price from 1,000 on" in text
    assert client.get(f"/catalogue/{product.pk}/?country=XX&quantity=-3").status_code == 200


def test_part_of_another_product_is_not_reached_through_ones_own(
    cast: SimpleNamespace, product: Product, client_of
) -> None:
    other = ProductFactory()
    picture, tier = ProductPictureFactory(product=other), PriceTierFactory(product=other)
    client = client_of(cast.boss)
    for path in (f"pictures/{picture.pk}/", f"pictures/{picture.pk}/small/", f"prices/{tier.pk}/"):
        assert client.get(f"/catalogue/{product.pk}/{path}").status_code == 404
    for path in (f"pictures/{picture.pk}/remove/", f"prices/{tier.pk}/remove/"):
        assert client.post(f"/catalogue/{product.pk}/{path}").status_code == 404
    assert (ProductPicture.objects.count(), PriceTier.objects.count()) == (1, 1)


def test_certificate_without_its_paper_has_none_to_hand_out(
    cast: SimpleNamespace, product: Product, client_of
) -> None:
    row = Certificate.objects.create(product=product, name="CE", number="1")
    assert (
        client_of(cast.owner).get(f"/catalogue/{product.pk}/certificates/{row.pk}/file/").status_code == 404
    )


@pytest.mark.parametrize("who", ["adviser", "admin", "frozen"])
def test_who_does_not_read_the_catalogue_gets_nothing_of_it(
    who: str, cast: SimpleNamespace, product: Product
) -> None:
    """Whatever page asks: the reads themselves look at who asks."""
    person = getattr(cast, who)
    region = MarketRegion.objects.create(name_zh="美国", name_en="USA")
    region.countries.create(country="US")
    found = read_list(person, ListQuery(), at=AT)
    assert (found.rows, found.total, set(found.counts.values())) == ([], 0, {0})
    assert listed_ids(person, ListQuery(), at=AT) == []
    assert find_products(person, product.model_number) == []
    assert rank(person, RankQuery(by=NEWEST), at=AT).rows == []
    assert (list(read_markets(person).regions), read_markets(person).of_country) == ([], {})
    with pytest.raises(Product.DoesNotExist):
        read_product(person, product, at=AT)


# ── forms ───────────────────────────────────────────────────────────────────
def posted(product: Product, **other) -> dict:
    given = {"model_number": "QC-S46", "name_en": "Set", "name_zh": "组套", "category": product.category_id, "unit": "set", "version": 1}  # fmt: skip
    return given | other


@pytest.mark.parametrize(
    ("field", "value"),
    [("model_number", ""), ("moq", "-5"), ("moq", "1e9"), ("gross_kg", "NaN"), ("carton_length_cm", "0"), ("hs_code", "82-04"),
     ("lead_days", "9999"), ("category", "987654"), ("unit", "x"), ("net_kg", "99"), ("name_zh", "长" * 81)],
)  # fmt: skip
def test_nonsense_is_refused_and_kept_in_the_form(
    field: str, value: str, cast: SimpleNamespace, product: Product, client_of
) -> None:
    data = posted(product, gross_kg="21", net_kg="20") | {field: value}
    answer = client_of(cast.assistant).post(f"/catalogue/{product.pk}/edit/", data)
    product.refresh_from_db()
    assert (answer.status_code, product.version, product.name_en != "Set") == (422, 1, True)
    assert f"id_{field}_error" in answer.content.decode()


def test_somebody_elses_change_is_shown_beside_ones_own(
    cast: SimpleNamespace, product: Product, client_of
) -> None:
    services.update_product(actor=cast.boss, product=product, values={"moq": 800}, version=1, at=AT)
    client = client_of(cast.assistant)
    answer = client.post(f"/catalogue/{product.pk}/edit/", posted(product, moq="900"))
    assert answer.status_code == 409
    assert "800" in answer.content.decode()
    again = client.post(f"/catalogue/{product.pk}/edit/", posted(product, moq="900", version=2))
    product.refresh_from_db()
    assert (again.status_code, product.moq) == (302, 900)


def test_two_edits_of_one_cost_meet(cast: SimpleNamespace, costed: Product, client_of) -> None:
    client = client_of(cast.boss)
    data = {"currency": "USD", "cost": "5", "floor_price": "6", "version": "1"}
    assert client.post(f"/catalogue/{costed.pk}/cost/", data).status_code == 302
    answer = client.post(f"/catalogue/{costed.pk}/cost/", data | {"cost": "4"})
    assert (answer.status_code, ProductCost.objects.get().cost) == (409, Decimal(5))


@pytest.mark.parametrize(
    "wrong",
    [{"price": "0"}, {"price": "-1"}, {"price": "1.23456"}, {"min_quantity": "0"}, {"valid_until": "2026-11-15"},
     {"currency": "XAU"}, {"region": "987654"}, {"valid_from": ""}],
)  # fmt: skip
def test_absurd_price_is_refused(wrong: dict, cast: SimpleNamespace, product: Product, client_of) -> None:
    data = {"min_quantity": "500", "currency": "USD", "price": "5.80", "valid_from": "2026-11-16"} | wrong
    answer = client_of(cast.assistant).post(f"/catalogue/{product.pk}/prices/", data)
    assert (answer.status_code, PriceTier.objects.count()) == (422, 0)


def test_same_price_twice_is_told_in_the_form(cast: SimpleNamespace, product: Product, client_of) -> None:
    data = {"min_quantity": "500", "currency": "USD", "price": "5.80", "valid_from": "2026-11-16"}
    client = client_of(cast.assistant)
    assert client.post(f"/catalogue/{product.pk}/prices/", data).status_code == 302
    answer = client.post(f"/catalogue/{product.pk}/prices/", data)
    assert (answer.status_code, "change that one" in answer.content.decode()) == (422, True)


@pytest.mark.parametrize("line", [{"amount": "1", "percent": "3"}, {}, {"percent": "0"}, {"amount": "-1"}])
def test_value_line_is_an_amount_or_a_percentage(line: dict, cast: SimpleNamespace, client_of) -> None:
    region = MarketRegion.objects.create(name_zh="美国", name_en="USA")
    data = {
        "label": "Box",
        "currency": "USD",
        "sentence_en": "x",
        "sentence_es": "x",
        "sentence_zh": "x",
    } | line
    answer = client_of(cast.manager).post(f"/catalogue/markets/{region.pk}/lines/", data)
    assert (answer.status_code, region.value_lines.count()) == (422, 0)


@pytest.mark.parametrize(
    "parameters", ["Teeth", "a|b|c|d", "齿数 | Teeth\n齿 | teeth", "| Teeth", "x" * 90 + "|y"]
)
def test_parameters_that_cannot_be_read_are_refused(
    parameters: str, cast: SimpleNamespace, client_of
) -> None:
    data = {"name_zh": "锤子", "name_en": "Hammers", "position": "1", "parameters": parameters}
    answer = client_of(cast.assistant).post("/catalogue/categories/new/", data)
    assert (answer.status_code, Category.objects.count()) == (422, 0)


def test_stock_is_set_by_its_form(cast: SimpleNamespace, product: Product, client_of) -> None:
    client = client_of(cast.assistant)
    url = f"/catalogue/{product.pk}/stock/"
    data = {"quantity": "2", "location": "A-03", "low_limit": "5", "version": "0"}
    assert client.post(url, data).status_code == 302
    assert SampleStock.objects.get().is_low
    assert shown_on(client, "?show=low") == {"QC-S46"}
    assert client.post(url, data).status_code == 409
    assert client.post(url, data | {"quantity": "-1", "version": "1"}).status_code == 422


# ── pictures ────────────────────────────────────────────────────────────────
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
BOMB = picture_bytes("PNG", (9_000, 9_000))


@pytest.mark.parametrize(
    ("content", "why"),
    [(SVG, "no JPEG, PNG or WebP"), (b"GIF89a" + b"0" * 40, "no JPEG, PNG or WebP"), (b"RIFF0000WAVEfmt ", "no JPEG, PNG or WebP"),
     (BOMB, "50 megapixels"), (picture_bytes()[:120], "cannot be read"), (b"\x89PNG\r\n\x1a\n" + b"x" * 90, "JPEG, PNG or WebP"),
     (b"<!doctype html>", "no JPEG, PNG or WebP")],
    ids=["svg", "gif", "wave", "bomb", "cut off", "no png", "html"],
)  # fmt: skip
def test_what_is_no_picture_is_refused_in_clear_words(
    content: bytes, why: str, cast: SimpleNamespace, product: Product, client_of
) -> None:
    answer = client_of(cast.assistant).post(
        f"/catalogue/{product.pk}/pictures/", {"file": SimpleUploadedFile("set.jpg", content)}
    )
    assert (answer.status_code, ProductPicture.objects.count(), AuditEntry.objects.count()) == (422, 0, 0)
    assert why in answer.content.decode()


def test_picture_is_shown_as_jpeg_to_readers_only(cast: SimpleNamespace, product: Product, client_of) -> None:
    client = client_of(cast.assistant)
    given = {"file": SimpleUploadedFile("set.png", picture_bytes("PNG", (2_000, 1_000)))}
    assert client.post(f"/catalogue/{product.pk}/pictures/", given).status_code == 302
    picture = ProductPicture.objects.get()
    assert (picture.width, picture.height) == (1600, 800)
    for path in ("", "small/"):
        url = f"/catalogue/{product.pk}/pictures/{picture.pk}/{path}"
        answer = client_of(cast.production).get(url)
        assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
        assert b"".join(answer.streaming_content)[:2] == b"\xff\xd8"
        assert client_of(cast.admin).get(url).status_code == 403
