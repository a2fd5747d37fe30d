"""Samples (寄样): what goes to which buyer, who pays the freight, and each of its steps with its date (S86–S90)."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from accounts.scoping import ScopedQuerySet
from catalogue.models import Product
from core.capabilities import Can
from core.labels import Labelled
from core.ui.addresses import address_of_each
from customers.models import Contact, Customer
from inquiries.models import Inquiry
from sales.domain import samples as rules
from sales.models.proofs import Proof

USER = settings.AUTH_USER_MODEL


class SampleState(models.TextChoices):
    """How far a sample is; `sales.domain.samples` holds the allowed steps."""

    REQUESTED = rules.State.REQUESTED, _("Requested")
    APPROVED = rules.State.APPROVED, _("Approved")
    IN_PRODUCTION = rules.State.IN_PRODUCTION, _("In production")
    READY = rules.State.READY, _("Ready")
    SENT = rules.State.SENT, pgettext_lazy("a sample", "Sent")
    RECEIVED = rules.State.RECEIVED, _("Received")
    FEEDBACK = rules.State.FEEDBACK, _("Feedback")
    REFUSED = rules.State.REFUSED, _("Refused")
    CANCELLED = rules.State.CANCELLED, _("Cancelled")


class Freight(models.TextChoices):
    """Who pays the courier (S87)."""

    COLLECT = "collect", _("Collect: the buyer pays")
    ACCOUNT = "account", _("Buyer's courier account")
    PREPAID = "prepaid", _("Prepaid: we pay")


class Verdict(models.TextChoices):
    """What the buyer says of a sample."""

    GOOD = "good", _("It suits")
    CHANGES = "changes", _("With changes")
    BAD = "bad", _("It does not suit")


class SampleQuerySet(ScopedQuerySet["Sample"]):
    """Samples belong to whom their customer belongs."""

    owner_path = "customer__owner"
    customer_path = "customer"

    def open(self) -> Self:
        """On their way: neither judged by the buyer nor ended."""
        return self.exclude(state__in=rules.ENDED)


class ToMakeQuerySet(models.QuerySet["Sample"]):
    """What production makes, for who produces: what is addressed to them, and never whose it is (S11)."""

    def visible_to(self, user: Any) -> Self:
        """Narrow to the samples that are production's to make now."""
        if not isinstance(user, User) or not user.can(Can.PRODUCE):
            return self.none()
        states = (SampleState.APPROVED, SampleState.IN_PRODUCTION, SampleState.READY)
        return self.filter(is_from_production=True, state__in=states)


class Sample(Labelled, models.Model):
    """A sample for a buyer. `for_production` and its lines are what production reads: no buyer stands in them.

    `value` is that of the goods, for the company's limit; `pays_first`: it waits for the T/T receipt (S89). Days are the
    company's, moments those at which a step was noted.
    """

    number = models.CharField(max_length=30, unique=True)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="samples")
    contact = models.ForeignKey(Contact, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    inquiry = models.ForeignKey(
        Inquiry, on_delete=models.SET_NULL, null=True, blank=True, related_name="samples"
    )
    proof = models.ForeignKey(Proof, on_delete=models.SET_NULL, null=True, blank=True, related_name="samples")
    state = models.CharField(max_length=20, choices=SampleState, default=SampleState.REQUESTED)
    is_from_production = models.BooleanField(_("Production makes it"), default=False)
    for_production = models.TextField(_("For production"), blank=True)
    note = models.TextField(_("Note"), blank=True)
    wanted_on = models.DateField(_("Needed by"), null=True, blank=True)
    fee = models.DecimalField(_("Sample fee"), max_digits=18, decimal_places=4, null=True, blank=True)
    value = models.DecimalField(
        _("Value of the goods"), max_digits=18, decimal_places=4, null=True, blank=True
    )
    currency = models.CharField(_("Currency"), max_length=3, default="USD")
    freight = models.CharField(_("Freight"), max_length=10, choices=Freight, default=Freight.COLLECT)
    courier_account = models.CharField(_("Courier account of the buyer"), max_length=60, blank=True)
    offers_freight = models.BooleanField(_("The buyer offered to pay the freight"), default=False)
    pays_first = models.BooleanField(_("The buyer pays by T/T first"), default=False)
    e_sample_on = models.DateField(_("E-sample sent on"), null=True, blank=True)
    requested_at = models.DateTimeField()
    requested_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField(_("Reason"), max_length=300, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    checked_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    check_note = models.CharField(_("Found at the check"), max_length=300, blank=True)
    paid_on = models.DateField(_("T/T received on"), null=True, blank=True)
    sent_on = models.DateField(_("Sent on"), null=True, blank=True)
    carrier = models.CharField(_("Courier"), max_length=60, blank=True)
    tracking = models.CharField(_("Tracking number"), max_length=60, blank=True)
    expected_on = models.DateField(_("Expected there"), null=True, blank=True)
    received_on = models.DateField(_("Received on"), null=True, blank=True)
    judged_at = models.DateTimeField(null=True, blank=True)
    verdict = models.CharField(_("Verdict"), max_length=10, choices=Verdict, blank=True)
    feedback = models.TextField(_("Feedback"), blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = SampleQuerySet.as_manager()
    to_make = ToMakeQuerySet.as_manager()

    class Meta:
        ordering = ("-requested_at", "-id")
        indexes = (
            models.Index(fields=("customer", "-requested_at", "-id"), name="sample_customer"),
            models.Index(fields=("state", "-requested_at", "-id"), name="sample_state"),
            models.Index(fields=("-requested_at", "-id"), name="sample_newest"),
            models.Index(
                fields=("wanted_on", "id"),
                condition=Q(is_from_production=True, state__in=("approved", "in_production", "ready")),
                name="sample_to_make",
            ),
        )

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return address_of_each("samples:detail")(self.pk)

    @property
    def missing(self) -> tuple[rules.Missing, ...]:
        """What has to be done before it may leave."""
        return rules.missing_for_dispatch(
            is_checked=self.checked_at is not None,
            pays_first=self.pays_first,
            is_paid=self.paid_on is not None,
        )


class SampleLine(models.Model):
    """One article of a sample, of the catalogue or in free words."""

    sample = models.ForeignKey(Sample, on_delete=models.CASCADE, related_name="lines")
    product = models.ForeignKey(Product, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    words = models.CharField(_("Product"), max_length=120)
    quantity = models.PositiveIntegerField(_("Pieces"), default=1)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.quantity} × {self.words}"
