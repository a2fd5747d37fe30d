"""The form that sets the catalogue's rules."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import PolicyForm


class UpkeepPolicyForm(PolicyForm):
    """When a product wants to be looked through again, and how long an e-sample can be opened."""

    review_after_days = forms.IntegerField(
        label=_("Look products through again after (days)"), min_value=1, max_value=3_650
    )
    link_days = forms.IntegerField(label=_("Links of e-samples hold (days)"), min_value=1, max_value=365)
