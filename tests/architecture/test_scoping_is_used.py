"""Views, forms and panels reach scoped rows through `visible_to` only (architecture.md, Permissions)."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

from accounts.scoping import ScopedQuerySet

BASE = Path(settings.BASE_DIR)
DOORS = {"visible_to", "in_scope", "none"}
# Rows that belong to one person or to everybody; each with the reason why it needs no scope.
UNSCOPED = {
    "Notification": "filtered by its own user",
    "UserSession": "filtered by its own user",
    "Draft": "filtered by its own user",
    "SavedView": "filtered by its own user",
    "CalendarFeed": "found by the digest of its secret, or by its own user",
    "User": "colleagues' names are no secret inside the company",
    "Tag": "words shared by everybody",
    "LetterTemplate": "the company's letters, readable by everybody who sells",
    "Session": "deleted by key when its owner ends it",
}


def scoped_models() -> set[str]:
    """Return the names of the models whose default queryset is scoped."""
    local = [model for label in settings.LOCAL_APPS for model in apps.get_app_config(label).get_models()]
    return {m.__name__ for m in local if isinstance(m._default_manager.get_queryset(), ScopedQuerySet)}


def callers() -> list[Path]:
    """Return the files that speak HTTP."""
    found = [
        path
        for label in settings.LOCAL_APPS
        for name in ("views", "forms", "panels", "feeds", "api")
        for path in [*(BASE / label).glob(f"{name}.py"), *(BASE / label / name).glob("*.py")]
    ]
    return sorted(found)


def uses_of_objects(tree: ast.AST) -> Iterator[tuple[int, str, str]]:
    """Yield (line, model, first method) of each `Model.objects.method`."""
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(
                value=ast.Attribute(attr="objects" | "_default_manager" | "_base_manager", value=ast.Name(id=model)),
                attr=method,
            ):
                yield node.lineno, model, method


def unscoped_uses(source: str) -> list[tuple[int, str, str]]:
    """Return the uses that start with anything but a door, of models that are not in the reviewed list."""
    uses = uses_of_objects(ast.parse(source))
    return [use for use in uses if use[1] not in UNSCOPED and use[2] not in DOORS]


@pytest.mark.parametrize("path", callers(), ids=lambda path: str(path.relative_to(BASE)))
def test_every_query_of_a_view_is_scoped(path: Path) -> None:
    assert unscoped_uses(path.read_text()) == []


def test_the_check_sees_an_unscoped_query() -> None:
    source = "def view(request, pk):\n    return Customer.objects.filter(pk=pk).first()\n"
    assert unscoped_uses(source) == [(2, "Customer", "filter")]


def test_reviewed_models_are_not_scoped_ones() -> None:
    assert scoped_models() & set(UNSCOPED) == set()


def test_business_records_are_scoped() -> None:
    expected = {"Customer", "Contact", "TimelineEntry", "Inquiry", "FollowUp", "Task"}
    assert scoped_models() >= expected
