"""What a product costs whom: prices by market, customer type, quantity, currency and time; how each market is sold to (S17-S19)."""

from decimal import Decimal
from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_countries.fields import CountryField

from catalogue.models.category import CatalogueQuerySet, Named
from catalogue.models.product import Product
from core.labels import Labelled

USER = settings.AUTH_USER_MODEL


class MarketPolicy(models.TextChoices):
    """How a market is quoted to (S18, S19)."""

    STANDARD = "standard", pgettext_lazy("market", "Standard")
    PRICE_FIRST = "price_first", _("Price first")
    VALUE_FIRST = "value_first", _("Value first")


class CustomerType(models.TextChoices):
    """For whom a price is. "": for any."""

    ANY = "", _("Any customer")
    IMPORTER = "importer", _("Importer")
    WHOLESALER = "wholesaler", _("Wholesaler")
    RETAILER = "retailer", _("Retail chain")
    BRAND = "brand", _("Brand (OEM)")
    ONLINE = "online", _("Online seller")
    CONTRACTOR = "contractor", _("Project contractor")


class MarketRegion(Labelled, Named):
    """A market: some countries that are quoted to alike. `hint` is the company's own word beside the policy's."""

    policy = models.CharField(
        _("How it is quoted to"), max_length=12, choices=MarketPolicy, default=MarketPolicy.STANDARD
    )
    hint = models.CharField(_("Hint while quoting"), max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(_("Place in the list"), default=0)
    version = models.PositiveIntegerField(default=1)

    objects = CatalogueQuerySet["MarketRegion"].as_manager()

    class Meta:
        ordering = ("position", "pk")
        constraints = (models.UniqueConstraint(fields=("name_en",), name="region_once"),)


class RegionCountry(models.Model):
    """A country of a market; each belongs to one at most."""

    region = models.ForeignKey(MarketRegion, on_delete=models.CASCADE, related_name="countries")
    country = CountryField(unique=True)

    class Meta:
        ordering = ("country",)

    def __str__(self) -> str:
        return str(self.country)


class ValueLine(models.Model):
    """An added value that a `value_first` market pays for, and what the buyer is told of it (S19).

    The market's list prices hold it already (requirements.md D5): this says how much of them it is, so that it can be
    explained, and is never added to them. Either `amount` for each unit, in `currency`, or `percent` of the price.
    """

    LANGUAGES: ClassVar = ("en", "es", "zh")

    region = models.ForeignKey(MarketRegion, on_delete=models.CASCADE, related_name="value_lines")
    label = models.CharField(_("What is added"), max_length=80)
    amount = models.DecimalField(
        _("Amount per unit"), max_digits=18, decimal_places=4, null=True, blank=True,
        validators=(MinValueValidator(Decimal("0.0001")),),
    )  # fmt: skip
    currency = models.CharField(_("Currency"), max_length=3, default="USD")
    percent = models.DecimalField(
        _("Percent of the price"), max_digits=5, decimal_places=2, null=True, blank=True,
        validators=(MinValueValidator(Decimal("0.01")), MaxValueValidator(Decimal(100))),
    )  # fmt: skip
    sentence_en = models.CharField(_("To the buyer, in English"), max_length=400)
    sentence_es = models.CharField(_("To the buyer, in Spanish"), max_length=400)
    sentence_zh = models.CharField(_("To the buyer, in Chinese"), max_length=400)
    position = models.PositiveSmallIntegerField(default=0)

    objects = CatalogueQuerySet["ValueLine"].as_manager()

    class Meta:
        ordering = ("position", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(amount=None, percent__gt=0) | Q(amount__gt=0, percent=None), name="value_line_one_of_two"
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return self.label

    def sentence_in(self, language: str) -> str:
        """Return what the buyer is told, in English where the language is not there."""
        return str(getattr(self, f"sentence_{language}" if language in self.LANGUAGES else "sentence_en"))


class PriceTier(Labelled, models.Model):
    """A list price, FOB: of a product for a market (None: any), a customer type ("": any), from a quantity on, for a time.

    `note` is what this price includes, as far as it differs ("plain packing").
    """

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="tiers")
    region = models.ForeignKey(
        MarketRegion, on_delete=models.PROTECT, null=True, blank=True, related_name="tiers", verbose_name=_("Market")
    )  # fmt: skip
    customer_type = models.CharField(
        pgettext_lazy("price", "For"), max_length=12, choices=CustomerType, blank=True, default=""
    )
    min_quantity = models.PositiveIntegerField(
        _("From quantity"), default=1, validators=(MinValueValidator(1), MaxValueValidator(100_000_000))
    )
    currency = models.CharField(_("Currency"), max_length=3, default="USD")
    price = models.DecimalField(
        _("Price"), max_digits=18, decimal_places=4, validators=(MinValueValidator(Decimal("0.0001")),)
    )
    valid_from = models.DateField(_("Valid from"))
    valid_until = models.DateField(_("Valid until"), null=True, blank=True)
    note = models.CharField(_("Includes"), max_length=120, blank=True)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")

    objects = CatalogueQuerySet["PriceTier"].as_manager()

    class Meta:
        ordering = ("region__position", "customer_type", "currency", "min_quantity", "valid_from", "pk")
        constraints = (
            models.CheckConstraint(condition=Q(price__gt=0), name="tier_price_positive"),
            models.CheckConstraint(condition=Q(min_quantity__gte=1), name="tier_quantity_positive"),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")), name="tier_ends_after_start"
            ),
            models.UniqueConstraint(
                fields=("product", "region", "customer_type", "min_quantity", "currency", "valid_from"),
                condition=Q(region__isnull=False), name="tier_once",
            ),
            models.UniqueConstraint(
                fields=("product", "customer_type", "min_quantity", "currency", "valid_from"),
                condition=Q(region=None), name="tier_of_any_market_once",
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.currency} {self.price}"
