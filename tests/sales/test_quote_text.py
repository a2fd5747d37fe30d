"""The quote as text: the specimen of requirements D5 to the character, columns, languages, what people wrote as it stands."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.widths import width_of
from sales.domain.quote_text import HEAD_WIDTH, WIDTH, wrap, write_text
from sales.domain.quotes import Paper, PaperLine
from sales.papers.words import languages, words_in

SPECIMEN = """\
QUOTATION  QT-2026-0418-2            Date: 2026-04-18   Valid until: 2026-05-18
To: Northfield Hardware Supply, Inc. - Attn: Ms. Carol Jensen
1) QC-S46  46-pc 1/4" socket set, CR-V, blow case
   FOB Ningbo  USD 6.45 / set    MOQ 1,000 sets   20 sets/ctn  0.042 m3
   Includes: retail colour box, UPC barcode, spare ratchet kit (see note A)
2) QC-T525 Tape measure 5 m x 25 mm, nylon coated
   FOB Ningbo  USD 1.32 / pc     MOQ 3,000 pcs
Payment: 30% T/T deposit, 70% against B/L copy.  Lead time: 35 days.
Note A: the set is priced with your retail packing and a 2-year spare-part
service, which saves your re-packing cost and returns handling.
"""
SET = PaperLine(
    model="QC-S46", words='46-pc 1/4" socket set, CR-V, blow case', unit="set", price=Decimal("6.45"), moq=Decimal(1000),
    per_carton=Decimal(20), carton_volume=Decimal("0.042"),
    includes="retail colour box, UPC barcode, spare ratchet kit", note="A",
)  # fmt: skip
TAPE = PaperLine(
    model="QC-T525", words="Tape measure 5 m x 25 mm, nylon coated", unit="pc", price=Decimal("1.3200"), moq=Decimal(3000)
)  # fmt: skip
PAPER = Paper(
    number="QT-2026-0418-2", version=1, dated_on=date(2026, 4, 18), valid_until=date(2026, 5, 18),
    buyer="Northfield Hardware Supply, Inc.", attention="Ms. Carol Jensen", incoterm="FOB", place="Ningbo", currency="USD",
    payment="30% T/T deposit, 70% against B/L copy", lead_days=35, lines=(SET, TAPE),
    notes=(
        (
            "the set is priced with your retail packing and a 2-year spare-part service, "
            "which saves your re-packing cost and returns handling."
        ),
    ),
)  # fmt: skip


def test_specimen_comes_out_to_the_character() -> None:
    assert write_text(PAPER, words_in("en")) == SPECIMEN


def test_quantities_bring_amounts_and_a_total() -> None:
    lines = (replace(SET, quantity=Decimal(3000)), replace(TAPE, quantity=Decimal(10_000)))
    text = write_text(replace(PAPER, lines=lines), words_in("en")).splitlines()
    assert text[3:5] == [
        "   FOB Ningbo  USD 6.45 / set    MOQ 1,000 sets   Qty 3,000 sets",
        "   20 sets/ctn  0.042 m3   Amount USD 19,350.00",
    ]
    assert text[9] == "Total: USD 32,550.00   150 cartons   6.300 m3"


@pytest.mark.parametrize(
    ("language", "head", "terms"),
    [
        ("es", "COTIZACIÓN  QT-2026-0418-2", "Pago: 30% T/T deposit, 70% against B/L copy.  Plazo de entrega: 35 días."),
        ("zh", "报价单  QT-2026-0418-2", "付款方式：30% T/T deposit, 70% against B/L copy。  交货期：35 天。"),
        ("pt", "QUOTATION  QT-2026-0418-2", "Payment: 30% T/T deposit, 70% against B/L copy.  Lead time: 35 days."),
    ],
)  # fmt: skip
def test_fixed_texts_follow_the_buyers_language(language: str, head: str, terms: str) -> None:
    text = write_text(replace(PAPER, language=language), words_in(language)).splitlines()
    assert text[0].startswith(head)
    assert terms in text


def test_each_language_has_every_text_and_unit() -> None:
    english = languages()["en"]
    assert next(iter(languages())) == "en"
    for words in languages().values():
        assert set(words.texts) == set(english.texts)
        assert set(words.units) == set(english.units)


def test_columns_stand_under_each_other_also_with_wide_signs() -> None:
    lines = (replace(SET, words="46件套筒组", unit="set"), replace(TAPE, words="卷尺", unit="pc"))
    text = write_text(replace(PAPER, lines=lines, language="zh"), words_in("zh")).splitlines()
    places = [width_of(line[: line.index("起订量")]) for line in text if "起订量" in line]
    assert places == [places[0]] * 2


def test_braces_and_markup_are_printed_as_they_were_written() -> None:
    odd = replace(
        PAPER, payment="{deposit} {0} %(x)s", remarks="{buyer}\n#panic() {{x}}", notes=("{letter}",)
    )
    text = write_text(odd, words_in("en"))
    assert "Payment: {deposit} {0} %(x)s." in text
    assert text.endswith("Note A: {letter}\n{buyer}\n#panic() {{x}}\n")


def test_later_version_is_named_in_the_head() -> None:
    assert write_text(replace(PAPER, version=2), words_in("en")).startswith(
        "QUOTATION  QT-2026-0418-2 V2         Date:"
    )


ANY = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=200)


@given(model=st.text(max_size=40), words=ANY, buyer=ANY, note=ANY, remarks=ANY, payment=ANY)
def test_no_text_breaks_the_columns(
    model: str, words: str, buyer: str, note: str, remarks: str, payment: str
) -> None:
    line = replace(SET, model=model, words=words, includes=note)
    odd = replace(PAPER, lines=(line, TAPE), buyer=buyer, notes=(note,), remarks=remarks, payment=payment)
    head, *rest = write_text(odd, words_in("en")).split("\n")
    assert width_of(head) <= HEAD_WIDTH
    assert max(width_of(told) for told in rest) <= WIDTH
    assert not any(sign in "\t\r\v\f" for told in rest for sign in told)


@given(ANY)
def test_wrapping_loses_nothing(text: str) -> None:
    assert "".join("".join(wrap(text)).split()) == "".join(text.split())


def test_model_too_long_for_its_column_moves_nobody_elses_words() -> None:
    lines = (
        replace(SET, model="X" * 21),
        replace(SET, model="QC-S46"),
        replace(SET, model=""),
        replace(SET, model="Y" * 20),
    )
    text = write_text(replace(PAPER, lines=lines), words_in("en")).splitlines()
    numbered = [line for line in text if line[:3] in {"1) ", "2) ", "3) ", "4) "}]
    column = len("4) ") + 21
    assert numbered == [
        "1) " + "X" * 21, *(f"{head:<{column}}{SET.words}" for head in ("2) QC-S46", "3)", "4) " + "Y" * 20)),
    ]  # fmt: skip
