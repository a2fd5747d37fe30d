"""The words by which forms, platforms and letterheads name their fields, in the languages buyers use."""

from __future__ import annotations

_TABLE = {
    "name": """name|from|what's your name|what is your name|full name|contact name|contact person|contact|contacts|sender name|sender|from name|buyer name|customer name|
        client name|person|attention from|inquirer|inquirer name|lead name|requester|posted by|visitor name|first and last name|
        name surname|name and surname|complete name|who|sent by|buyer|buyer contact|contact details of|inquiry from|enquiry from|发件人|寄件人|request from|lead from|customer|client|客户|客人|采购人|买家名称|询盘人姓名|您的名字|称谓|
        来电人|来电者|来访人|
        姓名|联系人|联系人姓名|您的姓名|称呼|您的称呼|客户姓名|买家姓名|发信人|名字|询盘人|采购商联系人|買家姓名|聯絡人|聯繫人|尊姓大名|
        nombre|nombre completo|nombre y apellidos|nombre y apellido|contacto|persona de contacto|nome|nome completo|contato|
        nome e cognome|nome e sobrenome|pessoa de contato|ansprechpartner|ansprechpartnerin|kontaktperson|vor- und nachname|
        vorname nachname|nom|nom complet|nom et prénom|nom prénom|personne de contact|contact nom|naam|contactpersoon|
        imię i nazwisko|osoba kontaktowa|имя|фио|контактное лицо|ваше имя|الاسم|الاسم الكامل|اسم المرسل|جهة الاتصال|
        ad soyad|adı soyadı|isim|氏名|お名前|名前|ご担当者名|이름|성함|담당자|họ tên|họ và tên|tên|nama|nama lengkap|jméno|namn|navn|ชื่อ|שם|όνομα""",
    "first_name": "first name|given name|forename|first|名|nombre de pila|primeiro nome|vorname|prénom|voornaam|imię|имя отчество|الاسم الأول",
    "last_name": "last name|surname|family name|last|姓|姓氏|apellido|apellidos|sobrenome|nachname|nom de famille|achternaam|nazwisko|фамилия|اسم العائلة|cognome",
    "company": """company|company name|business name|business|organisation|organization|firm|organization name|organisation name|buyer company|
        company/organization|name of company|company title|corporation|employer|store name|shop name|retailer|sender company|company / organization|company/organisation|company or organization|buyer's company|买家公司名称|公司/单位|公司/机构|贵公司名称|注册公司|
        公司|公司名称|公司名|单位|单位名称|企业名称|买家公司|采购商|客户公司|公司名稱|貴公司|公司全称|店铺名称|
        empresa|nombre de la empresa|compañía|razón social|nome da empresa|razão social|firma|firmenname|unternehmen|
        société|entreprise|nom de la société|raison sociale|nom de l'entreprise|azienda|ragione sociale|società|bedrijf|
        bedrijfsnaam|nazwa firmy|firma nazwa|компания|организация|название компании|фирма|الشركة|اسم الشركة|المؤسسة|
        şirket|firma adı|şirket adı|会社名|貴社名|御社名|회사|회사명|công ty|tên công ty|perusahaan|nama perusahaan|företag|spółka|บริษัท|חברה""",
    "email": """email|e-mail|mail|email address|e-mail address|email id|mail id|email-id|reply email|contact email|buyer email|business email|
        work email|sender email|e mail|邮箱|电子邮箱|邮件|电子邮件|邮箱地址|邮件地址|信箱|电邮|電郵|電子郵件|联系邮箱|您的邮箱|
        correo|correo electrónico|correo electronico|email del contacto|correio eletrônico|endereço de email|e-mail-adresse|emailadresse|
        adresse email|adresse e-mail|courriel|mél|indirizzo email|indirizzo e-mail|e-mailadres|adres e-mail|adres email|
        почта|эл. почта|электронная почта|البريد الإلكتروني|البريد الالكتروني|الايميل|بريد|e-posta|eposta|メール|メールアドレス|
        이메일|메일|thư điện tử|surel|e-post|em""",
    "phone": """phone|tel|telephone|phone number|telephone number|tel no|phone no|contact number|contact no|landline|office|direct|ph|p|t|o|d|fon|click to call|call now|contact buyer at|
        business phone|work phone|telephone no|office phone|tel/phone|phone/whatsapp|direct line|sender phone|phone / whatsapp|tel / whatsapp|tel/whatsapp|phone or whatsapp|contact phone|daytime phone|
        电话|联系电话|电话号码|固定电话|座机|公司电话|聯絡電話|電話|您的电话|teléfono|telefono|tel.|fono|telefone|fone|telefon|telefonnummer|
        rufnummer|téléphone|numéro de téléphone|tél|telefoon|telefoonnummer|numer telefonu|телефон|тел|номер телефона|
        الهاتف|هاتف|رقم الهاتف|تلفون|telefon numarası|電話番号|電話號碼|전화|전화번호|연락처|điện thoại|số điện thoại|telepon|no telepon|โทร|טלפון|τηλέφωνο""",
    "mobile": """mobile|cell|cell phone|cellphone|mobile number|mobile no|mobile phone|mob|cel|m|c|handphone|hp|gsm|
        手机|手机号|手机号码|移动电话|手機|móvil|celular|telemóvel|mobil|handy|mobiltelefon|portable|cellulare|
        mobiel|komórka|tel. komórkowy|мобильный|моб|الجوال|جوال|موبايل|المحمول|cep|cep telefonu|携帯|휴대폰|di động|ponsel""",
    "whatsapp": "whatsapp|whats app|whatsapp number|whatsapp no|wa|wapp|whatsapp/phone|whatsapp/tel|واتساب|واتس اب|mobile/whatsapp|phone/wechat|viber|telegram|zalo",
    "wechat": "wechat|wechat id|weixin|微信|微信号|wechat/phone",
    "qq": "qq|skype|line|im|即时通讯",
    "phone_fax": "tel/fax|tel./fax|tel & fax|tel and fax|tel+fax|tel-fax|telfax|phone/fax|phone & fax|phone and fax|telephone/fax|tél/fax|telefon/fax|telefono/fax|teléfono/fax|teléfono y fax|telefone/fax|тел/факс|тел./факс|电话/传真|电话传真|電話/傳真|هاتف/فاكس",
    "fax_phone": "fax/tel|fax & tel|fax and tel|fax/phone|传真/电话|факс/тел",
    "fax": "fax|fax no|fax number|telefax|f|facsimile|传真|传真号码|傳真|télécopie|faks|факс|فاكس|ファックス|팩스",
    "website": """website|web|web site|site|homepage|url|company website|company url|www|internet|网站|网址|公司网站|主页|公司网址|網址|sitio web|
        página web|pagina web|web de la empresa|site da empresa|webseite|website url|site web|site internet|sito web|sito|
        strona www|strona|сайт|веб-сайт|الموقع|الموقع الإلكتروني|web sitesi|ホームページ|홈페이지""",
    "country_hint": "country code|detected country|ip country|visitor country",  # what the shop system takes for it
    "country": """country|country/region|country / region|country or region|country/territory|nation|location country|buyer country|from country|region/country|
        country name|buyer location|buyer region|国家|国家/地区|国别|所在国家|国家地区|地区|买家国家|所属国家|国家或地区|国家/區域|注册国家/地区|注册国家|客户所在地|买家所在国家|买家地区|posted in|posted from|buyer's country|shipping country|来自|來自|國家|國家/地區|客户国家|来源国家|
        país|pais|pais/región|land|pays|paese|nazione|kraj|страна|الدولة|البلد|دولة|ülke|国|国名|국가|quốc gia|negara|země|ประเทศ|מדינה""",
    "city": "city|town|city/town|城市|所在城市|市|ciudad|cidade|stadt|ort|ville|città|stad|plaats|miasto|город|المدينة|مدينة|şehir|市区町村|도시|thành phố|kota",
    "location": "location|buyer from|based in|from location|所在地|位置|ubicación|localização|standort|localisation|місто",
    "state": "state|province|state/province|region|county|省|省份|州|estado|provincia|bundesland|województwo|область|المنطقة",
    "address": "address|street|street address|company address|office address|add|addr|mailing address|地址|公司地址|联系地址|通讯地址|住所|dirección|endereço|adresse|anschrift|indirizzo|adres|адрес|العنوان|住址|주소|địa chỉ|alamat",
    "zip": "zip|zip code|postcode|postal code|zip/postal code|邮编|邮政编码|código postal|cep.|plz|postleitzahl|code postal|cap",
    "title": "job title|title|position|job|designation|role|job role|function|job position|职位|职务|头衔|职称|cargo|puesto|função|stellung|funktion|fonction|poste|ruolo|posizione|functie|stanowisko|должность|المسمى الوظيفي|المنصب|役職|직책|chức vụ|jabatan",
    "salutation": "salutation|prefix|mr/ms|gender|尊称|性别|anrede|civilité|tratamiento|aanhef",
    "subject": "subject|inquiry title|enquiry title|rfq title|request title|subj|re|message subject|inquiry subject|enquiry subject|message title|主题|标题|询盘主题|留言主题|留言标题|主旨|邮件主题|asunto|assunto|betreff|objet|sujet|oggetto|onderwerp|temat|тема|الموضوع|konu|件名|제목|tiêu đề|perihal|ämne",
    "message": """message|your message|message body|message content|message details|comments|comment|inquiry|enquiry|inquiry details|
        inquiry content|enquiry details|inquiry message|details|detail|description|requirement|requirements|buying requirement|
        requirement details|requirement description|content|question|questions|your question|your inquiry|your enquiry|notes|note|remarks|
        how can we help|how can we help you|how can we help you?|what are you looking for|what are you looking for?|tell us more|text|body|query|query details|request|
        your request|project details|comment or message|buyer message|buyer's message|additional information|message from buyer|
        项目描述|留言|留言内容|询盘内容|内容|消息|信息内容|备注|询价内容|需求描述|采购描述|采购需求|采购详情|详细需求|详细内容|需求|买家留言|咨询内容|查询内容|查询详情|询盘详情|询盘信息|买家需求|客户需求|客户留言|您的需求|您的留言|產品需求|訊息|留言內容|詢盤內容|问题|详情|描述|
        mensaje|comentarios|comentario|consulta|su mensaje|tu mensaje|mensagem|sua mensagem|comentário|nachricht|ihre nachricht|
        mitteilung|anfrage|anfragetext|bemerkung|bemerkungen|votre message|commentaire|commentaires|demande|votre demande|messaggio|
        richiesta|bericht|uw bericht|opmerkingen|vraag|wiadomość|treść|treść wiadomości|treść zapytania|сообщение|комментарий|текст сообщения|
        запрос|الرسالة|رسالة|نص الرسالة|الاستفسار|التفاصيل|mesaj|mesajınız|お問い合わせ内容|お問合せ内容|メッセージ|内容詳細|문의내용|메시지|
        nội dung|tin nhắn|pesan|zpráva|meddelande|besked|ข้อความ|הודעה""",
    "product": """wanted|product wanted|desired product|requested product|product inquired|inquired product|enquired product|regarding item|regarding product|about item|about product|product|products|product name|product of interest|products of interest|item|items|item name|product title|product required|
        product interested|interested product|interested in|product(s)|inquiry product|model|product/service|looking for|
        product category|required product|product you are looking for|buying lead|requirement for|product inquiry|buylead|buy lead|looking to buy|which products are you interested in|products you are interested in|what product are you interested in|which product are you interested in|product name/model|item description|style|sku|item no|model no|product model|
        查询产品|最近询盘产品|询盘商品|意向商品|感兴趣|感兴趣产品|咨询商品|求购|想要产品|产品需求|产品|产品名称|商品|商品名称|询价产品|感兴趣的产品|意向产品|采购产品|询盘产品|产品型号|型号|品名|货号|求购产品|商品名|產品|產品名稱|所需产品|咨询产品|
        producto deseado|producto solicitado|produto desejado|gewünschtes produkt|gewünschte produkte|produit souhaité|produits souhaités|produit demandé|prodotto desiderato|интересующий товар|желаемый товар|
        producto|productos|producto de interés|artículo|produto|produtos|produkt|artikel|produkte|artikelbezeichnung|produit|produits|article|prodotto|prodotti|
        товар|продукт|продукция|наименование|المنتج|المنتجات|ürün|ürün adı|商品・製品|製品名|製品|제품|제품명|sản phẩm|produk|towar""",
    "quantity": """quantity|qty|order quantity|quantity required|required quantity|quantity needed|purchase quantity|quantity/unit|
        purchasing quantity|estimated quantity|approx quantity|estimated order quantity|quantity ordered|order qty|q'ty|
        数量|采购数量|订购数量|需求数量|采购量|购买数量|预计采购量|预购数量|订单数量|求购数量|查询数量|询盘数量|意向数量|数量要求|數量|採購數量|cantidad|quantidade|qtd|qtde|menge|stückzahl|anzahl|bestellmenge|quantité|qté|
        quantità|aantal|hoeveelheid|ilość|количество|кол-во|الكمية|miktar|adet|수량|số lượng|jumlah|množství|antal""",
    "annual_quantity": "annual quantity|annual demand|annual volume|yearly quantity|estimated annual volume|annual purchase volume|年采购量|年需求量|年用量|jahresbedarf|demanda anual|consumo anual|volume annuel",
    "unit": "unit|units|quantity unit|unit type|单位|计量单位|數量單位|unidad|unidade|einheit|unité|unità|единица",
    "target_price": """target price|target unit price|preferred unit price|expected price|price target|budget price|target fob price|
        price expected|unit price|target|preferred price|目标价|目标价格|目标单价|期望价格|意向价格|预期价格|心理价位|期望单价|precio objetivo|precio deseado|preço alvo|
        preço desejado|zielpreis|wunschpreis|preisvorstellung|prix cible|prix souhaité|prezzo obiettivo|prezzo target|richtprijs|
        cena docelowa|целевая цена|السعر المستهدف|hedef fiyat|目標価格|희망가격|giá mục tiêu|목표가""",
    "currency": "currency|币种|货币|moneda|moeda|währung|devise|valuta|валюта|العملة",
    "budget": "budget|order value|approx order value|approximate order value|probable order value|预算|presupuesto|orçamento|budget total|предварительный бюджет",
    "destination": "destination|destination port|port of destination|ship to|shipping to|delivery to|delivery address|destination country|deliver to|目的港|目的地|发货地|运往|送货地址|puerto de destino|destino|zielhafen|lieferort|port de destination|порт назначения|ميناء الوصول",
    "incoterm": "incoterm|incoterms|trade terms|trade term|shipment terms|shipping terms|price terms|贸易术语|贸易方式|价格条款|condiciones|lieferbedingung",
    "payment": "payment|payment terms|payment method|付款方式|支付方式|forma de pago|zahlungsbedingungen",
    "deadline": "deadline|delivery date|required by|needed by|expected delivery|delivery time|lead time|expected delivery time|expiry date|valid until|expiration|quote by|due date|required date|交货期|交期|交货时间|期望交期|截止日期|有效期|报价截止|fecha límite|fecha de entrega|prazo|prazo de entrega|liefertermin|délai|date limite|срок",
    "date": "date|sent|time|sent on|received|received on|submitted|submitted on|submission date|date/time|date time|inquiry date|enquiry date|posted on|query time|date submitted|date sent|sent at|submitted at|inquiry time|日期|时间|留言时间|提交时间|询盘时间|发送时间|询价时间|提交日期|收到时间|發送時間|fecha|data|datum|gesendet|enviado|enviado el|date d'envoi|дата|отправлено|التاريخ|tarih|日時|送信日時|날짜|ngày|tanggal",
    "reply_to": "reply-to|reply to|回复至|回复地址|responder a|antwort an|répondre à",
    "page": "page url|page|page link|source url|referrer|referer|form|form name|landing page|submitted from|page title|来源页面|留言页面|页面|来源网址|来源链接|提交页面|产品链接|product url|product link|user agent|browser|device|浏览器|来路|entry id|submission id|sent from",
    "ip": "ip|remote ip|ip address|user ip|sender ip|ip地址|访客ip|来访ip|ip所在地|ip归属地|发件ip|买家ip",
    "platform_noise": "inquiry id|enquiry id|inquiry no|query id|reference|ref|ref no|rfq id|buyer id|member id|member since|business type|buyer type|registration date|order frequency|frequency|purchase frequency|preferred unit|packaging|industry|annual revenue|number of employees|how did you hear about us|how did you find us|newsletter|consent|privacy|gdpr|询盘编号|业务类型|买家类型|注册时间|最近登录|编号|会员等级|行业|来源|渠道|采购频率|need this for|requirement type|probable requirement type|expected purchase time|time frame|sourcing type|certifications|certification|样品|是否需要样品|lead type|业务性质|买家等级|客户等级|open time left|quotes left|item code|kit type|address proof|registered since|email verified|mobile verified",
}  # fmt: skip


def _build_fields() -> dict[str, str]:
    fields: dict[str, str] = {}
    for field_name, words in _TABLE.items():
        for word in words.replace("\n", "").split("|"):
            fields.setdefault(" ".join(word.split()), field_name)
    return fields


FIELD_OF_LABEL = _build_fields()
MAX_LABEL = max(len(label) for label in FIELD_OF_LABEL) + 14
