"""Small forms: grade, stage, owner, bulk actions, saved views, files."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.scoping import colleagues_of
from core.forms_once import FormTokenField
from core.ui.widgets import SegmentedRadio
from customers.domain import stages
from customers.forms.fields import LineField, ReasonField, helper_of
from customers.models import Grade, Stage

ROWS_AT_ONCE = 200


class GradeForm(forms.Form):
    """Another grade, and why; the same grade confirms it and needs no reason."""

    grade = forms.ChoiceField(
        label=gettext_lazy("Grade"), choices=Grade.choices, widget=SegmentedRadio(grades=True)
    )
    reason = ReasonField(help_text=gettext_lazy("What speaks for it: quantity, date, sample freight offered"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper_of()


class StageForm(forms.Form):
    """How far it got; only the stages that can be reached from here."""

    stage = forms.ChoiceField(label=gettext_lazy("Stage"))
    reason = ReasonField()

    def __init__(self, *args: Any, before: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reachable = [choice for choice in Stage.choices if stages.can_move(before, choice[0])]
        self.fields["stage"].choices = reachable  # type: ignore[attr-defined]  # a ChoiceField
        self.helper = helper_of()


class AssignForm(forms.Form):
    """Another owner, and why. Without an open pool there always is one."""

    owner = forms.ModelChoiceField(label=gettext_lazy("Owner"), queryset=User.objects.none())
    reason = ReasonField(required=True)

    def __init__(self, *args: Any, user: User, pool_is_on: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner = self.fields["owner"]
        owner.queryset = colleagues_of(user)  # type: ignore[attr-defined]  # a ModelChoiceField
        owner.required = not pool_is_on
        owner.empty_label = gettext_lazy("Open pool") if pool_is_on else "–"  # type: ignore[attr-defined]
        self.helper = helper_of()


class BulkForm(forms.Form):
    """What to do with the rows that were ticked."""

    action = forms.ChoiceField(choices=[("grade", ""), ("tag", ""), ("untag", ""), ("release", "")])
    grade = forms.ChoiceField(choices=[("", ""), *Grade.choices], required=False)
    reason = ReasonField()
    tags = LineField(required=False, max_length=800)

    def tag_names(self) -> list[str]:
        return [name for name in self.cleaned_data["tags"].replace("，", ",").split(",") if name.strip()]


def read_ids(values: Sequence[str]) -> list[int] | None:
    """Return distinct ids out of a form's list; None for nonsense or more than ROWS_AT_ONCE."""
    if (
        not values
        or len(values) > ROWS_AT_ONCE
        or not all(value.isdecimal() and len(value) < 19 for value in values)
    ):
        return None
    return list(dict.fromkeys(map(int, values)))


class SavedViewForm(forms.Form):
    """A list's filters, order and columns under a name of one's own."""

    name = LineField(label=gettext_lazy("Name"), max_length=40)
    query = forms.CharField(max_length=2000, required=False, widget=forms.HiddenInput)


class UploadForm(forms.Form):
    """A file to keep at the customer."""

    form_token = FormTokenField()
    file = forms.FileField(label=gettext_lazy("File"), max_length=255)
