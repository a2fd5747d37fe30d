"""Which step is allowed from where: the table of a thing that goes through states."""

from typing import Generic, TypeVar

S = TypeVar("S", bound=str)
T = TypeVar("T", bound=str)


class StepRefused(ValueError):
    """A step that is not allowed now; `code` says why: "not_from_here" is the table's, others are its owner's."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Steps(dict[tuple[S, T], S], Generic[S, T]):
    """A table (state, step) → state. What is not in it cannot be done.

    States and steps are StrEnums, or the bare texts of a column: both find the same row.
    """

    def allows(self, state: str, step: str) -> bool:
        """Whether `step` can be done in `state`."""
        return (state, step) in self

    def after(self, state: str, step: str) -> S:
        """Return the state that `step` leads to from `state`. Raises StepRefused."""
        if not self.allows(state, step):
            raise StepRefused("not_from_here")
        return self[state, step]  # type: ignore[index]  # a bare text equals the member it was stored from
