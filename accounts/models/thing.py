"""What of the company's is in a person's hands."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.people import User


class CompanyThingQuerySet(models.QuerySet["CompanyThing"]):
    """The company's things, narrowed."""

    def mailboxes(self, address: str) -> "CompanyThingQuerySet":
        """The mailbox of this address in whoever's hands it is."""
        return self.filter(kind=CompanyThing.Kind.MAILBOX, what=address, returned_at=None)


class CompanyThing(models.Model):
    """Something of the company's in a person's hands, given back when they leave (S147).

    A mailbox's `what` is its address in lower case, in one pair of hands. `is_registered`: a chat account is registered with the company's mailbox, so that it stays the company's.
    """

    class Kind(models.TextChoices):
        MAILBOX = "mailbox", _("Company mailbox")
        CHAT = "chat", _("Chat account")
        PHONE = "phone", _("Telephone or SIM card")
        LAPTOP = "laptop", _("Computer")
        KEYS = "keys", _("Keys or card")
        OTHER = "other", _("Something else")

    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="things")
    kind = models.CharField(_("Kind"), max_length=10, choices=Kind)
    what = models.CharField(_("Name or number"), max_length=200)
    is_registered = models.BooleanField(_("Registered with the company's mailbox"), default=False)
    given_at = models.DateTimeField()
    given_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    returned_at = models.DateTimeField(null=True, blank=True)
    returned_to = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = CompanyThingQuerySet.as_manager()

    class Meta:
        ordering = ("returned_at", "kind", "id")
        indexes = (models.Index(fields=("person", "returned_at"), name="company_thing_person"),)
        constraints = (
            models.UniqueConstraint(
                fields=("what",),
                condition=models.Q(kind="mailbox", returned_at=None),
                name="company_mailbox_once",
            ),
        )

    def __str__(self) -> str:
        return self.what
