"""What manager or boss say to a record or a reading, and what its owner or author answers (点评, S5)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.scoping import ScopedQuerySet
from customers.models import Customer

USER = settings.AUTH_USER_MODEL
MOST_SIGNS = 2000


class RemarkOn(models.TextChoices):
    """The records that can be remarked on; each belongs to a customer."""

    CUSTOMER = "customer", _("Customer")
    INQUIRY = "inquiry", _("Inquiry")
    QUOTE = "quote", _("Quote")
    SAMPLE = "sample", _("Sample")
    ORDER = "order", _("Order")
    PROOF = "proof", _("Proof")
    COMPLAINT = "complaint", _("Complaint")
    VISIT = "visit", _("Factory visit")
    FOLLOW_UP = "follow_up", _("Follow-up")


class ReadingOn(models.TextChoices):
    """What is handed in and can be remarked on. Of the A list it is a person's part: the list as a whole is nobody's."""

    REPORT = "report"
    DEPARTMENT = "department"
    DAY = "day"
    DIGEST = "digest"
    A_LIST_PART = "a_list_part"
    REPLIES = "replies"
    PORTFOLIO = "portfolio"


class RemarkQuerySet(ScopedQuerySet["Remark"]):
    """Remarks, as their customers are seen."""

    owner_path = "customer__owner"
    customer_path = "customer"


class Remark(models.Model):
    """One of a thread on the record `on`, `record_id`; who may see the record reads it.

    Of a customer the record is `customer` itself, so that a merge takes its thread along. `by_leader`: the author led the
    owner, or is the boss; else it answers. Its words are neither changed nor deleted; of a
    follow-up that is taken back they go on at the customer.
    """

    on = models.CharField(max_length=10, choices=RemarkOn)
    record_id = models.BigIntegerField()
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="remarks")
    text = models.TextField(pgettext_lazy("remark", "Comment"), max_length=MOST_SIGNS)
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    by_leader = models.BooleanField()
    at = models.DateTimeField()

    objects = RemarkQuerySet.as_manager()

    class Meta:
        ordering = ("at", "id")
        indexes = (
            models.Index(fields=("on", "record_id"), name="remark_record"),
            models.Index(fields=("customer", "on"), name="remark_customer"),
        )

    def __str__(self) -> str:
        return f"{self.on} {self.record_id}"


class ReadingRemark(models.Model):
    """One of a thread on what was handed in: the reading `record_id` of the kind `on`; who may see the reading reads it.

    Of one row there are two readings, of replies and of customers, each with a thread of its own. `by_leader`: the author
    led whoever handed it in, or is the boss; else it answers. Its words are neither changed nor deleted.
    """

    on = models.CharField(max_length=20, choices=ReadingOn)
    record_id = models.BigIntegerField()
    text = models.TextField(pgettext_lazy("remark", "Comment"), max_length=MOST_SIGNS)
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    by_leader = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "id")
        indexes = (models.Index(fields=("on", "record_id"), name="reading_remark_reading"),)

    def __str__(self) -> str:
        return f"{self.on} {self.record_id}"
