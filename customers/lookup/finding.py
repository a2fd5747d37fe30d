"""Has this buyer been here before? For one subject, or for many at once."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.utils import timezone

from accounts.models import User
from core.company import current_company
from customers.domain import folding
from customers.domain.lookup import Match, Subject, rank, sought_keys, surest
from customers.domain.nominate import nominate
from customers.lookup.candidates import Known, load_known
from customers.lookup.holders import read_holders, read_holders_of_each
from customers.lookup.results import BuyerMatch, Lookup
from customers.lookup.showing import show_to
from customers.models import Customer

MATCHES_SHOWN = 8
NOMINATED_OF_MANY = 12


def find_matches(
    *, user: User, subject: Subject, limit: int = MATCHES_SHOWN, at: datetime | None = None
) -> list[BuyerMatch]:
    """Return who this buyer may be, surest first, as `user` may see it. `at`: now, for D3's hour."""
    return look_up(user=user, subject=subject, limit=limit, at=at).matches


def look_up(
    *, user: User, subject: Subject, limit: int = MATCHES_SHOWN, at: datetime | None = None
) -> Lookup:
    """Like `find_matches`, and say whether the hour's number is used up."""
    own = current_company().domains
    found = load_known(nominate(read_holders(sought_keys(subject, own))))
    return show_to(user, _judge(subject, found, own), limit, at or timezone.now())


def match_each(subjects: Sequence[Subject]) -> list[tuple[int, int | None, Match] | None]:
    """Return of each subject the surest customer that it likely is: its id, its owner's, the match; None without one.

    For many at once (an import): three statements however many there are. What the asking person may see of it is the
    caller's business; nothing of this is shown as it is.
    """
    own = current_company().domains
    nominated = [nominate(holders, NOMINATED_OF_MANY) for holders in read_holders_of_each(subjects, own)]
    loaded = {
        known.pk: (known, both) for known, both in load_known(sorted({pk for pks in nominated for pk in pks}))
    }
    found = []
    for subject, pks in zip(subjects, nominated, strict=True):
        candidates = [
            (known, one) for pk in pks if pk in loaded for known, both in [loaded[pk]] for one in both
        ]
        match = surest(subject, [one for _known, one in candidates], own_domains=own)
        known = candidates[match.index][0] if match else None
        found.append((known.pk, known.owner_id, match) if known and match else None)
    return found


def _judge(
    subject: Subject, found: "list[tuple[Known, list[Subject]]]", own: frozenset[str]
) -> "list[tuple[Known, Match]]":
    """Return the candidates with their best match, surest first."""
    subjects = [known for _known, both in found for known in both]
    holders = [known for known, both in found for _subject in both]
    best: dict[int, tuple[Known, Match]] = {}
    for match in rank(subject, subjects, own_domains=own, limit=len(subjects)):
        holder = holders[match.index]
        best.setdefault(holder.pk, (holder, match))
    return list(best.values())


def show_conflicts(*, user: User, customers: Sequence[Customer], subject: Subject, at: datetime) -> Lookup:
    """Return customers that hold a key of `subject`, as `user` may see them: all are certain."""
    match = Match(certainty=1.0, band="sure", reasons=())
    own = current_company().domains
    judged = []
    for known, subjects in load_known([customer.pk for customer in customers]):
        scored = rank(subject, subjects, own_domains=own, limit=1, cut_off=0.0)
        judged.append((known, replace(match, reasons=scored[0].reasons if scored else ())))
    return show_to(user, judged, len(judged), at)


def is_email(text: str) -> bool:
    """Whether `text` is an e-mail address that can be looked up."""
    return folding.fold_email(text) is not None
