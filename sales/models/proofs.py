"""Proofs (打样): samples made to a buyer's wish, with the date that production promises (S91)."""

from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.scoping import ScopedQuerySet
from catalogue.models import Product
from core.capabilities import Can
from core.labels import Labelled
from core.ui.addresses import address_of_each
from customers.models import Customer
from inquiries.models import Inquiry
from sales.domain import proofs as rules

USER = settings.AUTH_USER_MODEL


class ProofState(models.TextChoices):
    """How far a proof is; `sales.domain.proofs` holds the allowed steps."""

    REQUESTED = rules.State.REQUESTED, _("No date yet")
    PROMISED = rules.State.PROMISED, _("Promised")
    READY = rules.State.READY, _("Ready")
    SEALED = rules.State.SEALED, _("Approved by the buyer")
    CANCELLED = rules.State.CANCELLED, _("Cancelled")


class ProofQuerySet(ScopedQuerySet["Proof"]):
    """Proofs belong to whom their customer belongs."""

    owner_path = "customer__owner"
    customer_path = "customer"

    def open(self) -> Self:
        return self.exclude(state__in=rules.ENDED)

    def unpromised(self) -> Self:
        """Production has named no date yet."""
        return self.filter(state=ProofState.REQUESTED)

    def late(self, today: Any) -> Self:
        """The promised day has passed (`sales.domain.proofs.is_late`)."""
        return self.filter(state=ProofState.PROMISED, promised_on__lt=today)

    def overdue(self, at: datetime) -> Self:
        """No date was named in time."""
        return self.unpromised().filter(promise_by_at__lt=at)


class ProofsToMakeQuerySet(models.QuerySet["Proof"]):
    """Proofs for who produces: what is to be made, and never for whom (S11)."""

    def visible_to(self, user: Any) -> Self:
        """Narrow to the proofs that are production's to make now."""
        if not isinstance(user, User) or not user.can(Can.PRODUCE):
            return self.none()
        return self.filter(state__in=rules.IN_WORK)


class Proof(Labelled, models.Model):
    """A proof asked of production. `words`, `text`, `quantity`, `wanted_on` are what production reads: no buyer in them.

    `asked_at` is when a date was asked for, last; `promise_by_at` and `boss_by_at` are its deadlines. `manager_since`,
    `boss_since`: since when who leads has to settle it. `moved`: how often another date was named.
    """

    number = models.CharField(max_length=30, unique=True)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="proofs")
    inquiry = models.ForeignKey(
        Inquiry, on_delete=models.SET_NULL, null=True, blank=True, related_name="proofs"
    )
    product = models.ForeignKey(Product, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    words = models.CharField(_("Product"), max_length=120)
    quantity = models.PositiveIntegerField(_("Pieces"), default=1)
    text = models.TextField(_("What is to be made"))
    wanted_on = models.DateField(_("Needed by"), null=True, blank=True)
    fee = models.DecimalField(_("Proofing fee"), max_digits=18, decimal_places=4, null=True, blank=True)
    currency = models.CharField(_("Currency"), max_length=3, default="USD")
    state = models.CharField(max_length=20, choices=ProofState, default=ProofState.REQUESTED)
    requested_at = models.DateTimeField()
    requested_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    promise_by_at = models.DateTimeField()
    boss_by_at = models.DateTimeField()
    manager_since = models.DateTimeField(null=True, blank=True)
    boss_since = models.DateTimeField(null=True, blank=True)
    promised_on = models.DateField(_("Promised for"), null=True, blank=True)
    promised_at = models.DateTimeField(null=True, blank=True)
    promised_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    moved = models.PositiveSmallIntegerField(default=0)
    moved_why = models.CharField(_("Why another date"), max_length=300, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    sealed_at = models.DateTimeField(null=True, blank=True)
    verdict = models.CharField(_("What the buyer says"), max_length=300, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(_("Reason"), max_length=300, blank=True)

    objects = ProofQuerySet.as_manager()
    to_make = ProofsToMakeQuerySet.as_manager()

    class Meta:
        ordering = ("-requested_at", "-id")
        indexes = (
            models.Index(fields=("customer", "-requested_at", "-id"), name="proof_customer"),
            models.Index(fields=("state", "promised_on"), name="proof_state"),
            models.Index(fields=("-requested_at", "-id"), name="proof_newest"),
            models.Index(
                fields=("promise_by_at",), condition=Q(state=rules.State.REQUESTED), name="proof_unpromised"
            ),
        )

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return address_of_each("samples:proof")(self.pk)

    @property
    def due(self) -> rules.Deadlines:
        """Until when a date is to be named, and to be settled."""
        return rules.Deadlines(self.promise_by_at, self.boss_by_at)
