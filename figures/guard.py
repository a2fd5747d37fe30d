"""Would the tests notice a missing guard (trust.md Z8)? `python -m figures Z8`, on demand.

Each guard of the source is taken away once, in a copy of the tree: a scope dropped, a refusal not raised, a predicate
that says yes, a page opened to everybody. The tests that look at that page must fail. FIGURE_FAULTS (default 200) is how many are drawn,
by a fixed seed; a fault that no test notices is named. FIGURE_NEAR=only leaves out the last and longest set of tests, so
that it can only say too few. With FIGURE_SOUND=known the tests are not tried without a fault first: the suite was green on
this very tree.
"""

import ast
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

ROOT = Path(__file__).resolve().parent.parent
SEED, FAULTS, SHARE = 8, int(os.environ.get("FIGURE_FAULTS", "200")), 0.95
IS_THOROUGH = os.environ.get("FIGURE_NEAR") != "only"
APPS = ("core", "accounts", "catalogue", "customers", "inquiries", "sales", "followups", "reports")
GUARDED = ("views", "forms", "selectors", "permissions", "scoping", "models", "panels")
SECURITY = "tests/security"
MATRIX = f"{SECURITY}/test_matrix.py"
ALL_SECURITY = [SECURITY, "-k", "not test_naughty and not test_faults"]
DEPTH = int(os.environ.get("FIGURE_DEPTH", "4"))  # how many of the four sets of tests are asked
ANYBODY = "Can.OWN_PAGES"
Result = tuple[dict[str, Any], bool]


@dataclass(frozen=True)
class Fault:
    """A guard that is taken away: the place, what stood there and what stands there instead."""

    path: Path
    line: int
    kind: str
    before: str
    after: str
    start: int
    end: int
    function: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line} {self.kind}: {' '.join(self.before.split())[:90]}"


def guard_faults() -> Result:
    """Inject faults one by one; return how many were noticed, and whether 95 % were."""
    every = list(find_faults(ROOT))
    drawn = random.Random(SEED).sample(every, min(FAULTS, len(every)))  # noqa: S311 - a seeded draw, no secret
    missed = []
    with tempfile.TemporaryDirectory() as folder:
        tree = _copy_tree(Path(folder) / "tree")
        if os.environ.get("FIGURE_SOUND") != "known":
            _check_sound(tree, {fault.path.parts[0] for fault in drawn})
        for number, fault in enumerate(drawn, start=1):
            is_noticed = _is_noticed(fault, tree)
            missed += [] if is_noticed else [str(fault)]
            sys.stderr.write(f"{number}/{len(drawn)} {'noticed' if is_noticed else 'MISSED'} {fault}\n")
    noticed = len(drawn) - len(missed)
    value = {"places": len(every), "faults": len(drawn), "noticed": noticed, "missed": missed}
    return value, bool(drawn) and noticed >= SHARE * len(drawn)


# ── faults ──────────────────────────────────────────────────────────────────
def find_faults(root: Path) -> Iterator[Fault]:
    """Yield every guard of the pages' code, with what its absence looks like."""
    for app in APPS:
        for path in sorted((root / app).rglob("*.py")):
            relative = path.relative_to(root)
            if any(part.removesuffix(".py") in GUARDED for part in relative.parts[1:]):
                yield from _faults_of(relative, path.read_text(encoding="utf-8"))


def _faults_of(path: Path, source: str) -> Iterator[Fault]:
    tree = ast.parse(source)
    starts = [0]
    for line in source.encode().splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    for function, node in _nodes(tree, ""):
        for kind, make in KINDS.items():
            after = make(node, path)
            if after is not None:
                start = starts[node.lineno - 1] + node.col_offset  # type: ignore[attr-defined]  # all have a place
                end = starts[node.end_lineno - 1] + node.end_col_offset  # type: ignore[attr-defined]
                before = source.encode()[start:end].decode()
                yield Fault(path, node.lineno, kind, before, after, start, end, function)  # type: ignore[attr-defined]


def _nodes(node: ast.AST, function: str) -> Iterator[tuple[str, ast.AST]]:
    """Every node with the name of the outermost function around it."""
    for child in ast.iter_child_nodes(node):
        is_function = isinstance(child, ast.FunctionDef) and not function
        name = child.name if is_function and isinstance(child, ast.FunctionDef) else function
        yield name, child
        yield from _nodes(child, name)


def _called(node: ast.AST) -> str:
    if not isinstance(node, ast.Call):
        return ""
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def _without_scope(node: ast.AST, _path: Path) -> str | None:
    """`rows.visible_to(user)` → `rows.all()`."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return None
    return f"{ast.unparse(node.func.value)}.all()" if node.func.attr == "visible_to" else None


def _unscoped_object(node: ast.AST, _path: Path) -> str | None:
    """`get_visible_or_404(rows, user, pk)` → the same without asking who looks."""
    if _called(node) != "get_visible_or_404" or not isinstance(node, ast.Call):
        return None
    rows, _user, pk = (ast.unparse(argument) for argument in node.args)
    getter = '__import__("django.shortcuts", fromlist=["_"]).get_object_or_404'
    return f"{getter}({rows}, pk={pk})"


def _without_refusal(node: ast.AST, _path: Path) -> str | None:
    """`require(…)`, `refuse(…)`, `hide(…)` as a statement → nothing happens."""
    is_statement = isinstance(node, ast.Expr) and _called(node.value) in {"require", "refuse", "hide"}
    return "pass" if is_statement else None


def _open_to_all(node: ast.AST, _path: Path) -> str | None:
    """`@allow(Can.X, …)` → everybody who is signed in."""
    if _called(node) != "allow" or not isinstance(node, ast.Call) or not node.args:
        return None
    capability, *rest = (ast.unparse(argument) for argument in node.args)
    return None if capability in {ANYBODY, "None"} else f"allow({', '.join([ANYBODY, *rest])})"


def _always_yes(node: ast.AST, path: Path) -> str | None:
    """A predicate of an app's permissions that says yes."""
    is_answer = (
        "permissions" in path.with_suffix("").parts
        and isinstance(node, ast.Return)
        and node.value is not None
    )
    is_plain = is_answer and not isinstance(node.value, ast.Constant)  # type: ignore[attr-defined]
    is_bool = is_plain and "Scope" not in ast.unparse(node) and "NOTHING" not in ast.unparse(node)
    return "return True" if is_bool else None


KINDS: dict[str, Callable[[ast.AST, Path], str | None]] = {
    "scope dropped": _without_scope,
    "object of anybody": _unscoped_object,
    "refusal not raised": _without_refusal,
    "open to all roles": _open_to_all,
    "predicate says yes": _always_yes,
}


# ── running ─────────────────────────────────────────────────────────────────
def _copy_tree(tree: Path) -> Path:
    """Copy the sources and what was built of them; the environment is shared."""
    shutil.copytree(
        ROOT, tree, ignore=shutil.ignore_patterns(".git", ".venv", "var", "__pycache__", ".*_cache")
    )
    (tree / ".venv").symlink_to(ROOT / ".venv")
    shutil.copytree(ROOT / "var" / "static", tree / "var" / "static")
    return tree


def _check_sound(tree: Path, apps: set[str]) -> None:
    """Stop when a test fails without any fault: then every fault would seem noticed."""
    for chosen in [ALL_SECURITY, *(_tests_of_app(app) for app in sorted(apps))]:
        if _fails(tree, chosen):
            sys.exit(f"These tests fail without a fault: {' '.join(chosen)}")


def _is_noticed(fault: Fault, tree: Path) -> bool:
    """Whether some test fails: first those of the view's own pages, then of its app, then all about security."""
    path = tree / fault.path
    source = path.read_bytes()
    path.write_bytes(source[: fault.start] + fault.after.encode() + source[fault.end :])
    try:
        return any(_fails(tree, chosen) for chosen in _tests_of(fault))
    finally:
        path.write_bytes(source)


def _tests_of(fault: Fault) -> Iterator[list[str]]:
    app = fault.path.parts[0]
    pages = _pages_of(fault)
    if pages:
        yield [MATRIX, "-k", f"test_matrix and ({' or '.join(pages)})"]
    yield [MATRIX, "-k", f"test_matrix and {app}"]
    yield _tests_of_app(app)
    if IS_THOROUGH:
        yield ALL_SECURITY


def _tests_of_app(app: str) -> list[str]:
    return [f"tests/{app}", "-m", "not browser and not slow"]


def _pages_of(fault: Fault) -> list[str]:
    """The names of the routes that the function answers, for a view."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tradecrm.settings")
    django.setup()
    from accounts.checks import routes

    module = ".".join(fault.path.with_suffix("").parts)
    return [
        name.replace(":", " and ")
        for name, _route, view in routes()
        if view.__module__ == module and view.__name__ == fault.function
    ]


def _fails(tree: Path, chosen: list[str]) -> bool:
    """Whether the chosen tests fail. That none was chosen (exit code 5) is no failure.

    The matrix rolls back whatever it does, so its database is made once and kept; all others make their own anew.
    """
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *chosen]
    environment = dict(os.environ)
    if chosen[0] == MATRIX:
        command.append("--reuse-db")
        environment["DATABASE_URL"] = urlunsplit(
            urlsplit(os.environ["DATABASE_URL"])._replace(path="/matrix")
        )
    done = subprocess.run(command, cwd=tree, env=environment, capture_output=True, check=False)  # noqa: S603 - our own tests
    return done.returncode not in (0, 5)


__all__ = ["Fault", "find_faults", "guard_faults"]
