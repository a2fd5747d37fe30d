"""The words for what the lookup found, wherever a match is shown (rules.md §5: the result says why)."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.domain.lookup import Reason

BANDS: Mapping[str, Promise] = {
    "sure": gettext_lazy("Certainly the same"),
    "likely": gettext_lazy("Probably the same"),
    "weak": gettext_lazy("Perhaps unrelated"),
}
REASONS: Mapping[str, Promise] = {
    "same_email": gettext_lazy("Same e-mail address"),
    "same_phone": gettext_lazy("Same telephone"),
    "same_person": gettext_lazy("Same person"),
    "same_name": gettext_lazy("Same company name"),
    "same_country": gettext_lazy("Same country"),
    "other_country": gettext_lazy("Another country"),
    "similar_address": gettext_lazy("Address alike"),
}


def reason_words(code: str, params: Mapping[str, Any]) -> str:
    """Return why a customer matched; "" for a code that has no words."""
    if code == "same_domain":
        return _("Domain %(domain)s") % params
    if code == "similar_name":
        return _("Company name alike %(percent)s%%") % params
    return str(REASONS.get(code, ""))


def words_of(reasons: Iterable[Reason]) -> list[tuple[str, bool]]:
    """Return each reason as it reads, and whether it speaks for the match."""
    worded = (
        (reason_words(reason.code, reason.params), reason.code != "other_country") for reason in reasons
    )
    return [pair for pair in worded if pair[0]]
