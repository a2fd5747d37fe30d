"""Has this buyer been here before? The keys, the score and its reasons (查重, S38, S39, rules.md §5)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import copysign, exp, log
from types import MappingProxyType
from typing import Literal

from customers.domain import folding
from customers.domain.likeness import (
    STATIC_WEIGHTS,
    NameLikeness,
    TokenWeights,
    compare_addresses,
    compare_names,
)
from customers.domain.subjects import Key, Subject, block_keys, hard_keys, sought_keys

__all__ = [
    "Key",
    "Match",
    "Reason",
    "Subject",
    "TokenWeights",
    "block_keys",
    "hard_keys",
    "points_of",
    "rank",
    "score",
    "sought_keys",
    "surest",
]

Band = Literal["sure", "likely", "weak"]
SURE, LIKELY, CUT_OFF = 0.9, 0.6, 0.12
# Where nobody reaches CUT_OFF, the best few above FAINT are shown: a short name with two typos is no more than that.
FAINT, FAINT_SHOWN = 0.04, 3
MATCHES_SHOWN = 10
ROUNDING = 1e-9
SHOWN_LIKENESS = 0.6
EMAIL_POINTS, PHONE_POINTS, DOMAIN_POINTS, PERSON_POINTS = 6.0, 5.0, 4.5, 1.5
MOST_NAME_POINTS, LEAST_NAME_POINTS = 4.0, -7.5
MOST_ADDRESS_POINTS, LEAST_ADDRESS_POINTS = 3.0, -2.0
SAME_COUNTRY_POINTS, OTHER_COUNTRY_POINTS = 0.3, -1.0
NO_PARAMS: Mapping[str, int | str] = MappingProxyType({})


@dataclass(frozen=True)
class Reason:
    """Why a candidate matched: a code that the page words, and its values (`percent`, `domain` …)."""

    code: str
    params: Mapping[str, int | str] = field(default_factory=lambda: NO_PARAMS)


@dataclass(frozen=True)
class Match:
    """How surely a candidate is the buyer (0..1), in words a person acts on, with the reasons, strongest first.

    `index` is the candidate's place in what `rank` was given (0 from `score`).
    """

    certainty: float
    band: Band
    reasons: tuple[Reason, ...]
    index: int = 0


Evidence = list[tuple[float, Reason]]
SAME_COUNTRY = (SAME_COUNTRY_POINTS, Reason("same_country"))
OTHER_COUNTRY = (OTHER_COUNTRY_POINTS, Reason("other_country"))


def score(
    query: Subject,
    candidate: Subject,
    *,
    weights: TokenWeights = STATIC_WEIGHTS,
    own_domains: frozenset[str] = frozenset(),
    index: int = 0,
) -> Match:
    """How surely two subjects are one buyer. Points of evidence are added up as log-odds."""
    exact, place = _exact_evidence(query, candidate, own_domains), _place_evidence(query, candidate)
    return _match_by(query, candidate, weights, exact, place, index)


def surest(
    query: Subject, candidates: Sequence[Subject], *, own_domains: frozenset[str] = frozenset()
) -> Match | None:
    """The first of what `rank` gives, when it is at least likely; else None.

    The names are not compared of those whom the dearest name could not make so sure.
    """
    best: Match | None = None
    for index, candidate in enumerate(candidates):
        exact, place = _exact_evidence(query, candidate, own_domains), _place_evidence(query, candidate)
        beside = sum(p for p, _ in exact + place) + _starting_points(query, candidate)
        most = _certainty_of(beside + MOST_NAME_POINTS + ROUNDING)
        if most < LIKELY or (best and round(most, 6) <= best.certainty):
            continue
        match = _match_by(query, candidate, STATIC_WEIGHTS, exact, place, index)
        if match.band != "weak" and (best is None or match.certainty > best.certainty):
            best = match
    return best


def _match_by(
    query: Subject, candidate: Subject, weights: TokenWeights, exact: Evidence, place: Evidence, index: int
) -> Match:
    """Weigh what is the same to the letter and the place together with the names."""
    evidence = exact + _name_evidence(query, candidate, weights, is_known=bool(exact)) + place
    certainty = _certainty_of(sum(p for p, _ in evidence) + _starting_points(query, candidate))
    shown = [reason for _, reason in sorted(evidence, key=lambda e: -e[0]) if reason.code]
    return Match(round(certainty, 6), _band_of(certainty), tuple(shown), index)


def _certainty_of(points: float) -> float:
    return 1 / (1 + exp(-max(-30.0, min(30.0, points))))


def rank(
    query: Subject,
    candidates: Sequence[Subject],
    *,
    weights: TokenWeights = STATIC_WEIGHTS,
    own_domains: frozenset[str] = frozenset(),
    limit: int = MATCHES_SHOWN,
    cut_off: float = CUT_OFF,
) -> list[Match]:
    """The candidates worth showing, surest first, at most `limit`: those from `cut_off` on, else the best few faint ones."""
    matches = (
        score(query, candidate, weights=weights, own_domains=own_domains, index=index)
        for index, candidate in enumerate(candidates)
    )
    found = sorted(
        (match for match in matches if match.certainty >= min(FAINT, cut_off)),
        key=lambda match: (-match.certainty, match.index),
    )
    worth = [match for match in found if match.certainty >= cut_off]
    return (worth or found[:FAINT_SHOWN])[:limit]


def points_of(certainty: float) -> float:
    """The points of evidence (log-odds) behind a certainty."""
    return log(certainty / (1 - certainty)) if 0 < certainty < 1 else copysign(30.0, certainty - 0.5)


def _band_of(certainty: float) -> Band:
    return "sure" if certainty >= SURE else "likely" if certainty >= LIKELY else "weak"


def _starting_points(query: Subject, candidate: Subject) -> float:
    """Without two names to compare, the rest has to carry the match alone."""
    return 0.0 if query.folded_name.key and candidate.folded_name.key else -1.5


def _exact_evidence(query: Subject, candidate: Subject, own_domains: frozenset[str]) -> Evidence:
    """What is the same to the letter. A candidate's particulars are folded only when the query has their like."""
    found: Evidence = []
    if query.emails and any(
        folding.is_key_email(e, own_domains) for e in query.folded_emails & candidate.folded_emails
    ):
        found.append((EMAIL_POINTS, Reason("same_email")))
    found += _phone_evidence(query, candidate)
    if query.sites or query.emails:
        domains = {d for d in query.domains & candidate.domains if folding.is_key_site(d, own_domains)}
        if domains:
            found.append((DOMAIN_POINTS, Reason("same_domain", {"domain": min(domains)})))
    if query.persons and query.folded_persons & candidate.folded_persons:
        found.append((PERSON_POINTS, Reason("same_person")))
    return found


def _phone_evidence(query: Subject, candidate: Subject) -> Evidence:
    """The same number; or the same last eight digits, where one of both may lack its country code."""
    if not query.phones or not candidate.phones:
        return []
    tails = query.phone_tails & candidate.phone_tails
    # Numbers whose last eight digits differ are not worth reading; shorter numbers have no such tail.
    is_short = len(candidate.phone_tails) < len(set(candidate.phones))
    if (tails or is_short) and query.folded_phones & candidate.folded_phones:
        return [(PHONE_POINTS, Reason("same_phone"))]
    if not tails:
        return []
    whole = (_whole_tails(query), _whole_tails(candidate))
    return [(PHONE_POINTS - 1.5, Reason("same_phone"))] if tails - (whole[0] & whole[1]) else []


def _whole_tails(subject: Subject) -> frozenset[str]:
    """Tails of numbers that were understood with their country: these differ when the numbers do."""
    return frozenset(number[-8:] for number in subject.folded_phones)


def _name_evidence(query: Subject, candidate: Subject, weights: TokenWeights, *, is_known: bool) -> Evidence:
    if not query.folded_name.key or not candidate.folded_name.key:
        return []
    likeness = compare_names(query.folded_name, candidate.folded_name, weights)
    points = _name_points(likeness)
    if query.folded_name.legal != candidate.folded_name.legal:
        points -= 0.15
    if is_known:
        points = max(points, -1.5)
    return [(points, _name_reason(likeness))]


def _name_points(likeness: NameLikeness) -> float:
    """From LEAST_NAME_POINTS for nothing in common to MOST_NAME_POINTS for the same telling name."""
    ceiling = min(MOST_NAME_POINTS, 1.2 + 2.2 * likeness.shared)
    return min(ceiling, LEAST_NAME_POINTS + (MOST_NAME_POINTS - LEAST_NAME_POINTS) * likeness.ratio)


def _name_reason(likeness: NameLikeness) -> Reason:
    if likeness.ratio >= 0.995:
        return Reason("same_name")
    if likeness.ratio < SHOWN_LIKENESS:
        return Reason("")
    return Reason("similar_name", {"percent": round(likeness.ratio * 100)})


def _place_evidence(query: Subject, candidate: Subject) -> Evidence:
    found: Evidence = []
    if query.folded_country and candidate.folded_country:
        is_same = query.folded_country == candidate.folded_country
        found.append(SAME_COUNTRY if is_same else OTHER_COUNTRY)
    likeness = compare_addresses(query.address_tokens, candidate.address_tokens)
    if likeness is not None:
        points = LEAST_ADDRESS_POINTS + (MOST_ADDRESS_POINTS - LEAST_ADDRESS_POINTS) * likeness
        found.append((points, Reason("similar_address" if likeness >= SHOWN_LIKENESS else "")))
    return found
