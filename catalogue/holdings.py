"""What the catalogue knows of a person's holdings: links that end with a freeze, products that they know best."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from catalogue.models import ESample, Product
from core.holdings import Fate, Holding, register


def _links(person: User, at: datetime) -> "QuerySet[Any]":
    """Links that a buyer can open now: they die with the freeze."""
    return ESample.objects.open_on(at).filter(user=person)


def _products(person: User, at: datetime) -> "QuerySet[Any]":
    return Product.objects.offered().filter(responsible=person)


register(Holding("esamples", _("Links of e-samples"), ("catalogue.ESample.user",), _links, Fate.ENDS))
register(
    Holding("products", _("Products known best"), ("catalogue.Product.responsible",), _products, Fate.STAYS)
)
