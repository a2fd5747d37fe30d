"""Bring a checkout's data up to date in one process: `python -m tradecrm.dev.prepare [--demo | --static]`.

Always: message catalogues and static files (only when they changed). `--static` stops there. Otherwise the database is
migrated, and with `--demo` filled if it is empty. Progress goes to stderr; stdout carries the demo sign-ins alone.
"""

import io
import os
import sys
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command, get_commands

from tools import messages, places

DEMO_COMMANDS = {"seed": "seed_demo", "accounts": "demo_accounts"}


def main(arguments: list[str]) -> int:
    """Prepare what the arguments ask for."""
    messages.compile_catalogues()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tradecrm.settings")
    django.setup()
    collect_static()
    if "--static" in arguments:
        return 0
    call_command("migrate", verbosity=0, interactive=False)
    if "--demo" in arguments:
        print(fill_demo())
    return 0


def collect_static() -> None:
    """Collect static files when ours, the browser packages or the Python packages changed."""
    root = Path(settings.STATIC_ROOT)
    stamp = places.VAR / ".static"
    sources = [places.ROOT / "static", places.REQUIREMENTS / "run.txt"]
    assets = (places.ASSETS / ".stamp").read_text() if (places.ASSETS / ".stamp").exists() else ""
    wanted = places.fingerprint(sources, assets, settings.STORAGES["staticfiles"]["BACKEND"])
    if places.is_stamped(stamp, wanted) and root.is_dir():
        return
    _report("collecting static files")
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    places.write_stamp(stamp, wanted)


def fill_demo() -> str:
    """Fill an empty database with the demo data; return the text that tells how to sign in."""
    known = get_commands()
    if DEMO_COMMANDS["seed"] in known:
        _report("demo data (the first time takes a moment)")
        call_command(DEMO_COMMANDS["seed"], "--if-empty", stdout=sys.stderr)
    if DEMO_COMMANDS["accounts"] not in known:
        return ""
    text = io.StringIO()
    call_command(DEMO_COMMANDS["accounts"], stdout=text)
    return text.getvalue()


def _report(text: str) -> None:
    print(f"→ {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
