"""The message catalogue: what is extracted, kept, refused."""

import json
from pathlib import Path

import pytest

from tools import messages

PYTHON = """
from django.utils.translation import gettext as _, ngettext, pgettext_lazy
A = _("Hello %(name)s")
B = ngettext("%(count)s day", "%(count)s days", 3)
C = pgettext_lazy("month", "May")
D = _("One sentence "
      "in two {parts}")
"""
TEMPLATE = """
{% load i18n %}
<p title="{% translate 'A title' %}">{{ _("Direct") }}
      {% if name == _("In a tag") %}don't "stop here{% endif %}
  {% blocktranslate trimmed count rows=rows %}
     One row by {{ who }} at 5%
  {% plural %}
     {{ rows }} rows by {{ who }} at 5%
  {% endblocktranslate %}
{% translate "May" context "verb" %}
"""


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a checkout with one module and one template."""
    for name, text in {
        "app/__init__.py": "",
        "app/labels.py": PYTHON,
        "templates/page.html": TEMPLATE,
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    monkeypatch.setattr(messages.places, "ROOT", tmp_path)
    monkeypatch.setattr(messages, "FOLDER", tmp_path)
    monkeypatch.setattr(messages, "PO", tmp_path / "django.po")
    monkeypatch.setattr(messages, "MO", tmp_path / "django.mo")
    return tmp_path


def write_translations(folder: Path, translations: dict[str, str]) -> Path:
    file = folder / "translations.json"
    file.write_text(json.dumps(translations))
    return file


def test_extract_finds_python_and_template_messages(checkout: Path):
    keys = sorted((messages.key_of(m) for m in messages.extract_messages() if m.id), key=str)
    assert keys == [
        ("month", "May"),
        ("verb", "May"),
        (None, "%(count)s day"),
        (None, "A title"),
        (None, "Direct"),
        (None, "Hello %(name)s"),
        (None, "In a tag"),
        (None, "One row by %(who)s at 5%%"),
        (None, "One sentence in two {parts}"),
    ]


def test_unreadable_source_is_named_and_nothing_is_written(checkout: Path):
    (checkout / "app" / "broken.py").write_text('_("unfinished')
    with pytest.raises(messages.UnreadableSourceError, match=r"app/broken\.py"):
        messages.update()
    assert not messages.PO.exists()


def test_add_keeps_translations_and_names_unknown_ids(checkout: Path, capsys: pytest.CaptureFixture[str]):
    file = write_translations(
        checkout, {"Direct": "直", "month\x04May": "五月", "%(count)s day": "%(count)s 天", "No": "无"}
    )
    assert messages.add(file) == 1
    assert "(None, 'No')" in capsys.readouterr().out
    messages.update()
    catalog = messages.read_catalogue()
    assert catalog.get("Direct").string == "直"
    assert catalog.get("May", "month").string == "五月"
    assert not catalog.get("May", "verb").string
    assert catalog.get("%(count)s day").string == ("%(count)s 天",)


def test_update_drops_what_is_gone_and_writes_the_same_twice(checkout: Path):
    messages.add(write_translations(checkout, {"Direct": "直"}))
    (checkout / "app" / "labels.py").write_text("")
    messages.update()
    first = messages.PO.read_bytes()
    messages.update()
    assert messages.PO.read_bytes() == first
    assert messages.read_catalogue().get("Hello %(name)s") is None
    assert messages.read_catalogue().get("Direct").string == "直"


@pytest.mark.parametrize(
    ("translation", "faults"),
    [
        ("你好 %(name)s", []),
        ("", ["untranslated: (None, 'Hello %(name)s')"]),
        ("你好 %(nane)s", ["placeholders differ: (None, 'Hello %(name)s') → '你好 %(nane)s'"]),
    ],
)
def test_check_finds_faults_of_a_translation(checkout: Path, translation: str, faults: list[str]):
    (checkout / "templates" / "page.html").write_text("")
    (checkout / "app" / "labels.py").write_text('_("Hello %(name)s")')
    messages.add(write_translations(checkout, {"Hello %(name)s": translation}))
    assert messages.find_faults(messages.read_catalogue(), messages.extract_messages()) == faults


def test_check_finds_fuzzy_missing_and_left_over_messages(checkout: Path):
    (checkout / "templates" / "page.html").write_text("")
    (checkout / "app" / "labels.py").write_text('_("Kept")\n_("Gone")')
    messages.add(write_translations(checkout, {"Kept": "留", "Gone": "去"}))
    messages.PO.write_text(messages.PO.read_text().replace('msgid "Kept"', '#, fuzzy\nmsgid "Kept"'))
    (checkout / "app" / "labels.py").write_text('_("Kept")\n_("New")')
    assert messages.find_faults(messages.read_catalogue(), messages.extract_messages()) == [
        "fuzzy: (None, 'Kept')",
        "left over (make messages): (None, 'Gone')",
        "missing (make messages): (None, 'New')",
    ]


def test_compile_writes_what_gettext_reads(checkout: Path):
    import gettext

    messages.add(write_translations(checkout, {"Direct": "直", "%(count)s day": "%(count)s 天"}))
    messages.compile_catalogues()
    with messages.MO.open("rb") as file:
        translations = gettext.GNUTranslations(file)
    assert translations.gettext("Direct") == "直"
    assert translations.ngettext("%(count)s day", "%(count)s days", 2) == "%(count)s 天"
