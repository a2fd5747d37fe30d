"""The company's policy: validated values that a manager or the boss changes, handed to rules as frozen dataclasses.

Each app registers its sections in `apps.ready()`. A section is a frozen dataclass of plain values whose defaults are
the handbook's (rules.md, head) and whose `__post_init__` refuses nonsense with a ValueError.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar, cast

from django.db import transaction

from core import audit
from core.events import PolicyChanged, publish
from core.models import PolicySetting
from core.request_context import forget, once

T = TypeVar("T")


@dataclass(frozen=True)
class Section:
    """A registered section: how its stored JSON becomes the dataclass (`load`), and the form that edits it.

    `form` is the dotted path of a Django form whose `values()` returns the section's JSON and whose classmethod
    `initial_of(policy)` returns its initial data; "" means that the section has a page of its own. `group` is its place
    on the settings page (`core.policy_pages`), by default that of its app.
    """

    name: str
    schema: type[Any]
    load: Callable[[dict[str, Any]], Any]
    title: Any = ""
    form: str = ""
    group: str = ""


_sections: dict[str, Section] = {}


def register(
    name: str,
    schema: type[Any],
    load: Callable[[dict[str, Any]], Any] | None = None,
    *,
    title: Any = "",
    form: str = "",
    group: str = "",
) -> None:
    """Register section `name`; `load` turns stored JSON into `schema` where plain keywords do not suffice.

    With `title` and `form` the section stands on the settings page.
    """
    _sections[name] = Section(name, schema, load or (lambda values: schema(**values)), title, form, group)


def sections() -> dict[str, Section]:
    """Return the registered sections by name."""
    return dict(_sections)


def stored_values() -> dict[str, dict[str, Any]]:
    """Return every section's stored values: one query per request or job, always fresh outside of one."""
    return once("policy", lambda: {name: values for name, (values, _at) in _stored_rows().items()})


def _stored_rows() -> dict[str, tuple[dict[str, Any], datetime]]:
    rows = PolicySetting.objects.values_list("section", "values", "changed_at")
    return once("policy_rows", lambda: {name: (values, at) for name, values, at in rows})


def get(name: str, schema: type[T]) -> T:
    """Return section `name` as its dataclass, built once per request or job; the defaults where nothing is stored."""
    return once(("policy", name), lambda: cast(T, _sections[name].load(stored_values().get(name, {}))))


class StalePolicy(Exception):
    """Someone changed the section since its version was read; `current` is its row as it stands now."""

    def __init__(self, current: PolicySetting) -> None:
        super().__init__(f"version is {current.version}")
        self.current = current


def version_of(name: str) -> int:
    """Return the version of section `name` that a form is filled from: 1 while it was never changed."""
    return PolicySetting.objects.filter(section=name).values_list("version", flat=True).first() or 1


def with_values(name: str, values: dict[str, Any]) -> Any:
    """Return section `name` as it would be with `values`. Raises ValueError where they make no policy."""
    return _sections[name].load({**stored_values().get(name, {}), **values})


def change(
    name: str, values: dict[str, Any], *, actor: Any, at: datetime, version: int | None = None
) -> None:
    """Set values of section `name` (merged over the stored ones); recorded old → new, effective from now on.

    Raises StalePolicy when the section is no longer at `version` (None: not asked), and ValueError when the result is
    not a valid policy; then nothing is written.
    """
    change_by(name, lambda _stored: values, actor=actor, at=at, version=version)


@transaction.atomic
def change_by(
    name: str, edit: Callable[[dict[str, Any]], dict[str, Any]], *, actor: Any, at: datetime,
    version: int | None = None,
) -> None:  # fmt: skip
    """Like `change`, with values that `edit` makes of the stored ones behind their lock: two who add lose nothing."""
    section = _sections[name]
    row, _ = PolicySetting.objects.select_for_update().get_or_create(
        section=name, defaults={"changed_at": at}
    )
    if version not in (None, row.version):
        raise StalePolicy(row)
    merged = {**row.values, **edit(row.values)}
    section.load(merged)
    changes = audit.changes_between(row.values, merged)
    if not changes:
        return
    row.values, row.version, row.changed_at, row.changed_by = merged, row.version + 1, at, actor
    row.save()
    audit.record("core.policy_changed", actor=actor, at=at, target=row, changes=changes)
    forget()
    publish(PolicyChanged(section=name, at=at, fields=",".join(changes)))


def confirmed_at(name: str) -> datetime | None:
    """Return when section `name` was last changed or looked through; None while it is as it came."""
    row = _stored_rows().get(name)
    return row[1] if row else None


@transaction.atomic
def confirm(name: str, *, actor: Any, at: datetime) -> None:
    """Say that section `name` is right as it stands: somebody looked it through (S31). Nothing applies otherwise."""
    row, _ = PolicySetting.objects.select_for_update().get_or_create(
        section=name, defaults={"changed_at": at}
    )
    row.changed_at, row.changed_by = at, actor
    row.save(update_fields=["changed_at", "changed_by"])
    audit.record("core.policy_confirmed", actor=actor, at=at, target=row)
    forget()


__all__ = [
    "StalePolicy", "change", "change_by", "confirm", "confirmed_at", "get", "register", "sections", "stored_values", "version_of", "with_values",
]  # fmt: skip
