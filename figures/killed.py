"""What kill -9 leaves behind: of workers in the middle of an import (K1), of the web server in the middle of requests (K4).

Real processes, on PostgreSQL. FIGURE_KILLS (default 30) is how often each is killed, FIGURE_ROWS (default 5,000) how many
rows the import of K1 has. A worker that died is missed when its lease ends, after 50 s, and by the next tick: 30 kills of K1
take an hour.
"""

import os
import random
import signal
import tempfile
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from http import HTTPStatus
from http.client import HTTPException
from itertools import cycle, product
from pathlib import Path
from typing import Any

from figures.processes import Result, Site, Visitor, in_a_process, set_up_django, site, start_web

SEED = 7
STUCK = 180.0  # seconds after which a job may not still be "running" by nobody (trust.md K1)
PROGRESS = "customers.import"
WHO = "imports@qicheng-tools.example"
# An export of nothing is refused in words.
EXPECTED = {200, 302, 422}
KNOWN = 40  # customers of a colleague: fewer than a lookup shows in an hour (D3)
GIVEN = 5  # customers that are given away again and again


def kills() -> int:
    """Return how often a process is killed."""
    return int(os.environ.get("FIGURE_KILLS", "30"))


def rows() -> int:
    """Return how many rows the import has."""
    return int(os.environ.get("FIGURE_ROWS", "5000"))


def import_killed() -> Result:
    """K1."""
    return in_a_process("_import_killed", __name__)


def web_killed() -> Result:
    """K4."""
    return in_a_process("_web_killed", __name__)


# ── K1 ──────────────────────────────────────────────────────────────────────
def _import_killed() -> Result:
    """The same workbook twice, undone in between: once in peace, once with kills. Both end alike."""
    with site() as place:
        place.start_redis()
        set_up_django(place)

        person = _salesperson()
        known = _buyers_of_a_colleague(person)
        place.start_worker()
        place.start_beat("beat")
        undisturbed = _take_in(person, known, _never)
        batch = _last()
        _undo(batch)
        left = len(_outcome(batch)["customers"]) - len(known)
        killer = _Killer(place)
        disturbed = _take_in(person, known, killer.watch)
        value = {
            "rows": rows(), "kills": killer.kills, "kinds": dict(killer.kinds), "left_by_undo": left,
            "imported": len(disturbed["customers"]) - len(known), "refused": len(disturbed["refused"]),
            "alike": disturbed == undisturbed, "longest_stuck_s": round(killer.longest),
        }  # fmt: skip
        is_whole = value["alike"] and not left and min(value["imported"], value["refused"]) > 0
        return value, is_whole and killer.longest <= STUCK and killer.kills == kills()


def _salesperson() -> Any:
    from accounts.models import Role
    from tests.factories import TeamFactory

    team = TeamFactory(manager=_person(Role.MANAGER))
    return _person(Role.SALESPERSON, email=WHO, team=team)


def _person(role: Any, **values: Any) -> Any:
    from tests.factories import PASSWORD, UserFactory

    person = UserFactory(roles=(role,), language="en", **values)
    person.set_password(PASSWORD)
    person.save()
    return person


def _buyers_of_a_colleague(person: Any) -> list[tuple[str, str]]:
    """Enter what the workbook names, too, and is not the person's to change: its rows are refused. Names and addresses."""
    from django.utils import timezone

    from accounts.models import Role
    from customers.services import create_customer
    from customers.services.values import ContactValues, CustomerValues

    colleague = _person(Role.SALESPERSON, team=person.team)
    known = [(f"Werkzeughof {number} GmbH", f"buyer@werkzeughof{number}.example") for number in range(KNOWN)]
    for name, address in known:
        create_customer(
            actor=colleague, owner=colleague, values=CustomerValues(name=name, country="DE", grade="D"),
            contact=ContactValues(name="Anna", email=address), at=timezone.now(),
        )  # fmt: skip
    return known


def _never() -> None:
    """Kill nobody."""


def _last() -> Any:
    from customers.models import CustomerImport

    return CustomerImport.objects.latest("pk")


def _take_in(person: Any, known: list[tuple[str, str]], watch: Any) -> dict[str, Any]:
    """Bring the workbook all the way, calling `watch` again and again; return how it ended."""
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.utils import timezone

    from bench.importing import write_workbook
    from customers.services import confirm_columns, decide_rows, start_import, take_in

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rows.xlsx"
        write_workbook(path, rows(), known)
        upload = SimpleUploadedFile(path.name, path.read_bytes())
    batch = start_import(actor=person, upload=upload, at=timezone.now())
    _wait(batch, "columns", watch)
    fields = [(column["field"], column["number"]) for column in batch.columns]
    confirm_columns(
        actor=person, batch=batch, fields=fields, grade="D", source="import", owner=person, at=timezone.now()
    )
    _wait(batch, "review", watch)
    held = list(batch.rows.filter(matched__isnull=False, decision="skip").values_list("pk", flat=True))
    decide_rows(
        actor=person, batch=batch, rows=held, decision="create", at=timezone.now()
    )  # refused, all the same
    take_in(actor=person, batch=batch, at=timezone.now())
    _wait(batch, "done", watch)
    return _outcome(batch)


def _undo(batch: Any) -> None:
    from django.utils import timezone

    from customers.services import undo_import

    undo_import(actor=batch.created_by, batch=batch, at=timezone.now())
    _wait(batch, "undone", _never)


def _wait(batch: Any, state: str, watch: Any) -> None:
    end = time.monotonic() + 600 + kills() * STUCK
    while batch.state != state:
        if time.monotonic() > end:
            raise RuntimeError(f"the import is still {batch.state}")
        watch()
        time.sleep(0.05)
        batch.refresh_from_db()


def _outcome(batch: Any) -> dict[str, Any]:
    """What was imported, each thing once for each time it is there, and the report."""
    from customers.models import Customer
    from followups.models import FollowUp

    people = Customer.objects.values_list("called", "contacts__name", "contacts__email", "contacts__phone")
    return {
        "customers": sorted(map(str, Customer.objects.values_list("called", "country", "city", "note"))),
        "people": sorted(map(str, people)),
        "follow_ups": FollowUp.objects.count(),
        "refused": list(batch.rows.filter(state="refused").values_list("number", "refusal")),
        "states": sorted(batch.rows.values_list("number", "state")),
    }


@dataclass
class _Killer:
    """Kills at seeded places of the work: a worker's children, or the whole worker, which is started again."""

    place: Site
    kills: int = 0
    longest: float = 0.0
    kinds: Counter[str] = field(default_factory=Counter)
    _draw: random.Random = field(default_factory=lambda: random.Random(SEED))  # noqa: S311 - a seeded draw, no secret
    _progress: tuple[Any, ...] = ()
    _killed_at: float | None = None

    def __post_init__(self) -> None:
        """Choose the places: rows that were checked or taken in."""
        self._places = sorted(self._draw.uniform(0, 2 * rows()) for _ in range(kills()))

    def watch(self) -> None:
        """Kill when the next place is reached; measure how long the work stands still after it."""
        from core.models import Job

        found = (
            Job.objects.filter(kind__startswith=PROGRESS)
            .order_by("-pk")
            .values_list("kind", "done_count", "state", "total_count")
        )
        kind, done, state, total = found[0]
        moved = (kind, done, state) != self._progress
        if self._killed_at is not None and (moved or state == Job.State.DONE):
            self.longest = max(self.longest, time.monotonic() - self._killed_at)
            self._killed_at = None
        self._progress = (kind, done, state)
        offset = {"customers.import_check": 0, "customers.import_take_in": rows()}.get(kind)
        if self._killed_at is None and offset is not None and self._places and state == Job.State.RUNNING:
            share = done / max(1, total) * rows()
            if offset + share >= self._places[0]:
                self._places.pop(0)
                self._kill()

    def _kill(self) -> None:
        kind = self._draw.choice(("child", "worker"))
        worker = self.place.running["worker"]
        if kind == "child":
            for pid in Path(f"/proc/{worker.pid}/task/{worker.pid}/children").read_text().split():
                with suppress(ProcessLookupError):
                    os.kill(int(pid), signal.SIGKILL)
        else:
            self.place.kill("worker")
            self.place.start_worker()
        self.kills, self._killed_at = self.kills + 1, time.monotonic()
        self.kinds[kind] += 1


# ── K4 ──────────────────────────────────────────────────────────────────────
def _web_killed() -> Result:
    """The web server is killed while people save a customer, bring a workbook, ask for an export, give customers away.

    They sign in once: their sessions live on.
    """
    with site() as place:
        place.start_redis()
        set_up_django(place)
        visitors = _people_at_work(start_web(place))
        place.kill("web")
        draw = random.Random(SEED)  # noqa: S311 - a seeded draw, no secret
        for _ in range(kills()):
            _kill_web(place, visitors, draw)
        half, orphans = _half_made(), _orphans()
        from django.utils import timezone

        from core.files import sweep_files

        for _part in sweep_files(at=timezone.now() + timedelta(hours=1)):
            pass
        answered = Counter(status for visitor, _work in visitors for status in visitor.statuses)
        counts = _counts()
        value = {
            "kills": kills(), "answered": answered.total(),
            "errors": {str(one): times for one, times in answered.items() if one not in EXPECTED},
            **counts, "half_made": half, "orphans": len(orphans), "orphans_after_an_hour": len(_orphans()),
        }  # fmt: skip
        is_whole = not half and not value["errors"] and not value["orphans_after_an_hour"]
        return value, is_whole and all(counts.values())


Work = Callable[[Visitor], None]


def _people_at_work(port: int) -> list[tuple[Visitor, Work]]:
    """Sign in three times as the salesperson and once as the manager, who gives the salesperson's customers to and fro."""
    from django.utils import timezone

    from accounts.models import Role
    from core import policy
    from customers.models import Customer

    person = _salesperson()
    manager, colleague = person.team.manager, _person(Role.SALESPERSON, team=person.team)
    policy.change("customers.export", {"salespeople": True}, actor=manager, at=timezone.now())
    nobody = {"manager": False, "exporters": False}
    policy.change("accounts.second_factor", nobody, actor=manager, at=timezone.now())
    visitors = [_signed_in(port, who) for who in (person, person, person, manager)]
    for _ in range(GIVEN):
        _create(visitors[0])
    customers = list(Customer.objects.values_list("pk", flat=True))
    if len(customers) != GIVEN:
        raise RuntimeError(f"{len(customers)} of {GIVEN} customers were saved: {visitors[0].statuses}")
    transfers = cycle(product((colleague.pk, person.pk), customers))
    return list(
        zip(visitors, (_create, _bring, _export, lambda one: _give_away(one, *next(transfers))), strict=True)
    )


def _signed_in(port: int, person: Any) -> Visitor:
    from tests.factories import PASSWORD

    visitor = Visitor(port)
    visitor.post("/sign-in/", "/sign-in/", {"username": person.email, "password": PASSWORD})
    if visitor.statuses[-1] != HTTPStatus.FOUND:
        raise RuntimeError(f"signing in was answered {visitor.statuses[-1]}")
    return visitor


def _kill_web(place: Site, visitors: list[tuple[Visitor, Work]], draw: random.Random) -> None:
    """Start the server, let the people work, kill it at some moment."""
    port = start_web(place)
    threads = [
        threading.Thread(target=_save_until_it_dies, args=(visitor, work, port)) for visitor, work in visitors
    ]
    for thread in threads:
        thread.start()
    time.sleep(draw.uniform(0.5, 5.0))
    place.kill("web")
    for thread in threads:
        thread.join()


def _save_until_it_dies(visitor: Visitor, work: Work, port: int) -> None:
    visitor.port = port
    with suppress(OSError, HTTPException):
        while True:
            work(visitor)


def _give_away(visitor: Visitor, owner: int, customer: int) -> None:
    url = f"/customers/{customer}/owner/"
    visitor.post(url, url, {"owner": str(owner), "reason": "Another region"})


def _create(visitor: Visitor) -> None:
    name = uuid.uuid4().hex[:12]
    visitor.post(
        "/customers/new/", "/customers/new/",
        {"name": f"Firm {name} GmbH", "country": "DE", "grade": "D", "stage": "new", "contact_name": "Anna",
         "contact_email": f"anna@{name}.example"},
    )  # fmt: skip


def _bring(visitor: Visitor) -> None:
    visitor.upload(
        "/customers/import/", "file", "rows.csv", b"Company,E-mail\n" + b"Nord,a@nord.example\n" * 20_000
    )


def _export(visitor: Visitor) -> None:
    visitor.post("/customers/export/", "/customers/export/", {"columns": "list"})


def _half_made() -> dict[str, int]:
    """Things without what belongs to them, by what is missing."""
    from django.db.models import F

    from core.models import AuditEntry
    from customers.models import Customer, CustomerExport, CustomerImport, OwnerPeriod

    customers, entries = Customer.objects.all(), AuditEntry.objects.all()
    audited = set(entries.filter(verb="customers.created").values_list("target_id", flat=True))
    in_hand = OwnerPeriod.objects.filter(ended_at=None, owner=F("customer__owner")).values("customer")
    missing = {
        "contact": customers.filter(contacts=None).count(),
        "owner_period": customers.exclude(pk__in=in_hand).count(),
        "transfer_audit": abs(_transfers() - entries.filter(verb="customers.owner_changed").count()),
        "transfer_timeline": abs(_transfers() - customers.filter(timeline__kind="owner").count()),
        "keys": customers.filter(lookup_keys=None).count(),
        "timeline": customers.filter(timeline=None).count(),
        "audit": sum(str(pk) not in audited for pk in customers.values_list("pk", flat=True)),
        "due": customers.filter(next_due_on=None).count(),
        "file": sum(
            not row.file.file.storage.exists(row.file.file.name) for row in CustomerImport.objects.all()
        ),
        "job": CustomerExport.objects.filter(job=None).exclude(state="asked").count(),
        "export_audit": abs(
            CustomerExport.objects.count() - entries.filter(verb="customers.export_asked").count()
        ),
    }
    return {name: count for name, count in missing.items() if count}


def _orphans() -> list[str]:
    """Files that no row names."""
    from core.files import stored_paths
    from core.models import StoredFile

    named = set(StoredFile.objects.values_list("file", flat=True))
    return [path for path in stored_paths() if path not in named]


def _counts() -> dict[str, int]:
    from customers.models import Customer, CustomerExport, CustomerImport

    return {
        "customers": Customer.objects.count(), "imports": CustomerImport.objects.count(),
        "exports": CustomerExport.objects.count(), "transfers": _transfers(),
    }  # fmt: skip


def _transfers() -> int:
    """How often a customer was given to somebody else: each had an owner from the start."""
    from customers.models import Customer, OwnerPeriod

    return OwnerPeriod.objects.count() - Customer.objects.count()
