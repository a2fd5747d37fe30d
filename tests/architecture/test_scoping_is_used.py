"""Views, forms and panels reach scoped rows through `visible_to` only (architecture.md, Permissions)."""

import ast
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
    "Team": "the names of teams are no secret inside the company",
    "OnboardingItem": "the company's list for newcomers, without anybody's name",
    "ReportPeriod": "the weeks of reports, without anybody's name",
    "Tag": "words shared by everybody",
    "LetterTemplate": "the company's letters, readable by everybody who sells",
    "Session": "deleted by key when its owner ends it",
}

# Queries outside a door that were read and found right, each with its reason.
REVIEWED = {
    "inquiries/forms/new.py": {
        "Customer.current": "a colleague's buyer, to hand the inquiry over; shows only a name"
    },
    "inquiries/forms/record.py": {"Contact.filter": "of an inquiry that was fetched through the door"},
    "inquiries/views/access.py": {
        "Inquiry.heads_for": "sender and subject for those who assign",
        "InquiryLine.order_by": "prefetched with an inquiry that was fetched through the door",
    },
    "sales/forms/quote_editor.py": {"Contact.filter": "of a quote that was fetched through the door"},
    "sales/forms/quote_steps.py": {"Contact.filter": "of a quote that was fetched through the door"},
    "sales/views/quote_access.py": {
        "QuoteLine.select_related": "prefetched with a version of a quote that was fetched through the door"
    },
    "sales/forms/orders.py": {"QuoteVersion.filter": "of quotes that were fetched through the door"},
    "inquiries/views/files.py": {
        "InquiryFile.select_related": "of an inquiry that was fetched through the door"
    },
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


def parents_of(tree: ast.AST) -> dict[ast.AST, ast.AST]:
    """Return each node's parent."""
    return {child: parent for parent in ast.walk(tree) for child in ast.iter_child_nodes(parent)}


def climb(node: ast.expr, parents: dict[ast.AST, ast.AST]) -> tuple[list[str], ast.AST]:
    """Return the methods called one after the other on `node`, and the whole chain."""
    methods: list[str] = []
    while True:
        above = parents.get(node)
        if isinstance(above, ast.Attribute):
            methods.append(above.attr)
        elif not (isinstance(above, ast.Call) and above.func is node):
            return methods, node
        node = above


def scope_around(node: ast.AST, parents: dict[ast.AST, ast.AST]) -> ast.AST | None:
    """Return the function that `node` stands in, None at module level."""
    while (node := parents.get(node)) is not None and not isinstance(node, ast.FunctionDef):  # type: ignore[assignment]
        pass
    return node


def is_behind_a_door(node: ast.expr, tree: ast.AST, parents: dict[ast.AST, ast.AST]) -> bool:
    """Whether the rows are narrowed: by a door in the chain, by `get_visible_or_404`, or wherever the name is used."""
    methods, chain = climb(node, parents)
    above = parents.get(chain)
    if DOORS & set(methods):
        return True
    if (
        isinstance(above, ast.Call)
        and getattr(above.func, "id", "") == "get_visible_or_404"
        and above.args[0] is chain
    ):
        return True
    if isinstance(above, ast.Assign) and isinstance(above.targets[0], ast.Name):
        name = above.targets[0].id
        room = scope_around(above, parents) or tree
        uses = [
            n
            for n in ast.walk(room)
            if isinstance(n, ast.Name) and n.id == name and isinstance(n.ctx, ast.Load)
        ]
        return bool(uses) and all(is_behind_a_door(use, tree, parents) for use in uses)
    return False


def unscoped_uses(source: str) -> list[str]:
    """Return `Model.first_method` of each query that is not behind a door, of models not in the reviewed list."""
    tree = ast.parse(source)
    parents = parents_of(tree)
    found = []
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(
                attr="objects" | "_default_manager" | "_base_manager", value=ast.Name(id=model)
            ):
                if model not in UNSCOPED and not is_behind_a_door(node, tree, parents):
                    found.append(f"{model}.{climb(node, parents)[0][0]}")
    return found


@pytest.mark.parametrize("path", callers(), ids=lambda path: str(path.relative_to(BASE)))
def test_every_query_of_a_view_is_scoped(path: Path) -> None:
    reviewed = set(REVIEWED.get(str(path.relative_to(BASE)), {}))
    assert set(unscoped_uses(path.read_text())) == reviewed


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("return Customer.objects.filter(pk=pk).first()", ["Customer.filter"]),
        ("return Customer.objects.select_related('owner').visible_to(user).get(pk=pk)", []),
        ("return get_visible_or_404(Customer.objects.select_related('owner'), user, pk)", []),
        ("rows = Customer.objects.all()\n    return rows.get(pk=pk)", ["Customer.all"]),
        ("rows = Customer.objects.all()\n    return rows.visible_to(user).get(pk=pk)", []),
    ],
)
def test_the_check_tells_scoped_from_unscoped(body: str, found: list[str]) -> None:
    assert unscoped_uses(f"def view(user, pk):\n    {body}\n") == found


def test_reviewed_models_are_not_scoped_ones() -> None:
    assert scoped_models() & set(UNSCOPED) == set()


def test_business_records_are_scoped() -> None:
    expected = {"Customer", "Contact", "TimelineEntry", "Inquiry", "FollowUp", "Task"}
    assert scoped_models() >= expected
