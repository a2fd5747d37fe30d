"""Would the tests notice a missing guard (trust.md Z8)? `python -m figures Z8`, on demand.

Each guard of the source is taken away once, in a copy of the tree: a scope dropped, a refusal not raised, a predicate
that says yes, a page opened to everybody. Some test must fail: the rows of the permission table are asked for the pages that reach the
place, the nearest first, then all tests of its app, then more pages, then all about security. FIGURE_FAULTS (default 200) is how many are
drawn, by a fixed seed; a fault that no test notices is named. FIGURE_NEAR=only leaves out the last and longest set of tests,
so that it can only say too few. With FIGURE_SOUND=known the tests are not tried without a fault first: the suite was green
on this very tree. FIGURE_WORKERS (default 2) faults are tried at a time, each in a copy and a database of its own.
FIGURE_SKIP leaves out the first of the drawn, FIGURE_ONLY (`path:line,…`) all but these: to go on, and to try the missed again.
"""

import ast
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from queue import SimpleQueue
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

ROOT = Path(__file__).resolve().parent.parent
SEED, FAULTS, SHARE = 8, int(os.environ.get("FIGURE_FAULTS", "200")), 0.95
SKIPPED = int(os.environ.get("FIGURE_SKIP", "0"))
ONLY = frozenset(filter(None, os.environ.get("FIGURE_ONLY", "").split(",")))
IS_THOROUGH = os.environ.get("FIGURE_NEAR") != "only"
WORKERS = int(os.environ.get("FIGURE_WORKERS", "2"))
# Pages that are asked first, and how many of those that reach a place at all.
NEAREST, REACHED = 8, 24
APPS = (
    "core", "accounts", "catalogue", "customers", "inquiries", "sales", "followups", "reports", "oversight", "briefings",
    "managing", "analysis",
)  # fmt: skip
GUARDED = ("views", "forms", "selectors", "permissions", "scoping", "models", "panels")
SECURITY = "tests/security"
MATRIX = f"{SECURITY}/test_matrix.py"
BODIES = f"{SECURITY}/test_bodies.py"
ALL_SECURITY = [SECURITY, "-k", "not test_naughty and not test_faults"]
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
    owner: str  # the function or class around it, "" for none

    def __str__(self) -> str:
        return f"{self.path}:{self.line} {self.kind}: {' '.join(self.before.split())[:90]}"


def guard_faults() -> Result:
    """Inject faults one by one; return how many were noticed, and whether 95 % were."""
    every = list(find_faults(ROOT))
    drawn = random.Random(SEED).sample(every, min(FAULTS, len(every)))[SKIPPED:]  # noqa: S311 - a seeded draw, no secret
    if ONLY:
        drawn = [fault for fault in every if f"{fault.path}:{fault.line}" in ONLY]
    with tempfile.TemporaryDirectory() as folder:
        trees: SimpleQueue[Path] = SimpleQueue()
        for number in range(WORKERS):
            trees.put(_copy_tree(Path(folder) / f"tree{number}"))
        if os.environ.get("FIGURE_SOUND") != "known":
            _check_sound(trees, {fault.path.parts[0] for fault in drawn})
        with ThreadPoolExecutor(WORKERS) as workers:
            found = list(workers.map(lambda fault: _try(fault, trees), drawn))
    missed = [str(fault) for fault, is_noticed in zip(drawn, found, strict=True) if not is_noticed]
    value = {"places": len(every), "faults": len(drawn), "noticed": sum(found), "missed": missed}
    return value, bool(drawn) and sum(found) >= SHARE * len(drawn)


def _try(fault: Fault, trees: "SimpleQueue[Path]") -> bool:
    tree = trees.get()
    try:
        is_noticed = _is_noticed(fault, tree)
    finally:
        trees.put(tree)
    sys.stderr.write(f"{'noticed' if is_noticed else 'MISSED'} {fault}\n")
    return is_noticed


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
    for owner, node in _nodes(tree, ""):
        for kind, make in KINDS.items():
            after = make(node, path)
            if after is not None:
                start = starts[node.lineno - 1] + node.col_offset  # type: ignore[attr-defined]  # all have a place
                end = starts[node.end_lineno - 1] + node.end_col_offset  # type: ignore[attr-defined]
                before = source.encode()[start:end].decode()
                yield Fault(path, node.lineno, kind, before, after, start, end, owner)  # type: ignore[attr-defined]


def _nodes(node: ast.AST, owner: str) -> Iterator[tuple[str, ast.AST]]:
    """Every node with the name of the outermost function or class around it."""
    for child in ast.iter_child_nodes(node):
        is_named = isinstance(child, ast.FunctionDef | ast.ClassDef) and not owner
        name = child.name if is_named else owner  # type: ignore[attr-defined]  # both have one
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


def _check_sound(trees: "SimpleQueue[Path]", apps: set[str]) -> None:
    """Stop when a test fails without any fault: then every fault would seem noticed."""
    tree = trees.get()
    trees.put(tree)
    for chosen in [ALL_SECURITY, *(_tests_of_app(app) for app in sorted(apps))]:
        if _fails(tree, chosen):
            sys.exit(f"These tests fail without a fault: {' '.join(chosen)}")


def _is_noticed(fault: Fault, tree: Path) -> bool:
    """Whether some test fails: bodies of forms, the nearest pages, the tests of the app, more pages, all about security."""
    path = tree / fault.path
    source = path.read_bytes()
    path.write_bytes(source[: fault.start] + fault.after.encode() + source[fault.end :])
    try:
        return any(_fails(tree, chosen) for chosen in _tests_of(fault))
    finally:
        path.write_bytes(source)


def _tests_of(fault: Fault) -> Iterator[list[str]]:
    app, pages = fault.path.parts[0], _pages_that_reach(fault)
    if "forms" in str(fault.path):
        yield [BODIES]
    yield from _matrix_of(pages[:NEAREST])
    yield _tests_of_app(app)
    yield from _matrix_of(pages[NEAREST:REACHED])
    if IS_THOROUGH:
        yield ALL_SECURITY


def _matrix_of(pages: list[str]) -> Iterator[list[str]]:
    if pages:
        yield [f"{MATRIX}::test_matrix[{page}]" for page in pages]


def _tests_of_app(app: str) -> list[str]:
    return [f"tests/{app}", "-m", "not browser and not slow"]


def _pages_that_reach(fault: Fault) -> list[str]:
    """The names of the routes from whose views the place can be reached, the nearest first; by names, so rather too many."""
    pages, users = _pages(), _users()
    seen, ring, found = {fault.owner}, {fault.owner}, []
    while ring and len(found) < REACHED:
        found += [page for name in sorted(ring) for page in pages.get(name, ()) if page not in found]
        ring = {user for name in ring for user in users.get(name, ())} - seen
        seen |= ring
    return found


@cache
def _pages() -> dict[str, list[str]]:
    """The routes by the name of the function that answers them."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tradecrm.settings")
    django.setup()
    from accounts.checks import routes

    found: dict[str, list[str]] = defaultdict(list)
    for name, _route, view in routes():
        if view.__module__.split(".")[0] in APPS:
            found[view.__name__].append(name)
    return found


@cache
def _users() -> dict[str, set[str]]:
    """By name: the functions and classes in whose text it stands."""
    found: dict[str, set[str]] = defaultdict(set)
    for app in APPS:
        for path in (ROOT / app).rglob("*.py"):
            if "migrations" not in path.parts:
                for owner, name in _names(ast.parse(path.read_text(encoding="utf-8"))):
                    found[name].add(owner)
    return found


def _names(tree: ast.AST) -> Iterable[tuple[str, str]]:
    for owner, node in _nodes(tree, ""):
        if owner and isinstance(node, ast.Name):
            yield owner, node.id
        elif owner and isinstance(node, ast.Attribute):
            yield owner, node.attr


def _fails(tree: Path, chosen: list[str]) -> bool:
    """Whether the chosen tests fail. That none was chosen (exit code 5) is no failure.

    The matrix rolls back whatever it does, so its database is made once and kept; all others get a copy of it.
    """
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "--reuse-db", *chosen]
    is_matrix = chosen[0].startswith(MATRIX)
    own = f"matrix_{tree.name}" if is_matrix else tree.name
    if not is_matrix:
        _copy_database(f"test_matrix_{tree.name}", f"test_{own}")
    url = urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{own}"))
    environment = {**os.environ, "DATABASE_URL": url, "MATRIX_UNTIL": "wrong"}
    done = subprocess.run(command, cwd=tree, env=environment, capture_output=True, check=False)  # noqa: S603 - our own tests
    return done.returncode not in (0, 5)


def _copy_database(source: str, copy: str) -> None:
    """Make the database anew as a copy of another; without one, the tests make theirs themselves."""
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(copy)))
        if server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [source]).fetchone():
            names = sql.Identifier(copy), sql.Identifier(source)
            server.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(*names))


__all__ = ["Fault", "find_faults", "guard_faults"]
