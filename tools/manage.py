"""Run a management command on the data of `make run`: `python -m tools.manage COMMAND …`, in the same environment."""

import os
import sys

from tools import places
from tools.serve import build_environment


def main(arguments: list[str]) -> None:
    """Become `manage.py` with the environment that `make run` gives its children."""
    command = [sys.executable, str(places.ROOT / "manage.py"), *arguments]
    os.execve(sys.executable, command, build_environment(os.environ.get("HOST", "127.0.0.1")))


if __name__ == "__main__":
    main(sys.argv[1:])
