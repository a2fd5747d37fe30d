"""The paste reader: bad input, spans, determinism, and the rules that hold for every text."""

from datetime import UTC, datetime
from decimal import Decimal
from itertools import pairwise
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from customers.domain.place_names import country_of
from inquiries.domain.reader import Certainty, Reading, Telephone, highlight_spans, read
from inquiries.domain.reader.dates import read_dates
from inquiries.domain.reader.labels import read_pairs
from inquiries.domain.reader.languages import detect_language
from inquiries.domain.reader.quantities import find_quantities, read_number, read_price, read_quantity
from inquiries.domain.reader.reading import FOUND_FIELDS

AT = datetime(2026, 4, 22, 6, 30, tzinfo=UTC)
OWN = frozenset({"qicheng-tools.example"})
FRAGMENTS = (
    "From: ", "To: ", "Subject: ", "Name: ", "公司名称：", "留言内容\n", "Tel: +49 40 555 0110", "\n", "\n\n", " ", "\t", "|", "> ",
    "a@b.example", "3,000 sets", "目标价 1.35", "USD 6.45", "Best regards\n", "Carol Jensen", "有限公司", "=?gb2312?B?0a+82w==?=", "\x00",
    "\u200b", "\u202e", "\ud800", "<td>", "</p>", "=E4=BD", "-----Original Message-----\n", "On x wrote:\n", "BEGIN:VCARD\n", "FAX\n",
    "MIME-Version: 1.0\n", "Content-Type: text/plain; charset=\"x\"\n", "Received: x\n", "[21/04/2026, 14:03:11] A: b\n", "Germany", "١٢٣",
)  # fmt: skip


def _check_rules(text: str, reading: Reading) -> None:
    for name in FOUND_FIELDS:
        found = getattr(reading, name)
        assert (found.value is not None) == (found.certainty is Certainty.CERTAIN)
        assert found.value not in found.candidates or found.value is None
    spans = [getattr(reading, name).span for name in FOUND_FIELDS]
    spans += [item.span for item in (*reading.products, *reading.points)]
    assert all(0 <= span.start < span.end <= len(text) for span in spans if span)
    marks = highlight_spans(reading)
    assert all(a.span.end <= b.span.start for a, b in pairwise(marks))


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(), max_size=400))
def test_reader_takes_any_text(text: str) -> None:
    _check_rules(text, read(text, at=AT, own_domains=OWN))


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(FRAGMENTS), max_size=25).map("".join))
def test_reader_takes_any_mixture_of_telling_fragments(text: str) -> None:
    reading = read(text, at=AT, own_domains=OWN)
    _check_rules(text, reading)
    assert reading == read(text, at=AT, own_domains=OWN)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\x00",
        "x" * 3_000_000,
        "<p " * 200_000,
        "=?utf-8?b?" * 50_000,
        "Name: x\n" * 50_000,
        "A.-" * 100_000,
    ],
    ids=["empty", "nul", "one line", "open tags", "encoded words", "labels", "initials"],
)
def test_reader_survives_monsters(text: str) -> None:
    reading = read(text, at=AT)
    assert reading.is_cut == (len(text) > 150_000)


def test_relay_is_never_the_buyers_address() -> None:
    text = "From: Carol Jensen <reply-8812@message.alibaba.com>\nSubject: x\n\nPlease quote 500 sets."
    reading = read(text, at=AT)
    assert (reading.email.value, reading.email.candidates) == (None, ())
    assert "relay_address" in reading.warnings


def test_own_address_is_never_the_buyers() -> None:
    reading = read("Please answer to linda@mail.qicheng-tools.example", at=AT, own_domains=OWN)
    assert (reading.email.value, reading.email.candidates) == (None, ())


def test_two_addresses_are_offered_not_chosen() -> None:
    reading = read("Contact anna@toolhub.example or ben@toolhub.example", at=AT)
    assert reading.email.value is None
    assert reading.email.candidates == ("anna@toolhub.example", "ben@toolhub.example")


def test_ambiguous_date_stays_a_candidate() -> None:
    assert read_dates("04/05/2026 10:00 +0200", datetime(2026, 12, 1, tzinfo=UTC)) == (
        None,
        (datetime(2026, 5, 4, 8, tzinfo=UTC), datetime(2026, 4, 5, 8, tzinfo=UTC)),
    )


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Wed, 22 Apr 2026 00:58:10 -0500", datetime(2026, 4, 22, 5, 58, 10, tzinfo=UTC)),
        ("2026-04-21T09:00:00Z", datetime(2026, 4, 21, 9, tzinfo=UTC)),
        ("2026年4月21日 下午1:58 (GMT+8)", datetime(2026, 4, 21, 5, 58, tzinfo=UTC)),
        ("April 21, 2026 1:58 PM PDT", datetime(2026, 4, 21, 20, 58, tzinfo=UTC)),
        ("21.04.2026 13:58 UTC", datetime(2026, 4, 21, 13, 58, tzinfo=UTC)),
        ("April 21, 2026 1:58 PM", None),
        ("Wed, 22 Apr 2036 00:58:10 -0500", None),
    ],
)
def test_date_is_certain_only_with_its_zone(written: str, expected: datetime | None) -> None:
    assert read_dates(written, AT)[0] == expected


@pytest.mark.parametrize(
    ("written", "number", "unit"),
    [
        ("1,000 pcs", 1000, "pcs"),
        ("1.000 Stück", 1000, "pcs"),
        ("1 000 шт", 1000, "pcs"),
        ("3千套", 3000, "sets"),
        ("1.5万个", 15000, "pcs"),
        ("10k pcs", 10000, "pcs"),
        ("2x40HQ", 2, "40hq"),
        ("500 dozen", 500, "dozen"),
        ("300 pairs", 300, "pairs"),
        ("10000 Piece/Pieces", 10000, "pcs"),
        ("2000", 2000, None),
        ("1.500 kg", None, "kg"),
        ("500-1000 pcs", None, None),
    ],
)
def test_quantity_is_read_in_many_forms(written: str, number: int | None, unit: str | None) -> None:
    expected = None if number is None else Decimal(number)
    assert read_quantity(written) == (expected, unit)


def test_piece_count_of_a_set_is_no_quantity() -> None:
    found = [
        quantity.written
        for quantity in find_quantities("46-pc socket set, 46件套, 6 pcs screwdriver set, 3,000 sets")
    ]
    assert found == ["3,000 sets"]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("USD 6.45", (Decimal("6.45"), "USD")),
        ("$6.45/set", (Decimal("6.45"), "USD")),
        ("1,35 €", (Decimal("1.35"), "EUR")),
        ("¥38", (Decimal(38), None)),
        ("6美元", (Decimal(6), "USD")),
        ("1.35", (Decimal("1.35"), None)),
        ("1.350 USD", (None, None)),
        ("USD 1-2", (Decimal(1), "USD")),
    ],
)
def test_price_is_read_with_its_currency(written: str, expected: tuple[Decimal | None, str | None]) -> None:
    assert read_price(written) == expected


def test_number_with_two_marks_reads_both_conventions() -> None:
    assert (read_number("1.234,50"), read_number("1,234.50")) == (Decimal("1234.50"), Decimal("1234.50"))


def test_labels_are_read_in_any_layout() -> None:
    layouts = ["Name: Ann\nCountry: Peru", "姓名：Ann\n国家：Peru", "Name\tAnn\nCountry\tPeru", "| Name | Ann |\n| Country | Peru |",
               "Name\nAnn\n\nCountry\nPeru", "* Your Name (required) : Ann\n* Country* : Peru", "Name | Country\nAnn | Peru"]  # fmt: skip
    read_as = [[(pair.field, pair.value) for pair in read_pairs(layout.split("\n"))] for layout in layouts]
    assert read_as == [[("name", "Ann"), ("country", "Peru")]] * len(layouts)


def test_zero_width_characters_do_not_hide_an_address() -> None:
    text = "mail me: ca\u200brol@northfield.example"
    reading = read(text, at=AT)
    assert reading.email.value == "carol@northfield.example"
    assert reading.email.span is not None
    assert text[reading.email.span.start : reading.email.span.end] == "ca\u200brol@northfield.example"


def test_telephone_without_country_has_no_e164() -> None:
    reading = read("Tel: 0421 5550177", at=AT)
    assert reading.telephone.value == Telephone("0421 5550177", None)


def test_short_text_in_shared_words_has_no_certain_language() -> None:
    assert detect_language("ok") == (None, ())


@pytest.mark.parametrize(
    ("note", "name", "country", "channel"),
    [
        ("沙特 Haddad 来电 要108件套 500套", "Haddad", "SA", "phone"),
        ("巴西Carlos打电话催PI", "Carlos", "BR", "phone"),
        ("韩国客户朴先生电话,打样费谁出", "朴", "KR", "phone"),
        ("菲律宾 Jenny 微信问5米卷尺 3千个", "Jenny", "PH", "wechat"),
        ("客户Logo要印在盒子上，微信问卷尺3千把", None, None, "wechat"),
        ("国内客户来电话要1000把锤子", None, None, "phone"),
    ],
)
def test_note_names_the_buyer(note: str, name: str | None, country: str | None, channel: str) -> None:
    reading = read(note, at=AT)
    assert (reading.sender_name.value, reading.country.value, reading.channel.value) == (
        name,
        country,
        channel,
    )


@pytest.mark.parametrize(
    ("note", "words", "quantity", "unit"),
    [
        ("沙特 Haddad 来电 要108件套 500套 问CIF达曼价", "108件套", 500, "sets"),
        ("老客户来电,16oz锤子要返单2400把", "16oz锤子", 2400, "pcs"),
        ("客户来电话要1000把锤子", "锤子", 1000, "pcs"),
        ("客户来电,卷尺5米的要3千只", "卷尺5米", 3000, "pcs"),
        ("客户来电 要10k卷尺", "卷尺", 10000, None),
        ("客户来电, 螺丝刀6件套1.5万套", "螺丝刀6件套", 15000, "sets"),
        ("客户来电, 问8寸钳子2x40HQ", "8寸钳子", 2, "40hq"),
        ("VDE螺丝刀要2000支, 样品先寄3支", "VDE螺丝刀", 2000, "pcs"),
        ('We reviewed this for 2027 and need 600 x 8" pliers', '8" pliers', 600, None),
        ("Preciso de 300 jogos de soquetes 46 peças", "soquetes 46 peças", 300, "sets"),
    ],
)
def test_product_words_leave_out_what_is_said_around_them(
    note: str, words: str, quantity: int, unit: str | None
) -> None:
    products = [(product.words, product.quantity, product.unit) for product in read(note, at=AT).products]
    assert products == [(words, Decimal(quantity), unit)]


def test_colleagues_card_is_not_a_buyers() -> None:
    card = "Zhejiang Qicheng Tools (Demo) Co., Ltd.\nLinda Chen\nSales Manager\nlinda@qicheng-tools.example"
    reading = read(card, at=AT, own_domains=OWN)
    assert (reading.warnings, reading.company.value, reading.sender_name.value) == (("own_mail",), None, None)


def test_own_firm_in_a_fax_head_is_not_the_buyer() -> None:
    fax = "FAX\nTO      : Zhejiang Qicheng Tools (Demo) Co., Ltd.      FAX: +86 574 5550 0102\nFROM    : Acme Traders, Kumasi, Ghana      FAX: +233 32 555 0128\n\nPLS QUOTE"
    reading = read(fax, at=AT, own_domains=OWN)
    assert (reading.company.value, reading.country.value) == ("Acme Traders", "GH")
    assert reading.fax.value == Telephone("+233 32 555 0128", "+233325550128")


def test_form_report_from_our_own_site_is_the_visitors() -> None:
    form = "From: Qicheng <no-reply@qicheng-tools.example>\nSubject: New Entry\n\nName\nAnn Hall\n\nEmail\nann@hall.example\n\nCountry\nPeru\n"
    reading = read(form, at=AT, own_domains=OWN)
    assert (reading.sender_name.value, reading.country.value, reading.source.value) == (
        "Ann Hall",
        "PE",
        "website",
    )


@pytest.mark.parametrize(
    "sentence",
    [
        "We buy for a client in Israel.",
        "My customer in Dubai needs 300 sets.",
        "We have 120 stores in Canada and Mexico.",
    ],
)
def test_place_of_the_buyers_clients_is_not_the_buyers(sentence: str) -> None:
    assert read(sentence, at=AT).country.value is None


def test_header_block_is_no_chat() -> None:
    assert read("Date: 03/04/2026 10:15\nFrom: a@b.example\nSubject: x\n\nHello", at=AT).kind == "mail"


def test_short_answer_is_completed_from_the_same_buyers_earlier_mail() -> None:
    chain = "Fine, send PI.\nTom\n\nOn Tue, 21 Apr 2026, Linda <linda@qicheng-tools.example> wrote:\n\n> Dear Tom\n>\n> On Mon, 20 Apr 2026, {0} wrote:\n>\n>> Please quote.\n>> Regards\n>> {1}\n>> Pennine Trade Tools Ltd"
    same = read(chain.format("Tom Ashworth <tom@pennine.example>", "Tom Ashworth"), at=AT, own_domains=OWN)
    other = read(chain.format("Ann Hall <ann@pennine.example>", "Ann Hall"), at=AT, own_domains=OWN)
    assert (same.sender_name.value, same.company.value) == ("Tom Ashworth", "Pennine Trade Tools Ltd")
    assert (other.email.value, other.company.value) == (None, None)


@pytest.mark.parametrize("text", ["I'm Maria from Hardware Store in Texas", "我是做五金的，在义乌"])
def test_trade_is_neither_a_name_nor_a_firm(text: str) -> None:
    reading = read(text, at=AT)
    assert (reading.company.value, reading.sender_name.value in (None, "Maria")) == (None, True)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Deutschland", "DE"),
        ("德國", "DE"),
        ("Sør-Korea", "KR"),
        ("Hellas", "GR"),
        ("जर्मनी", "DE"),
        ("Almanya", "DE"),
    ],
)
def test_country_is_known_by_its_name_in_the_buyers_language(name: str, code: str) -> None:
    assert country_of(name) == code


def test_greeting_is_no_product() -> None:
    assert read("Dear Sir, our client wants 300 pcs.", at=AT).products == ()


def test_firm_is_parted_from_the_place_behind_it():
    mail = "Please quote your socket set.\n\nBest regards\nAnna Lindqvist\nLindqvist Verktyg AB, Gothenburg, Sweden\n"
    reading = read(mail, at=AT)
    assert [reading.company.value, reading.country.value] == ["Lindqvist Verktyg AB", "SE"]


@pytest.mark.parametrize(
    ("headers", "hour"),
    [
        ("From: Ann <ann@hall.example>\nDate: Monday, April 20, 2026 3:05 PM\nTo: Linda\nSubject: x", 15),
        ("From: Ann <ann@hall.example>\nSent: Monday, April 20, 2026 3:05 PM\nTo: Linda\nSubject: x", 15),
        ("From: Ann Hall\nSent: Mon 4/20/2026 10:05 AM\nTo: Linda Chen\nSubject: x", 10),
        ("发件人: Ann <ann@hall.example>\n发送时间: 2026年4月20日 15:05\n收件人: Linda\n主题: x", 15),
        ("寄件者: Ann <ann@hall.example>\n寄件日期: 2026年4月20日 下午 3:05\n收件者: Linda\n主旨: x", 15),
        ("De: Ann <ann@hall.example>\nEnviado el: lunes, 20 de abril de 2026 3:05 p. m.\nPara: Linda\nAsunto: x", 15),
        ("De: Ann <ann@hall.example>\nEnviado: segunda-feira, 20 de abril de 2026 15:05\nPara: Linda\nAssunto: x", 15),
        ("De: Ann <ann@hall.example>\nEnviada em: segunda-feira, 20 de abril de 2026 15:05\nPara: Linda\nAssunto: x", 15),
        ("Von: Ann <ann@hall.example>\nGesendet: Montag, 20. April 2026 15:05\nAn: Linda\nBetreff: x", 15),
        ("De : Ann <ann@hall.example>\nEnvoyé : lundi 20 avril 2026 15:05\nÀ : Linda\nObjet : x", 15),
        ("Da: Ann <ann@hall.example>\nInviato: lunedì 20 aprile 2026 15:05\nA: Linda\nOggetto: x", 15),
        ("От: Ann <ann@hall.example>\nОтправлено: 20 апреля 2026 г. 15:05\nКому: Linda\nТема: x", 15),
        ("من: Ann <ann@hall.example>\nتم الإرسال: 20 أبريل, 2026 3:05 م\nإلى: Linda\nالموضوع: x", 15),
    ],
)  # fmt: skip
def test_mail_programs_time_without_zone_is_offered_as_ours(headers: str, hour: int) -> None:
    found = read(f"{headers}\n\nPlease quote 500 pcs pliers.", at=AT).received_at
    assert (found.value, found.candidates) == (None, (datetime(2026, 4, 20, hour - 8, 5, tzinfo=UTC),))


@pytest.mark.parametrize(
    ("message", "prices"),
    [
        ("We need 1000 pcs pliers 8 inch and 500 pcs wrench 10 inch. Target price USD 2.35 each.", [None, None]),
        ("We need 1000 pcs pliers 8 inch and 500 pcs wrench 10 inch, target USD 2.35.", [None, None]),
        ("We need 1000 pcs pliers 8 inch. We also need 500 pcs wrench. Target price USD 2.35.", [None, None]),
        ("We need 1000 pcs pliers 8 inch and 500 pcs wrench 10 inch. Target price for both USD 2.", [None, None]),
        ("We need 1000 pcs pliers and 500 pcs wrench. Target price for the pliers USD 2.35.", ["2.35", None]),
        ("We need 1000 pcs pliers and 500 pcs wrench. Target USD 2.35 for the wrenches.", [None, "2.35"]),
        ("We need 1000 pcs pliers, target USD 2.35, and 500 pcs wrench.", ["2.35", None]),
        ("We need 1000 pcs pliers, target USD 2.35, and 500 pcs wrench, target USD 3.", ["2.35", "3"]),
        ("Please quote\n- pliers 8 inch, 1000 pcs, target USD 2.35\n- wrench 10 inch, 500 pcs", ["2.35", None]),
        ("Please quote\n- pliers, 1000 pcs\n- wrench, 500 pcs, target USD 2.35", [None, "2.35"]),
        ("Please quote:\n1000 pcs pliers\nTarget: USD 2.35\n500 pcs wrench\nTarget: USD 3.10", ["2.35", "3.10"]),
        ("Please quote:\n1000 pcs pliers\n500 pcs wrench\nTarget price: USD 2.35 each", [None, None]),
        ("要钳子1000把和扳手500把，目标价2.35美元", [None, None]),
        ("要钳子1000把，目标价2.35美元；要扳手500把，目标价3美元", ["2.35", "3"]),
    ],
)  # fmt: skip
def test_target_price_is_given_only_to_the_product_it_plainly_is_of(
    message: str, prices: list[str | None]
) -> None:
    reading = read(f"From: Ann Hall <ann@hall.example>\nSubject: x\n\n{message}", at=AT)
    assert [product.target_price for product in reading.products] == [
        None if price is None else Decimal(price) for price in prices
    ]
    is_open = prices == [None, None]
    assert ("target_price" in {point.code for point in reading.points}) == is_open
    assert "target_price" in reading.suggested_grade.reasons


RELAY = "From: Alibaba.com <feedback@service.alibaba.com>\nTo: linda@qicheng-tools.example\n"


@pytest.mark.parametrize(
    ("text", "name", "country", "channel"),
    [
        (RELAY + "Subject: New inquiry from John Smith (United States)\n\nNeed pliers", "John Smith", "US", "platform"),
        ("[Alibaba.com] New inquiry from John Smith (United States)\n\nNeed pliers", "John Smith", "US", "platform"),
        ("Alibaba.com: You have a new inquiry from John Smith\n\nNeed pliers", "John Smith", None, "platform"),
        ("【阿里巴巴国际站】您收到来自 John Smith（美国）的新询盘\n\nNeed pliers", "John Smith", "US", "platform"),
        ("Subject: New inquiry from John Smith (United States)\n\nNeed pliers", "John Smith", "US", None),
        (RELAY + "Subject: New inquiry from Texas\n\nNeed pliers", None, None, "platform"),
        (RELAY + "Subject: New inquiry from United States\n\nNeed pliers", None, None, "platform"),
        (RELAY + "Subject: You have a new inquiry from your website\n\nNeed pliers", None, None, "platform"),
    ],
)  # fmt: skip
def test_announced_buyer_is_the_sender(
    text: str, name: str | None, country: str | None, channel: str | None
) -> None:
    reading = read(text, at=AT, own_domains=OWN)
    found = (reading.sender_name.value, reading.country.value, reading.channel.value)
    assert found == (name, country, channel)


def test_buyers_own_subject_announces_nobody() -> None:
    mail = (
        "From: Ann Hall <ann@hall.example>\nSubject: Inquiry from John Smith (United States)\n\nPlease quote."
    )
    reading = read(mail, at=AT, own_domains=OWN)
    assert (reading.sender_name.value, reading.country.value) == ("Ann Hall", None)


@pytest.mark.parametrize(
    ("sender", "name", "company", "country"),
    [
        ("OLD HARBOR HARDWARE CO., BOSTON USA", None, "OLD HARBOR HARDWARE CO.", "US"),
        ("OLD HARBOR HARDWARE CO., LEWISTON USA", None, "OLD HARBOR HARDWARE CO.", "US"),
        ("OLD HARBOR CO., LTD., 12 MAIN ST, BOSTON, MA 02110, USA", None, "OLD HARBOR CO., LTD.", "US"),
        ("JOHN SMITH, OLD HARBOR HARDWARE CO., BOSTON USA", "JOHN SMITH", "OLD HARBOR HARDWARE CO.", "US"),
        ("Old Harbor Hardware Co. / Mr. Smith", "Smith", "Old Harbor Hardware Co.", None),
        ("John Smith (Old Harbor Hardware Co.)", "John Smith", "Old Harbor Hardware Co.", None),
        ("John Smith, Purchasing Manager, Old Harbor Co.", "John Smith", "Old Harbor Co.", None),
        ("Smith, Jones & Co., Boston", None, "Smith, Jones & Co.", "US"),
    ],
)
def test_fax_sender_is_parted_into_person_firm_and_place(
    sender: str, name: str | None, company: str, country: str | None
) -> None:
    fax = f"FAX\nTO: EXPORT DEPT\nFROM: {sender}\nREPLY BY FAX.\n\nPLS QUOTE SOCKET SET 46PC, QTY 3000"
    reading = read(fax, at=AT, own_domains=OWN)
    found = (reading.sender_name.value, reading.company.value, reading.country.value)
    assert found == (name, company, country)


@pytest.mark.parametrize(
    ("numbers", "telephone", "fax"),
    [
        ("FAX: +1 617 555 0143", None, "+16175550143"),
        ("TEL +1 617 555 0142 FAX +1 617 555 0143", "+16175550142", "+16175550143"),
        ("FAX: +1 617 555 0143 / TEL: +1 617 555 0142", "+16175550142", "+16175550143"),
        ("TEL/FAX: +1 617 555 0142 / +1 617 555 0143", "+16175550142", "+16175550143"),
        ("TEL & FAX: +1 617 555 0142", "+16175550142", "+16175550142"),
        ("Fax/Tel +1 617 555 0143, +1 617 555 0142", "+16175550142", "+16175550143"),
    ],
)
def test_fax_head_is_read_and_is_no_part_of_the_letter(numbers: str, telephone: str | None, fax: str) -> None:
    sheet = f"FAX MESSAGE\nTO: EXPORT DEPT\nFROM: OLD HARBOR HARDWARE CO.\n{numbers}\n\nPLS QUOTE SOCKET SET 46PC, QTY 3000, CIF BOSTON"
    reading = read(sheet, at=AT, own_domains=OWN)
    assert reading.fax.value is not None
    assert (reading.telephone.value and reading.telephone.value.e164, reading.fax.value.e164) == (
        telephone,
        fax,
    )
    assert reading.message == "PLS QUOTE SOCKET SET 46PC, QTY 3000, CIF BOSTON"
    assert [(product.words, product.quantity) for product in reading.products] == [("SOCKET SET 46PC", 3000)]


def test_mail_that_shows_us_anothers_offer_is_its_senders() -> None:
    mail = (
        "From: Ann Hall <ann@hall.example>\nTo: linda@qicheng-tools.example\nSubject: Fwd: offer\n\n"
        "Our agent got the offer of another factory. Please quote 500 pcs pliers, can you beat it?\n\n"
        "---------- Forwarded message ---------\nFrom: Andy Xu <andy@factory.example>\n\nUSD 1.10."
    )
    reading = read(mail, at=AT, own_domains=OWN)
    assert (reading.email.value, reading.sender_name.value) == ("ann@hall.example", "Ann Hall")


def test_time_of_a_reply_line_is_no_part_of_the_name() -> None:
    mail = "\n\nOn Fri, Apr 17, 2026 at 5:40 PM Ann Hall <ann@hall.example> wrote:\n\n> Please quote."
    assert read(mail, at=AT, own_domains=OWN).sender_name.value == "Ann Hall"


def test_amount_with_each_is_a_price_and_no_quantity() -> None:
    assert [quantity.written for quantity in find_quantities("1000 pcs at USD 2.35 each, QTY: 3,000")] == [
        "1000 pcs",
        "QTY: 3,000",
    ]


def test_chinese_firm_with_a_mainland_mobile_is_in_china() -> None:
    mail = "请报价卷尺3000把。\n\n谢谢\n陈晓峰\n义乌瑞达进出口有限公司\n手机：138 5550 0126"
    reading = read(mail, at=AT, own_domains=OWN)
    assert reading.country.value == "CN"
    assert reading.telephone.value == Telephone("138 5550 0126", "+8613855500126")
    taiwan = mail.replace("138 5550 0126", "0912 555 012")
    assert read(taiwan, at=AT, own_domains=OWN).country.value is None


@pytest.mark.parametrize(
    "unit",
    [
        "John Smith, Old Harbor Co., Boston USA\n", "inquiry from a ", "a,", "(((( ", "TEL/FAX: 1 / ", "QTY 3,000 ",
        "Target price USD 2.35 each\n", "FAX: +1 617 555 0143\n", "need 400 pliers and 200 saws and ", "Buyer details:\nJohn\n",
        "T 038 555 14 27\n", "Jo <jo@b.nl>\n", "12 Main St, Tulsa, Oklahoma\n", "肯尼亚Savanna Home ", "Den 2 skrev ", "padlocks 50mm - 500 dozen and 38mm - 300 dozen ",
        "1        Torque Wrench 1/2", "1- Hammer .......... 500 pcs\n", "• 5.000 un. – colher\n", "500 pcs hammer 1,5 kg, ", "Hand Tools - ", ".  ", "for concrete ",
    ],
)  # fmt: skip
@pytest.mark.parametrize("head", ["", "FAX\nFROM: ", "[Alibaba.com] "])
def test_time_grows_no_faster_than_the_text(head: str, unit: str) -> None:
    text = head + unit * (1_000_000 // len(unit))
    started = process_time()
    read(text, at=AT, own_domains=OWN)
    assert process_time() - started < 3  # about half a second; a runaway expression takes minutes


@pytest.mark.parametrize(
    ("chat", "sender"),
    [
        ("A: Do you have padlocks? I need 500 pcs\nB: Yes, USD 2", "A"),
        ("B: Hello\nA: Hello, how can I help?\nB: I need 500 pcs padlocks", "B"),
        ("A: I need 500 pcs padlocks\nB: And I need 200 hasps", None),
        ("A: Good morning\nB: Good morning, I need 500 pcs padlocks", None),
        ("A: Hi, I am looking for Qicheng padlocks\nB: Hi, this is Linda from Qicheng Tools", "A"),
        ("A: Hi, this is Linda from Qicheng Tools, you asked for padlocks?\nB: Yes, 500 pcs", "B"),
    ],
)
def test_buyer_of_a_chat_is_who_opens_and_asks_or_is_not_of_our_firm(chat: str, sender: str | None) -> None:
    names = {"A": "Tunde Bakare", "B": "Maria Souza"}
    lines = [
        f"21/04/2026, 10:0{index} - {names[line[0]]}{line[1:]}" for index, line in enumerate(chat.split("\n"))
    ]
    reading = read("\n".join(lines), at=AT, own_domains=OWN)
    assert reading.sender_name.value == (names[sender] if sender else None)


_FORWARDED = """
---------- Forwarded message ---------
From: Padraig Nolan <padraig@nolan.example>
Date: Tue, 21 Apr 2026 at 18:51
Subject: Drill
To: Lily Wang <lilywang@gmail.com>

Hi Lily, please quote 800 pcs cordless drill.
Padraig Nolan
"""


@pytest.mark.parametrize(
    ("words", "email"),
    [
        ("I forward this from my private mailbox. The customer wants an answer by Thursday.", "padraig@nolan.example"),
        ("这个客户是展会上认识的，我用私人邮箱转一下，请你明天跟进客户，他周四要走，报价之前先问一下老板，谢谢你了。" * 2, "padraig@nolan.example"),
        ("I am an agent in Dublin. My customer asks for the drill below. Can you quote me CIF Dublin? He needs it in May.", "lilywang@gmail.com"),
        ("This customer asked me for drills, see his mail below. We need your best price with my commission of five per cent.", "lilywang@gmail.com"),
    ],
)  # fmt: skip
def test_forward_from_a_private_mailbox_is_a_colleagues_only_when_it_says_so(words: str, email: str) -> None:
    head = "From: Lily Wang <lilywang@gmail.com>\nTo: sales@qicheng-tools.example\nSubject: Fwd: Drill\n\n"
    assert read(head + words + "\n" + _FORWARDED, at=AT, own_domains=OWN).email.value == email


@pytest.mark.parametrize(
    ("message", "products"),
    [
        ('We need bolt cutter 24" and 36", 1,200 pcs each.', [('bolt cutter 24"', 1200), ('bolt cutter 36"', 1200)]),
        ("need car jack 3 ton 3000 pcs", [("car jack 3 ton", 3000)]),
        ("Preciso de cotação pra 2 mil trenas de 5m", [("trenas de 5m", 2000)]),
        ("Нужны плоскогубцы — 5 тыс. шт.", [("плоскогубцы", 5000)]),
        ("Looking for hex key sets, 9 pc, black oxide. Approx. 10,000 sets.", [("hex key sets, 9 pc, black oxide", 10000)]),
        ("We need 20 tons steel wire", [("steel wire", 20)]),
    ],
)  # fmt: skip
def test_numbers_of_a_product_are_parted_from_its_quantity(
    message: str, products: list[tuple[str, int]]
) -> None:
    reading = read(message, at=AT, own_domains=OWN)
    assert [(item.words, item.quantity) for item in reading.products] == products


@pytest.mark.parametrize("footer", ["Sent from my iPhone", "Enviado do meu iPhone", "Get Outlook for iOS", "发自我的iPhone", "Gesendet von Outlook für Android"])  # fmt: skip
def test_mail_programs_own_line_is_no_part_of_the_message(footer: str) -> None:
    text = f"From: a@firm.example\nTo: sales@qicheng-tools.example\nSubject: saw\n\nWe need 500 pcs saws.\n\n{footer}"
    assert read(text, at=AT, own_domains=OWN).message == "We need 500 pcs saws."


def test_quantity_of_two_sizes_without_each_is_not_certain() -> None:
    reading = read("We need claw hammer 16 oz and 20 oz 500 pcs", at=AT, own_domains=OWN)
    assert [item.certainty for item in reading.products] == [Certainty.LIKELY]


def test_country_of_an_agents_client_is_not_the_agents() -> None:
    text = "See my client's request below. The client is from Peru. Please quote me 500 saws."
    assert read(text, at=AT, own_domains=OWN).country.value is None


@pytest.mark.parametrize(
    ("letter", "country"),
    [
        ("From: Jo <jo@vdm.nl>\n\nGoedemorgen, wij zoeken 300 stuks emmers voor onze winkel. Wat is de levertijd?", "NL"),
        ("From: Jo <jo@vdm.nl>\n\nGood morning, we are looking for 300 pcs of buckets. What is your price?", None),
        ("From: Jo <jo@vdm.co>\n\nGood morning, we are looking for 300 pcs of buckets. What is your price?", None),
        ("From: Jo <jo@vdm.nl>\n\nGoedemorgen, wij zoeken 300 stuks emmers.\n\nMet vriendelijke groet,\nJo\nVDM B.V.\nGent, België", "BE"),
    ],
)  # fmt: skip
def test_country_of_a_domain_counts_only_with_its_language_and_without_another(
    letter: str, country: str | None
) -> None:
    assert read(letter, at=AT, own_domains=OWN).country.value == country


@pytest.mark.parametrize(
    "sentence",
    [
        "Please contact my colleague Els (els@toolhaven.be, +32 3 555 01 44).",
        "Unser Spediteur ist Herr Huber, huber@spedition.at, +43 1 555 0144.",
        "Nuestro agente es el Sr. Luna (luna@aduanas.mx, +52 477 555 0163).",
        "我的同事小王 wang@hengda.com，+86 574 5555 0133",
    ],
)
def test_address_and_number_of_another_are_only_offered(sentence: str) -> None:
    reading = read(f"Hello, we need 300 pcs of padlocks.\n{sentence}\nPieter", at=AT, own_domains=OWN)
    assert (reading.email.value, reading.telephone.value) == (None, None)
    assert reading.email.candidates


@pytest.mark.parametrize(
    ("words", "products"),
    [
        ("We need 300 sets of spanner set and 50 cartons tape.", [("spanner set", 300), ("tape", 50)]),
        ("Vi behöver 500 st pumpar och 200 klämmor.", [("pumpar", 500), ("klämmor", 200)]),
        ("wir suchen 5000 Kabelbinder und 300 Stk. Trommeln", [("Kabelbinder", 5000), ("Trommeln", 300)]),
        ("Quote C&F Karachi for padlocks 50mm - 500 dozen and 38mm - 300 dozen.", [("padlocks 50mm", 500), ("padlocks 38mm", 300)]),
        ("ハサミを500丁お願いします。サンプルは各1丁ください。", [("ハサミ", 500)]),
        ("Need a quote on 150 floor jacks, 3 ton.", [("floor jacks", 150)]),
        ("Price for 300 pcs buckets and 3 pcs samples?", [("buckets", 300)]),
        ("敝公司想詢問 手壓噴霧器 800 支", [("手壓噴霧器", 800)]),
    ],
)  # fmt: skip
def test_each_number_counts_its_own_product(words: str, products: list[tuple[str, int]]) -> None:
    found = read(words, at=AT, own_domains=OWN).products
    assert [(product.words, product.quantity) for product in found] == products


@pytest.mark.parametrize("words", ["Fooo barr wij 3000 pcs", "quxx zupa nous 400 pcs"])
def test_words_that_speak_are_no_certain_product(words: str) -> None:
    assert all(product.certainty != "certain" for product in read(words, at=AT, own_domains=OWN).products)


@pytest.mark.parametrize(
    ("line", "country", "city"),
    [
        ("Leeds LS3 1AB", "GB", "Leeds"),
        ("8024 AA Zwolle", "NL", "Zwolle"),
        ("Dandenong VIC 3175", "AU", "Dandenong"),
        ("Mississauga, ON L5T 2N7", "CA", "Mississauga"),
        ("Campinas - SP, 13010-050", "BR", "Campinas"),
        ("Via Torino 57 - 13900 Biella (BI)", "IT", "Biella"),
        ("4470-208 Maia", "PT", "Maia"),
        ("12 Main Street, Tulsa, Oklahoma 74103", "US", "Tulsa"),
        ("Str. Fabricii 93, Brad, Romania", "RO", "Brad"),
        ("14 Rue Haute, Neverton", None, None),
    ],
)
def test_address_is_read_by_its_countrys_own_form(line: str, country: str | None, city: str | None) -> None:
    reading = read(f"We need 300 pcs of padlocks.\n\nBest regards\nJo Reed\n{line}\n", at=AT, own_domains=OWN)
    assert (reading.country.value, reading.city.value) == (country, city)


def test_firm_spelt_as_its_host_is_no_person() -> None:
    letter = "From: Jo Keogh <jo@littlewren.com>\n\nWe need 300 pcs of padlocks.\n\nCheers\nJo\nLittle Wren\n"
    reading = read(letter, at=AT, own_domains=OWN)
    assert (reading.sender_name.value, reading.company.value) == ("Jo Keogh", "Little Wren")


def test_short_word_within_our_domain_is_no_name_of_ours() -> None:
    card = "Yong Heng Homeware Sdn. Bhd. (884512-K)\nKelvin Lim\nPurchasing Manager\nkelvin@yhh.example\nTel: +603-8955 0149"
    assert read(card, at=AT, own_domains=OWN).company.value == "Yong Heng Homeware Sdn. Bhd."


def test_mailbox_head_without_labels_is_a_head() -> None:
    head = "Joost Meulen <joost@vdm.nl>\ndi 21 apr. 2026, 09:12\naan mij\n\nOnderwerp: emmers\n\nGoedemorgen, wij zoeken emmers."
    reading = read(head, at=AT, own_domains=OWN)
    assert (reading.kind, reading.sender_name.value, reading.subject.value) == (
        "mail",
        "Joost Meulen",
        "emmers",
    )
    assert reading.message.startswith("Goedemorgen")


@pytest.mark.parametrize(
    ("lines", "company", "title"),
    [
        ("NORDWIND\nbad | küche | ag\n\nPetra Sommer\nEinkaufsleiterin\nNordwind Bad & Küche GmbH", "Nordwind Bad & Küche GmbH", "Einkaufsleiterin"),
        ("Petra Sommer\nDirector, Sourcing\nBig Sky Outfitters Inc.", "Big Sky Outfitters Inc.", "Director, Sourcing"),
        ("Petra Sommer\nResponsabile, Acquisti\nNeri Casalinghi Srl", "Neri Casalinghi Srl", "Responsabile, Acquisti"),
        ("Petra Sommer\nImport Staff\nAn Phat Trading JSC", "An Phat Trading JSC", "Import Staff"),
        ("Petra Sommer\nJefa de Compras\nIbáñez e Hijos - Suministros Industriales, S.L.", "Ibáñez e Hijos - Suministros Industriales, S.L.", "Jefa de Compras"),
        ("Petra Sommer\nKoordinator\nBecker & Söhne - Werkzeuge GmbH", "Becker & Söhne - Werkzeuge GmbH", "Koordinator"),
    ],
)  # fmt: skip
def test_card_keeps_firm_and_role_whole(lines: str, company: str, title: str) -> None:
    reading = read(f"{lines}\nTel. +49 40 5550 127\n", at=AT, own_domains=OWN)
    assert reading.sender_name.value == "Petra Sommer"
    assert (reading.company.value, reading.job_title.value) == (company, title)


@pytest.mark.parametrize(
    ("words", "quantity"),
    [("要五百个锤子", 500), ("锤子一万五千个", 15_000), ("锤子三十六个", 36), ("问锤子两三千个", None), ("问锤子一百二个", None)],
)  # fmt: skip
def test_chinese_number_words_count_and_about_so_many_does_not(words: str, quantity: int | None) -> None:
    assert [product.quantity for product in read(words, at=AT, own_domains=OWN).products] == [quantity]


@pytest.mark.parametrize(
    ("sheet", "name", "form", "title"),
    [
        ("TÉLÉCOPIE\n\nHamdi SARL\nTél : +213 21 55 01 46\n\nÀ l'attention de : Service Export\nDe : M. Karim Hamdi, Gérant\n\nMessieurs,\nVeuillez nous adresser votre tarif.", "Karim Hamdi", "mr", "Gérant"),
        ("TELEFAX\n\nBruni S.r.l.\nTel: +39 02 555 0146\n\nDestinatario: Export\nMittente: Sig. Paolo Bruni, Responsabile Acquisti\n\nVi preghiamo di quotare 500 pezzi di pinze.", "Paolo Bruni", "mr", "Responsabile Acquisti"),
        ("ФАКС\n\nООО «Сервис»\nТел: +7 843 555 01 46\n\nКому: Export\nОт: Иван Петров, директор\n\nПросим выслать цену на 500 шт отверток.", "Иван Петров", None, "директор"),
    ],
)  # fmt: skip
def test_fax_sheet_names_its_sender(sheet: str, name: str, form: str | None, title: str) -> None:
    reading = read(sheet, at=AT, own_domains=OWN)
    assert (reading.channel.value, reading.sender_name.value) == ("fax", name)
    assert (reading.form_of_address.value, reading.job_title.value) == (form, title)


@pytest.mark.parametrize(
    ("note", "name", "company", "country"),
    [
        ("沙特 Haddad Tools，Ms. Layla Haddad，传真 +966 11 555 0162，问千斤顶", "Layla Haddad", "Haddad Tools", "SA"),
        ("Messe Notiz, Stand B12\nSabine Vogt, Vogt GmbH (Deutschland), s.vogt@vogt-garten.de\nwill 300 Stück Zangen", "Sabine Vogt", "Vogt GmbH", "DE"),
        ("Two shops write.\nTom Reed, Reed Ltd, tom@reed.com\nSue Park, Park Ltd, sue@park.com", None, None, None),
        ("We need 300 pcs reels. Our forwarder:\nKen Lam, Ocean Ltd, ken@ocean.hk", None, None, None),
    ],
)  # fmt: skip
def test_note_names_one_party_in_full(note: str, name: str | None, company: str | None, country: str | None) -> None:  # fmt: skip
    reading = read(note, at=AT, own_domains=OWN)
    assert (reading.sender_name.value, reading.company.value) == (name, company)
    assert reading.country.value == country


@pytest.mark.parametrize(
    ("firm", "host", "country"),
    [("Acme Oy", "acme.fi", "FI"), ("Acme GmbH", "acme.at", "AT"), ("Acme Oy", "acme.at", None), ("Acme", "acme.fi", None)],
)  # fmt: skip
def test_legal_form_tells_the_country_beside_its_domain(firm: str, host: str, country: str | None) -> None:
    letter = (
        f"From: Jo Reed <jo@{host}>\n\n2000 led strips, what is your price?\n\nRegards\nJo Reed\n{firm}\n"
    )
    assert read(letter, at=AT, own_domains=OWN).country.value == country


_BENEATH = """
From: Oksana Bondar <o.bondar@bondar-instrument.example>
Sent: 20 April 2026 15:00
To: {to}
Subject: RE: Price list

Dear Linda, we would like to order 1200 pcs pruning saw.

Best regards
Oksana Bondar
"""


@pytest.mark.parametrize(
    ("above", "to", "email"),
    [
        ("Linda你看看这个，以前没合作过，先发目录。", "Info", "o.bondar@bondar-instrument.example"),
        ("Kevin, es tuyo.\nLinda Chen", "Linda Chen", "o.bondar@bondar-instrument.example"),
        ("Kevin, es tuyo.\nAna\nQicheng Tools", "Ana", "o.bondar@bondar-instrument.example"),
        ("OB", "Sales", "o.bondar@bondar-instrument.example"),
        ("我们客户要这个，你们报价给我。", "王强 <wang@yiwubuy.example>", None),
        ("Please quote for our client.\n\nAnna Schmidt\nSchmidt Sourcing GmbH", "Anna Schmidt", None),
        ("Make it 500 pcs please.", "Sales", None),
    ],
)  # fmt: skip
def test_comment_above_a_mail_is_ours_when_tongue_or_signature_say_so(above: str, to: str, email: str | None) -> None:  # fmt: skip
    reading = read(f"{above}\n{_BENEATH.format(to=to)}", at=AT, own_domains=OWN)
    assert reading.email.value == email


@pytest.mark.parametrize(
    ("chat", "channel", "name", "message"),
    [
        ("[LINE] 與 小陳 的聊天記錄\n儲存日期：2026/04/20 09:00\n\n上午10:12\t小陳\t請問有鋁梯嗎\n上午11:00\tLinda\t您好", "other", "小陳", "請問有鋁梯嗎"),
        ("Marija Jovanović, [20.04.2026 11:02]\nI need 500 pcs shears\nKevin (Qicheng), [20.04.2026 11:30]\nHello", "other", "Marija Jovanović", "I need 500 pcs shears"),
        ("LinkedIn Messaging\n\nTomáš Dvořák • 3rd\nBuyer | Dvořák s.r.o.\n\nMONDAY\n\nTomáš Dvořák\n 3:05 PM\nHello Linda\n\nLinda Chen\n 3:31 PM\nHi Tomáš", "platform", "Tomáš Dvořák", "Hello Linda"),
        ("Alibaba.com TradeManager\n\nYusuf Kaya\n🇹🇷 Turkey\n\nYusuf Kaya 10:01:22\nHello\nseller_9 10:02:10\n[Auto reply] Thank you", "platform", "Yusuf Kaya", "Hello"),
    ],
)  # fmt: skip
def test_chat_of_each_program_keeps_the_other_sides_words(chat: str, channel: str, name: str, message: str) -> None:  # fmt: skip
    reading = read(chat, at=AT, own_domains=OWN)
    assert (reading.channel.value, reading.sender_name.value) == (channel, name)
    assert reading.message == message


@pytest.mark.parametrize(
    ("form", "country", "telephone"),
    [
        ("会社名：株式会社タカラ工具\nお名前：森田 健\n電話番号：06-6555-0143\n内容：見積りをお願いします", "JP", "+81665550143"),
        ("업체명 : ㈜대성산업자재\n담당자 : 최윤호 차장\n연락처 : 031-555-0149\n문의내용 : 견적 부탁드립니다", "KR", "+82315550149"),
        ("Name: Jo Holm\nCompany: Holm Jern ApS\nTel: 75 55 01 42\nMessage: Please quote", "DK", "+4575550142"),
        ("First name: Marcus\nLast name: Webb\nPhone: (512) 555-0177\nState: TX\nMessage: Please quote", "US", "+15125550177"),
        ("Name: Jo Holm\nCompany: Holm d.o.o.\nTel: 75 55 01 42\nMessage: Please quote", None, None),
    ],
)  # fmt: skip
def test_legal_form_of_one_country_and_a_state_tell_where_a_number_belongs(form: str, country: str | None, telephone: str | None) -> None:  # fmt: skip
    reading = read(form, at=AT, own_domains=OWN)
    assert reading.country.value == country
    assert reading.telephone.value is not None
    assert reading.telephone.value.e164 == telephone


@pytest.mark.parametrize(
    ("message", "products"),
    [
        ("- Cord set 24 pcs in jar: 8,000 sets\n- Rope – 100 rolls", [("Cord set 24 pcs in jar", 8000), ("Rope", 100)]),
        ("No\tDescription\tUM\tQty\n1\tRoller 250 mm\tpcs\t6000\n2\tTape 48 mm\trolls\t4800", [("Roller 250 mm", 6000), ("Tape 48 mm", 4800)]),
        ("Kindly revise the proforma invoice to 600 cartons padlock 265", [("padlock 265", 600)]),
        ("看中千斤顶 2吨（红色），要 600台", [("千斤顶 2吨", 600)]),
        ("we're after two hundred of the post hole diggers", [("post hole diggers", 200)]),
        ("Our 1st shipment leaves in May, need 300 pcs rakes", [("rakes", 300)]),
        ("1        Torque Wrench 1/2\"                250 Nos\n10       Tape measure 7.5 m    2000 Nos", [("Torque Wrench 1/2\"", 250), ("Tape measure 7.5 m", 2000)]),
        ("1- Pipe wrench 14\" ........ 2400 pcs\n2- Hacksaw frame ..... 3600 pcs", [("Pipe wrench 14\"", 2400), ("Hacksaw frame", 3600)]),
        ("• 5.000 un. – colher de pedreiro 8\"\n• 1.200 jogos – chave combinada", [("colher de pedreiro 8\"", 5000), ("chave combinada", 1200)]),
        ("price of 500 pcs hammer 1,5 kg, 300 pcs hammer 2,0 kg", [("hammer 1,5 kg", 500), ("hammer 2,0 kg", 300)]),
        ("Item 2: Pickaxe head 2.5 kg, 5,000 pcs", [("Pickaxe head 2.5 kg", 5000)]),
        ("Necesitamos 300 juegos de brocas para concreto y 200 unidades de sierra para nuestro cliente", [("brocas para concreto", 300), ("sierra", 200)]),
        ("社内で検討した結果、ラチェットレンチ 800本", [("ラチェットレンチ", 800)]),
    ],
)  # fmt: skip
def test_product_is_what_a_list_a_table_or_a_sentence_counts(message: str, products: list[tuple[str, int]]) -> None:  # fmt: skip
    found = read(message, at=AT, own_domains=OWN).products
    assert [(product.words, product.quantity) for product in found] == products


def test_price_by_the_piece_is_no_price_of_dozens() -> None:
    reading = read("240 dozens of hand hoe, can you reach 1.90 USD per pc?", at=AT, own_domains=OWN)
    assert [product.target_price for product in reading.products] == [None]
    assert "target_price" in {point.code for point in reading.points}


def test_words_between_two_numbers_are_not_certain_where_more_words_follow() -> None:
    reading = read("Tools for concrete, 500 pcs trowel for concrete and 300 pcs float", at=AT)
    assert all(
        product.certainty is not Certainty.CERTAIN for product in reading.products if product.quantity == 300
    )
    plain = read("hammers 500 pcs and floats 300 pcs", at=AT).products
    assert [(product.words, product.certainty) for product in plain] == [
        ("hammers", Certainty.CERTAIN),
        ("floats", Certainty.CERTAIN),
    ]


def test_price_asked_of_us_is_a_target_and_a_number_of_pieces_is_none() -> None:
    asked = read("if you can make it 0.42 USD/pc when we order 20 000 pcs hose connector", at=AT)
    assert [(product.target_price, product.currency) for product in asked.products] == [
        (Decimal("0.42"), "USD")
    ]
    counted = read("if you can make it 3,000 pcs hammer we order next week", at=AT)
    assert [product.target_price for product in counted.products] == [None]


@pytest.mark.parametrize(
    ("signature", "company", "city"),
    [
        ("For Acme Tools Pvt Ltd,\nMr. John Smith\n12 Main Street, Galle, Sri Lanka\n+94 91 555 0142", "Acme Tools Pvt Ltd", "Galle"),
        ("Mary Otieno\nTusker Supplies Ltd\nP.O. Box 4411, Thika 01000, Kenya\nP.O.Box 4411", "Tusker Supplies Ltd", "Thika"),
        ("João Lima\nLima Ferragens Ltda.\nRua das Flores, 12 – Joinville/SC – Brasil", "Lima Ferragens Ltda.", "Joinville"),
    ],
)  # fmt: skip
def test_signature_names_firm_and_town_and_a_post_box_is_no_site(
    signature: str, company: str, city: str
) -> None:
    reading = read(f"Dear Sir,\nplease send your price list.\n\nBest regards,\n{signature}", at=AT)
    assert (reading.company.value, reading.city.value, reading.website.value) == (company, city, None)


def test_town_beside_its_country_and_one_that_tells_alone() -> None:
    assert (
        read("4/22 来电\n哥斯达黎加 圣何塞 Distribuidora Sol S.A.，要砍刀 200打", at=AT).city.value
        == "圣何塞"
    )
    assert read("Moin aus Flensburg, brauche 250 Stück Zangen", at=AT).country.value == "DE"
