"""Forms of accounts: one's own, and those of the people one looks after."""

from typing import Any, ClassVar

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import Role, Team, User
from core.forms_once import FormTokenField


class PasswordField(forms.CharField):
    """A password, taken as it is typed. `is_new`: the browser offers to make one up."""

    def __init__(self, *, is_new: bool = False, **kwargs: Any) -> None:
        autocomplete = "new-password" if is_new else "current-password"
        widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
        super().__init__(**{"max_length": 200, "strip": False, "widget": widget, **kwargs})


class SignInForm(forms.Form):
    """Company mailbox and password; what is wrong is told by the view, the same for every kind of failure."""

    username = forms.CharField(
        label=_("Company mailbox"),
        max_length=200,
        widget=forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True}),
    )
    password = PasswordField(label=_("Password"))


class PasswordForm(forms.Form):
    """One's own password once more, before what is sensitive (trust.md S7)."""

    password = PasswordField(label=_("Your password, once more"))


class ProfileForm(forms.ModelForm):
    """What a person changes about themselves: working name, language. Never mailbox or roles."""

    class Meta:
        model = User
        fields = ("name", "english_name", "language")


class PersonForm(forms.ModelForm):
    """An account that is opened. A manager opens salespeople of the teams that they lead, the admin anybody."""

    roles = forms.MultipleChoiceField(
        label=_("Roles"), choices=Role.choices, widget=forms.CheckboxSelectMultiple
    )
    new_team = forms.CharField(
        label=_("New team"),
        max_length=80,
        required=False,
        help_text=_("A team that is not in the list yet; its first manager leads it."),
    )
    form_token = FormTokenField()

    class Meta:
        model = User
        fields = ("email", "name", "english_name", "language", "team")
        help_texts: ClassVar = {"email": ""}

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        team: Any = self.fields["team"]
        team.label, team.empty_label = _("Team"), "–"
        if not user.is_admin:
            team.queryset, team.required = Team.objects.filter(manager=user), True
            del self.fields["new_team"]
            roles: Any = self.fields["roles"]
            roles.choices = [(Role.SALESPERSON.value, Role.SALESPERSON.label)]
            roles.initial = [Role.SALESPERSON.value]

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()

    def clean(self) -> dict[str, Any]:
        """A person is in one team."""
        data = super().clean() or {}
        if data.get("new_team") and data.get("team"):
            self.add_error("new_team", _("Either a team of the list or a new one."))
        return data

    def validate_unique(self) -> None:
        """A taken mailbox is the service's to refuse, behind the form's token: a second click is no second account."""

    def particulars(self) -> dict[str, Any]:
        """Return what `invite_person` asks for."""
        kept = {name: self.cleaned_data[name] for name in ("email", "name", "english_name", "language")}
        team = self.cleaned_data["team"]
        team_name = self.cleaned_data.get("new_team") or (team.name if team else "")
        return kept | {"roles": _roles_in(self.cleaned_data), "team_name": team_name}


class ChangePersonForm(PasswordForm, forms.ModelForm):
    """Names, team and roles of somebody else; one's own password again, for roles are rights (trust.md S7)."""

    roles = forms.MultipleChoiceField(
        label=_("Roles"), choices=Role.choices, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = User
        fields = ("name", "english_name", "team")

    field_order = (*Meta.fields, "roles", "password")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        team: Any = self.fields["team"]
        team.label, team.empty_label = _("Team"), "–"
        self.fields["roles"].initial = [role.value for role in self.instance.roles]

    def changes(self) -> dict[str, Any]:
        """Return what `change_account` asks for."""
        return {
            "values": {name: self.cleaned_data[name] for name in self.Meta.fields},
            "roles": _roles_in(self.cleaned_data),
        }


def _roles_in(data: dict[str, Any]) -> list[Role]:
    return [Role(value) for value in data["roles"]]


class FreezeForm(forms.Form):
    """Why somebody's account is frozen."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True}),
    )


class NewPasswordForm(forms.Form):
    """A password that is chosen, twice. `person`: whom it is for, so that their name is none."""

    new_password = PasswordField(label=_("New password"), is_new=True, help_text=_("At least 10 characters."))
    again = PasswordField(label=_("Once more"), is_new=True)

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_new_password(self) -> str:
        password = str(self.cleaned_data["new_password"])
        validate_password(password, self.person)
        return password

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if {"new_password", "again"} <= data.keys() and data["new_password"] != data["again"]:
            raise ValidationError({"again": _("The two passwords differ.")})
        return data


class OwnPasswordForm(PasswordForm, NewPasswordForm):
    """One's own new password, after the present one."""

    field_order = ("password", "new_password", "again")
