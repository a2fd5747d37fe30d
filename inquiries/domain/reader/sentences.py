"""What buyers say of themselves in a sentence: "my name is …", "we are … from …", and notes on a call."""

from __future__ import annotations

import re

from customers.domain.place_names import place_at_start, place_in_cjk

from .notes import MAX_NOTE, place_at_cjk_end
from .people import COMPANY_WORD, LEGAL_FORM, Person, is_name, read_person

_N = r"[^\W\d_][^\W\d_'’.-]{0,24}(?:['’-][^\W\d_]{1,24})?"
_NAME = rf"(?P<name>(?:(?:Mr|Mrs|Ms|Miss|Dr|Eng|Herr|Frau|Sra?)\.?\s)?{_N}(?:\s{_N}){{0,3}})"
_CAPITAL = r"[A-ZÀ-Þ][\w&'’-]{1,20}"
_MY_NAME = re.compile(
    rf"(?:\b(?i:my name is|my name's|me llamo|mi nombre es|meu nome é|me chamo|mein name ist|ich heiße|je m'appelle|mon nom est|mi chiamo|il mio nome è|mijn naam is|nazywam się|меня зовут|benim adım|nama saya|tên tôi là)\s+|"
    rf"\b(?i:this is|i am|i'm)\s+(?=[A-Z]))(?:(?i:mr|mrs|ms)\.?\s)?{_NAME}"
)  # fmt: skip
_MY_NAME_CJK = re.compile(
    r"(?:我叫|我是|我的名字(?:是|叫)|我姓(?P<family>[\u4e00-\u9fff])[，,\s]{1,2}(?:叫)?(?=(?P=family)))\s?(?P<name>[\u4e00-\u9fff]{2,4}|[A-Z][a-z]+(?: [A-Z][a-z]+){0,2})(?=[，,。.！!\s]|$)"
)
_MY_NAME_AR = re.compile(
    r"(?:اسمي|معكم|أنا|انا)\s+(?P<name>[\u0621-\u064a]{2,15}(?:\s(?!من\b|في\b|مدير\b|صاحب\b|مسؤول\b)[\u0621-\u064a]{2,15})?)"
)
_STOP_WORDS = frozenset(
    "from with at of and the i we a an am writing working purchasing buyer owner manager in to for interested looking contacting here based der die aus von de da do en und et y vom bei soy somos trabajo estamos escribo sou estou".split()
)
_CALL = re.compile(
    rf"(?:^|[.。\n:：]\s?|\b(?i:tel|call|phone|note)[:\s]\s?|\d\s)(?P<name>(?:(?:Mr|Mrs|Ms|Miss|Dr|Eng|Herr|Frau|Sr|Sra|Señor|Señora|Mme|M)\.?\s)?{_N}(?:\s{_N}){{0,3}}?)\s*(?:\((?P<firm>[^()\n]{{3,60}})\))?(?:,?\s(?:of|from|at|von|de|da)\s(?P<firm2>[^,.\n]{{3,60}}?))?,?\s"
    r"(?i:called|phoned|rang|telephoned|just called|calls|is calling|called in|rief an|hat angerufen|ruft an|llamó|llama|ligou|a appelé|ha chiamato|belde|dzwonił[a]?|звонил[а]?)\b"
)  # fmt: skip
_CALL_FIRST = re.compile(
    rf"\b(?i:llamó|ligou|ha chiamato|a appelé|angerufen hat)\s(?:(?i:el|la|o|a|il|le)\s)?(?P<name>(?:(?i:sr|sra|señora?|senhora?|m|mme|signora?|herr|frau)\.?\s)?{_N}(?:\s[A-ZÀ-Þ][\w'-]+)?)(?=[\s,.(]|$)"
)  # fmt: skip
_VISITOR = re.compile(
    r"(?P<place>[\u4e00-\u9fff]{2,10}?)的?(?:客户|买家|采购商|客人)\s?(?P<name>(?:Mr|Ms|Mrs|Miss|Dr)\.?\s?[A-Z][A-Za-z'-]+(?: [A-Z][A-Za-z'-]+){0,2}|[\u4e00-\u9fff]{1,8}?(?:先生|女士|小姐|太太))"
)
_CALL_CJK = re.compile(
    r"(?P<firm>[\w\u4e00-\u9fff .&'()（）-]{2,40}?(?:公司|集团|Inc\.?|LLC|Ltd\.?|GmbH|LLC\.?))?\s?的?\s?(?P<name>[\u4e00-\u9fff]{1,6}?|[A-Z][\w.'-]+(?: [A-Z][\w.'-]+){0,2})\s?(?P<form>先生|女士|小姐|太太)?\s?(?:从[\u4e00-\u9fff]{2,8})?\s?(?:刚刚|刚才|今天|上午|下午|早上)?\s?(?:来电|打来|打电话|电话(?:说|来|问|咨询)|致电)"
)  # fmt: skip
_CALL_WORD = re.compile(r"\b(?:called|phoned|rang us|telephoned|(?:tel|phone)\.? (?:call|note|memo|message|inquiry|enquiry)|\bcaller\s?[:：]|voice ?(?:mail|message)|telephone (?:note|call|inquiry)|by phone|on the phone|incoming call|call from|rief an|angerufen|telefonat|anruf|telefonnotiz|llamó|nos llamó|llamada|ligou|telefonema|a appelé|appel de|ha chiamato|belde|звонил)\b|来电|打来电话|打电话|打(?:过|了)?来(?=[的了，,。\s说问找])|接(?:到|了)?(?:个|一个)?电话|电话询|(?:先生|女士|小姐|太太|客户|买家|客人|[A-Za-z])\s?电话[,，。说问要来找咨]|电话里|电话沟通|接到.{0,20}电话|电话记录|اتصل", re.IGNORECASE)  # fmt: skip
_FROM = re.compile(
    r"\b(?:(?:we are|we're|i am|i'm|this is|am|are|is|company|firm|importers?|distributors?|wholesalers?|retailers?|buyers?|traders?|agents?|shops?|stores?|chain|called|calling|calls|phoned|rang|writing|llamó|ligou|greetings|hello|hi|business|dealers?|contractor|located|based|supplier|office|warehouse|customer|client|mr\.?|ms\.?)\b[^.\n;?!]{0,50}?\b(?:from|in|based in|located in|at|here in)|(?:llamó|ligou)[^.,\n]{0,40}?\b(?:de|da|do|desde)|"
    r"(?:based|located|headquartered) (?:in|at)|(?:greetings|hello|hi|regards) from|somos[^.\n]{0,60}?\b(?:de|en|do|da|no|na)|(?:empresa|importador\w*|distribuidor\w*|loja|tienda|ferretería)[^.\n]{0,40}?\b(?:de|en|do|da|no|na|em)|estamos (?:en|no|na|em)|desde|(?:wir sind|firma|händler|großhändler|unternehmen|importeur|sitz|wir)\b[^.\n]{0,50}?\b(?:aus|in|mit sitz in)|aus|"
    r"(?:nous sommes|société|entreprise|importateur|distributeur|basés?)[^.\n]{0,50}?\b(?:en|au|aux|à|de)|(?:siamo|azienda|distributore|importatore)[^.\n]{0,50}?\b(?:in|di|dalla?|a)|(?:wij zijn|bedrijf|groothandel)[^.\n]{0,40}?\b(?:uit|in)|(?:firma|jesteśmy)[^.\n]{0,40}?\b(?:z|ze|w)|(?:компания|мы)[^.\n]{0,40}?\b(?:из|в)|(?:aqui|cá) de|(?:công ty|bên (?:anh|em|chị|tôi|mình))[^.\n]{0,50}?\bở)\s+(?:the\s+)?(?=[^\W\d_])",
    re.IGNORECASE,
)  # fmt: skip
_FROM_CJK = re.compile(
    r"(?:来自|來自|我(?:这边|這邊)是|我[们們](?=[\u4e00-\u9fff]{2,4}[這这][边邊])|我[们們]?是|接到|我们?在|我司在|公司在|位于|我是|从|客户在)\s?(?:一家|一个|在|位于)?"
)
_FROM_AR = re.compile(r"(?:من|في)\s+(?P<place>[\u0621-\u064a]{3,12}(?:\s[\u0621-\u064a]{3,12})?)")
_WE_ARE = re.compile(
    r"(?:\b(?i:we are|we're|this is|i am from|i'm from|i am with|i'm with|i work (?:for|at|with)|i represent|on behalf of|our company(?:'s name)?(?: is| name is|,|:)?|my company(?:'s name)?(?: is| name is|,|:)?|from|at|of|buyer (?:at|for|from|of)|manager (?:at|for|from|of)|owner of|here from|"
    r"somos|soy de|trabajo en|nuestra empresa(?: es|,)?|de parte de|em nome da|nossa empresa(?: é|,)?|sou da|da empresa|de la empresa|wir sind(?: die| der)?|von der|der firma|unsere firma(?: heißt|,)?|ich bin von|nous sommes(?: la société)?|la société|notre société(?: est|,)?|siamo(?: la)?|della ditta|wij zijn|jesteśmy|компания|мы компания)\s+)"
    r"(?P<firm>[A-ZÀ-ÞА-Я](?:[^\n,;:!?()]|,(?=\s(?:Inc|LLC|Ltd|Corp|Co|S\.|GmbH|L\.L\.C)\b)){2,70})",
)  # fmt: skip
_NAME_AND_OFFICE = re.compile(
    rf"^{_N}(?:\s{_N}){{0,2}}\s(?i:from|of|at|with|in)\s(?:(?:the|our)\s)?(?:[A-Za-z]+\s){{0,2}}?"
    r"(?i:department|dept\.?|team|division|section|office)\s(?:of|at|in|with)\s(?=[A-ZÀ-ÞА-Я])"
)  # Ha from purchasing department of Saigon Buildmart JSC
_FIRST_PERSON = re.compile(
    r"\b(?:i am|i'm|we are|we're|this is|my name is|me llamo|soy|sou|ich bin|je suis)\b[^.!?\n]{0,60}$",
    re.IGNORECASE,
)
_FIRM_CJK = re.compile(
    r"(?:我(?:们|們|司)?(?:这边|這邊|这里|這裡)?是|来自|來自|我在|代表|这里是|這裡是)\s?(?P<firm>[\w\u4e00-\u9fff&. ]{2,30}?(?:有限公司|公司|集团|集團|商行|五金行|企業社|工程行|株式会社))"
)
_FIRM_AR = re.compile(
    r"(?:نحن|نمثل|أنا من|من)\s(?P<firm>(?:شركة|مؤسسة)\s(?!(?:ال)?(?:استيراد|تجارة|تجارية|صغيرة|كبيرة|متخصصة|تعمل|رائدة|مواد|أدوات|بيع|توزيع|مقاولات|جديدة|لديها|صينية|محلية)\b)[\u0621-\u064a]{2,15}(?:\s(?!من\b|في\b)[\u0621-\u064a]{2,15}){1,5})(?=\s(?:من|في)\s|[،,.\n])"
)
_FIRM_VI = re.compile(
    r"\b(?:là|của|từ)\s(?P<firm>(?:[Cc]ông ty|[Cc]ty|CTY|CÔNG TY|[Cc]ửa hàng)(?:\s(?:TNHH|CP|Cổ phần|MTV|SX|TM|DV))*(?:\s[^\W\d_][\w-]*){1,6})"
)
_SHOP_ASIDE = re.compile(
    r"\b(?:shop|store|business|company|firm|tienda|loja|laden|boutique|negozio)\s?\((?P<firm>[A-ZÀ-Þ][^(),\n]{2,40}),\s?(?P<place>[A-ZÀ-Þ][\w .'’-]{2,30})\)"
)  # a little online shop (Cartwright's Garage Gear, Stockport)
_NAME_AND_FIRM = re.compile(
    rf"\b(?i:this is|i am|i'm|my name is|soy|me llamo|sou(?: [ao])?|aqui é (?:a|o)|meu nome é|je suis|ich bin|mein name ist)\s+(?P<name>{_N}(?:\s{_N}){{0,2}}?),?\s(?i:from|of|with|at|de|da|do|von|aus)\s"
    r"(?P<firm>[A-ZÀ-Þ][\w&'’-]*(?:\s(?:[A-ZÀ-Þ&][\w&'’-]*|de|la|el|del|do|da|dos|y|e)){1,5})"
)
_HERE_FROM = re.compile(
    rf"\b(?P<short>{_CAPITAL}(?:\s{_CAPITAL})?) here,?\s(?:(?P<full>{_CAPITAL}\s{_CAPITAL})\s)?(?:from|of|with|at)\s"
    rf"(?P<firm>{_CAPITAL}(?:\s(?:&|{_CAPITAL})){{0,4}})"
)  # Declan here, Declan Hughes from Hughes Agri
_TURKISH = re.compile(
    r"\b[Bb]en\s(?P<place>[A-ZÇĞİÖŞÜ]\w{2,20})['’](?:[td][ea]n)\s(?P<name>[A-ZÇĞİÖŞÜ]\w+(?:\s[A-ZÇĞİÖŞÜ]\w+){0,2})(?:,\s(?P<firm>[A-ZÇĞİÖŞÜ]\w+(?:\s[A-ZÇĞİÖŞÜ]\w+){1,4}))?"
)  # ben Gaziantep'ten Hakan Özdemir, Özdemir Nalburiye
_ASK_FOR = re.compile(
    r"(?:电话|電話|手机|手機|联系|聯絡|來電|来电)[^。\n]{0,24}?(?:[，,\s]|請|请)找\s?(?P<name>[\u4e00-\u9fff]{1,4}?(?:先生|小姐|女士|经理|經理))"
)
_WRITES_FOR = re.compile(
    r"\b(?i:(?:les? |te )?escrib(?:o|imos)(?: a ustedes)?|(?:i am |i'm |we are )?writing(?: to you)?|(?:lhes? )?escrev(?:o|emos)|(?:ich )?schreibe(?: ihnen)?|(?:je )?vous écris)\s(?i:from|de|desde|da|do|von|aus)\s"
    r"(?P<firm>[A-ZÀ-Þ][\w&'’-]*(?:\s(?:[A-ZÀ-Þ&][\w&'’-]*|de|la|el|del|do|da|dos|y|e)){1,5})"
)  # fmt: skip
_SHORT_PHONE = MAX_NOTE


def is_call_note(text: str) -> bool:
    """True for a note that a salesperson took of a telephone call."""
    return len(text) <= _SHORT_PHONE and bool(_CALL_WORD.search(text[:_SHORT_PHONE]))


def introduced_person(message: str) -> tuple[Person, str] | None:
    """The person who says their own name."""
    head = message[:4_000]
    named = _NAME_AND_FIRM.search(head)
    person = read_person(named["name"]) if named else None
    if person and not _is_place(person.name):
        return person, person.name
    here = _HERE_FROM.search(head)
    person = read_person(here["full"] or here["short"]) if here else None
    if person and not _is_place(person.name):
        return person, person.name
    for pattern in (_MY_NAME, _TURKISH, _MY_NAME_CJK, _ASK_FOR, _MY_NAME_AR):
        match = pattern.search(head)
        if match:
            written = _until_stop(match["name"])
            person = read_person(written)
            if person and not _is_place(person.name):
                return person, person.name
    return None


def caller(note: str) -> tuple[Person, str, str | None] | None:
    """(person, words, firm) of the caller a telephone note speaks of."""
    match = _CALL.search(note[:_SHORT_PHONE])
    if match:
        person = read_person(match["name"])
        firm = match["firm"] or match["firm2"]
        return (person, match["name"], firm.strip() if firm else None) if person else None
    first = _CALL_FIRST.search(note[:_SHORT_PHONE])
    if first and (person := read_person(first["name"])) is not None:
        return person, person.name, None
    cjk = _CALL_CJK.search(note[:_SHORT_PHONE])
    if not cjk or not cjk["form"]:
        return _taken_call(note)
    name = re.sub(r"^.*(?:客户|买家|采购|经理|的|接到|位|叫|自|国)", "", cjk["name"])
    person = read_person(name + cjk["form"]) if name else None
    return (person, name + cjk["form"], cjk["firm"]) if person else None


def visitor(note: str) -> tuple[Person, str | None, str] | None:
    """(person, country, words for it) of the buyer a colleague's note speaks of: "有位印度客户Mr. Arun Shah上门"."""
    match = _VISITOR.search(note[:_SHORT_PHONE])
    person = read_person(match["name"]) if match else None
    if match is None or person is None:
        return None
    place = place_at_cjk_end(match["place"])
    return person, place[0] if place else None, place[2] if place else ""


_TAKEN = re.compile(r"接到\s?(?P<who>[^，,。；\n\s]{1,20}?)(?P<form>先生|女士|小姐|太太)的?(?:来电|电话)")


def _taken_call(note: str) -> tuple[Person, str, str | None] | None:
    """`接到越南胡志明市阮小姐电话`: what is left of the words once the places are gone is the name."""
    match = _TAKEN.search(note[:_SHORT_PHONE])
    if not match:
        return None
    who = match["who"]
    for _ in range(3):
        place = place_in_cjk(who)
        if place and who.startswith(place[2]):
            who = re.sub(r"^[市省的]", "", who[len(place[2]) :])
    who = re.sub(r"^.*(?:公司|客户|买家|的|位)", "", who)
    person = read_person(who + match["form"]) if 1 <= len(who) <= 4 else None
    return (person, who + match["form"], None) if person else None


def _until_stop(name: str) -> str:
    kept = []
    for word in name.split():
        if word.casefold() in _STOP_WORDS:
            break
        kept.append(word)
    return " ".join(kept)


def _is_place(name: str) -> bool:
    return place_at_start(name) is not None


def stated_place(message: str) -> tuple[str | None, str | None, str] | None:
    """(country, city, words) of where the buyer says they are. Where goods shall go is no such place."""
    head = message[:4_000]
    for match in _FROM.finditer(head):
        place, until = _place_behind(head, match.start(), match.end())
        if place and not re.search(
            r"\b(?:ship\w*|deliver\w*|cif|fob|cfr|send|port|fair|supply|sell|import(?:ing|s)?\s+from|made|visit|buy|buying|sourc\w*|order\w*|purchas\w*|for (?:a|an|our|my|the|one of our|this|these) (?:\w+ )?(?:clients?|customers?|buyers?|projects?|market)|(?:end|our|my|their) (?:clients?|customers?|buyers?)|(?:the|this|that|his|her) (?:end )?(?:clients?|customers?) (?:is|are|comes?)|suppliers?|factor\w*|manufactur\w*)\b",
            head[max(0, match.start() - 16) : until],
            re.IGNORECASE,
        ):
            return place
    return _introduced_place(head) or _chinese_place(head) or _arabic_place(head) or _east_asian_place(head)


def _introduced_place(head: str) -> tuple[str | None, str | None, str] | None:
    """Where "a little shop (Garage Gear, Stockport)" is, and who says "ben Gaziantep'ten Hakan"."""
    for pattern in (_SHOP_ASIDE, _TURKISH):
        match = pattern.search(head)
        place = place_at_start(match["place"]) if match else None
        if place is not None:
            return place
    return None


def _chinese_place(head: str) -> tuple[str | None, str | None, str] | None:
    for match in _FROM_CJK.finditer(head):
        behind = re.split(r"[，,。；;\n!！]", head[match.end() : match.end() + 14])[0]
        place = place_in_cjk(behind)
        if place and behind.find(place[2]) <= 2 and place[0] != "CN":
            inner = place_in_cjk(behind.partition(place[2])[2][:8])
            return (place[0], inner[1], inner[2]) if inner and inner[0] == place[0] else place
    return None


def _arabic_place(head: str) -> tuple[str | None, str | None, str] | None:
    for match in _FROM_AR.finditer(head):
        for words in (match["place"], match["place"].split()[0]):
            if (place := place_at_start(words)) is not None and place[0] != "CN":
                return place
    return None


_PREPOSITION = re.compile(
    r"\b(?:in|from|at|en|de|em|no|na|aus|à|au|a|di|uit|z|w|из|в)\s+(?=[^\W\d_])", re.IGNORECASE
)
_JAPANESE_PLACE = re.compile(
    r"(?P<place>[\u4e00-\u9fff]{2,4})(?:で|の|にある|にて)(?=[^\n。]{0,30}(?:しており|している|営|会社|商|店|と申し))"
)
_KOREAN_PLACE = re.compile(r"(?P<place>[\uac00-\ud7a3]{2,5})(?:에 있는|에서|에 위치한|의)(?=\s)")


def _place_behind(text: str, start: int, end: int) -> tuple[tuple[str | None, str | None, str] | None, int]:
    """The place named behind a preposition of the same clause, and where that preposition ends."""
    stop = re.search(r"[.\n;?!]", text[end : end + 60])
    limit = end + (stop.start() if stop else 60)
    for position in [end, *(match.end() for match in _PREPOSITION.finditer(text, end, limit))]:
        words = re.sub(r"^(?:the|la|el|los|o|a)\s", "", text[position : position + 80])
        place = place_at_start(words)
        if place:
            return (None if _is_one_of_several(place, words) else place), position
    return None, end


def _is_one_of_several(place: tuple[str | None, str | None, str], words: str) -> bool:
    """True for "stores in Canada and Mexico": where they sell, not where they are."""
    behind = re.match(r"\s?(?:,|and|&|or|y|e|und|et|oder)\s+", words[len(place[2]) :])
    other = place_at_start(words[len(place[2]) + behind.end() :]) if behind else None
    return other is not None and other[0] != place[0]


def place_of_firm(message: str, firm: str) -> tuple[str | None, str | None, str] | None:
    """Where "… at Northfield Hardware Supply, Inc. in Chicago" is."""
    start = message.find(firm)
    behind = re.match(
        r"\.?\s?(?:[,(–-]\s?)?(?:(?:in|from|of|based in|located in|de|aus|en|em|à)\s)?(?:the )?",
        message[start + len(firm) :],
    )
    return place_at_start(message[start + len(firm) + behind.end() :][:80]) if start >= 0 and behind else None


def _east_asian_place(head: str) -> tuple[str | None, str | None, str] | None:
    for pattern in (_JAPANESE_PLACE, _KOREAN_PLACE):
        for match in pattern.finditer(head[:600]):
            place = place_at_cjk_end(match["place"]) or place_at_start(match["place"])
            if place and place[0] != "CN":
                return place
    return None


def stated_company(message: str) -> str | None:
    """The firm the buyer says they are or work for; only with a legal form, so that no phrase passes."""
    head = message[:3_000]
    for match in _WE_ARE.finditer(head):
        firm = _firm_of(_NAME_AND_OFFICE.sub("", match["firm"]))
        is_weak = re.match(r"(?:from|at|of|buyer|manager|owner)\b", match[0]) is not None
        if is_weak and not _FIRST_PERSON.search(head[max(0, match.start() - 70) : match.start()]):
            continue
        if firm and not re.search(
            r"(?:recommended|referred|heard|offer|price|sample|quotation|product)s?\b[^.]{0,30}$",
            head[max(0, match.start() - 60) : match.start()],
            re.IGNORECASE,
        ):
            return firm
    for pattern in (_FIRM_CJK, _FIRM_AR, _FIRM_VI, _SHOP_ASIDE):
        spelt = pattern.search(head)
        if spelt and not _is_trade(spelt["firm"]):
            return _without_town(
                _capitals(spelt["firm"].strip()) if pattern is _FIRM_VI else spelt["firm"].strip()
            )
    return _introduced_firm(head)


_TRADE = re.compile(
    r"一家|一个|的|采购|採購|贸易|貿易|进出口|進出口|五金|工具|批发|批發|零售|连锁|連鎖|外贸|外貿|跨境|电商|專業|专业|当地|當地|最大|公司|集团|集團|商行|有限"
)


def _is_trade(firm: str) -> bool:
    """True for "香港采购公司": a place and a trade are no firm's name."""
    place = place_in_cjk(firm)
    bare = firm.replace(place[2], "") if place else firm
    return not _TRADE.sub("", bare).strip()


def _capitals(firm: str) -> str:
    """The words of a firm's name up to the first small one: "Công ty CP Quang Huy" of "… Quang Huy ở Huế"."""
    words = firm.split()
    end = next((place for place, word in enumerate(words) if place > 1 and not word[0].isupper()), len(words))
    return " ".join(words[:end])


def _without_town(firm: str) -> str:
    """國興五金行 of `台南國興五金行`: a shop's name does not open with its town, a company's does."""
    place = place_in_cjk(firm)
    is_shop = bool(re.search(r"行$|社$", firm)) and place is not None and firm.startswith(place[2])
    return firm[len(place[2]) :] if is_shop and place and len(firm) - len(place[2]) >= 4 else firm


def _here_firm(head: str) -> str | None:
    """The firm of "Declan here, Declan Hughes from Hughes Agri": it carries the name or a word firms use."""
    here = _HERE_FROM.search(head)
    if here is None or place_at_start(here["firm"]):
        return None
    family = (here["full"] or here["short"]).split()[-1]
    return here["firm"] if family in here["firm"].split() or COMPANY_WORD.search(here["firm"]) else None


def _introduced_firm(head: str) -> str | None:
    """The firm of "this is Alice from Yiwu Bright Sourcing": a name's, with a word firms use."""
    writes = _WRITES_FOR.search(head)
    if writes and COMPANY_WORD.search(writes["firm"]) and not place_at_start(writes["firm"]):
        telling = COMPANY_WORD.sub("", writes["firm"]).strip()
        return writes["firm"] if len(telling) >= 3 else None
    turkish = _TURKISH.search(head)
    here = turkish["firm"] if turkish and turkish["firm"] else _here_firm(head)
    if here:
        return here
    match = _NAME_AND_FIRM.search(head)
    if match is None or place_at_start(match["firm"]) or place_at_start(match["name"]):
        return None
    telling = COMPANY_WORD.sub("", LEGAL_FORM.sub("", match["firm"])).strip()
    is_firm = len(telling) >= 3 and telling != match["firm"] and is_name(match["name"])
    return match["firm"] if is_firm else None


_FIRM_END = re.compile(
    r"(?:Ltd\. ?Şti\.?|Inc\.?|LLC|Ltd\.?(?:a\.?)?|Limited|GmbH(?: & Co\. KG)?|S\.A\. de C\.V\.|S\.A\.|S\.L\.|S\.r\.l\.|SARL|SAS|B\.V\.|Pty Ltd\.?|Pvt\.? Ltd\.?|Sp\. z o\.o\.|Corp\.?|Co\.|AG|KG|LLP|PLC|Est\.|Ltda\.?|d\.o\.o\.?|s\.r\.o\.?|a\.s\.|Kft\.?|Zrt\.?|E?OOD|UAB|SIA|OÜ|Oyj|S\.p\.A\.|SpA|S\.R\.L\.|S\.r\.l\.|Srl|SRL|Lda\.?|Sdn\.? Bhd\.?|A/S|N\.V\.|NV|BV|Ltd\. Şti\.|FZE|FZCO|e\.K\.|OHG|SARLU|S\.A\.C\.|SAC|EIRL|JSC|W\.L\.L\.?|WLL|Company|Corporation|ООО|A\.Ş\.|AB|ApS|Oy)(?=[\s,.;]|$)"
)


_LEADING_FORM = re.compile(
    r"(?:PT|CV|UD|ООО|ТОО|ЗАО|ОАО)\.?\s(?:«[^»\n]{2,50}»|\"[^\"\n]{2,50}\"|[A-ZА-Я][\w&'’-]*(?:\s[A-ZА-Я&][\w&'’-]*){0,5})"
)


def _firm_of(words: str) -> str | None:
    leading = _LEADING_FORM.match(words)
    if leading:
        return leading[0]
    end = None
    for match in _FIRM_END.finditer(words):
        end = match.end()
        if not re.match(r"\s?(?:&|Ltd|Inc|Co)", words[end:]):
            break
    if end is None:
        return None
    firm = words[:end].strip()
    has_name = bool(re.search(r"[^\W\d_]{2}", LEGAL_FORM.sub("", firm)))
    return (
        firm
        if has_name and LEGAL_FORM.search(firm) and len(firm.split()) <= 8 and not is_name(firm)
        else None
    )
