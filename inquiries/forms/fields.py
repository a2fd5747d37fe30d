"""Fields that take what the world pastes: signs that no database keeps are dropped, not refused."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.ui import fields

PASTE_LENGTH = 1_000_000


class PasteField(forms.CharField):
    """What the buyer wrote, as it was pasted: only NULs go, and line ends become plain."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=PASTE_LENGTH, strip=False, **kwargs)
        self.error_messages["required"] = _("Paste or type what the buyer wrote.")
        self.error_messages["max_length"] = _(
            "Too long: at most %(limit_value)d characters, this has %(show_value)d. Cut it, or attach it as a file."
        )

    def to_python(self, value: Any) -> Any:
        """Return the text that can be stored."""
        text = super().to_python(value) or ""
        return text.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """The limit is told with words, not by cutting what is pasted."""
        return {}


class MomentField(fields.MomentField):
    """A moment on the company's clock, never in the future; empty means now."""

    def clean(self, value: Any) -> datetime:
        """Return the moment; raise ValidationError for one that is still to come or that no calendar has."""
        return super().clean(value) or timezone.now()
