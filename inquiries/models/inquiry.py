"""The inquiry: a thread of the buyer's messages about what they want to buy."""

from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.scoping import ScopedQuerySet
from core.capabilities import Can
from core.labels import Labelled
from core.models import StoredFile
from core.ui.addresses import address_of_each
from customers.models import Contact, Customer, Grade, Source

USER = settings.AUTH_USER_MODEL


class State(models.TextChoices):
    """Open until closed (rules.md §3, N10); `inquiries.domain.states` holds the allowed transitions."""

    OPEN = "open", _("Open")
    WON = "won", _("Won")
    LOST = "lost", _("Lost")
    INVALID = "invalid", _("Invalid")


class Validity(models.TextChoices):
    """Whether a real demand stands behind it (S44)."""

    VALID = "valid", _("Valid")
    UNCLEAR = "unclear", _("Unclear")
    SPAM = "spam", _("Spam")
    IRRELEVANT = "irrelevant", _("Irrelevant")


class LostReason(models.TextChoices):
    """Why no order came of it (N10)."""

    PRICE = "price", _("Price")
    COMPETITOR = "competitor", _("Competitor")
    DELIVERY = "delivery", _("Delivery time")
    QUALITY = "quality", _("Quality or certificate")
    MOQ = "moq", _("Minimum quantity")
    PAYMENT = "payment", _("Payment terms")
    NO_ANSWER = "no_answer", _("Buyer fell silent")
    NO_NEED = "no_need", _("No need any more")
    OTHER = "other", _("Other")


class InvalidReason(models.TextChoices):
    """The only exits without a reply; the manager sees them (rules.md §3)."""

    SPAM = "spam", _("Spam")
    IRRELEVANT = "irrelevant", _("Irrelevant")
    DUPLICATE = "duplicate", _("Entered twice")


class InquiryQuerySet(ScopedQuerySet["Inquiry"]):
    """Inquiries by their owner: the customer's."""

    owner_path = "owner"
    customer_path = "customer"

    def visible_to(self, user: Any) -> Self:
        """As everywhere, but an inquiry that nobody holds is for those who lead, pool or not (permissions.md).

        An assistant sees its head only: `heads_for`.
        """
        rows = super().visible_to(user)
        leads = isinstance(user, User) and user.can(Can.REASSIGN)
        return rows if leads else rows.filter(owner__isnull=False)

    def heads_for(self, user: User) -> Self:
        """What nobody holds, for who assigns it and sees sender and subject of it, whatever else they see."""
        heads_only = user.can(Can.SEE_UNASSIGNED) and not user.can(Can.REASSIGN)
        return self.unassigned() if heads_only else self.none()

    def unassigned(self) -> Self:
        """Open and nobody's: for who may assign them; an assistant is shown sender and subject only."""
        return self.filter(owner=None, state=State.OPEN)

    def open(self) -> Self:
        return self.filter(state=State.OPEN)

    def unanswered(self) -> Self:
        """With at least one clock running; they never leave the lists until answered or invalid."""
        return self.filter(target_at__isnull=False)

    def past_limit(self, at: datetime) -> Self:
        return self.filter(limit_at__lt=at)


class Inquiry(Labelled, models.Model):
    """A thread of messages of one buyer. `owner` is the customer's owner; without one it waits for assignment.

    `target_at`, `due_soon_at`, `limit_at` and `announced_at` are the earliest of its running clocks, so that they tell
    the gravest state at any moment; None when everything is answered. The clocks themselves stand at the messages.
    `first_text` is the first message's beginning; `search_text` (`inquiries.text`) follows what it and the products say.
    """

    number = models.CharField(max_length=30, unique=True)
    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, null=True, blank=True, related_name="inquiries"
    )
    contact = models.ForeignKey(Contact, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    owner = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="inquiries")
    sender = models.CharField(_("Sender"), max_length=200, blank=True)
    subject = models.CharField(_("Subject"), max_length=300, blank=True)
    first_text = models.CharField(max_length=300, blank=True)
    search_text = models.TextField(blank=True, editable=False)
    source = models.CharField(_("Source"), max_length=20, choices=Source)
    channel = models.CharField(_("Channel"), max_length=20)
    received_at = models.DateTimeField()
    received_on = models.DateField(help_text="The company's day of receipt.")
    grade = models.CharField(_("Grade"), max_length=1, choices=Grade, blank=True)
    graded_at = models.DateTimeField(null=True, blank=True)
    grade_by_at = models.DateTimeField(help_text="Graded on the day it is received (N7).")
    validity = models.CharField(_("Demand"), max_length=10, choices=Validity, default=Validity.VALID)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    close_reason = models.CharField(max_length=20, blank=True)
    close_note = models.CharField(max_length=300, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    target_at = models.DateTimeField(null=True, blank=True)
    due_soon_at = models.DateTimeField(null=True, blank=True)
    limit_at = models.DateTimeField(null=True, blank=True)
    announced_at = models.DateTimeField(null=True, blank=True)
    points = models.JSONField(default=list, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")

    objects = InquiryQuerySet.as_manager()

    class Meta:
        indexes = (
            models.Index(fields=("-closed_at",), condition=Q(state="invalid"), name="inquiry_invalid"),
            models.Index(fields=("owner", "state", "-received_at", "-id"), name="inquiry_owner_state"),
            models.Index(fields=("state", "-received_at", "-id"), name="inquiry_state"),
            models.Index(
                fields=("owner", "target_at"),
                condition=Q(target_at__isnull=False),
                name="inquiry_owner_clock",
            ),
            models.Index(fields=("target_at",), condition=Q(target_at__isnull=False), name="inquiry_clock"),
            models.Index(fields=("limit_at",), condition=Q(limit_at__isnull=False), name="inquiry_limit"),
            models.Index(fields=("customer", "state", "-received_at"), name="inquiry_customer"),
            models.Index(fields=("owner", "received_on"), name="inquiry_owner_day"),
            models.Index(fields=("grade_by_at",), condition=Q(grade=""), name="inquiry_ungraded"),
            models.Index(fields=("-received_at", "-id"), name="inquiry_newest"),
            models.Index(fields=("owner", "-received_at", "-id"), name="inquiry_owner_newest"),
        )

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return address_of_each("inquiries:detail")(self.pk)


class InquiryLine(models.Model):
    """A product asked about, with quantity and target price; words until the catalogue exists (S43)."""

    inquiry = models.ForeignKey(Inquiry, on_delete=models.CASCADE, related_name="lines")
    words = models.CharField(_("Product"), max_length=120)
    quantity = models.DecimalField(_("Quantity"), max_digits=14, decimal_places=2, null=True, blank=True)
    unit = models.CharField(_("Unit"), max_length=20, blank=True)
    target_price = models.DecimalField(
        _("Target price"), max_digits=18, decimal_places=4, null=True, blank=True
    )
    currency = models.CharField(_("Currency"), max_length=3, blank=True)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return self.words


class InquiryFile(models.Model):
    """A file of an inquiry."""

    inquiry = models.ForeignKey(Inquiry, on_delete=models.PROTECT, related_name="files")
    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return str(self.file)
