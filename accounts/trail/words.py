"""Entries of the trail in words, as their reader may read them: who, what, which record, before → after."""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import models
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.models import Role, User
from core import audit_words, policy
from core.capabilities import Can
from core.models import AuditEntry

INSTANT = re.compile(r"\A\d{4}-\d\d-\d\dT\d\d:\d\d")
ROW, CELL = re.compile(r"\A\d+\Z"), re.compile(r"\A(\d+):(\d+)\Z")
USER = "accounts.user"
Key = tuple[str, str]


@dataclass(frozen=True)
class Change:
    """A value before and after, in words."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Line:
    """An entry in words. `record` is what it is about, `url` "" where its reader cannot go.

    `is_hidden`: the record is out of the reader's sight, so neither its name nor any value is told. `is_erased`: names and
    values were erased on purpose. `is_alarm`: entries behind it can be looked at.
    """

    entry: AuditEntry
    who: str
    what: str
    sort: str = ""
    record: str = ""
    url: str = ""
    changes: list[Change] = field(default_factory=list)
    is_hidden: bool = False
    is_erased: bool = False
    is_alarm: bool = False


def word_entries(entries: Iterable[AuditEntry], user: User, *, is_for_file: bool = False) -> list[Line]:
    """Word entries (loaded with `actor` and `detail`) for `user`, a query or two for each kind of record among them.

    `is_for_file`: what may not leave the house is left out.
    """
    rows = list(entries)
    reader = _Reader(user, rows, is_for_file=is_for_file)
    return [reader.word(entry) for entry in rows]


class _Reader:
    """What a person may read of some entries: their records, and the rows that values name."""

    def __init__(self, user: User, entries: Sequence[AuditEntry], *, is_for_file: bool) -> None:
        self._user, self._is_for_file = user, is_for_file
        self._taken = dict[str, bool]()
        named = defaultdict[str, set[str]](set)
        for entry in entries:
            named[entry.target_type].add(entry.target_id)
        for entry in entries:
            for model, ids in self._named_by(entry).items():
                named[model] |= ids
        named.pop("", None)
        self._rows = {
            (model, str(row.pk)): row for model, ids in named.items() for row in _visible(model, ids, user)
        }

        people = {entry.target_id for entry in entries if entry.target_type == USER}
        may_go = bool(people) and user.can(Can.MANAGE_PEOPLE)
        accounts = User.objects.visible_to(user).filter(pk__in=people) if may_go else User.objects.none()
        self._accounts = set(accounts.values_list("pk", flat=True))

    def _named_by(self, entry: AuditEntry) -> dict[str, set[str]]:
        named = defaultdict[str, set[str]](set)
        for name, pair in _changes_of(entry).items():
            model = _model_of(entry.target_type, name)
            if model:
                named[model] |= {
                    str(one) for value in pair for one in _as_list(value) if isinstance(one, int)
                }
        return named

    def word(self, entry: AuditEntry) -> Line:
        detail = getattr(entry, "detail", None)
        about = audit_words.record_of(entry.target_type)
        row = self._rows.get((entry.target_type, entry.target_id))
        is_hidden = self._is_hidden(entry, about, row)
        return Line(
            entry,
            who=str(entry.actor) if entry.actor else _("The program"),
            what=audit_words.verb_label(entry.verb),
            sort=_sort_of(entry.target_type, about),
            record="" if is_hidden else _name_of(entry, detail),
            url=_url_of(about, row) if not is_hidden and self._may_go(row) else "",
            changes=[] if is_hidden else self._changes(entry, about, row),
            is_hidden=is_hidden,
            is_erased=detail is None or detail.erased_by_id is not None,
            is_alarm=entry.verb in audit_words.alarms(),
        )

    def _may_go(self, row: Any) -> bool:
        """Whether the row's page is open to the reader; everybody knows people by name, few look after their accounts."""
        return row is not None and (not isinstance(row, User) or row.pk in self._accounts)

    def _is_hidden(self, entry: AuditEntry, about: audit_words.Record, row: Any) -> bool:
        """Whether the record is out of sight; who sees all may read of what is no longer there."""
        if not entry.target_type:
            return False
        if not self._may_tell(entry.target_type):
            return True
        return row is None and not about.is_open and not self._user.is_boss and _is_scoped(entry.target_type)

    def _may_tell(self, model: str) -> bool:
        """Whether rows of `model` may be named where this is read: in a file only those that may leave the house."""
        if model not in self._taken:
            is_taken = self._is_for_file and bool(model)
            self._taken[model] = not is_taken or audit_words.record_of(model).may_take_out(self._user)
        return self._taken[model]

    def _changes(self, entry: AuditEntry, about: audit_words.Record, row: Any) -> list[Change]:
        hides = about.private if row is not None and not about.may_read_private(self._user, row) else ()
        changes = []
        for name, (before, after) in _changes_of(entry).items():
            label = _label_of(entry, name)
            if name in hides:
                changes.append(Change(label, "", _("(not for you)")))
            else:
                old, new = (self._value(entry, name, value) for value in (before, after))
                changes.append(Change(label, old, new))
        return changes

    def _value(self, entry: AuditEntry, name: str, value: Any) -> str:
        model = _model_of(entry.target_type, name)
        if model and value is not None:
            return pgettext("list", ", ").join(self._row_named(model, one) for one in _as_list(value))
        return _plain(entry, name, value)

    def _row_named(self, model: str, value: Any) -> str:
        row = self._rows.get((model, str(value)))
        if row is not None and self._may_tell(model):
            return str(row)
        return str(value) if isinstance(value, str) else _("no. %(number)s") % {"number": value}


def _changes_of(entry: AuditEntry) -> dict[str, list[Any]]:
    detail = getattr(entry, "detail", None)
    return detail.changes if detail is not None else {}


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _model(label: str) -> "type[models.Model] | None":
    try:
        return apps.get_model(label)
    except (LookupError, ValueError):
        return None


def _rows_of(model: Any) -> Any:
    return model.objects


def _is_scoped(label: str) -> bool:
    model = _model(label)
    about = audit_words.record_of(label)
    return bool(about.through) or (model is not None and hasattr(_rows_of(model), "visible_to"))


def _visible(label: str, ids: Iterable[str], user: User) -> "Iterable[models.Model]":
    """Return those of the rows that `user` may see; people are known to everybody by name."""
    model, about = _model(label), audit_words.record_of(label)
    keys = [pk for pk in ids if pk.isdecimal() and len(pk) < 19]
    if model is None or not keys:
        return []
    rows = _rows_of(model).filter(pk__in=keys)
    if about.through:
        above: Any = model._meta.get_field(about.through).related_model
        rows = rows.filter(**{f"{about.through}__in": above.objects.visible_to(user)})
    elif _is_scoped(label) and label != USER:
        rows = rows.visible_to(user)
    return rows.select_related(*about.related) if about.related else rows


def _sort_of(label: str, about: audit_words.Record) -> str:
    model = _model(label)
    return str(about.label) if about.label or model is None else str(model._meta.verbose_name).capitalize()


def _name_of(entry: AuditEntry, detail: Any) -> str:
    name = detail.label if detail is not None else ""
    section = policy.sections().get(name) if entry.target_type == "core.policysetting" else None
    return str(section.title or name) if section else name


def _url_of(about: audit_words.Record, row: Any) -> str:
    if about.url_of is not None:
        return about.url_of(row)
    return str(row.get_absolute_url()) if hasattr(row, "get_absolute_url") else ""


# ── values ──────────────────────────────────────────────────────────────────
def _field(label: str, name: str) -> Any:
    model = _model(label)
    columns = model._meta.concrete_fields + model._meta.many_to_many if model else ()
    return next((one for one in columns if name in (one.name, one.attname)), None)


def _model_of(label: str, name: str) -> str:
    """Return of which model a value is the id, "" for none."""
    column, said = _field(label, name), audit_words.field_of(name)
    if column is not None:
        return (
            column.related_model._meta.label_lower if column.is_relation and not column.many_to_many else ""
        )
    return said.model if said else ""


def _label_of(entry: AuditEntry, name: str) -> str:
    cell = CELL.match(name)
    if cell:
        return _("Row %(row)s, column %(column)d") % {"row": cell[1], "column": int(cell[2]) + 1}
    if ROW.match(name):
        return _("Row %(row)s") % {"row": name}
    said = _of_policy(entry, name) or audit_words.field_of(name)
    if said is not None:
        return str(said.label)
    column = _field(entry.target_type, name)
    return str(column.verbose_name) if column is not None else name.replace("_", " ")


def _of_policy(entry: AuditEntry, name: str) -> Any:
    """Return the field of the section's form, for a change of the policy."""
    detail = getattr(entry, "detail", None)
    section = (
        policy.sections().get(detail.label) if detail and entry.target_type == "core.policysetting" else None
    )
    if section is None or not section.form:
        return None
    return import_string(section.form).base_fields.get(name)


def _plain(entry: AuditEntry, name: str, value: Any) -> str:
    """Return a value that names no row, in words."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return pgettext("list", ", ").join(_plain(entry, name, one) for one in value)
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    if name == "roles":
        return pgettext("list", ", ").join(
            str(Role(one).label) for one in str(value).split(", ") if one in Role.values
        )
    labels = _labels_of(entry.target_type, name)
    if value in labels:
        return str(labels[value])
    return _moment(str(value))


def _labels_of(label: str, name: str) -> dict[Any, Any]:
    column, said = _field(label, name), audit_words.field_of(name)
    if column is not None:
        return dict(getattr(column, "flatchoices", ()))
    return dict(said.choices) if said else {}


def _moment(text: str) -> str:
    """An instant as the company's clock shows it; anything else as it is."""
    instant = parse_datetime(text) if INSTANT.match(text) else None
    if instant is None or timezone.is_naive(instant):
        return text
    return f"{timezone.localtime(instant):%Y-%m-%d %H:%M}"
