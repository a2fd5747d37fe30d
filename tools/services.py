"""Run a command beside a real PostgreSQL and a real Redis: `python -m tools.services [--sqlite] -- COMMAND…`.

Both come from wheels, live in a temporary folder, speak over Unix sockets only and end with the command. The command
finds them in DATABASE_URL and REDIS_URL. With `--sqlite` there is no PostgreSQL, and DATABASE_URL names an in-memory
SQLite.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tools import postgres_server, processes, redis_server

SQLITE_URL = "sqlite://:memory:"


def main(arguments: Sequence[str]) -> int:
    """Start the services, run the command, stop the services, return the command's exit code."""
    if "--" not in arguments:
        sys.exit(__doc__)
    split = list(arguments).index("--")
    signal.signal(signal.SIGTERM, _leave)
    with _temporary_folder() as folder, run_redis(folder) as redis_url:
        if "--sqlite" in arguments[:split]:
            return _run(arguments[split + 1 :], SQLITE_URL, redis_url)
        with run_postgres(folder) as database_url:
            return _run(arguments[split + 1 :], database_url, redis_url)


@contextmanager
def run_redis(folder: Path) -> Iterator[str]:
    """Give the URL of a Redis that keeps nothing."""
    home = folder / "redis"
    home.mkdir()
    unix_socket = redis_server.choose_socket(home)
    with (folder / "redis.log").open("wb") as log:
        command = redis_server.build_command(folder=home, unix_socket=unix_socket, is_durable=False)
        process = processes.start(command, log=log)
    try:
        if not redis_server.wait_until_ready(process, unix_socket):
            sys.exit("Redis did not start:\n" + (folder / "redis.log").read_text(errors="replace")[-4000:])
        yield redis_server.build_url(unix_socket)
    finally:
        processes.stop(process)


@contextmanager
def run_postgres(folder: Path) -> Iterator[str]:
    """Give the URL of a fresh PostgreSQL database."""
    home = folder / "postgres"
    home.mkdir(mode=0o700)
    postgres = postgres_server.start_postgres(home)
    try:
        yield postgres.url
    finally:
        processes.stop(postgres.process, by=signal.SIGINT)  # "fast": does not wait for clients


@contextmanager
def _temporary_folder() -> Iterator[Path]:
    """Give a folder with a short, lower-case path that another user (nobody) may pass through."""
    folder = Path(tempfile.mkdtemp(prefix="tradecrm-test-"))
    lower = folder.rename(folder.with_name(folder.name.lower()))
    lower.chmod(0o711)
    try:
        yield lower
    finally:
        shutil.rmtree(lower, ignore_errors=True)


def _run(command: Sequence[str], database_url: str, redis_url: str) -> int:
    environment = os.environ | {"DATABASE_URL": database_url, "REDIS_URL": redis_url}
    process = subprocess.Popen(command, env=environment)
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:  # the terminal sent it to the command too, which ends in its own way
            continue
        except SystemExit:
            process.terminate()
            process.wait()
            raise


def _leave(signal_number: int, _frame: object) -> None:
    sys.exit(128 + signal_number)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
