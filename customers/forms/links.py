"""How two customers belong together."""

from django import forms
from django.utils.translation import gettext_lazy

RELATIONS = (
    ("head_office", gettext_lazy("Its head office")), ("branch", gettext_lazy("A branch of it")),
    ("agent", gettext_lazy("The agent who buys for it")), ("end_client", gettext_lazy("The end client it buys for")),
    ("group", gettext_lazy("Another company of its group")),
)  # fmt: skip


class LinkForm(forms.Form):
    """What the other one is to the customer."""

    relation = forms.ChoiceField(
        label=gettext_lazy("What the other one is"),
        choices=RELATIONS,
        widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
        initial="group",
    )
