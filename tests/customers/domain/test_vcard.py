"""The card of a contact: escaped, folded, in UTF-8."""

import re
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from customers.domain.vcard import LINE_BYTES, Card, escape, fold, write_vcard

AT = datetime(2026, 11, 16, 2, 0, tzinfo=UTC)
SIGNS = st.text(st.characters(exclude_categories=("Cs", "Cc")))


def unfolded(text: str) -> str:
    return text.replace("\r\n ", "")


def unescaped(text: str) -> str:
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] == "n" else found[1], text)


def test_card_says_what_stands_on_a_business_card() -> None:
    card = Card(
        "contact-1@crm.example", "王小明", AT, prefix="Mr.", company="Hagemann; Söhne, GmbH", title="采购经理",
        email="j@hagemann.example", phone="+49 40 555", mobile="+49 170 5", address="Hafen 1\nTor 2", city="Hamburg", country="Germany",
    )  # fmt: skip
    assert unfolded(write_vcard(card)).split("\r\n") == [
        "BEGIN:VCARD", "VERSION:3.0", "N:王小明;;;Mr.;", "FN:王小明", "ORG:Hagemann\\; Söhne\\, GmbH", "TITLE:采购经理",
        "EMAIL;TYPE=INTERNET,WORK:j@hagemann.example", "TEL;TYPE=WORK,VOICE:+49 40 555", "TEL;TYPE=CELL:+49 170 5",
        "ADR;TYPE=WORK:;;Hafen 1\\nTor 2;Hamburg;;;Germany", "REV:2026-11-16T02:00:00Z", "UID:contact-1@crm.example",
        "END:VCARD", "",
    ]  # fmt: skip


def test_card_leaves_out_what_is_unknown() -> None:
    names = [line.partition(":")[0] for line in write_vcard(Card("1", "Ana", AT)).splitlines()]
    assert names == ["BEGIN", "VERSION", "N", "FN", "REV", "UID", "END"]


def test_text_cannot_add_a_line_of_its_own() -> None:
    card = write_vcard(Card("1", "Ana\r\nEMAIL:evil@x.example\rTEL:1\x00", AT))
    assert [line for line in card.split("\r\n") if line.startswith(("EMAIL", "TEL"))] == []


@given(SIGNS)
def test_escaping_can_be_undone(text: str) -> None:
    assert unescaped(escape(text)) == text


@given(SIGNS)
def test_folding_can_be_undone_and_keeps_lines_short(text: str) -> None:
    folded = fold(f"FN:{text}")
    assert unfolded(folded) == f"FN:{text}"
    assert max(len(line.encode()) for line in folded.split("\r\n")) <= LINE_BYTES
