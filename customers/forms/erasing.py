"""Why a contact is erased."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import PasswordForm


class EraseForm(PasswordForm):
    """Who asked for it, and one's own password once more."""

    reason = forms.CharField(
        label=_("Who asked for it, and when"),
        max_length=200,
        help_text=_("Without the person's name: the reason stays on record."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    field_order = ("reason", "password")
