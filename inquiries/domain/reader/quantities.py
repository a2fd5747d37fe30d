"""Numbers, units and prices as buyers write them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

UNIT_WORDS = {
    "pcs": "pcs|pc|pieces|piece|pce|pces|units|unit|ea|each|nos|stk|stck|stück|stuck|stücke|st|piezas|pieza|pzas|pza|pzs|peças|peça|pecas|pçs|pç|unidades|unidad|unidade|unid|un|unds|uds|"
    "und|pezzi|pezzo|pz|pièces|pièce|pieces|stuks|sztuk|szt|sztuki|штук|штуки|шт|adet|قطعة|قطع|حبة|وحدة|支|个|個|件|只|把|根|条|張|张|片|枚|颗|粒|台|個|本|개|cái|chiếc|buah|ks|db|darab|τεμ|τεμάχια|ชิ้น|buc|bucăți|bucati|kpl|stycken|styck|kusů|kusy|kusov|kom|komada|kos|бр|броя|штуки|vnt|gab|tk|stykker|szt.|sztuka|أداة|عدد|개입|ea.|pç.|pza.|隻|顆|條|臺|枝|대|자루|장|벌|통|丁|脚|冊",
    "sets": "sets|set|kits|kit|juegos|juego|jogos|jogo|conjuntos|sätze|satz|jeux|komplety|kompletów|zestawów|комплектов|комплекта|наборов|набор|takım|طقم|أطقم|套|组|組|セット|세트|bộ|ชุด|sady|sada|sad|súprav|zestaw|készlet|seturi|setova|σετ|комплекти|набори|szett",
    "pairs": "pairs|pair|prs|pares|par|paare|paar|paires|paia|par|пар|çift|زوج|双|雙|对|對|켤레|đôi|pasang|páry|켤레|párů|párov|pary|pár|perechi|parova|ζεύγη|пари|足",
    "cartons": "cartons|carton|ctns|ctn|cajas master|karton|kartons|箱|كرتون|carton boxes|cartones|картонов|kartonů|kartónov|kartonów|kartonger|kartoner|scatoloni|colis|koli|ケース|박스|cutii|kutija",
    "boxes": "boxes|box|cajas|caixas|caja|caixa|boîtes|scatole|dozen boxes|盒|коробок|صندوق|kutu|hộp|상자",
    "dozen": "dozens|dozen|doz|dz|dzs|docenas|docena|dúzias|dúzia|dutzend|douzaines|打|ダース|tuctů|tuzinów|düzine|lusin|tá",
    "kg": "kilograms|kilogram|kilos|kilo|kgs|kg|公斤|千克|кг|كيلو|كغ",
    "t": "metric tons|metric ton|tonnes|tonne|tons|ton|mts|mt|toneladas|tonelada|tonnen|тонн|طن|吨|噸",
    "m": "meters|meter|metres|metre|mtrs|mtr|metros|米",
    "m2": "sqm|m2|m²|square meters|square metres|平方米|平方",
    "rolls": "rolls|roll|rollos|rolos|rollen|卷|捲|рулонов|рулона|рулоны|rouleaux|rouleau|rotoli|rotolo|rolo|rollo|rullar|ruller|rullaa|rolek|rolki|role|rolí|tekercs|rulo|cuộn|gulung|롤|ロール|巻|لفة|لفات",
    "bags": "bags|bag|sacos|sacks|sack|sacs|sacchi|säcke|beutel|zakken|мешков|worków|çuval|袋|包",
    "pallets": "pallets|pallet|paletten|palettes|palés|palets|托盘|托",
    "20gp": "20gp|20'gp|20 gp|20ft|20'|20 ft|20 feet|20 foot|20尺柜|20尺|小柜|fcl 20|20-foot|20’gp|20’|contenedores de 20 pies|contenedor de 20 pies|contêiner de 20 pés|conteneur de 20 pieds|container da 20 piedi|20-fuß-container|20 pies|20英尺|20呎",
    "40gp": "40gp|40'gp|40 gp|40ft|40'|40 ft|40 feet|40 foot|40尺柜|40尺|大柜|40-foot|40’gp|40’|contenedores de 40 pies|contenedor de 40 pies|contêiner de 40 pés|conteneur de 40 pieds|container da 40 piedi|40-fuß-container|40 pies|40英尺|40呎",
    "40hq": "40hq|40'hq|40 hq|40hc|40'hc|40 hc|40ft hq|40ft hc|40尺高柜|高柜|40’hq|40’hc",
    "containers": "containers|container|fcl|contenedores|contenedor|contêineres|contêiner|conteneurs|conteneur|货柜|整柜|集装箱|контейнеров|контейнер|контейнера|حاوية|حاويات|konteyner|柜",
}  # fmt: skip
_UNIT_OF_WORD: dict[str, str] = {}
for _code, _words in UNIT_WORDS.items():
    for _word in _words.split("|"):
        _UNIT_OF_WORD.setdefault(_word, _code)
_CONTAINERS = frozenset(("20gp", "40gp", "40hq"))


def _alternatives(words: list[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_LATIN_UNITS = _alternatives(
    [word for word, code in _UNIT_OF_WORD.items() if word[0] < "\u2e80" and code not in _CONTAINERS]
)
_CJK_UNITS = _alternatives(
    [word for word, code in _UNIT_OF_WORD.items() if word[0] >= "\u2e80" and code not in _CONTAINERS]
)
_BOX_UNITS = _alternatives([word for word, code in _UNIT_OF_WORD.items() if code in _CONTAINERS])
NUMBER = r"\d{1,3}(?:[,.'’ ]\d{3}){1,4}(?:[.,]\d{1,2})?(?!\d)|\d{1,9}(?:[.,]\d{1,4})?(?!\d)"
_SCALE = r"(?:\s?(?:千|仟|万|萬|百万|million|mio|thousand|mil(?=\s)|тыс\.?(?=\s)|тысяч[аи]?(?=\s))|[kK](?![a-zA-Z]))"
_NO_UNIT = (
    "卷尺|把手|套筒|个月|台灯|台湾|台钳|条码|支架|组合|打样|打印|打包|包装|本月|本周|只要|只有|对方|箱子|片刻"
)
_HAN_DIGITS = {sign: value for value, signs in enumerate(("〇零", "一壹", "二两兩", "三", "四", "五", "六", "七", "八", "九")) for sign in signs}  # fmt: skip
_HAN_PLACES = {"十": 10, "百": 100, "千": 1000}
_HAN_NUMBER = "[一壹二两兩三四五六七八九十][〇零一壹二两兩三四五六七八九十百千万萬]{1,8}|十"
_QUANTITY = re.compile(
    rf"(?<![^\W\u3040-\u9fff])(?<![.,/#+$€£¥第-])(?:(?P<count>\d{{1,3}})\s?(?:[xX×*]\s?|(?=cont))(?P<box>{_BOX_UNITS})(?![\w])|"
    rf"(?:(?P<number>{NUMBER})(?P<scale>{_SCALE})?|(?P<han>{_HAN_NUMBER}))\s?(?:(?P<unit>{_LATIN_UNITS})(?![\w-])\.?|(?!{_NO_UNIT})(?P<cjk>{_CJK_UNITS})))",
    re.IGNORECASE,
)
_NAMED = re.compile(
    rf"(?<![^\W\u3040-\u9fff])(?:qty|q'ty|quantity|quantities|cantidad|quantidade|qtde?|menge|quantité|qté|quantità|aantal|ilość|кол-во|количество|数量|數量|الكمية)\.?\s?(?:[:：=]|of|is|de|为)?\s{{0,4}}(?P<number>{NUMBER})(?P<scale>{_SCALE})?(?![\w.,-]*\d)(?!\s?[-–~%])",
    re.IGNORECASE,
)  # fmt: skip
_ONLY_NUMBER = re.compile(
    rf"^\D{{0,12}}?(?P<number>{NUMBER})(?P<scale>{_SCALE})?(?P<rest>.{{0,30}})", re.IGNORECASE
)
_SCALES = {"千": 1000, "仟": 1000, "万": 10_000, "萬": 10_000, "百万": 1_000_000, "million": 1_000_000, "mio": 1_000_000, "thousand": 1000, "k": 1000, "mil": 1000, "тыс": 1000, "тысяч": 1000, "тысяча": 1000, "тысячи": 1000}  # fmt: skip
_DECIMAL_UNITS = frozenset(("kg", "t", "m", "m2"))
_GROUPED = re.compile(r"^\d{1,3}(?:[,.'’ ]\d{3})+$")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number of units found in a text, and where it stands."""

    number: Decimal
    unit: str | None
    start: int
    end: int
    written: str


def read_number(written: str, *, may_be_decimal: bool = False) -> Decimal | None:
    """1,000 / 1.000 / 1 000 / 1'000 / 1.234,50 / 6.45 as a number.

    A single dot or comma before exactly three digits groups thousands, unless decimals are usual for what is
    counted (`may_be_decimal`): then it is ambiguous, and None.
    """
    written = written.strip().replace("’", "'")
    if _GROUPED.match(written):
        marks = {char for char in written if not char.isdigit()}
        if len(marks) > 1:
            return None
        if (
            may_be_decimal
            and marks & {".", ","}
            and len(written) - written.rfind(marks.pop()) == 4
            and len(re.findall(r"\D", written)) == 1
        ):
            return None
        return _decimal(re.sub(r"\D", "", written))
    comma, dot = written.rfind(","), written.rfind(".")
    decimal_mark = "," if comma > dot else "."
    plain = "".join(char for char in written if char.isdigit() or char == decimal_mark)
    if plain.count(decimal_mark) > 1:
        return None
    return _decimal(plain.replace(",", "."))


def read_han_number(written: str) -> Decimal | None:
    """两千 / 一万五千 / 三十六 as a number; None for what is about so many ("两三千") or left short ("一百二")."""
    total = section = digit = 0
    smallest = 10
    for place, sign in enumerate(written):
        if sign in _HAN_DIGITS:
            if digit:
                return None
            digit = _HAN_DIGITS[sign]
            smallest = 1 if sign in "〇零" else smallest
        elif sign in _HAN_PLACES:
            section += (digit or (0 if place and sign != "十" else 1)) * _HAN_PLACES[sign]
            smallest, digit = _HAN_PLACES[sign], 0
        else:
            total, section, digit, smallest = (total + section + digit) * 10_000, 0, 0, 10_000
    if digit and smallest > 10:
        return None
    return Decimal(total + section + digit) or None


def _decimal(digits: str) -> Decimal | None:
    try:
        return Decimal(digits)
    except InvalidOperation:
        return None


def _whole(value: Decimal) -> Decimal:
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value


def _scaled(number: str, scale: str | None, unit: str | None) -> Decimal | None:
    if scale:
        value = (
            _decimal(number.replace(",", "."))
            if re.fullmatch(r"\d{1,4}[.,]\d{1,3}", number)
            else read_number(number)
        )
        return None if value is None else _whole(value * _SCALES[scale.strip(" .").lower()])
    return read_number(number, may_be_decimal=unit in _DECIMAL_UNITS)


def unit_of(words: str) -> str | None:
    """The unit code that a word such as "Piece/Pieces", "件" or "pcs." stands for."""
    for word in re.split(r"[/()\s,]+", words.strip().lower()):
        if word.rstrip(".") in _UNIT_OF_WORD:
            return _UNIT_OF_WORD[word.rstrip(".")]
    return None


def find_quantities(text: str) -> list[Quantity]:
    """Every number followed by a unit, or named a quantity ("QTY 3000"), in order.

    "46-pc" and "46件套" describe a product and are left out, as is the number of "USD 2.35 each".
    """
    found = []
    amounts = [(price.start, price.end) for price in find_prices(text)]
    for match in _QUANTITY.finditer(text):
        is_price = any(start <= match.start() < end for start, end in amounts)
        if not is_price and not _is_attribute(text, match):
            unit = _UNIT_OF_WORD[(match["box"] or match["unit"] or match["cjk"]).lower()]
            number = _counted(match, unit)
            if number is not None and number > 0:
                found.append(Quantity(number, unit, match.start(), match.end(), match[0].strip()))
    return sorted([*found, *_named_quantities(text, found)], key=lambda quantity: quantity.start)


def _counted(match: re.Match[str], unit: str) -> Decimal | None:
    if match["han"]:
        return read_han_number(match["han"])
    return Decimal(match["count"]) if match["count"] else _scaled(match["number"], match["scale"], unit)


def _named_quantities(text: str, found: list[Quantity]) -> Iterator[Quantity]:
    """`QTY: 3000`: the word before the number stands in for a unit behind it."""
    for match in _NAMED.finditer(text):
        number = _scaled(match["number"], match["scale"], None)
        is_new = not any(quantity.start <= match.start("number") < quantity.end for quantity in found)
        if number and is_new:
            yield Quantity(number, None, match.start(), match.end(), match[0].strip())


_MEASURES = frozenset(("kg", "t", "m", "m2"))
_GOODS = _alternatives(
    [word for word, code in _UNIT_OF_WORD.items() if code in ("pcs", "sets", "pairs", "dozen")]
)
_COUNT_BEHIND = re.compile(
    rf"^[\s,;:–—-]{{0,4}}(?:qty:?\s?)?(?:{NUMBER})(?:{_SCALE})?\s?(?:{_GOODS})(?![^\W\u4e00-\u9fff])",
    re.IGNORECASE,
)
_KIT = re.compile(r"^\s?[\w\"'/ -]{0,28}?\b(?:sets?|kits?|toolkits?|assortment|combo)\b", re.IGNORECASE)


_OF_A_SET = re.compile(
    r"(?:\b(?:sets?|kits?|juegos?|jogos?|conjuntos?|jeux|coffrets?|satz|sätze|zestaw\w*|набор\w*|soquetes|sockets)\b(?:(?!\s(?:and|und|y|e|et|и|и|en|och|og|i|a|és|ve|dan|và)\s)[^.,;\n\d]){0,40}),?\s?(?:de|of|di|à|mit|z|из)?\s$",
    re.IGNORECASE,
)  # fmt: skip


def _is_small(match: re.Match[str], limit: int = 400) -> bool:
    return (
        not match["count"]
        and not match["scale"]
        and not match["han"]
        and match["number"].isdigit()
        and int(match["number"]) <= limit
    )


def _is_decimal(match: re.Match[str]) -> bool:
    """True for "2.5 kg" and "3,8 m"."""
    return not match["count"] and bool(re.fullmatch(r"\d{1,3}[.,]\d{1,2}", match["number"] or ""))


_ORDINAL = re.compile(r"\d*(?<!1)1st", re.IGNORECASE)  # 1st shipment


def _is_attribute(text: str, match: re.Match[str]) -> bool:
    after = text[match.end() : match.end() + 40]
    if _ORDINAL.fullmatch(match[0]):
        return True
    if (match["unit"] or "").lower() == "un" and not match[0].endswith(".") and _is_small(match, 19):
        return True  # an article: modèle 5 un peu plus grand
    if (
        not match["box"]
        and _UNIT_OF_WORD[(match["unit"] or match["cjk"]).lower()] in _MEASURES
        and (_is_small(match) or _is_decimal(match))
        and _COUNT_BEHIND.match(after)
    ):
        return True  # car jack 3 ton 3000 pcs
    if (
        _OF_A_SET.search(text[max(0, match.start() - 60) : match.start()])
        and re.search(r"\d", match[0])
        and _is_small(match)
    ):
        return True
    if match["cjk"] == "米":
        return _is_small(match, 100)
    if match["cjk"]:
        return after[:1] in ("套", "组", "装", "裝") and match["cjk"] in ("件", "支", "只", "个", "把", "片")
    if (
        match["box"]
        or _UNIT_OF_WORD[match["unit"].lower()] != "pcs"
        or match["unit"].lower().startswith("unit")
    ):
        return (match["unit"] or "").lower() == "m" or bool(re.match(r"\s?(?:x|×)\s?\d", after))
    return _is_small(match) and bool(
        re.match(r"^\s?/\s?(?:ctn|carton|box|set|inner)", after)
        or ((kit := _KIT.match(after)) and not re.search(r"\d\s?-?p(?:c|ie)", kit[0]) and " of " not in after)
    )


def read_quantity(value: str) -> tuple[Decimal | None, str | None]:
    """(number, unit) of a labelled value such as "3,000 Piece/Pieces", "1.5万套" or "2000"."""
    box = value.strip().lower().replace("`", "'")
    if _UNIT_OF_WORD.get(box) in _CONTAINERS:
        return Decimal(1), _UNIT_OF_WORD[box]
    spotted = find_quantities(value)
    if len(spotted) == 1:
        return spotted[0].number, spotted[0].unit
    if spotted or re.search(r"\d\s?(?:-|–|~|to|至|到)\s?\d", value):
        return None, None
    match = _ONLY_NUMBER.match(value.strip())
    if not match or re.search(r"\d", match["rest"]):
        return None, None
    unit = unit_of(match["rest"])
    return _scaled(match["number"], match["scale"], unit), unit


_CURRENCIES = {
    "USD": r"US\s?\$|USD|U\.S\.\$|US dollars?|dollars|美元|美金|美刀|dólares|دولار|долларов",
    "EUR": r"EUR|€|euros?|欧元|يورو|евро",
    "GBP": r"GBP|£|pounds|英镑",
    "CNY": r"RMB|CNY|人民币|CN¥",
    "INR": r"INR|₹|Rs\.?|卢比",
    "BRL": r"BRL|R\$|reais",
    "AED": r"AED|Dhs?\.?|dirhams?|درهم",
    "SAR": r"SAR|riyals?|ريال سعودي",
    "AUD": r"AUD|A\$|AU\$",
    "CAD": r"CAD|C\$|CA\$",
    "MXN": r"MXN|MX\$",
    "JPY": r"JPY|日元|円",
    "PLN": r"PLN|zł",
    "RUB": r"RUB|₽|руб",
}  # fmt: skip
_ANY_CURRENCY = "|".join(_CURRENCIES.values())
_PRICE = re.compile(
    rf"(?:(?P<before>(?<![A-Za-z])(?:{_ANY_CURRENCY})|\$|¥|￥)\s?(?P<number>\d{{1,6}}(?:[.,]\d{{1,4}})*))(?!\d)|"
    rf"(?<![\w.,])(?P<number2>\d{{1,6}}(?:[.,]\d{{1,4}})?)\s?(?P<after>(?:{_ANY_CURRENCY})(?![A-Za-z])|\$|元)",
    re.IGNORECASE,
)
_CURRENCY_PATTERNS = {
    code: re.compile(rf"(?:{words})\.?", re.IGNORECASE) for code, words in _CURRENCIES.items()
}


@dataclass(frozen=True, slots=True)
class Price:
    """An amount with its currency where that is plain ("$" alone is taken as USD, "¥" alone stays open)."""

    amount: Decimal
    currency: str | None
    start: int
    end: int


def find_prices(text: str) -> list[Price]:
    """Every amount that carries a currency, in order."""
    prices = []
    for match in _PRICE.finditer(text):
        amount = read_number(match["number"] or match["number2"], may_be_decimal=True)
        if amount is not None:
            prices.append(
                Price(amount, _currency(match["before"] or match["after"]), match.start(), match.end())
            )
    return prices


def _currency(written: str) -> str | None:
    if written == "$":
        return "USD"
    if written == "元":
        return "CNY"
    for code, pattern in _CURRENCY_PATTERNS.items():
        if pattern.fullmatch(written):
            return code
    return None


def read_price(value: str) -> tuple[Decimal | None, str | None]:
    """(amount, currency) of a labelled price such as "USD 1.35/pc", "1,35 €" or "1.35"."""
    prices = find_prices(value)
    if len(prices) == 1:
        return prices[0].amount, prices[0].currency
    numbers = re.findall(r"\d{1,6}(?:[.,]\d{1,4})*", value[:60])
    if prices or len(numbers) != 1:
        return None, None
    return read_number(numbers[0], may_be_decimal=True), None


_TARGET = re.compile(
    r"(?:\b(?:can|could) you (?:reach|match|come down to|go down to|make it)\b|\byou (?:can|could) (?:reach|match|come down to|go down to|make it)\b|target(?:\s+(?:unit\s+|fob\s+)?price)?|our budget|price idea|目标价格?|期望价格?|心理价位?|目标单价|precio objetivo|preço[- ]alvo|zielpreis|preisvorstellung|prix cible|"
    r"prezzo (?:obiettivo|target)|richtprijs|целев\w+ цен\w|السعر المستهدف|hedef fiyat)",
    re.IGNORECASE,
)  # fmt: skip
PER_PIECE = re.compile(
    r"\s?(?:/|per|each|a|por|pro|par|je|за)\s?(?:pc|pcs|piece|unit|ea|stk|stück|pza|pieza|peça|pièce|шт|个|只)\b|\s?each\b",
    re.IGNORECASE,
)
_PLAIN_TARGET = re.compile(
    r"^\D{0,25}?(?P<number>\d{1,5}(?:[.,]\d{1,4})?)(?!\d|[.,]\d|\s?(?:%|(?:pcs?|pieces?|sets?|units?|pairs?|dozens?|cartons?|boxes|days?|weeks?|mm|cm|kg|inch)(?![a-z])))",
    re.IGNORECASE,
)  # fmt: skip


def find_target_prices(text: str) -> list[Price]:
    """Prices that the buyer calls a target. One without a currency is kept without."""
    found = []
    for match in _TARGET.finditer(text):
        window = text[match.end() : match.end() + 60].split("\n", maxsplit=1)[0]
        prices = [price for price in find_prices(window) if price.start <= 30]
        if prices:
            price = prices[0]
            found.append(
                Price(price.amount, price.currency, match.end() + price.start, match.end() + price.end)
            )
            continue
        plain = _PLAIN_TARGET.match(window)
        amount = read_number(plain["number"], may_be_decimal=True) if plain else None
        if plain and amount is not None:
            found.append(
                Price(amount, None, match.end() + plain.start("number"), match.end() + plain.end("number"))
            )
    return found
