"""Serve the real application from this checkout: `python -m tools.serve`, which is the end of `make run`.

A private Redis, the web server, a Celery worker and beat, each a child that is started again when it dies; SQLite in
`var/`. HOST and PORT choose the address (127.0.0.1:8000). DATABASE_URL and REDIS_URL, when set, take the place of the
embedded ones. TERM or Ctrl-C stops everything in reverse order; nothing outlives this process.
"""

import fcntl
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from tools import places, processes, redis_server

SHORTEST_PAUSE, LONGEST_PAUSE = 1.0, 30.0  # seconds between a death and the next start
STEADY_AFTER = 60.0  # seconds of life after which the pause is short again
STOP_SECONDS = {"web": 5.0, "worker": 10.0, "beat": 5.0, "redis": 5.0}
LARGEST_LOG = 10 * 1024 * 1024  # bytes; larger ones are moved aside when the service starts
WILDCARDS = {"0.0.0.0", "::"}  # noqa: S104 compared with, never bound by default


@dataclass
class Service:
    """One child and its fate."""

    name: str
    command: list[str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    pause: float = SHORTEST_PAUSE
    restart_due: float | None = None


@dataclass
class Supervisor:
    """Starts the services in order, starts again what dies, stops in reverse order."""

    environment: Mapping[str, str]
    services: list[Service] = field(default_factory=list)

    def start(self, name: str, command: list[str]) -> Service:
        """Start a service and look after it from now on."""
        service = Service(name, command)
        self.services.append(service)
        self._start(service)
        return service

    def watch(self) -> None:
        """Look after the services until a signal ends the program."""
        while True:
            for service in self.services:
                self.look_after(service, now=time.monotonic())
            time.sleep(0.25)

    def look_after(self, service: Service, *, now: float) -> None:
        """Start a dead service again when its pause is over; `now` is a monotonic time in seconds."""
        if service.restart_due is not None:
            if now >= service.restart_due:
                self._start(service)
        elif service.process and service.process.poll() is not None:
            self._plan_restart(service, service.process, now)

    def stop(self) -> None:
        """Stop everything in reverse order."""
        for service in reversed(self.services):
            if service.process:
                processes.stop(service.process, seconds=STOP_SECONDS.get(service.name, 10.0))
                processes.kill_group(service.process)

    def _start(self, service: Service) -> None:
        with _open_log(service.name) as log:  # the child keeps its own handle
            service.process = processes.start(service.command, environment=self.environment, log=log)
        service.started = time.monotonic()
        service.restart_due = None

    def _plan_restart(self, service: Service, process: subprocess.Popen[bytes], now: float) -> None:
        processes.kill_group(process)  # its children would hold its port or its tasks
        lived = now - service.started
        service.pause = SHORTEST_PAUSE if lived >= STEADY_AFTER else service.pause
        service.restart_due = now + service.pause
        _say(f"{service.name} ended ({process.returncode}); starting it again in {service.pause:.0f} s")
        service.pause = min(service.pause * 2, LONGEST_PAUSE)


def main() -> int:
    """Prepare the checkout's data, serve until told to stop."""
    if "MAKELEVEL" in os.environ:
        processes.die_with_parent(signal.SIGTERM)  # make was killed: nobody could stop us any more
    signal.signal(signal.SIGTERM, _leave)
    signal.signal(signal.SIGHUP, _leave)
    host, port = os.environ.get("HOST") or "127.0.0.1", read_port()
    places.VAR.mkdir(parents=True, exist_ok=True)
    lock = _lock_checkout()
    check_port(host, port)
    supervisor = Supervisor(build_environment(host))
    try:
        _serve(supervisor, host, port)
    except KeyboardInterrupt:
        return 0
    finally:
        for again in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
            signal.signal(again, signal.SIG_IGN)  # a second one must not leave children behind
        _say("stopping")
        supervisor.stop()
        lock.close()
    return 0


def _serve(supervisor: Supervisor, host: str, port: int) -> None:
    if not os.environ.get("REDIS_URL"):
        _start_redis(supervisor)
    accounts = _prepare(supervisor.environment)
    web = supervisor.start("web", _web_command(host, port))
    celery = [str(places.VENV_PYTHON), "-m", "celery", "-A", "tradecrm"]
    supervisor.start(
        "worker", [*celery, "worker", "--concurrency=2", "--without-gossip", "--without-mingle", "-lWARNING"]
    )
    # One beat at most is ensured by the lock on var/, so a pid file could only be in the way.
    supervisor.start(
        "beat", [*celery, "beat", "-s", str(places.VAR / "celerybeat-schedule"), "--pidfile=", "-lWARNING"]
    )
    if not _wait_until_served(web, host, port):
        sys.exit(f"The web server did not start:\n{_tail(places.LOGS / 'web.log')}")
    shown = f"[{host}]" if ":" in host else host
    _say(
        f"{accounts}\nTradeCRM is ready: http://{shown}:{port}/   (Ctrl-C stops it; logs are in {places.LOGS})"
    )
    supervisor.watch()


def build_environment(host: str) -> dict[str, str]:
    """Return what the children read: the embedded defaults under whatever the caller set."""
    unix_socket = redis_server.choose_socket(places.VAR)
    defaults = {
        "VAR_DIR": str(places.VAR),
        "ASSETS_DIR": str(places.ASSETS),
        "REDIS_URL": redis_server.build_url(unix_socket),
        "ALLOWED_HOSTS": ",".join(_list_host_names(host)),
        "PYTHONUNBUFFERED": "1",
    }
    environment = {**os.environ, **{name: os.environ.get(name) or value for name, value in defaults.items()}}
    environment["SECRET_KEY"] = os.environ.get("SECRET_KEY") or _read_secret_key()
    return environment


def _list_host_names(host: str) -> list[str]:
    """Return the names that a browser may use for an application bound to `host`."""
    names = ["localhost", "127.0.0.1", "[::1]"]
    if host not in WILDCARDS:
        return [*names, f"[{host}]" if ":" in host else host]
    own = {socket.gethostname(), socket.getfqdn()} | _list_own_addresses()
    return [*names, *sorted(name for name in own if name and name not in names)]


def _list_own_addresses() -> set[str]:
    """Return this machine's IPv4 addresses, the one of the default route included. Sends nothing."""
    addresses: set[str] = set()
    try:
        addresses |= {
            str(info[4][0]) for info in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)
        }
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.connect(("192.0.2.1", 9))  # a documentation address: only the route is looked up
            addresses.add(probe.getsockname()[0])
    except OSError:
        return addresses
    return addresses


def _read_secret_key() -> str:
    """Return the checkout's own key, made at the first start."""
    file = places.VAR / "secret_key"
    if not file.exists():
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as out:
            out.write(secrets.token_urlsafe(64))
    return file.read_text().strip()


def read_port() -> int:
    """Return PORT, 8000 without one; stop with advice when it is no port."""
    text = os.environ.get("PORT") or "8000"
    if not text.isdecimal() or not 0 < int(text) < 65536:
        sys.exit(f"PORT must be a number from 1 to 65535, not {text!r}.")
    return int(text)


def _lock_checkout() -> IO[str]:
    """Hold var/lock as long as we live: two supervisors would tick twice and share one append-only file."""
    lock = (places.VAR / "lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        sys.exit("TradeCRM is already running from this folder. Stop it first, or clone into another folder.")
    return lock


def check_port(host: str, port: int) -> None:
    """Say so clearly when nothing can be bound there."""
    try:
        family, kind, protocol, _name, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        sys.exit(
            f"Cannot listen on {host} port {port}: {error.strerror}. Another one: PORT={port + 1} make run"
        )


def _start_redis(supervisor: Supervisor) -> None:
    folder = places.VAR / "redis"
    folder.mkdir(mode=0o700, exist_ok=True)
    unix_socket = redis_server.choose_socket(places.VAR)
    command = redis_server.build_command(folder=folder, unix_socket=unix_socket, is_durable=True)
    service = supervisor.start("redis", command)
    if not (service.process and redis_server.wait_until_ready(service.process, unix_socket)):
        sys.exit(f"Redis did not start:\n{_tail(places.LOGS / 'redis.log')}")


def _prepare(environment: Mapping[str, str]) -> str:
    """Bring database, catalogues, static files and demo data up to date; return the demo sign-ins as text."""
    command = [str(places.VENV_PYTHON), "-m", "tradecrm.dev.prepare", "--demo"]
    done = subprocess.run(
        command, env=dict(environment), cwd=places.ROOT, stdout=subprocess.PIPE, text=True, check=False
    )
    if done.returncode:
        sys.exit("Preparing the database failed (see above).")
    return done.stdout.rstrip()


def _web_command(host: str, port: int) -> list[str]:
    granian = [
        str(places.VENV_PYTHON),
        "-m",
        "granian",
        "--interface",
        "wsgi",
        "--host",
        host,
        "--port",
        str(port),
    ]
    return [
        *granian,
        "--workers",
        "1",
        "--blocking-threads",
        "4",
        "--no-ws",
        "--log-level",
        "warning",
        "tradecrm.dev.wsgi:application",
    ]


def _wait_until_served(web: Service, host: str, port: int, *, seconds: float = 60) -> bool:
    """Wait until the web server accepts connections."""
    target = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 translated, not bound
    end = time.monotonic() + seconds
    while time.monotonic() < end and web.process and web.process.poll() is None:
        try:
            with socket.create_connection((target, port), timeout=1):
                return True
        except OSError:
            time.sleep(0.1)
    return False


def _open_log(name: str) -> IO[bytes]:
    places.LOGS.mkdir(exist_ok=True)
    file = places.LOGS / f"{name}.log"
    if file.exists() and file.stat().st_size > LARGEST_LOG:
        file.replace(file.with_suffix(".log.1"))
    return file.open("ab")


def _tail(file: Path) -> str:
    return file.read_text(errors="replace")[-3000:]


def _say(text: str) -> None:
    print(text, flush=True)


def _leave(signal_number: int, _frame: object) -> None:
    sys.exit(0 if signal_number == signal.SIGTERM else 128 + signal_number)


if __name__ == "__main__":
    sys.exit(main())
