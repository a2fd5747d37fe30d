"""What happened with a customer: grades, owners, products asked about, files, and the one timeline."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.scoping import ScopedQuerySet
from core.labels import Labelled
from core.models import StoredFile
from customers.models.contact import Contact
from customers.models.customer import Customer, Grade

USER = settings.AUTH_USER_MODEL


class GradeChange(models.Model):
    """A step in a customer's history of grades: from, to, why, who, when (rules.md §2)."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="grade_changes")
    before = models.CharField(max_length=1, choices=Grade, blank=True)
    after = models.CharField(max_length=1, choices=Grade)
    reason = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("-at", "-id")
        indexes = (models.Index(fields=("customer", "-at")), models.Index(fields=("at",)))

    def __str__(self) -> str:
        return f"{self.before or '–'} → {self.after}"


class OwnerPeriod(models.Model):
    """Who owned a customer from when to when; exactly one period is open while there is an owner (trust.md C3)."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="owner_periods")
    owner = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="owner_periods")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    is_claim = models.BooleanField(default=False, help_text="Taken out of the open pool by the owner.")
    protected_until = models.DateField(
        null=True, blank=True, help_text="The last day on which no rule takes a claimed customer back."
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("customer",), condition=Q(ended_at=None), name="owner_period_one_open"
            ),
        )
        indexes = (models.Index(fields=("owner", "started_at")),)

    def __str__(self) -> str:
        return f"{self.owner} {self.started_at:%Y-%m-%d}"


class Interest(models.Model):
    """A product the buyer has asked about, in words until the catalogue exists, with how often and when last (S43)."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="interests")
    words = models.CharField(max_length=120)
    times = models.PositiveIntegerField(default=1)
    last_asked_at = models.DateTimeField()

    class Meta:
        ordering = ("-last_asked_at", "-id")
        constraints = (models.UniqueConstraint(fields=("customer", "words"), name="interest_once"),)

    def __str__(self) -> str:
        return self.words


class CustomerFile(models.Model):
    """A file kept at a customer."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="files")
    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return str(self.file)


class TimelineQuerySet(ScopedQuerySet["TimelineEntry"]):
    """Entries belong to whom their customer belongs."""

    owner_path = "customer__owner"
    customer_path = "customer"


class TimelineEntry(Labelled, models.Model):
    """One line of a customer's history, written by the service that did it, read newest first by key (architecture.md).

    `ref_type`/`ref_id` lead to the record behind it; `values` holds plain values for the wording of the head line.
    """

    class Kind(models.TextChoices):
        INQUIRY = "inquiry", _("Inquiry")
        MESSAGE = "message", _("Buyer's message")
        REPLY = "reply", _("Reply")
        FOLLOW_UP = "follow_up", _("Follow-up")
        GRADE = "grade", _("Grade")
        OWNER = "owner", _("Owner")
        STAGE = "stage", _("Stage")
        DATA = "data", _("Particulars")
        FILE = "file", _("File")
        DUE = "due", _("Date by hand")
        SHARE = "share", _("Shared")
        HELP = "help", _("Help request")
        QUOTE = "quote", _("Quote")
        ORDER = "order", _("Order")
        SAMPLE = "sample", _("Sample")
        PROOF = "proof", _("Proof")
        VISIT = "visit", _("Factory visit")

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="timeline")
    at = models.DateTimeField()
    kind = models.CharField(max_length=20, choices=Kind)
    actor = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    contact = models.ForeignKey(Contact, on_delete=models.SET_NULL, null=True, related_name="+")
    channel = models.CharField(max_length=20, blank=True)
    is_inbound = models.BooleanField(default=False)
    text = models.TextField(blank=True)
    values = models.JSONField(default=dict)
    ref_type = models.CharField(max_length=40, blank=True)
    ref_id = models.BigIntegerField(null=True)

    objects = TimelineQuerySet.as_manager()

    class Meta:
        indexes = (
            models.Index(fields=("customer", "-at", "-id"), name="timeline_newest"),
            models.Index(fields=("customer", "kind", "-at", "-id"), name="timeline_kind"),
            models.Index(fields=("ref_type", "ref_id"), name="timeline_ref"),
            # Counted by the day: samples sent and orders confirmed.
            models.Index(
                fields=("kind", "at"), name="timeline_sold", condition=Q(kind__in=("sample", "order"))
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d}"
