"""How entries of the audit trail are worded: each app registers its verbs, records and values in its `audit_words.py`.

A verb without a wording fails a test, which reads every verb out of the source.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Text = str | Promise


class Kind(models.TextChoices):
    """The kinds of things that the trail tells of, in the order in which one looks for them."""

    CUSTOMERS = "customers", _("Customers")
    INQUIRIES = "inquiries", _("Inquiries")
    ORDERS = "orders", pgettext_lazy("kind of thing", "Orders")
    FOLLOW_UPS = "follow_ups", _("Follow-ups")
    SELLING = "selling", pgettext_lazy("kind of thing", "Samples and proofs")
    CATALOGUE = "catalogue", pgettext_lazy("kind of thing", "Catalogue")
    READS = "reads", pgettext_lazy("kind of thing", "What was opened")
    EXPORTS = "exports", pgettext_lazy("kind of thing", "Exports and downloads")
    IMPORTS = "imports", pgettext_lazy("kind of thing", "Imports")
    ACCOUNTS = "accounts", pgettext_lazy("kind of thing", "Accounts")
    SIGN_INS = "sign_ins", pgettext_lazy("kind of thing", "Sign-ins")
    LEAVE = "leave", pgettext_lazy("kind of thing", "Leave and trips")
    HELP = "help", pgettext_lazy("kind of thing", "Help and suggestions")
    REPORTS = "reports", pgettext_lazy("kind of thing", "Reports")
    POLICY = "policy", pgettext_lazy("kind of thing", "Policy")
    ALARMS = "alarms", pgettext_lazy("kind of thing", "Alarms")
    ATTEMPTS = "attempts", pgettext_lazy("kind of thing", "Refused attempts")
    HOUSE = "house", pgettext_lazy("kind of thing", "The trail itself")


# What the trail of an admin holds: no business (permissions.md).
OF_ACCOUNTS = frozenset({Kind.ACCOUNTS, Kind.SIGN_INS})


@dataclass(frozen=True)
class Verb:
    """What happened, in words, and which kind of thing it is."""

    label: Text
    kind: Kind


@dataclass(frozen=True)
class Record:
    """How the entries on a model's rows name them. `label`: what such a row is.

    `related`: what `url_of` and `may_read_private` need loaded. `through`: the rows are as visible as that record of
    theirs. `private`: fields that only who passes
    `may_read_private(user, row)` reads. `is_open`: everybody who reads the entry may read its name, whether the row is in
    their sight or not; a model without `visible_to` always is. `may_take_out(user)`: whether names and values of such
    rows may leave the house as a file.
    """

    label: Text = ""
    related: tuple[str, ...] = ()
    url_of: Callable[[Any], str] | None = None
    private: frozenset[str] = frozenset()
    may_read_private: Callable[[Any, Any], bool] = lambda _user, _row: True
    is_open: bool = False
    through: str = ""
    may_take_out: Callable[[Any], bool] = lambda _user: True


@dataclass(frozen=True)
class Field:
    """A value's name, for values that are no column of their record; `model`: it is the id of such a row (or several)."""

    label: Text
    model: str = ""
    choices: Mapping[Any, Text] = field(default_factory=dict)


_verbs: dict[str, Verb] = {}
_records: dict[str, Record] = {}
_fields: dict[str, Field] = {}
_alarms: dict[str, Kind] = {}
_past_leaders: set[str] = set()
PLAIN = Record()


def register(kind: Kind, verbs: Mapping[str, Text]) -> None:
    """Word verbs of one kind: `{"customers.created": _("Customer entered")}`, as what happened."""
    _verbs.update({name: Verb(label, kind) for name, label in verbs.items()})


def register_record(model: str, record: Record) -> None:
    """Say how rows of `model` ("app.model", lower case) are named and linked."""
    _records[model] = record


def register_fields(fields: Mapping[str, Field | Text]) -> None:
    """Name values that are no column of their record, for all apps."""
    _fields.update({name: one if isinstance(one, Field) else Field(one) for name, one in fields.items()})


def register_alarm(verb: str, label: Text, *, behind: Kind) -> None:
    """Word an alarm; `behind`: entries of which kind led to it. It is told to who leads the person, and not to the person."""
    register(Kind.ALARMS, {verb: label})
    _alarms[verb] = behind


def keep_past_leaders(*verbs: str) -> None:
    """Leave entries with these verbs out of what who leads a team reads of its people: they pass the manager by (S141)."""
    _past_leaders.update(verbs)


def past_leaders() -> frozenset[str]:
    """Return the verbs that a team's manager does not read of its people."""
    return frozenset(_past_leaders)


def verbs() -> dict[str, Verb]:
    """Return the registered verbs."""
    return dict(_verbs)


def alarms() -> dict[str, Kind]:
    """Return the alarms, each with the kind of entries behind it."""
    return dict(_alarms)


def verbs_of(kinds: Iterable[Kind]) -> list[str]:
    """Return the verbs of these kinds."""
    wanted = set(kinds)
    return sorted(name for name, verb in _verbs.items() if verb.kind in wanted)


def verb_label(name: str) -> str:
    """Return what happened, in words."""
    return str(_verbs[name].label) if name in _verbs else name


def record_of(model: str) -> Record:
    """Return how rows of `model` are named."""
    return _records.get(model, PLAIN)


def field_of(name: str) -> Field | None:
    """Return the registered name of a value."""
    return _fields.get(name)


register_record("core.exchangerate", Record(_("Exchange rate"), is_open=True))
register_record("core.grouprobot", Record(_("Group robot"), is_open=True))
register_record("core.policysetting", Record(_("Policy"), is_open=True))
register(
    Kind.ATTEMPTS,
    {"core.not_found": _("Asked for what is hidden or not there"), "core.refused": _("Not allowed")},
)
register(
    Kind.POLICY,
    {
        "core.policy_changed": _("Policy changed"),
        "core.policy_confirmed": _("Looked through: still right"),
        "core.policy_planned": _("Change of the policy planned"),
        "core.policy_plan_cancelled": _("Planned change taken back"),
        "core.policy_plan_lapsed": _("Planned change lapsed"),
        "core.rate_set": _("Exchange rate set"),
        "core.robot_added": _("Group robot added"),
        "core.robot_changed": _("Group robot changed"),
        "core.robot_dropped": _("Group robot removed"),
        "core.robot_tried": _("Group robot tried"),
    },
)
register(
    Kind.HOUSE,
    {
        "core.values_erased": _("Personal values erased"),
        "core.trail_taken": _("Trail taken out as a file"),
        "core.check_asked": _("Check of the trail asked for"),
    },
)
register_fields(
    {
        "asked": pgettext_lazy("of a refused attempt", "Asked for"),
        "what": pgettext_lazy("of a refused attempt", "Right"),
        "entries": _("Entries"),
        "reason": _("Reason"),
        "filter": _("Filter"),
        "rows": _("Rows"),
        "fields": _("Columns"),
        "sha256": _("SHA-256 of the file"),
        "file": _("File"),
        "count": _("Count"),
        "why": _("Why"),
        "name": pgettext_lazy("person", "Name"),
        "kept": _("Kept"),
        "note": _("Note"),
    }
)
