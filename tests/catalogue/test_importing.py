"""A price list, from the upload to the products and back (S26, S27)."""

import io
import zipfile
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from catalogue import services
from catalogue.domain.importing.columns import fields, known_headings, match_columns
from catalogue.domain.importing.rows import read_row
from catalogue.import_workbook import HEADINGS
from catalogue.models import (
    Category,
    Certificate,
    PriceTier,
    Product,
    ProductImport,
    ProductImportPicture,
    ProductImportRow,
    ProductPicture,
)
from catalogue.selectors.import_words import FIELD_WORDS
from catalogue.selectors.importing import list_imports
from catalogue.services.import_taking import take_in_rows
from core import jobs
from core.models import AuditEntry, Job, Notification, StoredFile
from tests.factories import AT, CategoryFactory, PriceTierFactory, ProductFactory
from tests.pricelists import HEADER, PLIERS, SET, picture, upload

pytestmark = pytest.mark.django_db
State, Fate = ProductImport.State, ProductImportRow.Fate
RED, BLUE = picture("#c00000", (900, 700)), picture("#0000c0", (120, 90))


def run_jobs() -> None:
    """Work off what waits, as a worker does."""
    for job in Job.objects.filter(state=Job.State.QUEUED):
        assert jobs.run(job.pk, at=timezone.now())


@pytest.fixture
def tools(cast: SimpleNamespace) -> Category:
    return CategoryFactory(name_zh="工具", name_en="Tools")


@pytest.fixture
def bring(cast: SimpleNamespace, tools: Category) -> Callable[..., ProductImport]:
    def start(*rows: Any, terms: dict[str, Any] | None = None, **more: Any) -> ProductImport:
        asked = {"category": tools, "currency": "USD", "valid_from": date(2026, 11, 16)} | (terms or {})
        batch = services.start_import(actor=cast.assistant, upload=upload(*rows, **more), terms=asked, at=AT)
        run_jobs()
        batch.refresh_from_db()
        return batch

    return start


def take_in(batch: ProductImport, cast: SimpleNamespace) -> ProductImport:
    services.take_in(actor=cast.assistant, batch=batch, at=AT)
    run_jobs()
    batch.refresh_from_db()
    return batch


def outcome() -> Any:
    """All that an import can write."""
    return (
        list(Product.objects.order_by("pk").values_list("model_number", "name_zh", "name_en", "moq", "gross_kg", "version")),
        sorted(PriceTier.objects.values_list("product__model_number", "currency", "price", "valid_from")),
        sorted(Certificate.objects.values_list("product__model_number", "name")),
        sorted(ProductPicture.objects.values_list("product__model_number", "file__sha256")),
    )  # fmt: skip


def fates(batch: ProductImport) -> list[tuple[int, str, list[str]]]:
    return [
        (row.number, row.fate, [code for _place, code in row.problems])
        for row in batch.rows.order_by("number")
    ]


# ── the way in ──────────────────────────────────────────────────────────────
def test_a_price_list_becomes_products_with_prices_and_pictures_and_a_second_time_changes_nothing(
    cast: SimpleNamespace, bring: Callable[..., ProductImport]
) -> None:
    header = (*HEADER, "认证", "材质", "备注")
    full = (*SET, "CE, GS", "CR-V", "样品两天")
    rows = (("启程工具 2026 价格表",), (), header, full, (*PLIERS, None, None, None))
    pictures = {"pictures": {"B4": RED, "B5": BLUE}, "heights": {4: 600, 5: 90}}
    batch = bring(*rows, **pictures)
    assert (batch.state, fates(batch)) == (State.REVIEW, [(4, Fate.NEW, []), (5, Fate.NEW, [])])
    assert Product.objects.count() == 0
    take_in(batch, cast)
    one, two = Product.objects.order_by("model_number").reverse()
    assert (one.model_number, one.name_zh, one.name_en, one.moq, one.unit, one.note) == (
        "QC-S46",
        "46件套套筒组套",
        "46-pc socket set",
        500,
        "set",
        "样品两天",
    )
    assert (one.carton_length_cm, one.carton_height_cm, one.gross_kg, one.net_kg) == (
        60,
        35,
        Decimal("18.5"),
        17,
    )
    assert (two.model_number, two.moq, two.unit, one.created_by) == ("QC-P8", 1000, "pc", cast.assistant)
    assert sorted(PriceTier.objects.values_list("product__model_number", "currency", "price", "valid_from")) == [
        ("QC-P8", "USD", Decimal("2.35"), date(2026, 11, 16)), ("QC-S46", "USD", Decimal("5.8"), date(2026, 11, 16)),
    ]  # fmt: skip
    assert sorted(one.certificates.values_list("name", flat=True)) == ["CE", "GS"]
    assert list(one.parameters.values_list("attribute__name_en", "value")) == [("Material", "CR-V")]
    assert [(row.width, row.height) for row in one.pictures.all()] == [(900, 700)]
    # A picture of 120 pixels is no good in a catalogue (S27).
    assert (one.photo_status, two.photo_status) == ("scanned", "reshoot")
    assert (batch.state, ProductImportPicture.objects.count()) == (State.DONE, 0)
    assert StoredFile.objects.count() == 5  # the workbook, two pictures, each with its small copy
    told = AuditEntry.objects.filter(verb="catalogue.product_imported").values_list("actor", "target_id")
    assert set(told) == {(cast.assistant.pk, str(one.pk)), (cast.assistant.pk, str(two.pk))}
    assert Notification.objects.get().user == cast.assistant
    before = outcome()
    again = bring(*rows, **pictures)
    assert [fate for _number, fate, _codes in fates(again)] == [Fate.SAME, Fate.SAME]
    take_in(again, cast)
    assert (outcome(), StoredFile.objects.count()) == (before, 6)


def test_what_is_there_is_changed_field_by_field_and_empty_cells_change_nothing(
    cast: SimpleNamespace, bring: Callable[..., ProductImport], product: Product
) -> None:
    Product.objects.update(name_en="Socket set", moq=500, keywords="socket", gross_kg=20)
    PriceTierFactory(product=product, price="5.60", valid_from=date(2026, 1, 1))
    batch = bring(("Model", "MOQ", "Price", "Keywords", "G.W.", "Description"), ("qc-s46", 800, "US$5.80", None, "20kg", "Socket set, 46 pcs"))  # fmt: skip
    row = batch.rows.get()
    assert (row.fate, row.changes) == (Fate.CHANGED, {
        "moq": [500, 800], "name_en": ["Socket set", "Socket set, 46 pcs"], "price USD": ["5.6000", "5.8000"],
    })  # fmt: skip
    take_in(batch, cast)
    product.refresh_from_db()
    assert (product.moq, product.keywords, product.name_en, product.model_number) == (
        800,
        "socket",
        "Socket set, 46 pcs",
        "QC-S46",
    )
    assert sorted(product.tiers.values_list("price", "valid_from", "min_quantity")) == [
        (Decimal("5.6"), date(2026, 1, 1), 1000), (Decimal("5.8"), date(2026, 11, 16), 1000),
    ]  # fmt: skip


def test_bad_rows_are_refused_with_the_reason_and_the_others_are_taken_in(
    cast: SimpleNamespace, bring: Callable[..., ProductImport]
) -> None:
    batch = bring(
        ("型号", "品名", "起订量", "价格", "外箱尺寸", "毛重", "净重", "类别", "单位"),
        ("A1", "扳手", "-5", None, None, None, None, None, None),
        ("A2", "扳手", None, -3, "60*40", None, None, None, None),
        ("A3", "扳手", "many", "1e9", None, None, None, None, "斛"),
        ("A4", "扳手", None, None, None, 10, 12, None, None),
        ("A5", "扳手", None, None, None, None, None, "火箭", None),
        ("A6", None, 5, None, None, None, None, None, None),
        (None, "扳手", 5, None, None, None, None, None, None),
        ("A7", "扳手\nSpanner", 5, "3,5", None, None, None, "Tools", None),
        ("B1", "钳子", 5, 7, None, None, None, None, None),
        ("A7", "扳手", 5, None, None, None, None, None, None),
        ("A8", "扳手" * 60, 5, None, None, None, None, None, None),
        ("型号", "品名", "起订量", "价格", "外箱尺寸", "毛重", "净重", "类别", "单位"),
        ("工具",),
        ("B2", "#REF!", 5, "A$ 5", None, None, None, None, None),
    )  # fmt: skip
    assert fates(batch) == [
        (2, Fate.REFUSED, ["negative"]), (3, Fate.REFUSED, ["not_size", "negative"]),
        (4, Fate.REFUSED, ["not_number", "not_unit", "not_number"]), (5, Fate.REFUSED, ["net_above_gross"]),
        (6, Fate.REFUSED, ["no_category"]), (7, Fate.REFUSED, ["no_name"]), (8, Fate.REFUSED, ["no_model"]),
        (9, Fate.NEW, []), (10, Fate.NEW, []), (11, Fate.REFUSED, ["twice"]), (12, Fate.REFUSED, ["too_long"]),
        (15, Fate.REFUSED, ["formula_error", "no_name"]),
    ]  # fmt: skip
    assert batch.rows.get(number=2).cells == {"2": ["起订量", "-5"]}
    take_in(batch, cast)
    assert list(Product.objects.order_by("pk").values_list("model_number", "name_zh", "name_en")) == [
        ("A7", "扳手", "Spanner"),
        ("B1", "钳子", ""),
    ]
    assert PriceTier.objects.get(product__model_number="A7").price == Decimal("3.5")


def test_rows_merged_into_one_article_and_titles_between_are_understood(
    cast: SimpleNamespace, bring: Callable[..., ProductImport]
) -> None:
    CategoryFactory(name_zh="钳子", name_en="Pliers")
    batch = bring(
        ("型号", "图片", "品名", "规格", "FOB USD", "RMB单价"),
        ("A1", None, "扳手", "8寸", 2, 14), (None, None, None, "镀铬", None, None), ("钳子",), ("P1", None, "钢丝钳", None, 3, None),
        merged=["A2:A3"], pictures={"B2": RED, "B3": BLUE}, heights={2: 600, 3: 90},
    )  # fmt: skip
    take_in(batch, cast)
    one, two = Product.objects.order_by("model_number")
    assert (one.specification_zh, one.pictures.count(), two.category.name_en) == ("8寸; 镀铬", 2, "Pliers")
    assert sorted(one.tiers.values_list("currency", "price")) == [("CNY", 14), ("USD", 2)]


def test_a_picture_that_is_none_is_told_and_the_row_is_taken_in_without_it(
    cast: SimpleNamespace, bring: Callable[..., ProductImport]
) -> None:
    whole = upload(HEADER, SET, pictures={"B2": BLUE}, heights={2: 90}).read()
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as book, zipfile.ZipFile(out, "w") as written:
        for name in book.namelist():
            written.writestr(
                name, b"\x89PNG\r\n\x1a\nnonsense" if name.startswith("xl/media") else book.read(name)
            )
    category = Category.objects.get()
    batch = services.start_import(
        actor=cast.assistant, upload=SimpleUploadedFile("list.xlsx", out.getvalue()), at=AT,
        terms={"category": category, "valid_from": AT.date()},
    )  # fmt: skip
    run_jobs()
    row = batch.rows.get()
    assert (row.fate, row.problems) == (Fate.NEW, [[None, "broken"]])


def test_a_list_without_a_column_for_the_model_asks_for_it(
    cast: SimpleNamespace, bring: Callable[..., ProductImport]
) -> None:
    batch = bring(("X", "品名"), ("A1", "扳手"))
    assert (batch.state, batch.rows.count()) == (State.REVIEW, 0)
    with pytest.raises(ValidationError):
        services.read_again(actor=cast.assistant, batch=batch, sheet=0, chosen=["", "name"], terms={}, at=AT)
    services.read_again(
        actor=cast.assistant, batch=batch, sheet=0, chosen=["model_number", "name"], terms={}, at=AT
    )
    run_jobs()
    assert fates(batch) == [(2, Fate.NEW, [])]


# ── once, whatever happens ──────────────────────────────────────────────────
def test_a_worker_that_dies_between_two_parts_leaves_nothing_twice_and_nothing_out(
    cast: SimpleNamespace, bring: Callable[..., ProductImport], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("catalogue.services.import_taking.TAKEN_AT_ONCE", 2)
    batch = bring(("型号", "品名", "价格"), *((f"A{number}", "扳手", number + 1) for number in range(5)))
    services.take_in(actor=cast.assistant, batch=batch, at=AT)
    batch.refresh_from_db()
    parts = take_in_rows(batch=batch, at=AT, cursor=None)
    first = next(parts)
    first.write()
    parts.close()  # killed: the cursor of its part was not kept
    assert Product.objects.count() == 2
    run_jobs()
    batch.refresh_from_db()
    assert (batch.state, Product.objects.count(), PriceTier.objects.count()) == (State.DONE, 5, 5)
    assert AuditEntry.objects.filter(verb="catalogue.product_imported").count() == 5


def test_what_changed_since_it_was_looked_through_is_not_written_over(
    cast: SimpleNamespace, bring: Callable[..., ProductImport], product: Product
) -> None:
    batch = bring(("型号", "品名", "起订量"), ("QC-S46", None, 800), ("NEW-1", "扳手", 5))
    services.update_product(
        actor=cast.manager, product=product, values={"moq": 700}, version=product.version, at=AT
    )
    ProductFactory(model_number="new-1")
    take_in(batch, cast)
    product.refresh_from_db()
    assert product.moq == 700
    assert [(row.state, row.refusal) for row in batch.rows.all()] == [
        ("refused", "changed_since"),
        ("refused", "there_by_now"),
    ]


def test_a_right_that_was_withdrawn_stops_the_work(
    cast: SimpleNamespace, bring: Callable[..., ProductImport]
) -> None:
    batch = bring(HEADER, SET)
    services.take_in(actor=cast.assistant, batch=batch, at=AT)
    type(cast.assistant).objects.filter(pk=cast.assistant.pk).update(is_assistant=False)
    run_jobs()
    batch.refresh_from_db()
    assert (batch.state, Product.objects.count()) == (State.REVIEW, 0)
    with pytest.raises(PermissionDenied):
        services.take_in(actor=cast.owner, batch=batch, at=AT)


# ── the way back ────────────────────────────────────────────────────────────
def test_undoing_takes_everything_back_but_what_was_worked_on_since(
    cast: SimpleNamespace, bring: Callable[..., ProductImport], product: Product
) -> None:
    Product.objects.update(name_zh="旧名", moq=500)
    PriceTierFactory(product=product, price="5.60", valid_from=date(2026, 11, 16))
    other = ProductFactory(model_number="QC-OTHER", moq=10)
    header = ("型号", "图片", "品名", "起订量", "价格", "认证", "材质")
    before = outcome()
    batch = take_in(
        bring(
            header, ("QC-S46", None, "新名", 800, 5.8, "CE", "CR-V"), ("QC-OTHER", None, None, 20, 7, None, None),
            ("N1", None, "扳手", 1, 2, "GS", "45#"), ("N2", None, "钳子", 1, 2, None, None), ("N3", None, "锤子", 1, 2, None, None),
            pictures={"B2": RED, "B4": BLUE}, heights={2: 600, 4: 90},
        ), cast,
    )  # fmt: skip
    other.refresh_from_db()
    services.update_product(
        actor=cast.manager, product=other, values={"moq": 99}, version=other.version, at=AT
    )
    kept = Product.objects.get(model_number="N2")
    services.make_esample(actor=cast.manager, name="Fair", products=[kept], at=AT)
    services.undo_import(actor=cast.manager, batch=batch, at=AT + timedelta(days=1))
    run_jobs()
    batch.refresh_from_db()
    assert (batch.state, [row.state for row in batch.rows.all()]) == (
        State.UNDONE, ["undone", "kept", "undone", "kept", "undone"],
    )  # fmt: skip
    assert set(Product.objects.values_list("model_number", "moq")) == {
        ("QC-S46", 500),
        ("QC-OTHER", 99),
        ("N2", 1),
    }
    product.refresh_from_db()
    assert (product.name_zh, product.photo_status, product.parameters.count()) == ("旧名", "", 0)
    assert outcome()[2:] == before[2:]
    assert sorted(PriceTier.objects.values_list("product__model_number", "price")) == [
        ("N2", Decimal(2)), ("QC-S46", Decimal("5.6")),
    ]  # fmt: skip
    assert StoredFile.objects.count() == 1  # the workbook
    with pytest.raises(services.ImportRefused):
        services.undo_import(actor=cast.manager, batch=batch, at=AT)


def test_price_lists_are_listed_for_who_keeps_the_catalogue_alone(
    bring: Callable[..., ProductImport], cast: SimpleNamespace
) -> None:
    batch = bring()
    found = {name: list_imports(getattr(cast, name)) for name in ("assistant", "boss", "admin", "production")}
    assert found == {"assistant": [batch], "boss": [batch], "admin": [], "production": []}


def test_an_import_can_be_undone_for_thirty_days_and_thrown_away_before(
    cast: SimpleNamespace, bring: Callable[..., ProductImport]
) -> None:
    batch = take_in(bring(HEADER, SET), cast)
    with pytest.raises(services.ImportRefused):
        services.undo_import(actor=cast.manager, batch=batch, at=timezone.now() + timedelta(days=31))
    with pytest.raises(services.ImportRefused):
        services.throw_away(actor=cast.manager, batch=batch, at=AT)
    other = bring(HEADER, PLIERS, pictures={"B2": BLUE})
    services.throw_away(actor=cast.manager, batch=other, at=AT)
    assert (ProductImport.objects.get(), StoredFile.objects.count()) == (batch, 1)


@pytest.mark.parametrize("step", ["take_in", "undo"])
def test_a_part_takes_as_many_statements_for_six_rows_as_for_two(
    step: str, cast: SimpleNamespace, bring: Callable[..., ProductImport]
) -> None:
    def statements(count: int, name: str) -> int:
        rows = ((f"{name}{number}", None, "扳手", 1, 2, "GS", "45#") for number in range(count))
        batch = bring(("型号", "图片", "品名", "起订量", "价格", "认证", "材质"), *rows)
        services.take_in(actor=cast.assistant, batch=batch, at=AT)
        if step == "undo":
            run_jobs()
            services.undo_import(actor=cast.assistant, batch=batch, at=timezone.now())
        with CaptureQueriesContext(connection) as found:
            run_jobs()
        return len(found)

    statements(1, "W")  # the category's material is there from now on
    assert statements(2, "A") == statements(6, "B")


# ── headings ────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("header", "found"),
    [
        (["产品货号*", "產品名稱", "最小起订量", "美金价", "每箱数量", "箱规(cm)", "毛重/净重", "交货期"], ["model_number", "name", "moq", "price", "pieces_per_carton", "carton_size", "weights", "lead_days"]),
        (["貨號", "英文品名", "規格", "單價", "裝箱數", "海關編碼", "材質", "備註"], ["model_number", "name_en", "specification", "price", "pieces_per_carton", "hs_code", "material", "note"]),
        (["Item No.", "Description of Goods", "Unit Price (EUR)", "Pcs/Ctn", "Meas.", "G.W.(KGS)", "N.W.(KGS)", "Lead time"], ["model_number", "name", "price", "pieces_per_carton", "carton_size", "gross_kg", "net_kg", "lead_days"]),
        (["Referencia", "Descripción", "Pedido mínimo", "Precio FOB", "Piezas por caja", "Peso bruto", "Palabras clave", "Observaciones"], ["model_number", "name", "moq", "price", "pieces_per_carton", "gross_kg", "keywords", "note"]),
        (["L", "W", "H", "RMB单价", "USD 价格", "单价(USD)"], ["carton_length_cm", "carton_width_cm", "carton_height_cm", "price", "price", ""]),
    ],
)  # fmt: skip
def test_headings_of_price_lists_are_known(header: list[str], found: list[str]) -> None:
    assert [column.field for column in match_columns(header, len(header))] == found
    assert len(known_headings()) >= 120


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_workbook_to_fill_in_is_understood_when_it_comes_back(language: str) -> None:
    with translation.override(language):
        named = [column.field for column in match_columns([str(one) for one in HEADINGS], len(HEADINGS))]
    assert (all(named), len(set(named)), set(named) <= set(FIELD_WORDS)) == (True, len(HEADINGS), True)
    assert set(fields()) == set(FIELD_WORDS)


@pytest.mark.parametrize(
    ("heading", "cell", "found"),
    [
        ("MOQ", "1,000 sets", {"moq": 1000, "unit": "set"}), ("MOQ", "500-1000个", {"moq": 1000, "unit": "pc"}),
        ("外箱尺寸", "600×400x350mm", {"carton_length_cm": "60.0", "carton_width_cm": "40.0", "carton_height_cm": "35.0"}),
        ("G.W./N.W.", "18.5/17KGS", {"gross_kg": "18.500", "net_kg": "17.000"}), ("质保", "2 years", {"warranty_months": 24}),
        ("HS Code", "8204200000", {"hs_code": "8204200000"}), ("关键词", "套筒、扳手，socket", {"keywords": "套筒, 扳手, socket"}),
        ("净重", "1e5", {}), ("毛重", "17,5 kg", {"gross_kg": "17.500"}), ("装箱数", 1.5, {}), ("交期", "25-30天", {"lead_days": 30}),
    ],
)  # fmt: skip
def test_cells_are_read_as_people_write_them(heading: str, cell: Any, found: dict[str, Any]) -> None:
    read = read_row(("A1", cell, "x"), match_columns(["型号", heading, "?"], 3), "USD")
    assert {name: value for name, value in read.values.items() if name != "model_number"} == found
    assert bool(read.problems) is not bool(found)


# ── the pages ───────────────────────────────────────────────────────────────
def test_a_price_list_goes_all_the_way_by_plain_posts(
    cast: SimpleNamespace, tools: Category, client_of: Any
) -> None:
    client = client_of(cast.assistant)
    sent = client.post("/catalogue/import/", {
        "file": upload(HEADER, SET, ("QC-X", None, None, None, None, -5), pictures={"B2": BLUE}, heights={2: 90}),
        "category": tools.pk, "currency": "USD", "valid_from": "2026-11-16",
    })  # fmt: skip
    assert 'hx-trigger="every 2s"' in client.get(sent.url).content.decode()
    run_jobs()
    page = client.get(sent.url).content.decode()
    assert (
        "46件套套筒组套" in page or "46-pc socket set" in page,
        "F3" in page,
        "“<bdi>-5</bdi>”" in page,
    ) == (True, True, True)
    small = client.get(f"{sent.url}pictures/{ProductImportPicture.objects.get().pk}/")
    assert (small.status_code, small["Content-Type"]) == (200, "image/jpeg")
    assert b"".join(small.streaming_content)[:2] == b"\xff\xd8"
    again = {f"column_{place}": "" for place in range(len(HEADER))} | {
        "sheet": "0",
        "valid_from": "2026-11-16",
        "currency": "USD",
    }
    assert client.post(f"{sent.url}read/", again).status_code == 422
    client.post(f"{sent.url}take-in/")
    run_jobs()
    assert Product.objects.get().model_number == "QC-S46"
    assert f"{sent.url}undo/" in client.get(sent.url).content.decode()
    client.post(f"{sent.url}undo/")
    run_jobs()
    assert (client.get(sent.url).status_code, Product.objects.count()) == (200, 0)


@pytest.mark.parametrize(
    "content",
    [
        b"\x89PNG\r\n\x1a\n000",
        b"PK\x03\x04nonsense",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
    ],
)
def test_a_file_that_is_no_price_list_is_answered_in_words(
    content: bytes, cast: SimpleNamespace, client_of: Any
) -> None:
    client = client_of(cast.assistant)
    sent = client.post(
        "/catalogue/import/",
        {"file": SimpleUploadedFile("x.xlsx", content), "currency": "USD", "valid_from": "2026-11-16"},
    )
    run_jobs()
    page = client.get(sent.url)
    assert (page.status_code, "notice-late" in page.content.decode()) == (200, True)
    assert client.post(f"{sent.url}throw-away/").status_code == 302


def test_the_look_through_takes_as_many_statements_for_three_rows_as_for_one(
    cast: SimpleNamespace, bring: Callable[..., ProductImport], client_of: Any
) -> None:
    def statements(count: int) -> int:
        rows = ((f"A{number}", None, "扳手", -1 if number else 1) for number in range(count))
        batch = bring(("型号", "图片", "品名", "起订量"), *rows, pictures={"B2": BLUE}, heights={2: 90})
        client.get(batch.get_absolute_url())
        with CaptureQueriesContext(connection) as found:
            client.get(batch.get_absolute_url())
        return len(found)

    client = client_of(cast.manager)
    assert statements(1) == statements(3)
