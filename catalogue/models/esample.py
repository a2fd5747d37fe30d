"""E-samples (电子样本): some products behind a link that needs no sign-in (S29, S30, S86)."""

from typing import Any, Self

from django.conf import settings
from django.db import models

from accounts.models import SecretLinkQuerySet, User
from catalogue.models.product import Product
from core.capabilities import Can

USER = settings.AUTH_USER_MODEL


class ESampleQuerySet(SecretLinkQuerySet["ESample"]):
    """Links belong to who made them."""

    def visible_to(self, user: Any) -> Self:
        """Narrow to one's own."""
        may = isinstance(user, User) and user.can(Can.SEND_ESAMPLES)
        return self.filter(user=user) if may else self.none()

    def open_on(self, at: Any) -> Self:
        """Narrow to those that a buyer can open at `at`: neither ended nor expired, and of somebody who works here."""
        return self.live().filter(revoked_at=None, expires_at__gt=at)


class ESample(models.Model):
    """A link to some products as they stand now. Only the digest of its secret is kept; `epoch` as for an invitation.

    `name` is for its maker and never shown to a buyer. `opened_count`, `last_opened_at`: that somebody, perhaps a mail
    program, opened it ("possibly seen"), no figure about anybody.
    """

    user = models.ForeignKey(USER, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    epoch = models.PositiveIntegerField()
    products = models.ManyToManyField(Product, through="ESampleItem", related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    opened_count = models.PositiveIntegerField(default=0)
    last_opened_at = models.DateTimeField(null=True, blank=True)

    objects = ESampleQuerySet.as_manager()

    class Meta:
        ordering = ("-made_at", "-pk")
        indexes = (models.Index(fields=("user", "-made_at"), name="esample_own_newest"),)

    def __str__(self) -> str:
        return self.name


class ESampleItem(models.Model):
    """A product of an e-sample, at its place."""

    esample = models.ForeignKey(ESample, on_delete=models.CASCADE, related_name="items")
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("position", "pk")
        constraints = (models.UniqueConstraint(fields=("esample", "product"), name="esample_item_once"),)

    def __str__(self) -> str:
        return str(self.product_id)
