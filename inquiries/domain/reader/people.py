"""Names of people, forms of address, job titles and company names, as headers and signatures give them."""

from __future__ import annotations

import re
from dataclasses import dataclass

_ADDRESS_WORDS = {
    "mr": "mr|mister|herr|herrn|sr|señor|senhor|monsieur|m|signor|sig|dhr|pan|господин|г-н|السيد|الأستاذ|bay|先生|様|さん|씨|님|ông|bapak|bpk|pak",
    "ms": "ms|miss|fräulein|srta|señorita|mlle|小姐|女士|الآنسة|frau|sra|señora|senhora|dona|mevr|mw|pani|госпожа|г-жа|السيدة|bayan|bà|ibu|signora|sig.ra",
    "mrs": "mrs|madam|madame|mme|太太|夫人",
    "dr": "dr|dr.|doktor|博士|الدكتور|дr",
    "prof": "prof|professor|教授",
    "eng": "eng|engr|ing|dipl.-ing|المهندس|م/|م|工程师",
}  # fmt: skip
_ADDRESS_OF = {word: code for code, words in _ADDRESS_WORDS.items() for word in words.split("|")}
_LATIN_ADDRESS = re.compile(r"^(?P<word>dipl\.-ing|mr|mister|mrs|ms|miss|dr|prof|eng|engr|ing|herrn?|frau|sr|sra|srta|señora?|senhora?|monsieur|mme|madame|mlle|signora?|sig|sig\.ra|dhr|mevr|mw|pani?|bapak|bpk|ibu|bay|bayan|ông|bà|г-н|г-жа|господин|госпожа|السيدة?|الأستاذ|المهندس|الدكتور|م(?=[./]))(?:[./]\s{0,2}|\s{1,2})(?=\S)", re.IGNORECASE)  # fmt: skip
_ADDRESS_ASIDE = re.compile(r"\s?\((?P<word>mrs?|ms|miss|dr|mme|sra?|herr|frau)\.?\)\s*$", re.IGNORECASE)
_CJK_ADDRESS = re.compile(r"\s?(?P<word>先生|女士|小姐|太太|夫人|博士|教授|工程师|様|さん|씨|님)$")
LEGAL_FORM = re.compile(
    r"(?:(?<![\w])(?:inc|incorporated|llc|l\.l\.c|ltd|limited|corp|corporation|gmbh|mbh|ag|kg|ohg|e\.k|sarl|s\.a\.r\.l|e\.?i\.?r\.?l|s\.?a\.?c(?=\W|$)|sprl|s\.n\.c|c\.a|pte|k\.s\.c|sas|s\.a\.s|eurl|s\.l\.?u?|s\.a|s\.a\. de c\.v|sa de cv|s de rl|s\.r\.l|srl|s\.p\.a|spa|sp\. ?z ?o\.? ?o|sp\. ?j|b\.v|bv|n\.v|nv|"
    r"oy|oyj|ab|a/s|aps|asa|lda|est|establishment|pvt|private limited|pt|cv|tbk|ltda|eireli|s/a|pty|k\.k|kabushiki kaisha|co|company|plc|llp|lp|fze|fzco|fzc|fz-llc|wll|w\.l\.l|s\.a\.e|s\.a\.l|d\.o\.o|doo|s\.r\.o|a\.s|a\.ş|ltd\. ?şti|şti|kft|zrt|eood|ood|ооо|зао|оао|пао|одо|сооо|чтуп|чуп|чтпуп|фгуп|прат|пат|флп|мчж|ип|тоо|тов|ao|jsc|ooo|"
    r"sdn\.? bhd|(?-i:AS|SA|SE|OÜ|SL|SLU|SLL|SC)|bhd|group|holdings?|enterprises?|industries|trading|traders|imports?|exports?|import & export|distributors?|ventures|& sons|& co|brothers|bros|ε\.?π\.?ε|α\.ε|α\.ε\.β\.ε|ο\.ε|ι\.κ\.ε|spol\. ?s r\. ?o|v\.o\.s|k\.s|nyrt|e\.u|tmi|i/s|k/s|еоод|оод|фоп|тзов|gbr|s\.c\.a|s\.coop|c\.b|f\.?h\.?u|p\.?h\.?u|p\.?p\.?h\.?u|firma handlowa|vof|s\.p\.c|осоо|(?-i:UAB|SIA|OU|EPP|MEI|HB|KB|AD|АД|ПП|ЧП|УП|ТД|Bt|UG)|tnhh|cong ty|cổ phần|cty|công ty)(?![\w])\.?|"
    r"有限公司|有限责任公司|股份公司|公司|集团|商行|贸易行|工厂|企业|株式会社|有限会社|合同会社|주식회사|\(주\)|㈜|㈱|شركة|مؤسسة|للتجارة|บริษัท)",
    re.IGNORECASE,
)  # fmt: skip
COMPANY_WORD = re.compile(r"\b(?:tools?|hardware|supply|supplies|trade|trading|store|shop|wholesale|industrial|machinery|equipment|materials?|building|werkzeug\w*|handel\w*|ferreter[ií]a|herramientas|ferramentas|outillage|quincaillerie|bricolage|ferragens|ferragem|comercial|comércio|distribuidora|importadora|exportadora|materiales|materiais|repuestos|almacén|hırdavat\w*|nalbur\w*|инструмент\w*|builders?|workshop|utensileria|narzędzia\w*|gereedschap|market|mart|center|centre|solutions|international|global|sourcing|retail|imports?|lighting|electric\w*|construction|services|systems|technolog\w*|products|team|office|department|dept)\b", re.IGNORECASE)  # fmt: skip
_TITLE = re.compile(
    r"(?:\b(?:manager|buyer|director|owner|ceo|cfo|coo|cto|president|vice president|vp|purchas(?:ing|er)|procurement|sourcing|merchandiser|engineer|assistant|executive|officer|head of|founder|co-founder|partner|supervisor|coordinator|co-ordinator|specialist|consultant|agent|sales|chairman|proprietor|managing|"
    r"einkauf|einkäufer(?:in)?|einkaufsleit\w*|geschäftsführ\w*|leiter(?:in)?|inhaber(?:in)?|vertrieb\w*|sachbearbeiter\w*|prokurist\w*|produktmanager\w*|mitglied der|geschäftsleitung|gerente|jef[ea] de|compras|comprador[a]?|encargad[oa]|director[a]?|propietari[oa]|diretor[a]?|sócio|dueñ[oa]|responsable|acheteur|acheteuse|achats|gérant[e]?|directeur|directrice|"
    r"coordinador[a]?|coordenador[a]?|coordinatore|coordinatrice|coordinateur|coordinatrice|koord[iy]n[aá]tor\w*|координатор|asistente|assistente|analista|analyst|asesor[a]?|auxiliar|subgerente|apoderad[oa]|administrador[a]?|staff|aankop\w*|aankoopverantwoordelijke|zaakvoerder|bestuurder|responsabile|acquisti|titolare|amministratore|direttore|inkoop|inkoper|eigenaar|bedrijfsleider|kierownik|zakup\w*|właściciel|kupiec|dyrektor|менеджер|директор|специалист\w*|руководител\w*|товаровед\w*|заведующ\w*|закуп\w*|начальник|снабжен\w*|müdürü?|satın alma|manajer|pembelian|giám đốc|trưởng phòng|nhân viên|chuyên viên|chủ (?:cửa hàng|doanh nghiệp)|nákupčí|obchodn\w+|jednatel\w*|vedoucí|vedúci|konatel\w*|riaditeľ\w*|ředitel\w*|vezető\w*|igazgató\w*|ügyvezető\w*|tulajdonos|şef|administrator|specjalista|specjalistka|prezes|właścicielka|handlowiec|direktor\w*|vlasnik|nabav\w*|komercijal\w*|inköpare|inköpschef|ägare|innkjøper|innkjøpssjef|daglig leder|indkøber|indkøbschef|direktør|ejer|ostaja|toimitusjohtaja|yrittäjä|υπεύθυν\w+|διευθ\w+|προμηθ\w+|агент|керівник|директорка|закупівл\w+|снабдяване|управител|vadītāj\w*|juhataja|uzmanı|sorumlusu|genel müdür|sahibi|kurucu|pimpinan|direktur|staf|pemilik|approvisionnement\w*|approvvigionament\w*|produktmanager\w*|zaopatrz\w*)\b|"
    r"部長|次長|係長|主任|取締役|店長|工場長|inköp\w*|indkøb\w*|innkjøp\w*|osto\w*päällikkö|nákup\w*|beszerz\w*|achiziți\w*|mua hàng|구매\w*|購買\w*|仕入\w*|经理|經理|采购|採購|總監|董事長|業務|總經理|專員|專案|副理|協理|店主|采购员|专员|業主|法人代表|創辦人|创始人|总裁|总监|主管|董事|总裁|老板|买手|负责人|部长|課長|课长|専務|社長|업무|부장|과장|차장|팀장|대리|주임|대표(?:이사)?|사장|مدير|المشتريات|رئيس|مسؤول|مسؤولة|مندوب|صاحب|مالك|مدیر|کارشناس|รองผู้จัดการ|ผู้จัดการ|मालिक|प्रबंधक|מנהל\w*|רכש|בעלים)",
    re.IGNORECASE,
)  # fmt: skip
_NO_NAME = re.compile(
    r"^(?:best|kind|warm|many|thanks?|thank you|regards|sincerely|yours|cheers|hello|hi|dear|sir|madam|good|sales|info|admin|office|support|team|contact|purchas\w*|buying|orders?|inquir\w*|enquir\w*|export|import|marketing|service|customer|no ?reply|webmaster|wordpress|accounts?|accounting|billing|finance|reception|hr|it|logistics|shipping|warehouse|procurement|einkauf|vertrieb|compras|ventas|achats|acquisti|website|web|sent|from|to|subject|date|please|tel|phone|fax|mobile|email|"
    r"home|about|our|your|we|the|this|that|product\w*|company|photos?|attached|attachment|page|confidential|note|important|warning|caution|disclaimer|p\.?s\.?|mit|freundlichen|saludos|atenciosamente|cordialement|viele|grüße|gracias|obrigad[oa]|danke|merci|grazie|met|vriendelijke|谢谢|你好|您好|此致|敬礼|祝好|客户|买家|老板|"
    r"free|new|urgent|re|fw|fwd|yes|no|ok|okay|see|call|visit|follow|buyer|supplier|seller|sender|user|guest|visitor|anonymous|test|mr|mrs|ms|me|you|myself|boss|all|us|postal|p\.?o\.?|street|road|avenue|unit|suite|floor|building|united|north|south)\b|^(?:名片|登记|记录|备注|我|我们|买方|对方|经理|采购部?|顾客|网友|游客|访客|匿名)$",
    re.IGNORECASE,
)  # fmt: skip
_WORD = r"[^\W\d_][^\W\d_'’.-]{0,24}(?:['’.-][^\W\d_]{1,24}){0,2}\.?"
_LATIN_NAME = re.compile(rf"{_WORD}(?: {_WORD}){{0,4}}")
_THAI_NAME = re.compile(
    r"[\u0e00-\u0e7f]{2,20}(?: [\u0e00-\u0e7f]{2,24}){1,3}|[\u0900-\u097f]{2,20}(?: [\u0900-\u097f]{2,24}){1,3}"
)
_CJK_NAME = re.compile(r"[\u4e00-\u9fff]{2,4}|[\u4e00-\u9fff]{2,8}[·・][\u4e00-\u9fff]{1,8}(?:[·・][\u4e00-\u9fff]{1,8})?|[\uac00-\ud7a3]{2,5}|[\u3040-\u30ff\u4e00-\u9fff々]{2,6}[ 　]?[\u3040-\u30ff\u4e00-\u9fff々]{0,5}")  # fmt: skip
_PARTICLES = frozenset(
    "de da do dos das del della di la le el al bin ibn van der den von zu und y e ter ten bint abu du des san st mc mac o al- ben".split()
)


@dataclass(frozen=True, slots=True)
class Person:
    """A person's name and the code of the form of address that stood with it (mr, ms, mrs, dr, prof, eng)."""

    name: str
    form_of_address: str | None = None
    form_written: str = ""


_DEGREE_ASIDE = re.compile(
    r"^(?:mag|dipl|di|ing|dr|bsc|msc|ba|ma)\.?\s?(?:\((?:fh|univ|bsc|msc|eth|tu)\)|fh)\.?\s(?=\w)",
    re.IGNORECASE,
)  # Mag. (FH) Stefanie Kofler


def read_person(written: str) -> Person | None:
    """A name out of words that should be one; None when they do not look like a person's name."""
    aside = _ADDRESS_ASIDE.search(written)
    if aside:
        written = f"{aside['word']} {written[: aside.start()]}"
    written = _DEGREE_ASIDE.sub("", written.strip())
    words = re.sub(r"\s*[(（\[<].{0,80}$", "", written).strip(" \t,，;:*'\"“”‘’|-–—_.~")
    words = re.sub(
        r"^(?:(?:dipl\.-(?!ing)\w{2,6}|lic|licda|lcda|arq|mag|mgr|d\.i|dott|avv|rag|geom)\.|dott\.?ssa\.?|dr\.?ssa\.?)\s+(?=\w)",
        "",
        words,
        flags=re.IGNORECASE,
    )
    words = re.sub(r"\s+(?:via|über|through|通过|经由)\s.*$", "", words, flags=re.IGNORECASE)
    words = re.sub(
        r"^(?:inh(?:aber(?:in)?)?|owner|prop(?:rietor)?|gérant|titolare|titular|attn|att)\b\s?[.:]{0,2}\s(?=[^\W\d_])",
        "",
        words,
        flags=re.IGNORECASE,
    )
    form, form_written = None, ""
    latin = _LATIN_ADDRESS.match(words)
    cjk = _CJK_ADDRESS.search(words)
    if latin:
        form_written = latin["word"]
        form, words = _ADDRESS_OF.get(form_written.casefold()), words[latin.end() :].strip()
    elif cjk and len(words) > len(cjk["word"]):
        form_written = cjk["word"]
        form, words = _ADDRESS_OF.get(form_written), words[: cjk.start()].strip()
    words = re.sub(
        r"^([\u4e00-\u9fff]) ([\u4e00-\u9fff]) ?([\u4e00-\u9fff]?)$", r"\1\2\3", _turn_around(words)
    )
    if not is_name(words, has_form=form is not None):
        return None
    return Person(words, form, form_written)


def _turn_around(words: str) -> str:
    """The name `Jensen, Carol` as mail programs write it."""
    match = re.fullmatch(rf"({_WORD}(?:[ -]{_WORD})?),\s({_WORD}(?: {_WORD})?)", words)
    return (
        f"{match[2]} {match[1]}" if match and not LEGAL_FORM.search(words) and not is_title(words) else words
    )


def is_name(words: str, *, has_form: bool = False) -> bool:
    """True when the words can be a person's name: few, without digits, no firm, no title, no phrase."""
    if not words or len(words) > 50 or _NO_NAME.match(words) or "@" in words:
        return False
    if _THAI_NAME.fullmatch(words):
        return not is_title(words) and not LEGAL_FORM.search(words)
    if not has_form and re.fullmatch(r"[A-Z]{2,3}", words):
        return False  # a logo's letters
    if re.search(r"^[做卖搞开在来一你]|[的了吗呢]$", words):
        return False
    if re.search(r"[\u3040-\u9fff\uac00-\ud7a3]", words):
        return (
            bool(_CJK_NAME.fullmatch(words))
            and not is_title(words)
            and not LEGAL_FORM.search(words)
            and not CJK_FIRM.fullmatch(words)
        ) or (has_form and bool(re.fullmatch(r"[\u4e00-\u9fff]{1,6}", words)))
    if (
        not _LATIN_NAME.fullmatch(words)
        or LEGAL_FORM.search(words)
        or COMPANY_WORD.search(words)
        or is_title(words)
    ):
        return False
    tokens = [token for token in words.split() if token.casefold() not in _PARTICLES]
    return bool(tokens) and all(not token[0].islower() for token in tokens)


def is_title(words: str) -> bool:
    """True when the words hold a job title and are short enough to be one."""
    return len(words) <= 60 and len(words.split()) <= 8 and bool(_TITLE.search(words))


DEPARTMENT = re.compile(
    r"(?:[\w&/-]+\s){0,4}(?:dept|department|division|abteilung|departamento|département|reparto|отдел)(?:\s(?:of|de|für)\s[\w &/-]{2,30})?|(?:отдел|departamento de|département)\s[\w ]{2,40}",
    re.IGNORECASE,
)


CJK_FIRM = re.compile(
    r"(?!.*[的我们是有家])[\u3040-\u9fff\uac00-\ud7a3]{2,14}(?:店|商会|商社|製作所|物産|工業所|经营部|經營部|工厂|工場|商贸|贸易|상사|상회|공구|산업|무역|철물|유통|마트)"
)  # firms named by their trade, without a legal form: 山田金物店, 한국공구상사


def is_company(words: str) -> bool:
    """True when the words carry a legal form or another sure sign of a firm and look like a name."""
    return bool(CJK_FIRM.fullmatch(words)) or (
        3 <= len(words) <= 90
        and len(words.split()) <= 12
        and _is_named_form(words)
        and not re.search(r"[?!@]|https?:", words)
        and not DEPARTMENT.fullmatch(words.strip(" ."))
    )


def _is_named_form(words: str) -> bool:
    """True when a legal form stands beside a name: "spa" of "pool | patio | spa" alone is a word."""
    form = LEGAL_FORM.search(words)
    return form is not None and (
        not form[0].isascii() or len(re.findall(r"\w", words)) > len(re.findall(r"\w", form[0]))
    )


def form_code(written: str) -> str | None:
    """The code (mr, ms, mrs, dr, prof, eng) of words that are a form of address and nothing else."""
    return _ADDRESS_OF.get(written.strip(" .,;:").casefold())


_HOME_FORMS = {
    "AT": "gmbh|kg|og|e.u", "AU": "pty", "BE": "nv|bv|bvba|srl|sprl", "BG": "eood|ood", "BR": "ltda|eireli|s/a", "CH": "gmbh|ag|sa|sàrl", "CZ": "s.r.o|spol. s r.o|a.s",
    "DE": "gmbh|kg|ohg|e.k|ag|ug|gbr", "DK": "aps|a/s|i/s", "EE": "oü|as", "ES": "s.l|sl|s.l.u|slu|s.a|sa", "FI": "oy|oyj|ky|tmi", "FR": "sarl|sas|eurl|sa", "GB": "ltd|limited|plc|llp",
    "HR": "d.o.o", "HU": "kft|zrt|bt|nyrt", "ID": "pt|cv|tbk", "IN": "pvt", "IT": "srl|s.r.l|spa|s.p.a|snc|sas", "LT": "uab", "LV": "sia", "MX": "s.a. de c.v|sa de cv", "MY": "sdn",
    "NL": "b.v|bv|vof|n.v", "NO": "as|asa|ans", "PL": "sp. z o.o|sp. j|s.a", "PT": "lda|unipessoal|s.a", "RO": "srl|s.r.l", "RS": "d.o.o", "SE": "ab|hb|kb", "SI": "d.o.o", "SK": "s.r.o|a.s",
    "JP": "株式会社|有限会社|合同会社", "KR": "㈜|주식회사|(주)", "TR": "a.ş|şti", "ZA": "pty|cc",
}  # fmt: skip


def has_form_of(firm: str, country: str) -> bool:
    """True when the firm carries a legal form of that country: "Retkiporo Oy" and FI."""
    forms = "|".join(re.escape(form) for form in _HOME_FORMS.get(country, "").split("|") if form)
    return bool(forms) and re.search(rf"(?<!\w)(?:{forms})(?!\w)", firm, re.IGNORECASE) is not None


_ONLY_HOME = {
    "oyj": "FI", "aps": "DK", "eood": "BG", "еоод": "BG", "uab": "LT", "oü": "EE", "kft": "HU", "zrt": "HU", "nyrt": "HU", "sp. z o.o": "PL", "sp. z o. o": "PL", "осоо": "KG", "şti": "TR", "a.ş": "TR", "tnhh": "VN",
    "株式会社": "JP", "有限会社": "JP", "合同会社": "JP", "주식회사": "KR", "㈜": "KR", "(주)": "KR", "sdn": "MY",
}  # fmt: skip
_ONLY = re.compile(
    "|".join(rf"(?<![^\W\u3040-\ud7a3]){re.escape(form)}(?![a-zà-ÿğışöüçа-я])" for form in _ONLY_HOME),
    re.IGNORECASE,
)


def home_of_form(firm: str) -> str | None:
    """The one country in which firms carry this legal form: FI for "Kotipiha Group Oyj"; None for a shared one."""
    match = _ONLY.search(firm)
    return _ONLY_HOME.get(match[0].casefold()) if match else None


def is_fuller(name: str, other: str) -> bool:
    """True when `name` says all of `other` and more: "Carol Jensen" against "Carol"."""
    mine, theirs = name.casefold().split(), other.casefold().split()
    return len(mine) > len(theirs) and all(
        any(word.startswith(part.rstrip(".")) for word in mine) for part in theirs
    )


def resembles(name: str, words: str) -> bool:
    """True when a word of three letters or more of `name` stands in `words` (a mail address, a host)."""
    folded = re.sub(r"[^a-z0-9]", "", words.casefold())
    return any(
        len(token) >= 3 and re.sub(r"[^a-z0-9]", "", token) in folded
        for token in re.findall(r"[^\W_]{3,}", name.casefold())
        if token.isascii()
    )


def company_resembles(company: str, host: str) -> bool:
    """True when a firm's name and a mail host share their telling part."""
    label = re.sub(
        r"[^a-z0-9]", "", host.split(".", maxsplit=1)[0] if host.count(".") == 1 else host.rsplit(".", 2)[0]
    )
    tokens = [
        token for token in re.findall(r"[a-z0-9]{3,}", company.casefold()) if not LEGAL_FORM.fullmatch(token)
    ]
    return any(len(token) >= 4 and token in label for token in tokens) or (
        bool(tokens) and "".join(tokens)[:8] == label[:8]
    )


def spells_host(words: str, host: str) -> bool:
    """True for "Little Wren Baby" and `littlewrenbaby.com.au`: all the words, run together, are the host's name."""
    label = re.sub(r"[^a-z0-9]", "", host.split(".", maxsplit=1)[0])
    return len(label) >= 6 and " " in words.strip() and re.sub(r"[^a-z0-9]", "", words.casefold()) == label


def is_own_firm(company: str, own_domains: frozenset[str]) -> bool:
    """True when a telling word of the firm's name stands in one of our mail domains: it is our own name."""
    labels = [domain.split(".", maxsplit=1)[0] for domain in own_domains]
    telling = [
        word
        for word in re.findall(r"[a-z0-9]{4,}", company.casefold())
        if not COMPANY_WORD.search(word) and not LEGAL_FORM.fullmatch(word)
    ]
    return any(_opens_or_ends(word, label) for word in telling for label in labels)


def _opens_or_ends(word: str, label: str) -> bool:
    """True for "qicheng" in "qicheng-tools" and "nbqicheng"; "heng" in the middle of it is another word."""
    plain = re.sub(r"[^a-z0-9]", "", label)
    return word in label.split("-") or (len(word) >= 5 and (plain.startswith(word) or plain.endswith(word)))
