"""Floor and product on loopback ports, under the same server program; ended by their own handles."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

SETTINGS = {"floor": "bench.floor.settings", "product": "tradecrm.settings"}
KILOBYTE = 1024


@dataclass
class Server:
    """A running server."""

    name: str
    port: int
    process: subprocess.Popen[bytes]

    def worker_megabytes(self) -> float:
        """Return the resident memory of its largest worker."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        found = [_resident(int(pid)) for pid in children.read_text().split()]
        return max(found, default=0.0)


def _resident(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    line = next((line for line in status.splitlines() if line.startswith("VmRSS")), "VmRSS: 0 kB")
    return int(line.split()[1]) / KILOBYTE


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serve(name: str, database_url: str, log: Path, *, workers: int = 1) -> Iterator[Server]:
    """Serve `floor` or `product`: granian, production settings, so many workers of four threads each."""
    port = free_port()
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--workers",
        str(workers), "--blocking-threads", "4", "--no-ws", "--log-level", "warning", "bench.wsgi:application",
    ]  # fmt: skip
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": SETTINGS[name], "DATABASE_URL": database_url, "DEBUG": "0",
        "SECRET_KEY": os.environ.get("SECRET_KEY") or "only-for-the-bench-" * 3, "LOG_LEVEL": "ERROR",
    }  # fmt: skip
    with log.open("ab") as out:
        process = subprocess.Popen(command, env=environment, stdout=out, stderr=subprocess.STDOUT)
    try:
        _wait(process, port, log)
        yield Server(name, port, process)
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    end = time.monotonic() + 120
    while time.monotonic() < end and process.poll() is None:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return
        except OSError:
            time.sleep(0.2)
    sys.exit(f"The server did not start:\n{log.read_text(errors='replace')[-3000:]}")
