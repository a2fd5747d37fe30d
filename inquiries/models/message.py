"""The buyer's messages, each with its own reply clock, and our replies."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.labels import Labelled
from customers.models import Channel, Contact
from inquiries.domain.reply_clock import ReplyClock
from inquiries.models.inquiry import Inquiry

USER = settings.AUTH_USER_MODEL


class Outcome(models.TextChoices):
    """How a clock ended."""

    IN_TARGET = "in_target", _("In target")
    IN_LIMIT = "in_limit", _("In limit")
    LATE = "late", _("Late")


class BuyerMessage(Labelled, models.Model):
    """A message of the buyer that asks something: its clock starts when it arrived, not when it was typed in (S47).

    `responsible` is who answered for it when the clock was met or ran out (N9). An exception reason counts only when a
    manager accepts it (S49).
    """

    inquiry = models.ForeignKey(Inquiry, on_delete=models.PROTECT, related_name="messages")
    contact = models.ForeignKey(Contact, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    channel = models.CharField(max_length=20, choices=Channel)
    text = models.TextField()
    original = models.TextField(blank=True, help_text="What was pasted, untouched.")
    received_at = models.DateTimeField()
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    target_at = models.DateTimeField()
    due_soon_at = models.DateTimeField()
    limit_at = models.DateTimeField()
    announced_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    responsible = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    other_channel_reason = models.CharField(max_length=200, blank=True)
    exception_reason = models.CharField(max_length=200, blank=True)
    exception_accepted = models.BooleanField(null=True, blank=True)
    exception_judged_by = models.ForeignKey(
        USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    exception_judged_at = models.DateTimeField(null=True, blank=True)
    escalated_at = models.DateTimeField(null=True, blank=True)
    received_changed_at = models.DateTimeField(null=True, blank=True, help_text="On the manager's list (N6).")

    class Meta:
        ordering = ("received_at", "id")
        indexes = (
            models.Index(fields=("inquiry", "received_at")),
            models.Index(fields=("limit_at",), condition=Q(answered_at=None), name="message_running"),
            models.Index(fields=("responsible", "received_at"), name="message_responsible"),
            models.Index(fields=("limit_at",), name="message_limit"),
            models.Index(
                fields=("exception_accepted",), condition=~Q(exception_reason=""), name="message_exception"
            ),
            models.Index(
                fields=("-received_changed_at",),
                condition=Q(received_changed_at__isnull=False),
                name="message_time_changed",
            ),
        )

    def __str__(self) -> str:
        return f"{self.inquiry} {self.received_at:%Y-%m-%d %H:%M}"

    @property
    def is_fax(self) -> bool:
        """A fax has its own limit and is answered by fax (rules.md §3)."""
        return self.channel == Channel.FAX

    @property
    def clock(self) -> ReplyClock:
        """The clock as it was started; how it stands is told by `reply_clock.clock_state`."""
        return ReplyClock(
            received_at=self.received_at,
            due_soon_at=self.due_soon_at,
            target_at=self.target_at,
            limit_at=self.limit_at,
            announced_at=self.announced_at,
        )


class Reply(Labelled, models.Model):
    """What we answered: it stops the clocks of its inquiry whose message came before it (N6).

    `stood_in_for` names the owner when a stand-in answered (N9).
    """

    inquiry = models.ForeignKey(Inquiry, on_delete=models.PROTECT, related_name="replies")
    contact = models.ForeignKey(Contact, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    channel = models.CharField(max_length=20, choices=Channel)
    text = models.TextField(blank=True)
    replied_at = models.DateTimeField()
    entered_at = models.DateTimeField()
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    stood_in_for = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    replied_changed_at = models.DateTimeField(null=True, blank=True, help_text="On the manager's list (N6).")

    class Meta:
        ordering = ("replied_at", "id")
        indexes = (
            models.Index(fields=("inquiry", "replied_at")),
            models.Index(
                fields=("-replied_changed_at",),
                condition=Q(replied_changed_at__isnull=False),
                name="reply_time_changed",
            ),
        )

    def __str__(self) -> str:
        return f"{self.inquiry} {self.replied_at:%Y-%m-%d %H:%M}"
