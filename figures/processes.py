"""Figures that need real processes: beat, worker, Redis, web server (K6, P8). Nightly, never in the suite.

Of FIGURE_MINUTES (default 3) Redis stays away in K6 for a third; trust.md's full size is 10. FIGURE_SECONDS (default 60) is the length of the load in P8.
"""

import http.client
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from bench.servers import free_port
from tools import processes, redis_server

ROOT = Path(__file__).resolve().parent.parent
Result = tuple[dict[str, Any], bool]
CELERY = [sys.executable, "-m", "celery", "-A", "tradecrm"]
P95_MS = 800  # of a request while five people work (trust.md P8)
WAIT = 120.0  # seconds in which everything must be done again (trust.md K)


def minutes() -> float:
    """Return the length of the run."""
    return float(os.environ.get("FIGURE_MINUTES", "3"))


@dataclass
class Site:
    """A folder with its log, the environment of its processes, and the processes."""

    folder: Path
    environment: dict[str, str]
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, name: str, command: list[str]) -> None:
        """Start a process under a name."""
        with (self.folder / f"{name}.log").open("ab") as log:
            self.running[name] = processes.start(
                command, environment=self.environment, log=log, working_folder=ROOT
            )

    def start_beat(self, name: str) -> None:
        self.start(
            name, [*CELERY, "beat", "-s", str(self.folder / f"{name}.schedule"), "--pidfile=", "-lWARNING"]
        )

    def start_worker(self) -> None:
        self.start(
            "worker",
            [*CELERY, "worker", "--concurrency=2", "--without-gossip", "--without-mingle", "-lWARNING"],
        )

    def start_redis(self) -> None:
        unix_socket = self.folder / "redis.sock"
        self.start(
            "redis", redis_server.build_command(folder=self.folder, unix_socket=unix_socket, is_durable=True)
        )
        if not redis_server.wait_until_ready(self.running["redis"], unix_socket):
            raise RuntimeError(self.log("redis"))

    def kill(self, name: str) -> None:
        """End a process as a crash does."""
        process = self.running.pop(name)
        process.send_signal(signal.SIGKILL)
        processes.kill_group(process)
        process.wait()

    def log(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text(errors="replace")


@contextmanager
def site(database_url: str = "") -> Iterator[Site]:
    """A place of its own with a migrated database and a private Redis (not started)."""
    with tempfile.TemporaryDirectory(prefix="tradecrm-figure-") as name:
        folder = Path(name)
        url = database_url.format(folder=folder) if database_url else os.environ["DATABASE_URL"]
        redis_url = redis_server.build_url(folder / "redis.sock")
        own = {
            "DATABASE_URL": url,
            "REDIS_URL": redis_url,
            "VAR_DIR": name,
            "ASSETS_DIR": str(ROOT / "var" / "assets"),
            "ALLOWED_HOSTS": "testserver,127.0.0.1",
            "PYTHONUNBUFFERED": "1",
            "STATICFILES_STORAGE": "django.contrib.staticfiles.storage.StaticFilesStorage",  # no folder of collected files here
        }
        environment = {**os.environ, **own}
        for command in (["manage.py", "migrate", "-v0"], ["-m", "tradecrm.dev.prepare", "--static"]):
            subprocess.run([sys.executable, *command], cwd=ROOT, env=environment, check=True)  # noqa: S603 - ours
        place = Site(folder, environment)
        try:
            yield place
        finally:
            for process in reversed(place.running.values()):
                processes.stop(process, seconds=5)
                processes.kill_group(process)


def set_up_django(place: Site) -> None:
    """Make this process part of the site. Once per process: each program below runs in one of its own."""
    import django

    os.environ |= {
        name: place.environment[name]
        for name in ("DATABASE_URL", "REDIS_URL", "VAR_DIR", "ASSETS_DIR", "ALLOWED_HOSTS")
    }
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tradecrm.settings")
    django.setup()


def in_a_process(name: str, module: str = __name__) -> Result:
    """Run a function of a module here in a process of its own, which has one Django and one database."""
    import json

    done = subprocess.run(  # noqa: S603 - our own module
        [sys.executable, "-c", f"import json, {module} as p; print(json.dumps(p.{name}()))"],
        cwd=ROOT, env=os.environ, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        return {"error": done.stderr[-2000:]}, False
    value, is_reached = json.loads(done.stdout.splitlines()[-1])
    return value, is_reached


def redis_lost() -> Result:
    """K6."""
    return in_a_process("_redis_lost")


def sqlite_under_load() -> Result:
    """P8."""
    return in_a_process("_sqlite_under_load")


# ── K6 ──────────────────────────────────────────────────────────────────────
def _redis_lost() -> Result:
    """Redis killed and started again, emptied, away: saving goes on, sessions live, every job is done in time."""
    with site() as place:
        place.start_redis()
        set_up_django(place)
        place.start_worker()
        place.start_beat("beat")
        from tests.security.races import sign_in_manager

        client, value, is_reached = sign_in_manager(), {}, True
        for name, phase in (("restart", _restart), ("flush", _flush), ("absence", _absence)):
            statuses = phase(place, client)
            seconds = wait_until_done()
            value[name] = {
                "saves": len(statuses),
                "failed": sum(status != 302 for status in statuses),
                "recovered_s": round(seconds),
            }
            is_reached = is_reached and not value[name]["failed"] and seconds <= WAIT
        return value, is_reached


def _save(client: Any, count: int) -> list[int]:
    """Save the calendar with another own day each time: each enqueues work in its transaction. 0: it is not there."""
    from core.models import PolicySetting

    statuses = []
    for _ in range(count):
        day = date.today() + timedelta(days=2 + time.time_ns() // 1_000_000 % 700)  # noqa: DTZ011 - any day to come will do
        answer = client.post("/settings/own-days/add/", {"day": f"{day}", "works": "off", "why": "Figure"})
        is_saved = str(day) in str(PolicySetting.objects.get(section="core.calendar").values)
        statuses.append(answer.status_code if is_saved else 0)
    return statuses


def _restart(place: Site, client: Any) -> list[int]:
    before = _save(client, 3)
    place.kill("redis")
    during = _save(client, 5)
    place.start_redis()
    return before + during + _save(client, 2)


def _flush(place: Site, client: Any) -> list[int]:
    import redis

    before = _save(client, 5)
    redis.Redis(unix_socket_path=str(place.folder / "redis.sock")).flushall()
    return before + _save(client, 3)


def _absence(place: Site, client: Any) -> list[int]:
    place.kill("redis")
    statuses, end = [], time.monotonic() + minutes() * 20
    while time.monotonic() < end:
        statuses += _save(client, 1)
        time.sleep(2)
    place.start_redis()
    return statuses


def wait_until_done() -> float:
    """Return the seconds until no accepted job is left; WAIT + 1 when some are."""
    from django.db.models import Q

    from core.models import Job

    start = time.monotonic()
    left = Job.objects.filter(~Q(state=Job.State.DONE))
    while left.exists():
        if time.monotonic() - start > WAIT:
            return WAIT + 1
        time.sleep(0.5)
    return time.monotonic() - start


# ── P8 ──────────────────────────────────────────────────────────────────────
USERS = 5
BOUNDARY = "----figure-of-tradecrm"


@dataclass
class Visitor:
    """A person with a browser, as far as cookies go."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    times: list[float] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)

    def call(self, method: str, path: str, data: dict[str, Any] | None = None) -> str:
        """Send a request and return the page."""
        return self._send(
            method, path, urlencode(data, doseq=True) if data else None, "application/x-www-form-urlencoded"
        )

    def upload(self, path: str, field: str, name: str, content: bytes) -> str:
        """Open a page and send a file in its form, with what the form carries hidden."""
        hidden = HiddenFields(path, path)
        hidden.feed(self.call("GET", path))
        parts = [
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'
            for key, value in hidden.found.items()
        ]
        head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{field}"; filename="{name}"\r\n\r\n'
        body = "".join(parts).encode() + head.encode() + content + f"\r\n--{BOUNDARY}--\r\n".encode()
        return self._send("POST", path, body, f"multipart/form-data; boundary={BOUNDARY}")

    def _send(self, method: str, path: str, body: str | bytes | None, content_type: str) -> str:
        start = time.perf_counter()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        cookies = "; ".join(f"{k}={v}" for k, v in self.cookies.items())
        connection.request(method, path, body, {"Cookie": cookies, "Content-Type": content_type})
        response = connection.getresponse()
        page = response.read().decode("utf-8", "replace")
        self.times.append(time.perf_counter() - start)
        self.statuses.append(response.status)
        for cookie in response.headers.get_all("Set-Cookie") or ():
            name, _equals, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        connection.close()
        return page

    def post(self, form: str, path: str, data: dict[str, Any]) -> None:
        """Open the page `form` and send its form to `path`, with what the form carries hidden (tokens)."""
        hidden = HiddenFields(form, path)
        hidden.feed(self.call("GET", form))
        self.call("POST", path, {**hidden.found, **data})


class HiddenFields(HTMLParser):
    """Hidden fields of that form of a page which is sent to `action`; a form without an action goes to `page`."""

    def __init__(self, page: str, action: str) -> None:
        super().__init__()
        self.page, self.action, self.is_inside = page, action, False
        self.found: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note where the form begins, and its hidden fields."""
        given = dict(attrs)
        if tag == "form":
            self.is_inside = (given.get("action") or self.page) == self.action
        elif tag == "input" and self.is_inside and given.get("type") == "hidden":
            self.found[given.get("name") or ""] = given.get("value") or ""


def _sqlite_under_load() -> Result:
    """Five people read and write for a minute on a SQLite file behind the real web server."""
    with site("sqlite:///{folder}/site.sqlite3") as place:
        place.start_redis()
        set_up_django(place)
        people = _people_with_customers()
        port = start_web(place)
        place.start_worker()
        place.start_beat("beat")
        visitors = [Visitor(port) for _ in people]
        end = time.monotonic() + float(os.environ.get("FIGURE_SECONDS", "60"))
        threads = [
            threading.Thread(target=_work, args=(visitor, email, customers, end))
            for visitor, (email, customers) in zip(visitors, people, strict=True)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return _judge_load(visitors, place)


def _people_with_customers() -> list[tuple[str, list[int]]]:
    from accounts.models import Role
    from tests.factories import PASSWORD, CustomerFactory, TeamFactory, UserFactory

    team, found = TeamFactory(), []
    for number in range(USERS):
        user = UserFactory(
            roles=(Role.SALESPERSON,), team=team, email=f"load{number}@qicheng-tools.example", language="en"
        )
        user.set_password(PASSWORD)
        user.save()
        found.append((user.email, [CustomerFactory(owner=user).pk for _ in range(40)]))
    return found


def start_web(place: Site, name: str = "web") -> int:
    """Start a web server as in production; return its port."""
    port = free_port()
    place.environment["PORT"] = str(port)
    place.start(
        name,
        [
            sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--workers",
            "1", "--blocking-threads", "4", "--no-ws", "tradecrm.wsgi:application",
        ],
    )  # fmt: skip
    wait_for_port(port)
    return port


def wait_for_port(port: int) -> None:
    """Wait until a page is answered there: the port is open before the program is loaded. Raises RuntimeError after a minute."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            Visitor(port).call("GET", "/sign-in/")
        except (OSError, http.client.HTTPException):
            time.sleep(0.2)
        else:
            return
    raise RuntimeError("the web server did not start")


def _work(visitor: Visitor, email: str, customers: list[int], end: float) -> None:
    from tests.factories import PASSWORD

    visitor.post("/sign-in/", "/sign-in/", {"username": email, "password": PASSWORD})
    number, due_on = 0, date.today() + timedelta(days=30)  # noqa: DTZ011 - any day soon
    while time.monotonic() < end:
        pk = customers[number % len(customers)]
        for path in ("/", "/customers/", f"/customers/{pk}/", "/inquiries/", "/customers/find/?q=north"):
            visitor.call("GET", path)
        log = {
            "customer": str(pk),
            "text": f"Called, visit {number}.",
            "channel": "phone",
            "result": "reached",
        }
        visitor.post(f"/follow-ups/log/?customer={pk}", "/follow-ups/create/", log)
        visitor.post("/tasks/", "/tasks/add/", {"title": f"Send price list {number}", "due_on": str(due_on)})
        number += 1


def _judge_load(visitors: list[Visitor], place: Site) -> Result:
    from followups.models import FollowUp

    times = sorted(time for visitor in visitors for time in visitor.times)
    statuses = [status for visitor in visitors for status in visitor.statuses]
    locked = sum(place.log(name).count("database is locked") for name in ("web", "worker", "beat"))
    value = {
        "requests": len(statuses), "errors": sum(status >= 400 for status in statuses), "locked": locked,
        "follow_ups": FollowUp.objects.count(), "p95_ms": round(statistics.quantiles(times, n=20)[18] * 1000),
    }  # fmt: skip
    return value, not locked and not value["errors"] and value["follow_ups"] > 0 and value["p95_ms"] <= P95_MS
