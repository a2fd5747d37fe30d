"""Factory visits and audits (看厂、验厂): who came, whom they met, what came of it (S94)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.scoping import ScopedQuerySet
from core.labels import Labelled
from core.models import StoredFile
from core.ui.addresses import address_of_each
from customers.models import Customer

USER = settings.AUTH_USER_MODEL


class VisitKind(models.TextChoices):
    """Why they come."""

    VISIT = "visit", _("Factory visit")
    AUDIT = "audit", _("Factory audit")


class VisitQuerySet(ScopedQuerySet["FactoryVisit"]):
    """Visits belong to whom their customer belongs."""

    owner_path = "customer__owner"
    customer_path = "customer"


class FactoryVisit(Labelled, models.Model):
    """A visit or an audit of a buyer at our factory, planned or past; a plan is one whose day is to come."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="visits")
    kind = models.CharField(_("Kind"), max_length=10, choices=VisitKind, default=VisitKind.VISIT)
    on_day = models.DateField(_("Day"))
    people = models.CharField(_("Who comes"), max_length=300, blank=True)
    head_count = models.PositiveSmallIntegerField(_("How many"), default=1)
    host = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+", verbose_name=_("Received by"))
    result = models.TextField(_("Result"), blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    objects = VisitQuerySet.as_manager()

    class Meta:
        ordering = ("-on_day", "-id")
        indexes = (
            models.Index(fields=("customer", "-on_day"), name="visit_customer"),
            models.Index(fields=("-on_day", "-id"), name="visit_newest"),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.on_day:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        return address_of_each("samples:visit")(self.pk)


class VisitFile(models.Model):
    """A photo or paper of a visit."""

    visit = models.ForeignKey(FactoryVisit, on_delete=models.PROTECT, related_name="files")
    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return str(self.file)
