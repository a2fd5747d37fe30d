"""What the settings pages say of a section, in words: its values, where each comes from, how it was changed."""

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from core import policy
from core.models import AuditEntry
from core.policy_sources import Origin, Source, sources_of
from core.ui.conflicts import word_value
from core.ui.formats import is_chinese

# The groups of the settings page in their order; an app's sections stand in the group of its name.
GROUPS: dict[str, Any] = {
    "inquiries": gettext_lazy("Replying"),
    "followups": gettext_lazy("Following up"),
    "customers": gettext_lazy("Customers"),
    "catalogue": gettext_lazy("Catalogue"),
    "sales": gettext_lazy("Selling"),
    "reports": gettext_lazy("Reporting"),
    "files": gettext_lazy("Export and import"),
    "accounts": gettext_lazy("People"),
    "core": gettext_lazy("The company"),
    "other": gettext_lazy("Further rules"),
}
LONGEST = 60
SHOWN_VALUES = 6


@dataclass(frozen=True)
class SectionLine:
    """A section on the settings page: its values in a line, and what of it nobody has set yet."""

    section: policy.Section
    words: str
    unset: list[str]
    is_planned: bool


@dataclass(frozen=True)
class Change:
    """A change in words: who, when, and `(label, before, after)` of each field."""

    who: Any
    at: datetime
    fields: list[tuple[str, str, str]]


def form_of(section: policy.Section) -> type[Any]:
    """Return the form class that edits `section`."""
    return import_string(section.form)  # type: ignore[no-any-return]


def group_sections(planned: set[str]) -> list[tuple[str, Any, list[SectionLine]]]:
    """Return every section with a page by group; `planned` are those with a change to come."""
    found: dict[str, list[SectionLine]] = {group: [] for group in GROUPS}
    for section in policy.sections().values():
        if section.form:
            found[_group_of(section)].append(_line(section, is_planned=section.name in planned))
    return [(group, title, found[group]) for group, title in GROUPS.items() if found[group]]


def _group_of(section: policy.Section) -> str:
    app = section.name.partition(".")[0]
    return next((name for name in (section.group, section.name, app) if name in GROUPS), "other")


def _line(section: policy.Section, *, is_planned: bool) -> SectionLine:
    form_class, values = form_of(section), policy.get(section.name, section.schema)
    words = (
        form_class.summary_of(values) if hasattr(form_class, "summary_of") else word_policy(section, values)
    )
    unset = [
        str(label)
        for name, label, word in _worded(section, values)
        if not word and _may_be_unset(section, name)
    ]
    return SectionLine(section, words, unset, is_planned)


def word_policy(section: policy.Section, values: Any) -> str:
    """Return the set values of a section in one line, `label: value` each."""
    said = [f"{label}: {_short(word)}" for _name, label, word in _worded(section, values) if word]
    return " · ".join(said[:SHOWN_VALUES]) + (" …" if len(said) > SHOWN_VALUES else "")


def _may_be_unset(section: policy.Section, name: str) -> bool:
    source = sources_of(section.name).get(name)
    return source is not None and source.origin == Origin.NOT_SET


def _worded(section: policy.Section, values: Any) -> Iterator[tuple[str, Any, str]]:
    form_class = form_of(section)
    initial = form_class.initial_of(values)
    for name, field in form_class.base_fields.items():
        if not field.widget.is_hidden:
            yield name, field.label, word_value(field, initial.get(name))
    if hasattr(form_class, "further_words"):
        yield from form_class.further_words(values)


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


# ── where a figure comes from ───────────────────────────────────────────────
def leaf_fields(schema: type[Any]) -> Iterator[str]:
    """Yield the names of the plain values of a section's dataclass, those of nested dataclasses included."""
    defaults = schema()
    for field in fields(schema):
        kind = type(getattr(defaults, field.name))
        if is_dataclass(kind) and all(_has_default(one) for one in fields(kind)):
            yield from leaf_fields(kind)
        else:
            yield field.name


def _has_default(field: Field[Any]) -> bool:
    return field.default is not MISSING or field.default_factory is not MISSING


def covered_by(form_class: type[Any]) -> Mapping[str, str]:
    """Return form field → field of the policy; a form names in `covers` what is not called the same."""
    return {name: name for name in form_class.base_fields} | dict(getattr(form_class, "covers", {}))


def explain(form: forms.BaseForm, section: policy.Section) -> None:
    """Put at each field where it comes from and what its default is, so that screen readers hear it with the field.

    A sentence that several fields share stands at the first of them.
    """
    told, covers, sources = set[Source](), covered_by(type(form)), sources_of(section.name)
    defaults = {name: word for name, _label, word in _worded(section, section.schema())}
    for name, field in form.fields.items():
        source = sources.get(covers.get(name, name))
        if source is None:
            continue
        default = defaults.get(name, "")
        said = [] if source in told else [word_source(source, has_default=bool(default))]
        told.add(source)
        if default:
            said.append(_("Default: %(value)s") % {"value": _short(default)})
        field.help_text = _with_note(field.help_text, " · ".join(said))


def _with_note(help_text: Any, note: str) -> Any:
    if not note:
        return help_text
    return format_html(
        '{}<span class="source">{}</span>', format_html("{}<br>", help_text) if help_text else "", note
    )


def word_source(source: Source, *, has_default: bool = True) -> str:
    """Return the origin of a figure as a person reads it: the handbook's own words, in English with a translation."""
    note = str(source.note)
    if source.origin == Origin.HANDBOOK:
        quote = f"“{source.quote}”" if is_chinese() else f"“{source.english}” ({source.quote})"
        said = _("Handbook, %(number)s: %(quote)s") % {"number": source.number, "quote": quote}
        return f"{said} {note}".strip()
    if source.origin == Origin.NOT_SET:
        said = _("Not in the handbook: not set.")
    else:
        said = _("Not in the handbook: ours.") if has_default else _("Not in the handbook.")
    return f"{said} {note}".strip()


# ── how it was changed ──────────────────────────────────────────────────────
def word_changes(section: policy.Section, entries: list[AuditEntry]) -> list[Change]:
    """Return the changes of `section` that `entries` record, as its page writes the values."""
    return [
        Change(entry.actor, entry.at, word_difference(section, *_sides(entry.detail.changes)))
        for entry in entries
    ]


def _sides(changes: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The stored values before and after; what was not stored was the default."""
    before = {name: pair[0] for name, pair in changes.items() if pair[0] is not None}
    return before, {name: pair[1] for name, pair in changes.items() if name != "effective_at"}


def word_difference(
    section: policy.Section, before: Mapping[str, Any], after: Mapping[str, Any]
) -> list[tuple[str, str, str]]:
    """Return `(label, before, after)` of each field in which two sets of stored values differ.

    Values of an older release that make no policy today are written as they were stored.
    """
    try:
        sides = [section.load(dict(values)) for values in (before, after)]
    except (ValueError, TypeError, KeyError):
        return [(name, _plain(before.get(name)), _plain(value)) for name, value in after.items()]
    old, new = ({name: (label, word) for name, label, word in _worded(section, side)} for side in sides)
    form_class = form_of(section)
    found = []
    for name, (label, _word) in {**old, **new}.items():
        word_before, word_after = (words[name][1] if name in words else "" for words in (old, new))
        if word_before != word_after:
            found.append((_label(form_class, name, label), word_before or _unset(), word_after or _unset()))
    return found


def _label(form_class: type[Any], name: str, label: Any) -> str:
    names: Mapping[str, Promise] = getattr(form_class, "change_labels", {})
    return str(names.get(name, label))


def _unset() -> str:
    return pgettext("policy value", "not set")


def _plain(value: Any) -> str:
    return _unset() if value is None else str(value)[:LONGEST]
