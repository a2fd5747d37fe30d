"""Countries and cities by the names people write, in the languages buyers use."""

from __future__ import annotations

import pickle
import re
import unicodedata
from functools import lru_cache
from pathlib import Path

from babel.core import get_global
from babel.localedata import resolve_locale_filename

_LANGUAGES = (
    "en zh zh_Hant es pt de fr it nl pl ru tr ar fa ja ko sv cs vi id th he el ro hu uk da fi no hi".split()
)
_SHORT_NAMES = {
    "usa": "US", "u.s.a.": "US", "u.s.": "US", "us": "US", "united states of america": "US", "america": "US", "estados unidos": "US", "eeuu": "US", "ee.uu.": "US",
    "uk": "GB", "u.k.": "GB", "great britain": "GB", "england": "GB", "scotland": "GB", "wales": "GB", "northern ireland": "GB", "britain": "GB", "英格兰": "GB",
    "uae": "AE", "u.a.e.": "AE", "u.a.e": "AE", "emirates": "AE", "阿联酋": "AE", "الامارات": "AE", "الإمارات": "AE", "vae": "AE", "emiratos árabes": "AE",
    "ksa": "SA", "k.s.a.": "SA", "kingdom of saudi arabia": "SA", "saudi": "SA", "沙特": "SA", "السعودية": "SA", "المملكة العربية السعودية": "SA",
    "korea": "KR", "south korea": "KR", "republic of korea": "KR", "s. korea": "KR", "korea, republic of": "KR", "korea (south)": "KR", "한국": "KR", "대한민국": "KR", "韩国": "KR",
    "viet nam": "VN", "vietnam": "VN", "việt nam": "VN", "czech republic": "CZ", "czechia": "CZ", "holland": "NL", "the netherlands": "NL", "turkey": "TR", "türkiye": "TR", "turkiye": "TR",
    "russia": "RU", "russian federation": "RU", "ivory coast": "CI", "cote d'ivoire": "CI", "côte d'ivoire": "CI", "hong kong": "HK", "hongkong": "HK", "hong kong sar": "HK", "macau": "MO", "taiwan": "TW",
    "china": "CN", "p.r. china": "CN", "pr china": "CN", "p.r.china": "CN", "prc": "CN", "中国": "CN", "bosnia": "BA", "macedonia": "MK", "swaziland": "SZ", "burma": "MM", "brasil": "BR", "méxico": "MX", "mexico": "MX",
    "dr congo": "CD", "drc": "CD", "democratic republic of the congo": "CD", "tanzania": "TZ", "iran": "IR", "syria": "SY", "laos": "LA", "bolivia": "BO", "venezuela": "VE", "moldova": "MD", "palestine": "PS",
    "deutschland": "DE", "österreich": "AT", "schweiz": "CH", "suisse": "CH", "svizzera": "CH", "españa": "ES", "italia": "IT", "polska": "PL", "россия": "RU", "украина": "UA", "казахстан": "KZ", "беларусь": "BY",
    "مصر": "EG", "العراق": "IQ", "الأردن": "JO", "المغرب": "MA", "الجزائر": "DZ", "ليبيا": "LY", "قطر": "QA", "الكويت": "KW", "عمان": "OM", "لبنان": "LB", "اليمن": "YE", "تونس": "TN",
}  # fmt: skip
AMBIGUOUS = frozenset(
    (
        "georgia",
        "jordan",
        "chad",
        "us",
        "america",
        "mali",
        "guinea",
        "niger",
        "oman",
        "wales",
        "china",
        "saudi",
        "turkey",
        "togo",
        "man",
        "india",
        "中国",
        "congo",
        "jersey",
        "peru",
        "reunion",
        "mo",
        "对",
        "andorra",
    )
)
_CITIES = """AE:Dubai,Abu Dhabi,Sharjah,Ajman,迪拜,دبي,阿布扎比,沙迦|SA:Jeddah,Riyadh,Dammam,Jubail,Makkah,Al Khobar,吉达,利雅得,جدة,الرياض,الدمام,达曼,麦加,朱拜勒|EG:Cairo,Giza,القاهرة,开罗|IQ:Baghdad,Erbil,Basra,بغداد,巴格达,巴士拉,埃尔比勒|JO:Amman,عمّان,安曼|KW:Kuwait City|QA:Doha,多哈|OM:Muscat|BH:Manama|LB:Beirut,贝鲁特|IL:Tel Aviv,Haifa,特拉维夫|
NG:Lagos,Abuja,Kano,Port Harcourt,Onitsha,拉各斯|GH:Accra,Kumasi,Tema,阿克拉,特马|KE:Nairobi,Mombasa,Kisumu,Eldoret,内罗毕,蒙巴萨|ZA:Johannesburg,Cape Town,Durban,Pretoria,约翰内斯堡,开普敦,德班|SD:Khartoum,Port Sudan,喀土穆|CM:Douala,Yaoundé,杜阿拉|AO:Luanda,罗安达|MZ:Maputo|GN:Conakry|ET:Addis Ababa,亚的斯亚贝巴|TZ:Dar es Salaam|UG:Kampala|MA:Casablanca,Tangier,卡萨布兰卡|DZ:Algiers,Alger|TN:Tunis|SN:Dakar|CI:Abidjan|
DE:Hamburg,Berlin,Munich,München,Köln,Cologne,Frankfurt,Stuttgart,Düsseldorf,Dortmund,Essen,Leipzig,Bremen,Nürnberg,Hannover,Dresden,汉堡,柏林,慕尼黑,法兰克福,科隆|AT:Vienna,Wien,Graz,Linz,维也纳|CH:Zürich,Zurich,Geneva,Basel,Bern,苏黎世|GB:Manchester,Leeds,Birmingham,Sheffield,Glasgow,Liverpool,Bristol,Edinburgh,London,伦敦,曼彻斯特,伯明翰|IE:Dublin,Limerick,Galway|FR:Paris,Lyon,Marseille,Toulouse,Lille,Bordeaux,Nantes,巴黎,里昂,马赛|BE:Brussels,Antwerp,Bruxelles,Gent,布鲁塞尔,安特卫普|NL:Amsterdam,Rotterdam,Utrecht,Eindhoven,阿姆斯特丹,鹿特丹|
ES:Madrid,Barcelona,Valencia,Sevilla,Bilbao,Zaragoza,马德里,巴塞罗那,瓦伦西亚|PT:Lisbon,Lisboa,Porto,里斯本|IT:Milan,Milano,Rome,Roma,Turin,Torino,Bologna,Verona,Napoli,Ancona,Rimini,米兰,罗马,都灵|PL:Warsaw,Warszawa,Kraków,Poznań,Wrocław,Gdańsk,Łódź,华沙|CZ:Prague,Praha,Brno,布拉格|SK:Bratislava|HU:Budapest,布达佩斯|RO:Bucharest,București|BG:Sofia|GR:Athens,Thessaloniki,雅典|SE:Stockholm,Göteborg,Gothenburg,Malmö,斯德哥尔摩,哥德堡|DK:Copenhagen,Aarhus,哥本哈根|NO:Oslo,Bergen,Trondheim,Stavanger,奥斯陆|FI:Helsinki,Tampere,Turku,Espoo,Vantaa,赫尔辛基|
RU:Moscow,Москва,Санкт-Петербург,Novosibirsk,Екатеринбург,莫斯科,圣彼得堡|UA:Kyiv,Киев,Odesa,基辅|KZ:Almaty,Алматы,阿拉木图|UZ:Tashkent,Ташкент,塔什干|TR:Istanbul,İstanbul,Bursa,Mersin,Gaziantep,Konya,Adana,Antalya,Kayseri,Ankara,Izmir,伊斯坦布尔,伊兹密尔,İzmir,安卡拉|IN:Mumbai,New Delhi,Delhi,Chennai,Bangalore,Bengaluru,Kolkata,Pune,Ahmedabad,Ludhiana,Rajkot,Jaipur,Kanpur,Coimbatore,Indore,Nagpur,Lucknow,Faridabad,Jalandhar,Vadodara,Noida,Gurgaon,Gurugram,孟买,新德里,金奈,班加罗尔,加尔各答|PK:Karachi,Lahore,Sialkot,Faisalabad,Islamabad,Rawalpindi,Peshawar,Gujranwala,卡拉奇,拉合尔|BD:Dhaka,Chittagong,达卡,吉大港|LK:Colombo,科伦坡|
ID:Jakarta,Surabaya,Bandung,Medan,雅加达,泗水,万隆|MY:Kuala Lumpur,Penang,吉隆坡,槟城|SG:Singapore|TH:Bangkok,曼谷|VN:Hanoi,Ha Noi,Hà Nội,Ho Chi Minh City,Saigon,Da Nang,胡志明市,胡志明,河内,岘港|PH:Manila,Cebu,Quezon City,马尼拉,宿务|KR:Seoul,Busan,首尔,釜山,仁川,서울,부산|JP:Tokyo,Osaka,Nagoya,Yokohama,东京,東京,大阪,名古屋,横滨,横浜,京都,福岡,神戸,広島|TW:Taipei,台北,高雄,台中,臺北,臺中,台南,新北,Taichung,Kaohsiung|
AU:Sydney,Melbourne,Brisbane,Perth,Adelaide,悉尼,墨尔本,布里斯班,珀斯|NZ:Auckland,Wellington,奥克兰|US:Chicago,New York,Los Angeles,Houston,Dallas,Miami,Atlanta,Seattle,Denver,Phoenix,Boston,Detroit,San Francisco,纽约,芝加哥,洛杉矶,迈阿密,休斯顿,达拉斯,亚特兰大,西雅图|CA:Toronto,Vancouver,Montreal,Montréal,Calgary,多伦多,温哥华,蒙特利尔|MX:Mexico City,Ciudad de México,Guadalajara,Monterrey,León,Tijuana,墨西哥城,瓜达拉哈拉,蒙特雷|BR:São Paulo,Sao Paulo,Rio de Janeiro,Curitiba,Porto Alegre,Belo Horizonte,圣保罗,里约热内卢,里约|
AR:Buenos Aires,布宜诺斯艾利斯|CL:Santiago de Chile,Valparaíso|CO:Bogotá,Bogota,Medellín,Medellin,波哥大|PE:Lima,Arequipa,利马|EC:Quito,Guayaquil|PA:Panama City|CR:San José de Costa Rica|UY:Montevideo,蒙得维的亚|DO:Santo Domingo"""  # fmt: skip
_ZONE_OF = {"US": None, "CA": None, "RU": None, "BR": None, "AU": None, "MX": None, "ID": None, "KZ": None, "CL": "America/Santiago", "DE": "Europe/Berlin", "GB": "Europe/London", "CN": "Asia/Shanghai", "NZ": "Pacific/Auckland", "ES": "Europe/Madrid", "PT": "Europe/Lisbon", "EC": "America/Guayaquil", "AR": "America/Argentina/Buenos_Aires", "UA": "Europe/Kyiv", "MY": "Asia/Kuala_Lumpur", "UZ": "Asia/Tashkent", "IN": "Asia/Kolkata", "VN": "Asia/Ho_Chi_Minh"}  # fmt: skip
_ZONE_OF_CITY = {"chicago": "America/Chicago", "houston": "America/Chicago", "dallas": "America/Chicago", "new york": "America/New_York", "miami": "America/New_York", "atlanta": "America/New_York", "boston": "America/New_York", "detroit": "America/Detroit", "los angeles": "America/Los_Angeles", "san francisco": "America/Los_Angeles", "seattle": "America/Los_Angeles", "denver": "America/Denver", "phoenix": "America/Phoenix", "toronto": "America/Toronto", "montreal": "America/Toronto", "vancouver": "America/Vancouver", "calgary": "America/Edmonton", "sydney": "Australia/Sydney", "melbourne": "Australia/Melbourne", "brisbane": "Australia/Brisbane", "perth": "Australia/Perth", "adelaide": "Australia/Adelaide", "são paulo": "America/Sao_Paulo", "sao paulo": "America/Sao_Paulo", "rio de janeiro": "America/Sao_Paulo", "curitiba": "America/Sao_Paulo", "mexico city": "America/Mexico_City", "guadalajara": "America/Mexico_City", "monterrey": "America/Monterrey", "león": "America/Mexico_City", "jakarta": "Asia/Jakarta", "surabaya": "Asia/Jakarta", "moscow": "Europe/Moscow", "москва": "Europe/Moscow", "almaty": "Asia/Almaty"}  # fmt: skip
TLD_EXCEPTIONS = {
    "uk": "GB",
    "su": "RU",
    "eu": None,
    "io": None,
    "co": None,
    "me": None,
    "tv": None,
    "cc": None,
    "ai": None,
    "ws": None,
    "fm": None,
    "to": None,
    "ly": None,
    "gg": None,
    "la": None,
    "im": None,
    "vc": None,
    "sh": None,
}


def fold_name(name: str) -> str:
    """A place name without case, outer punctuation and doubled spaces."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().strip(" ,;:()[]-–|*，。、\"'").split())


@lru_cache(maxsize=1)
def _country_names() -> dict[str, str]:
    names: dict[str, str] = {}
    for language in _LANGUAGES:
        for code, name in _territories_in(language).items():
            if (
                len(code) == 2
                and code.isalpha()
                and code not in ("EU", "UN", "EZ", "ZZ", "XA", "XB", "QO")
                and len(name) >= 2
            ):
                names.setdefault(fold_name(name), code)
    return names | {fold_name(name): code for name, code in _SHORT_NAMES.items()}


def _territories_in(language: str) -> dict[str, str]:
    """The names alone: asked through `Locale`, all else that babel knows of a language stays in memory, 27 MB of it."""
    data = Path(resolve_locale_filename(language)).read_bytes()
    names: dict[str, str] = pickle.loads(data)["territories"]  # noqa: S301 - babel's own file
    return names


@lru_cache(maxsize=1)
def _cities() -> dict[str, tuple[str, str]]:
    return {
        fold_name(city): (code, city)
        for entry in _CITIES.replace("\n", "").split("|")
        for code, _, names in [entry.partition(":")]
        for city in names.split(",")
    }


def country_of(name: str) -> str | None:
    """ISO 3166 alpha-2 of a country's name in any known language, or of "Germany (DE)", "DE - Germany"."""
    folded = fold_name(name)
    names = _country_names()
    if folded in names:
        return names[folded]
    plain = fold_name(re.sub(r"[(（\[][^()（）\[\]]{0,30}[)）\]]", " ", name))
    for attempt in (
        plain,
        folded.removeprefix("the "),
        fold_name(re.split(r"[/,，|\t]", folded)[0]),
        fold_name(re.sub(r"[^\w\s.'-]", "", folded)),
    ):
        if attempt in names:
            return names[attempt]
    if re.fullmatch(r"[A-Z]{2}", name.strip()) and name.strip() in get_global("territory_currencies"):
        return name.strip()
    return _from_flag(name)


def _from_flag(name: str) -> str | None:
    letters = [chr(ord(char) - 0x1F1E6 + 65) for char in name if 0x1F1E6 <= ord(char) <= 0x1F1FF]
    return "".join(letters) if len(letters) == 2 else None


def city_of(name: str) -> tuple[str, str] | None:
    """(country, city as written in the table) of a well-known trading city."""
    return _cities().get(fold_name(name))


def place_at_start(words: str) -> tuple[str | None, str | None, str] | None:
    """(country, city, words used) of the place a text opens with: "Jeddah, Saudi Arabia …". Longest name wins."""
    tokens = re.findall(r"[^\s,，.;；!?()]+[,，]?", words[:80])
    for count in range(min(5, len(tokens)), 0, -1):
        name = " ".join(token.rstrip(",，") for token in tokens[:count])
        if not name[:1].isupper() and name.isascii():
            continue
        country = (
            country_of(name)
            if fold_name(name)
            not in AMBIGUOUS - {"india", "peru", "oman", "turkey", "china", "mali", "niger", "togo"}
            else None
        )
        if country and len(name) > 2:
            return country, None, name
        city = city_of(name)
        if city:
            behind = (
                place_at_start(" ".join(tokens[count:]))
                if count < len(tokens) and words[len(name) : len(name) + 1] in ",，"
                else None
            )
            country = behind[0] if behind and behind[0] else city[0]
            return country, name, name
    return _town_and_state(words)


def place_in_cjk(words: str) -> tuple[str, str | None, str] | None:
    """(country, city, words) of the first place named in Chinese or Japanese words."""
    best: tuple[int, str, str | None, str] | None = None
    for start in range(min(len(words), 24)):
        for size in range(8, 1, -1):
            name = words[start : start + size]
            if len(name) != size or name.isascii():
                continue
            code = _country_names().get(name)
            if code and (best is None):
                best = (start, code, None, name)
                break
            if name in _cities() and best is None:
                best = (start, _cities()[name][0], name, name)
                break
        if best:
            return best[1], best[2], best[3]
    return None


_PROVINCES = "北京 天津 上海 重庆 河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 海南 四川 贵州 云南 陕西 甘肃 青海 内蒙古 广西 西藏 宁夏 新疆"
_CHINESE_ADDRESS = re.compile(
    rf"\s?(?:中国|China)?[\s/,，-]*(?P<province>{'|'.join(_PROVINCES.split())})(?:省|市|(?:壮族|回族|维吾尔)?自治区)?[\s/,，·-]*(?P<town>[\u4e00-\u9fff]{{2,4}}?)?(?:市|[区县路街]|\s|$)"
)


def chinese_town(words: str) -> str | None:
    """The town of words that open with a province of the mainland: "广东 佛山", "浙江省金华市…"; None without one."""
    match = _CHINESE_ADDRESS.match(words)
    if match is None:
        return None
    is_city = match["province"] in ("北京", "天津", "上海", "重庆")
    return match["province"] if is_city or not match["town"] else match["town"]


_STATES = """US:Alabama,Alaska,Arizona,Arkansas,California,Colorado,Connecticut,Delaware,Florida,Hawaii,Idaho,Illinois,Indiana,Iowa,Kansas,Kentucky,Louisiana,Maine,Maryland,Massachusetts,Michigan,Minnesota,Mississippi,Missouri,Nebraska,Nevada,New Hampshire,New Jersey,New Mexico,North Carolina,North Dakota,Ohio,Oklahoma,Oregon,Pennsylvania,Rhode Island,South Carolina,South Dakota,Tennessee,Texas,Utah,Vermont,Virginia,West Virginia,Wisconsin,Wyoming|
CA:Ontario,Quebec,Québec,British Columbia,Alberta,Manitoba,Saskatchewan,Nova Scotia,New Brunswick|AU:New South Wales,Victoria,Queensland,South Australia,Western Australia,Tasmania|
IN:Maharashtra,Gujarat,Tamil Nadu,Karnataka,Kerala,Rajasthan,Uttar Pradesh,Haryana,West Bengal,Telangana,Andhra Pradesh,Madhya Pradesh,Bihar,Odisha|BR:Paraná,Santa Catarina,Rio Grande do Sul,Minas Gerais,Bahia,Goiás|MX:Jalisco,Nuevo León,Guanajuato,Sonora,Sinaloa,Puebla,Yucatán,Chihuahua"""  # fmt: skip


@lru_cache(maxsize=1)
def _states() -> dict[str, str]:
    return {
        fold_name(name): code
        for entry in _STATES.replace("\n", "").split("|")
        for code, _, names in [entry.partition(":")]
        for name in names.split(",")
    }


def country_of_state(name: str) -> str | None:
    """The country of a state or province that is told behind a town: "Oklahoma", "Gujarat"."""
    return _states().get(fold_name(name))


_TOWN_AND_STATE = re.compile(
    r"(?P<town>[A-ZÀ-Þ][\w'’.-]*(?:\s[A-ZÀ-Þ][\w'’.-]*){0,2}),\s(?P<behind>[A-ZÀ-Þ][\w ]{3,20})"
)


def _town_and_state(words: str) -> tuple[str, str, str] | None:
    """(country, town, words) of "Tulsa, Oklahoma" at the start of a text."""
    match = _TOWN_AND_STATE.match(words)
    behind = match["behind"].split() if match else []
    for size in range(min(3, len(behind)), 0, -1):
        code = country_of_state(" ".join(behind[:size]))
        if match and code:
            return code, match["town"], match["town"]
    return None


def country_of_tld(host: str) -> str | None:
    """The country a host's ending hints at (never a proof)."""
    ending = host.rsplit(".", 1)[-1].lower()
    if ending in TLD_EXCEPTIONS:
        return TLD_EXCEPTIONS[ending]
    return (
        ending.upper() if len(ending) == 2 and ending.upper() in get_global("territory_currencies") else None
    )


def is_spoken_in(language: str | None, country: str | None) -> bool:
    """True when the language ("nl", "zh-Hant") is an official one of the whole country."""
    spoken = get_global("territory_languages").get(country or "", {})
    base = (language or "").partition("-")[0]
    return any(
        code.partition("_")[0] == base and facts["official_status"] in ("official", "de_facto_official")
        for code, facts in spoken.items()
    )


def zones_of(country: str, city: str | None) -> tuple[str, ...]:
    """IANA zones of a country, narrowed by a well-known city; a single one is certain."""
    if city and fold_name(city) in _ZONE_OF_CITY:
        return (_ZONE_OF_CITY[fold_name(city)],)
    single = _ZONE_OF.get(country)
    if single:
        return (single,)
    zones = get_global("zone_territories")
    return tuple(zone for zone, territory in zones.items() if territory == country and "/" in zone)
