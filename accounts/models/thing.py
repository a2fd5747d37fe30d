"""What of the company's is in a person's hands."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.people import User


class CompanyThing(models.Model):
    """Something of the company's in a person's hands, given back when they leave (S147).

    `is_registered`: a chat account is registered with the company's mailbox, so that it stays the company's.
    """

    class Kind(models.TextChoices):
        CHAT = "chat", _("Chat account")
        PHONE = "phone", _("Telephone or SIM card")
        LAPTOP = "laptop", _("Computer")
        KEYS = "keys", _("Keys or card")
        OTHER = "other", _("Something else")

    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="things")
    kind = models.CharField(_("Kind"), max_length=10, choices=Kind)
    what = models.CharField(_("Name or number"), max_length=120)
    is_registered = models.BooleanField(_("Registered with the company's mailbox"), default=False)
    given_at = models.DateTimeField()
    given_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    returned_at = models.DateTimeField(null=True, blank=True)
    returned_to = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("returned_at", "kind", "id")
        indexes = (models.Index(fields=("person", "returned_at"), name="company_thing_person"),)

    def __str__(self) -> str:
        return self.what
