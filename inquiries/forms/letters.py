"""The editor of letter templates."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.forms_once import FormTokenField
from customers.forms.fields import LineField, TextField
from inquiries.domain.letters import FIELDS, unknown_places
from inquiries.models import LetterTemplate
from inquiries.models.letter import LANGUAGES


def check_places(text: str) -> None:
    """Raise ValidationError for a place that no letter may have, with the list of those that it may."""
    unknown = unknown_places(text)
    if unknown:
        message = _("Unknown: %(names)s. Possible are %(allowed)s.")
        names = ", ".join(f"{{{name}}}" for name in unknown)
        raise ValidationError(
            message, params={"names": names, "allowed": ", ".join(f"{{{name}}}" for name in FIELDS)}
        )


def _shown(value: Any) -> Any:
    return {True: _("yes"), False: _("no")}[value] if isinstance(value, bool) else value


class LetterForm(forms.ModelForm):
    """A letter with places in single braces; what stands in double braces or tags is printed as written (M5)."""

    name = LineField(label=_("Name"), max_length=80)
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)
    purpose = LineField(label=_("Use it for"), max_length=80, required=False)
    subject = LineField(label=_("Subject"), max_length=200, required=False, validators=[check_places])
    body = TextField(
        label=_("Text"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 16}),
        validators=[check_places],
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    form_token = FormTokenField()

    class Meta:
        model = LetterTemplate
        fields = (
            "name",
            "language",
            "purpose",
            "occasion",
            "subject",
            "body",
            "is_published",
            "position",
            "version",
        )
        labels = {"position": _("Place in the list")}

    def _get_validation_exclusions(self) -> set[str]:
        """Leave to the service whether the name is free: a second click finds it taken by the first (C5)."""
        return {*super()._get_validation_exclusions(), "name"}  # type: ignore[misc]  # not in the stubs

    def conflicts_with(self, current: LetterTemplate) -> list[dict[str, Any]]:
        """Return label and texts (now saved, typed) of each field in which the typed letter differs from the saved one."""
        return [
            {"label": self.fields[name].label, "texts": (_shown(theirs), _shown(mine))}
            for name, mine in self.cleaned_data.items()
            if name not in {"version", "form_token"} and (theirs := getattr(current, name)) != mine
        ]
