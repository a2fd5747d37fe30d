"""Coded hints on what the buyer asks and offers, in the languages buyers use."""

from __future__ import annotations

import re

from .cleaning import Tidy
from .reading import Point, Span

_INCOTERMS = "EXW|FCA|FAS|FOB|CFR|C&F|CNF|CIF|CPT|CIP|DAP|DPU|DDP|DAT|DDU"
SAMPLE_WORDS = (
    r"\b(?:samples?|muestras?|amostras?|\w{0,12}muster|échantillons?|campion(?:e|i|ature)|monsters?|proefmonsters?|próbk\w+|próbek|образ(?:ец|цы|цов|ца)|зраз(?:ок|ки|ків)|мостр\w+|numune\w*|sampel|mẫu(?: thử)?|vzor(?:ek|ky|ků|ka|iek|ky)|uzor(?:ak|ci|aka)|vzorec|mintá\w*|mostr[eăa]\w*|varuprov\w*|provexemplar|prøver?|vareprøver?|näyte\w*|näyttei\w+|δείγμα\w*)\b"
    r"|样品|樣品|寄样|寄樣|打样|打樣|样板|拿样|样(?=[\d一两])|عين(?:ات|ة)|サンプル|見本|샘플|견본|ตัวอย่าง|नमूना|נמונ|דוגמ"
)  # fmt: skip
_PATTERNS: tuple[tuple[str, str], ...] = (
    ("incoterm", rf"(?<![A-Za-z])(?:{_INCOTERMS})(?![A-Za-z])(?:\s(?:port of )?(?!price|prices|and|or|please|quote|for|with|pls|terms|by)[A-Z\u4e00-\u9fff][\w\u4e00-\u9fff'-]*(?:\s(?!BY|FOR|WITH|AND|PLS|PLEASE|RETURN|PRICE|TO)[A-Z][\w'-]*)?)?"),
    ("destination", r"(?:(?i:delivered|delivery|shipped|shipping|ship|ship them|send it|door to door|deliver) to) (?:our (?:warehouse|store|port)[\w ]{0,20} in )?(?P<v>[A-Z][\w'-]+(?: [A-Z][\w'-]+){0,2})|(?:发到|运到|送到|发往|运往|目的港[:：]?)\s?(?P<v2>[\u4e00-\u9fffA-Za-z ]{2,16})|(?i:lieferung nach|frei haus|entrega en|entregue em|puesto en|livraison à|consegna a) (?P<v3>[A-ZÀ-Þ][\w'-]+(?: [A-Z][\w'-]+)?)|destination(?: port)?[:\s]+(?P<v4>[A-Z][\w' -]{2,25})"),
    ("deadline", r"\b(?:before|by|until|no later than|not later than|latest|deadline(?: is)?:?|needed? (?:it |them )?(?:before|by)|antes del?|até|bis(?: zum)?|spätestens|avant le|entro il|vóór|do dnia|до)\s(?:the )?(?P<v>(?:(?:(?:the )?(?:end|middle|beginning) of|mid|early|late|mid-)[ -]?)?(?:\d{1,2}(?:st|nd|rd|th|\.)?(?: (?:of |de )?(?:jan|feb|mar|apr|may|mai|jun|jul|aug|sep|oct|okt|nov|dec|dez|ene|abr|ago|dic|fev|set|out|märz|mayo|enero|junio|julio|agosto|septiembre|octubre|noviembre|diciembre|maio|junho|julho|setembro|outubro|novembro|dezembro)\w*)?(?! ?(?:pcs|sets|days|%))|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w*\.?(?: \d{1,2}(?:st|nd|rd|th)?)?(?:,? \d{4})?|christmas(?: cut-?off)?|ramadan|easter|black friday|(?:next|this) (?:week|month|friday|monday)|\w+day)|[\d./-]{4,10})|(?:在|于)?\s?(?P<v2>\d{1,2}月(?:\d{1,2}[日号])?|月底|月初|\d{1,2}月(?:底|初|中旬|上旬|下旬)|年底|圣诞节?|下周.?|本周.?)\s?(?:之?前|以前)|(?P<v4>\d{1,2}月(?:底|初|中旬|上旬|下旬|\d{1,2}[号日])|(?:本|下)?月底|年底)(?:能不能|能否|要|必须|可以)?(?:出货|交货|发货|到货|要货|装柜)|قبل\s(?P<v3>\S+(?:\s\S+)?)"),
    ("certificate", r"(?<![A-Za-z])(?:CE|RoHS|REACH|GS|UL|ETL|SAA|FCC|TÜV|TUV|VDE|FDA|BSCI|SEDEX|ISO ?\d{4,5}|EN ?\d{3,6}|SABER|SASO|SONCAP|INMETRO|KC|PSE|UKCA|EAC|ANATEL|NOM|BIS|IEC ?\d{4,5}|UN ?38\.3|MSDS|SNI|TISI|SIRIM|KEBS|SABS|NAFDAC|SONCAP|CCC|ISI|IRAM|TSE|SII|Form [AEFD]|COO|COC|PVOC|G-?mark|ГОСТ)(?![A-Za-z])|(?i:\b(?:vde|rohs|reach (?:report|compliance|test)|certificates?|certified|certifications?|certificaci[oó]n(?:es)?|certificaç(?:ão|ões)|certificad[oa]s?|zertifikate?|zertifizier\w*|certificats?|certificazion\w|сертификат\w*|test reports?|prüfbericht\w*|laudo|[\w-]*zertifikate?|fsc|as/nzs|certyfikat\w*|certifikát\w*|certifikat\w*|sertifikat?\w*|сертифікат\w*|tanúsítvány\w*|πιστοποιητικ\w*|sertifikaat\w*|chứng (?:nhận|chỉ)|attestations?|conformit[àáéy]\w*|homologa\w+|lfgb|prop 65|bpa[- ]free|astm ?\w*|ansi)\b)|证书|證書|认证|認證|检测报告|檢測報告|质检报告|شهادة|شهادات|认可|認証|証明書|인증|시험성적서|گواهی|ใบรับรอง"),
    ("sample", SAMPLE_WORDS + r"|1 pcs? each of"),
    ("own_courier", r"\b(?:our|my|own) (?:courier|dhl|fedex|ups|tnt|freight|shipping|express)(?: (?:account|acc|no|number))?|freight collect|collect account|(?:pay|paid|bear|cover) (?:the )?(?:freight|courier|shipping)(?: (?:cost|fee|charge)s?)?(?: by our account)?|by our account|courier account|(?:our|my) account (?:number|no\.?|nr\.?) (?:is )?:?\s?\w*\d{5,}|(?:nuestra|nossa|mi) cuenta (?:de )?(?:dhl|fedex|ups)|conta (?:dhl|fedex)|unser(?:e|em|en)? (?:kurier|dhl|ups|fedex)\w*|kurierkonto|notre compte (?:dhl|fedex|ups)|到付|运费(?:我|由我|我们|我方)\w{0,4}|快递账号|على حسابنا"),
    ("warranty", r"\b(?:warranty|warrantee|guarantee|garant[ií]as?|garantias?|garantie|gewährleistung|garanzia|gwarancj\w|гаранти\w+|garanti|garansi|bảo hành|záruk\w*|jótállás\w*|takuu\w*|garanț\w*|εγγύηση|гаранті\w+)\b|质保|保修|ضمان|保証"),
    ("own_brand", r"\b(?:oem|odm|private label|own (?:brand(?:ing)?|logo|label|colou?r|packing|packaging|design|retail box)|our (?:own )?(?:brand(?:ing)?|logo|label|retail box|packaging|packing|artwork|colou?rs?|design)|custom(?:ized|ised)? (?:logo|packaging|box|colou?r|label)|(?:print|with) (?:our |your |company )?logo|marca propia|nuestra marca|nuestro logo|marca própria|nossa marca|nosso logo|eigenmarke|eigene[rsn]? (?:marke|logo|verpackung|farbe)|unser(?:em)? logo|marque (?:propre|distributeur)|notre (?:marque|logo)|marchio proprio|nostro (?:marchio|logo)|[A-Za-z-]{0,12}logos?(?:mit|muz|nuz|m|s|n|ga)?|лого(?:тип)?\w*|λογότυπ\w*|monogram\w*|(?:print|put|engrave|emboss|laser) (?:our|my|us|their) \w+|(?:my|our) (?:own )?(?:label|artwork|cartoon|drawing)|mi (?:propia )?(?:marca|etiqueta)|mon (?:étiquette|logo|nom)|(?:notre|nos|mes) étiquettes?|merk van ons|eigen (?:merk|label)|vår(?:t)? (?:märke|logotyp)|thương hiệu riêng|in logo|merek sendiri|kendi markamız\w*|vlastní značk\w*|saját márk\w*|marcă proprie|własn\w+ mark\w|собственн\w+ марк\w|logomuz)\b|(?:印|打|加|刻|丝印|激光)(?:上|我[们們]?的?|自己的?|公司的?|客户的?){0,2} ?logo|贴牌|我们的(?:logo|商标|品牌|包装)|自有品牌|印logo|定制包装|定制|打标|激光打标|丝印|印刷(?:我们|公司)|自己的牌子|自主品牌|我们(?:自己的?)?牌子|印(?:上)?我们|로고|자사 상표|ロゴ|自社ブランド|名入れ|شعار|ใส่โลโก้|लोगो|לוגו|شعارنا|علامتنا"),
    ("packing", r"\b(?:retail box|gift box|colou?r box|blister|upc|ean(?: code)?|barcode|hang(?:ing)? ?card|inner box|master carton|packaging|packing|embalaje|embalagem|verpackung|emballage|imballo|упаковк\w)\b|包装|彩盒|条码|تغليف"),
    ("catalogue", r"\b(?:catalog(?:ue)?s?|cat[aá]logos?|katalog\w*|catalogo|brochure|price ?lists?|lista de precios|lista de preços|preisliste|liste de prix|listino|cennik|прайс\w*|каталог\w*|fiyat listesi|katal[oó]g\w*|κατάλογ\w*|catalogul\w*|hinnasto|prislista\w*|prisliste\w*|árlist\w*|ceník\w*|cenník\w*|cjenik\w*|ценовы\w+ лист\w*|luettelo\w*|bảng giá|daftar harga)\b|目录|画册|目錄|型錄|图册|价目表|價目表|报价表|产品册|كتالوج|قائمة الأسعار|カタログ|카탈로그"),
    ("booth_number", r"\bbooth(?: (?:no\.?|number|nr\.?))?(?: ?[A-Z]?\d[\w.-]*)?|\bstand(?: (?:no\.?|number|nr\.?)| ?[A-Z]?\d[\w.-]*){1,2}|\b(?:your|ihrem|eurem) stand\b(?!ard)|摊位号?|展位号?|messestand|número de stand"),
    ("visit", r"\b(?:visit (?:your|the|you|our|canton|factory|china)|visiting|will visit|come to (?:china|your|guangzhou|ningbo|yiwu)|factory (?:visit|audit|tour)|canton fair|visitar|besuch\w*|visiter)\b|看厂|验厂|来访|拜访|来厂|来工厂|到厂|厂里看|厂里参观|到工厂|去工厂|去厂|来看工厂|看工厂|參觀|看廠|驗廠|拜訪|广交会|参观"),
    ("payment_terms", r"\b(?:payment (?:terms?|conditions?|methods?|options?|by)|terms of payment|t/?t|l/?c(?: at sight)?|lettera di credito|lettre de crédit|akkreditiv\w*|akreditiv\w*|acreditiv\w*|аккредитив\w*|akredytyw\w*|akreditif|tín dụng thư|pagamento|paiement|zahlung|betaling\w*|betalning\w*|betalings\w*|maksuehdo\w*|płatnoś\w*|płatności|platební\w*|platobn\w*|fizetés\w*|plat[aă]|plaćanj\w*|оплат\w*|предоплат\w*|πληρωμ\w*|ödeme\w*|pembayaran|thanh toán|b/l copy|copy of b/?l|letter of credit|d/p|d/a|open account|o/a|\d{1,2} ?% deposit|deposit|net \d{2}|credit terms|forma de pago|condiciones de pago|condições de pagamento|zahlungs\w+|conditions de paiement|carta de crédito)\b|付款方式|付款条件|付款條件|信用证|信用狀|账期|月结|定金|订金|預付|支払条件|支払い方法|결제 ?조건|신용장|شروط الدفع|طريقة الدفع|الدفع|اعتماد مستندي|شرایط پرداخت|การชำระเงิน"),
    ("minimum_order", r"\b(?:moq|minimum (?:order|quantity)|(?:opening )?order minimums?|min\.? order|min qty|pedido m[ií]nimo|cantidad mínima|quantidade mínima|mindestbestell\w*|mindestmenge|quantité minim\w+|minimo d'ordine|(?:quantità|ordine|ordini) minim\w+|(?:commande|quantité) minim\w+|(?:est|le) (?:le )?minimum(?: de commande)?|minimalne zamówieni\w*|minimaln\w+ (?:zamówieni\w*|iloś\w*|množstv\w*|objednáv\w*)|minimale (?:bestel\w*|afname\w*|bestell\w*|abnahme\w*)|minimikpl|minsta (?:order|beställning)\w*|minimum(?:s|sordre|sbestilling|bestilling|order)\w*|minimitilau\w*|vähimmäis\w*|minimális (?:rendel\w*|mennyis\w*)|cantitate(?:a)? minimă|comand[aă] minimă|minimalna (?:narudžb\w*|količin\w*)|минимальн\w+ количеств\w*|минимална \w+|мінімальн\w+ \w+|ελάχιστη (?:παραγγελία|ποσότητα)|minimum sipariş\w*|en az (?:sipariş|kaç)|minimal (?:order|pemesanan|pembelian)|minimum (?:pembelian|pemesanan)|đơn hàng tối thiểu|số lượng tối thiểu|tối thiểu|order minimums?|minimums?|минимальн\w+ (?:заказ|парти)\w*)\b|起订量|起訂量|最小起订|最低订|最低起|最少(?:订|要|做)|起批|几个起|多少起|最小ロット|最小注文|最低ロット|최소 ?(?:주문|수량)|الحد الأدنى|أقل كمية|حداقل سفارش|ขั้นต่ำ"),
    ("mixed_order", r"\b(?:can (?:we |i )?mix|mixed (?:order|container|models|colou?rs)|mix (?:models|items|colou?rs|container)|assorted|gemischt\w*|surtido)\b|混批|混装|拼柜|混搭"),
    ("price_question", r"\b(?:prices?|quote|quotes|quotation|pricing|cost|how much|rfq|offer|precios?|cotiza\w*|cotizaci[oó]n|preços?|cotação|orçamento|preise?n?|angebot|prix|devis|tarifs?|prezz[oi]|preventivo|offerte|prijs\w*|cen[aęy]|ofert\w|цен[аыуе]|стоимость|fiyat\w*|harga|giá|báo giá|offert(?:er|en)?|pris(?:er|et|en)?|tilbud|tarjou\w+|hint[aoj]\w*|nabídk\w*|ponuk\w*|ponud\w*|cij?en[aeuy]\w*|árajánlat\w*|ajánlat\w*|ár[at]?|preț\w*|ofert[aăe]\w*|προσφορά|τιμ(?:ή|ές|ών)|ціна|ціну|ціни|вартість|teklif\w*)\b|价格|报价|询价|多少钱|多少錢|单价|單價|報價|價格|詢價|什么价|怎么卖|سعر|أسعار|عرض سعر|見積|価格|견적|가격"),
    ("lead_time", r"\b(?:lead ?time|delivery time|when (?:can|could|will|would) (?:you|it|they|the goods) (?:be )?(?:ship\w*|deliver\w*|ready)|how (?:long|fast|soon)|production time|plazo de entrega|tiempo de entrega|prazo de entrega|lieferzeit\w*|délais? de livraison|tempi di consegna|levertijd\w*|срок\w* (?:поставки|изготовления|доставки|производства|отгрузки)|термін\w* (?:поставки|виготовлення|доставки)|teslim(?:at)? süre\w*|ne zaman teslim|leverans(?:tid|tiden)\w*|lever(?:ings|ing)?tid\w*|toimitusai\w+|dodací (?:lhůt\w*|leh\w*|termín\w*|dob\w*)|termin\w* (?:dostawy|realizacji|livrare)|czas (?:dostawy|realizacji)|termen\w* de livrare|rok (?:isporuke|dobave)|szállítási (?:idő|határidő)\w*|χρόν\w+ παράδοσης|срок за доставка|thời gian giao(?: hàng)?|waktu (?:pengiriman|produksi)|lama pengiriman|(?:cu[aá]nto|quanto) (?:tiempo |tempo )?(?:se )?(?:demora|tarda|leva|impiega\w*|ci vuole)|tiempos? de (?:producción|despacho|fabricación)|plazos? de (?:despacho|fabricación|producción)|tempo de (?:produção|entrega)|combien de temps|time (?:for|of) production|how (?:quick|quickly|many days)|wie lange (?:dauert|brauchen)|kdy můžete dodat)\b|交期|交货期|交货周期|供货周期|生产周期|发货周期|交貨週期|生產週期|交貨期|多久|货期|貨期|几天(?:出|发|交)|什么时候(?:出|发|交|能)|納期|リードタイム|납기|제작 ?기간|배송 ?기간|موعد التسليم|مدة التوريد|زمان تحویل|ระยะเวลา|مدة التسليم"),
    ("annual_demand", r"\b(?:annual(?:ly)?|yearly|per year|a year|every month|monthly|per month|jahresbedarf|jahresmenge|pro jahr|jährlich\w*|al año|anual(?:es)?|por ano|ao ano|par an|annuel\w*|all'anno|por año|cada año|por mês|por mes|par mois|al mese|pro monat|per jaar|na rok|в месяц|yılda|per tahun|в год|rocznie)\b|每年|年用量|年需求|年采购|每月|سنويا"),
    ("competing_offer", r"\b(?:(?:have|got|received) (?:an? )?(?:offers?|quotes?|quotations?|prices?)[\w ]{0,12} from|other (?:factory|factories|suppliers?)|another (?:supplier|factory)|competitor\w*|cheaper|otro proveedor|outro fornecedor|anderen? (?:anbieter|lieferant)\w*|autre fournisseur|другой поставщик)\b|别家|其他工厂|其他供应商|同行|更便宜"),
    ("complaint", r"\b(?:complaint?s?|defect\w*|faulty|broken|damaged|(?:is|are|was|were|came|arrived|got|have|has|all|some)\s(?:\w+\s)?(?:chipped|cracked|scratched|dented|leaking|torn|rusty|bent)|roto[s]?|rota[s]?|rajad[oa]s?|quebrad[oa]s?|rachad[oa]s?|dañad[oa]s?|danificad[oa]s?|abîmée?s?|cassée?s?|fissurée?s?|endommagée?s?|rott[oaie]|dannegg\w+|zerbrochen|zerkratzt|undicht|gebrochen|kapot|beschadigd|uszkodzon\w+|разбит\w+|треснут\w+|поврежд\w+|kırık|hasarlı|does(?:n't| not) work|slip(?:s|ped)?|missing (?:parts?|pcs|pieces)|wrong (?:item|colou?r|goods)|refund|claim|quality (?:problem|issue)s?|reklamation|defekt\w*|beschädigt|reclamo|queja|defectuos\w+|reclamação|defeito\w*|réclamation|défectueux|reclamo|difettos\w+|брак|рекламаци\w+)\b|投诉|质量问题|坏了|坏的|破了|裂了|裂开|碎了|掉漆了|生锈了|漏水了|壞了|破損|索赔|退款|不良品|破损|شكوى|تالف"),
    ("repeat_order", r"\b(?:same as (?:last|previous|our last)|last (?:po|order)|repeat order|re-?order|previous order|next order|as before|nachbestell\w*|wie (?:letztes mal|gehabt)|igual que (?:el )?último|mismo pedido|mesmo pedido|pedido anterior|même commande|повторн\w+ заказ)\b|返单|翻单|上次一样|跟上次|再订|再次下单"),
    ("trial_order", r"\b(?:trial order|test order|small order first|first order|(?:pcs|pieces|sets|boxes|cartons|units) to (?:try|test)|(?:as|for) a trial|to test the market|pedido de prueba|pedido de teste|probebestellung|testbestellung|commande d'essai|пробн\w+ (?:заказ|парти)\w*)\b|试单|试订"),
    ("long_term", r"\b(?:next year|later this year|long[- ]term|future|new (?:shop|store|project|business)|start(?:ing)? (?:a )?(?:new )?(?:business|shop)|planning to|we plan|in (?:six|6|three|3) months|next season|nächstes jahr|el próximo año|ano que vem|próximo ano|l'année prochaine|в следующем году|langfristig\w*|a largo plazo|longo prazo)\b|明年|长期|以后|计划"),
    ("urgent", r"\b(?:urgent(?:ly)?|asap|as soon as possible|immediately|rush|dringend|eilig|urgente(?:mente)?|lo antes posible|o mais rápido|срочно|acil|schnellstmöglich)\b|紧急|急需|尽快|加急|عاجل"),
)  # fmt: skip
_COMPILED = tuple(
    (
        code,
        re.compile(pattern, re.IGNORECASE if code not in ("incoterm", "certificate", "destination") else 0),
    )
    for code, pattern in _PATTERNS
)


def read_points(message: str, tidy: Tidy) -> tuple[Point, ...]:
    """One point a code (incoterms and certificates: one a word), in the order of the table."""
    text = message[:20_000]
    points: list[Point] = []
    for code, pattern in _COMPILED:
        limit = 4 if code in ("incoterm", "certificate") else 1
        seen: set[str] = set()
        for match in pattern.finditer(text):
            value = _value(match)
            if value.casefold() not in seen:
                seen.add(value.casefold())
                points.append(Point(code, value, _locate(tidy, match[0])))
            if len(seen) >= limit:
                break
    return tuple(points)


def _value(match: re.Match[str]) -> str:
    groups = [value for value in match.groups() if value]
    return " ".join((groups[0] if groups else match[0]).split()).strip(" ,.")


def _locate(tidy: Tidy, words: str) -> Span | None:
    return tidy.locate(words)
