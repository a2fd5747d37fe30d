"""Chance that repeats itself: every part of the demo draws from a stream of its own."""

from collections.abc import Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")


def stream(seed: int, *names: object) -> Random:
    """Return the stream of `names`: the same for the same seed, whatever else is drawn."""
    return Random(":".join(map(str, (seed, *names))))  # noqa: S311 - demo data, nothing secret


def known(value: T | None) -> T:
    """Return what the plan always has here. Raises ValueError where it has not."""
    if value is None:
        raise ValueError("The plan lacks a person.")
    return value


def pick(chance: Random, weighted: Sequence[tuple[T, float]]) -> T:
    """Return one of the values, each as likely as its weight says."""
    values, weights = zip(*weighted, strict=True)
    return chance.choices(values, weights)[0]
