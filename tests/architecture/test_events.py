"""docs/architecture.md lists every event with its publisher and its listeners."""

import dataclasses
import importlib
import inspect
import re
from pathlib import Path

from django.conf import settings

from core.events import subscribers

DOC = Path(settings.BASE_DIR) / "docs" / "architecture.md"


def events() -> dict[str, type]:
    found = {}
    for app in settings.LOCAL_APPS:
        if importlib.util.find_spec(f"{app}.events") is None:
            continue
        module = importlib.import_module(f"{app}.events")
        found |= {
            f"{app}.{name}": cls
            for name, cls in inspect.getmembers(module, dataclasses.is_dataclass)
            if cls.__module__ == module.__name__
        }
    return found


def listed() -> dict[str, str]:
    rows = re.findall(r"^\| `([\w.]+)` \| ([^|]*) \|$", DOC.read_text(), re.MULTILINE)
    return {name: text.strip() for name, text in rows}


def test_document_lists_every_event_with_its_listeners() -> None:
    heard = subscribers()
    expected = {
        name: ", ".join(sorted({f"`{f.__module__}`" for f in heard.get(cls, [])})) or "–"
        for name, cls in events().items()
    }
    assert listed() == expected


def test_events_carry_ids_and_plain_values_only() -> None:
    allowed = re.compile(r"^((int|str|bool|date|datetime)( \| None)?|tuple\[int, \.\.\.\])$")
    wrong = [
        f"{name}.{field.name}"
        for name, cls in events().items()
        for field in dataclasses.fields(cls)
        if not allowed.match(field.type.__name__ if isinstance(field.type, type) else str(field.type))
    ]
    assert wrong == []
