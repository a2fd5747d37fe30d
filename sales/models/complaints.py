"""Complaints: what a buyer is not content with, and the four steps of S182."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.scoping import ScopedQuerySet
from core.labels import Labelled
from core.ui.addresses import address_of_each
from customers.models import Customer
from sales.domain import complaints as rules
from sales.models.orders import MONEY, Order

USER = settings.AUTH_USER_MODEL


class ComplaintState(models.TextChoices):
    """Which of the four steps is to be written next."""

    PLAN = rules.PLAN, pgettext_lazy("complaint", "To plan")
    DO = rules.DO, pgettext_lazy("complaint", "To do")
    CHECK = rules.CHECK, pgettext_lazy("complaint", "To check")
    ACT = rules.ACT, pgettext_lazy("complaint", "To improve")
    CLOSED = rules.CLOSED, pgettext_lazy("complaint", "Closed")


class ComplaintQuerySet(ScopedQuerySet["Complaint"]):
    """Complaints belong to whom their customer belongs."""

    owner_path = "customer__owner"
    customer_path = "customer"


class Complaint(Labelled, models.Model):
    """What a buyer complains of, of an order or without one, and how it is set right.

    `state` is kept by the services from the four texts (`sales.domain.complaints`).
    """

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="complaints")
    order = models.ForeignKey(
        Order,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="complaints",
        verbose_name=_("Order"),
    )
    raised_on = models.DateField(_("Raised on"))
    subject = models.CharField(_("What is wrong"), max_length=200)
    text = models.TextField(_("What the buyer says"), blank=True)
    claimed: Any = models.DecimalField(_("Claimed amount"), **MONEY, null=True, blank=True)
    currency = models.CharField(_("Currency"), max_length=3, blank=True)
    due_on = models.DateField(_("To be settled by"), null=True, blank=True)
    plan = models.TextField(
        pgettext_lazy("complaint", "Plan"),
        blank=True,
        help_text=_("The cause, and what is to be done about it."),
    )
    done = models.TextField(
        pgettext_lazy("complaint", "Do"), blank=True, help_text=_("What was done, by whom.")
    )
    checked = models.TextField(
        pgettext_lazy("complaint", "Check"),
        blank=True,
        help_text=_("Whether it helped, and what the buyer says."),
    )
    improved = models.TextField(
        pgettext_lazy("complaint", "Improve"), blank=True, help_text=_("What is done otherwise from now on.")
    )
    state = models.CharField(_("State"), max_length=10, choices=ComplaintState, default=ComplaintState.PLAN)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")

    objects = ComplaintQuerySet.as_manager()

    class Meta:
        ordering = ("-raised_on", "-id")
        indexes = (
            models.Index(fields=("customer", "-raised_on"), name="complaint_of_customer"),
            models.Index(fields=("state", "-raised_on"), name="complaint_state"),
        )

    def __str__(self) -> str:
        return self.subject

    def get_absolute_url(self) -> str:
        return address_of_each("orders:complaint")(self.pk)

    @property
    def owner_id(self) -> int | None:
        """The customer's owner: it is loaded with its customer."""
        return self.customer.owner_id
