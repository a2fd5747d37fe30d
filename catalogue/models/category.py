"""Kinds of products, and which technical parameters each of them has (S26)."""

from typing import Any, Self, TypeVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.capabilities import Can
from core.ui.formats import is_chinese

M = TypeVar("M", bound=models.Model)


class CatalogueQuerySet(models.QuerySet[M]):
    """The catalogue is the company's: who may read it sees all of it."""

    def visible_to(self, user: Any) -> Self:
        return self.all() if isinstance(user, User) and user.can(Can.READ_CATALOGUE) else self.none()


class Named(models.Model):
    """Something with a name in both languages of the house."""

    name_zh = models.CharField(_("Name in Chinese"), max_length=80)
    name_en = models.CharField(_("Name in English"), max_length=80)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name_zh if is_chinese() else self.name_en


class Category(Named):
    """A kind of product, such as socket sets or work lights."""

    position = models.PositiveSmallIntegerField(_("Place in the list"), default=0)

    objects = CatalogueQuerySet["Category"].as_manager()

    class Meta:
        ordering = ("position", "pk")
        constraints = (models.UniqueConstraint(fields=("name_en",), name="category_once"),)


class Attribute(Named):
    """A technical parameter that the products of a category have, such as the number of teeth; `unit` is what it is told in."""

    category = models.ForeignKey(Category, on_delete=models.CASCADE, related_name="attributes")
    unit = models.CharField(_("Unit"), max_length=20, blank=True)
    position = models.PositiveSmallIntegerField(_("Place in the list"), default=0)

    class Meta:
        ordering = ("position", "pk")
        constraints = (models.UniqueConstraint(fields=("category", "name_en"), name="attribute_once"),)
