"""Whose customers go to whom: the distribution, and what is agreed to (S98)."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.models import User
from core.forms_once import FormTokenField
from core.ui.widgets import SegmentedRadio
from customers.domain.distributing import COUNTRY, EVENLY, ONE, PRODUCT, STAYS, Plan, Rule
from customers.forms.fields import LineField, ReasonField
from customers.models import HandoverKind

WORD_ROWS = 3
SALT = "customers.handover"
AGREED_FOR = 12 * 3600  # seconds: what was previewed in the morning is not agreed to on the next day
REST = (
    (EVENLY, gettext_lazy("Evenly among")),
    (ONE, gettext_lazy("To one person")),
    (STAYS, gettext_lazy("Stays")),
)


class PersonChoice(forms.ModelChoiceField):
    """One of the receivers."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=User.objects.none(), **{"required": False, "empty_label": "–", **kwargs})


class PlanForm(forms.Form):
    """How customers are given out: by country, by product, the rest evenly or to one; `hand_<customer>` by hand.

    `receivers`: who may get some, with how many they have; `countries`: code, name and number of those that there are;
    `markets`: number, name and countries of those that hold several of them: a country without a choice of its own goes
    with its market. `has_names` is False for
    who reads no customers: then nothing is chosen one by one, nor by a product word, which would tell who asked for it.
    """

    hides_optional = True

    kind = forms.ChoiceField(
        label=pgettext_lazy("handover", "Why"), choices=HandoverKind.choices, widget=SegmentedRadio
    )
    rest = forms.ChoiceField(label=gettext_lazy("All others"), choices=REST, widget=SegmentedRadio)
    people = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Who gets some"), queryset=User.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )  # fmt: skip
    counts_load = forms.BooleanField(
        label=gettext_lazy("Count what they have already"), required=False,
    )  # fmt: skip
    others_to = PersonChoice(
        label=gettext_lazy("What belongs to no customer goes to"),
        help_text=gettext_lazy("Other tasks, inquiries without a customer, rules by which inquiries come"),
    )

    def __init__(
        self,
        data: Any = None,
        *,
        receivers: Mapping[User, int],
        countries: Iterable[tuple[str, str, int]],
        markets: Iterable[tuple[int, str, Sequence[str]]] = (),
        hands: frozenset[int] = frozenset(),
        has_names: bool,
        kinds: Sequence[str],
        **kwargs: Any,
    ) -> None:
        super().__init__(data, **kwargs)
        self.countries, self.hands = list(countries), hands if has_names else frozenset()
        self.markets = list(markets)
        self._people = {person.pk: person for person in receivers}
        self._words = range(WORD_ROWS if has_names else 0)
        found = User.objects.filter(pk__in=self._people).order_by("name", "pk")
        people: Any = self.fields["people"]
        people.queryset, people.label_from_instance = found, lambda person: _with_load(person, receivers)
        self.fields["others_to"].queryset = found  # type: ignore[attr-defined]  # a choice of people
        self.fields["kind"].choices = [pair for pair in HandoverKind.choices if pair[0] in kinds]  # type: ignore[attr-defined]
        if HandoverKind.BALANCE not in kinds:  # nothing stays with who leaves
            self.fields["rest"].choices = [pair for pair in REST if pair[0] != STAYS]  # type: ignore[attr-defined]
        options = [("", "–"), *((str(pk), str(person)) for pk, person in self._people.items())]
        for pk, name, _codes in self.markets:
            self.fields[f"market_{pk}"] = forms.ChoiceField(label=name, choices=options, required=False)
        for code, name, _count in self.countries:
            if code:
                self.fields[f"country_{code}"] = forms.ChoiceField(
                    label=name, choices=options, required=False
                )
        for place in self._words:
            self.fields[f"word_{place}"] = LineField(
                label=_("Product word"), max_length=80, required=False, widget=forms.TextInput(attrs={"list": "asked-words"})
            )  # fmt: skip
            self.fields[f"word_{place}_to"] = forms.ChoiceField(
                label=_("Goes to"), choices=options, required=False
            )

    @property
    def country_rows(self) -> list[tuple[forms.BoundField, int]]:
        """The choice for each country, with how many customers it is about."""
        return [(self[f"country_{code}"], count) for code, _name, count in self.countries if code]

    @property
    def market_rows(self) -> list[tuple[forms.BoundField, int]]:
        """The choice for each market, with how many customers it is about."""
        counts = {code: count for code, _name, count in self.countries}
        return [
            (self[f"market_{pk}"], sum(counts[code] for code in codes)) for pk, _name, codes in self.markets
        ]

    @property
    def word_rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """A product word and its choice."""
        return [(self[f"word_{place}"], self[f"word_{place}_to"]) for place in self._words]

    def by_hand(self) -> dict[int, int]:
        """Return the customers chosen one by one, with their receiver; what is no choice of either is not taken."""
        found = {}
        for name, value in self.data.items():
            number = name.removeprefix("hand_")
            if name != number and number.isdecimal() and str(value).isdecimal() and len(number + value) < 36:
                found[int(number)] = int(value)
        return {pk: to for pk, to in found.items() if pk in self.hands and to in self._people}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        rest, people = data.get("rest"), list(data.get("people") or [])
        keeps = data.get("kind") == HandoverKind.BALANCE
        if not self.countries:
            rest = None  # there is no customer to be given
        if rest == STAYS and not keeps:
            raise ValidationError({"rest": _("Who leaves or is long away keeps no customer.")})
        if rest == ONE and len(people) != 1:
            raise ValidationError({"people": _("Tick the one person.")})
        if rest == EVENLY and not people:
            raise ValidationError({"people": _("Tick who gets some.")})
        if not keeps and "kind" in data and not data.get("others_to") and "others_to" not in self.errors:
            raise ValidationError({"others_to": _("Say who takes it.")})
        return data

    def plan(self) -> Plan:
        """Return the distribution."""
        data = self.cleaned_data
        of_market = {code: data[f"market_{pk}"] for pk, _name, codes in self.markets for code in codes}
        chosen = {
            code: data[f"country_{code}"] or of_market.get(code)
            for code, _name, _count in self.countries
            if code
        }
        countries = [Rule(COUNTRY, code, int(to)) for code, to in chosen.items() if to]
        words = [
            Rule(PRODUCT, data[f"word_{place}"], int(data[f"word_{place}_to"]))
            for place in self._words
            if data[f"word_{place}"] and data[f"word_{place}_to"]
        ]
        return Plan(
            rules=(*countries, *words),
            by_hand=self.by_hand(),
            rest=data["rest"],
            receivers=tuple(person.pk for person in data["people"]),
            counts_load=data["counts_load"],
        )


def _with_load(person: User, load: Mapping[User, int]) -> str:
    """The person, and how many customers they have."""
    return _("%(person)s · has %(count)s") % {"person": person, "count": load.get(person, 0)}


class Agreed(NamedTuple):
    """What was previewed, exactly: customers and receivers by id."""

    kind: str
    shares: dict[int, int]
    others_to: int | None


def sign_agreed(agreed: Agreed, *, user: User, person: User) -> str:
    """Return the previewed distribution as a value that only this program makes, for this user and this person."""
    content = [user.pk, person.pk, agreed.kind, agreed.others_to, sorted(agreed.shares.items())]
    return signing.dumps(content, salt=SALT, compress=True)


class ConfirmForm(forms.Form):
    """The last step: why, and what was previewed. A preview of another person's, or a changed one, is none."""

    reason = ReasonField(required=True)
    agreed = forms.CharField(max_length=2_000_000, widget=forms.HiddenInput)
    form_token = FormTokenField()

    def __init__(self, data: Any = None, *, user: User, person: User, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self._user, self._person = user, person

    def clean_agreed(self) -> Agreed:
        """Return what was agreed to; ValidationError when it is old or not ours."""
        try:
            by, of, kind, others_to, shares = signing.loads(
                self.cleaned_data["agreed"], salt=SALT, max_age=AGREED_FOR
            )
        except signing.BadSignature:
            by = of = None
        if (by, of) != (self._user.pk, self._person.pk):
            raise ValidationError(_("The preview is too old. Begin again."))
        return Agreed(kind, dict(shares), others_to)
