"""Which currencies there are: ISO 4217 codes as babel knows them, the usual ones of the trade first."""

from babel.core import get_global

# What a Chinese exporter is paid in, most frequent first; others can be typed wherever a currency is asked.
USUAL = ("USD", "EUR", "CNY", "GBP", "JPY", "HKD", "AUD", "CAD", "CHF", "SGD", "AED", "KRW", "RUB", "THB")
# How bank tables name them.
CHINESE = {
    "人民币": "CNY", "美元": "USD", "欧元": "EUR", "英镑": "GBP", "日元": "JPY", "港币": "HKD", "港元": "HKD", "澳大利亚元": "AUD",
    "澳元": "AUD", "加拿大元": "CAD", "加元": "CAD", "瑞士法郎": "CHF", "新加坡元": "SGD", "阿联酋迪拉姆": "AED", "韩国元": "KRW",
    "韩元": "KRW", "卢布": "RUB", "俄罗斯卢布": "RUB", "泰国铢": "THB", "泰铢": "THB", "新西兰元": "NZD", "墨西哥比索": "MXN",
    "巴西里亚尔": "BRL", "印度卢比": "INR", "南非兰特": "ZAR", "土耳其里拉": "TRY", "瑞典克朗": "SEK", "挪威克朗": "NOK", "丹麦克朗": "DKK",
}  # fmt: skip
SIGNS = {"US$": "USD", "$": "USD", "€": "EUR", "£": "GBP", "¥": "CNY", "￥": "CNY", "RMB": "CNY"}
# What is legal tender somewhere today: neither gold (XAU) nor what is history (DEM).
_TENDER = frozenset(
    code
    for known in get_global("territory_currencies").values()
    for code, _since, until, is_tender in known
    if until is None and is_tender
)


def is_currency(code: str) -> bool:
    """Whether `code` is the ISO code, in capitals, of a currency that one can be paid in."""
    return code in _TENDER


def read_currency(text: str) -> str:
    """Return the code of a currency as people write it (`usd`, `美元`, `US$`); "" for what is none."""
    word = text.strip()
    code = SIGNS.get(word.upper(), word.upper())
    return CHINESE.get(word) or (code if is_currency(code) else "")
