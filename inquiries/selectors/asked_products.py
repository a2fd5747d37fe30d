"""How often products were asked about: what the catalogue ranks by (S33)."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.utils.translation import pgettext_lazy

from catalogue.models import Product
from catalogue.ranking import Asked, counts, narrow
from core.domain.scripts import fold_letters
from core.request_context import once
from core.ui.addresses import address_of
from inquiries.models import Inquiry, InquiryLine

# A model number stands in what buyers write as a word of its own, with its dashes, points and strokes.
WORD = re.compile(r"[\w.\-/]+")


@counts(
    "inquiries",
    label=pgettext_lazy("count", "Inquiries"),
    order=10,
    url_of=lambda model: f"{address_of('inquiries:list')}?{urlencode({'tab': 'all', 'q': model})}",
)
def asked_about(user: Any, asked: Asked) -> Mapping[int, int]:
    """Inquiries of the time whose products are called by model, name or keyword of ours; others are about none that we have.

    Buyers write words, not keys: the words are read once, the products' names once. Two statements.
    """
    lines = InquiryLine.objects.filter(
        inquiry__in=narrow(Inquiry.objects, user), inquiry__received_at__gte=asked.begin,
        inquiry__received_at__lt=asked.end,
    )  # fmt: skip
    if asked.countries is not None:
        lines = lines.filter(inquiry__customer__country__in=asked.countries)
    found: dict[int, set[int]] = defaultdict(set)
    for one in read_asked(lines):
        found[one.product].add(one.inquiry)
    return {product: len(inquiries) for product, inquiries in found.items()}


class AskedAbout(NamedTuple):
    """That a line of an inquiry, of a buyer in `country` ("": not known), received at `at`, asks about a product of ours."""

    product: int
    inquiry: int
    country: str
    at: datetime
    line: int


def read_asked(lines: "QuerySet[InquiryLine]") -> Iterator[AskedAbout]:
    """Yield which products of ours the lines call, the same once for each line. Two statements, a second time one."""
    called = once("products_called", _called)
    meant: dict[str, set[int]] = {}  # buyers write the same words again and again
    columns = ("inquiry_id", "words", "inquiry__customer__country", "inquiry__received_at", "pk")
    for inquiry, words, country, at, line in lines.order_by().values_list(*columns):
        if words not in meant:
            meant[words] = _products_in(words, called)
        for product in meant[words]:
            yield AskedAbout(product, inquiry, str(country or ""), at, line)


def _products_in(words: str, called: Mapping[str, int]) -> set[int]:
    folded = fold_letters(words)
    return {called[name] for name in (folded, *WORD.findall(folded)) if name in called}


def _called() -> dict[str, int]:
    """The products by what they are called; a word that two have calls neither."""
    several: dict[str, set[int]] = defaultdict(set)
    rows = Product.objects.offered().values_list("pk", "model_number", "name_en", "name_zh", "keywords")
    for pk, model, english, chinese, keywords in rows:
        for name in (model, english, chinese, *keywords.replace("，", ",").split(",")):
            if folded := fold_letters(name.strip()):
                several[folded].add(pk)
    return {name: pks.pop() for name, pks in several.items() if len(pks) == 1}
