"""Seeded sets of company names of many countries and scripts, and what people do to them (trust.md Q)."""

import random
import re
import unicodedata
import warnings
from dataclasses import dataclass
from functools import lru_cache

from faker import Faker

LATIN_LOCALES = {
    "en_US": "US", "en_GB": "GB", "de_DE": "DE", "fr_FR": "FR", "es_ES": "ES", "es_MX": "MX", "it_IT": "IT",
    "pl_PL": "PL", "nl_NL": "NL", "pt_BR": "BR", "tr_TR": "TR", "sv_SE": "SE", "da_DK": "DK", "no_NO": "NO",
    "fi_FI": "FI", "cs_CZ": "CZ", "hu_HU": "HU", "hr_HR": "HR", "ro_RO": "RO", "vi_VN": "VN", "id_ID": "ID",
    "en_IN": "IN", "en_KE": "KE", "en_NG": "NG", "en_PK": "PK", "et_EE": "EE", "lt_LT": "LT", "fr_DZ": "DZ",
}  # fmt: skip
OTHER_LOCALES = {"ru_RU": "RU", "uk_UA": "UA", "el_GR": "GR", "ko_KR": "KR", "ja_JP": "JP", "th_TH": "TH",
                 "bg_BG": "BG", "he_IL": "IL"}  # fmt: skip
LEGAL = {
    "US": ["Inc.", "LLC", "Corp.", "Co., Inc."], "GB": ["Ltd", "Limited", "PLC", "LLP"],
    "DE": ["GmbH", "GmbH & Co. KG", "AG", "OHG", "e.K."], "FR": ["SARL", "SAS", "SA", "S.A.R.L."],
    "ES": ["S.L.", "S.A.", "SLU"], "MX": ["S.A. de C.V.", "S. de R.L. de C.V."], "IT": ["S.r.l.", "S.p.A.", "Snc"],
    "PL": ["Sp. z o.o.", "S.A.", "Sp.j."], "NL": ["B.V.", "N.V.", "V.O.F."], "BR": ["Ltda.", "S.A.", "Eireli"],
    "TR": ["A.Ş.", "Ltd. Şti.", "San. ve Tic. A.Ş."], "SE": ["AB"], "DK": ["A/S", "ApS"], "NO": ["AS", "ASA"],
    "FI": ["Oy", "Oyj"], "CZ": ["s.r.o.", "a.s."], "HU": ["Kft.", "Zrt."], "HR": ["d.o.o."], "RO": ["S.R.L.", "SA"],
    "VN": ["Co., Ltd", "JSC"], "ID": ["PT"], "IN": ["Pvt. Ltd.", "Private Limited", "Ltd."], "KE": ["Ltd"],
    "NG": ["Ltd", "Nig. Ltd"], "PK": ["(Pvt) Ltd"], "EE": ["OÜ"], "LT": ["UAB"], "DZ": ["SARL", "EURL"],
    "AE": ["LLC", "L.L.C.", "FZE", "FZCO", "DMCC"], "SA": ["Est.", "Co. Ltd", "Trading Est."], "ZZ": ["Co., Ltd.", "Ltd"],
    "CN": ["有限公司", "股份有限公司", "有限责任公司"], "RU": ["ООО", "ЗАО", "АО"], "UA": ["ТОВ", "ПП"], "GR": ["Α.Ε.", "ΕΠΕ"],
    "KR": ["주식회사", "(주)"], "JP": ["株式会社", "有限会社"], "TH": ["จำกัด"], "BG": ["ООД", "ЕООД"], "IL": ["בע״מ"],
}  # fmt: skip
TRADE = {
    "en": "Trading;International;Industries;Import & Export;Hardware;Tools;Building Materials;Manufacturing;Electronics;"
    "Group;Supply;Distribution;Engineering;Technologies;Solutions;Enterprises;Lighting;Auto Parts;Services;Systems;"
    "Global;General Trading;Textiles;Foods;Packaging;Furniture;Logistics;Machinery;Chemicals;Plastics;Medical;Holdings;"
    "Home Products;Equipment;Brothers;& Sons;Steel Works;Ventures;Marketing;Associates;Energy;Garments",
    "DE": "Werkzeughandel;Maschinenbau;Handels;Technik;Elektrotechnik;Baustoffe;Vertrieb;Großhandel;Stahlbau;Möbel",
    "FR": "Distribution;Outillage;Industrie;Matériaux;et Fils;Électricité;Négoce;Équipements",
    "ES": "Comercial;Ferretería;Suministros;Industrias;Importaciones;Distribuciones;e Hijos;Materiales",
    "MX": "Comercializadora;Herramientas;Importadora;Grupo;Distribuidora;Industrial;Ferretera",
    "IT": "Utensileria;Ferramenta;Commerciale;Industrie;e Figli;Forniture;Meccanica",
    "PL": "Narzędzia;Handel;Hurtownia;Budownictwo;Import-Export;Przedsiębiorstwo",
    "NL": "Gereedschap;Handelsonderneming;Techniek;Groothandel;Import", "BR": "Ferramentas;Comércio;Importadora;Indústria e Comércio;Materiais",
    "TR": "Dış Ticaret;İnşaat;Makina;Gıda;Hırdavat;Otomotiv;Tekstil", "ID": "Jaya;Makmur;Teknik;Sumber;Abadi;Sentosa",
    "VN": "Thương Mại;Xuất Nhập Khẩu;Thiết Bị;Sản Xuất", "RU": "Инструмент;Торг;Строй;Трейд;Импорт", "UA": "Будмат;Трейд;Інструмент",
    "KR": "전자;무역;산업;상사", "JP": "工具;商事;産業;工業;電機;物産", "GR": "Εμπορική;Εργαλεία;Τεχνική", "TH": "เทรดดิ้ง;การค้า",
    "CN": "贸易;进出口;电子;五金工具;机械设备;科技;实业;国际贸易;塑胶制品;照明;纺织;家具", "BG": "Трейд;Инструменти", "IL": "סחר;כלים",
}  # fmt: skip
HAN = "华强兴盛达昌泰隆信诚宏远鑫源恒瑞嘉美佳德利丰永安康乐金龙海天博创新卓越星辰光明东方正联合众志云飞凯欧亚特立威力奥迪福润腾翔通顺旺祥和荣裕茂富景逸晨曦雅欣悦铭浩宇轩雷霆鼎昊"
CITIES = "深圳市 广州市 宁波市 义乌市 杭州 上海 东莞市 佛山 温州 苏州 青岛 厦门 永康市 浙江 广东 北京 天津市 中山市".split()
STARTS = "zen kor vel tri nor alt bru cal dex eno fal gra hel ino jor kal lum mar neo ori pax quin ras sol tan ult var wex yor zub".split()
MIDDLES = "a e i o u an en ar or il um is ap ent ast iv ol et".split()
ENDS = "ta rex vis tron mark dor lux pro tek nia gen via cor dyne max line con fer tis mond berg sys ware zon".split()
ABBREVIATED = {
    "International": "Intl", "Manufacturing": "Mfg", "Trading": "Trdg", "Import": "Imp", "Export": "Exp", "Industries": "Ind.",
    "Technologies": "Tech", "Brothers": "Bros", "Engineering": "Engg", "Distribution": "Distr.", "Enterprises": "Ent.",
    "Services": "Svcs", "Electronics": "Elec.", "Group": "Grp", "General": "Gen.", "Equipment": "Equip.", "Materials": "Mat.",
    "Building": "Bldg", "Hardware": "Hdwe", "Associates": "Assoc.", "Products": "Prod.", "Solutions": "Soln", "Systems": "Sys.",
    "Machinery": "Mach.", "Holdings": "Hldgs", "Chemicals": "Chem.", "Marketing": "Mktg", "Company": "Co", "Industrial": "Indl",
}  # fmt: skip
BRANCHES = [
    " (Dubai Branch)", " - Head Office", ", Shanghai Branch", " (China)", " - Branch Office", " (Regional Office)", " - Nairobi",
]  # fmt: skip


@dataclass(frozen=True)
class NamedFirm:
    """A company name in parts: where it is from, its words without and its legal form."""

    country: str
    words: str
    legal: str

    @property
    def name(self) -> str:
        """The name as a business card has it."""
        if self.country in ("ID", "RU", "UA", "LT") or self.legal == "(주)":
            return f"{self.legal} {self.words}"
        glue = "" if self.country in ("CN", "JP") else " "
        return f"{self.words}{glue}{self.legal}"


@lru_cache
def surnames(locale: str) -> tuple[str, ...]:
    """Family names and towns of one country, from Faker's lists."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        faker = Faker(locale)
    faker.seed_instance(7)
    return tuple(dict.fromkeys([faker.last_name() for _ in range(400)] + [faker.city() for _ in range(150)]))


def make_firm(draw: random.Random) -> NamedFirm:
    """One invented firm."""
    kind = draw.random()
    if kind < 0.12:
        return _chinese(draw)
    if kind < 0.20:
        locale, country = draw.choice(list(OTHER_LOCALES.items()))
        return _local(draw, locale, country)
    if kind < 0.55:
        locale, country = draw.choice(list(LATIN_LOCALES.items()))
        return _local(draw, locale, country)
    return _invented(draw)


def _chinese(draw: random.Random) -> NamedFirm:
    brand = "".join(draw.choices(HAN, k=draw.choice([2, 2, 2, 3])))
    trade = draw.choice(TRADE["CN"].split(";"))
    if draw.random() < 0.2:
        brand, city = f"{brand}（{draw.choice(CITIES)[:2]}）", ""
    else:
        city = draw.choice(CITIES)
    return NamedFirm("CN", f"{city}{brand}{trade}", draw.choice(LEGAL["CN"]))


def _local(draw: random.Random, locale: str, country: str) -> NamedFirm:
    names = surnames(locale)
    brand = draw.choice(names)
    if draw.random() < 0.3:
        brand += draw.choice([" & ", " ", "-"]) + draw.choice(names)
    trades = (TRADE.get(country, TRADE["en"]) if draw.random() < 0.75 else TRADE["en"]).split(";")
    glue = "" if country == "JP" else " "
    words = f"{brand}{glue}{draw.choice(trades)}" if draw.random() < 0.8 else brand
    return NamedFirm(country, words, draw.choice(LEGAL[country]))


def _invented(draw: random.Random) -> NamedFirm:
    country = draw.choice(["US", "GB", "AE", "SA", "IN", "KE", "ZZ", "ZZ", "PK", "NG", "US"])
    words = _coin(draw)
    if draw.random() < 0.25:
        words = (
            draw.choice(["Al ", "New ", "Global ", "Royal ", "Star ", "Golden ", "Shree ", "Blue "]) + words
        )
    elif draw.random() < 0.15:
        words = "".join(draw.choices("ABCDEFGHIKLMNOPRSTVWZ", k=draw.choice([3, 3, 4])))
    for _ in range(draw.choice([0, 1, 1, 1, 2, 2])):
        words += " " + draw.choice(TRADE["en"].split(";"))
    return NamedFirm(country, words, draw.choice(LEGAL[country]))


def _coin(draw: random.Random) -> str:
    word = draw.choice(STARTS) + draw.choice(MIDDLES) + draw.choice(ENDS)
    if draw.random() < 0.4:
        word = draw.choice(surnames(draw.choice(list(LATIN_LOCALES))))
    if draw.random() < 0.15:
        word += " " + draw.choice(STARTS).capitalize() + draw.choice(ENDS)
    return word[:1].upper() + word[1:]


def make_firms(count: int, seed: int = 1) -> list[NamedFirm]:
    """So many firms of different names; one in ten is the sister of another (same brand, other trade)."""
    draw = random.Random(seed)
    firms: dict[str, NamedFirm] = {}
    recent: list[NamedFirm] = []
    while len(firms) < count:
        firm = make_firm(draw)
        if draw.random() < 0.1 and recent and firm.country not in ("CN", "JP"):
            sister = draw.choice(recent)
            brand = sister.words.split(" ")[0]
            if not brand.isascii():
                continue
            firm = NamedFirm(firm.country, f"{brand} {draw.choice(TRADE['en'].split(';'))}", firm.legal)
        recent = [*recent[-50:], firm]
        firms.setdefault(re.sub(r"\W", "", firm.words).casefold(), firm)
    return list(firms.values())


def change_legal(firm: NamedFirm, draw: random.Random) -> str:
    forms = ["Ltd", "LLC", "Inc", "GmbH", "S.A.", "Co., Ltd."]
    if firm.country in ("CN", "JP"):
        return firm.words + draw.choice(["公司", "有限公司", "集团有限公司"])
    return f"{firm.words} {draw.choice([f for f in forms if f != firm.legal])}"


def drop_legal(firm: NamedFirm, draw: random.Random) -> str:
    return firm.words


def change_case(firm: NamedFirm, draw: random.Random) -> str:
    marked = unicodedata.normalize("NFD", firm.name)
    plain = "".join(c for c in marked if not "\u0300" <= c <= "\u036f") if draw.random() < 0.7 else firm.name
    return draw.choice([str.upper, str.lower, str.title])(plain)


def widen_letters(firm: NamedFirm, draw: random.Random) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else "　" if c == " " else c for c in firm.name)


def change_order(firm: NamedFirm, draw: random.Random) -> str:
    words = firm.words.split(" ")
    draw.shuffle(words)
    return " ".join([*words, firm.legal])


def one_typo(firm: NamedFirm, draw: random.Random) -> str:
    return mistype(firm.words, draw) + " " + firm.legal


def two_typos(firm: NamedFirm, draw: random.Random) -> str:
    return mistype(mistype(firm.words, draw), draw) + " " + firm.legal


def mistype(text: str, draw: random.Random) -> str:
    """One letter left out, put in, mistaken or changed with the next."""
    places = [i for i, c in enumerate(text) if c.isalpha()]
    at = draw.choice(places)
    alphabet = HAN if "\u4e00" <= text[at] <= "\u9fff" else "abcdefghijklmnopqrstuvwxyz"
    kind = draw.randrange(4)
    if kind == 0 and len(text) > 4:
        return text[:at] + text[at + 1 :]
    if kind == 1:
        return text[:at] + draw.choice(alphabet) + text[at:]
    if kind == 2:
        return text[:at] + draw.choice(alphabet) + text[at + 1 :]
    return text[:at] + text[at + 1 : at + 2] + text[at] + text[at + 2 :]


def abbreviate(firm: NamedFirm, draw: random.Random) -> str:
    words = [ABBREVIATED.get(w, w) for w in firm.words.split(" ")]
    if " ".join(words) == firm.words and len(words) > 1:
        at = max(range(1, len(words)), key=lambda i: len(words[i]))
        words[at] = words[at][: max(3, len(words[at]) // 2)] + "."
    return " ".join(words) + " " + firm.legal


def add_branch(firm: NamedFirm, draw: random.Random) -> str:
    prefix = draw.choice(["M/S ", "M/s. ", "Messrs ", "", ""])
    return prefix + firm.name + (draw.choice(BRANCHES) if not prefix or draw.random() < 0.6 else "")


def glue_together(firm: NamedFirm, draw: random.Random) -> str:
    glued = re.sub(r"[\s.,&/()-]", "", firm.name if draw.random() < 0.6 else firm.words)
    return draw.choice([str, str.lower, str.upper])(glued)


DAMAGES = (
    change_legal, drop_legal, change_case, widen_letters, change_order, one_typo, two_typos, abbreviate, add_branch,
    glue_together,
)  # fmt: skip
