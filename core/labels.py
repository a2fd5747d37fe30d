"""Labels of choices, looked up."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.db import models


class Labelled:
    """A model whose `get_FIELD_display` looks its label up. Django's own hashes, and so translates, every choice each time."""

    def _get_FIELD_display(self, field: models.Field[Any, Any]) -> str:  # noqa: N802 - Django's hook
        value = getattr(self, field.attname)
        return str(_labels_of(field).get(value, "" if value is None else value))


@cache
def _labels_of(field: models.Field[Any, Any]) -> dict[Any, Any]:
    return dict(field.flatchoices)
