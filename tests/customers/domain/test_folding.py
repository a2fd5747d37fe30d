"""Mail addresses, telephone numbers and sites in their one form (rules.md §5, trust.md Q4)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customers.domain import folding


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Carol.Jensen@Northfield.example", "carol.jensen@northfield.example"),
        ("Carol Jensen <CAROL@northfield.example>", "carol@northfield.example"),
        ("mailto:carol@northfield.example?subject=Hi", "carol@northfield.example"),
        ("a.b+fair@GoogleMail.com", "ab@gmail.com"),
        ("anna+cn@outlook.com", "anna@outlook.com"),
        ("sales+cn@northfield.example", "sales+cn@northfield.example"),
        ("ｃａｒｏｌ＠ｎｏｒｔｈｆｉｅｌｄ．ｅｘａｍｐｌｅ", "carol@northfield.example"),
        ("info@bücher.example", "info@xn--bcher-kva.example"),
        (" <carol@northfield.example>; ", "carol@northfield.example"),
        ("carol at northfield", None),
        ("carol@northfield", None),
        ("@northfield.example", None),
        ("a b@northfield.example", None),
        ("", None),
    ],
)
def test_fold_email_gives_one_form(text: str, folded: str | None) -> None:
    assert folding.fold_email(text) == folded


CHICAGO = ["+1 312 555 0123", "+1 (312) 555-0123", "001-312-555-0123", "1-312-555-0123", "１－３１２－５５５－０１２３",
           "+1.312.555.0123", "tel:+13125550123", "+1 312 555 0123 ext. 44", "+13125550123x44", "Tel: +1 312-555-0123 转 801",
           "＋１（３１２）５５５－０１２３", "+1 312 555 0123 / +1 312 555 0124", "(312) 555 0123", "3125550123"]  # fmt: skip
LONDON = ["+44 20 7946 0123", "+44 (0)20 7946 0123", "0044 20 7946 0123", "00 44 (0) 20 79460123", "020 7946 0123",
          "(020) 7946-0123", "44 20 7946 0123", "020/79460123", "+44 020 7946 0123", "０２０　７９４６　０１２３",
          "\u202a+44 20 7946 0123\u202c", "44 (0) 20 7946 0123"]  # fmt: skip


BERLIN = [
    "+49 30 1234567",
    "0049 (0)30 / 1234567",
    "+49 (0)30/1234567",
    "030/1234567",
    "49 30 1234567",
    "(49) 30 1234567",
]


@pytest.mark.parametrize(
    ("texts", "country", "folded"),
    [(CHICAGO, "US", "+13125550123"), (LONDON, "GB", "+442079460123"), (BERLIN, "DE", "+49301234567")],
)
def test_fold_phone_gives_one_form(texts: list[str], country: str, folded: str) -> None:
    assert {text: folding.fold_phone(text, country) for text in texts} == dict.fromkeys(texts, folded)


@pytest.mark.parametrize(
    ("text", "country", "folded"),
    [
        ("011 44 20 7946 0123", "US", "+442079460123"),
        ("0011 44 20 7946 0123", "AU", "+442079460123"),
        ("8-10-44-20-7946-0123", "RU", "+442079460123"),
        ("+1 312 555 0123", "DE", "+13125550123"),
        ("1 312 555 0123", None, "+13125550123"),
        ("٠٢٠٧٩٤٦٠١٢٣", "GB", "+442079460123"),
        ("020 7946 0123", None, None),
        ("12", "GB", None),
        ("call me", None, None),
        ("", "US", None),
    ],
)
def test_fold_phone_reads_prefixes(text: str, country: str | None, folded: str | None) -> None:
    assert folding.fold_phone(text, country) == folded


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("https://shop.northfield.example:8080/a?b#c", "northfield.example"),
        ("WWW.Northfield.Example", "northfield.example"),
        ("//northfield.co.uk/", "northfield.co.uk"),
        ("http//www.northfield.com.cn", "northfield.com.cn"),
        ("carol@mail.northfield.example", "northfield.example"),
        ("www．northfield．example", "northfield.example"),
        ("www。northfield。example", "northfield.example"),
        ("bücher.de", "xn--bcher-kva.de"),
        ("co.uk", None),
        ("192.168.0.1", None),
        ("northfield", None),
        ("", None),
    ],
)
def test_fold_site_gives_the_registrable_domain(text: str, folded: str | None) -> None:
    assert folding.fold_site(text) == folded


def test_public_mail_is_told_from_firms() -> None:
    hosts = ["gmail.com", "qq.com", "vip.163.com", "yahoo.co.jp", "web.de", "northfield.example", "1688.com"]
    assert [folding.is_public_mail(host) for host in hosts] == [True] * 5 + [False] * 2


def test_shared_sites_are_told_from_firms() -> None:
    hosts = [
        "acme.en.alibaba.com",
        "amazon.de",
        "facebook.com",
        "acme.myshopify.com",
        "bit.ly",
        "northfield.example",
    ]
    assert [folding.is_shared_site(host) for host in hosts] == [True] * 5 + [False]


def test_relay_and_robot_mail_is_no_key() -> None:
    emails = ["x1@service.alibaba.com", "noreply@northfield.example", "me@ours.example", "anna@gmail.com"]
    assert [folding.is_key_email(e, frozenset({"ours.example"})) for e in emails] == [
        False,
        False,
        False,
        True,
    ]


@given(
    st.text(max_size=60) | st.from_regex(r"[a-zA-Z.+]{1,9}@[a-zA-Zü.]{1,9}\.(com|example|de)", fullmatch=True)
)
def test_folding_twice_changes_nothing(text: str) -> None:
    for fold in (folding.fold_email, folding.fold_phone, folding.fold_site):
        folded = fold(text)
        assert folded is None or fold(folded) == folded


@given(
    st.from_regex(r"[+0-9 ()\-./x#]{3,25}", fullmatch=True),
    st.sampled_from([None, "US", "DE", "CN", "zz", ""]),
)
def test_fold_phone_of_folded_is_itself(text: str, country: str | None) -> None:
    folded = folding.fold_phone(text, country)
    assert folded is None or folding.fold_phone(folded, country) == folded


@pytest.mark.parametrize(
    "text", ["\x00", "a\x00@b.example", "\u202e@\u202d", "x" * 5_000, "1" * 5_000, "@" * 5_000, "\ud800"]
)
def test_hostile_text_raises_nothing(text: str) -> None:
    results = [
        folding.fold_email(text),
        folding.fold_phone(text),
        folding.fold_site(text),
        folding.phone_tail(text),
    ]
    assert all(r is None or len(r) <= 254 for r in results)
