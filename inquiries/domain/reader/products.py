"""What the buyer asks for: labelled products first, else the words around a quantity or behind "please quote"."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from .labels import Pair, field_of
from .points import SAMPLE_WORDS
from .quantities import (
    NUMBER,
    PER_PIECE,
    Price,
    Quantity,
    find_quantities,
    find_target_prices,
    read_number,
    read_price,
    read_quantity,
    unit_of,
)
from .reading import Certainty, ProductAsked

MAX_PRODUCTS = 20
_TRIGGER = re.compile(
    r"(?:\b(?:(?:a )?number (?:on|for)|looking at|(?:we['’]re|we are|i['’]m) (?:also )?after(?: the)?|(?:revise|amend|change|update|correct) (?:the |our |your )?(?:proforma(?: invoice)?|p\.?i\.?|order|invoice|quotation|quote)(?: to| for)?|(?:please |pls |kindly |to )?(?:quote|quotation (?:for|of|on)|offer (?:me |us )?(?:for|your)?)(?: me| us)?(?: on| for)?|(?:best |last |your |yr |fob |good |the )*(?:prices?|pricing|cost|rates?) (?:(?:cif|cfr|c&f|cnf|fob|exw|ddp|dap|cpt|fca)(?: [^\W\d_]+){0,3}? )?(?:for|of|on)|prices?|do you (?:sell|have|make|carry|stock|offer|produce|supply|manufacture)|"
    r"wants|requires|need(?:ing|ed|s)?|looking for|look for|interested in|in need of|searching for|searching|order(?:ing)?|re-?order|buy(?:ing)?|purchas(?:e|ing)|import(?:ing)?|like to stock|(?:new |good |reliable |another )?sources? (?:for|of)|source|sourcing|want(?: to (?:buy|order))?|require|enquiry (?:for|on)|inquiry (?:for|on|about)|"
    r"rfq(?: for)?|for your|asks? (?:for|about)|asked (?:for|about)|increase|catalog(?:ue)? (?:for|of)|information (?:on|about)|supply us|send (?:me |us )?(?:your )?|"
    r"(?:can|could) you (?:do|offer|make|accept)(?: us| me)?(?: (?:usd|eur|us\$|\$|€|£)?\s?[\d.,]+(?: ?(?:usd|eur|€))?)?(?: on| for)?|потріб\w{2,3}|цікав\w{2,4}|ціну на|просимо надіслати(?: ціну на)?|we confirm(?: (?:the|our|an?) order)?(?: (?:of|for))?|confermiamo|ordiniamo|confirmamos|pedimos|confirmons|commandons|bestätigen|nehmen|potwierdzamy|zamawiamy|подтверждаем|заказываем|onaylıyoruz|bevestigen|confirm(?:ing|ed)? (?:the |our |an? )?order (?:of|for)|necesitamos|me interesan?|nos interesan?|quisiera(?:mos)?(?: cotizar| comprar)?|necesito|cotizar|cotización (?:de|para)|cotice|precios? (?:fob |cif )?(?:de|para|por)(?! favor)|interesad[oa]s? en|buscamos|busco|comprar|pedido de|"
    r"precisamos de|preciso de|precisamos|gostaríamos de (?:cotar|comprar|receber)|temos interesse em|gostaria de (?:cotar|comprar)|cotação (?:de|para|pra)|preços? (?:fob |cif )?(?:de|para|pra|do|da)|interessad[oa]s? em|procuramos|orçamento (?:de|para)|"
    r"bieten sie uns|anbieten|benötigen wir|benötigen|benötige|brauchen|brauche|suchen|suche|angebot (?:für|über)|preise? (?:für|von)|interesse an|interessieren uns für|bestellen|anfrage (?:für|über|zu)|"
    r"avons besoin de|voudrais|voudrions|souhaitons|souhaite|besoin de|cherchons|recherchons|devis pour|prix (?:pour|de|des)|intéressés? par|commander|offre pour|"
    r"abbiamo bisogno di|cerchiamo|preventivo per|prezz[oi] (?:per|di)|interessati a|offerte voor|op zoek naar|prijs voor|szukamy|potrzebujemy|ofert[ęa] na|cen[ęy] (?:na|za)|"
    r"нужн\w{0,2}|интересу\w{2,4}|закупить|купить|цен\w (?:на|за)|прайс(?:-лист)? на|предложени\w на|ihtiyacımız var|fiyat(?:ı)?|membutuhkan|butuh|harga|cần mua|cần báo giá|muốn (?:mua|đặt)|đặt mua|cần|báo giá(?: cho)?|wij zoeken|zoeken|zoek|hebben (?:wij )?nodig|nodig|graag (?:een )?(?:offerte|prijs)|behöver|söker|offert på|pris på|beställa|har brug for|søger|tilbud på|ønsker|trenger|ser etter|tarvitsemme|etsimme|tarjou(?:s|ksen|sta)|"
    r"potřebujeme|poptáváme|hledáme|nabídku na|cenu (?:za|na)|potrebujeme|hľadáme|ponuku na|trebamo|trebaju nam|ponudu za|tražimo|szükségünk (?:van|lenne)|keresünk|(?:ár)?ajánlatot (?:kérünk|kérek)|avem nevoie de|căutăm|(?:o )?ofertă (?:de preț )?(?:pentru|la)|preț(?:ul)? (?:pentru|la)|χρειαζόμαστε|ενδιαφερόμαστε για|ζητάμε|προσφορά για|"
    r"търсим|нуждаем се от|оферта за|цена за|потребує\w+|шукаємо|siparişi?|almak istiyoruz|sipariş|teklif (?:almak|rica|istiyoruz)|memesan|mencari|penawaran (?:harga )?untuk|vorrei|vorremmo|richiediamo|chiediamo|zamówić|zapytuję o|szukam)\b"
    r"|نحتاج(?: إلى)?|نريد|أسعار|سعر|مهتمون ب|مطلوب|عرض سعر ل|نرغب في شراء|أرغب في شراء|نرغب ب|نود شراء|أريد|أحتاج(?: إلى)?|نبحث عن|شراء|想了解一下|想了解|了解|想问|请报|咨询|你[们們]有(?:做|卖|賣|生产|生產)|需要采购|需要採購|需要|想詢問|詢問|詢價|請問|請報|想訂購|想訂|訂購|採購|想瞭解|諮詢|報價|需求|采购|询价|求购|想要|想买|想订|订购|报价|询问|感兴趣|对|看中|再来|返单|翻单|下单|续订|再订|问一下|问下|要|问|見積もり|견적)[\s:：]*",
    re.IGNORECASE,
)  # fmt: skip
_LEADING = re.compile(
    r"^(?:(?:(?:reliable |good |new )?(?:suppliers?|manufacturers?|factory|source) (?:of|for)|(?:un |une |einen? |uma? |algún )?(?:fournisseurs?|fabricants?|fabricantes?|proveedor(?:es)?|fornecedor(?:es)?|fornitor[ei]|produttor[ei]|produzenten|dostawc\w+|producent\w*) (?:de|di|d'|pour|para|per)|(?:einen |zuverlässigen )*(?:lieferanten?|hersteller) (?:für|von)|(?:поставщик\w*|производител\w*)|(?:ein |un |una |uma |a |an )?(?:presupuesto|cotización|cotizacion|oferta|cotação|orçamento|devis|offre|angebot|offerte|preventivo|quotation|quote|offer|ofert[ęa]|ціну|цену|fiyat) (?:de|para|por|pour|für|über|per|for|on|voor|na|на)|(?:上次|之前|以前|上回|去年|原来|同样)(?:订|买|下单|采购|要|做)?(?:过)?的|su|sus|seu|seus|vos|votre|عدد|لعدد|كمية|buying|purchasing|importing|for|of|on|about|your|our|the|a|an|some|also|and|plus|to|with|in|price|prices|following|these|first|now|by|least|at|approx\.?|around|about|ca\.?|circa|unsere?|ihre?n?|die|den|der|das|"
    r"de|del|los|las|el|la|do|da|dos|das|os|as|des|les|le|du|di|il|i|gli|un|una|um|uma|une|eine?n?|von|y|e|und|et|также|и|на|each|nos|wir|我们|你们的?|你們的?|我們|有(?:做|卖|賣)|贵司的?|的|一下|下|这款|这个|该|每|约|大约|先|和|及|与|还有|另外|以及|请|给|我|ل|من|و|와|과|하고|및|그리고|と)(?:\s+|(?<=[\u4e00-\u9fff])|$))+",
    re.IGNORECASE,
)  # fmt: skip
_COMMA = r",(?!(?<=\d,)\d{1,2}(?!\d))"  # no decimal one: 3,8 m
_OF_MATERIAL = r"(?:for|para|für|pour|per|para|til|för|voor|do|na|для|за)\s(?:(?:el|la|il|le|les|das|den)\s)?(?:concret[eo]|hormigón|béton|beton\w*|calcestruzzo|бетон\w*|wood|madera|madeira|holz|bois|legno|drewn\w+|дерев\w+|metal|metall\w*|métal|metallo|металл\w*|steel|acero|aço|stahl|acier|stone|masonry|piedra|pedra|stein|pierre|glass|vidrio|vidro|glas|verre|tiles?|drywall|walls?|pared|parede|muro|mur|wand)\b"
_CUT = re.compile(
    r"\s(?!" + _OF_MATERIAL + r")(?:with|for|to|from|med|till|til|för|från|cu|pentru|dengan|untuk|ke|giao|cho|με|για|naar|tot|s|z|ze|dla|نیاز|delivered|shipped|ok|okay|price|bitte|graag|proszę|пожалуйста|lütfen|cif|cfr|fob|exw|ddp|dap|cpt|fca|please|pls|we|i|can|could|and (?:we|send|please|your|tell|let|the|also)|in (?:our|your|bulk|total|the|stock)|"
    r"as|by|that|which|before|until|asap|urgent(?:ly)?|per|every|each|if|so|but|because|is|are|was|at|including|incl|like|such|thanks|thank|regards|com|con|para|mit|für|avec|pour|per|frei|lieferung|nach|bis|puesto|entrega|selon|suivant|conforme|según|segun|gemäß|laut|secondo|volgens|według|согласно|according|enligt|"
    r"için|за|для|с|مع|إلى|الى|تسليم|شامل|fiyat\w*|rica\w*|istiyor\w*|lazım|target|annual|monthly|on|this|next|a year|yearly|pro jahr|im jahr|al mes|por)(?=\s|$).*$|(?:[，;；。:：،؛؟\n(（!?？！|]|" + _COMMA + r").*$|(?:，|并|请|請|吗|嗎|多少|幾錢|几钱|幾多|點賣|怎麼|怎么|什麼|什么|是否|能否|可以|价格|报价|的价|目标|要求|发到|运到|到|发|怎么)[\u4e00-\u9fff\w\s]*$",
    re.IGNORECASE | re.DOTALL,
)  # fmt: skip
_TRAILING = re.compile(r"(?:\s|^)(?:to|of|de|di|von|voor|for|für|pour|para|per|på|za|na|για|за|на|x|prices?|pricing|qty|quantity|approx\.?|about|around|and|or|y|e|und|et|at|least|is|are|for|the|a|an|ca\.?|circa|etwa|ungefähr|unos|cerca|como|total|in|with|by|och|og|és|și|ve|và|với|dan|oraz|数量|约|大约|各|共|各要|要|的|を|は|が|の|و|와|과|및|için|moq|minimum|order|our|your|inkl|incl|dazu|再来|要|再要)$|(?<=[\u3040-\u30ff\u4e00-\u9fff])[をはが]$|(?<=[\u4e00-\u9fff]{2})[和及与跟與]$|(?<=[\uac00-\ud7a3]{2})[을를]$|(?<=[\u4e00-\u9fff])[一二两三四五六七八九十百千万几好数]{2,6}(?:个|只|套|把|台|件|箱|条|双|支|盒)?$|(?:[\s:：\-–—=*×,，.、(（]|(?<=[\s\d])[xX])+$", re.IGNORECASE)  # fmt: skip
_VAGUE = re.compile(
    r"^(?:(?:how|many|much|will|möchten?|möchte|wil|quiere|quer|veut|vuole|chce|хочет|ister|want|one|two|three|few|first|again|now|today|soon|muestra|your|our|the|all|more|full|best|good|new|other|these|this|that|it|them|you|us|me|any|some|first|minimum|details?|price ?lists?|pricelist|price|prices|rates?|products?|items?|goods|catalog(?:ue)?s?|company|quotation|quote|offer|order|samples?|information|info|quantity|moq|"
    r"list|annual|monthly|demand|year|yearly|per|of|and|for|in|(?:item|model|art\.?) [a-z](?=\s|$)|asap|certificates?|supplier|suppliers|manufacturer|factory|partner|a|an|to|reply|website|business|cooperation|range|line|trial|terms|delivery|time|lead|source|question|request|required|bulk|"
    r"productos?|produtos?|produkte?n?|produits?|catálogos?|katalog|precios?|preços?|preise|lista|muestras?|amostras?|muster|info|información|informações|informationen|产品|目录|样品|价格|报价|资料|你们|贵司|几款|一些|一个|一下|了解|幾錢|几钱|多少錢|多少钱|有冇|現貨|现货|产品目录|报价单|你好|您好|[\u4e00-\u9fff]{1,3}(?:总|经理|老师|先生|小姐)好|客户|最低|起订量|年|月|每年|pi|p\.i\.|proforma|invoice|返单|翻单|下单|进度|情况|favor|товар\w*|продукци\w*|каталог|المنتجات|منتجاتكم|الأسعار)[\s,]*)+$",
    re.IGNORECASE,
)  # fmt: skip
_SENTENCE = re.compile(
    r"(?<!approx\.)(?<!\bca\.)(?<!\bno\.)(?<!\bmin\.)(?<!\bmax\.)(?<!\bincl\.)(?<!тыс\.)(?<!\b[Ss]tk\.)(?<!\b[Ss]tck\.)(?<!\bszt\.)(?<!\bшт\.)(?<!\.{4})(?<=[.!?;])\s++(?![–—-]\s)|[。！？；\n]+"
)
_NOT_ASKED = re.compile(
    r"\b(?:annual|yearly|per year|a year|per month|a month|every month|monthly|jahresbedarf|jahresmenge|pro jahr|im jahr|al año|anual(?:es)?|por ano|par an|minimum order|moq|min\. order|capacity|employees|stores|shops|warehouses|defect\w*|broken|damaged|slip|faulty|missing|"
    r"20/ctn|per carton)\b|年(?:用|需|采购)量|每年|一年|起订量|每月",
    re.IGNORECASE,
)  # fmt: skip
_SIZE = r"inch(?:es)?|[\"″”]|oz|mm|cm|m|w|v|kg|zoll|pouces|pulgadas|polegadas|pollici|duim|tlg|pcs|pièces|米|厘米|公分|寸|英寸|尺|l|lt|ltr|litres?|liter|litros"
_AND = "and|&|e|y|et|und|и|i|och|og|ja|a|és|și|ve|và|dan|en|و|και|oraz|plus|та|і"
_COUNTED_NOUN = rf"\s+(?:about |approx\.? |around |unos |cerca de |ca\. |etwa |environ )?(?!20[2-4]\d\b)(?P<number>{NUMBER})(?P<k>k|\s(?:mil|thousand|тыс\.?|тысяч[аи]?)(?=\s))?(?:\s?[x×]\s|\s+)(?:of (?:the|your|these|those) )?(?P<noun>(?:\d{{1,3}}(?:\s?[\"″”]|[ -]?(?:inch|oz|mm|cm|m|w|v)\b))?\s?[^\W\d_](?:(?!\s(?:{_AND})\s\d)[^\d,.;:!?\n]){{2,60}}(?:(?<=[°º]\s)\d{{1,3}}(?!\d)|\d{{1,4}}(?:[.,/]\d{{1,3}})?\s?(?:{_SIZE})(?!\w))?)"
_BARE = re.compile(
    rf"(?:(?:we['’]re|we are|i['’]m) after|would love|i['’]d love|quote on|quotation for|quotation on|prices? for|prices? on|inquiry for|enquiry for|order for|order of|need|needs|quote(?: us| me)?|order|buy|want|require|for|pour|für|per|para|voor|do|por|pra|necesitamos|precisamos de|benötigen|brauchen|besoin de|cherchons|purchase|нужно|нужны|orçamento de|cotação de|cotización de|presupuesto de|devis de|prix de|take|interessano|interesan|preço de|precio de|prezzo di|prezzo per|preis für|prix pour|buying|looking for|interested in|suchen|suche|brauche|bräuchten|bestellen|hätten gern|cotizar|comprar|pedir|busco|buscamos|queremos|quiero|necesito|preciso de|quero|cherche|recherchons|voudrions|voudrais|souhaitons|vorremmo|vorrei|cerchiamo|abbiamo bisogno di|kopen|bestellen|закупить|купить|требуется|требуются|offre pour|offerta per|preventivo per|zoeken|nodig|offerte voor|behöver|söker|offert på|har brug for|trenger|tilbud på|tarvitsemme|potřebujeme|poptáváme|potrebujeme|trebamo|szükségünk van|avem nevoie de|ofertă pentru|χρειαζόμαστε|търсим|потрібно|потрібні|membutuhkan|butuh|memesan|beli|cần mua|cần báo giá|cần|đặt mua|đặt|báo giá|mua|szukam|potrzebujemy|potrzebuję|zamówić|ofertę na|oferty na|cenę na|wycenę|نحتاج|نحتاج إلى|نريد|شراء|نطلب|مطلوب|أريد|أحتاج|لعدد|عدد|almak istiyoruz|kupić|interesuje mnie){_COUNTED_NOUN}",
    re.IGNORECASE,
)  # fmt: skip
_JOINED = re.compile(rf"\s*(?:,|{_AND}){_COUNTED_NOUN}", re.IGNORECASE)
_COUNTED_START = re.compile(rf"(?=\s+[\d.,' k]+[x×]?\s+(?-i:[a-zà-ÿа-я])){_COUNTED_NOUN}", re.IGNORECASE)
_HAIL = re.compile(r"^(?:hi|hello|hey|hola|hallo|bonjour|ciao|olá|oi|moin|hej)\b[\s,!.-]*", re.IGNORECASE)
_STREET_END = re.compile(
    r"\b(?:street|road|avenue|ave|st|rd|blvd|lane|drive|straat|straße|strasse|gade|gata|katu|ulica)$",
    re.IGNORECASE,
)
_NEXT_COUNT = re.compile(
    rf"\s(?:{_AND})\s+(?=\d{{2,}}[\d.,]*\s+[^\W\d_]{{3}}|\d\s?(?:pcs?|pieces?|sets?|units?|stk|stück|pz|uds|szt|шт|adet)\b).*$",
    re.IGNORECASE | re.DOTALL,
)
_BARE_CHINESE = re.compile(
    rf"(?:要|需要|采购|订购|订|求购|问)(?P<number>(?:{NUMBER})\s?[kK千万])\s?(?P<noun>[\u4e00-\u9fff][\w\u4e00-\u9fff]{{1,20}})"
)
_VERB_BEFORE = re.compile(r"(?:要|需要|采购|订购|订|想买|求购|购买|报)[约大概]{0,2}\s?$")
_NOTE_WORDS = re.compile(
    r"客户|买家|客人|来电|电话|[這这那][边邊]|微信|先生|女士|发邮件|^(?:dear|hello|hi|hey|hallo|hola|bonjour|sehr geehrte|merhaba|selam|ciao|buongiorno|buonasera|salve|salut|bonsoir|hej|hei|moi|ahoj|dobrý den|dzień dobry|cześć|szia|tisztelt|bună|здравствуй\w*|привет|добрый|доброго|вітаю|καλησπέρα|καλημέρα|γεια|مرحبا|السلام|سلام|xin chào|chào|selamat|halo|olá|oi|bom dia|boa (?:tarde|noite)|buen[oa]s|guten (?:tag|morgen|abend)|moin|servus|goedemorgen|goedemiddag|goedendag|beste|geachte|नमस्ते|สวัสดี|שלום)\b|^(?:こんにちは|お世話|안녕)|下周|本周|这周|明天|今天|月底|whats ?app",
    re.IGNORECASE,
)
_CHINESE_SEGMENT = re.compile(
    r"^(\S*[\u4e00-\u9fff]\S*)\s+[\u4e00-\u9fff].*$", re.DOTALL
)  # notes part clauses by spaces
_MEASURE = re.compile(r"^(?:pcs?|pieces?|sets?|units?|inch|inches|in|mm|cm|m|oz|w|v|watt|watts|volt|ft|feet|days?|weeks?|months?|years?|%|percent|kg|lbs?|grams?|g|ml|l|liter|stores?|shops?|magasins?|tiendas?|lojas?|filialen|geschäfte|personas?|people|customers?|clients?|zoll|pulgadas|polegadas|tage|wochen|días|dias|jours|mesi|dollars?|am|pm|st|nd|rd|th|sample|samples|muestras?|amostras?|muster|échantillons?|types?|kinds?|models?|items?|colou?rs?|dni|dagen|dage|dagar|dager|päivää|zile|napos?|gün\w{0,3}|hari|ngày|дн(?:ей|я|і|ів)|ημέρες|dnů|dní|dana|weken|uker|uger|veckor|viikkoa|tygodni\w?|недел\w+|тижн\w+|hafta\w{0,3}|minggu|tuần|săptămâni|týdnů|týdn\w+|hét|hetes|εβδομάδες|settimane|giorni|semanas?|semaines|meses|mois|monate?n?|maanden|månader|måneder|miesi\w+|месяц\w+|місяц\w+|ay|bulan|tháng|luni|hónap\w*|يوما?|أيام|أسبوع|أسابيع|شهرا?|أشهر|процент\w*|percento|prozent|procent\w?|porcento|litros?|litres?|liters?|litri|литр\w*|metros?|metri|metra|mètres?|метр\w*|ore|horas?|heures?|stunden|uur|часов|saat|giờ|jam|euros?|eur|usd|kunden|clientes|winkels|butiker|butikker|kaupp\w+|sklep\w*|магазин\w*|prodejen|obchod\w*|üzlet\w*|magazine|mağaza\w*|cửa hàng|toko|employés|empleados|funcionários|mitarbeiter\w*|medewerkers|anställda|ansatte|pracowników|сотрудник\w*)\b", re.IGNORECASE)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Ask:
    words: str
    quantity: Decimal | None
    unit: str | None
    end: int
    is_close: bool
    until: int = 0  # end of the words where they stand behind the number


def read_products(
    pairs: list[Pair], message: str, subject: str, heading: str = ""
) -> tuple[ProductAsked, ...]:
    """Products asked, in order.

    What the form labels is certain; free text is certain only where words and
    quantity stand side by side.
    """
    message = _with_digits(message)
    labelled = _read_labelled(_parted_lists(pairs))
    if labelled:
        is_counted = any(pair.field == "quantity" for pair in pairs)
        filled = _fill_from_message(labelled, message, is_counted=is_counted)
        return tuple(replace(item, words=item.words or heading) for item in filled)[:MAX_PRODUCTS]
    asks = _read_free(message)
    if not any(ask.words for ask in asks):
        asks = [_name_by_subject(ask, subject) for ask in asks] or _read_free(subject)
    return tuple(_with_prices([ask for ask in asks if ask.words], message))[:MAX_PRODUCTS]


def _parted_lists(pairs: list[Pair]) -> list[Pair]:
    """A product's value that lists several with a number each, as a product and a quantity each: "A 300套，B 100箱"."""
    result: list[Pair] = []
    is_counted = any(pair.field == "quantity" for pair in pairs)
    for pair in pairs:
        pieces = re.split(r"[，、；;]|,\s", pair.value) if pair.field == "product" and not is_counted else []
        counted = [(piece, find_quantities(piece)) for piece in pieces if piece.strip()]
        if len(counted) > 1 and all(len(found) == 1 and found[0].start for _, found in counted):
            for piece, (quantity,) in counted:
                result.append(replace(pair, value=_strip_marks(piece[: quantity.start])))
                result.append(replace(pair, field="quantity", value=quantity.written))
        else:
            result.append(pair)
    return result


_WORDED = re.compile(
    r"\b(?P<ones>one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)\s(?P<scale>hundred|thousand)\b(?!\s(?:and\s)?(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)\b)",
    re.IGNORECASE,
)
_ONES = {word: number for number, word in enumerate("zero one two three four five six seven eight nine ten eleven twelve".split())}  # fmt: skip
_ONES |= {"fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}  # fmt: skip


def _with_digits(message: str) -> str:
    """The message with "two hundred" as 200, as somebody speaks it on the telephone."""
    return _WORDED.sub(
        lambda match: str(
            _ONES[match["ones"].lower()] * (100 if match["scale"].lower() == "hundred" else 1000)
        ),
        message,
    )


_ITEM_NUMBER = re.compile(
    r"\s?[(（\[](?:item|product|sku|listing)\s?(?:code|id|no\.?|number|#)?\s?[:：#]?\s?\d{4,}[)）\]]$",
    re.IGNORECASE,
)  # the platform's own number of a listing


def _read_labelled(pairs: list[Pair]) -> list[ProductAsked]:
    products: list[ProductAsked] = []
    pending: ProductAsked | None = None
    currency = next((pair.value.strip().upper() for pair in pairs if pair.field == "currency"), None)
    for pair in pairs:
        if pair.field == "product":
            if pending and pending.words.casefold() == pair.value.casefold():
                continue
            if pending and pending.words:
                products.append(pending)
            before = (
                pending if pending and not pending.words else ProductAsked("", certainty=Certainty.CERTAIN)
            )
            pending = replace(before, words=_ITEM_NUMBER.sub("", pair.value)[:200])
        elif pair.field in ("quantity", "unit", "target_price"):
            pending = _add_detail(pending or ProductAsked("", certainty=Certainty.CERTAIN), pair)
    if pending:
        products.append(pending)
    products = [_part_quantity(product) for product in products]
    known = currency if currency and re.fullmatch(r"[A-Z]{3}", currency) else None
    return [
        replace(product, currency=product.currency or (known if product.target_price is not None else None))
        for product in products
    ]


def _part_quantity(product: ProductAsked) -> ProductAsked:
    """`Product: Claw hammer 5000 pcs` without a quantity of its own; a list of products is not certain words."""
    if product.quantity is None:
        spotted = find_quantities(product.words)
        if (
            len(spotted) == 1
            and spotted[0].number >= 200
            and spotted[0].end >= len(product.words.rstrip(" ."))
        ):
            words = _strip_marks(product.words[: spotted[0].start])
            return (
                replace(product, words=words, quantity=spotted[0].number, unit=spotted[0].unit)
                if words
                else product
            )
    if len(re.split(r"[,;，、；]\s?(?=[^\W\d])", product.words)) > 1 and product.quantity is None:
        return replace(product, certainty=Certainty.LIKELY)
    return product


def _add_detail(product: ProductAsked, pair: Pair) -> ProductAsked:
    if pair.field == "quantity" and product.quantity is None:
        number, unit = read_quantity(pair.value)
        return replace(product, quantity=number, unit=unit or product.unit)
    if pair.field == "unit" and product.unit is None:
        return replace(product, unit=unit_of(pair.value))
    if pair.field == "target_price" and product.target_price is None:
        amount, currency = read_price(pair.value)
        return replace(product, target_price=amount, currency=currency)
    return product


def _fill_from_message(products: list[ProductAsked], message: str, *, is_counted: bool) -> list[ProductAsked]:
    """A form with one product whose quantity stands in the message only, or the other way round.

    A quantity field that cannot be read ("1,000-3,000") is not overruled by the message.
    """
    free = [ask for ask in _read_free(message) if ask.words]
    if len(free) > 1 and not any(product.words for product in products):
        return _with_prices(free, message)  # a letter with a line "Target price: …"
    if len(products) != 1:
        return [product for product in products if product.words]
    only = products[0]
    if not only.words:
        named = {ask.words.casefold(): ask for ask in free}
        only = replace(only, words=free[0].words, certainty=Certainty.LIKELY) if len(named) == 1 else only
        only = only if only.words else replace(only, certainty=Certainty.LIKELY)
        return [only] if only.words or only.quantity is not None else []
    quantities = {(ask.quantity, ask.unit) for ask in _read_free(message) if ask.quantity is not None}
    if only.quantity is None and len(quantities) == 1 and not is_counted:
        number, unit = quantities.pop()
        only = replace(only, quantity=number, unit=unit)
    targets = find_target_prices(message)
    if only.target_price is None and len(targets) == 1:
        only = replace(only, target_price=targets[0].amount, currency=targets[0].currency)
    return [only]


def _read_free(message: str) -> list[_Ask]:
    asks: list[_Ask] = []
    position = 0
    named = ""
    for sentence in _SENTENCE.split(message[:20_000]):
        start = message.find(sentence, position)
        position = start + len(sentence)
        if not sentence.strip() or len(sentence) > 1_500:
            continue
        found = [] if _NOT_ASKED.search(sentence) else _read_sentence(sentence, start, named)
        found = found or _read_unquantified(sentence, start)
        named = next((ask.words for ask in reversed(found) if ask.words), named)
        asks += found
    return _merged(asks)


def _read_sentence(sentence: str, start: int, named: str) -> list[_Ask]:
    quantities = [
        quantity
        for quantity in find_quantities(sentence)
        if not (_is_of_samples(sentence, quantity) or _measures_the_counted(sentence, quantity))
    ]
    asks: list[_Ask] = []
    quantities = _without_measures(sentence, quantities)
    listed = _listed(sentence, quantities)
    if listed:
        return [replace(listed, end=start + listed.end, until=start + listed.end)]
    last_end = 0
    for index, quantity in enumerate(quantities):
        next_start = quantities[index + 1].start if index + 1 < len(quantities) else len(sentence)
        words, is_close, last_end = _words_of(sentence, quantity, last_end, next_start)
        asks.append(
            _Ask(words, quantity.number, quantity.unit, start + quantity.end, is_close, start + last_end)
        )
    asks = [single for ask in asks for single in _of_each_size(ask, sentence[ask.end - start :])]
    asks = _with_noun_of_first(asks)
    if not quantities:
        return (
            _read_bare(sentence, start)
            or _read_number_alone(sentence, start)
            or _read_counted_start(sentence, start)
        )
    unnamed = [
        ask
        for ask in _read_bare(sentence, start)
        if not any(_is_counted(ask, quantity, start) for quantity in quantities)
    ]
    return sorted([*unnamed, *_behind_the_last(asks, sentence, start), *asks], key=lambda ask: ask.end)


_LIST_LINE = re.compile(
    r"\s{0,8}(?:[-–—•·▪*✓]|\(?\d{1,2}[.)、）]|\d{1,2}[-–]?\s(?=\s|(?<=[-–]\s)))\s{0,20}(?P<words>[^\W\d_][^:：=\n]{1,90}?)(?:\s{0,8}[-–—]{1,3}|\s{0,4}[:：=]|\s{0,4}[.…_]{3,80}|\s{2,40})\s{0,8}"
)


def _listed(sentence: str, quantities: list[Quantity]) -> _Ask | None:
    """`1) Wheelbarrow tyre 4.00-8 with tube - 5,000 pcs`: in a list all that stands before the number is the product.

    So is a number that describes it: `- Bungee cord assortment 24 pcs in jar: 8,000 sets`.
    """
    for quantity in quantities:
        line = _LIST_LINE.fullmatch(sentence[: quantity.start][:160])
        words = _strip_marks(line["words"]) if line else ""
        if words and len(words.split()) <= 8 and not (_TRIGGER.search(words) or _is_no_product(words)):
            return _Ask(words, quantity.number, quantity.unit, quantity.end, is_close=True)
    return None


_NOUN_BETWEEN = re.compile(r"\s(?:of |de |di |d['’])?[^\W\d_][^\d,.;:!?()\n]{1,40}\s", re.IGNORECASE)


def _is_size_of(sentence: str, counted: Quantity, measure: Quantity) -> bool:
    """`500 pcs hammer 1,5 kg, 300 pcs hammer 2,0 kg`: a measure behind what pieces count is the goods' own."""
    is_ended = bool(re.match(r"\s*(?:$|[,.;)]|(?:and|und|y|e|et|и)\s)", sentence[measure.end :]))
    between = sentence[counted.end : measure.start]
    return counted.unit in ("pcs", "sets", "pairs") and is_ended and bool(_NOUN_BETWEEN.fullmatch(between))


_WANTED_BETWEEN = re.compile(
    r"(?:[（(][^（）()]{0,12}[)）])?[\s，,、]*(?:我们|客户|先|大概|大约|约|共|一共|各)?(?:需要|想要|采购|要|订|来)[\s:：约]{0,3}"
)


def _without_measures(sentence: str, quantities: list[Quantity]) -> list[Quantity]:
    """`千斤顶 2吨（红色），要 600台`: a measure with nothing but "wanted" before the next number is the goods' own."""
    kept: list[Quantity] = []
    for index, quantity in enumerate(quantities):
        behind = quantities[index + 1] if index + 1 < len(quantities) else None
        is_small = quantity.unit in ("t", "kg", "m", "m2") and quantity.number <= 100
        is_own = is_small and bool(
            (behind and _WANTED_BETWEEN.fullmatch(sentence[quantity.end : behind.start]))
            or (kept and _is_size_of(sentence, kept[-1], quantity))
        )
        kept += [] if is_own else [quantity]
    return kept


_NOUN_AND_SIZE = re.compile(
    rf"(?P<noun>.*(?:[^\W\d_]{{3}}|[\u4e00-\u9fff]{{2}}).*?)\s(?P<size>\d{{1,4}}(?:[.,/]\d{{1,3}})?\s?(?:{_SIZE}))",
    re.IGNORECASE,
)
_SIZE_ALONE = re.compile(rf"\d{{1,4}}(?:[.,/]\d{{1,3}})?\s?(?:{_SIZE})", re.IGNORECASE)


def _with_noun_of_first(asks: list[_Ask]) -> list[_Ask]:
    """`padlocks 50MM - 5000 dozen and 38MM - 3000 dozen`: a size alone is of what was named with one before."""
    result: list[_Ask] = []
    for ask in asks:
        before = _NOUN_AND_SIZE.fullmatch(result[-1].words) if result else None
        if not _SIZE_ALONE.fullmatch(ask.words):
            result.append(ask)
        elif before:
            result.append(replace(ask, words=f"{before['noun']} {ask.words}"))
        else:
            result.append(replace(ask, is_close=False))
    return result


def _measures_the_counted(sentence: str, quantity: Quantity) -> bool:
    """`a quote on 150 floor jacks, 3 ton`: the measure is the goods' own where a number counts them before it."""
    is_measure = quantity.unit in ("t", "kg", "m", "m2") and quantity.number <= 100
    return is_measure and bool(_read_bare(sentence[: quantity.start].rstrip(" ,(-–"), 0))


def _is_counted(ask: _Ask, quantity: Quantity, start: int) -> bool:
    """True when a number read without a unit belongs to a quantity that has one."""
    return quantity.start < ask.end - start <= quantity.end or quantity.number == ask.quantity


def _behind_the_last(asks: list[_Ask], sentence: str, start: int) -> list[_Ask]:
    """`500 pcs pumps and 200 clamps`: the last number of a list that leaves its unit out."""
    if not asks or not asks[-1].words:
        return []
    end = sentence.find(asks[-1].words)
    match = _JOINED.match(sentence, end + len(asks[-1].words)) if end >= 0 else None
    number = _scaled_up(read_number(match["number"]), match["k"]) if match else None
    words = _clean_words(match["noun"]) if match else ""
    is_new = number not in {ask.quantity for ask in asks}
    if match is None or number is None or not is_new or not _counts_goods(number, match["noun"]):
        return []
    return [_Ask(words, number, None, start + match.end(), is_close=True)] if words else []


def _counts_goods(number: Decimal | None, noun: str) -> bool:
    """False for "30 days", "200 mm", "4 shops" and for a unit that is read with its number elsewhere."""
    is_unit = unit_of(noun.strip().split()[0]) is not None
    return number is not None and number >= 10 and not is_unit and not _MEASURE.match(noun)


_PRICE_FOR_NUMBER = re.compile(
    rf"\b(?:price|prices|pricing|cost|quote|how much|precio|preço|preis|prix|prezzo)\b[^.!?\n\d]{{0,20}}\b(?:for|per|para|por|für|pour|pra)\s(?P<number>{NUMBER})\s*[?.!]*$",
    re.IGNORECASE,
)


def _read_number_alone(sentence: str, start: int) -> list[_Ask]:
    """`What's the price for 500?`: so many of what was named before."""
    match = _PRICE_FOR_NUMBER.search(sentence)
    number = read_number(match["number"]) if match else None
    return [_Ask("", number, None, start + len(sentence), is_close=False)] if number and number >= 10 else []


_TWO_SIZES = re.compile(
    rf"(?P<noun>[^\W\d_][^\d,;]{{2,50}}?)\s(?P<first>\d{{1,4}}(?:[.,/]\d{{1,3}})?\s?(?P<size>{_SIZE})?)\s?(?:and|&|und|y|e|et|и|和)\s(?P<second>\d{{1,4}}(?:[.,/]\d{{1,3}})?\s?(?P<same>{_SIZE}))",
    re.IGNORECASE,
)


def _of_each_size(ask: _Ask, behind: str) -> list[_Ask]:
    """`bolt cutter 24" and 36", 1,200 pcs each`: two products, so many of either; without "each" nothing is sure."""
    sizes = _TWO_SIZES.fullmatch(ask.words)
    if sizes is None:
        return [ask]
    if not re.match(r"\s?(?:each|of each|per size|jeweils|cada un[oa]|chacun|chaque|каждого)\b", behind):
        return [replace(ask, is_close=False)]
    first = sizes["first"] if sizes["size"] else sizes["first"] + sizes["same"]
    return [replace(ask, words=f"{sizes['noun']} {size}") for size in (first, sizes["second"])]


_SAMPLES_BEFORE = re.compile(
    rf"(?:{SAMPLE_WORDS})[\s:：=(–-]{{0,3}}(?:(?:of|each|each model|per model|per type|de cada|de cada uno|je|von jedem|pro|par|per|по|за|を|各|を各|は|로|각|各色)\s?){{0,2}}$",
    re.IGNORECASE,
)
_SAMPLES_BEHIND = re.compile(
    rf"\s?(?:(?:of|de|di|as|als|como|come|free|gratis|kostenlose|的|の|each|per model)\s){{0,2}}(?:{SAMPLE_WORDS})",
    re.IGNORECASE,
)


def _is_of_samples(sentence: str, quantity: Quantity) -> bool:
    """`样品先寄3支`, `サンプルを各1本`, `3 pcs samples`: a number of samples is not what is asked for."""
    clause = re.split(r"[，,。；;、]", sentence[: quantity.start])[-1]
    is_chinese = bool(re.search(r"样品|樣品|寄样|寄樣|打样|打樣|免费样", clause))
    behind = sentence[quantity.end : quantity.end + 40]
    return is_chinese or bool(_SAMPLES_BEFORE.search(clause) or _SAMPLES_BEHIND.match(behind))


def _words_of(sentence: str, quantity: Quantity, last_end: int, next_start: int) -> tuple[str, bool, int]:
    before = _clean_before(sentence[last_end : quantity.start])
    if re.match(r"\d{2}", before) and _read_bare(sentence[last_end : quantity.start], 0):
        before = ""  # need 5000 cable ties 200 mm and 300 pcs drums
    after_raw = sentence[quantity.end : next_start]
    after, used = _clean_after(after_raw, is_last=next_start == len(sentence))
    if re.match(r"\s+[\u4e00-\u9fff]{1,8}的(?:\s|$)", after_raw):
        after, used = "", 0  # 要200套 带挂钩的: how, not what
    if (
        after
        and _VERB_BEFORE.search(sentence[last_end : quantity.start])
        and re.match(r"[\u4e00-\u9fff]", after_raw)
    ):
        return after, True, quantity.end + used  # 要1000把锤子
    is_joined = bool(re.match(r"\s*(?:of|de|di|von|do|da|des|d'|の|的)\s", after_raw, re.IGNORECASE))
    if after and (is_joined or not before):
        return after, True, quantity.end + used
    is_verb = (
        bool(re.fullmatch(r"[^\W\d_A-ZÀ-Þ]+", before))
        and bool(re.match(r"\s[^\W\d_]", after_raw))
        and bool(after)
    )
    is_whole = not is_verb and not _CUT_AWAY.search(sentence[last_end : quantity.start].rstrip(" ,，:：-–—"))
    is_last = last_end > 0 and next_start == len(sentence) and sentence[quantity.end - 1] != "."
    is_followed = is_last and bool(after) and bool(_NOUN_BEHIND.match(after_raw))
    return before, bool(before) and is_whole and not is_followed, quantity.end


_NOUN_BEHIND = re.compile(
    r"\s(?!(?:на|по|в|под|on|in|at|ab|auf|an|en|em|su|na|w|op|på)\s)[^\W\d_]", re.IGNORECASE
)
_CUT_AWAY = re.compile(
    r"[^\W\d_]{3,}\s(?:with|for|para|para|für|mit|pour|avec|для|с)\s(?!(?:our|us|my|the|your|a|an|export|retail|sale|stock|samples?)\b)[^\W\d_]{3,}$",
    re.IGNORECASE,
)  # mixing paddle for drill, 5000 pcs: "for drill" may be of the name


_TERMS = r"(?:cif|cfr|c&f|cnf|fob|exw|ddp|dap|cpt|fca)\b"
_TERMS_FOR = re.compile(rf"^{_TERMS}[^\d.;\n]{{0,40}}?\s(?:for|on|de|para|für|pour|per)\s", re.IGNORECASE)


_LABEL_BEFORE = re.compile(r"\s*(?P<label>[^:：\n]{1,30})[:：]\s*")


def _without_label(text: str) -> str:
    """`Wunsch: 400 Stk Spaten`: a label says nothing of the goods."""
    match = _LABEL_BEFORE.match(text)
    return text[match.end() :] if match and field_of(match["label"]) else text


def _clean_before(text: str) -> str:
    text = _last_clause(_without_label(text))
    triggers = list(_TRIGGER.finditer(text))
    while (
        triggers and not text[triggers[-1].end() :].strip(" 了的约") and re.search(r"[\u4e00-\u9fff]", text)
    ):
        text = text[: triggers.pop().start()]  # 卷尺5米的要3千只: what is asked stands before the verb
    while len(triggers) > 1 and not text[triggers[-1].end() :].strip():
        text = text[: triggers.pop().start()]  # looking for washers, first order 1 x 20'GP
    is_triggered = bool(triggers)
    if triggers:
        text = text[triggers[-1].end() :]
    text = re.sub(r"^\s*(?:and|und|y|e|et|и|和|,|，|、|;|\+|&|\d{1,2}[.)、])\s*", "", text.strip())
    text = _TERMS_FOR.sub("", text)
    text = re.sub(
        r"^(?:and )?(?:page|seite|página|pág\.|item|pos\.|position|line)\s?\d{1,4}\s?[:：]\s?",
        "",
        text,
        flags=re.IGNORECASE,
    )
    if not is_triggered and len(text.split()) > 8:
        text = re.split(r"[,，:：]", text.rstrip(" ,，:："))[-1]
    return _clean_words(text)


_WE_WANT = re.compile(
    r"^\s?(?:我们?|先|大概|大约|一共|总共|估计)*(?:需要|想要|想订|订|要|采购|来|做)\s?(?:大概|大约|约)?\s?$"
)


def _last_clause(text: str) -> str:
    """Chinese puts a product and its number into one clause; the comma before it parts them from other matters."""
    clauses = [clause for clause in re.split(r"[，、,；](?!\d{3}(?!\d))", text) if clause.strip()]
    if clauses and _NOTE_WORDS.search(clauses[-1]):  # 老客户 Hagemann 发邮件说 卷尺
        segments = clauses[-1].split()
        while segments and any(_NOTE_WORDS.search(segment) for segment in segments):
            segments.pop(0)
        clauses[-1] = " ".join(segments)
    while (
        len(clauses) > 1 and _WE_WANT.match(clauses[-1]) and not _clean_words(_WE_WANT.sub("", clauses[-1]))
    ):
        clauses.pop()  # 你们的LED头灯，我们要5000个
    is_chinese = bool(clauses) and len(re.findall(r"[\u3040-\u30ff\u4e00-\u9fff]", clauses[-1])) >= 2
    return clauses[-1] if is_chinese and _clean_words(clauses[-1]) else text


def _clean_after(text: str, *, is_last: bool) -> tuple[str, int]:
    cut = _CUT.sub("", _NEXT_COUNT.sub("", text))
    if not is_last:
        cut = re.split(r"\s(?:and|und|y|e|et|и|plus|với|và|ve|dan)\s|[，、&+]|" + _COMMA, cut)[0]
    return _clean_words(cut), len(cut)


def _clean_words(text: str) -> str:
    text = _strip_marks(_CUT.sub("", " " + text.strip()))
    text = _LEADING.sub("", re.sub(r"^\d[\d.,]*\sof\s(?:the|your|these|those)\s", "", text) + " ").strip()
    for _ in range(4):
        text = _strip_marks(_TRAILING.sub("", text)).removesuffix("的")
    return "" if _is_no_product(text) else text


def _strip_marks(text: str) -> str:
    """Without outer marks; the inch sign of `8"` stays."""
    bare = text.strip(" \t-–—•*·:：=.,，、()\"'“”")
    return bare + '"' if bare[-1:].isdigit() and bare + '"' in text else bare


def _is_no_product(text: str) -> bool:
    return (
        len(text) < 2
        or len(text) > 90
        or len(text.split()) > 10
        or not re.search(r"[^\W\d_]{2}|[\u3040-\u9fff]", text)
        or bool(_VAGUE.match(text))
        or bool(re.match(_TERMS, text, re.IGNORECASE))
        or bool(_NOTE_WORDS.search(text))
        or bool(_MEASURE.fullmatch(text))
    )


def _read_bare(sentence: str, start: int) -> list[_Ask]:
    """`need 5000 claw hammers`: a number that counts nouns without naming a unit."""
    asks = _read_bare_chinese(sentence, start)
    for match in _bare_matches(sentence):
        number = _scaled_up(read_number(match["number"]), match["k"])
        words = _clean_words(match["noun"])
        if not words or not _counts_goods(number, match["noun"]):
            continue
        asks.append(_Ask(words, number, None, start + match.end(), is_close=True))
    return asks


def _read_counted_start(sentence: str, start: int) -> list[_Ask]:
    """`1000 head lamps, must work at -30 C.`: a sentence that opens with the number needs no verb."""
    match = _COUNTED_START.match(" " + _HAIL.sub("", sentence.strip()))
    number = _scaled_up(read_number(match["number"]), match["k"]) if match else None
    words = _clean_words(match["noun"]) if match else ""
    if (
        match is None
        or number is None
        or number < 50
        or _STREET_END.search(words)
        or not words
        or not _counts_goods(number, match["noun"])
    ):
        return []
    return [_Ask(words, number, None, start + match.end() - 1, is_close=False)]


def _scaled_up(number: Decimal | None, thousands: str | None) -> Decimal | None:
    return number * 1000 if number is not None and thousands else number


def _bare_matches(sentence: str) -> Iterator[re.Match[str]]:
    """`need 400 pliers and 200 saws`: the number behind the conjunction needs no verb of its own."""
    for match in _BARE.finditer(sentence):
        joined: re.Match[str] | None = match
        while joined:
            yield joined
            joined = _JOINED.match(sentence, joined.end())


def _read_bare_chinese(sentence: str, start: int) -> list[_Ask]:
    """`要10k卷尺`: thousands of something, without a measure word."""
    asks = []
    for match in _BARE_CHINESE.finditer(sentence):
        number, words = read_quantity(match["number"])[0], _clean_words(match["noun"])
        if number is not None and words:
            asks.append(_Ask(words, number, None, start + match.end(), is_close=True))
    return asks


def _read_unquantified(sentence: str, start: int) -> list[_Ask]:
    stocked = _IN_STOCK.search(sentence)
    noun = (stocked["noun"] or stocked["other"]) if stocked else ""
    if stocked and not (_is_no_product(noun) or _NO_STOCK.search(noun)):
        return [_Ask(noun, None, None, start + stocked.end(), is_close=False)]
    for trigger in _TRIGGER.finditer(sentence):
        rest = sentence[trigger.end() :]
        described = _DESCRIBED_SET.match(rest)
        words = _clean_words(_CHINESE_SEGMENT.sub(r"\1", re.split(r"\.(?:\s|$)|[?!]", rest)[0]))
        if (
            words
            and not re.match(r"\d+(?:\W*$|\s)", words)
            and not re.match(
                r"(?:from|back|soon|you|by|it|hearing|forward|know|have|see|that|get|some|if|i|we|he|she|they)\b",
                words,
                re.IGNORECASE,
            )
        ):
            words += described["more"] if described and words in described["set"] else ""
            return [_Ask(words, None, None, start + trigger.end(), is_close=False)]
    return []


_IN_STOCK = re.compile(
    r"(?:^|[\s，,。…])(?:是|这款|這款|那个|这个)?(?P<noun>[\u4e00-\u9fff]{2,10})\s?(?:有现货|有現貨|有货|有貨|还有货)[吗嗎么]|(?:^|[\s，,。…们們家])有(?P<other>[\u4e00-\u9fff]{2,8})[吗嗎]"
)
_NO_STOCK = re.compile(
    r"折扣|优惠|優惠|现货|現貨|货$|证|證|图|圖|视频|库存|包装|颜色|顏色|样|樣|目录|目錄|起订|运费|人|时间"
)
_DESCRIBED_SET = re.compile(
    r"(?P<set>[^,.;:!?\n]{3,60}\b(?:sets?|kits?))(?P<more>,\s\d{1,3}[ -]?(?:pcs?|pieces?)\b(?:,\s(?!(?:and|please|pls|also|what|how|can|fob|cif|exw|with|for)\b)[^\W\d_][\w/-]*(?:\s[\w/-]+){0,2}(?=[,.;\n]|$)){0,3})",
    re.IGNORECASE,
)  # hex key sets, 9 pc, black oxide


def _merged(asks: list[_Ask]) -> list[_Ask]:
    """A quantity without words belongs to the product without quantity named before it; doubles go."""
    result: list[_Ask] = []
    for ask in asks:
        last = result[-1] if result else None
        if not ask.words and last and last.words and last.quantity is None:
            result[-1] = replace(last, quantity=ask.quantity, unit=ask.unit, end=ask.end)
        elif ask.words and any(
            ask.words.casefold() in other.words.casefold() and ask.quantity in (None, other.quantity)
            for other in result
        ):
            continue
        elif ask.quantity is not None or ask.words:
            result.append(ask)
    has_quantities = any(ask.quantity is not None and ask.words for ask in result)
    return [ask for ask in result if ask.quantity is not None or not has_quantities][:MAX_PRODUCTS]


def _name_by_subject(ask: _Ask, subject: str) -> _Ask:
    named = [other.words for other in _read_free(subject) if other.words]
    return replace(ask, words=named[0]) if len(named) == 1 else ask


def open_prices(message: str, products: tuple[ProductAsked, ...]) -> list[Price]:
    """Target prices in the text that are no product's: said of several, or it is not plain of which."""
    given = {(product.target_price, product.currency) for product in products}
    return [price for price in find_target_prices(message) if (price.amount, price.currency) not in given]


_SPEAKER = re.compile(
    r"(?<![^\W_])(?:we|you|wij|ik|jullie|wir|ich|sie|ihr|nous|je|vous|nosotros|yo|ustedes|nós|vocês|noi|voi|jag|jeg|dere|minä|państwo|мы|я|вы|ми|ви|ние|biz|ben|siz|kami|saya|anda|chúng tôi|tôi|bên em|dumneavoastră|εμείς|نحن|أنا|هل|ما|كم|我们?|我司|敝公司|本公司|贵司|貴司|貴公司|你们?|您|弊社|当社|私|저희|우리|"
    r"is|are|have|has|would|could|please|möchten|bitte|graag|vă|prosím|proszę|пожалуйста|lütfen|mohon|xin|kérem|vänligen|venligst)(?![^\W_])"
    r"|敝公司|本公司|贵司|貴司|貴公司|弊社|当社|我们|我司|你们|请问|請問|想问|저희|お願い|ください",
    re.IGNORECASE,
)


def _is_said(words: str) -> bool:
    """True for words of a sentence that no product's name holds ("wij", "我们", "5000 …"): they are offered, not certain."""
    if re.search(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]", words):
        return True  # scripts without spaces: where the name ends is not plain
    return bool(_SPEAKER.search(words) or re.match(r"\d{1,3}[.,]\d{3}\s|\d{4,}\s", words))


def _with_prices(asks: list[_Ask], message: str) -> list[ProductAsked]:
    prices = _prices_of(asks, message)
    products = []
    for index, ask in enumerate(asks):
        price = prices.get(index)
        certainty = (
            Certainty.CERTAIN
            if ask.quantity is not None and ask.is_close and not _is_said(ask.words)
            else Certainty.LIKELY
        )
        amount, currency = (price.amount, price.currency) if price else (None, None)
        products.append(ProductAsked(ask.words, ask.quantity, ask.unit, amount, currency, certainty))
    return products


def _prices_of(asks: list[_Ask], message: str) -> dict[int, Price]:
    """The target price of each product, by its place among `asks`; what is not plain is nobody's.

    The last product takes a price that follows it only when every other one has its own: "A, B. Target
    USD 2.35 each" may mean both. Two prices for one product are none.
    """
    prices = find_target_prices(message) if asks else []
    prices = [price for price in prices if not _is_of_piece_only(message, price, asks)]
    if len(asks) == 1:
        return {0: prices[0]} if len(prices) == 1 else {}
    starts = [0, *(match.end() for match in _SENTENCE.finditer(message))]
    owned: dict[int, list[Price]] = {}
    following: list[Price] = []
    for price in prices:
        owner = _owner(asks, message, starts, price)
        if owner is not None:
            owned.setdefault(owner, []).append(price)
        elif price.start >= asks[-1].end and not _of_several(message, price):
            following.append(price)
    if len(owned) == len(asks) - 1 and len(asks) - 1 not in owned:
        owned[len(asks) - 1] = following
    return {index: found[0] for index, found in owned.items() if len(found) == 1}


def _is_of_piece_only(message: str, price: Price, asks: list[_Ask]) -> bool:
    """True for "1.90 USD per pc" where dozens or cartons are asked for: it is no price of what the number counts."""
    is_of_piece = bool(PER_PIECE.match(message, price.end))
    return is_of_piece and any(ask.unit in _PACKS for ask in asks)


_PACKS = frozenset(("dozen", "cartons", "boxes", "bags", "pallets", "containers", "20gp", "40gp", "40hq"))


def _owner(asks: list[_Ask], message: str, starts: list[int], price: Price) -> int | None:
    """Whose price it is: the product named beside it, the only one of its sentence, the one it stands behind."""
    sentence = bisect_right(starts, price.start)
    until = starts[sentence] if sentence < len(starts) else len(message)
    mates = [index for index, ask in enumerate(asks) if bisect_right(starts, ask.end - 1) == sentence]
    before = [index for index, ask in enumerate(asks) if ask.end <= price.start]
    until = price.end if any(asks[index].end > price.start for index in mates) else until
    passed = [max(asks[index].end, min(asks[index].until, price.start)) for index in before]
    window = message[max([starts[sentence - 1], *passed]) : until]
    named = _named(asks, window)
    if named is not None or not before:
        return named if named is not None or len(mates) != 1 else mates[0]
    if _of_several(message, price):
        return None
    last = before[-1]
    if mates:
        return last if len(mates) == 1 or last != mates[-1] else None
    place = bisect_right(starts, asks[last].end - 1)
    shared = [ask for ask in asks if bisect_right(starts, ask.end - 1) == place]
    return last if len(shared) == 1 and last != len(asks) - 1 else None


def _of_several(message: str, price: Price) -> bool:
    """True for "USD 2.35 for both", "all USD 2.35"."""
    return bool(_SEVERAL.search(message[max(0, price.start - 40) : price.end + 20]))


def _named(asks: list[_Ask], words: str) -> int | None:
    """The one product of which `words` repeat a telling word: "target for the pliers USD 2.35"."""
    spoken = _telling(words)
    found = [
        index
        for index, ask in enumerate(asks)
        if spoken
        & (_telling(ask.words) - _telling(" ".join(other.words for other in asks if other is not ask)))
    ]
    return found[0] if len(found) == 1 else None


def _telling(words: str) -> set[str]:
    """The first five letters of words of three or more (a plural is the same word); Chinese signs by twos."""
    latin = {word[:5] for word in re.findall(r"[^\W\d_\u3040-\u9fff]{3,}", words.casefold())}
    cjk = {pair for run in re.findall(r"[\u4e00-\u9fff]{2,}", words) for pair in map("".join, pairwise(run))}
    return (latin - _UNTELLING) | cjk


_SEVERAL = re.compile(
    r"\b(?:both|all|each (?:item|model|product|type)|every (?:item|model|product)|ambos|ambas|todos|todas|beide|alle|les deux|tous|toutes|entrambi|оба|обеих|все)\b|都|各|均|两款|كلاهما|جميع",
    re.IGNORECASE,
)
_UNTELLING = frozenset(
    "the for and our your set sets pcs pc piece inch targe price usd eur each per unit with fob cif".split()
)
