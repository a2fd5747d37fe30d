"""Forms of accounts: one's own, and those of the people one looks after."""

from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import CompanyThing, OnboardingItem, Role, Team, User
from accounts.services.second_factor import find_step, new_key, seal_key, unseal_key
from core.forms import PolicyForm
from core.forms_once import FormTokenField
from core.ui.fields import DayField


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
    joined_on = DayField(label=_("Joined the company on"), required=False)
    new_team = forms.CharField(
        label=_("New team"),
        max_length=80,
        required=False,
        help_text=_("A team that is not in the list yet; its first manager leads it."),
    )
    form_token = FormTokenField()

    class Meta:
        model = User
        fields = ("email", "name", "english_name", "language", "team", "joined_on")
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
        names = ("email", "name", "english_name", "language", "joined_on")
        kept = {name: self.cleaned_data[name] for name in names}
        team = self.cleaned_data["team"]
        team_name = self.cleaned_data.get("new_team") or (team.name if team else "")
        return kept | {"roles": _roles_in(self.cleaned_data), "team_name": team_name}


class ChangePersonForm(PasswordForm, forms.ModelForm):
    """Names, team and roles of somebody else; one's own password again, for roles are rights (trust.md S7)."""

    roles = forms.MultipleChoiceField(
        label=_("Roles"), choices=Role.choices, widget=forms.CheckboxSelectMultiple
    )
    joined_on = DayField(label=_("Joined the company on"), required=False)

    class Meta:
        model = User
        fields = ("name", "english_name", "team", "joined_on")

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


class AlarmPolicyForm(PolicyForm):
    """When refused attempts are told (trust.md A3)."""

    refusals_per_hour = forms.IntegerField(
        label=_("Refused attempts of one person within an hour before manager and boss are told"),
        min_value=1,
        max_value=1_000,
    )


class CodeField(forms.CharField):
    """A code of an app, or a recovery code: letters and digits, with dashes or without."""

    def __init__(self, *, is_focused: bool = False, **kwargs: Any) -> None:
        attrs: dict[str, Any] = {"autocomplete": "one-time-code", "spellcheck": "false"}
        widget = forms.TextInput(attrs=attrs | ({"autofocus": True} if is_focused else {}))
        super().__init__(**{"max_length": 40, "widget": widget, **kwargs})


class CodeForm(forms.Form):
    """The second step of signing in."""

    code = CodeField(
        label=_("Code"),
        is_focused=True,
        help_text=_("Six digits from the app, or one of your recovery codes."),
    )


class SetUpFactorForm(PasswordForm):
    """The first code of the app whose key was just read, after one's own password.

    `person`: whose it is; `key` is the key that the form shows and carries, sealed for this person.
    """

    new_code = CodeField(label=_("Code that the app shows now"))
    sealed = forms.CharField(widget=forms.HiddenInput, max_length=400, required=False)

    field_order: tuple[str, ...] = ("new_code", "password")

    def __init__(self, data: Any = None, *, person: User, at: datetime) -> None:
        self.key = unseal_key(data.get("sealed", ""), person) if data else ""
        self.is_over = bool(data) and not self.key
        self.key = self.key or new_key()
        super().__init__(data, initial={"sealed": seal_key(self.key, person)})
        self.at = at

    def clean_new_code(self) -> str:
        code = str(self.cleaned_data["new_code"])
        if self.is_over:
            raise ValidationError(_("This page is too old. Scan the code that it shows now."))
        if find_step(self.key, code, at=self.at) is None:
            raise ValidationError(_("Not the code of this key. Is the clock of the device right?"))
        return code

    @property
    def sealed_now(self) -> str:
        """Return what the form carries, the key that it shows in any case."""
        return str(self.initial["sealed"])


class ProveFactorForm(PasswordForm):
    """Password and a code that holds, before the second factor itself is changed (trust.md S7)."""

    code = CodeField(
        label=_("Code of the present app"),
        help_text=_("Or one of your recovery codes, if the device is lost."),
    )


class NewDeviceForm(ProveFactorForm, SetUpFactorForm):
    """Another device: the new one's code, the present one's code, the password."""

    field_order = ("new_code", "code", "password")


class SecondFactorPolicyForm(PolicyForm):
    """Of whom a second factor is required (trust.md L5)."""

    manager = forms.BooleanField(
        label=Role.MANAGER.label,
        required=False,
        help_text=_(
            "Whoever is marked signs in with a code besides the password, and sets it up at the next click."
        ),
    )
    admin = forms.BooleanField(label=Role.ADMIN.label, required=False)
    exporters = forms.BooleanField(label=_("Whoever may export customers"), required=False)
    boss = forms.BooleanField(label=Role.BOSS.label, required=False)
    salesperson = forms.BooleanField(label=Role.SALESPERSON.label, required=False)
    assistant = forms.BooleanField(label=Role.ASSISTANT.label, required=False)
    production = forms.BooleanField(label=Role.PRODUCTION.label, required=False)
    adviser = forms.BooleanField(label=Role.ADVISER.label, required=False)


class TeamForm(PasswordForm):
    """A team: its name, who leads it, who is in it; one's own password again, for a team is a right (trust.md S7).

    `seen`: who was in it when the form was shown, so that who came or went meanwhile is left alone.
    """

    name = forms.CharField(
        label=_("Name"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    manager = forms.ModelChoiceField(
        User.objects.none(), label=_("Manager"), required=False, empty_label="–",
        help_text=_("Sees the team's customers at once; the former one no longer."),
    )  # fmt: skip
    people = forms.ModelMultipleChoiceField(
        User.objects.none(), label=_("People"), required=False, widget=forms.CheckboxSelectMultiple
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=10_000)
    form_token = FormTokenField()

    field_order = ("name", "manager", "people", "password")

    def __init__(self, *args: Any, team: Team | None = None, **kwargs: Any) -> None:
        members = list(team.members.values_list("pk", flat=True)) if team else []
        if team:
            kwargs["initial"] = {
                "name": team.name, "manager": team.manager_id, "people": members, "seen": ",".join(map(str, members)),
            }  # fmt: skip
        super().__init__(*args, **kwargs)
        people: Any = self.fields["people"]
        people.queryset = User.objects.filter(
            Q(is_active=True, frozen_at=None) | Q(pk__in=members)
        ).select_related("team")
        people.label_from_instance = _name_and_team
        manager: Any = self.fields["manager"]
        manager.queryset = User.objects.active().filter(is_manager=True)

    def particulars(self) -> dict[str, Any]:
        """Return name and manager, as `create_team` and `change_team` ask for them."""
        return {name: self.cleaned_data[name] for name in ("name", "manager")}

    def moves(self) -> dict[str, list[User]]:
        """Return who was put in and who was taken out since the form was shown."""
        seen = {
            int(part) for part in self.cleaned_data["seen"].split(",") if part.isdecimal() and len(part) < 19
        }
        chosen = {person.pk for person in self.cleaned_data["people"]}
        return {
            "added": list(User.objects.filter(pk__in=chosen - seen)),
            "removed": list(User.objects.filter(pk__in=seen - chosen)),
        }


def _name_and_team(person: User) -> str:
    return f"{person.full_name} · {person.team.name}" if person.team else person.full_name


class OnboardingItemForm(forms.ModelForm):
    """A line of the list that a newcomer goes through."""

    form_token = FormTokenField()

    class Meta:
        model = OnboardingItem
        fields = ("text_zh", "text_en", "position")


class ThingForm(forms.ModelForm):
    """Something of the company's that a person has (S147)."""

    form_token = FormTokenField()

    class Meta:
        model = CompanyThing
        fields = ("kind", "what", "is_registered")
        help_texts: ClassVar = {
            "what": _("The address or account, or make and serial number"),
            "is_registered": _("For a chat account: so that it stays the company's"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind: Any = self.fields["kind"]
        kind.choices = [("", "–"), *CompanyThing.Kind.choices]
