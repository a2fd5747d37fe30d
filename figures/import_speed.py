"""How long an import takes in a real worker, and what the pages feel of it (trust.md U8): `python -m figures U8`.

FIGURE_ROWS (default 5,000) rows, FIGURE_CUSTOMERS (default 5,000) customers of the demo beside them. Idle and busy p95 are
those of one person who reads list and Today without a pause.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

from figures.processes import ROOT, Result, Site, Visitor, in_a_process, set_up_django, site, start_web

SECONDS, P95_RATIO = 60.0, 2.0
IDLE_SECONDS = 15.0
PAGES = ("/customers/", "/")


def import_speed() -> Result:
    """U8."""
    return in_a_process("_import_speed", __name__)


def _import_speed() -> Result:
    with site() as place:
        place.start_redis()
        _fill(place)
        set_up_django(place)
        from bench.works import SELLER
        from tradecrm.demo.sign_in import PASSWORD

        port = start_web(place)
        place.start_worker()
        place.start_beat("beat")
        visitor = Visitor(port)
        visitor.post("/sign-in/", "/sign-in/", {"username": SELLER, "password": PASSWORD})
        _read(visitor, time.monotonic() + 5)
        idle = _p95(visitor, lambda: time.sleep(IDLE_SECONDS))
        spent: dict[str, Any] = {}
        busy = _p95(visitor, lambda: spent.update(_import(SELLER)))
        seconds = round(sum(value for name, value in spent.items() if name.startswith("s_")), 1)
        value = {
            **spent,
            "seconds": seconds,
            "p95_idle_ms": idle,
            "p95_busy_ms": busy,
            "ratio": round(busy / idle, 2),
        }
        return value, seconds <= SECONDS and value["ratio"] <= P95_RATIO


def _fill(place: Site) -> None:
    size = os.environ.get("FIGURE_CUSTOMERS", "5000")
    subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "manage.py", "seed_demo", "--scale", size], cwd=ROOT, env=place.environment, check=True,
        stdout=subprocess.DEVNULL,
    )  # fmt: skip


def _read(visitor: Visitor, end: float) -> None:
    while time.monotonic() < end:
        for page in PAGES:
            visitor.call("GET", page)


def _p95(visitor: Visitor, work: Any) -> float:
    """Read pages while `work` is done; return the 95th percentile of the answers, in milliseconds."""
    visitor.times.clear()
    is_over = threading.Event()

    def read() -> None:
        while not is_over.is_set():
            for page in PAGES:
                visitor.call("GET", page)

    thread = threading.Thread(target=read)
    thread.start()
    try:
        work()
    finally:
        is_over.set()
        thread.join()
    return round(statistics.quantiles(visitor.times, n=20)[18] * 1000, 1)


def _import(email: str) -> dict[str, Any]:
    """Bring a workbook all the way by the worker; return the seconds of its steps, and what came of the rows."""
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.utils import timezone

    from accounts.models import User
    from bench.importing import known_buyers, write_workbook
    from customers.services import confirm_columns, start_import, take_in

    person, rows = User.objects.get(email=email), int(os.environ.get("FIGURE_ROWS", "5000"))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rows.xlsx"
        write_workbook(path, rows, known_buyers(person))
        upload = SimpleUploadedFile(path.name, path.read_bytes())
    batch = start_import(actor=person, upload=upload, at=timezone.now())
    spent = {"s_reading": _wait(batch, "columns")}
    fields = [(column["field"], column["number"]) for column in batch.columns]
    confirm_columns(
        actor=person, batch=batch, fields=fields, grade="D", source="import", owner=person, at=timezone.now()
    )
    spent["s_checking"] = _wait(batch, "review")
    take_in(actor=person, batch=batch, at=timezone.now())
    spent["s_taking_in"] = _wait(batch, "done")
    states = {state: batch.rows.filter(state=state).count() for state in ("done", "skipped", "refused")}
    return {"rows": rows, **spent, **states}


def _wait(batch: Any, state: str) -> float:
    begun = time.monotonic()
    while batch.state != state:
        if time.monotonic() - begun > 600:
            raise RuntimeError(f"the import is still {batch.state}")
        time.sleep(0.1)
        batch.refresh_from_db()
    return round(time.monotonic() - begun, 1)
