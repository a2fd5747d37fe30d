"""What the catalogue knows of a person's holdings: links that end with a freeze, products that they know best."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from catalogue.models import ESample, Product
from core.holdings import Fate, Held, Holding, register


def _links(person: User, at: datetime) -> Held:
    """Links that a buyer can open now: they die with the freeze."""
    return Held(ESample.objects.open_on(at).filter(user=person).count())


def _products(person: User, at: datetime) -> Held:
    return Held(Product.objects.offered().filter(responsible=person).count())


register(Holding("esamples", _("Links of e-samples"), ("catalogue.ESample.user",), _links, Fate.ENDS))
register(
    Holding("products", _("Products known best"), ("catalogue.Product.responsible",), _products, Fate.STAYS)
)
