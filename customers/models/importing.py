"""Taking in a workbook: the import, its rows as they stood and as they were understood, the headings chosen before."""

from typing import Any, Self

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.scoping import ScopedQuerySet
from core.capabilities import Can
from core.labels import Labelled
from core.models import StoredFile
from core.ui.addresses import address_of_each
from customers.models.customer import Customer, Grade, Source

USER = settings.AUTH_USER_MODEL


class ImportQuerySet(ScopedQuerySet["CustomerImport"]):
    """Imports belong to who made them, and nobody else sees them: a workbook may hold anything."""

    owner_path = "created_by"

    def visible_to(self, user: Any) -> Self:
        return (
            self.filter(created_by=user) if isinstance(user, User) and user.can(Can.IMPORT) else self.none()
        )


class CustomerImport(Labelled, models.Model):
    """A workbook on its way into the department's customers.

    It is read, its columns are confirmed, its rows are checked and looked through, then taken in, and perhaps undone
    again. Each of these is a job; the person may leave the page. `columns`: [{heading, field, number, because}];
    `header_row` is the number of the row of headings, 0 without one: that is the person's to say (`has_header`).
    `attempt` rises whenever a step is begun again. `key`: by what customers that are there are found, "" by the lookup;
    with a key what a row says replaces what stands there, and `unmatched` says what becomes of the others.
    """

    class Key(models.TextChoices):
        LOOKUP = "", _("whatever is the same (lookup)")
        EMAIL = "email", _("the e-mail address")
        PHONE = "phone", _("the telephone number")
        SITE = "domain", _("the web site")
        NAME = "name", _("the company's name")

    class State(models.TextChoices):
        READING = "reading", _("Being read")
        REFUSED = "refused", _("Cannot be read")
        COLUMNS = "columns", _("Columns to confirm")
        CHECKING = "checking", _("Being checked")
        REVIEW = "review", _("To be looked through")
        TAKING_IN = "taking_in", _("Being taken in")
        DONE = "done", _("Taken in")
        UNDOING = "undoing", _("Being undone")
        UNDONE = "undone", _("Undone")

    class Unmatched(models.TextChoices):
        CREATE = "create", _("is a new customer")
        SKIP = "skip", _("is left out")

    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.READING)
    attempt = models.PositiveIntegerField(default=1)
    sheets = models.JSONField(default=list)
    sheet = models.PositiveSmallIntegerField(null=True)
    has_header = models.BooleanField(default=True)
    header_row = models.PositiveIntegerField(default=0)
    columns = models.JSONField(default=list)
    refusal = models.JSONField(default=dict)
    grade = models.CharField(_("Grade where none is given"), max_length=1, choices=Grade, default=Grade.D)
    source = models.CharField(
        _("Source where none is given"), max_length=20, choices=Source, default=Source.IMPORT
    )
    owner = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    key = models.CharField(
        _("Customers that are there are found by"), max_length=6, choices=Key, blank=True, default=Key.LOOKUP
    )
    unmatched = models.CharField(
        _("A row that finds nobody"), max_length=6, choices=Unmatched, default=Unmatched.CREATE
    )
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="imports")
    done_at = models.DateTimeField(null=True)

    objects = ImportQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=("created_by", "-created_at"), name="import_newest"),)

    def __str__(self) -> str:
        return self.file.name

    def get_absolute_url(self) -> str:
        return address_of_each("customers:import")(self.pk)


class ImportRow(models.Model):
    """A row of the workbook.

    `cells` as they were read, `fixes` {column: text} as corrected since; `read` what both say (customer, contacts,
    follow_up), `problems` [[column or null, code]]. `leader`: the row above whose customer this one goes on with.
    `matched`: the customer that it probably is, with the `certainty` and `reasons` of the lookup. `made`: what taking it
    in wrote, by kind, so that it can be undone.
    """

    class Decision(models.TextChoices):
        CREATE = "create", _("New customer")
        MERGE = "merge", _("Add to the customer that is there")
        SKIP = "skip", _("Leave out")

    class State(models.TextChoices):
        WAITING = "waiting", _("Not taken in yet")
        DONE = "done", _("Taken in")
        SKIPPED = "skipped", _("Left out")
        REFUSED = "refused", _("Not taken in")
        UNDONE = "undone", _("Undone")
        KEPT = "kept", _("Kept, for it was worked on since")

    batch = models.ForeignKey(CustomerImport, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()
    cells = models.JSONField(default=list)
    fixes = models.JSONField(default=dict)
    read = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    problems = models.JSONField(default=list)
    leader = models.ForeignKey("self", on_delete=models.CASCADE, null=True, related_name="followers")
    matched = models.ForeignKey(Customer, on_delete=models.SET_NULL, null=True, related_name="+")
    certainty = models.FloatField(default=0.0)
    reasons = models.JSONField(default=list)
    decision = models.CharField(max_length=6, choices=Decision, default=Decision.CREATE)
    is_decided = models.BooleanField(default=False, help_text="By a person, not by the check.")
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    refusal = models.CharField(max_length=40, blank=True)
    customer = models.ForeignKey(Customer, on_delete=models.SET_NULL, null=True, related_name="+")
    made = models.JSONField(default=dict)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("batch", "number"), name="import_row_once"),)
        indexes = (
            models.Index(fields=("batch", "number"), condition=~Q(problems=[]), name="import_row_problems"),
            models.Index(
                fields=("customer",), condition=Q(customer__isnull=False), name="import_row_customer"
            ),
        )
        ordering = ("number",)

    def __str__(self) -> str:
        return f"{self.batch_id}:{self.number}"

    def cell(self, place: int) -> Any:
        """Return the cell of column `place` as corrected, else as read."""
        return self.fixes.get(str(place), self.cells[place] if place < len(self.cells) else None)


class ImportHeading(models.Model):
    """What the department took a heading for the last time; "" when it was left out."""

    heading = models.CharField(max_length=120, unique=True)
    field = models.CharField(max_length=30, blank=True)
    number = models.PositiveSmallIntegerField(default=1)

    def __str__(self) -> str:
        return self.heading
