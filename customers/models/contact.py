"""Contact persons at a customer."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.scoping import ScopedQuerySet
from core.labels import Labelled
from customers.models.customer import Customer

# What stands for the name of a person whose values were erased on request.
ERASED_NAME = "[erased]"


class FormOfAddress(models.TextChoices):
    """How a letter greets the person."""

    MR = "mr", _("Mr.")
    MS = "ms", _("Ms.")
    DR = "dr", _("Dr.")
    PROF = "prof", _("Prof.")


class ContactQuerySet(ScopedQuerySet["Contact"]):
    """Contacts belong to whom their customer belongs."""

    owner_path = "customer__owner"
    customer_path = "customer"


class Contact(Labelled, models.Model):
    """A person at the buyer. One is primary; who decides is marked. Those who left stay, with the day they left.

    `version` rises with each edit, so that a stale form is noticed (ux.md 6).
    """

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="contacts")
    name = models.CharField(pgettext_lazy("person", "Name"), max_length=120)
    form_of_address = models.CharField(_("Form of address"), max_length=10, choices=FormOfAddress, blank=True)
    job_title = models.CharField(_("Job title"), max_length=120, blank=True)
    email = models.CharField(pgettext_lazy("address", "E-mail"), max_length=200, blank=True)
    phone = models.CharField(_("Telephone"), max_length=60, blank=True)
    whatsapp = models.CharField(_("WhatsApp"), max_length=60, blank=True)
    wechat = models.CharField(_("WeChat"), max_length=60, blank=True)
    language = models.CharField(_("Writes in"), max_length=10, blank=True)
    is_primary = models.BooleanField(_("Primary contact"), default=False)
    is_decision_maker = models.BooleanField(_("Decides"), default=False)
    note = models.CharField(_("Note"), max_length=200, blank=True)
    left_on = models.DateField(_("Left on"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = ContactQuerySet.as_manager()

    class Meta:
        ordering = ("-is_primary", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("customer",), condition=Q(is_primary=True), name="contact_one_primary"
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def is_erased(self) -> bool:
        """Whether the person's values were erased on request; there is no way back."""
        return self.name == ERASED_NAME
