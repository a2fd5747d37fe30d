"""What we know of a buyer beside the papers: negotiation sheets (S187, S188), and what others ask (S181)."""

from decimal import Decimal
from typing import Any, Self

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_countries.fields import CountryField

from accounts.models import User
from accounts.scoping import Scope, ScopedQuerySet, led_scope
from catalogue.models import Product, Unit
from core.capabilities import Can
from core.labels import Labelled
from core.ui.addresses import address_of_each
from customers.models import Contact, Customer
from sales.models.orders import Order
from sales.models.quotes import INCOTERM_CHOICES, Quote

USER = settings.AUTH_USER_MODEL
PRICE: dict[str, Any] = {
    "max_digits": 18, "decimal_places": 4, "null": True, "blank": True, "validators": (MinValueValidator(Decimal("0.0001")),)
}  # fmt: skip


class Outcome(models.TextChoices):
    """How a negotiation stands."""

    OPEN = "open", pgettext_lazy("negotiation", "Open")
    AGREED = "agreed", _("Agreed")
    BROKEN_OFF = "broken_off", _("Broken off")


class Stand(models.Model):
    """What a sheet says at one time. Each of the three marks is a price in `currency`, words, or both."""

    subject = models.CharField(_("About"), max_length=120)
    currency = models.CharField(_("Currency"), max_length=3, default="USD")
    opening_price = models.DecimalField(_("We open with"), **PRICE)
    opening = models.CharField(_("We open with, in words"), max_length=200, blank=True)
    target_price = models.DecimalField(_("We want"), **PRICE)
    target = models.CharField(_("We want, in words"), max_length=200, blank=True)
    walk_away_price = models.DecimalField(_("We walk away at"), **PRICE)
    walk_away = models.CharField(_("We walk away at, in words"), max_length=200, blank=True)
    decision_maker = models.ForeignKey(
        Contact, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("Who decides")
    )  # fmt: skip
    decision_note = models.CharField(_("How it is decided"), max_length=200, blank=True)
    outcome = models.CharField(_("State"), max_length=10, choices=Outcome, default=Outcome.OPEN)

    class Meta:
        abstract = True


class NegotiationQuerySet(ScopedQuerySet["Negotiation"]):
    """Sheets are for the customer's owner, the team's manager and the boss (permissions.md)."""

    owner_path = "customer__owner"

    def visible_to(self, user: Any) -> Self:
        """Narrow to the sheets of customers that are `user`'s own, the team's, all: none as a stand-in, none by a share."""
        if not isinstance(user, User) or not user.can(Can.WORK_WITH_CUSTOMERS):
            return self.none()
        if user.is_boss:
            return self.all()
        return self.in_scope(led_scope(user) if user.is_manager else Scope(frozenset({user.pk})))


class Negotiation(Labelled, Stand):
    """A negotiation sheet: how far we go with this buyer, about one quote, one order, or in general (S188).

    The row says how it stands; `NegotiationVersion` keeps how it stood before each change.
    """

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="negotiations")
    quote = models.ForeignKey(
        Quote, on_delete=models.SET_NULL, null=True, blank=True, related_name="negotiations"
    )
    order = models.ForeignKey(
        Order, on_delete=models.SET_NULL, null=True, blank=True, related_name="negotiations"
    )
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")

    objects = NegotiationQuerySet.as_manager()

    class Meta:
        ordering = ("-changed_at", "-id")
        indexes = (models.Index(fields=("customer", "-changed_at"), name="negotiation_customer"),)
        constraints = (
            models.CheckConstraint(condition=Q(quote=None) | Q(order=None), name="negotiation_about_one"),
        )

    def __str__(self) -> str:
        return self.subject

    def get_absolute_url(self) -> str:
        return address_of_each("insight:negotiation")(self.pk)

    @property
    def owner_id(self) -> int | None:
        """The customer's, whose it is."""
        return self.customer.owner_id


class NegotiationVersion(Labelled, Stand):
    """How a sheet stood from `at` on, as `by` wrote it, until the next change."""

    sheet = models.ForeignKey(Negotiation, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("sheet", "-number")
        constraints = (models.UniqueConstraint(fields=("sheet", "number"), name="negotiation_version_once"),)

    def __str__(self) -> str:
        return f"{self.sheet_id}/{self.number}"


class Concession(models.Model):
    """What we gave way in, and what we got for it. A wrong one is struck out and stays to be seen."""

    sheet = models.ForeignKey(Negotiation, on_delete=models.CASCADE, related_name="concessions")
    what = models.CharField(_("What we gave"), max_length=200)
    in_return = models.CharField(_("What we got for it"), max_length=200, blank=True)
    given_on = models.DateField(_("Day"))
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    struck_at = models.DateTimeField(null=True)
    struck_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("-given_on", "-id")

    def __str__(self) -> str:
        return self.what


class PriceSource(models.TextChoices):
    """From where we know what somebody else asks."""

    BUYER = "buyer", _("The buyer told us")
    WEB = "web", _("Web site, platform")
    FAIR = "fair", _("Trade fair")
    SUPPLIER = "supplier", _("Supplier, colleague of the trade")
    OTHER = "other", pgettext_lazy("source", "Other")


class CompetitorPriceQuerySet(ScopedQuerySet["CompetitorPrice"]):
    """What others ask. Who sells knows every price; whose buyer told it, and in which words, only who sees the buyer."""

    owner_path = "customer__owner"
    customer_path = "customer"

    def visible_to(self, user: Any) -> Self:
        """Narrow to the rows that `user` reads in full: of no customer, or of one that they see."""
        if not isinstance(user, User) or not user.can(Can.WORK_WITH_CUSTOMERS):
            return self.none()
        return self.filter(self.in_full(user))

    def known_to(self, user: Any) -> Self:
        """All prices, for who sells; `is_open` says which are read in full. Show rows by `selectors.competitor_prices`."""
        if not isinstance(user, User) or not user.can(Can.WORK_WITH_CUSTOMERS):
            return self.none()
        return self.annotate(
            is_open=models.Case(
                models.When(self.in_full(user), then=True), default=False, output_field=models.BooleanField()
            )
        )

    @staticmethod
    def in_full(user: Any) -> Q:
        """The condition of `visible_to`."""
        return Q(customer=None) | Q(customer__in=Customer.objects.visible_to(user).order_by().values("pk"))


class CompetitorPrice(Labelled, models.Model):
    """What a competitor asks for a product in a market, on the day on which we saw it (S181).

    The product is one of the catalogue or `words`. `source_note` and `note` of a customer's are read by who sees the
    customer.
    """

    product = models.ForeignKey(
        Product, on_delete=models.PROTECT, null=True, blank=True, related_name="competitor_prices"
    )
    words = models.CharField(_("Product in words"), max_length=160, blank=True)
    country = CountryField(_("Market"), blank=True)
    competitor = models.CharField(_("Competitor"), max_length=120)
    price = models.DecimalField(
        _("Price"), max_digits=18, decimal_places=4, validators=(MinValueValidator(Decimal("0.0001")),)
    )
    currency = models.CharField(_("Currency"), max_length=3, default="USD")
    unit = models.CharField(_("Unit"), max_length=8, choices=Unit, default=Unit.PIECE)
    incoterm = models.CharField(_("Incoterm"), max_length=3, choices=INCOTERM_CHOICES, blank=True)
    seen_on = models.DateField(_("Seen on"))
    source = models.CharField(_("Source"), max_length=10, choices=PriceSource, default=PriceSource.BUYER)
    source_note = models.CharField(_("Where exactly"), max_length=200, blank=True)
    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, null=True, blank=True, related_name="competitor_prices"
    )
    note = models.TextField(_("Note"), blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")

    objects = CompetitorPriceQuerySet.as_manager()

    class Meta:
        ordering = ("-seen_on", "-id")
        indexes = (
            models.Index(fields=("product", "-seen_on"), name="rival_price_product"),
            models.Index(fields=("-seen_on", "-id"), name="rival_price_newest"),
            models.Index(fields=("customer", "-seen_on"), name="rival_price_customer"),
        )
        constraints = (
            models.CheckConstraint(condition=Q(price__gt=0), name="rival_price_positive"),
            models.CheckConstraint(
                condition=Q(product__isnull=False) | ~Q(words=""), name="rival_price_of_something"
            ),
        )

    def __str__(self) -> str:
        return f"{self.competitor} {self.currency} {self.price}"
