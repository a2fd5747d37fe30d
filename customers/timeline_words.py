"""How an entry of the timeline reads: title, note, icon. The apps above lend words for their kinds."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.ui.formats import is_chinese, table_date
from customers.models import Channel, Contact, Customer, Stage, TimelineEntry

Kind = TimelineEntry.Kind
Words = Callable[[TimelineEntry], str]
_words: dict[str, Words] = {}

CHANNEL_ICONS = {
    "email": "mail", "phone": "phone", "fax": "printer", "whatsapp": "brand-whatsapp", "wechat": "brand-wechat",
    "video": "users", "meeting": "users", "trade_show": "building-store", "post": "package",
    "platform": "building-store", "other": "dots",
}  # fmt: skip
_CHANNELS = dict(Channel.choices)
KIND_ICONS = {
    Kind.INQUIRY: "mail-opened", Kind.MESSAGE: "mail", Kind.REPLY: "send", Kind.FOLLOW_UP: "note",
    Kind.GRADE: "arrow-up-right", Kind.OWNER: "user", Kind.STAGE: "flag", Kind.DATA: "pencil", Kind.FILE: "paperclip",
    Kind.DUE: "calendar-time", Kind.SHARE: "users", Kind.HELP: "help-circle",
    Kind.QUOTE: "file-text", Kind.ORDER: "trophy",
    Kind.SAMPLE: "package", Kind.PROOF: "tools", Kind.VISIT: "building",
}  # fmt: skip


def register_headline(kind: str) -> Callable[[Words], Words]:
    """Decorator: word the head line of entries of `kind` with this function, in the active language."""

    def register(function: Words) -> Words:
        _words[kind] = function
        return function

    return register


@dataclass(frozen=True)
class Behind:
    """The record behind an entry: where it stands, its first words, how many comments, and where the reader may correct it."""

    url: str = ""
    words: str = ""
    remarks: int = 0
    correct_url: str = ""


Tell = Callable[[Any, set[int]], Mapping[int, Behind]]
_tellers: dict[str, Tell] = {}


def register_behind(ref_type: str) -> Callable[[Tell], Tell]:
    """Decorator: tell with this function of the records of `ref_type`, for a reader, by their keys (one query)."""

    def register(function: Tell) -> Tell:
        _tellers[ref_type] = function
        return function

    return register


Sight = Callable[[Any], "QuerySet[Any]"]
_sights: dict[str, Sight] = {}


def register_sight(kind: str) -> Callable[[Sight], Sight]:
    """Decorator: entries of `kind` stand in the history only for who sees the record behind: this function's, for a reader."""

    def register(function: Sight) -> Sight:
        _sights[kind] = function
        return function

    return register


def in_sight(user: Any) -> Q:
    """Return the condition for entries that `user` may know of: seeing the customer is enough for most kinds."""
    found = Q()
    for kind, rows in _sights.items():
        found &= ~Q(kind=kind) | Q(ref_id__in=rows(user).values("pk"))
    return found


def records_behind(user: Any, entries: Iterable[TimelineEntry]) -> dict[tuple[str, int], Behind]:
    """Return what stands behind `entries` as `user` may see it, by type and key; one query for each type."""
    keys: dict[str, set[int]] = defaultdict(set)
    for entry in entries:
        if entry.ref_type in _tellers and entry.ref_id is not None:
            keys[entry.ref_type].add(entry.ref_id)
    return {
        (kind, pk): found for kind, pks in keys.items() for pk, found in _tellers[kind](user, pks).items()
    }


def headline(entry: TimelineEntry) -> str:
    """Return the head line of an entry in the active language."""
    own = _words.get(entry.kind) or _OWN.get(entry.kind)
    if own is not None:
        return own(entry)
    label, number = entry.get_kind_display(), entry.values.get("number") or entry.values.get("title") or ""
    if number:
        return _("%(what)s %(number)s") % {"what": label, "number": number}
    return channel_label(entry.channel) if entry.channel and not entry.is_inbound else label


def note_of(entry: TimelineEntry) -> str:
    """Return who did it: the buyer's person for what came in, ours for the rest."""
    who = [str(entry.contact)] if entry.contact and (entry.is_inbound or entry.kind == Kind.FOLLOW_UP) else []
    if entry.actor and not entry.is_inbound:
        who.append(_by_whom(entry))
    return " · ".join(who)


def _by_whom(entry: TimelineEntry) -> str:
    """Who did it, and in whose place: both are named (S35)."""
    person = str(entry.actor.short_name) if entry.actor else ""
    names = [entry.values.get(name) or "" for name in ("stood_in_for", "stood_in_for_en")]
    owner = names[0] if is_chinese() else names[1] or names[0]
    return _("%(person)s for %(owner)s") % {"person": person, "owner": owner} if owner else person


def icon_of(entry: TimelineEntry) -> str:
    """Return the icon of an entry: its channel's, else its kind's."""
    if entry.kind == Kind.GRADE and entry.values.get("after", "") > entry.values.get("before", ""):
        return "arrow-down"
    return CHANNEL_ICONS.get(entry.channel) or KIND_ICONS.get(Kind(entry.kind), "point")


def channel_label(channel: str) -> str:
    """Return a channel's name; an unknown one stays as it is."""
    return str(_CHANNELS.get(channel, channel))


def _grade(entry: TimelineEntry) -> str:
    return _("Grade %(before)s → %(after)s") % _both(entry)


def _owner(entry: TimelineEntry) -> str:
    before, after = (entry.values.get(side) or _("open pool") for side in ("before", "after"))
    words = _("Owner %(before)s → %(after)s") % {"before": before, "after": after}
    why = pool_reason(entry.values.get("by_rule"))
    return f"{words} · {why}" if why else words


def pool_reason(why: Mapping[str, Any] | None) -> str:
    """Return in words why a rule takes a customer to the pool; "" without a rule."""
    if not why:
        return ""
    values = {"count": why["count"], "since": table_date(date.fromisoformat(why["since"]))}
    if why["rule"] == "idle":
        return (
            ngettext(
                "%(count)d working day without a contact since %(since)s",
                "%(count)d working days without a contact since %(since)s",
                why["count"],
            )
            % values
        )
    return (
        ngettext(
            "%(count)d round missed, due since %(since)s",
            "%(count)d rounds missed in a row, due since %(since)s",
            why["count"],
        )
        % values
    )


def _share(entry: TimelineEntry) -> str:
    person, event = entry.values.get("person", ""), entry.values.get("event")
    if event == "ended":
        return _("No longer shared with %(person)s") % {"person": person}
    words = _("Shared with %(person)s, to act on") if event == "act" else _("Shared with %(person)s, to read")
    shared = words % {"person": person}
    until = entry.values.get("until")
    if not until:
        return shared
    return _("%(what)s until %(day)s") % {"what": shared, "day": table_date(date.fromisoformat(until))}


def _stage(entry: TimelineEntry) -> str:
    labels = dict(Stage.choices)
    both = {side: str(labels.get(value, value)) for side, value in _both(entry).items()}
    return _("Stage %(before)s → %(after)s") % both


def _both(entry: TimelineEntry) -> dict[str, str]:
    return {side: str(entry.values.get(side, "")) for side in ("before", "after")}


def _data(entry: TimelineEntry) -> str:
    what, name = entry.values.get("what"), entry.values.get("name", "")
    if what == "created":
        return _("Customer entered")
    if what == "merged":
        return _("Merged with %(name)s") % {"name": name}
    if what == "contact_added":
        return _("Contact added: %(name)s") % {"name": name}
    labels = _(", ").join(_label_of(field, what) for field in entry.values.get("fields", ()))
    if what == "contact_changed":
        return _("Contact %(name)s changed: %(fields)s") % {"name": name, "fields": labels}
    return _("Particulars changed: %(fields)s") % {"fields": labels}


def _label_of(field: str, what: str | None) -> str:
    model = Contact if what else Customer
    if field == "primary":
        return _("primary contact")
    if field == "tags":
        return _("tags")
    known = {column.name for column in model._meta.get_fields()}
    return str(model._meta.get_field(field).verbose_name) if field in known else field  # type: ignore[union-attr]


def _file(entry: TimelineEntry) -> str:
    return _("File %(name)s") % {"name": entry.values.get("title", "")}


_OWN: dict[str, Words] = {
    Kind.GRADE: _grade,
    Kind.OWNER: _owner,
    Kind.STAGE: _stage,
    Kind.DATA: _data,
    Kind.FILE: _file,
    Kind.SHARE: _share,
}
