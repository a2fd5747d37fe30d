"""Company names of many countries and scripts folded to what tells them apart (requirements.md D4)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customers.domain.names import EMPTY_NAME, fold_name, fold_person


@pytest.mark.parametrize(
    ("key", "names"),
    [
        ("northfield hardware supplies", ["Northfield Hardware Supply, Inc.", "NORTHFIELD HARDWARE SUPPLIES LLC"]),
        ("nordwerk", ["Nordwerk GmbH & Co. KG", "NORDWERK G.m.b.H. und Co KG", "Nordwerk AG", "nordwerk"]),
        ("outillage du rhone", ["Outillage du Rhône SARL", "Outillage du Rhone S.A.R.L.", "OUTILLAGE DU RHÔNE S A R L"]),
        ("ferreteria montalban", ["Ferretería Montalbán S.L.", "FERRETERIA MONTALBAN, S.A."]),
        ("utensileria adriatica", ["Utensileria Adriatica S.r.l.", "Utensileria Adriatica SpA"]),
        ("narzedziamax", ["NarzędziaMax Sp. z o.o.", "NARZEDZIAMAX sp.z.o.o.", "Narzędziamax S.A."]),
        ("de waal geredschap", []),
        ("al nor building materials trading", []),
        ("delta nile for import export", ["Delta Nile for Import & Export", "Delta Nile for Imp. and Exp.", "Delta Nile for Impex"]),
        ("shree balaji tools", []),
        ("sumber teknik jaya", ["PT Sumber Teknik Jaya", "PT. Sumber Teknik Jaya, Tbk", "Sumber Teknik Jaya PT"]),
        ("thiet bi minh phat", ["Cong ty TNHH Thiet Bi Minh Phat", "CÔNG TY TNHH THIẾT BỊ MINH PHÁT", "Thiết Bị Minh Phát JSC"]),
        ("herramientas del bajio", ["Herramientas del Bajío S.A. de C.V.", "HERRAMIENTAS DEL BAJIO SA DE CV"]),
        ("emeka sons ventures", ["Emeka & Sons Ventures Ltd", "Emeka and Sons Ventures", "M/S Emeka & Sons Ventures (P) Ltd"]),
        ("kitamura kogu", ["Kitamura Kōgu Kabushiki Kaisha", "Kitamura Kogu K.K."]),
        ("深圳 华强 贸易", ["深圳市华强贸易有限公司", "深圳華強貿易公司", "深圳市 華強貿易 股份有限公司"]),
        ("北村 工具", ["株式会社北村工具", "北村工具㈱", "北村工具（株）"]),
        ("samseongjeonja", ["(주)삼성전자", "삼성전자 주식회사", "㈜삼성전자"]),
        ("romashka", ["ООО «Ромашка»", "Ромашка, ООО", "Romashka OOO", "OOO Romashka"]),
        ("النور للتجاره", ["شركة النور للتجارة ذ.م.م", "النور للتجارة", "شركة النُّور للتجارة"]),
        ("muller sohne", ["Müller & Söhne AG", "Mueller und Soehne", "MULLER + SOHNE GmbH"]),
        ("yildiz dis ticaret", ["Yıldız Dış Ticaret A.Ş.", "YILDIZ DIS TICARET LTD. STI.", "Yıldız Dış Ticaret Anonim Şirketi"]),
        ("arhus varktoj", ["Aarhus Værktøj A/S", "Århus Værktøj ApS", "Aarhus Vaerktoej"]),
        ("al futtaim", ["Al-Futtaim W.L.L.", "AL FUTTAIM FZE", "Al‑Futtaim FZ-LLC"]),
        ("abc international trading", ["A.B.C. Intl Trdg Co", "ABC International Trading Company Limited", "A B C Int'l Trading"]),
        ("setela", ["Setela S.A.S.", "S.A.S. Setela", "Setela Sp. z o.o.", "Sp. z o.o. Setela", "S. de R.L. de C.V. Setela", "Setela Nig. Ltd"]),
        ("setela dubai branch", ["Setela S.A.S., Dubai Branch", "Setela (Dubai Branch)"]),
        ("de vos", ["De Vos BVBA", "de Vos"]),
        ("as trading", ["A.S. Trading LLC", "A S Trading"]),
        ("深圳 宝安 海宇 五金", ["深圳市宝安区海宇五金厂", "深圳宝安区海宇五金有限公司"]),
        ("绍兴 海宇 家纺", ["绍兴市海宇家纺有限公司", "紹興海宇家紡"]),
        ("acme", ["Ａｃｍｅ　Ｃｏ．，　Ｌｔｄ．", "Acme Pte. Ltd.", "Acme Sdn. Bhd.", "Acme Kft.", "Acme d.o.o.", "Acme s.r.o.", "Acme Oy"]),
    ],
)  # fmt: skip
def test_fold_name_gives_one_key(key: str, names: list[str]) -> None:
    assert {name: fold_name(name).key for name in names} == dict.fromkeys(names, key)


def test_chinese_name_has_pinyin_and_english() -> None:
    assert fold_name("深圳市华强贸易有限公司").latin == fold_name("Shenzhen Huaqiang Trading Co., Ltd").latin


@pytest.mark.parametrize(
    "name",
    ["Ltd", "S.A.", "The Company", "有限公司", "公司", "Co., Ltd.", "PT", "ООО", "주식회사", "شركة", "y"],
)
def test_name_with_a_letter_never_folds_to_nothing(name: str) -> None:
    assert fold_name(name).key != ""


@pytest.mark.parametrize("name", ["", " ", "!?", "\x00", "\u202e", "…"])
def test_name_without_letters_is_empty(name: str) -> None:
    assert fold_name(name) == EMPTY_NAME


def test_person_folds_without_title_and_order() -> None:
    assert fold_person("Ms. Carol JENSEN") == fold_person("Jensen, Carol") == ("carol", "jensen")


@given(st.text(max_size=80))
def test_folding_a_key_again_changes_nothing(text: str) -> None:
    key = fold_name(text).key
    assert fold_name(key).key == key


@given(
    st.lists(
        st.sampled_from(
            "Acme Intl A. B. & Co Ltd S.A. de C.V. GmbH KG 华强 深圳 公司 Müller PT Sp. z o.o. llc".split()
        ),
        max_size=7,
    )
)
def test_folding_legal_forms_again_changes_nothing(words: list[str]) -> None:
    key = fold_name(" ".join(words)).key
    assert fold_name(key).key == key


@given(st.text(min_size=1, max_size=40))
def test_any_letter_or_digit_leaves_a_key(text: str) -> None:
    assert bool(fold_name(text).key) or not any("a" <= c.lower() <= "z" or c in "0123456789" for c in text)


@pytest.mark.parametrize(
    "name", ["x" * 5_000, "a " * 2_500, "公" * 5_000, "\u202eabc\u202d", "a\x00b", "\ud800x", "." * 5_000]
)
def test_hostile_name_raises_nothing(name: str) -> None:
    assert len(fold_name(name).key) <= 400
