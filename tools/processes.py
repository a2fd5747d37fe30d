"""Starting and stopping child processes so that none outlives its parent."""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO

_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


def die_with_parent(signal_number: int = signal.SIGKILL) -> None:
    """Have the kernel send this process `signal_number` when its parent ends (Linux; elsewhere nothing)."""
    if _LIBC:
        _LIBC.prctl(_PR_SET_PDEATHSIG, signal_number)


def start(
    command: Sequence[str | Path],
    *,
    environment: Mapping[str, str] | None = None,
    log: IO[bytes] | None = None,
    user: int | None = None,
    group: int | None = None,
    working_folder: Path | None = None,
) -> subprocess.Popen[bytes]:
    """Start `command` in a session of its own, so that Ctrl-C reaches only us, who stop it in order."""
    prepare: Callable[[], None] | None = die_with_parent if _LIBC else None
    return subprocess.Popen(
        [str(part) for part in command],
        env=dict(environment) if environment is not None else None,
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=subprocess.STDOUT if log else None,
        start_new_session=True,
        preexec_fn=prepare,  # noqa: PLW1509 we are single-threaded, and nothing else can set the signal
        user=user,
        group=group,
        extra_groups=[] if user is not None else None,
        cwd=working_folder,
    )


def stop(process: subprocess.Popen[bytes], *, seconds: float = 10, by: int = signal.SIGTERM) -> None:
    """Ask the process to end; after `seconds` end its whole group."""
    if process.poll() is None:
        process.send_signal(by)
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        kill_group(process)
        process.wait()


def kill_group(process: subprocess.Popen[bytes]) -> None:
    """Kill what is left of the process's group, its children included."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
