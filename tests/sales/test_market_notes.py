"""What colleagues learned of the markets: written, read, taken back, and who may (S156, S160, S180)."""

from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied

from catalogue.models import MarketRegion
from core.models import AuditEntry
from sales.models import MarketNote
from sales.selectors.market_notes import newest_market_notes
from sales.services.market_notes import MarketNoteValues, note_market, withdraw_market_note
from sales.services.sample_refusals import SampleRefused
from tests.budgets import ROWS
from tests.factories import AT, ProductFactory

PAGE = "/market-notes/"


@pytest.fixture(autouse=True)
def _now() -> Any:
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def gulf() -> MarketRegion:
    return MarketRegion.objects.create(name_zh="海湾", name_en="Gulf")


def note_of(
    actor: Any, region: MarketRegion, text: str = "They only compare prices", **more: Any
) -> MarketNote:
    values = MarketNoteValues(region, more.pop("question", "rivals"), text, **more)
    return note_market(actor=actor, values=values, at=AT)


@pytest.mark.django_db
def test_note_is_written_once_with_its_entry(
    cast: SimpleNamespace, gulf: MarketRegion, client_of: Any
) -> None:
    product = ProductFactory(model_number="QC-S46")
    data = {
        "region": gulf.pk, "question": "going", "text": " Nobody asks for it ", "product": "qc-s46",
        "form_token": "8b0a6fb2-0d1c-4b53-a9f8-0a2d3f7f8f11",
    }  # fmt: skip
    answers = [client_of(cast.owner).post(f"{PAGE}new/", data) for _click in range(2)]
    assert [(one.status_code, one["Location"]) for one in answers] == [(302, PAGE)] * 2
    row = MarketNote.objects.get()
    assert (row.text, row.product, row.by, row.question) == (
        "Nobody asks for it",
        product,
        cast.owner,
        "going",
    )
    assert AuditEntry.objects.filter(verb="sales.market_noted").count() == 1


@pytest.mark.django_db
def test_empty_note_and_unknown_model_number_say_so_where_it_is(
    cast: SimpleNamespace, gulf: MarketRegion, client_of: Any
) -> None:
    answer = client_of(cast.owner).post(
        f"{PAGE}new/", {"region": gulf.pk, "question": "going", "text": "  ", "product": "QC-NONE"}
    )
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"text", "product"}
    with pytest.raises(SampleRefused, match="no_text"):
        note_of(cast.owner, gulf, "   ")
    assert not MarketNote.objects.exists()


@pytest.mark.django_db
def test_page_narrows_by_market_question_and_product(
    cast: SimpleNamespace, gulf: MarketRegion, client_of: Any
) -> None:
    product = ProductFactory(model_number="QC-S46")
    europe = MarketRegion.objects.create(name_zh="欧洲", name_en="Europe")
    note_of(cast.owner, gulf, "one", product=product)
    note_of(cast.outsider, europe, "two", question="suits")
    note_of(cast.manager, gulf, "three", question="supply")

    def shown(query: str) -> list[str]:
        return [row.text for row in client_of(cast.teammate).get(f"{PAGE}{query}").context["rows"]]

    assert shown("") == ["three", "two", "one"]
    assert shown(f"?region={gulf.pk}") == ["three", "one"]
    assert shown("?question=suits") == ["two"]
    assert shown(f"?product={product.pk}") == ["one"]
    assert shown("?region=x&question=y&product=z") == ["three", "two", "one"]
    assert [row.text for row in newest_market_notes(cast.owner, product=product)] == ["one"]
    assert [row.text for row in newest_market_notes(cast.owner, region=europe.pk)] == ["two"]


@pytest.mark.django_db
def test_author_and_leaders_take_a_note_back_and_nobody_else(
    cast: SimpleNamespace, gulf: MarketRegion, client_of: Any
) -> None:
    note = note_of(cast.owner, gulf)
    with pytest.raises(PermissionDenied):
        withdraw_market_note(actor=cast.teammate, note=note, at=AT)
    assert client_of(cast.teammate).post(f"{PAGE}{note.pk}/withdraw/").status_code == 403
    assert client_of(cast.owner).post(f"{PAGE}{note.pk}/withdraw/").status_code == 302
    withdraw_market_note(actor=cast.manager, note=note, at=AT)  # once is enough
    note.refresh_from_db()
    assert (note.withdrawn_by, note.withdrawn_at) == (cast.owner, AT)
    assert AuditEntry.objects.filter(verb="sales.market_note_withdrawn").count() == 1
    assert not newest_market_notes(cast.owner)
    other = note_of(cast.owner, gulf)
    assert withdraw_market_note(actor=cast.boss, note=other, at=AT).withdrawn_by == cast.boss


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["assistant", "adviser", "production", "admin"])
def test_who_does_not_sell_reads_and_writes_none(
    who: str, cast: SimpleNamespace, gulf: MarketRegion, client_of: Any
) -> None:
    note_of(cast.owner, gulf)
    person = getattr(cast, who)
    assert not newest_market_notes(person)
    assert client_of(person).get(PAGE).status_code == 403
    with pytest.raises(PermissionDenied):
        note_of(person, gulf)
    for page in ("/analysis/products/", "/catalogue/markets/"):
        assert "They only compare prices" not in client_of(person).get(page).content.decode()


@pytest.mark.django_db
def test_notes_stand_beside_the_matrix_and_on_the_product(
    cast: SimpleNamespace, gulf: MarketRegion, client_of: Any
) -> None:
    product = ProductFactory(model_number="QC-S46")
    note_of(cast.owner, gulf, "Hang hole, please", product=product)
    client = client_of(cast.teammate)
    for page in ("/analysis/products/", f"/analysis/products/{product.pk}/", f"/catalogue/{product.pk}/"):
        assert "Hang hole, please" in client.get(page).content.decode(), page
    assert PAGE in client.get("/catalogue/markets/").content.decode()
    assert "Hang hole, please" not in client.get(f"/analysis/products/?region={gulf.pk + 1}").content.decode()


@pytest.mark.budget
@pytest.mark.django_db
@pytest.mark.parametrize("rows", ROWS)
def test_page_costs_the_same_for_any_number_of_notes(
    rows: int, cast: SimpleNamespace, gulf: MarketRegion, client_of: Any, django_assert_max_num_queries: Any
) -> None:
    product = ProductFactory(model_number="QC-S46")
    for number in range(rows):
        note_of(cast.owner, gulf, f"note {number}", product=product)
    client = client_of(cast.owner)
    client.get(PAGE)
    with django_assert_max_num_queries(12):
        assert client.get(PAGE).status_code == 200
