"""The file of the platform's statistics."""

from django import forms
from django.utils.translation import gettext_lazy as _


class PlatformFileForm(forms.Form):
    """A table of persons and weeks."""

    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "Excel or CSV, a row a person and week: name or mailbox, a day of the week, exposure, clicks, visitors, inquiries, reply rate, products updated. Missing columns are left out."
        ),
    )
