"""The customer: the company, not the person."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from accounts.scoping import ScopedQuerySet
from core.labels import Labelled
from core.ui.addresses import address_of_each

USER = settings.AUTH_USER_MODEL
# The last contact, else the day of entry: what "no contact for 30 days" counts from.
HEARD_OF = ("last_contact_at", "created_at")
HEARD_OF_AT = Coalesce(*HEARD_OF)
CURRENT = Q(merged_into=None)


class Grade(models.TextChoices):
    """How likely a deal is (S53-S56); a customer always has one."""

    A = "A", _("A: clear intent, a deal is likely")
    B = "B", _("B: has intent but hesitates")
    C = "C", _("C: long-term purchase, many uncertainties")
    D = "D", _("D: intent unclear")


class Stage(models.TextChoices):
    """How far it got (S42)."""

    NEW = "new", _("New")
    CONTACTED = "contacted", _("Contacted")
    QUOTED = "quoted", _("Quoted")
    SAMPLING = "sampling", _("Sampling")
    NEGOTIATING = "negotiating", _("Negotiating")
    TRIAL_ORDER = "trial_order", _("Trial order")
    REPEAT = "repeat", _("Repeat orders")
    DORMANT = "dormant", _("Dormant")
    LOST = "lost", _("Lost")


class Source(models.TextChoices):
    """Where a customer or an inquiry came from (requirements D6)."""

    ALIBABA = "alibaba", _("Alibaba")
    MADE_IN_CHINA = "made_in_china", _("Made-in-China")
    GLOBAL_SOURCES = "global_sources", _("Global Sources")
    PLATFORM = "platform", _("Other platform")
    RFQ = "rfq", _("RFQ")
    WEBSITE = "website", _("Web site form")
    EMAIL = "email", _("E-mail")
    TRADE_SHOW = "trade_show", _("Trade show")
    PHONE = "phone", _("Telephone")
    FAX = "fax", _("Fax")
    SOCIAL = "social", _("Social media")
    REFERRAL = "referral", _("Referral")
    WALK_IN = "walk_in", _("Walk-in")
    IMPORT = "import", _("Import")
    OTHER = "other", _("Other")


class BusinessType(models.TextChoices):
    """What the buyer is in the trade."""

    IMPORTER = "importer", _("Importer")
    WHOLESALER = "wholesaler", _("Wholesaler")
    RETAILER = "retailer", _("Retail chain")
    DISTRIBUTOR = "distributor", _("Distributor")
    MANUFACTURER = "manufacturer", _("Manufacturer")
    TRADING = "trading", _("Trading company")
    AGENT = "agent", _("Buying agent")
    END_USER = "end_user", _("End user")
    ONLINE = "online", _("Online seller")


class Credit(models.TextChoices):
    """Credit mark (question 18 of the plan)."""

    GOOD = "good", _("Good")
    CAUTION = "caution", _("Caution")
    BLOCKED = "blocked", _("Cash in advance only")


class Horizon(models.TextChoices):
    """When the buyer wants to buy (S175)."""

    NOW = "now", _("Now")
    QUARTER = "quarter", _("Within 3 months")
    LATENT = "latent", _("Later")


class Rank(models.TextChoices):
    """Where we stand among the buyer's suppliers (S177)."""

    MAIN = "main", _("Main supplier")
    SECOND = "second", _("Second supplier")
    TRIAL = "trial", _("On trial")
    NOT_YET = "not_yet", _("Not yet")


class Tag(models.Model):
    """A word of the department's own on customers."""

    name = models.CharField(_("Name"), max_length=40, unique=True)

    def __str__(self) -> str:
        return self.name


class CustomerQuerySet(ScopedQuerySet["Customer"]):
    """Customers belong to their owner."""

    owner_path = "owner"
    customer_path = "pk"

    def current(self) -> Self:
        """Without those merged into another."""
        return self.filter(CURRENT)


def _listed(*fields: str, name: str) -> models.Index:
    """An index of the customers that lists show: merged ones are in none, so that counting needs the index alone."""
    return models.Index(fields=fields, name=name, condition=CURRENT)


class Customer(Labelled, models.Model):
    """A buyer's company with its one owner (rules.md §6). A buyer from social media may have no company yet.

    `next_due_on`, `due_why`, `missed_on` (first day on which it is missed) and `last_contact_*` are kept by the
    cadence (followups), `name_sort` and `search_text` by the service that writes the names, and so is `called`: whom to
    call it by while there is no company, the contact. `version` rises with each
    edit, so that a stale form is noticed (ux.md 6). `due_floor_on` is N13's earliest day after a change.
    """

    name = models.CharField(_("Company"), max_length=200, blank=True)
    local_name = models.CharField(_("Name in the buyer's script"), max_length=200, blank=True)
    country = CountryField(_("Country"), blank=True)
    city = models.CharField(_("City"), max_length=100, blank=True)
    time_zone = models.CharField(_("Time zone"), max_length=60, blank=True)
    website = models.CharField(_("Web site"), max_length=200, blank=True)
    phone = models.CharField(_("Telephone"), max_length=60, blank=True)
    fax = models.CharField(_("Fax"), max_length=60, blank=True)
    address = models.CharField(_("Address"), max_length=300, blank=True)
    delivery_address = models.CharField(_("Delivery address"), max_length=300, blank=True)
    business_type = models.CharField(_("Business type"), max_length=20, choices=BusinessType, blank=True)
    annual_purchase = models.CharField(_("Buys per year"), max_length=80, blank=True)
    source = models.CharField(_("Source"), max_length=20, choices=Source, blank=True)
    stage = models.CharField(_("Stage"), max_length=20, choices=Stage, default=Stage.NEW)
    grade = models.CharField(_("Grade"), max_length=1, choices=Grade, default=Grade.D)
    graded_at = models.DateTimeField()
    owner = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="customers")
    tags = models.ManyToManyField(Tag, blank=True, related_name="customers")
    payment_habit = models.CharField(_("Payment"), max_length=200, blank=True)
    habits = models.TextField(
        _("Habits"), blank=True, help_text=_("Preferred channel, hours, season, taboos")
    )
    horizon = models.CharField(_("Buying horizon"), max_length=10, choices=Horizon, blank=True)
    our_rank = models.CharField(_("Our rank at the buyer"), max_length=10, choices=Rank, blank=True)
    credit = models.CharField(_("Credit"), max_length=10, choices=Credit, blank=True)
    credit_note = models.CharField(_("Credit note"), max_length=200, blank=True)
    do_not_contact = models.BooleanField(_("Do not contact"), default=False)
    is_seed = models.BooleanField(_("Seed customer"), default=False)
    is_key = models.BooleanField(_("Key account"), default=False)
    motive = models.TextField(_("Buying motive"), blank=True)
    bottom_line = models.TextField(_("Bottom line"), blank=True)
    note = models.TextField(_("Note"), blank=True)

    next_due_on = models.DateField(null=True, blank=True)
    due_why = models.JSONField(default=dict, blank=True)
    missed_on = models.DateField(null=True, blank=True)
    manual_due_on = models.DateField(null=True, blank=True)
    manual_due_reason = models.CharField(max_length=200, blank=True)
    manual_due_accepted = models.BooleanField(null=True, blank=True)
    due_floor_on = models.DateField(null=True, blank=True)
    last_contact_at = models.DateTimeField(null=True, blank=True)
    last_contact_channel = models.CharField(max_length=20, blank=True)
    last_contact_text = models.CharField(max_length=200, blank=True)
    month_contacts = models.PositiveSmallIntegerField(default=0)
    open_inquiry_on = models.DateField(null=True, blank=True)
    open_inquiries = models.PositiveSmallIntegerField(default=0)
    is_imported = models.BooleanField(default=False)

    called = models.CharField(max_length=200, blank=True, editable=False)
    name_sort = models.CharField(max_length=220, blank=True, editable=False)
    search_text = models.TextField(blank=True, editable=False)
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged"
    )
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")

    objects = CustomerQuerySet.as_manager()

    class Meta:
        indexes = (
            _listed("owner", "next_due_on", "id", name="customer_owner_due"),
            _listed("owner", "name_sort", "id", name="customer_owner_name"),
            _listed("owner", "grade", "next_due_on", "id", name="customer_owner_grade"),
            _listed("owner", "-last_contact_at", "-id", name="customer_owner_last"),
            _listed("owner", "-created_at", "-id", name="customer_owner_new"),
            _listed("owner", "country", "next_due_on", "id", name="customer_owner_country"),
            _listed("next_due_on", "id", name="customer_due"),
            _listed("name_sort", "id", name="customer_name"),
            _listed("grade", "next_due_on", "id", name="customer_grade"),
            _listed("-last_contact_at", "-id", name="customer_last"),
            _listed("country", "next_due_on", "id", name="customer_country"),
            _listed("-created_at", "-id", name="customer_new"),
            models.Index(
                "owner", HEARD_OF_AT, name="customer_owner_idle", condition=CURRENT, include=HEARD_OF
            ),
            models.Index(HEARD_OF_AT, name="customer_idle", condition=CURRENT, include=HEARD_OF),
            models.Index(
                fields=("missed_on", "grade", "owner", "id"),
                condition=CURRENT & Q(missed_on__isnull=False),
                name="customer_missed",
            ),
        )

    def __str__(self) -> str:
        return self.name or self.local_name or self.called or f"#{self.pk}"

    def get_absolute_url(self) -> str:
        return address_of_each("customers:detail")(self.pk)
