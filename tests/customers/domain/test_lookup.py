"""Keys, certainty and reasons of the lookup (rules.md §5, S38, S39), and its figures at reduced size."""

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.scripts import fold_letters
from customers.domain.likeness import TokenWeights
from customers.domain.lookup import (
    CUT_OFF,
    FAINT,
    Key,
    Match,
    Subject,
    block_keys,
    hard_keys,
    rank,
    score,
    sought_keys,
    surest,
)
from customers.domain.names import fold_name
from customers.domain.nominate import ROWS_PER_KEY, nominate
from customers.domain.pieces import cut_pieces, seek_pieces
from customers.domain.subjects import sought_pieces
from tests.customers.domain.lookup_figures import (
    ADDRESSES_AT_LEAST,
    NAMES_AT_LEAST,
    ROWS_AT_LEAST,
    SETS,
    measure_names,
    too_low,
)
from tests.customers.domain.lookup_phones import measure_phones
from tests.customers.domain.lookup_rows import measure_buyers, measure_rows
from tests.customers.domain.lookup_sets import make_firms, mistype

NORTHFIELD = Subject(
    name="Northfield Hardware Supply, Inc.",
    country="US",
    emails=("carol@northfield.example",),
    phones=("+1 312 555 0123",),
    sites=("https://www.northfield.example",),
    addresses=("1200 Lake Street, Chicago",),
    persons=("Carol Jensen",),
)


def codes(match: Match) -> list[str]:
    return [reason.code for reason in match.reasons]


def test_hard_keys_are_the_exact_ones() -> None:
    assert hard_keys(NORTHFIELD) == {
        Key("email", "carol@northfield.example"),
        Key("phone", "+13125550123"),
        Key("domain", "northfield.example"),
        Key("name", "US northfieldhardwaresupplies"),
    }


def test_hard_keys_leave_out_what_many_share() -> None:
    subject = Subject(
        emails=("anna@gmail.com", "x7@service.alibaba.com", "me@ours.example"),
        sites=("https://acme.en.alibaba.com", "facebook.com/acme", "shop.ours.example"),
    )
    assert hard_keys(subject, frozenset({"ours.example"})) == {Key("email", "anna@gmail.com")}


def test_name_without_country_is_no_hard_key() -> None:
    assert hard_keys(Subject(name="Northfield")) == frozenset()


def test_keys_are_short() -> None:
    subject = Subject(
        name="Verylongword" * 20 + " and Otherlongword" * 9, country="US", emails=("a" * 60 + "@b.example",)
    )
    assert max(len(key.value) for key in block_keys(subject)) <= 40


@pytest.mark.parametrize(
    ("known", "code"),
    [
        (Subject(emails=("CAROL@Northfield.example",)), "same_email"),
        (Subject(phones=("001 (312) 555-0123",)), "same_phone"),
        (Subject(sites=("shop.northfield.example/x",)), "same_domain"),
    ],
)
def test_exact_key_alone_is_sure_and_says_why(known: Subject, code: str) -> None:
    match = score(NORTHFIELD, known)
    assert (match.band, codes(match)[0]) == ("sure", code)


def test_same_name_in_the_same_country_is_sure() -> None:
    match = score(Subject(name="NORTHFIELD HARDWARE SUPPLIES LLC", country="US"), NORTHFIELD)
    assert (match.band, codes(match)) == ("sure", ["same_name", "same_country"])


def test_similar_name_tells_its_likeness() -> None:
    match = score(Subject(name="Northfeild Hardware Supply"), Subject(name="Northfield Hardware Supply"))
    reason = match.reasons[0]
    assert (reason.code, 85 <= int(reason.params["percent"]) < 100) == ("similar_name", True)


def test_other_country_lowers_the_certainty() -> None:
    here, abroad = (score(Subject(name="Northfield Hardware", country=c), NORTHFIELD) for c in ("US", "DE"))
    assert here.certainty > abroad.certainty


def test_common_words_alone_are_no_match() -> None:
    match = score(Subject(name="Zentriva General Trading LLC"), Subject(name="Al Noor General Trading LLC"))
    assert match.certainty < 0.1


def test_chinese_names_differ_by_the_brand() -> None:
    """The same town and trade, another brand: another firm. The same sound: the same firm, typed by pinyin."""
    known = Subject(name="宁波海宇进出口有限公司")
    same_sound = score(Subject(name="宁波海域进出口有限公司"), known)
    other_brand = score(Subject(name="宁波永达进出口有限公司"), known)
    assert (same_sound.band, codes(same_sound)) == ("sure", ["similar_name"])
    assert other_brand.certainty < CUT_OFF


def test_a_trade_mistyped_is_still_that_trade() -> None:
    assert score(Subject(name="Solis Spply SpA"), Subject(name="Solis Supply SpA")).band == "sure"


def test_where_nobody_is_near_the_best_few_are_shown() -> None:
    query, known = (
        Subject(name="Setela Tools"),
        [Subject(name=name) for name in ("Seltea Trading", "Quinarvia")],
    )
    alone = [match.certainty for match in rank(query, known)]
    assert [FAINT <= certainty < CUT_OFF for certainty in alone] == [True]
    assert [match.index for match in rank(query, [*known, query])] == [2]


def test_same_public_mail_provider_is_no_match() -> None:
    match = score(Subject(emails=("anna@gmail.com",)), Subject(emails=("bert@gmail.com",)))
    assert (match.band, codes(match)) == ("weak", [])


def test_chinese_name_is_found_by_its_pinyin() -> None:
    assert (
        score(Subject(name="Shenzhen Huaqiang Trading"), Subject(name="深圳市华强贸易有限公司")).band
        == "sure"
    )


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("+1 312 555 0142", "(312) 555-0142", True),
        ("+1 312 555 0142", "+1 512 555 0142", False),
        ("+44 20 7946 0123", "(020) 7946 0123", True),
        ("+1 312 555 0142", "+86 10 2555 0142", False),
    ],
    ids=["without_country", "another_town", "national", "another_country"],
)
def test_last_digits_count_when_the_rest_may_be_missing(one: str, other: str, is_same: bool) -> None:
    match = score(Subject(phones=(one,)), Subject(phones=(other,)))
    assert ("same_phone" in codes(match)) == is_same


@pytest.mark.parametrize("word", ["bose", "zygor", "zenitron", "syntronic", "communications"])
def test_a_word_is_found_after_two_typos(word: str) -> None:
    draw = random.Random(7)
    lost = [
        text
        for text in (mistype(mistype(word, draw), draw) for _ in range(300))
        if not cut_pieces(word) & seek_pieces(text)
    ]
    assert lost == []


def test_a_word_of_other_letters_shares_no_piece() -> None:
    assert cut_pieces("zenitron") & seek_pieces("granite") == set()


def test_pieces_are_few_for_who_stores_them() -> None:
    assert [len(cut_pieces(word)) for word in ("ice", "bose", "zenitron", "z" * 200)] == [0, 6, 6, 6]


def test_keys_sought_hold_the_keys_stored() -> None:
    assert block_keys(NORTHFIELD) <= sought_keys(NORTHFIELD)


def test_address_and_person_support_a_name() -> None:
    query = Subject(name="Northfield Tools", addresses=("1200 Lake St. Chicago",), persons=("Jensen Carol",))
    alone = score(Subject(name="Northfield Tools"), NORTHFIELD)
    match = score(query, NORTHFIELD)
    assert match.certainty > alone.certainty
    assert {"same_person", "similar_address"} <= set(codes(match))


def test_rank_puts_the_surest_first_and_cuts_off() -> None:
    others = [
        Subject(name="Rawabi Trading"),
        Subject(name="Northfield Hardware Supply"),
        Subject(name="Northfield Tools"),
    ]
    assert next(match.index for match in rank(NORTHFIELD, others)) == 1
    assert rank(NORTHFIELD, others, limit=1)[0].index == 1
    assert [match.index for match in rank(Subject(name="Quinarvia"), others)] == []


def test_the_surest_is_the_first_of_the_ranked_when_it_is_likely() -> None:
    draw = random.Random(3)
    firms = [
        Subject(name=firm.name, country=firm.country, emails=(f"buyer@firm{number}.example",), city="Bremen")
        for number, firm in enumerate(make_firms(120, seed=5))
    ]
    found = []
    for known in firms[:60]:
        asked = replace(known, name=mistype(known.name, draw), emails=known.emails[: draw.randrange(2)])
        candidates = draw.sample(firms, 40)
        first = next(iter(rank(asked, candidates)), None)
        assert surest(asked, candidates) == (first if first and first.band != "weak" else None)
        found.append(surest(asked, candidates))
    assert any(found)
    assert not all(found)


def test_ascii_letters_are_folded_as_any_others_are() -> None:
    signs = "".join(map(chr, range(128)))
    assert fold_letters(signs) + fold_letters("é") == fold_letters(f"{signs}é")


def test_pieces_are_asked_for_as_they_are_stored() -> None:
    pieces = sought_pieces(Subject(name="Northfeild Hardwear Inc"))
    stored = {key for key in block_keys(NORTHFIELD) if key.kind in {"p", "r"}}
    held = {key.value for key in stored if key.kind == "p"}
    assert stored & pieces.keys() == stored & pieces.among(held).keys() != set()


def test_counted_weights_prefer_the_rarer_word() -> None:
    weights = TokenWeights.from_names(fold_name(f"Northfield {word}") for word in ("Tools", "Foods", "Steel"))
    assert weights.weight_of("zentriva") > weights.weight_of("northfield") > weights.weight_of("trading")


def test_nominate_ignores_keys_that_too_many_share() -> None:
    holders = {Key("t", "common"): range(ROWS_PER_KEY), Key("t", "rare"): [7]}
    assert nominate(holders) == [7]


def test_nominate_leaves_out_who_is_far_behind() -> None:
    holders = {
        Key("g", "acme"): [1],
        Key("s", "acme"): [1],
        Key("q", "acme"): [2, 1],
        Key("tail", "55501420"): [3],
    }
    assert nominate(holders) == [1, 3]


@given(st.text(max_size=40), st.text(max_size=40))
def test_certainty_stays_within_bounds(one: str, other: str) -> None:
    query = Subject(
        name=one, addresses=(other,), city=one, emails=(one,), phones=(other,), sites=(one,), country=other
    )
    match = score(query, Subject(name=other, addresses=(one,), persons=(one,)))
    assert 0.0 <= match.certainty <= 1.0
    assert all(len(key.value) <= 40 for key in block_keys(query))


@pytest.mark.parametrize("kind", list(SETS))
def test_figures_of_names_are_reached(kind: str) -> None:
    assert too_low(measure_names(3_000, 1_800, kind=kind), NAMES_AT_LEAST) == []


def test_figures_of_names_with_addresses_are_reached() -> None:
    assert too_low(measure_rows(2_000, 1_200, is_messy=False), ADDRESSES_AT_LEAST) == []


def test_figures_of_messy_rows_are_reached() -> None:
    found = [measure_rows(2_000, 1_200, is_messy=True), measure_buyers(2_000, 800)]
    assert [too_low(figures, ROWS_AT_LEAST) for figures in found] == [[], []]


def test_every_writing_of_a_number_is_one() -> None:
    count, lost = measure_phones(1)
    assert (count > 5_000, lost) == (True, [])
