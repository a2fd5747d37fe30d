"""What each was given in words, each figure with where its rows stand (S107)."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.ui.addresses import address_of
from inquiries.models import Assignment
from managing.domain.frames import Frame
from managing.row_words import Cell
from managing.selectors.fairness import BY_RULE, CLAIMS, GIVEN, Narrowing, Share


def log_url(frame: Frame, wanted: Narrowing, **more: str) -> str:
    """Return where the log of `frame` stands, narrowed to a person and a rule."""
    person = {"person": wanted.person.pk} if wanted.person is not None else {}
    rule = {"rule": wanted.rule} if wanted.rule else {}
    return f"?{urlencode({'period': frame, **person, **rule, **more})}"


def share_cells(share: Share, frame: Frame, *, has_links: bool) -> list[Cell]:
    """Return the figures of a person: given in all, by each rule, customers and A customers now, claims.

    `has_links`: the reader opens lists of customers; the log stands on the same page.
    """
    owner = {"owner": share.person.pk}
    return [
        _in_log("assigned", share.assigned, share, frame, GIVEN),
        *(_in_log(rule, share.by_rule.get(rule, 0), share, frame, rule) for rule in BY_RULE.values()),
        _cell("customers", share.customers, _customers(owner) if has_links else ""),
        _cell("a_customers", share.a_customers, _customers(owner | {"grade": "A"}) if has_links else ""),
        _in_log("claims", share.claims, share, frame, CLAIMS),
    ]


def _in_log(key: str, number: int, share: Share, frame: Frame, rule: str) -> Cell:
    return _cell(key, number, f"{log_url(frame, Narrowing(share.person, rule))}#log")


def _cell(key: str, number: int, url: str) -> Cell:
    return Cell(key, str(number), url if number else "", is_nothing=not number)


def _customers(query: Mapping[str, Any]) -> str:
    return f"{address_of('customers:list')}?{urlencode(query)}"


def narrowing_chips(frame: Frame, wanted: Narrowing) -> list[dict[str, str]]:
    """Return to what the log is narrowed, each with the address without it."""
    found = []
    if wanted.person is not None:
        without = log_url(frame, Narrowing(None, wanted.rule))
        found.append({"label": wanted.person.short_name, "drop_url": f"{without}#log"})
    if wanted.rule:
        without = log_url(frame, Narrowing(wanted.person, ""))
        found.append({"label": str(_rule_words(wanted.rule)), "drop_url": f"{without}#log"})
    return found


def _rule_words(rule: str) -> Any:
    if rule == CLAIMS:
        return pgettext("pool", "Claims")
    return _("Without handovers") if rule == GIVEN else Assignment.Rule(rule).label
