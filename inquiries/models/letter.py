"""Letter templates (S50-S52): the company's own words, with merge fields from a fixed list."""

from django.db import models
from django.utils.translation import gettext_lazy as _

LANGUAGES = (
    ("en", _("English")), ("es", _("Spanish")), ("zh", _("Chinese")), ("pt", _("Portuguese")), ("fr", _("French")),
    ("de", _("German")), ("ru", _("Russian")), ("ar", _("Arabic")),
)  # fmt: skip


class Occasion(models.TextChoices):
    """Where the program itself proposes a letter; without one it is chosen by hand."""

    NONE = "", _("None: chosen by hand")
    HANDOVER = "handover", _("A new contact person at our side")


class LetterTemplate(models.Model):
    """A letter in the buyer's language. Places are `{field}` names of `inquiries.domain.letters.FIELDS` only."""

    name = models.CharField(_("Name"), max_length=80)
    language = models.CharField(_("Language"), max_length=10, default="en")
    purpose = models.CharField(_("Use it for"), max_length=80, blank=True)
    occasion = models.CharField(_("Proposed for"), max_length=20, choices=Occasion, blank=True)
    subject = models.CharField(_("Subject"), max_length=200, blank=True)
    body = models.TextField(_("Text"))
    is_published = models.BooleanField(_("Published"), default=True)
    position = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("position", "name")
        constraints = (models.UniqueConstraint(fields=("name", "language"), name="letter_template_name"),)

    def __str__(self) -> str:
        return self.name

    @property
    def language_name(self) -> str:
        """The language in words."""
        return str(dict(LANGUAGES).get(self.language, self.language))
