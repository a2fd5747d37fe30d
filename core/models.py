"""Rows that every app uses: policy, audit trail, jobs, notices, drafts, saved views, files, numbers."""

import uuid

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.domain.rates import Rate
from core.domain.robots import RobotKind
from core.labels import Labelled
from core.notice_kinds import NoticeKind

USER = settings.AUTH_USER_MODEL


class PolicySetting(models.Model):
    """One section of the company's policy, e.g. `inquiries.reply`: the values that differ from the defaults.

    Read and written through `core.policy` only, which validates it; every change is in the audit trail (rules.md, head).
    """

    section = models.CharField(max_length=60, unique=True)
    values = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return self.section


class PlannedPolicy(Labelled, models.Model):
    """A change of a section that applies from a later moment on (rules.md, head): `values` holds only what it changes.

    The minute's tick applies it once, however often or late it runs; until then it can be cancelled. It lapses when it
    makes no policy any more, or when who planned it may no longer change the policy.
    """

    class State(models.TextChoices):
        PLANNED = "planned", _("Planned")
        APPLIED = "applied", _("Applied")
        CANCELLED = "cancelled", _("Cancelled")
        LAPSED = "lapsed", _("Not applied")

    section = models.CharField(max_length=60)
    values = models.JSONField()
    effective_at = models.DateTimeField()
    planned_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    planned_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.PLANNED)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("effective_at", "id")
        indexes = (
            models.Index(fields=("effective_at",), condition=Q(state="planned"), name="policy_planned"),
        )

    def __str__(self) -> str:
        return self.section


class AuditEntry(models.Model):
    """Who did what to which record, when and from where (permissions.md, trust.md A). Append-only by trigger.

    `detail_digest` fixes the before/after values, which stand in `AuditDetail` so that a person's data can be erased
    without touching the entry. Sealed into a hash chain by `AuditLink`, each minute. `about_id`: the customer that the
    record belongs to, as the app above says (`core.audit.tell_about`); a customer's whole trail is one look at an index.
    """

    at = models.DateTimeField()
    actor = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    verb = models.CharField(max_length=60)
    target_type = models.CharField(max_length=60, blank=True)
    target_id = models.CharField(max_length=40, blank=True)
    is_refused = models.BooleanField(default=False)
    address = models.CharField(max_length=60, blank=True)
    request_number = models.CharField(max_length=16, blank=True)
    fields = models.CharField(max_length=400, blank=True)
    detail_digest = models.CharField(max_length=64, blank=True)
    about_id = models.BigIntegerField(null=True)

    class Meta:
        indexes = (
            models.Index(fields=("target_type", "target_id", "-id")),
            models.Index(fields=("actor", "-id")),
            models.Index(fields=("verb", "-id")),
            models.Index(
                fields=("about_id", "-id"), condition=Q(about_id__isnull=False), name="audit_about_newest"
            ),
            models.Index(fields=("at",), name="audit_at"),
            models.Index(fields=("-id",), condition=Q(is_refused=True), name="audit_refused_newest"),
        )

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.verb} {self.target_type}:{self.target_id}"


class AuditDetail(models.Model):
    """The values of an audit entry, beside it: `{"field": [before, after]}` and the target's name.

    Changed in one way only, which the database's triggers allow: emptied, once, with `erased_by` naming the later entry
    that says so (`core.audit.erase_details`).
    """

    entry = models.OneToOneField(
        AuditEntry, on_delete=models.DO_NOTHING, primary_key=True, related_name="detail"
    )
    label = models.CharField(max_length=300, blank=True)
    changes = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    salt = models.CharField(max_length=32, blank=True)
    erased_by = models.ForeignKey(AuditEntry, on_delete=models.DO_NOTHING, null=True, related_name="+")

    def __str__(self) -> str:
        return self.label


class AuditLink(models.Model):
    """A link of the hash chain: binds one audit entry to all before it (trust.md A2).

    Made by a job each minute, never at insert, so that writers do not queue. `previous` is unique: the chain cannot
    fork, whoever seals at the same time loses and tries again.
    """

    entry = models.OneToOneField(AuditEntry, on_delete=models.DO_NOTHING, related_name="link")
    previous = models.CharField(max_length=64, unique=True)
    digest = models.CharField(max_length=64, unique=True)
    sealed_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.digest


class Job(models.Model):
    """A piece of background work; the row is the truth, Celery only carries its id (trust.md 2a).

    `key` is unique: the same work, or the same period of a periodic job, exists once. A running job holds a lease
    until `lease_until`; whoever finds the lease expired may take it over, and goes on behind `cursor`, where the last
    committed part of a long job ended. `attempts` counts the tries since then.
    """

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")
        CANCELLED = "cancelled", _("Cancelled")

    kind = models.CharField(max_length=80)
    key = models.CharField(max_length=160, unique=True)
    payload = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    due_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    cursor = models.JSONField(null=True, encoder=DjangoJSONEncoder)
    done_count = models.PositiveIntegerField(default=0)
    total_count = models.PositiveIntegerField(default=0)
    result = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    error = models.CharField(max_length=500, blank=True)
    owner = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (
            models.Index(fields=("state", "due_at")),
            models.Index(fields=("kind", "-created_at")),
        )

    def __str__(self) -> str:
        return self.key


class Notification(models.Model):
    """A notice to one person, shown at the bell. `message` is a msgid with named places, worded when it is read.

    `key` makes a notice happen once, however often a sweep finds its cause. `about_type`, `about_id`: the row that it
    names; who may no longer see that row is not told its words again. `kind` follows from the key; `shown_at`: when a
    browser showed it outside of the page; `mail`: the one mail in which it is counted.
    """

    user = models.ForeignKey(USER, on_delete=models.CASCADE, related_name="notifications")
    key = models.CharField(max_length=160)
    message = models.CharField(max_length=300)
    values = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    url = models.CharField(max_length=300, blank=True)
    about_type = models.CharField(max_length=60, blank=True)
    about_id = models.BigIntegerField(null=True)
    kind = models.CharField(max_length=12, choices=NoticeKind, default=NoticeKind.SYSTEM)
    is_urgent = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    shown_at = models.DateTimeField(null=True)
    mail = models.ForeignKey("core.NoticeMail", on_delete=models.SET_NULL, null=True, related_name="notices")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("user", "key"), name="notification_once"),)
        indexes = (
            models.Index(fields=("user", "-created_at")),
            models.Index(fields=("user",), condition=Q(read_at=None), name="notification_unread"),
        )

    def __str__(self) -> str:
        return self.message


class NoticeMail(Labelled, models.Model):
    """A digest of notices to one person, waiting or sent (`accounts.services.notice_mails`).

    `slot` names the moment it belongs to; one per person and slot. Written in the transaction that marks its notices, so
    that each is in one mail. Nothing of their words is kept here. While a worker sends it, `next_try_at` lies ahead.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        SENT = "sent", _("Sent")
        DROPPED = "dropped", _("Not needed any more")
        FAILED = "failed", _("Failed")

    user = models.ForeignKey(USER, on_delete=models.CASCADE, related_name="notice_mails")
    slot = models.CharField(max_length=40)
    is_urgent = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    created_at = models.DateTimeField()
    next_try_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(max_length=200, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("user", "slot"), name="notice_mail_once"),)
        indexes = (
            models.Index(fields=("next_try_at",), condition=Q(state="waiting"), name="notice_mail_waiting"),
        )

    def __str__(self) -> str:
        return self.slot


class AuditCheck(models.Model):
    """A walk along the chain of the audit trail, and what it found (trust.md A2).

    `is_whole`: from the first link on; else behind the link where the check before ended. `last_link_id` and
    `last_digest`: how far it came, which the next one holds against the chain; `sealed_at`: when that link was made.
    `broken_id`: the first entry that does not fit.
    """

    is_whole = models.BooleanField(default=False)
    asked_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    entries = models.PositiveIntegerField(default=0)
    erased = models.PositiveIntegerField(default=0)
    last_link_id = models.BigIntegerField(default=0)
    last_digest = models.CharField(max_length=64, blank=True)
    sealed_at = models.DateTimeField(null=True)
    broken_id = models.BigIntegerField(null=True)
    job = models.ForeignKey("core.Job", on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        indexes = (models.Index(fields=("-finished_at",), name="audit_check_newest"),)

    def __str__(self) -> str:
        return f"check {self.pk}"


class Draft(models.Model):
    """What a person has typed into a form and not saved yet (ux.md 6). One per person and form key."""

    user = models.ForeignKey(USER, on_delete=models.CASCADE, related_name="drafts")
    key = models.CharField(max_length=120)
    values = models.JSONField(default=dict)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("user", "key"), name="draft_per_form"),)

    def __str__(self) -> str:
        return self.key


class SavedView(models.Model):
    """A list with its filters, order and columns under a name of one's own. `query` is the URL's query string."""

    user = models.ForeignKey(USER, on_delete=models.CASCADE, related_name="saved_views")
    page = models.CharField(max_length=40)
    name = models.CharField(_("Name"), max_length=40)
    query = models.CharField(max_length=600, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("position", "id")
        constraints = (models.UniqueConstraint(fields=("user", "page", "name"), name="saved_view_name"),)

    def __str__(self) -> str:
        return self.name


class SubmittedForm(models.Model):
    """A form that was saved, by the token it carried: a second click finds the first one's result (trust.md C5)."""

    token = models.UUIDField(primary_key=True, default=uuid.uuid4)
    user = models.ForeignKey(USER, on_delete=models.CASCADE, related_name="+")
    url = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.token)


class NumberSeries(models.Model):
    """The last number given out of a series such as `INQ-2604`; taken under a row lock, gaps are allowed."""

    series = models.CharField(max_length=40, primary_key=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.series}-{self.last}"


class StoredFile(models.Model):
    """A file as it was uploaded: kept under a random name outside the web root, served as an attachment only."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=255)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    file = models.FileField(upload_to="files/%Y/%m/")
    uploaded_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class ExchangeRate(models.Model):
    """Yuan for one unit of a currency, from `day` on until a newer one: one row a currency and day (`core.rates`)."""

    currency = models.CharField(_("Currency"), max_length=3)
    day = models.DateField(_("Day"))
    per_unit = models.DecimalField(_("Yuan for one unit"), max_digits=18, decimal_places=8)
    source = models.CharField(_("Source"), max_length=80, blank=True)
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("currency", "-day")
        constraints = (
            models.UniqueConstraint(fields=("currency", "day"), name="rate_once_a_day"),
            models.CheckConstraint(condition=Q(per_unit__gt=0), name="rate_is_positive"),
        )

    def __str__(self) -> str:
        return f"{self.currency} {self.day:%Y-%m-%d}"

    def as_rate(self) -> Rate:
        """Return it as a plain value."""
        return Rate(self.currency, self.day, self.per_unit)


class GroupRobot(Labelled, models.Model):
    """A robot in a chat group of DingTalk, WeCom or Feishu that is told what waits there (`core.robots`).

    `address` and `secret` are encrypted: who has them can write into the group. `site`: scheme and host of our links.
    `problem`: the service's words to the last message that it did not take.
    """

    class Kind(models.TextChoices):
        DINGTALK = RobotKind.DINGTALK, _("DingTalk")
        WECOM = RobotKind.WECOM, _("WeCom")
        FEISHU = RobotKind.FEISHU, _("Feishu")

    name = models.CharField(_("Name"), max_length=60)
    kind = models.CharField(_("Service"), max_length=10, choices=Kind)
    address = models.TextField()
    secret = models.TextField(blank=True)
    topics = models.JSONField(_("Told of"), default=list)
    site = models.CharField(max_length=200)
    is_on = models.BooleanField(_("On"), default=True)
    added_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=200, blank=True)
    problem_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("name", "pk")

    def __str__(self) -> str:
        return self.name


class RobotNews(models.Model):
    """How much of a topic a group has not been told yet."""

    robot = models.ForeignKey(GroupRobot, on_delete=models.CASCADE, related_name="news")
    topic = models.CharField(max_length=40)
    count = models.IntegerField()
    since = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("robot", "topic"), name="robot_topic_once"),)

    def __str__(self) -> str:
        return f"{self.topic} {self.count}"
