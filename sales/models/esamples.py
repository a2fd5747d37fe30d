"""That a buyer was sent an e-sample, and which products it showed then (S30, S86)."""

from django.conf import settings
from django.db import models

from accounts.scoping import ScopedQuerySet
from catalogue.models import ESample, Product
from customers.models import Customer
from sales.models.quotes import QuoteVersion

USER = settings.AUTH_USER_MODEL


class SentESampleQuerySet(ScopedQuerySet["SentESample"]):
    """They belong to whom their customer belongs."""

    owner_path = "customer__owner"
    customer_path = "customer"


class SentESample(models.Model):
    """An e-sample as it went to a buyer. Its link shows what the products are now; `items` keep what they were.

    `version`: the quote with which it went as one bundle (S21), and `words` what stood below the quote's text: never the
    link itself, of which only the digest is kept.
    """

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="sent_esamples")
    esample = models.ForeignKey(ESample, on_delete=models.SET_NULL, null=True, related_name="+")
    version = models.OneToOneField(QuoteVersion, on_delete=models.PROTECT, null=True, related_name="enclosed")
    words = models.TextField(blank=True)
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")

    objects = SentESampleQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=("customer", "sent_at"), name="sent_esample_customer"),)

    def __str__(self) -> str:
        return f"{self.customer} {self.sent_at:%Y-%m-%d}"


class SentESampleItem(models.Model):
    """A product that the e-sample showed, in the version of it that the buyer could see then."""

    sent = models.ForeignKey(SentESample, on_delete=models.CASCADE, related_name="items")
    product = models.ForeignKey(Product, on_delete=models.SET_NULL, null=True, related_name="+")
    model = models.CharField(max_length=40)
    product_version = models.PositiveIntegerField()

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.model
