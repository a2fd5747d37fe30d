"""An import beside parsing and a bare bulk insert: `python -m bench.importing ROWS` prints one line of JSON.

Runs on the database of DATABASE_URL, and leaves its rows there. The workbook is a stranger's: titles above, days in
four spellings, telephones as numbers, wrong cells, buyers that stand twice and one in ten that is there already.
"""

import json
import os
import random
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import django

from bench.works import SELLER

HEADER = (
    "公司名称", "国家", "城市", "联系人", "邮箱", "手机", "网址", "级别", "最近联系时间", "跟进内容", "标签", "产品", "备注",
)  # fmt: skip
COUNTRIES = ("德国", "Germany", "DE", "美国", "USA", "United Kingdom", "法国", "Brasil", "Narnia")
CITIES = ("Bremen", "Chicago", "Leeds", "Lyon", "Recife", "")
FIRST, LAST = ("Anna", "Boris", "Carol", "Dieter", "Emine"), ("Berg", "Costa", "Duval", "Evans", "Fischer")
KINDS = ("Tools", "Hardware", "Werkzeuge", "Outillage", "Ferramentas")
FORMS = ("GmbH", "Ltd.", "LLC", "SARL", "Ltda")


def write_workbook(path: Path, rows: int, known: list[tuple[str, str]]) -> None:
    """Write the workbook; `known`: (name, address) of customers that are there."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(("客户资料",))
    sheet.append(HEADER)
    for cells in messy_rows(rows, known):
        sheet.append(cells)
    book.save(path)


def messy_rows(rows: int, known: list[tuple[str, str]]) -> Iterator[tuple[Any, ...]]:
    """Yield rows; the same number gives the same ones."""
    draw = random.Random(rows)
    before: tuple[Any, ...] = ()
    for number in range(rows):
        chance = draw.random()
        if chance < 0.03 and before:
            yield (None, None, None, f"Second {number}", f"second@firm{number}.example", *[None] * 8)
            continue
        if chance < 0.05 and before:
            yield before
            continue
        word = "".join(draw.choice("bdfglmnprst") + draw.choice("aeiou") for _ in range(4)).title()
        name, address = (
            f"{word} {draw.choice(KINDS)} {draw.choice(FORMS)}",
            f"buyer@{word.lower()}{number}.example",
        )
        if chance < 0.15 and known:
            name, address = known[number % len(known)]
        person = f"{draw.choice(FIRST)} {draw.choice(LAST)}"
        before = (
            f" {name} " if chance > 0.95 else name, draw.choice(COUNTRIES), draw.choice(CITIES), person,
            f"{person} at {word}" if chance > 0.98 else address, 49_421_000_000 + number if chance > 0.5 else f"+1 312 {number:07d}",
            f"www.{word.lower()}{number}.example" if chance > 0.7 else None, draw.choice(("A", "B级", "C", "D", "good")),
            draw.choice(("2026-03-04", "2026年3月4日", "15/03/2026", "Mar 4, 2026", None)),
            "报价已发" if chance > 0.7 else None, "展会,老客户" if chance > 0.8 else None, "扳手, 螺丝刀", f"No. {number}",
        )  # fmt: skip
        yield before


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tradecrm.settings")
    django.setup()
    rows = int(sys.argv[1])
    known = known_buyers(_person())
    with TemporaryDirectory() as folder:
        path = Path(folder) / "rows.xlsx"
        write_workbook(path, rows, known)
        bare = _bare(path)
        print(json.dumps({"rows": rows, "bare": bare, **_import(path, bare)}))


def known_buyers(person: Any) -> list[tuple[str, str]]:
    """Return (name, address) of customers that are the person's."""
    from customers.models import Contact

    rows = Contact.objects.filter(customer__owner=person, customer__merged_into=None)
    rows = rows.exclude(email="").exclude(customer__name="").order_by("pk")
    return list(rows.values_list("customer__name", "email")[:2_000])


def _person() -> Any:
    """Who imports: the salesperson of the other works."""
    from accounts.models import User

    return User.objects.get(email=SELLER)


def _seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return round(time.perf_counter() - begun, 2)


def _bare(path: Path) -> float:
    """Seconds for parsing and for one bulk insert of customers and their contacts, taken back at once."""
    from django.db import transaction
    from django.utils import timezone
    from python_calamine import CalamineWorkbook

    from customers.models import Contact, Customer

    person, at = _person(), timezone.now()

    def work() -> None:
        cells = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()[2:]
        customers = Customer.objects.bulk_create(
            [
                Customer(
                    name=row[0], city=row[2], website=row[6], note=row[12], grade="D", created_at=at, created_by=person, graded_at=at,
                )
                for row in cells
            ],
            batch_size=1_000,
        )  # fmt: skip
        Contact.objects.bulk_create(
            [Contact(customer=one, name=row[3], email=row[4], phone=row[5]) for one, row in zip(customers, cells, strict=True)],
            batch_size=1_000,
        )  # fmt: skip
        transaction.set_rollback(True)

    def in_transaction() -> None:
        with transaction.atomic():
            work()

    return _seconds(in_transaction)


def _import(path: Path, bare: float) -> dict[str, Any]:
    """Seconds of the worker's three jobs, and of undoing; by the services and jobs that a person and a worker use."""
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.utils import timezone

    from customers.models import Customer, ImportRow
    from customers.services import confirm_columns, start_import, take_in, undo_import

    person = _person()
    spent = {}
    before = Customer.objects.count()
    batch = start_import(
        actor=person, upload=SimpleUploadedFile(path.name, path.read_bytes()), at=timezone.now()
    )
    spent["reading"] = _seconds(run_jobs)
    batch.refresh_from_db()
    fields = [(column["field"], column["number"]) for column in batch.columns]
    confirm_columns(
        actor=person, batch=batch, fields=fields, grade="D", source="import", owner=person, at=timezone.now()
    )
    spent["checking"] = _seconds(run_jobs)
    batch.refresh_from_db()
    take_in(actor=person, batch=batch, at=timezone.now())
    spent["taking in"] = _seconds(run_jobs)
    batch.refresh_from_db()
    ratio = round(sum(spent.values()) / bare, 1)
    entered = Customer.objects.count() - before
    keys, kept_rows = _bare_keys(batch)
    states = {state: batch.rows.filter(state=state).count() for state in ImportRow.State.values}
    undo_import(actor=person, batch=batch, at=timezone.now())
    undoing = _seconds(run_jobs)
    kept = Customer.objects.count() - before
    alone = {
        "bare keys": keys,
        "keys": kept_rows,
        "ratio with keys": round(sum(spent.values()) / (bare + keys), 1),
    }
    return {
        **spent,
        "ratio": ratio,
        **alone,
        "entered": entered,
        "states": states,
        "undoing": undoing,
        "left": kept,
    }


def _bare_keys(batch: Any) -> tuple[float, int]:
    """Seconds for writing nothing but the lookup keys of what was taken in, taken back at once, and their number.

    The rows stand ready: it is what no import that is looked up by them can do without.
    """
    from django.db import transaction

    from customers.domain.lookup import Key
    from customers.models import LookupKey
    from customers.services.keys import write_keys

    held = LookupKey.objects.filter(customer__in=batch.rows.filter(matched=None).values("customer"))
    with transaction.atomic():
        rows = [
            (pk, Key(kind, value), is_exclusive)
            for pk, kind, value, is_exclusive in held.values_list(
                "customer_id", "kind", "value", "is_exclusive"
            )
        ]
        held.delete()
        seconds = _seconds(lambda: write_keys(rows))
        transaction.set_rollback(True)
    return seconds, len(rows)


def run_jobs() -> None:
    """Work off what waits for an import, as a worker does. Raises RuntimeError when one fails."""
    from django.utils import timezone

    from core import jobs
    from core.models import Job

    waiting = Job.objects.filter(state=Job.State.QUEUED, kind__startswith="customers.import").order_by("pk")
    while row := waiting.first():
        if not jobs.run(row.pk, at=timezone.now()):
            raise RuntimeError(f"{row.key} failed")


if __name__ == "__main__":
    main()
