"""E-samples: links that a buyer opens without signing in, and what they never tell (S29, S30, S86)."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
import time_machine
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from accounts.services import freeze_account, thaw_account
from catalogue import services
from catalogue.models import ESample, Product, ProductCost, ProductPicture
from catalogue.printing import print_esample
from catalogue.selectors.esamples import find_esample, show
from catalogue.services import TooMany
from core.files import store_file
from core.holdings import read_holdings
from core.models import AuditDetail, AuditEntry
from core.secret_links import digest_of
from tests.factories import (
    AT,
    CategoryFactory,
    PriceTierFactory,
    ProductFactory,
    ProductPictureFactory,
    picture_bytes,
)
from tests.security.oracles import normalise

SECRETS = (
    "7331.77",
    "8442.88",
    "6.08",
    "beats all others",
    "never below three",
    "socket, dados",
    "assistant",
)


@pytest.fixture(autouse=True)
def _clock():
    cache.clear()
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def rich(cast: SimpleNamespace, product: Product) -> Product:
    """A product with everything that a buyer must not see."""
    Product.objects.filter(pk=product.pk).update(
        difference="beats all others", note="never below three", keywords="socket, dados"
    )
    PriceTierFactory(product=product)
    ProductCost.objects.create(
        product=product, cost="7331.77", floor_price="8442.88", changed_at=AT, changed_by=cast.manager
    )
    product.refresh_from_db()
    return product


def make(actor, *products: Product) -> tuple[ESample, str]:
    return services.make_esample(actor=actor, name="Northfield fair", products=products, at=AT)


def test_page_shows_the_products_in_both_languages_and_nothing_else(
    cast: SimpleNamespace, rich: Product
) -> None:
    picture = ProductPictureFactory(product=rich)
    _row, secret = make(cast.owner, rich)
    english, chinese = (Client().get(f"/e/{secret}/?lang={code}") for code in ("en", "zh"))
    assert [english.status_code, english["Content-Language"], chinese["Content-Language"]] == [200, "en", "zh-hans"]  # fmt: skip
    text = english.content.decode() + chinese.content.decode()
    assert "46-pc 1/4&quot; socket set" in english.content.decode()
    assert "46件套筒组套" in chinese.content.decode()
    assert [word for word in (*SECRETS, "Northfield") if word in text] == []
    assert (english["X-Robots-Tag"], english["Referrer-Policy"]) == ("noindex, nofollow", "no-referrer")
    assert "no-store" in english["Cache-Control"]
    shown = Client().get(f"/e/{secret}/pictures/{picture.pk}/")
    assert b"".join(shown.streaming_content)[:2] == b"\xff\xd8"
    assert (shown.status_code, shown["Content-Type"], shown["X-Content-Type-Options"]) == (200, "image/jpeg", "nosniff")  # fmt: skip


def test_page_is_always_current(cast: SimpleNamespace, product: Product) -> None:
    _row, secret = make(cast.owner, product)
    services.update_product(actor=cast.boss, product=product, values={"name_en": "Renamed set"}, version=1, at=AT)  # fmt: skip
    assert "Renamed set" in Client().get(f"/e/{secret}/").content.decode()
    services.withdraw_product(actor=cast.boss, product=product, at=AT)
    text = Client().get(f"/e/{secret}/").content.decode()
    assert ("Renamed set" in text, "offered no longer" in text) == (False, True)


def test_picture_of_a_product_that_is_not_shown_is_not_reached(
    cast: SimpleNamespace, product: Product
) -> None:
    _row, secret = make(cast.owner, product)
    other = ProductPictureFactory(product=ProductFactory())
    own = ProductPictureFactory(product=product)
    assert Client().get(f"/e/{secret}/pictures/{other.pk}/").status_code == 404
    services.withdraw_product(actor=cast.boss, product=product, at=AT)
    assert Client().get(f"/e/{secret}/pictures/{own.pk}/").status_code == 404


def test_pdf_is_made_of_the_same(cast: SimpleNamespace, rich: Product) -> None:
    ProductPictureFactory(product=rich)
    _row, secret = make(cast.owner, rich)
    answer = Client().get(f"/e/{secret}/pdf/?lang=zh")
    body = b"".join(answer.streaming_content)
    assert (answer.status_code, body[:5]) == (200, b"%PDF-")
    assert "attachment" in answer["Content-Disposition"]


def test_only_the_digest_is_kept_and_the_trail_does_not_hold_the_secret(
    cast: SimpleNamespace, product: Product
) -> None:
    row, secret = make(cast.owner, product)
    assert row.digest == digest_of(secret)
    entry = AuditEntry.objects.get(verb="catalogue.esample_made")
    assert secret not in str(AuditDetail.objects.get(entry=entry).changes)


def test_opening_is_counted_reading_its_head_is_not(cast: SimpleNamespace, product: Product) -> None:
    row, secret = make(cast.owner, product)
    Client().head(f"/e/{secret}/")
    Client().get(f"/e/{secret}/")
    Client().get(f"/e/{secret}/?lang=zh")
    row.refresh_from_db()
    assert (row.opened_count, row.last_opened_at) == (2, AT)


def test_ended_replaced_and_expired_links_are_dead_alike(cast: SimpleNamespace, product: Product) -> None:
    ended, ended_secret = make(cast.owner, product)
    replaced, replaced_secret = make(cast.owner, product)
    services.revoke_esample(actor=cast.owner, esample=ended, at=AT)
    _row, fresh = services.renew_esample(actor=cast.owner, esample=replaced, at=AT)
    said = normalise(Client().get("/e/unknown/").content.decode(), "unknown")
    for secret in (ended_secret, replaced_secret):
        dead = Client().get(f"/e/{secret}/")
        assert (dead.status_code, normalise(dead.content.decode(), secret)) == (404, said)
        assert Client().get(f"/e/{secret}/pdf/").status_code == 404
    assert find_esample(fresh, at=AT + timedelta(days=60) - timedelta(seconds=1)) is not None
    assert find_esample(fresh, at=AT + timedelta(days=60)) is None


def test_link_dies_with_a_freeze_and_stays_dead(cast: SimpleNamespace, product: Product) -> None:
    _row, secret = make(cast.owner, product)
    held = {row.holding.key: row.held.count for row in read_holdings(cast.owner, AT)}
    assert held["esamples"] == 1
    freeze_account(actor=cast.admin, user=cast.owner, reason="Left", at=AT)
    assert Client().get(f"/e/{secret}/").status_code == 404
    cast.owner.refresh_from_db()
    thaw_account(actor=cast.admin, user=cast.owner, at=AT)
    assert Client().get(f"/e/{secret}/").status_code == 404


@pytest.mark.parametrize("who", ["assistant", "production", "admin", "adviser", "frozen"])
def test_link_is_made_by_who_sells_only(who: str, cast: SimpleNamespace, product: Product) -> None:
    with pytest.raises(PermissionDenied):
        make(getattr(cast, who), product)
    assert (ESample.objects.count(), AuditEntry.objects.count()) == (0, 0)


def test_colleagues_link_is_neither_renewed_nor_ended(cast: SimpleNamespace, product: Product) -> None:
    row, secret = make(cast.owner, product)
    for change in (services.renew_esample, services.revoke_esample):
        with pytest.raises(PermissionDenied):
            change(actor=cast.manager, esample=row, at=AT)
    assert find_esample(secret, at=AT) is not None


def test_too_many_products_or_none_make_no_link(cast: SimpleNamespace, product: Product) -> None:
    with pytest.raises(TooMany):
        make(cast.owner, *[product] * (services.MOST_PRODUCTS + 1))
    with pytest.raises(ValueError, match="something"):
        make(cast.owner)


def test_opened_too_often_from_one_address_is_told_to_wait(
    cast: SimpleNamespace, product: Product, settings: SimpleNamespace
) -> None:
    settings.LINK_OPENINGS_PER_MINUTE, settings.LINK_FILES_PER_MINUTE = 2, 0
    row, secret = make(cast.owner, product)
    statuses = [Client().get(f"/e/{secret}/").status_code for _ in range(3)]
    other = Client().get(f"/e/{secret}/", REMOTE_ADDR="198.51.100.9").status_code
    row.refresh_from_db()
    assert (statuses, other, row.opened_count) == ([200, 200, 429], 200, 3)
    assert Client().get(f"/e/{secret}/pdf/")["Retry-After"] == "60"
    with time_machine.travel(AT + timedelta(minutes=1), tick=False):
        assert Client().get(f"/e/{secret}/").status_code == 200


def test_address_is_shown_once(cast: SimpleNamespace, product: Product, client_of) -> None:
    client = client_of(cast.owner)
    first = client.post("/catalogue/e-samples/new/", {"name": "Fair", "products": [product.pk]}, follow=True)
    text = first.content.decode()
    assert "/e/" in text
    secret = text.split("/e/", 1)[1].split("/", 1)[0]
    assert find_esample(secret, at=AT) is not None
    again = client.get(first.redirect_chain[-1][0]).content.decode()
    assert secret not in again


@pytest.mark.parametrize(
    "data",
    [
        {"name": "Fair"},
        {"products": "x", "name": "Fair"},
        {"name": ""},
        {"products": "9" * 30, "name": "Fair"},
    ],
)
def test_form_without_products_or_name_makes_nothing(
    data: dict, cast: SimpleNamespace, product: Product, client_of
) -> None:
    answer = client_of(cast.owner).post("/catalogue/e-samples/new/", data)
    assert (answer.status_code, ESample.objects.count()) == (422, 0)


def test_withdrawn_product_is_no_choice(cast: SimpleNamespace, product: Product, client_of) -> None:
    services.withdraw_product(actor=cast.boss, product=product, at=AT)
    answer = client_of(cast.owner).post(
        "/catalogue/e-samples/new/", {"name": "Fair", "products": [product.pk]}
    )
    assert (answer.status_code, ESample.objects.count()) == (422, 0)


def test_a_catalogue_of_sixty_goes_by_mail_and_shows_small_pictures_by_category(
    cast: SimpleNamespace,
) -> None:
    at = timezone.now()
    first, second = CategoryFactory(name_en="Socket sets"), CategoryFactory(name_en="Pliers")
    rows = [
        ProductFactory(category=first if number < 30 else second, is_new=not number) for number in range(60)
    ]
    large, small = (picture_bytes(size=size) for size in ((1600, 1200), (360, 270)))
    for row in rows:
        ProductPicture.objects.create(
            product=row, width=1600, height=1200,
            **{name: store_file(SimpleUploadedFile("set.jpg", content), actor=cast.owner, at=at) for name, content in (("file", large), ("thumbnail", small))},
        )  # fmt: skip
    esample, secret = services.make_esample(actor=cast.owner, name="Fair", products=rows, at=at)
    with CaptureQueriesContext(connection) as found, translation.override("en"):
        content = print_esample(show(esample, at=at))
    assert (len(found) <= 8, content[:5], len(content) < 2_000_000) == (True, b"%PDF-", True)
    page = Client().get(f"/e/{secret}/").content.decode()
    assert page.count("?small=1") == 60
    picture = ProductPicture.objects.first()
    shown = Client().get(f"/e/{secret}/pictures/{picture.pk}/?small=1")
    assert b"".join(shown.streaming_content) == small
