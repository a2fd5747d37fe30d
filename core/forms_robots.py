"""Forms of the group robots."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.domain.robots import SIGNED, RobotKind, is_address_of
from core.forms_once import FormTokenField
from core.models import GroupRobot
from core.robots import RobotValues, topics
from core.ui.fields import LineField
from core.ui.widgets import SegmentedRadio

KEPT = gettext_lazy("Empty: stays as it is.")


class RobotForm(forms.Form):
    """A group. Address and secret are written, never shown again: who has them can write into the group."""

    hides_optional = True
    needs_address = False

    name = LineField(label=gettext_lazy("Name of the group"), max_length=60)
    kind = forms.ChoiceField(
        label=gettext_lazy("Service"), choices=GroupRobot.Kind.choices, widget=SegmentedRadio, initial=RobotKind.DINGTALK
    )  # fmt: skip
    address = LineField(
        label=gettext_lazy("Address of the robot"), max_length=500, required=False, help_text=KEPT,
        widget=forms.TextInput(attrs={"autocomplete": "off", "placeholder": "https://"}),
    )  # fmt: skip
    secret = LineField(
        label=gettext_lazy("Key for signing"), max_length=200, required=False,
        help_text=gettext_lazy("DingTalk and Feishu show one when “sign” is chosen; WeCom has none."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    topics = forms.MultipleChoiceField(label=gettext_lazy("Told of"), widget=forms.CheckboxSelectMultiple)
    is_on = forms.BooleanField(label=gettext_lazy("On"), required=False, initial=True)

    def __init__(self, data: Any = None, *, robot: GroupRobot | None = None, **kwargs: Any) -> None:
        names = ("name", "kind", "topics", "is_on")
        initial = {name: getattr(robot, name) for name in names} if robot else {}
        super().__init__(data, initial=initial, **kwargs)
        self._robot = robot
        self.fields["topics"].choices = [(topic.name, topic.label) for topic in topics()]  # type: ignore[attr-defined]
        if self.needs_address:
            self.fields["address"].required, self.fields["address"].help_text = (
                True,
                _("As the service shows it."),
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        kind, address = data.get("kind"), data.get("address")
        if kind and address and not is_address_of(RobotKind(kind), address):
            self.add_error("address", _("This is no address of a robot of that service."))
        if kind and not address and self._robot and kind != self._robot.kind:
            self.add_error("address", _("Another service has another address."))
        if kind and data.get("secret") and kind not in SIGNED:
            self.add_error("secret", _("WeCom's robots do not sign: leave it empty."))
        return data

    def values(self) -> RobotValues:
        """Return what was entered."""
        data = self.cleaned_data
        names = ("name", "kind", "topics", "address", "secret", "is_on")
        return RobotValues(**{name: data[name] for name in names})


class NewRobotForm(RobotForm):
    """A group that is added."""

    needs_address = True
    form_token = FormTokenField()
