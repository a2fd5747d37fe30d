"""Write requirements/*.txt from pyproject.toml: `python3 -m tools.lock`, or with `--upgrade` to the newest versions.

Hashed and universal, without a registry's host or a path of this machine. uv runs in a throwaway venv; the users of
the locks need only pip.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tools import places

FLAGS = [
    "--no-config",
    "--quiet",
    "--universal",
    "--python-version=3.11",
    "--generate-hashes",
    "--no-emit-index-url",
    "--no-emit-find-links",
    "--no-strip-extras",  # pip before 23.3 pins `name[extra]` only where the lock names the extra
    "--only-binary=:all:",
    "--custom-compile-command=make lock",
]
# Layers share one venv, so each keeps to the versions of those before it.
CONSTRAINTS = {"test": ["run"], "browser": ["run", "test"], "quality": ["run", "test", "browser"]}
STANDALONE = ["assets", "lock"]  # venvs of their own


def main(arguments: list[str]) -> int:
    """Compile every lock with the uv of a throwaway venv."""
    places.REQUIREMENTS.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        uv = os.environ.get("UV") or _install_uv(Path(folder))
        _compile(uv, "run", ["pyproject.toml"], arguments)
        for group, layers in CONSTRAINTS.items():
            limits = [f"--constraints=requirements/{layer}.txt" for layer in layers]
            _compile(uv, group, [f"--group={group}", *limits], arguments)
        for group in STANDALONE:
            _compile(uv, group, [f"--group={group}"], arguments)
        _compile(uv, "embedded", ["--group=embedded", "--no-deps"], arguments)
    return 0


def _install_uv(folder: Path) -> str:
    lock = places.REQUIREMENTS / "lock.txt"
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    pip = [
        str(folder / "bin" / "python"),
        "-m",
        "pip",
        "install",
        "--quiet",
        "--require-hashes",
        "-r",
        str(lock),
    ]
    subprocess.run(pip, check=True)
    return str(folder / "bin" / "uv")


def _compile(uv: str, name: str, sources: list[str], arguments: list[str]) -> None:
    print(f"→ requirements/{name}.txt", flush=True)
    command = [uv, "pip", "compile", *FLAGS, *arguments, *sources, f"--output-file=requirements/{name}.txt"]
    subprocess.run(command, cwd=places.ROOT, check=True, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
