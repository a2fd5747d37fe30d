"""Taking in a price list: the workbook, its rows as they were understood, the pictures that lie on them."""

from typing import Any, Self

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from catalogue.models.category import Category
from catalogue.models.prices import CustomerType, MarketRegion
from catalogue.models.product import Product
from core.capabilities import Can
from core.labels import Labelled
from core.models import StoredFile
from core.ui.addresses import address_of_each

USER = settings.AUTH_USER_MODEL


class ProductImportQuerySet(models.QuerySet["ProductImport"]):
    """Price lists are the company's: who keeps the catalogue sees all of them, and nobody else any."""

    def visible_to(self, user: Any) -> Self:
        return self.all() if isinstance(user, User) and user.can(Can.WRITE_CATALOGUE) else self.none()


class ProductImport(Labelled, models.Model):
    """A price list on its way into the catalogue: it is read, looked through, taken in, and perhaps undone again.

    Each of these is a job; the person may leave the page. `columns`: [{heading, field, currency}]; `sheet` None: the one with
    the most known headings. The prices of all rows are for `region`, `customer_type`, `valid_from` to `valid_until`, and in
    `currency` where a row names none. `category`: of new products whose row names none. `attempt` rises whenever a step is
    begun again; `worked_by` is who began the last one, and in whose name it is done.
    """

    class State(models.TextChoices):
        READING = "reading", _("Being read")
        REFUSED = "refused", _("Cannot be read")
        REVIEW = "review", _("To be looked through")
        TAKING_IN = "taking_in", _("Being taken in")
        DONE = "done", _("Taken in")
        UNDOING = "undoing", _("Being undone")
        UNDONE = "undone", _("Undone")

    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.READING)
    attempt = models.PositiveIntegerField(default=1)
    sheets = models.JSONField(default=list)
    sheet = models.PositiveSmallIntegerField(null=True)
    header_row = models.PositiveIntegerField(default=0)
    columns = models.JSONField(default=list)
    refusal = models.JSONField(default=dict)
    category = models.ForeignKey(
        Category, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("Category of new products")
    )  # fmt: skip
    region = models.ForeignKey(
        MarketRegion, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Market")
    )  # fmt: skip
    customer_type = models.CharField(
        pgettext_lazy("price", "For"), max_length=12, choices=CustomerType, blank=True, default=""
    )
    currency = models.CharField(_("Currency where none is named"), max_length=3, default="USD")
    valid_from = models.DateField(_("Prices hold from"))
    valid_until = models.DateField(_("Prices hold until"), null=True, blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    worked_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    done_at = models.DateTimeField(null=True)

    objects = ProductImportQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "-pk")
        indexes = (models.Index(fields=("-created_at", "-id"), name="product_import_newest"),)

    def __str__(self) -> str:
        return self.file.name

    def get_absolute_url(self) -> str:
        return address_of_each("catalogue:import")(self.pk)


class ProductImportRow(Labelled, models.Model):
    """A row of the price list, under its `number` in the sheet.

    `told`: what it says (`catalogue.domain.importing`); `cells` only where something is wrong: [heading, text] by column.
    `problems`: [[column or null, code]]. `changes`: {what: [before, after]} as it was looked through; `version` of the product
    then, so that nothing is written over what somebody changed since. `made`: what taking it in wrote, so that it can be undone.
    """

    class Fate(models.TextChoices):
        NEW = "new", pgettext_lazy("product", "New")
        CHANGED = "changed", _("Changed")
        SAME = "same", _("Unchanged")
        REFUSED = "refused", _("Refused")

    class State(models.TextChoices):
        WAITING = "waiting", _("Not taken in yet")
        DONE = "done", _("Taken in")
        REFUSED = "refused", _("Not taken in")
        UNDONE = "undone", _("Undone")
        KEPT = "kept", _("Kept, for it was worked on since")

    batch = models.ForeignKey(ProductImport, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()
    model_number = models.CharField(max_length=40, blank=True)
    told = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    cells = models.JSONField(default=dict)
    problems = models.JSONField(default=list)
    fate = models.CharField(max_length=8, choices=Fate)
    changes = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    version = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    refusal = models.CharField(max_length=40, blank=True)
    product = models.ForeignKey(Product, on_delete=models.SET_NULL, null=True, related_name="+")
    made = models.JSONField(default=dict, encoder=DjangoJSONEncoder)

    class Meta:
        ordering = ("number",)
        constraints = (models.UniqueConstraint(fields=("batch", "number"), name="product_import_row_once"),)
        indexes = (
            models.Index(fields=("batch", "fate", "number"), name="product_import_row_fate"),
            models.Index(fields=("batch", "state", "number"), name="product_import_row_state"),
        )

    def __str__(self) -> str:
        return f"{self.batch_id}:{self.number}"


class ProductImportPicture(models.Model):
    """A picture that lies on a row, written anew by us; once it is taken in it is the product's, and no longer here."""

    row = models.ForeignKey(ProductImportRow, on_delete=models.CASCADE, related_name="pictures")
    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="+")
    thumbnail = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="+")
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"picture {self.pk}"
