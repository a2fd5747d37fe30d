"""The filters of the trail as they stand in the URL."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from accounts.trail.scope import people_of
from core import audit_words
from core.audit_words import Kind
from core.capabilities import Can
from core.models import AuditEntry
from core.work_days import current_calendar


@dataclass(frozen=True)
class TrailQuery:
    """What is asked for. `record` is a model and an id ("customers.customer:12"): of a customer all that belongs to it."""

    person: int | None = None
    kind: str = ""
    verb: str = ""
    refused: bool = False
    record: str = ""
    since: date | None = None
    until: date | None = None

    def narrow(self, entries: "QuerySet[AuditEntry]") -> "QuerySet[AuditEntry]":
        """Narrow to what is asked for; days are the company's."""
        calendar = current_calendar()
        asked = Q()
        if self.person:
            asked &= Q(actor=self.person)
        if self.kind:
            asked &= Q(verb__in=audit_words.verbs_of([Kind(self.kind)]))
        if self.verb:
            asked &= Q(verb=self.verb)
        if self.refused:
            asked &= Q(is_refused=True)
        if self.record:
            asked &= _of_record(self.record)
        if self.since:
            asked &= Q(at__gte=calendar.start_of(self.since))
        if self.until:
            asked &= Q(at__lt=calendar.start_of(self.until + timedelta(days=1)))
        return entries.filter(asked)

    def to_query(self, **more: Any) -> str:
        """Return the query string, with `more`."""
        said = {**vars(self), "refused": "on" if self.refused else ""} | more
        return urlencode({name: value for name, value in said.items() if value not in (None, "")})

    @property
    def is_narrowed(self) -> bool:
        return self != TrailQuery()


def _of_record(record: str) -> Q:
    model, _colon, pk = record.partition(":")
    found = Q(target_type=model, target_id=pk)
    return Q(about_id=int(pk)) if model == "customers.customer" else found


def _day(label: Any) -> forms.DateField:
    """A day of the years in which there can be entries: others have no next day, or no midnight."""
    return forms.DateField(
        label=label,
        required=False,
        validators=[MinValueValidator(date(2000, 1, 1)), MaxValueValidator(date(2999, 12, 31))],
        widget=forms.DateInput(attrs={"type": "date"}),
    )


class TrailForm(forms.Form):
    """The filters; choices are narrowed to what `user` may see."""

    person = forms.ModelChoiceField(
        label=_("Person"), queryset=User.objects.none(), required=False, empty_label=_("Everybody")
    )
    kind = forms.ChoiceField(label=_("Kind of thing"), required=False)
    verb = forms.ChoiceField(label=pgettext_lazy("of the audit trail", "What happened"), required=False)
    refused = forms.BooleanField(label=_("Only refused"), required=False)
    record = forms.RegexField(
        regex=r"\A[a-z]+\.[a-z]+:[0-9]{1,18}\Z", required=False, widget=forms.HiddenInput
    )
    since = _day(_("From"))
    until = _day(_("Until"))

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        person: Any = self.fields["person"]
        person.queryset = people_of(user).order_by("name", "pk")
        kinds = [kind for kind in Kind if _may_come(user, kind)]
        kind: Any = self.fields["kind"]
        kind.choices = [("", _("Every kind")), *((one.value, one.label) for one in kinds)]
        verb: Any = self.fields["verb"]
        verb.choices = [("", pgettext_lazy("of the audit trail", "Everything")), *_grouped(kinds)]
        for name, bound in self.shown():
            css = "form-control" if name in ("since", "until") else "form-select"
            bound.field.widget.attrs["class"] = css

    def shown(self) -> list[tuple[str, forms.BoundField]]:
        """Return the filters that stand on the page with a label above."""
        return [(name, self[name]) for name in ("person", "kind", "verb", "since", "until")]

    def query(self) -> TrailQuery:
        """Return what is asked for; what is not valid is not asked."""
        said = self.cleaned_data
        person = said.get("person")
        return TrailQuery(
            person.pk if person else None,
            said.get("kind", ""),
            said.get("verb", ""),
            bool(said.get("refused")),
            said.get("record", ""),
            said.get("since"),
            said.get("until"),
        )


def _may_come(user: User, kind: Kind) -> bool:
    """Whether entries of this kind can be among those of `user`: an admin, or production, does no business."""
    if kind in audit_words.OF_ACCOUNTS | {Kind.ATTEMPTS}:
        return True
    if kind == Kind.POLICY:
        return user.can(Can.READ_POLICY)
    if kind in {Kind.ALARMS, Kind.HOUSE}:
        return user.can(Can.WATCH_TRAIL)
    return user.can(Can.READ_INQUIRIES)


def _grouped(kinds: list[Kind]) -> list[tuple[Any, list[tuple[str, Any]]]]:
    said = audit_words.verbs()
    return [
        (kind.label, [(name, said[name].label) for name in audit_words.verbs_of([kind])]) for kind in kinds
    ]
