"""Every verb that the source writes into the audit trail has a wording in both languages."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from core import audit_words

BASE = Path(settings.BASE_DIR)
WRITERS = {"record", "record_each", "note_read", "note_reads"}
# These hand their own argument on.
HELPERS = {"core.audit.record", "accounts.access.note_read", "accounts.access.note_reads"}


def modules() -> Iterator[tuple[str, ast.Module]]:
    for app in settings.LOCAL_APPS:
        for path in sorted((BASE / app).rglob("*.py")):
            if "migrations" not in path.parts:
                name = ".".join(path.relative_to(BASE).with_suffix("").parts)
                yield name, ast.parse(path.read_text())


def verbs_in(module: str, tree: ast.Module) -> Iterator[str]:
    """Every verb that `tree` writes; one that cannot be read out of the source is `?module:line`."""
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    inside = {id(child): function for function in functions for child in ast.walk(function)}
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and _writes_trail(call):
            function = inside.get(id(call))
            if f"{module}.{function.name if function else ''}" not in HELPERS:
                verb = call.args[0] if call.args else None
                yield from _said(verb, tree, function) or [f"?{module}:{call.lineno}"]


def _writes_trail(call: ast.Call) -> bool:
    match call.func:
        case ast.Attribute(value=ast.Name(id="audit"), attr=name):
            return name in WRITERS
        case ast.Name(id=name):
            return name in WRITERS
    return False


def _said(node: ast.expr | None, tree: ast.Module, function: ast.FunctionDef | None) -> list[str]:
    """The texts that an expression may be: a constant, a name of the module, an argument as the module's own calls give it."""
    match node:
        case ast.Constant(value=str(text)):
            return [text]
        case ast.IfExp(body=yes, orelse=no):
            return _said(yes, tree, function) + _said(no, tree, function)
        case ast.Name(id=name):
            return _assigned(name, tree) or _imported(name, tree) or _given(name, tree, function)
        case ast.JoinedStr(values=parts):
            found = [""]
            for part in parts:
                value = part.value if isinstance(part, ast.FormattedValue) else part
                found = [start + end for start in found for end in _said(value, tree, function)]
            return found
    return []


def _assigned(name: str, tree: ast.Module) -> list[str]:
    found = []
    for node in tree.body:
        if isinstance(node, ast.Assign):
            for target in node.targets:
                names = target.elts if isinstance(target, ast.Tuple) else [target]
                values = node.value.elts if isinstance(node.value, ast.Tuple) else [node.value]
                for one, value in zip(names, values, strict=False):
                    if isinstance(one, ast.Name) and one.id == name and isinstance(value, ast.Constant):
                        found.append(str(value.value))
    return found


def _imported(name: str, tree: ast.Module) -> list[str]:
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and any(alias.name == name for alias in node.names):
            path = BASE.joinpath(*str(node.module).split(".")).with_suffix(".py")
            return _assigned(name, ast.parse(path.read_text())) if path.exists() else []
    return []


def _given(name: str, tree: ast.Module, function: ast.FunctionDef | None) -> list[str]:
    if function is None:
        return []
    places = [arg.arg for arg in (*function.args.posonlyargs, *function.args.args)]
    found = []
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == function.name:
            given = [keyword.value for keyword in call.keywords if keyword.arg == name]
            if name in places and places.index(name) < len(call.args):
                given.append(call.args[places.index(name)])
            found += [text for one in given for text in _said(one, tree, None)]
    return found


ALL = sorted({verb for module, tree in modules() for verb in verbs_in(module, tree)})


def test_verbs_can_be_read_out_of_the_source() -> None:
    """A verb is a text, a constant, or an argument that the same module gives: else nobody can find its wording."""
    assert [verb for verb in ALL if verb.startswith("?")] == []
    assert len(ALL) > 80


@pytest.mark.parametrize("verb", [verb for verb in ALL if not verb.startswith("?")])
def test_every_verb_of_the_source_is_worded(verb: str) -> None:
    assert verb in audit_words.verbs(), (
        f"register {verb!r} in the app's audit_words.py (docs/adding-a-feature.md)"
    )


def test_no_wording_is_left_of_a_verb_that_nothing_writes() -> None:
    assert sorted(set(audit_words.verbs()) - set(ALL)) == []


def test_two_verbs_are_not_worded_alike_within_a_kind() -> None:
    said = [(verb.kind, str(verb.label)) for verb in audit_words.verbs().values()]
    assert sorted({one for one in said if said.count(one) > 1}) == []
