"""What the look promises about its own sources."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
STYLES = sorted((ROOT / "static" / "css").glob("*.css"))


def test_every_icon_named_in_a_template_is_in_the_sprite():
    sprite = set((ROOT / "tools" / "icons.txt").read_text().split())
    named = {
        name
        for path in TEMPLATES
        for name in re.findall(r'(?:\{% icon|symbol=) ?"([\w-]+)"', path.read_text())
    }
    assert named - sprite == set()


@pytest.mark.parametrize(
    "path", [path for path in STYLES if path.name != "tokens.css"], ids=lambda path: path.name
)
def test_colours_are_written_in_the_tokens_only(path):
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b|\b(?:rgb|hsl)a?\([^)]*\)", path.read_text()) == []


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_every_token_used_exists(path):
    tokens = set(re.findall(r"(--[\w-]+):", "".join(style.read_text() for style in STYLES)))
    used = set(re.findall(r"var\((--[\w-]+)\)", path.read_text()))
    assert used - tokens == set()


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_template_has_inline_script_style_or_handler(path):
    source = path.read_text()
    assert re.findall(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=|hx-on", source) == []
