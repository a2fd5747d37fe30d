"""Template tags that refuse what they do not know, and say what they know."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from typing import Any

from django.template import Library, TemplateSyntaxError

from core.folding import CONSTANT

Compile = Callable[[Any, Any], Any]


def component(
    register: Library, *, is_block: bool = False, takes_context: bool = False, is_constant: bool = False
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Register a function as a tag of its own name; a wrong argument names the allowed ones.

    A block component is closed with `end` + its name and receives what stands between as `content`. `is_constant`: its
    text depends on nothing but its arguments and the language, so that it may be drawn ahead (`core.folding`).
    """

    def register_tag(function: Callable[..., Any]) -> Callable[..., Any]:
        name = function.__name__
        setattr(function, CONSTANT, is_constant)
        make = register.simple_block_tag if is_block else register.simple_tag
        make(function, takes_context=takes_context)
        own = {"context", "content"} if is_block else {"context"}
        allowed = [argument for argument in inspect.signature(function).parameters if argument not in own]
        register.tags[name] = _naming_the_allowed(register.tags[name], name, allowed)
        return function

    return register_tag


def _naming_the_allowed(compile_tag: Compile, name: str, allowed: list[str]) -> Compile:
    def compile_strictly(parser: Any, token: Any) -> Any:
        try:
            return compile_tag(parser, token)
        except TemplateSyntaxError as error:
            if not str(error).startswith(f"'{name}' "):
                raise
            raise TemplateSyntaxError(f"{error}. Allowed here: {', '.join(allowed)}.") from error

    return compile_strictly


def one_of(value: str, allowed: Iterable[str], what: str) -> str:
    """`value` if it is allowed; else a `TemplateSyntaxError` that lists what is."""
    if value in allowed:
        return value
    raise TemplateSyntaxError(f"Unknown {what} {value!r}. Allowed: {', '.join(allowed)}.")
