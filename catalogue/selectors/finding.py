"""Find a product by model, name or keyword, in any script or by its pinyin: Ctrl K and type-ahead."""

from typing import Any

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from catalogue.models import Product
from core.text import holds, query_words

FOUND_AT_MOST = 12


def matching(rows: QuerySet[Product], query: str) -> QuerySet[Product]:
    """Narrow to the products that hold every word of `query`; without a word all of them."""
    found = Q()
    for word in query_words(query):
        found &= holds(word)
    return rows.filter(found)


def find_products(
    user: Any, query: str, *, limit: int = FOUND_AT_MOST, with_withdrawn: bool = False
) -> list[Product]:
    """Return the products that hold every word of `query`, best first: one query.

    First the model that is called exactly so, then those that begin so, then the rest by name; withdrawn ones last, or
    not at all.
    """
    words = query_words(query)
    if not any(map(str.isalnum, "".join(words))):
        return []
    whole = " ".join(words)
    seen = Product.objects.visible_to(user)
    rows = matching(seen if with_withdrawn else seen.offered(), query)
    place = Case(
        When(search_text__startswith=f"{whole}\n", then=Value(0)),
        When(search_text__startswith=whole, then=Value(1)),
        When(search_text__contains=f"\n{whole}", then=Value(2)),
        default=Value(3),
        output_field=IntegerField(),
    )
    is_gone = Case(When(withdrawn_at=None, then=Value(0)), default=Value(1), output_field=IntegerField())
    return list(rows.defer("search_text").order_by(is_gone, place, "name_sort", "pk")[:limit])
