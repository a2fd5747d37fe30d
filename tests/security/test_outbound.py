"""Nothing that people type is ever fetched, and none of it becomes a link that runs or reads (trust.md U6)."""

import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from core.sheets.reading import CODE
from customers.models import Customer, CustomerExport, CustomerImport
from tests.customers.test_importing import run_jobs, upload
from tests.customers.test_views_importing import posted
from tests.security.outbound import Sink, odd_links, sink, url_forms, watched
from tests.security.posts import POSTS, Post, names_of
from tests.security.walking import Walker, undone

WITH_TEXT = [post for post in POSTS if post.text_fields]
STRIDE = int(os.environ.get("URL_STRIDE", "12"))
PLAIN = "https://www.nord.example/"
# Where the site of a buyer, or our own, is typed: each of them must be among the fields that are filled.
SITES = {
    "customers:create": "website", "customers:edit": "website", "inquiries:new": "website", "core:policy": "website",
    "inquiries:read": "text",
}  # fmt: skip


@pytest.fixture
def nobody() -> Iterator[Sink]:
    """A server that nobody called, and no other either."""
    with sink() as server, watched() as heard:
        yield server
    assert [heard, server.calls] == [[], 0]


# ── the guard itself ────────────────────────────────────────────────────────
def test_forms_are_as_many_as_the_figure_asks() -> None:
    assert len(set(url_forms(80))) >= 60


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]"])
def test_guard_hears_a_request(host: str) -> None:
    with sink() as server, watched() as heard:
        with suppress(OSError):
            urllib.request.build_opener(urllib.request.ProxyHandler({})).open(
                f"http://{host}:{server.port}/", timeout=5
            )
        assert any(str(server.port) in call for call in heard)
    with watched() as quiet:
        pass
    assert quiet == []


def test_guard_hears_a_name_that_is_asked_for() -> None:
    with watched() as heard, suppress(OSError):
        urllib.request.build_opener(urllib.request.ProxyHandler({})).open("http://rebind.invalid/", timeout=5)
    assert any("rebind.invalid" in call for call in heard)


def test_server_counts_who_calls_from_another_process() -> None:
    with sink() as server:
        call = f"import socket; socket.create_connection(('127.0.0.1', {server.port})).recv(1)"
        subprocess.run([sys.executable, "-I", "-c", call], check=True)
        assert server.calls == 1


@pytest.mark.django_db
def test_guard_lets_the_database_through() -> None:
    with watched() as heard:
        connection.ensure_connection()
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    assert heard == []


def test_links_are_read_as_a_browser_reads_them() -> None:
    page = '<a href=" java\tscript:alert(1)"><a href="/x/?a=b:c"><a href="#a:b"><img src="file:///x"><a href="mailto:a@b.example">'
    assert odd_links(page) == {" java\tscript:alert(1)", "file:///x"}


# ── forms ───────────────────────────────────────────────────────────────────
def taking(post: Post, walker: Walker) -> list[str]:
    """Return the fields that take an address: posted alone with one, the form is accepted."""
    base = post.data(walker.world) | rows_of(post)
    if walker.call(post.caller, "POST", post.address(walker.world), base).status >= 400:
        return post.text_fields  # refused in any case: by a wrong password
    return [
        name
        for name in post.text_fields
        if walker.call(post.caller, "POST", post.address(walker.world), base | {name: PLAIN}).status < 400
    ]


def rows_of(post: Post) -> dict[str, int]:
    return {"lines-TOTAL_FORMS": 1, "lines-INITIAL_FORMS": 0} if post.prefix else {}


def has_site(post: Post) -> bool:
    return SITES.get(post.url) in post.form.base_fields


SITED = [post for post in WITH_TEXT if has_site(post)]
OTHERS = [post for post in WITH_TEXT if not has_site(post)]


@pytest.mark.slow
@pytest.mark.parametrize("post", SITED, ids=names_of)
def test_no_address_in_a_form_with_a_site_is_fetched_or_becomes_a_link(
    post: Post, walker: Walker, nobody: Sink
) -> None:
    fields = taking(post, walker)
    assert SITES[post.url] in fields
    assert typed_into(post, fields, url_forms(nobody.port), walker) == {}


@pytest.mark.slow
@pytest.mark.parametrize("part", range(4))
def test_no_address_in_any_other_form_is_fetched_or_becomes_a_link(
    part: int, walker: Walker, nobody: Sink
) -> None:
    """In the suite each form meets every STRIDE-th way of writing."""
    forms = url_forms(nobody.port)
    found = {
        names_of(post): typed_into(post, taking(post, walker), forms[number % STRIDE :: STRIDE], walker)
        for number, post in enumerate(OTHERS)
        if number % 4 == part
    }
    assert {name: problems for name, problems in found.items() if problems} == {}


def typed_into(post: Post, fields: list[str], forms: Sequence[str], walker: Walker) -> dict[str, Any]:
    """Fill all these fields with one after the other, and open the page that it leads to; return what went wrong."""
    found = {}
    address, base = post.address(walker.world), post.data(walker.world) | rows_of(post)
    for typed in forms:
        with undone():
            client = walker.client(post.caller)
            pages = [client.post(address, base | dict.fromkeys(fields, typed))]
            if pages[0].status_code == 302 and not typed.startswith("http:"):
                pages.append(client.get(pages[0]["Location"]))
        links = set().union(*(odd_links(page.content.decode("utf-8", "replace")) for page in pages))
        statuses = [page.status_code for page in pages]
        if links or max(statuses) >= 500:
            found[typed] = (statuses, links)
    return found


def test_every_field_for_a_site_is_filled() -> None:
    forms = {post.form for post in POSTS}
    named = {
        (form.__name__, name)
        for form in forms
        for name in form.base_fields
        if "site" in name or "url" in name
    }
    assert named == {
        ("NewCustomerForm", "website"), ("CustomerForm", "website"), ("NewInquiryForm", "website"), ("CompanyForm", "website"),
    }  # fmt: skip


# ── looking up, trying, finding ─────────────────────────────────────────────
ASKED = (
    ("customers:lookup", "website"), ("customers:lookup", "q"), ("customers:find", "q"), ("customers:list", "q"), ("inquiries:list", "q"),
    ("customers:engine", "website"), ("customers:engine", "name"), ("followups:log", "q"), ("customers:imports", "q"),
)  # fmt: skip


@pytest.mark.parametrize(("name", "parameter"), ASKED)
def test_no_address_that_is_looked_for_is_fetched(
    name: str, parameter: str, walker: Walker, nobody: Sink
) -> None:
    found = {}
    for typed in url_forms(nobody.port):
        answer = walker.call("manager", "GET", reverse(name), {parameter: typed})
        if answer.status >= 400 or (links := odd_links(answer.body.decode())):
            found[typed] = (answer.status, links if answer.status < 400 else answer.error)
    assert found == {}


# ── import, and what leaves the house again ─────────────────────────────────
@pytest.mark.slow
def test_no_address_in_a_workbook_is_fetched(walker: Walker, nobody: Sink, at: datetime) -> None:
    """A row for each: as web site, as name of a person and as note; on all pages of the import and of the customer, and taken out again."""
    client, forms = walker.client("manager"), url_forms(nobody.port)
    rows = [
        (f"Firm {number} {'abcdefghij'[number % 10]}", "DE", form, form, form)
        for number, form in enumerate(forms)
    ]
    url = client.post(
        "/customers/import/", {"file": upload(("公司名称", "国家", "网址", "联系人", "备注"), *rows)}
    ).url
    run_jobs(timezone.now())
    batch = CustomerImport.objects.latest("pk")
    assert [column["field"] for column in batch.columns] == [
        "name",
        "country",
        "website",
        "contact_name",
        "note",
    ]
    pages = [url, f"{url}?columns=1"]
    shown = [client.get(page) for page in pages]
    assert (
        client.post(f"{url}columns/", posted(batch) | {"owner": walker.world.cast.owner.pk}).status_code
        == 302
    )
    run_jobs(timezone.now())
    shown += [client.get(page) for page in (url, f"{url}?show=problems")]
    assert client.post(f"{url}take-in/").status_code == 302
    run_jobs(timezone.now())
    batch.refresh_from_db()
    made = Customer.objects.filter(name__startswith="Firm ")
    assert [batch.state, made.count()] == ["done", len(forms)]
    shown += [client.get(page) for page in (url, "/customers/", "/customers/?q=Firm")]
    shown += [client.get(customer.get_absolute_url()) for customer in made]
    assert {page.status_code for page in shown} == {200}
    assert set().union(*(odd_links(page.content.decode()) for page in shown)) == set()
    assert exported_links(client) == []


def exported_links(client: Any) -> list[str]:
    """Return the links in the workbook that all customers are exported to."""
    from core import jobs

    assert client.post("/customers/export/", {"columns": "all", "has_contacts": "on"}).status_code == 302
    export = CustomerExport.objects.latest("pk")
    assert jobs.run(export.job_id, at=timezone.now())
    content = b"".join(client.get(f"/customers/exports/{export.pk}/file/").streaming_content)
    with ZipFile(BytesIO(content)) as book:
        assert b"169.254.169.254" in b"".join(map(book.read, book.namelist()))
        return [
            name
            for name in book.namelist()
            if b"<hyperlink" in book.read(name) or b'TargetMode="External"' in book.read(name)
        ]


def test_reader_of_workbooks_opens_no_socket(tmp_path: Any) -> None:
    """The child that reads a file: any socket would end it."""
    source, result = tmp_path / "x.xlsx", tmp_path / "rows"
    source.write_bytes(linked_workbook().read())
    guard = "import os, sys; sys.addaudithook(lambda event, _given: os._exit(99) if event.startswith('socket.') else None); "
    for line, ends in ((CODE, 0), ("import socket; socket.socket()", 99)):
        command = [sys.executable, "-I", "-c", guard + line, str(settings_folder()), str(source), str(result)]
        assert subprocess.run(command, check=False, env={}).returncode == ends
    assert "169.254.169.254" in result.read_text()


def settings_folder() -> Any:
    from django.conf import settings

    return settings.BASE_DIR


def linked_workbook() -> SimpleUploadedFile:
    """A workbook whose cells are links, and which asks for another one."""
    from openpyxl import Workbook

    book = Workbook()
    for number, form in enumerate(url_forms(80), 1):
        cell = book.active.cell(number, 1, form)
        cell.hyperlink = "http://169.254.169.254/"
    book.active["B1"] = '=WEBSERVICE("http://169.254.169.254/")'
    out = BytesIO()
    book.save(out)
    return SimpleUploadedFile("x.xlsx", out.getvalue())
