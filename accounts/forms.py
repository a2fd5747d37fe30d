"""Forms of one's own account."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class SignInForm(forms.Form):
    """Company mailbox and password; what is wrong is told by the view, the same for every kind of failure."""

    username = forms.CharField(
        label=_("Company mailbox"),
        max_length=200,
        widget=forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True}),
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class ProfileForm(forms.ModelForm):
    """What a person changes about themselves: working name, language, time zone. Never mailbox or roles."""

    class Meta:
        model = User
        fields = ("name", "english_name", "language", "time_zone")

    def clean_time_zone(self) -> Any:
        from zoneinfo import available_timezones

        zone = self.cleaned_data["time_zone"]
        if zone not in available_timezones():
            raise forms.ValidationError(_("Not a time zone. Example: Asia/Shanghai"))
        return zone
