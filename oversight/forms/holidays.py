"""The settings of long holidays."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import PolicyForm


class HolidayPolicyForm(PolicyForm):
    """What is a long holiday, when it is told before, and how long what piled up is shown after."""

    shortest = forms.IntegerField(label=_("Long from how many days off in a row"), min_value=2, max_value=14)
    told_before = forms.IntegerField(
        label=_("Told how many working days before"), min_value=1, max_value=20,
        help_text=_("Each owner gets a list of the A and B customers to tell."),
    )  # fmt: skip
    shown_after = forms.IntegerField(
        label=_("Working days after it on which the pile is shown"), min_value=0, max_value=10
    )
