"""The select of countries: what Django's own would draw, in the active language."""

import pytest
from django import forms
from django.test.html import parse_html
from django.utils import translation

from core.ui.countries import CountryChoiceField, CountrySelect, country_choices


class CountryForm(forms.Form):
    country = CountryChoiceField()


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("value", ["", None, "DE", "CN", '"><b>', "XX"])
def test_same_as_djangos_select(language: str, value: str | None) -> None:
    with translation.override(language):
        choices = [("", "–"), *country_choices()]
        theirs = forms.Select(choices=choices).render(
            "country", value, {"id": "id_country", "class": "form-select"}
        )
        ours = CountrySelect().render("country", value, {"id": "id_country", "class": "form-select"})
        assert parse_html(ours) == parse_html(theirs)


def test_names_are_sorted_in_their_language() -> None:
    names = {}
    for language in ("en", "zh-hans"):
        with translation.override(language):
            names[language] = dict(country_choices())
    assert names["en"]["DE"] == "Germany"
    assert names["zh-hans"]["DE"] == "德国"
    assert names["zh-hans"]["TW"] == "中国台湾"


def test_usual_markets_stand_first_and_chinese_names_follow_their_pinyin() -> None:
    with translation.override("zh-hans"):
        codes = [code for code, _name in country_choices()]
        names = dict(country_choices())
    assert codes[:3] == ["US", "CA", "MX"]
    assert len(codes) == len(set(codes))
    assert names["NP"] == "尼泊尔"
    assert names["TJ"] == "塔吉克斯坦"
    by_pinyin = ["AL", "EG", "IE", "PK", "DK", "RU", "FI", "JP", "CH", "ZW"]
    expected = sorted(by_pinyin, key=codes.index)
    assert expected == ["AL", "IE", "EG", "PK", "DK", "RU", "FI", "ZW", "JP", "CH"]


@pytest.mark.parametrize(("value", "is_valid"), [("DE", True), ("", True), ("XX", False)])
def test_only_known_codes(value: str, *, is_valid: bool) -> None:
    assert CountryForm({"country": value}).is_valid() is is_valid
