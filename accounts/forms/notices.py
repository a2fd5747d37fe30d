"""Forms of what a person is told of outside of the page."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.domain.notices import NoticePolicy
from accounts.models import NoticeChoice
from accounts.policies import notice_policy
from accounts.services.notices import ChoiceValues
from core.forms import PolicyForm
from core.notice_kinds import NoticeKind
from core.ui.widgets import SegmentedRadio

REFUSALS: Mapping[str, Promise] = {
    "no_time_left": gettext_lazy("The day has to begin before it ends."),
    "no_window": gettext_lazy("No working hours lie between these."),
}

URGENT = gettext_lazy(
    "An urgent one that nobody reads for five minutes comes by itself, in working hours, at most once each quarter of an hour; not where mails are off."
)


def _clock(label: Any, **more: Any) -> forms.TimeField:
    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    return forms.TimeField(label=label, required=False, widget=widget, **more)


def _kinds(label: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, required=False, choices=NoticeKind.choices, widget=forms.CheckboxSelectMultiple
    )


class NoticeForm(forms.Form):
    """By mail how often, of what by mail and by the browser, and when not. The page itself tells everything."""

    hides_optional = True

    digest = forms.ChoiceField(label=gettext_lazy("By mail"), required=False, help_text=URGENT)
    mail_kinds = _kinds(gettext_lazy("Counted in the mail"))
    browser_kinds = _kinds(gettext_lazy("Shown by the browser"))
    not_before = _clock(gettext_lazy("Not before"))
    not_after = _clock(
        gettext_lazy("Not after"),
        help_text=gettext_lazy(
            "Nothing outside of working hours in any case; here you narrow them for yourself."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        usual = NoticeChoice.How(notice_policy().digest).label
        self.fields["digest"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            ("", _("As the company does: %(usual)s") % {"usual": usual}), *NoticeChoice.How.choices,
        ]  # fmt: skip

    @staticmethod
    def initial_of(choice: NoticeChoice) -> dict[str, Any]:
        """Return what the form begins with."""
        return {
            "digest": choice.digest, "not_before": choice.not_before, "not_after": choice.not_after,
            "mail_kinds": [kind for kind in NoticeKind.values if kind not in choice.muted_mail],
            "browser_kinds": [kind for kind in NoticeKind.values if kind not in choice.muted_browser],
        }  # fmt: skip

    def values(self) -> ChoiceValues:
        """Return what was chosen: what is not ticked is muted."""
        data = self.cleaned_data
        return ChoiceValues(
            digest=data["digest"], muted_mail=self._muted("mail_kinds"), muted_browser=self._muted("browser_kinds"),
            not_before=data["not_before"], not_after=data["not_after"],
        )  # fmt: skip

    def _muted(self, field: str) -> tuple[str, ...]:
        return tuple(kind for kind in NoticeKind.values if kind not in self.cleaned_data[field])


class BrowserForm(forms.Form):
    """Whether browsers show notices at all."""

    is_on = forms.BooleanField(required=False)


class NoticePolicyForm(PolicyForm):
    """What holds for whoever has chosen nothing, and for urgent notices."""

    digest = forms.ChoiceField(
        label=gettext_lazy("Unread notices by mail"), choices=NoticeChoice.How.choices, widget=SegmentedRadio,
        help_text=gettext_lazy("For whoever has chosen nothing. The mail says how much of what waits, with links; never who."),
    )  # fmt: skip
    urgent_at_once = forms.BooleanField(label=gettext_lazy("Urgent ones in quiet hours, too"), required=False)

    @classmethod
    def initial_of(cls, policy: NoticePolicy) -> dict[str, Any]:
        """Return the form's initial data."""
        return {"digest": str(policy.digest), "urgent_at_once": policy.urgent_at_once}
