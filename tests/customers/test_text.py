"""What a search looks into."""

import pytest

from customers.text import query_terms, search_words


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("重庆五金进出口有限公司", "chongqing"),
        ("厦门长城工具", "xiamenchangcheng"),
        ("宁波启程工具", "nbqc"),
        ("寧波啟程工具", "宁波启程"),
        ("Łódź Narzędzia", "lodz narzedzia"),
        ("Müller & Söhne", "MULLER"),
    ],
)
def test_name_is_found_as_people_type_it(name: str, typed: str) -> None:
    text = search_words([name], [], "")
    assert [term for term in query_terms(typed) if term not in text] == []


def test_telephone_is_found_by_its_digits() -> None:
    assert query_terms("+44 20 7946")[0] in search_words([], ["+44 (20) 7946-0123"], "GB")
