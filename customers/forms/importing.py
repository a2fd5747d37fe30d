"""The forms of an import."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.forms_once import FormTokenField
from customers.domain.importing.fields import FIELDS
from customers.models import CustomerImport, Grade, Source
from customers.selectors.import_words import FIELD_WORDS
from customers.services.import_reading import owners_open_to

PEOPLE_AT_MOST = 3


class ImportForm(forms.Form):
    """A workbook to take in."""

    file = forms.FileField(
        label=_("Workbook"), help_text=_("Excel (.xlsx, .xls), .ods or CSV; at most 100,000 rows.")
    )
    form_token = FormTokenField()


class ColumnsForm(forms.Form):
    """What each column is, and what holds for rows that say nothing."""

    grade = forms.ChoiceField(label=_("Grade where none is given"), choices=Grade.choices)
    source = forms.ChoiceField(label=_("Source where none is given"), choices=Source.choices)
    owner = forms.ModelChoiceField(
        label=_("Owner where none is given"),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("nobody: open pool"),
    )

    key = forms.ChoiceField(
        label=_("Customers that are there are found by"),
        choices=CustomerImport.Key.choices,
        required=False,
        help_text=_(
            "By one chosen particular, what a row says replaces what stands there; empty cells change nothing."
        ),
    )
    unmatched = forms.ChoiceField(
        label=_("A row that finds nobody"),
        choices=CustomerImport.Unmatched.choices,
        required=False,
        help_text=_("Counts where one particular was chosen."),
    )

    def __init__(self, *args: Any, batch: CustomerImport, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {name: getattr(batch, name) for name in ("grade", "source", "key", "unmatched")}
        self.initial["owner"] = batch.owner_id
        owner = self.fields["owner"]
        owner.queryset = User.objects.filter(pk__in=owners_open_to(user))  # type: ignore[attr-defined]
        if user.is_salesperson and not user.is_manager and not user.is_boss:
            owner.required, owner.empty_label = True, None  # type: ignore[attr-defined]
        choices = field_choices()
        for place, column in enumerate(batch.columns):
            value = f"{column['field']}:{column['number']}" if column["field"] else ""
            self.fields[f"column_{place}"] = forms.ChoiceField(
                label=column["heading"] or "–",
                choices=choices,
                required=False,
                initial=value,
                widget=forms.Select(attrs={"class": "form-select"}),
            )

    def clean_unmatched(self) -> str:
        """A new customer, unless said otherwise."""
        return self.cleaned_data["unmatched"] or CustomerImport.Unmatched.CREATE

    def chosen(self) -> list[tuple[str, int]]:
        """Return (field, number of the contact person) of each column."""
        values = [value for name, value in self.cleaned_data.items() if name.startswith("column_")]
        return [(value.partition(":")[0], int(value.partition(":")[2] or 1)) for value in values]

    def columns(self) -> list[forms.BoundField]:
        """Return the fields of the columns, in their order."""
        return [self[name] for name in self.fields if name.startswith("column_")]


def _of_contact(words: Any, number: int) -> str:
    """Name a field of the first contact person, or of a further one."""
    if number == 1:
        return str(words)
    return gettext("%(field)s (contact %(number)d)") % {"field": words, "number": number}


def field_choices() -> list[tuple[str, Any]]:
    """Return what a column can be: left out, a field of the company, or of one of the contact persons."""
    company = [(f"{name}:1", words) for name, words in FIELD_WORDS.items() if not FIELDS[name].is_of_contact]
    people = [
        (f"{name}:{number}", _of_contact(words, number))
        for number in range(1, PEOPLE_AT_MOST + 1)
        for name, words in FIELD_WORDS.items()
        if FIELDS[name].is_of_contact
    ]
    return [("", _("leave out")), *company, *people]
