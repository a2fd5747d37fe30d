"""What a checkout promises to everybody who installs it."""

import json
import re
from pathlib import Path

import pytest

from tools import places

LOCKS = sorted(places.REQUIREMENTS.glob("*.txt"))
ICON = re.compile(r"""{% icon ["']([a-z0-9-]+)["']""")


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_lock_is_hashed_and_names_no_host_or_path(lock: Path):
    pins = re.findall(
        r"^\S+==\S+(?: ; .+?)? \\\n(?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+",
        lock.read_text(),
        re.MULTILINE,
    )
    assert len(pins) == len(re.findall(r"^[a-z0-9]\S*==", lock.read_text(), re.MULTILINE)) > 0
    assert re.findall(r"https?:|file:|--\S*(?:index|links)", lock.read_text()) == []


def test_npm_lock_is_hashed_and_names_no_host():
    packages = json.loads((places.ROOT / "package-lock.json").read_text())["packages"]
    installed = [package for name, package in packages.items() if name]
    assert [package for package in installed if not package["integrity"].startswith("sha512-")] == []
    assert [package for package in installed if "resolved" in package] == []


def test_icon_list_is_sorted_and_has_every_icon_of_the_templates():
    icons = (places.ROOT / "tools" / "icons.txt").read_text().split()
    used = {
        name
        for page in (places.ROOT / "templates").rglob("*.html")
        for name in ICON.findall(page.read_text())
    }
    assert icons == sorted(set(icons))
    assert used - set(icons) == set()


def test_sprite_holds_every_icon_of_the_list():
    sprite = (places.ASSETS / "vendor" / "icons.svg").read_text()
    assert (
        re.findall(r'<symbol id="([^"]+)"', sprite)
        == (places.ROOT / "tools" / "icons.txt").read_text().split()
    )
