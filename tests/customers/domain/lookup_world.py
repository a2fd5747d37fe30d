"""A second, harder set of company names (trust.md Q1): real surnames, towns and Chinese words out of open data.

The words come from Faker (surnames of 50 countries), phonenumbers (towns of the world, in Chinese as well) and pypinyin
(Chinese words); trades and legal forms are those of the trading countries. A quarter of the firms are near another:
the same brand in another town, the same surname in another trade, a brand that differs in a letter or two. The damages
are of the same ten kinds as in `lookup_sets`, done in other ways, so that no rule is made for one set.
"""

import random
import re
import unicodedata
import warnings
from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import lru_cache

from faker import Faker
from opencc import OpenCC
from phonenumbers.geodata import GEOCODE_DATA
from pypinyin import lazy_pinyin
from pypinyin.phrases_dict import phrases_dict

from tests.customers.domain.lookup_sets import NamedFirm

SURNAMES = {
    "US": "en_US", "GB": "en_GB", "IE": "en_IE", "NZ": "en_NZ", "DE": "de_DE", "AT": "de_AT", "CH": "de_CH", "FR": "fr_FR",
    "BE": "nl_BE", "NL": "nl_NL", "ES": "es_ES", "MX": "es_MX", "AR": "es_AR", "CO": "es_CO", "CL": "es_CL", "IT": "it_IT",
    "PT": "pt_PT", "BR": "pt_BR", "PL": "pl_PL", "CZ": "cs_CZ", "SK": "sk_SK", "HU": "hu_HU", "HR": "hr_HR", "SI": "sl_SI",
    "RO": "ro_RO", "TR": "tr_TR", "SE": "sv_SE", "DK": "da_DK", "NO": "no_NO", "FI": "fi_FI", "EE": "et_EE", "LV": "lv_LV",
    "LT": "lt_LT", "IN": "en_IN", "PK": "en_PK", "NG": "en_NG", "KE": "en_KE", "TH": "en_TH", "ID": "id_ID", "VN": "vi_VN",
    "ZA": "zu_ZA", "DZ": "fr_DZ", "UZ": "uz_UZ", "AZ": "az_AZ", "RU": "ru_RU", "UA": "uk_UA", "BG": "bg_BG", "GR": "el_GR",
    "KR": "ko_KR", "JP": "ja_JP", "EG": "ar_AA", "SA": "ar_SA", "IR": "fa_IR", "GE": "ka_GE", "AM": "hy_AM",
}  # fmt: skip
PREFIX_OF = {
    "US": "1", "GB": "44", "DE": "49", "AT": "43", "FR": "33", "NL": "31", "MX": "52", "AR": "54", "IT": "39", "BR": "55",
    "SE": "46", "IN": "91", "PK": "92", "KE": "254", "VN": "84", "ID": "62", "AU": "61", "GR": "30", "BG": "359", "EG": "20",
    "TR": "90", "CZ": "420", "PL": "48", "ES": "34", "PT": "351", "HU": "36", "RO": "40", "MY": "60", "NG": "234",
}  # fmt: skip
LEGAL = {
    "US": "Inc;Inc.;LLC;L.L.C.;Corp.;Corporation;Company;LP", "GB": "Ltd;Limited;PLC;LLP;Ltd.", "IE": "Ltd;DAC;Limited",
    "NZ": "Ltd;Limited", "AU": "Pty Ltd;Pty. Ltd.;Pty Limited", "DE": "GmbH;GmbH & Co. KG;AG;KG;UG (haftungsbeschränkt);OHG",
    "AT": "GmbH;Ges.m.b.H.;KG", "CH": "AG;GmbH;SA;Sàrl", "FR": "SARL;SAS;SA;S.A.S.;EURL;SNC", "BE": "BV;NV;SRL;BVBA",
    "NL": "B.V.;BV;N.V.;V.O.F.", "ES": "S.L.;S.A.;S.L.U.;SL", "MX": "S.A. de C.V.;S. de R.L. de C.V.;SA DE CV;S.A.P.I. de C.V.",
    "AR": "S.A.;S.R.L.;SRL", "CO": "S.A.S.;Ltda.;SAS", "CL": "SpA;Ltda.;S.A.;E.I.R.L.", "IT": "S.r.l.;S.p.A.;S.n.c.;SRL;s.a.s.",
    "PT": "Lda;Lda.;S.A.;Unipessoal Lda", "BR": "Ltda;LTDA.;S.A.;EIRELI;S/A", "PL": "Sp. z o.o.;S.A.;sp. k.;Sp.j.",
    "CZ": "s.r.o.;a.s.;spol. s r.o.", "SK": "s.r.o.;a.s.", "HU": "Kft.;Zrt.;Bt.", "HR": "d.o.o.;d.d.", "SI": "d.o.o.;d.d.",
    "RO": "S.R.L.;SRL;S.A.", "TR": "A.Ş.;Ltd. Şti.;San. ve Tic. Ltd. Şti.;Tic. A.Ş.", "SE": "AB;Aktiebolag", "DK": "A/S;ApS",
    "NO": "AS;ASA", "FI": "Oy;Oyj;Oy Ab", "EE": "OÜ;AS", "LV": "SIA;AS", "LT": "UAB;AB",
    "IN": "Pvt. Ltd.;Private Limited;Pvt Ltd;Ltd;LLP", "PK": "(Pvt.) Ltd.;Pvt Ltd;Private Limited", "NG": "Ltd;Nigeria Limited;Nig. Ltd",
    "KE": "Ltd;Limited", "TH": "Co., Ltd.;Public Company Limited;Company Limited", "ID": "PT;CV;PT.", "VN": "Co., Ltd;JSC;Công ty TNHH",
    "ZA": "(Pty) Ltd;CC;Pty Ltd", "DZ": "SARL;EURL;SPA", "UZ": "LLC;MChJ", "AZ": "MMC;LLC", "RU": "ООО;АО;ЗАО;ПАО;ИП", "UA": "ТОВ;ПП;ПрАТ",
    "BG": "ООД;ЕООД;АД", "GR": "Α.Ε.;Ε.Π.Ε.;Ο.Ε.;Ι.Κ.Ε.", "KR": "주식회사;(주);유한회사", "JP": "株式会社;有限会社;合同会社", "EG": "S.A.E.;LLC",
    "SA": "Co. Ltd.;LLC;Est.;Establishment", "AE": "LLC;L.L.C;FZE;FZCO;FZ-LLC;DMCC;W.L.L.", "IR": "Co.;PJS", "GE": "LLC;შპს", "AM": "LLC;CJSC",
    "MY": "Sdn Bhd;Sdn. Bhd.", "SG": "Pte Ltd;Pte. Ltd.", "HK": "Limited;Co., Limited;Company Limited;Ltd", "CN": "有限公司;有限责任公司;股份有限公司;集团有限公司",
    "CP": "Co., Ltd.;Co.,Ltd;Co. Ltd;Company Limited;Limited", "TW": "股份有限公司;有限公司;企業有限公司", "AR1": "ش.م.م;ذ.م.م",
}  # fmt: skip
ENGLISH_TRADES = (
    "Trading;International;Industries;Import Export;Imports;Hardware;Tools;Building Supplies;Manufacturing;Electronics;Group;"
    "Supply;Distribution;Distributors;Engineering;Technology;Solutions;Enterprises;Lighting;Auto Parts;Services;Systems;Global;"
    "General Trading;Textiles;Foods;Packaging;Furniture;Logistics;Machinery;Chemicals;Plastics;Medical;Holdings;Equipment;"
    "Brothers;& Sons;Steel;Ventures;Marketing;Associates;Energy;Garments;Wholesale;Stores;Home Centre;Contracting;Bearings;"
    "Pumps & Valves;Tyres;Paints;Kitchenware;Toys;Stationery;Jewellery;Sanitary Ware;Ceramics;Marine;Agro;Pharma;Power Tools;"
    "Sourcing;Commodities;Fasteners;Electrical;Construction Materials;Outdoor;Sports;Fashion;Beauty;Pet Supplies;Garden"
).split(";")
TRADES = {
    "DE": "Handelsgesellschaft;Werkzeuge;Maschinenbau;Elektrotechnik;Baustoffhandel;Metallbau;Vertrieb;Großhandel;Importe",
    "FR": "Distribution;Outillage;Industrie;Matériaux;Quincaillerie;et Fils;Électricité;Négoce;Équipement;Import",
    "ES": "Comercial;Ferretería;Suministros Industriales;Importaciones;Distribuciones;e Hijos;Maquinaria;Iluminación",
    "MX": "Comercializadora;Herramientas;Importadora;Grupo;Distribuidora;Ferretera;Refacciones;Productos Metálicos",
    "IT": "Utensileria;Ferramenta;Commerciale;Industrie;e Figli;Forniture;Meccanica;Illuminazione;Fratelli",
    "BR": "Ferramentas;Comércio e Importação;Importadora;Indústria e Comércio;Materiais de Construção;Distribuidora;Têxtil",
    "PL": "Narzędzia;Hurtownia;Przedsiębiorstwo Handlowe;Budownictwo;Oświetlenie;Import-Eksport", "NL": "Gereedschap;Handelsonderneming;Techniek;Groothandel",
    "TR": "Dış Ticaret;İnşaat;Makina;Gıda;Hırdavat;Otomotiv;Tekstil;Aydınlatma", "ID": "Jaya;Makmur;Teknik;Sentosa;Abadi;Indonesia",
    "VN": "Thương Mại;Xuất Nhập Khẩu;Thiết Bị;Dịch Vụ;Sản Xuất Thương Mại", "RU": "Инструмент;Торг;Строй;Трейд;Импорт;Торговый Дом;Снаб;Групп",
    "UA": "Будмат;Трейд;Інструмент;Торг", "BG": "Трейд;Инструменти;Комерс", "GR": "Εμπορική;Εργαλεία;Τεχνική;Εισαγωγική", "KR": "전자;무역;산업;상사;통상;기계",
    "JP": "工具;商事;産業;工業;電機;物産;製作所;貿易", "EG": "للتجارة;للاستيراد والتصدير;للصناعة", "SE": "Verktyg;Handel;Bygg;Import", "CZ": "Nářadí;Obchod;Stavebniny",
}  # fmt: skip
TRADES |= {"AR": TRADES["ES"], "CO": TRADES["MX"], "CL": TRADES["ES"], "PT": TRADES["BR"], "AT": TRADES["DE"], "CH": TRADES["DE"],
           "BE": TRADES["NL"], "SA": TRADES["EG"], "SK": TRADES["CZ"], "DZ": TRADES["FR"]}  # fmt: skip
WORDS = (
    "Summit Eagle Pioneer Crown Atlas Apex Beacon Cedar Falcon Granite Harbor Horizon Ivory Jade Keystone Liberty Meridian "
    "Northstar Oak Orchid Pacific Phoenix Pinnacle Quest River Sapphire Sierra Silver Spring Sterling Stone Thunder Titan "
    "Trident Union Valley Vanguard Victory Vista Willow Zenith Evergreen Bluewater Redwood Highland Lakeside Bridge Anchor "
    "Arrow Aurora Bright Castle Champion Classic Comet Coral Cosmos Crystal Diamond Dragon Dynasty Echo Emerald Empire Fortune "
    "Frontier Galaxy Gateway Genesis Globe Grand Guardian Hammer Heritage Icon Impact Island Journey King Lion Lotus Lucky "
    "Magnum Maple Matrix Mercury Momentum Monarch Mountain Nova Oasis Ocean Olympic Orbit Palm Panther Paradise Peak Pearl "
    "Planet Polar Power Prestige Prince Pyramid Radiant Rainbow Regal Ridge Rocket Rose Ruby Safari Scorpion Shield Sky Spark "
    "Stallion Storm Sunrise Swift Target Tiger Torch Tower Trend Trust Tulip Unity Velocity Venus Vertex Viking Wave Wind Wolf"
).split()
ACRONYM_LETTERS = "ABCDEFGHIJKLMNOPRSTVWXZ"
CHINESE_TRADES = (
    "贸易 进出口 进出口贸易 国际贸易 电子 电子科技 五金工具 五金制品 五金 机械 机械设备 科技 实业 工贸 塑胶制品 照明 照明电器 纺织 纺织品 家具 "
    "服饰 日用品 工艺品 玩具 礼品 建材 汽车配件 汽车零部件 新材料 光电 电器 轴承 泵业 阀门 厨具 文具 箱包 鞋业 卫浴 智能科技 医疗器械 食品 供应链管理 "
    "跨境电商 户外用品 宠物用品 园林工具 紧固件 化工 陶瓷 实业发展 工业 制造 包装 印务"
).split()
CHINESE_TRADES_IN_ENGLISH = (
    "Trading;Import & Export;Imp. & Exp.;International Trade;Electronics;Electronic Technology;Hardware Tools;Hardware Products;"
    "Machinery;Machinery Equipment;Technology;Industrial;Industry & Trade;Plastic Products;Lighting;Textile;Furniture;Garments;Houseware;"
    "Arts & Crafts;Toys;Gifts;Building Materials;Auto Parts;New Material;Optoelectronics;Electric Appliance;Bearing;Pump;Valve;Kitchenware;"
    "Stationery;Bags;Shoes;Sanitary Ware;Smart Technology;Medical Instruments;Foods;Supply Chain Management;Outdoor Products;Pet Products;Garden Tools;Fasteners"
).split(";")
LUCKY = "华强兴盛达昌泰隆信诚宏远鑫源恒瑞嘉美佳德利丰永安康乐金龙海天博创新卓越星辰光明东方正联合众志云飞凯欧亚特立威力奥迪福润腾翔通顺旺祥和荣裕茂富景逸晨曦雅欣悦铭浩宇轩鼎昊博睿锐捷捷泽涵森林木水江河湖山峰石玉珠宝贝格莱斯尔克诺维"
_to_traditional = OpenCC("s2t")


@lru_cache
def surnames_of(country: str) -> tuple[str, ...]:
    """Family names of a country."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        faker = Faker(SURNAMES[country])
    faker.seed_instance(19)
    return tuple(dict.fromkeys(faker.last_name() for _ in range(900)))


@lru_cache
def towns() -> dict[str, tuple[str, ...]]:
    """Towns by calling code, in English; Chinese ones by "86"."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    codes = tuple(PREFIX_OF.values())
    for prefix, names in GEOCODE_DATA.items():
        code = next((code for code in codes if prefix.startswith(code)), "")
        town = re.split(r"[,/(]| - ", names.get("en", ""))[0].strip()
        if code and 3 < len(town) < 18:
            found[code].add(town)
        if prefix.startswith("86") and "zh" in names:
            found["86"].add(names["zh"])
    return {code: tuple(sorted(names)) for code, names in found.items()}


@lru_cache
def chinese_cities() -> tuple[str, ...]:
    """Prefecture cities of China as a name begins with them: 浙江省绍兴市 is 绍兴市, 绍兴 or 浙江."""
    found: set[str] = set()
    for name in towns()["86"]:
        parts = re.match(r"(.+?省|.+?自治区|内蒙古|新疆|广西|宁夏|西藏)?(.+?市)", name)
        if parts:
            city = parts.group(2)
            found |= {city, city[:-1], (parts.group(1) or city).removesuffix("省").removesuffix("自治区")}
    return tuple(sorted(city for city in found if 2 <= len(city) <= 4))


@lru_cache
def chinese_words() -> tuple[str, ...]:
    """Words of two characters that a firm may be called."""
    return tuple(
        sorted(
            word
            for word in phrases_dict
            if len(word) == 2 and all("\u4e00" <= sign <= "\u9fa5" for sign in word)
        )
    )


@lru_cache
def letters_after() -> dict[str, str]:
    """Which letters follow two others in the surnames of the world: brands are coined of them."""
    after: defaultdict[str, list[str]] = defaultdict(list)
    for country in SURNAMES:
        for name in surnames_of(country):
            plain = "".join(
                c for c in unicodedata.normalize("NFD", name.lower()) if c.isalpha() and c.isascii()
            )
            if len(plain) >= 4:
                for place in range(len(plain) - 2):
                    after[plain[place : place + 2]].append(plain[place + 2])
                after[plain[-2:]].append("")
                after[""].append(plain[:2])
    return {key: "\n".join(found) for key, found in after.items()}


def coin(draw: random.Random) -> str:
    """A brand that sounds like a word."""
    after = letters_after()
    word = draw.choice(after[""].split("\n"))
    while len(word) < 10 and (letter := draw.choice(after.get(word[-2:], "").split("\n"))):
        word += letter
    return word.capitalize() if len(word) > 4 else coin(draw)


def make_world(count: int, seed: int = 1) -> list[NamedFirm]:
    """So many firms of different names; a quarter of them near another."""
    draw = random.Random(seed)
    firms: dict[str, NamedFirm] = {}
    recent: list[NamedFirm] = []
    while len(firms) < count:
        firm = _near(draw.choice(recent), draw) if recent and draw.random() < 0.25 else _make_firm(draw)
        key = re.sub(r"\W|_", "", firm.words).casefold()
        if len(key) < 3 or key in firms:
            continue
        firms[key] = firm
        recent = [*recent[-400:], firm]
    return list(firms.values())


def _make_firm(draw: random.Random) -> NamedFirm:
    kinds: tuple[tuple[float, Callable[[random.Random], NamedFirm]], ...] = (
        (0.12, _chinese), (0.10, _chinese_in_english), (0.45, _family), (0.15, _brand), (0.13, _two_words), (0.05, _acronym),
    )  # fmt: skip
    return draw.choices([make for _, make in kinds], [share for share, _ in kinds])[0](draw)


def _chinese(draw: random.Random) -> NamedFirm:
    brand = (
        draw.choice(chinese_words())
        if draw.random() < 0.4
        else "".join(draw.choices(LUCKY, k=draw.choice((2, 2, 2, 3))))
    )
    trade, city = draw.choice(CHINESE_TRADES), draw.choice(chinese_cities())
    if draw.random() < 0.15:
        return NamedFirm("CN", f"{brand}（{city}）{trade}", draw.choice(LEGAL["CN"].split(";")))
    if draw.random() < 0.1:
        return NamedFirm(
            "TW", _to_traditional.convert(f"{brand}{trade}"), draw.choice(LEGAL["TW"].split(";"))
        )
    return NamedFirm("CN", f"{city}{brand}{trade}", draw.choice(LEGAL["CN"].split(";")))


def _chinese_in_english(draw: random.Random) -> NamedFirm:
    brand = "".join(lazy_pinyin("".join(draw.choices(LUCKY, k=2)))).capitalize()
    city = "".join(lazy_pinyin(draw.choice(chinese_cities()).removesuffix("市"))).capitalize()
    return NamedFirm(
        "CN",
        f"{city} {brand} {draw.choice(CHINESE_TRADES_IN_ENGLISH)}",
        " " + draw.choice(LEGAL["CP"].split(";")),
    )


def _family(draw: random.Random) -> NamedFirm:
    country = draw.choice(list(SURNAMES))
    words = draw.choice(surnames_of(country))
    if draw.random() < 0.25:
        words += draw.choice((" & ", " ", "-", " and ")) + draw.choice(surnames_of(country))
    if draw.random() < 0.2 and (code := PREFIX_OF.get(country)):
        words = f"{draw.choice(towns()[code])} {words}"
    trades = TRADES[country].split(";") if country in TRADES and draw.random() < 0.7 else ENGLISH_TRADES
    if draw.random() < 0.85:
        glue = "" if country == "JP" else " "
        words = f"{words}{glue}{draw.choice(trades)}"
    return NamedFirm(country, words, draw.choice(LEGAL[country].split(";")))


def _brand(draw: random.Random) -> NamedFirm:
    country = draw.choice(
        [c for c in LEGAL if len(c) == 2 and c not in ("CN", "CP", "TW", "RU", "UA", "BG", "GR", "KR", "JP")]
    )
    words = coin(draw)
    for _ in range(draw.choice((0, 1, 1, 2))):
        words += " " + draw.choice(ENGLISH_TRADES)
    return NamedFirm(country, words, draw.choice(LEGAL[country].split(";")))


def _two_words(draw: random.Random) -> NamedFirm:
    country = draw.choice(
        ("US", "GB", "AE", "IN", "HK", "SG", "MY", "AU", "ZA", "KE", "NG", "SA", "IE", "NZ")
    )
    code = PREFIX_OF.get(country, "1")
    first = draw.choice(
        [
            draw.choice(towns()[code]) if code in towns() else "",
            draw.choice(WORDS),
            "Al " + coin(draw),
            "New " + draw.choice(WORDS),
        ]
    )
    words = f"{first} {draw.choice(WORDS)} {draw.choice(ENGLISH_TRADES)}".strip()
    return NamedFirm(country, words, draw.choice(LEGAL[country].split(";")))


def _acronym(draw: random.Random) -> NamedFirm:
    country = draw.choice(("US", "GB", "AE", "IN", "DE", "IT", "TR", "PK", "HK", "BR"))
    letters = "".join(draw.choices(ACRONYM_LETTERS, k=draw.choice((3, 3, 4))))
    letters = draw.choice(
        (
            letters,
            ".".join(letters) + ".",
            " & ".join((letters[0], letters[1:])),
            letters + str(draw.randrange(2, 99)),
        )
    )
    return NamedFirm(
        country, f"{letters} {draw.choice(ENGLISH_TRADES)}", draw.choice(LEGAL[country].split(";"))
    )


def _near(firm: NamedFirm, draw: random.Random) -> NamedFirm:
    """Another firm with much the same name: another town, another trade, or a brand that differs a little."""
    if firm.country in ("CN", "TW") and not firm.words.isascii():
        trade = next((t for t in sorted(CHINESE_TRADES, key=len, reverse=True) if firm.words.endswith(t)), "")
        bare = firm.words.removesuffix(trade)
        if draw.random() < 0.5 or not trade:
            return NamedFirm(firm.country, bare + draw.choice(CHINESE_TRADES), firm.legal)
        return NamedFirm(firm.country, draw.choice(chinese_cities()) + bare[-2:] + trade, firm.legal)
    words = firm.words.split(" ")
    if len(words) == 1:
        return NamedFirm(firm.country, f"{firm.words} {draw.choice(ENGLISH_TRADES)}", firm.legal)
    if draw.random() < 0.5:
        return NamedFirm(firm.country, f"{' '.join(words[:-1])} {draw.choice(ENGLISH_TRADES)}", firm.legal)
    other = draw.choice(
        (
            coin(draw),
            draw.choice(WORDS),
            draw.choice(surnames_of(draw.choice(("US", "IN", "GB", "DE", "ES")))),
        )
    )
    return NamedFirm(firm.country, " ".join([other, *words[1:]]), firm.legal)


SAME_FORMS = (
    ("Co., Ltd.", "Company Limited"), ("Ltd", "Limited"), ("Inc", "Incorporated"), ("Corp.", "Corporation"), ("LLC", "L.L.C."),
    ("S.A.", "Sociedad Anónima"), ("Pvt. Ltd.", "(P) Ltd"), ("Sp. z o.o.", "Spółka z ograniczoną odpowiedzialnością"),
    ("GmbH", "Gesellschaft mit beschränkter Haftung"), ("有限公司", "有限责任公司"), ("株式会社", "㈱"), ("ООО", "OOO"), ("A.Ş.", "Anonim Şirketi"),
)  # fmt: skip
FORMS = (
    "Ltd",
    "LLC",
    "Inc.",
    "GmbH",
    "S.A.",
    "Co., Ltd.",
    "Limited",
    "S.r.l.",
    "Pvt Ltd",
    "Corp",
    "AG",
    "BV",
    "Co",
)
UMLAUTS = {
    "ä": "ae",
    "ö": "oe",
    "ü": "ue",
    "ß": "ss",
    "å": "aa",
    "ø": "oe",
    "Ä": "Ae",
    "Ö": "Oe",
    "Ü": "Ue",
    "æ": "ae",
}
SHORT = {
    "International": ("Int'l", "Intl.", "Int."), "Manufacturing": ("Mfg", "Mfg.", "Manuf."), "Trading": ("Trdg", "Trad.", "Trdng"),
    "Import": ("Imp.", "Imp"), "Export": ("Exp.", "Exp"), "Industries": ("Inds.", "Ind", "Indus."), "Technology": ("Tech", "Techn."),
    "Engineering": ("Engg", "Eng.", "Engrg"), "Distribution": ("Dist.", "Distr"), "Enterprises": ("Ent.", "Enterp."), "Services": ("Svcs", "Serv."),
    "Electronics": ("Elec.", "Electr."), "Group": ("Grp", "Gp"), "General": ("Gen.", "Genl"), "Equipment": ("Equip.", "Eqpt"), "Machinery": ("Mach.", "Mchy"),
    "Building": ("Bldg", "Bldg."), "Materials": ("Mat.", "Matls"), "Supplies": ("Supp.", "Supls"), "Products": ("Prod.", "Prods"), "Brothers": ("Bros", "Bros."),
    "Solutions": ("Sol.", "Soln"), "Systems": ("Sys.", "Syst"), "Holdings": ("Hldgs", "Hold."), "Chemicals": ("Chem.", "Chems"), "Marketing": ("Mktg", "Mkt."),
    "Associates": ("Assoc.", "Assocs"), "Construction": ("Constr.", "Const."), "Hardware": ("Hdw", "Hdwe"), "Comercializadora": ("Com.", "Comerc."),
    "Distribuidora": ("Distrib.", "Dist."), "Importadora": ("Imp.", "Import."), "Wholesale": ("Whsle", "Whol."), "Logistics": ("Log.", "Logist."),
    "Commercial": ("Comm.", "Coml"), "Development": ("Dev.", "Devt"), "Furniture": ("Furn.",), "Packaging": ("Pkg", "Pack."), "Electric": ("Elec",),
}  # fmt: skip
CHINESE_SHORT = (
    ("进出口贸易", "进出口"),
    ("国际贸易", "国贸"),
    ("电子科技", "电子"),
    ("供应链管理", "供应链"),
    ("机械设备", "机械"),
    ("五金制品", "五金"),
    ("有限公司", "公司"),
)
TAILS = (
    " - Head Office",
    " (Head Office)",
    ", Dubai Branch",
    " (Shanghai) Office",
    " - Karachi Br.",
    " H.O.",
    " (HQ)",
    " Branch Office",
    " - Warehouse",
    " Regional Office",
)
CHINESE_TAILS = ("上海分公司", "深圳分公司", "（总部）", "北京办事处", "义乌分公司", "(外贸部)")
NEIGHBOURS = {
    "q": "wa", "w": "qes", "e": "wrd", "r": "etf", "t": "ryg", "y": "tuh", "u": "yij", "i": "uok", "o": "ipl", "p": "ol", "a": "qsz",
    "s": "awdx", "d": "sefc", "f": "drgv", "g": "fthb", "h": "gyjn", "j": "hukm", "k": "jil", "l": "kop", "z": "asx", "x": "zsdc",
    "c": "xdfv", "v": "cfgb", "b": "vghn", "n": "bhjm", "m": "njk",
}  # fmt: skip


def _is_han(text: str) -> bool:
    return any("\u4e00" <= sign <= "\u9fff" for sign in text)


def other_form(firm: NamedFirm, draw: random.Random) -> str:
    """The legal form written out, shortened, or another one."""
    for one, other in SAME_FORMS:
        if firm.legal == one and draw.random() < 0.6:
            return firm.name.replace(one, other)
    if _is_han(firm.words):
        return firm.words + draw.choice(("公司", "有限公司", "有限责任公司", "厂", "集团"))
    return f"{firm.words}{draw.choice((' ', ', '))}{draw.choice(FORMS)}"


def no_form(firm: NamedFirm, draw: random.Random) -> str:
    """The name as people say it."""
    return firm.words.replace("（", "").replace("）", "")


def other_case(firm: NamedFirm, draw: random.Random) -> str:
    """Upper or lower case; accents dropped or spelt; Chinese in the other characters."""
    if _is_han(firm.name):
        return _to_traditional.convert(firm.name)
    spelt = "".join(UMLAUTS.get(c, c) for c in firm.name) if draw.random() < 0.5 else firm.name
    plain = "".join(c for c in unicodedata.normalize("NFD", spelt) if not "\u0300" <= c <= "\u036f")
    return draw.choice((str.upper, str.lower, str.title, str.swapcase))(plain)


def full_width(firm: NamedFirm, draw: random.Random) -> str:
    """Latin letters as a Chinese input method writes them; all, or some words."""
    is_all = draw.random() < 0.7
    return " ".join(
        "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in word)
        if is_all or draw.random() < 0.5
        else word
        for word in firm.name.split(" ")
    )


def other_order(firm: NamedFirm, draw: random.Random) -> str:
    """Words turned round: last first, after a comma, or the legal form in front."""
    words = firm.words.split(" ")
    if len(words) == 1:
        return f"{firm.legal} {firm.words}"
    turn = draw.randrange(3)
    if turn == 0:
        return f"{words[-1]} {' '.join(words[:-1])} {firm.legal}"
    if turn == 1:
        return f"{' '.join(words[1:])}, {words[0]} {firm.legal}"
    draw.shuffle(words)
    return " ".join(words)


def slip(text: str, draw: random.Random) -> str:
    """A slip of the fingers: a neighbouring key, a letter doubled, left out or changed with the next; a homophone."""
    places = [place for place, sign in enumerate(text) if sign.isalpha()]
    at = draw.choice(places)
    sign = text[at]
    if _is_han(sign):
        same = homophones().get(lazy_pinyin(sign)[0], LUCKY).replace(sign, "") or LUCKY
        return text[:at] + draw.choice(same) + text[at + 1 :]
    kind = draw.randrange(5)
    if kind == 0 and sign.lower() in NEIGHBOURS:
        return text[:at] + draw.choice(NEIGHBOURS[sign.lower()]) + text[at + 1 :]
    if kind == 1:
        return text[:at] + sign + text[at:]
    if kind == 2 and at + 1 < len(text) and text[at + 1].isalpha():
        return text[:at] + text[at + 1] + sign + text[at + 2 :]
    if kind == 3 and sign.lower() in NEIGHBOURS:
        return text[:at] + draw.choice(NEIGHBOURS[sign.lower()]) + text[at:]
    return text[:at] + text[at + 1 :] if len(text) > 4 else text[:at] + sign + text[at:]


@lru_cache
def homophones() -> dict[str, str]:
    """Characters of firms' names by their reading: what an input method offers instead."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for sign in LUCKY + "".join(chinese_words()[::9]):
        found[lazy_pinyin(sign)[0]].add(sign)
    return {reading: "".join(sorted(signs)) for reading, signs in found.items() if len(signs) > 1}


def a_slip(firm: NamedFirm, draw: random.Random) -> str:
    return f"{slip(firm.words, draw)} {firm.legal}"


def two_slips(firm: NamedFirm, draw: random.Random) -> str:
    return f"{slip(slip(firm.words, draw), draw)} {firm.legal}"


def shortened(firm: NamedFirm, draw: random.Random) -> str:
    """Usual short forms of trades; where there is none, the longest word but the first is cut or loses its vowels."""
    if _is_han(firm.name):
        return next(
            (firm.name.replace(one, other) for one, other in CHINESE_SHORT if one in firm.name), firm.words
        )
    words = [draw.choice(SHORT[word]) if word in SHORT else word for word in firm.words.split(" ")]
    if " ".join(words) == firm.words and len(words) > 1:
        at = max(range(1, len(words)), key=lambda place: len(words[place]))
        word = words[at]
        words[at] = (
            word[:4] + "."
            if len(word) > 5 and draw.random() < 0.6
            else word[0] + re.sub("[aeiou]", "", word[1:])
        )
    return f"{' '.join(words)} {firm.legal}"


def with_branch(firm: NamedFirm, draw: random.Random) -> str:
    """ "M/s." in front, an office or a branch behind."""
    if _is_han(firm.name):
        return firm.name + draw.choice(CHINESE_TAILS)
    prefix = draw.choice(("M/S ", "M/s ", "M/S. ", "Messrs. ", "", ""))
    return prefix + firm.name + (draw.choice(TAILS) if not prefix or draw.random() < 0.5 else "")


def glued(firm: NamedFirm, draw: random.Random) -> str:
    """As in a mail address or a web site: without blanks, or joined by hyphens or dots."""
    text = firm.name if draw.random() < 0.5 else firm.words
    joint = draw.choice(("", "", "", "-", ".", "_"))
    return draw.choice((str, str.lower, str.upper))(joint.join(re.findall(r"[^\s.,&/()（）'_-]+", text)))


WORLD_DAMAGES: Sequence[Callable[[NamedFirm, random.Random], str]] = (
    other_form, no_form, other_case, full_width, other_order, a_slip, two_slips, shortened, with_branch, glued,
)  # fmt: skip
