"""An export beside a bare openpyxl sheet of the same cells: `python -m bench.exporting` prints one line of JSON.

All customers of the database in DATABASE_URL, in the list's columns; peak memory is what Python holds beyond the start.
"""

import json
import os
import resource
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import django

from bench.works import BOSS


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tradecrm.settings")
    django.setup()
    before = _peak()
    rows, spent, path = _export()
    grown = _peak() - before
    bare = _bare(path)
    print(
        json.dumps(
            {
                "rows": rows,
                "seconds": spent,
                "bare": bare,
                "ratio": round(spent / bare, 2),
                "megabytes": grown,
            }
        )
    )


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _export() -> tuple[int, float, str]:
    """Ask for all and let the worker's job make it; return rows, seconds and where the file lies."""
    from django.utils import timezone

    from accounts.models import User
    from core import jobs, policy
    from core.request_context import RequestContext, request_context
    from customers.filters import ListQuery
    from customers.selectors.exporting import fields_of_list
    from customers.services import start_export

    boss, at = User.objects.get(email=BOSS), timezone.now()
    policy.change("customers.export", {"rows_per_day": 100_000}, actor=boss, at=at)
    query = ListQuery()
    export = start_export(actor=boss, query=query, fields=fields_of_list(query), has_contacts=False, at=at)
    begun = time.perf_counter()
    with request_context(RequestContext(address="worker")):
        jobs.run(export.job_id or 0, at=at)
    spent = round(time.perf_counter() - begun, 2)
    export.refresh_from_db()
    if export.file is None:
        raise RuntimeError(f"the export ended {export.state} {export.refusal}")
    return export.rows, spent, export.file.file.path


def _bare(path: str) -> float:
    """Seconds of writing the same cells with openpyxl and nothing else."""
    from openpyxl import Workbook
    from python_calamine import CalamineWorkbook

    cells: list[list[Any]] = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    with TemporaryDirectory() as folder:
        begun = time.perf_counter()
        book = Workbook(write_only=True)
        sheet = book.create_sheet()
        for row in cells:
            sheet.append(row)
        book.save(Path(folder) / "bare.xlsx")
        return round(time.perf_counter() - begun, 2)


if __name__ == "__main__":
    main()
