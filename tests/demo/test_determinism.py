"""The same seed and moment give the same rows, whichever way they are written."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction

from followups.models import Task
from tests.demo.conftest import SMALL
from tradecrm.demo import seed
from tradecrm.demo.world import Size

APPS = ("accounts", "catalogue", "customers", "inquiries", "sales", "followups")
LARGE = seed.large(40)


def rows_after(fill: Callable[..., Any], at: datetime, **options: Any) -> dict[str, list[Any]]:
    """Fill, read every table, and take all of it back."""
    with transaction.atomic():
        fill(at, **options)
        found = read_tables()
        transaction.set_rollback(True)
    return found


def read_tables() -> dict[str, list[Any]]:
    """Every row of every table of the apps, numbered from the first one: sequences do not roll back."""
    models = [
        model for app in APPS for model in apps.get_app_config(app).get_models(include_auto_created=True)
    ]
    first = {
        model: (model._default_manager.order_by("pk").values_list("pk", flat=True).first() or 0)
        for model in models
    }
    return {model._meta.label: [_plain(row, model, first) for row in _rows(model)] for model in models}


def _rows(model: Any) -> Any:
    return model._default_manager.order_by("pk").values()


def _plain(row: dict[str, Any], model: Any, first: dict[Any, Any]) -> dict[str, Any]:
    for field in model._meta.concrete_fields:
        target = field.related_model or (model if field.primary_key else None)
        if target in first and isinstance(row[field.attname], int):
            row[field.attname] -= first[target]
    if model is Task:  # a rule's key names rows by their numbers
        row["key"] = re.sub(r"\d+", "#", row["key"] or "")
    return row | ({"ref_id": None} if "ref_id" in row else {})


@pytest.mark.slow
@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["demo", "large"])
def test_the_same_seed_gives_the_same_rows(fill: Callable[..., Any], at: datetime, size: Size) -> None:
    """In any second of the minute, whether COPY writes them (where the database has it) or inserts do."""
    later = at + timedelta(seconds=20)
    assert rows_after(fill, at, size=size) == rows_after(fill, later, size=size, use_copy=False)


@pytest.mark.slow
def test_another_seed_gives_others(fill: Callable[..., Any], at: datetime) -> None:
    one, other = (rows_after(fill, at, size=LARGE, number=number) for number in (7, 8))
    assert one["customers.Customer"] != other["customers.Customer"]
