"""Forms of one's own account."""

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


class PasswordForm(forms.Form):
    """One's own password once more, before what is sensitive (trust.md S7)."""

    password = forms.CharField(
        label=_("Your password, once more"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "autofocus": True}),
    )


class ProfileForm(forms.ModelForm):
    """What a person changes about themselves: working name, language. Never mailbox or roles."""

    class Meta:
        model = User
        fields = ("name", "english_name", "language")
