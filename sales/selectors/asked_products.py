"""How often products were quoted, sent as samples and ordered: what the catalogue ranks by (S33). One statement each."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.utils.translation import pgettext_lazy

from catalogue.ranking import Asked, counts, narrow
from core.ui.addresses import address_of
from sales.models import Order, OrderLine, OrderState, Quote, QuoteLine, Sample, SampleLine, SampleState


def _count(lines: Any, parent: str, asked: Asked) -> Mapping[int, int]:
    """Count the distinct parents of each product."""
    if asked.countries is not None:
        lines = lines.filter(**{f"{parent}__customer__country__in": asked.countries})
    rows = lines.exclude(product=None).order_by().values("product").annotate(n=Count(parent, distinct=True))
    return dict(rows.values_list("product", "n"))


@counts("quotes", label=pgettext_lazy("count", "Quotes"), order=20)
def quoted(user: Any, asked: Asked) -> Mapping[int, int]:
    """Quotes that went out in the time."""
    lines = QuoteLine.objects.filter(
        version__quote__in=narrow(Quote.objects, user),
        version__sent_at__gte=asked.begin,
        version__sent_at__lt=asked.end,
    )
    return _count(lines, "version__quote", asked)


@counts("samples", label=pgettext_lazy("count", "Samples"), order=30)
def sampled(user: Any, asked: Asked) -> Mapping[int, int]:
    """Samples that were asked for in the time, and not given up."""
    lines = SampleLine.objects.filter(
        sample__in=narrow(Sample.objects, user),
        sample__requested_at__gte=asked.begin,
        sample__requested_at__lt=asked.end,
    )
    return _count(lines.exclude(sample__state=SampleState.CANCELLED), "sample", asked)


@counts(
    "orders",
    label=pgettext_lazy("count", "Orders"),
    order=40,
    url_of=lambda model: f"{address_of('orders:list')}?{urlencode({'tab': 'all', 'q': model})}",
)
def ordered(user: Any, asked: Asked) -> Mapping[int, int]:
    """Orders of the time, without drafts and cancelled ones."""
    lines = OrderLine.objects.filter(
        order__in=narrow(Order.objects, user), order__ordered_on__gte=asked.begin.date(),
        order__ordered_on__lte=asked.end.date(),
    )  # fmt: skip
    return _count(lines.exclude(Q(order__state__in=(OrderState.DRAFT, OrderState.CANCELLED))), "order", asked)
