"""B2B platforms and web forms: how their notifications are recognised. The fields are read by labels."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Platform:
    """A platform: source code, the domains it sends from, the words its notifications carry."""

    code: str
    domains: tuple[str, ...]
    words: str


PLATFORMS = (
    Platform("alibaba", ("alibaba.com", "alibaba-inc.com"), r"alibaba(?:\.com)?|阿里巴巴(?:国际站)?|trademanager|阿里国际站"),
    Platform("made_in_china", ("made-in-china.com", "micen.com"), r"made-?in-?china(?:\.com)?|中国制造网|focus technology|焦点科技(?:股份有限公司)?"),
    Platform("global_sources", ("globalsources.com",), r"global ?sources(?:\.com)?|环球资源|環球資源"),
    Platform("dhgate", ("dhgate.com",), r"dhgate(?:\.com)?|敦煌网"),
    Platform("indiamart", ("indiamart.com",), r"india ?mart(?:\.com)?"),
    Platform("tradeindia", ("tradeindia.com",), r"trade ?india(?:\.com)?|infocom network"),
    Platform("exporters_india", ("exportersindia.com",), r"exporters ?india(?:\.com)?"),
    Platform("ec21", ("ec21.com",), r"ec21(?:\.com)?"),
    Platform("ecplaza", ("ecplaza.net",), r"ecplaza(?:\.net)?"),
    Platform("tradekey", ("tradekey.com",), r"trade ?key(?:\.com)?"),
    Platform("exporthub", ("exporthub.com",), r"export ?hub(?:\.com)?"),
    Platform("go4worldbusiness", ("go4worldbusiness.com",), r"go4worldbusiness(?:\.com)?"),
    Platform("tradewheel", ("tradewheel.com",), r"trade ?wheel(?:\.com)?"),
    Platform("thomasnet", ("thomasnet.com", "thomaspublishing.com"), r"thomas ?net(?:\.com)?|thomas rfi"),
    Platform("europages", ("europages.com", "europages.co.uk", "visable.com"), r"europages"),
    Platform("wlw", ("wlw.de", "wlw.com"), r"wlw(?:\.de)?|wer liefert was"),
    Platform("kompass", ("kompass.com",), r"kompass(?:\.com)?|easybusiness"),
    Platform("faire", ("faire.com",), r"faire(?:\.com)|on faire|(?m:^)faire(?=[ \t]*\n)|via faire|faire wholesale|the faire team"),
    Platform("hktdc", ("hktdc.com", "hktdc.org"), r"hktdc|hong kong trade development council|香港贸发局|香港貿發局"),
    Platform("diytrade", ("diytrade.com",), r"diytrade|自助贸易网"),
    Platform("ecvv", ("ecvv.com",), r"ecvv"),
    Platform("1688", ("1688.com",), r"1688\.com|(?<=【)1688(?=】)|(?<=\[)1688(?=\])|1688(?=采购|询价|询盘|平台|商家|买家)|阿里巴巴1688"),
    Platform("amazon", ("amazon.com", "marketplace.amazon.com"), r"amazon business|amazon marketplace"),
    Platform("great_gov_uk", ("great.gov.uk",), r"great\.gov\.uk"),
)  # fmt: skip
PLATFORM_DOMAINS = tuple(domain for platform in PLATFORMS for domain in platform.domains)

_WORDS = {
    platform.code: re.compile(rf"(?<![\w@.-])(?:www\.)?(?:{platform.words})(?![\w-])", re.IGNORECASE)
    for platform in PLATFORMS
}
_NOTICE = re.compile(
    r"\b(?:inquir(?:y|ies)|enquir(?:y|ies)|rfq|buy(?:ing)? ?(?:lead|request|requirement)s?|message from (?:a |your )?(?:buyer|retailer|customer)|buyer|quote request|demande de|nouvelle demande|solicitud|consulta|richiesta|zapytani\w|contact request|anfrage|"
    r"request for (?:quotation|information)|rfi)\b|询盘|询价|买家|采购",
    re.IGNORECASE,
)  # fmt: skip
_NEW_MESSAGE = re.compile(
    r"\b(?:new|sent you a) (?:message|inquiry|enquiry|question|lead)\b|新(?:消息|询盘|留言)", re.IGNORECASE
)
NAMED_PLATFORMS = frozenset(platform.code for platform in PLATFORMS)
_STATED = re.compile(
    r"\b(?:found|saw|see|seen|find|noticed|visited|discovered|came across|got|looking at|viewed|from)\b[^.\n]{0,60}?\b(?:on|at|in|from|through|via)\s+|在\s?|通过\s?|(?:auf|en|no|sur|su|via|bei|über)\s+",
    re.IGNORECASE,
)  # fmt: skip
_FORM = re.compile(
    r"sent from (?:a |your |the )?contact form|contact form (?:on|at|submission|7)|(?:new|form) (?:submission|entry|response|message) (?:from|on|to|for|via|received)|"
    r"new form (?:submission|entry)|submitted (?:through|via|from|on) (?:your|the|our) (?:web ?site|contact|form|store)|this (?:e-?mail|message|form) was (?:sent|submitted) (?:from|via|through|on)|"
    r"wpforms|gravity ?forms?|elementor|hubspot|typeform|jotform|wix forms?|squarespace|webflow|ninja forms?|formidable|google forms|contact form 7|"
    r"online store'?s contact form|customer message on|page url\s*:|user agent\s*:|网站留言|在线留言|留言表单|网站询盘|官网(?:询盘|留言)|表单提交|新的?留言|联系表单|询盘表单|网站询价|new (?:contact|quote|inquiry|enquiry|form|wholesale) (?:request|form|submission|entry)|new entry\b|your typeform|has a new response|网站表单|访客留言|在线询价|"
    r"kontaktformular|formulario de contacto|formulário de contato|formulaire de contact|(?:depuis|via|par) (?:le|notre|votre) formulaire|(?:desde|mediante|a través de) (?:el|su|nuestro) formulario|(?:über|aus) (?:das|dem|ihr|ihrem) (?:online-?|web-?)?formular|tramite (?:il|il vostro) (?:modulo|form)|(?:pelo|através do) formulário|via het (?:web)?formulier|через форму|przez formularz|prin formular\w*|přes formulář|modulo di contatto|contactformulier|formularz(?:a)? kontaktow|"
    r"форм[аы] обратной связи|نموذج الاتصال|お問い合わせフォーム|i (?:agree|consent) (?:to|with) the (?:privacy|terms)|j'accepte (?:la politique|les conditions)|acepto (?:la política|las condiciones)|aceito (?:a política|os termos)|(?:habe|stimme)[^\n.]{0,60}datenschutz|accetto (?:la privacy|l'informativa)|just submitted your form|(?m:^\W{0,3}contact form\W)|new submission\b|new (?:website|web) (?:inquiry|enquiry|lead|message)|홈페이지 ?(?:문의|상담|견적)|온라인 ?문의|새로운 문의|(?m:^\W{0,3}(?:facebook |instagram |google |meta )?lead form\b)|온라인 ?견적 ?문의|견적 ?문의가 등록|(?:ホームページ|サイト|web)より(?:お)?問い合わせ|طلب جديد من (?:صفحة|موقع|نموذج)|لديك (?:طلب|رسالة|استفسار) جديدة?|(?:nueva|nuevo) (?:consulta|cotización|pedido|lead) desde|nova (?:consulta|cotação) (?:de|do|pelo)|nowa wiadomość z formularza|yeni bir (?:teklif|iletişim) (?:talebi|mesajı)|お問い合わせ(?:がありました|を受け付けました|が届きました)|(?:ホームページ|ウェブサイト|サイト)からの?(?:お)?問|nova mensagem (?:de|do|pelo|recebida)|novo contato (?:pelo|do|via)|(?:mensagem|contato) (?:enviad[ao] )?(?:pelo|através do) (?:seu )?site|nuevo (?:mensaje|contacto|formulario) (?:de|desde|del|recibido)|(?:mensaje|consulta|solicitud) (?:enviad[oa] )?desde (?:la|su|tu|el) (?:web|página|sitio)|nouveau message (?:de|depuis|via|du)|(?:message|demande) (?:envoyée? )?(?:depuis|via) (?:votre|le) site|neue (?:einsendung|nachricht|anfrage) (?:über|via|aus|auf)|neue einsendung|über (?:ihre|die) (?:webseite|website)|nieuwe? (?:bericht|aanvraag|inzending) (?:via|van)|via (?:uw|de) website|nuov[oa] (?:messaggio|richiesta) (?:da|dal|di contatto)|(?:messaggio|richiesta) dal (?:vostro )?sito|новая заявка|заявка с (?:вашего )?сайта|(?:сообщение|запрос) с (?:вашего )?сайта|нова заявка|wiadomość ze? (?:strony|formularza)|nová zpráva z|nový dotaz|kontaktn\w+ formulá[rř]\w*|zpráva z webu|správa z webu|weboldal\w{0,4} (?:érkezett|keresztül)|mesaj nou (?:de pe|din)|formular(?:ul)? de contact|iletişim formu|web sitenizden|kontaktskjema|kontaktformulär|yhteydenottolomake|φόρμα επικοινωνίας|رسالة جديدة من (?:موقع|نموذج)|عبر موقعكم|pesan baru dari|formulir kontak|liên hệ từ website|form liên hệ|แบบฟอร์ม|独立站(?:询盘|留言|表单)|官网表单|网站咨询|網站(?:留言|詢價|表單)|聯絡表單|线上留言|shopline|framer|tilda|fluent forms?|forminator|cognito forms|zoho forms?|formstack|via your website|from your website|through our website|website (?:inquiry|enquiry|contact)",
    re.IGNORECASE,
)  # fmt: skip


def is_platform_host(host: str) -> bool:
    """True for a platform's mail or web host."""
    return any(host == domain or host.endswith("." + domain) for domain in PLATFORM_DOMAINS)


def platform_of_host(host: str) -> str | None:
    """The code of the platform a mail host belongs to."""
    for platform in PLATFORMS:
        if any(host == domain or host.endswith("." + domain) for domain in platform.domains):
            return platform.code
    return None


def platforms_named(text: str) -> list[tuple[str, str]]:
    """(code, words) of the platforms a text names, in the table's order."""
    found = ((code, pattern.search(text)) for code, pattern in _WORDS.items())
    return [(code, match[0]) for code, match in found if match]


def platform_stated(text: str) -> tuple[str, str] | None:
    """The platform on which the buyer says they found us ("found you on Alibaba"), with the words."""
    for code, word in platforms_named(text):
        start = text.find(word)
        if _STATED.search(text[max(0, start - 90) : start]):
            return code, word
    return None


_HEAD = re.compile(
    r"[\s:|·–-]{1,4}(?:(?:new |buyer |customer )?(?:inquiry|enquiry|message|rfq|rfi|lead)(?: notification| alert| details)?|notification|message cent(?:er|re)|询盘(?:通知|提醒)?|新询盘|消息提醒)",
    re.IGNORECASE,
)


def opens_with_platform(text: str) -> bool:
    """True when a platform's name alone heads the text, and the text then speaks as a platform does."""
    text = text.lstrip(" \n\t*#-–—|[]【】")
    first = len(text.split("\n", 1)[0].rstrip(" *#-–—|[]【】"))
    ends = [match.end() for pattern in _WORDS.values() if (match := pattern.match(text))]
    is_head = any(end >= first or _HEAD.fullmatch(text[end:first]) for end in ends)
    return is_head and bool(_NOTICE.search(text[:2_000]) or _NEW_MESSAGE.search(text[:500]))


_SPEAKS_OF_ITSELF = re.compile(r"\b(?:i|i'm|we|we're|my|our|found|saw|seen|me)\b|我|我们", re.IGNORECASE)


def head_is_of_platform(text: str) -> bool:
    """True when the first line is a platform's own: "New message from a buyer on Made-in-China.com"."""
    first = text.strip(" \n\t*#-–—|").split("\n", 1)[0]
    is_notice_line = bool(_NOTICE.search(first) or _NEW_MESSAGE.search(first))
    named = any(pattern.search(first) for pattern in _WORDS.values())
    return len(first) < 120 and named and is_notice_line and not _SPEAKS_OF_ITSELF.search(first)


def starts_with_platform(line: str) -> bool:
    """True for a short line that opens with a platform's name: its head, its team, its address."""
    return len(line) < 160 and any(pattern.match(line.strip(" 【[（(*#")) for pattern in _WORDS.values())


def is_notice(text: str) -> bool:
    """True when the text speaks as a platform does, of an inquiry or a buyer."""
    return bool(_NOTICE.search(text))


def form_words(text: str) -> str | None:
    """The words by which a web form's notification gives itself away."""
    match = _FORM.search(text)
    return match[0] if match else None
