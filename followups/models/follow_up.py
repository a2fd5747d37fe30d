"""The follow-up: what was said with a buyer, and what comes next (S66, S67)."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.scoping import ScopedQuerySet
from core.labels import Labelled
from customers.models import Contact, Customer
from inquiries.models import Channel, Inquiry, Reply

USER = settings.AUTH_USER_MODEL


class Result(models.TextChoices):
    """How it ended; only what reached the buyer is a contact (rules.md §4, N14)."""

    REACHED = "reached", _("Reached")
    WAITING = "waiting", _("Waiting for an answer")
    INTERESTED = "interested", _("Interested")
    REFUSED = "refused", _("No interest")
    NOT_REACHED = "not_reached", _("Not reached")


class Surprise(models.TextChoices):
    """What was done for the buyer beyond the business at hand (S84, S189)."""

    GREETING = "greeting", _("Holiday greeting")
    BIRTHDAY = "birthday", _("Birthday greeting")
    MARKET = "market", _("Market information")
    HELP = "help", _("Help given")
    GIFT = "gift", _("Small gift")
    OTHER = "other", pgettext_lazy("surprise", "Another")


class FollowUpQuerySet(ScopedQuerySet["FollowUp"]):
    """Records, with the customer's owner as theirs."""

    owner_path = "customer__owner"
    customer_path = "customer"


class FollowUp(Labelled, models.Model):
    """One record. `at` is when it took place, `entered_at` when it was typed in; back-dated ones are marked.

    `is_contact`: it counts for the cadence (N14). `on_day` is the company's day of `at`: one contact a day counts.
    `surprise`: it was a small surprise of this kind (S189); it is a contact as far as any record is.
    `stood_in_for` names the owner when a stand-in acted (N9).
    """

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="follow_ups")
    contact = models.ForeignKey(Contact, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    inquiry = models.ForeignKey(
        Inquiry, on_delete=models.PROTECT, null=True, blank=True, related_name="follow_ups"
    )
    reply = models.OneToOneField(
        Reply, on_delete=models.PROTECT, null=True, blank=True, related_name="follow_up"
    )
    channel = models.CharField(_("Channel"), max_length=20, choices=Channel, default=Channel.EMAIL)
    is_inbound = models.BooleanField(_("The buyer came to us"), default=False)
    result = models.CharField(_("Result"), max_length=20, choices=Result, default=Result.REACHED)
    text = models.TextField(_("What was said"))
    next_step = models.CharField(_("Next step"), max_length=300, blank=True)
    surprise = models.CharField(_("Extra service"), max_length=10, choices=Surprise, blank=True)
    at = models.DateTimeField()
    on_day = models.DateField()
    entered_at = models.DateTimeField()
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="follow_ups")
    stood_in_for = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    is_contact = models.BooleanField(default=True)
    is_back_dated = models.BooleanField(default=False)

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        ordering = ("-at", "-id")
        indexes = (
            models.Index(fields=("customer", "-at", "-id"), name="follow_up_newest"),
            models.Index(
                fields=("customer", "on_day"),
                condition=models.Q(is_contact=True),
                name="follow_up_contact_day",
            ),
            models.Index(
                fields=("customer", "-at", "-id"),
                condition=~models.Q(surprise=""),
                name="follow_up_surprise",
            ),
            models.Index(fields=("by", "-at"), name="follow_up_author"),
            # All that counting contacts reads.
            models.Index(
                fields=("by", "on_day", "at", "customer"),
                condition=models.Q(is_contact=True),
                name="follow_up_contacts_of",
            ),
            models.Index(fields=("on_day",), name="follow_up_day"),
            models.Index(fields=("-at", "-id"), name="follow_up_newest_of_all"),
        )

    def __str__(self) -> str:
        return f"{self.customer} {self.on_day:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        return reverse("followups:follow_up", args=[self.pk])


class Correction(models.Model):
    """A change made later than 24 hours after entry: the original stays beside it (S67)."""

    follow_up = models.ForeignKey(FollowUp, on_delete=models.PROTECT, related_name="corrections")
    before = models.JSONField()
    after = models.JSONField()
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "id")

    def __str__(self) -> str:
        return str(self.follow_up)
