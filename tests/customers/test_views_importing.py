"""The pages of an import, from the upload to the report (issue: Import)."""

from collections.abc import Callable
from datetime import datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from core import policy
from core.models import Job
from customers.models import Customer, CustomerImport
from customers.selectors.importing import count_rows
from customers.services import create_customer
from customers.services.values import ContactValues, CustomerValues
from tests.customers.test_importing import HEADER, NORD, SUED, run_jobs, upload

pytestmark = pytest.mark.django_db
ClientOf = Callable[[Any], Client]
URL = "/customers/import/"


def posted(batch: CustomerImport) -> dict[str, Any]:
    columns = {
        f"column_{place}": f"{one['field']}:{one['number']}" for place, one in enumerate(batch.columns)
    }
    return {**columns, "grade": "D", "source": "import", "owner": batch.owner_id}


def test_a_workbook_goes_all_the_way_by_plain_posts(
    cast: SimpleNamespace, client_of: ClientOf, at: datetime
) -> None:
    client = client_of(cast.owner)
    sent = client.post(URL, {"file": upload(HEADER, NORD, (*SUED[:3], "eva at sued", *SUED[4:]))})
    batch = CustomerImport.objects.get()
    assert (sent.status_code, sent.url) == (302, f"{URL}{batch.pk}/")
    assert "hx-trigger" in client.get(sent.url).content.decode()
    run_jobs(timezone.now())
    page = client.get(sent.url)
    batch.refresh_from_db()
    assert (page.status_code, "Nord GmbH" in page.content.decode()) == (200, True)
    assert client.post(f"{sent.url}columns/", posted(batch)).status_code == 302
    run_jobs(timezone.now())
    page = client.get(f"{sent.url}?show=problems").content.decode()
    assert ("eva at sued" in page, "Nord GmbH" in page) == (True, False)
    row = batch.rows.exclude(problems=[]).get()
    fixed = client.post(
        f"{sent.url}rows/{row.pk}/", {"place": 3, "text": "eva@sued.example"}, headers={"HX-Request": "true"}
    )
    assert (fixed.status_code, "is-wrong" in fixed.content.decode()) == (200, False)
    client.post(f"{sent.url}decide/", {"row": [batch.rows.first().pk], "decision": "skip"})
    assert client.post(f"{sent.url}take-in/").status_code == 302
    run_jobs(timezone.now())
    report = client.get(sent.url).content.decode()
    assert list(Customer.objects.values_list("name", "contacts__email")) == [("Süd AG", "eva@sued.example")]
    assert f"{sent.url}undo/" in report
    client.post(f"{sent.url}undo/")
    run_jobs(timezone.now())
    assert Customer.objects.count() == 0


def test_progress_asks_again_until_the_work_is_done(cast: SimpleNamespace, client_of: ClientOf) -> None:
    client = client_of(cast.owner)
    url = client.post(URL, {"file": upload(HEADER, NORD)}).url
    headers = {"HX-Request": "true"}
    assert b'hx-trigger="every 2s"' in client.get(f"{url}?part=progress", headers=headers).content
    run_jobs(timezone.now())
    assert client.get(f"{url}?part=progress", headers=headers).headers["HX-Redirect"] == url


def test_a_failed_job_says_so(cast: SimpleNamespace, client_of: ClientOf) -> None:
    client = client_of(cast.owner)
    url = client.post(URL, {"file": upload(HEADER, NORD)}).url
    Job.objects.update(state=Job.State.FAILED)
    page = client.get(url).content.decode()
    assert ("stopped" in page or "停下" in page, "every 2s" in page) == (True, False)


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n\x1a\n000", b"PK\x03\x04nonsense"])
def test_a_file_that_is_none_is_answered_in_words(
    cast: SimpleNamespace, client_of: ClientOf, content: bytes
) -> None:
    client = client_of(cast.owner)
    answer = client.post(URL, {"file": SimpleUploadedFile("x.xlsx", content)})
    if answer.status_code == 422:
        assert content == b""
        return
    run_jobs(timezone.now())
    page = client.get(answer.url)
    assert (page.status_code, "notice-late" in page.content.decode()) == (200, True)


def test_columns_that_cannot_be_are_answered_on_the_page(cast: SimpleNamespace, client_of: ClientOf) -> None:
    client = client_of(cast.owner)
    url = client.post(URL, {"file": upload(HEADER, NORD)}).url
    batch = CustomerImport.objects.get()
    run_jobs(timezone.now())
    batch.refresh_from_db()
    data = posted(batch) | {"column_1": "name:1"}
    answer = client.post(f"{url}columns/", data)
    words = ("Two columns are taken for the same.", "有两列对应了同一字段。")
    assert (answer.status_code, any(text in answer.content.decode() for text in words)) == (422, True)


def test_refused_rows_come_back_as_a_workbook(cast: SimpleNamespace, client_of: ClientOf) -> None:
    from io import BytesIO

    from openpyxl import load_workbook

    client = client_of(cast.owner)
    url = client.post(
        URL, {"file": upload(("公司名称", "备注"), ("=1+1", "x"), (None, "nobody"), ("-", "+49 421"))}
    ).url
    batch = CustomerImport.objects.get()
    run_jobs(timezone.now())
    batch.refresh_from_db()
    client.post(f"{url}columns/", posted(batch))
    run_jobs(timezone.now())
    batch.rows.update(decision="create")
    client.post(f"{url}take-in/")
    run_jobs(timezone.now())
    batch.rows.update(state="refused", refusal="nobody")
    book = load_workbook(BytesIO(client.get(f"{url}refused/").content))
    assert (
        "没写公司也没写联系人" in client.get(url).content.decode()
        or "neither company" in client.get(url).content.decode()
    )
    cells = [[cell.value for cell in row] for row in book.active.rows]
    assert [row[2:] for row in cells[1:]][-1] == ["-", "+49 421"]
    assert {cell.data_type for row in book.active.rows for cell in row} <= {"s", "inlineStr", "n"}


@pytest.mark.parametrize("rows", [1, 3])
def test_the_look_through_costs_the_same_with_more_rows(
    cast: SimpleNamespace, client_of: ClientOf, django_assert_num_queries: Any, rows: int
) -> None:
    client = client_of(cast.owner)
    wrong = [(f"Firm {number}", "Narnia", None, f"x{number}", *[None] * 7) for number in range(rows)]
    url = client.post(URL, {"file": upload(HEADER, *wrong)}).url
    batch = CustomerImport.objects.get()
    run_jobs(timezone.now())
    batch.refresh_from_db()
    client.post(f"{url}columns/", posted(batch))
    run_jobs(timezone.now())
    with django_assert_num_queries(8):
        page = client.get(url).content.decode()
    assert page.count("data-keys-row") == rows


def test_an_import_is_its_makers_alone(cast: SimpleNamespace, client_of: ClientOf) -> None:
    url = client_of(cast.owner).post(URL, {"file": upload(HEADER, NORD)}).url
    seen = {
        who: client_of(getattr(cast, who)).get(url).status_code
        for who in ("owner", "manager", "boss", "outsider", "assistant")
    }
    assert seen == {"owner": 200, "manager": 404, "boss": 404, "outsider": 404, "assistant": 404}


def test_colleagues_customers_are_told_within_the_hours_number_only(
    cast: SimpleNamespace, client_of: ClientOf, enter: Any
) -> None:
    """A workbook is no way around what a lookup withholds (trust.md D3)."""
    policy.change("customers.lookup", {"colleagues_per_hour": 2}, actor=cast.boss, at=timezone.now())
    names = [f"{word} Trading" for word in ("Alpine", "Bergmann", "Castillo", "Dubois")]
    for name in names:
        enter(owner=cast.outsider, name=name, email=f"a@{name[:6].lower()}.example", person="A")
    client = client_of(cast.owner)
    rows = [(name, f"a@{name[:6].lower()}.example") for name in names]
    url = client.post(URL, {"file": upload(("公司名称", "邮箱"), *rows)}).url
    batch = CustomerImport.objects.get()
    run_jobs(timezone.now())
    batch.refresh_from_db()
    client.post(f"{url}columns/", posted(batch))
    run_jobs(timezone.now())
    page = client.get(url).content.decode()
    assert page.count(str(cast.outsider)) == 2
    assert client.get(url).content.decode().count(str(cast.outsider)) == 2


def brought(client: Client, *rows: tuple[Any, ...], **values: Any) -> CustomerImport:
    """A workbook as far as the look-through, by plain posts."""
    client.post(URL, {"file": upload(*rows)})
    run_jobs(timezone.now())
    batch = CustomerImport.objects.latest("pk")
    client.post(f"{URL}{batch.pk}/columns/", {**posted(batch), **values})
    run_jobs(timezone.now())
    batch.refresh_from_db()
    return batch


def test_one_of_several_is_chosen_in_a_dialog(
    cast: SimpleNamespace, client_of: ClientOf, at: datetime
) -> None:
    values = CustomerValues(name="Nord")
    _one, other = (
        create_customer(actor=cast.owner, values=values, contact=None, owner=cast.owner, at=at) for _ in "ab"
    )
    theirs = create_customer(actor=cast.outsider, values=values, contact=None, owner=cast.outsider, at=at)
    client = client_of(cast.owner)
    batch = brought(client, ("公司名称", "城市"), ("Nord", "Bremen"), key="name")
    url = f"{URL}{batch.pk}/rows/{batch.rows.get().pk}/match/"
    assert url in client.get(f"{URL}{batch.pk}/").content.decode()
    page = client.get(url).content.decode()
    assert (f'value="{other.pk}"' in page, f'value="{theirs.pk}"' in page) == (True, False)
    assert client.post(url, {"customer": theirs.pk}).status_code == 404
    assert client.post(url, {"customer": "x"}).status_code == 404
    assert client.post(url, {"customer": other.pk}).status_code == 302
    assert batch.rows.get().matched == other
    client.post(url, {"customer": ""})
    assert (batch.rows.get().matched, batch.rows.get().decision) == (None, "create")


def test_ticked_rows_are_joined(cast: SimpleNamespace, client_of: ClientOf) -> None:
    client = client_of(cast.owner)
    batch = brought(client, ("公司名称", "邮箱"), ("Nord", "a@nord.example"), ("West", "w@west.example"))
    ids = list(batch.rows.values_list("pk", flat=True))
    client.post(f"{URL}{batch.pk}/decide/", {"row": ids, "decision": "join"})
    assert list(batch.rows.values_list("leader", flat=True)) == [None, ids[0]]


def test_a_workbook_without_headings_is_read_so(cast: SimpleNamespace, client_of: ClientOf) -> None:
    client = client_of(cast.owner)
    client.post(URL, {"file": upload(("Nord", "a@nord.example"), ("West", "w@west.example"))})
    run_jobs(timezone.now())
    batch = CustomerImport.objects.get()
    client.post(f"{URL}{batch.pk}/sheet/", {"sheet": "0", "no_header": "on"})
    run_jobs(timezone.now())
    page = client.get(f"{URL}{batch.pk}/").content.decode()
    assert (batch.rows.count(), "checked" in page.split("no_header")[1][:20]) == (2, True)


def test_salespeople_without_the_right_have_no_door(
    cast: SimpleNamespace, client_of: ClientOf, at: datetime
) -> None:
    batch = brought(client_of(cast.owner), ("公司名称", "邮箱"), ("Nord", "a@nord.example"))
    policy.change("customers.import", {"salespeople": False}, actor=cast.boss, at=at)
    client = client_of(cast.owner)
    answers = [client.get(URL), client.get(f"{URL}{batch.pk}/"), client.post(f"{URL}{batch.pk}/take-in/")]
    assert [answer.status_code for answer in answers] == [403, 403, 403]
    assert URL not in client.get("/customers/").content.decode()
    assert client_of(cast.manager).get(URL).status_code == 200


def test_the_tab_of_colleagues_tells_no_more_than_a_lookup(
    cast: SimpleNamespace, client_of: ClientOf, at: datetime
) -> None:
    for n in range(4):
        contact = ContactValues(name="P", email=f"p@firm{n}.example")
        values = CustomerValues(name=f"Firm{n}")
        create_customer(actor=cast.outsider, values=values, contact=contact, owner=cast.outsider, at=at)
    client = client_of(cast.owner)
    batch = brought(client, ("公司名称", "邮箱"), *((f"Firm{n}", f"p@firm{n}.example") for n in range(4)))
    assert count_rows(batch, cast.owner)["colleagues"] == 4
    policy.change("customers.lookup", {"colleagues_per_hour": 2}, actor=cast.boss, at=at)
    assert count_rows(batch, cast.owner)["colleagues"] == 2


def test_too_large_a_workbook_is_told_in_words(
    cast: SimpleNamespace, client_of: ClientOf, settings: SimpleNamespace
) -> None:
    settings.FILE_SIZE_LIMIT = 1024 * 1024
    file = SimpleUploadedFile("big.csv", b"x" * (1024 * 1024 + 1))
    answer = client_of(cast.owner).post(URL, {"file": file})
    assert (answer.status_code, "1 MB" in answer.content.decode()) == (422, True)
    assert not CustomerImport.objects.exists()
