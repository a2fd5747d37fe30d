"""Run figures: `python -m figures [ID …]`, `python -m figures --list`.

Each prints one line of JSON, `{"id", "target", "value", "ok"}`; the exit code is 0 only when all were reached.
PostgreSQL and Redis are started for the run, unless DATABASE_URL names a server.
"""

import importlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from figures.register import FIGURES, Figure, find
from tools import services

ROOT = Path(__file__).resolve().parent.parent
LONGEST = 3600  # seconds that one test may take: at full size it takes longer than in the suite


def main(arguments: list[str]) -> int:
    """Run the named figures, or all."""
    if "--list" in arguments:
        sys.stdout.write("".join(f"{figure.id:4} {figure.target}\n" for figure in FIGURES))
        return 0
    try:
        chosen = find(arguments)
    except KeyError as unknown:
        sys.exit(f"There is no figure {unknown}. `python -m figures --list` names them.")
    with running_services():
        results = [report(figure) for figure in chosen]
    return 0 if all(results) else 1


def report(figure: Figure) -> bool:
    """Run one figure and print its line."""
    value, is_reached = run_program(figure) if figure.program else run_tests(figure)
    line = {"id": figure.id, "target": figure.target, "value": value, "ok": is_reached}
    sys.stdout.write(f"{json.dumps(line, ensure_ascii=False)}\n")
    sys.stdout.flush()
    return is_reached


def run_program(figure: Figure) -> tuple[dict[str, Any], bool]:
    """Call the figure's function."""
    module, _colon, name = figure.program.partition(":")
    found: tuple[dict[str, Any], bool] = getattr(importlib.import_module(module), name)()
    return found


def run_tests(figure: Figure) -> tuple[dict[str, Any], bool]:
    """Run the figure's tests and count them; a run without tests reaches nothing."""
    with tempfile.TemporaryDirectory() as folder:
        counts = Path(folder) / "counts.xml"
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-p",
            "no:cacheprovider",
            "-o",
            f"timeout={LONGEST}",
            "-o",
            "junit_family=xunit1",  # holds what tests recorded
            "--junitxml",
            str(counts),
            *_spread(),
            *figure.tests,
        ]
        done = subprocess.run(  # noqa: S603 - our own tests
            command,
            cwd=ROOT,
            env={**os.environ, **figure.environment},
            capture_output=True,
            text=True,
            check=False,
        )
        value = read_counts(counts)
    if done.returncode:
        sys.stderr.write(done.stdout[-6000:] + done.stderr[-2000:])
    return value, done.returncode == 0 and value["passed"] > 0


def _spread() -> tuple[str, ...]:
    workers = os.environ.get("FIGURE_WORKERS", "2")
    return ("-n", workers) if workers != "0" and importlib.util.find_spec("xdist") else ()


def read_counts(path: Path) -> dict[str, Any]:
    """Return passed, failed and skipped tests of a JUnit file, and the sums of the numbers that tests recorded."""
    value: dict[str, Any] = {"passed": 0, "failed": 0, "skipped": 0}
    if not path.exists():
        return value
    for case in ET.parse(path).getroot().iter("testcase"):  # noqa: S314 - written by pytest, here
        kinds = {child.tag for child in case}
        state = "failed" if kinds & {"failure", "error"} else "skipped" if "skipped" in kinds else "passed"
        value[state] += 1
        for one in case.iter("property"):
            value[one.get("name", "")] = value.get(one.get("name", ""), 0) + int(one.get("value", "0"))
    return value


@contextmanager
def running_services() -> Iterator[None]:
    """Start PostgreSQL and Redis for the run, unless the environment names them."""
    os.environ.setdefault("SECRET_KEY", "only-for-the-figures-" * 3)
    if os.environ.get("DATABASE_URL"):
        yield
        return
    folder = Path(tempfile.mkdtemp(prefix="tradecrm-figures-"))
    folder = folder.rename(folder.with_name(folder.name.lower()))
    folder.chmod(0o711)
    try:
        with services.run_redis(folder) as redis_url, services.run_postgres(folder) as database_url:
            os.environ |= {"DATABASE_URL": database_url, "REDIS_URL": redis_url}
            yield
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
