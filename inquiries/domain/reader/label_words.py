"""The words by which forms, platforms and letterheads name their fields, in the languages buyers use."""

from __future__ import annotations

_TABLE = {
    "name": """name|from|what's your name|what is your name|full name|contact name|contact person|contact|contacts|sender name|sender|from name|buyer name|customer name|
        client name|person|attention from|inquirer|inquirer name|lead name|requester|posted by|visitor name|first and last name|
        name surname|name and surname|complete name|who|sent by|buyer|buyer contact|contact details of|inquiry from|enquiry from|发件人|寄件人|request from|lead from|customer|client|客户|客人|采购人|买家名称|询盘人姓名|您的名字|称谓|
        客户名|客户名字|客户称呼|来电人|来电者|来访人|caller|caller name|anrufer|appelant|llamante|chiamante|人|联系者|对接人|
        姓名|联系人|联系人姓名|您的姓名|称呼|您的称呼|客户姓名|买家姓名|发信人|名字|询盘人|采购商联系人|買家姓名|聯絡人|聯繫人|尊姓大名|
        nombre|nombre completo|nombre y apellidos|nombre y apellido|contacto|persona de contacto|nome|nome completo|contato|
        nome e cognome|nome e sobrenome|pessoa de contato|ansprechpartner|ansprechpartnerin|kontaktperson|vor- und nachname|
        vorname nachname|nom|nom complet|nom et prénom|nom prénom|personne de contact|contact nom|naam|contactpersoon|
        imię i nazwisko|osoba kontaktowa|имя|фио|контактное лицо|ваше имя|الاسم|الاسم الكامل|اسم المرسل|جهة الاتصال|
        ad soyad|adı soyadı|isim|氏名|お名前|名前|ご担当者名|이름|성함|담당자|họ tên|họ và tên|tên|nama|nama lengkap|jméno|namn|navn|ชื่อ|שם|όνομα|
        your full name|buyer's name|contact person name|primary contact|requestor|requestor name|担当者|担当者名|ご氏名|お客様名|담당자명|성명|문의자|고객명|작성자|聯絡人姓名|采购联系人|求购人|买家|買家|采购员|
        nombre del contacto|nombre del cliente|solicitante|contatto|referente|remitente|remetente|nome do contato|responsável|absender|expéditeur|mittente|afzender|uw naam|voor- en achternaam|nadawca|отправитель|ваше фио|контакт|
        المرسل|الاسم بالكامل|jméno a příjmení|meno|meno a priezvisko|név|teljes név|nume|nume și prenume|numele|ime|ime i prezime|ime in priimek|име|име и фамилия|ім'я|піб|ονοματεπώνυμο|vardas|vārds|nimi|yhteyshenkilö|
        nama anda|nama pengirim|nama kontak|người liên hệ|người gửi|tên khách hàng|ชื่อ-นามสกุล|नाम|نام|نام و نام خانوادگی|שם מלא|adınız|adınız soyadınız|ad-soyad|isim soyisim|yetkili kişi|ilgili kişi|gönderen""",
    "first_name": "first name|given name|forename|first|名|nombre de pila|primeiro nome|vorname|prénom|voornaam|imię|имя отчество|الاسم الأول",
    "last_name": "last name|surname|family name|last|姓|姓氏|apellido|apellidos|sobrenome|nachname|nom de famille|achternaam|nazwisko|фамилия|اسم العائلة|cognome",
    "company": """company|company name|business name|business|organisation|organization|firm|organization name|organisation name|buyer company|
        company/organization|name of company|company title|corporation|employer|store name|shop name|retailer|sender company|company / organization|company/organisation|company or organization|buyer's company|买家公司名称|公司/单位|公司/机构|贵公司名称|注册公司|
        公司|公司名称|公司名|单位|单位名称|企业名称|买家公司|采购商|客户公司|公司名稱|貴公司|公司全称|店铺名称|
        empresa|nombre de la empresa|compañía|razón social|nome da empresa|razão social|firma|firmenname|unternehmen|
        société|entreprise|nom de la société|raison sociale|nom de l'entreprise|azienda|ragione sociale|società|bedrijf|
        bedrijfsnaam|nazwa firmy|firma nazwa|компания|организация|название компании|фирма|الشركة|اسم الشركة|المؤسسة|
        şirket|firma adı|şirket adı|会社名|貴社名|御社名|회사|회사명|công ty|tên công ty|perusahaan|nama perusahaan|företag|spółka|บริษัท|חברה|
        公司抬头|贵司名称|單位|公司行號|商号|商號|企業名|法人名|会社|貴社|업체명|상호|상호명|회사/단체명|nombre comercial|nombre de empresa|nombre de su empresa|nome fantasia|nome empresa|sua empresa|nom société|nom entreprise|
        enseigne|ditta|nome azienda|nome ditta|organisatie|firmanavn|virksomhed|bedrift|yritys|yrityksen nimi|společnost|spoločnosť|název firmy|názov firmy|cég|cégnév|cég neve|companie|compania|denumire firmă|nume firmă|tvrtka|podjetje|
        компанія|назва компанії|εταιρεία|εταιρία|επωνυμία|įmonė|uzņēmums|ettevõte|nama instansi|nama pt|đơn vị|tên đơn vị|doanh nghiệp|ชื่อบริษัท|कंपनी|شرکت|نام شرکت|שם החברה|şirketiniz|firma unvanı|firmanız""",
    "email": """email|e-mail|mail|email address|e-mail address|email id|mail id|email-id|reply email|contact email|buyer email|business email|
        work email|sender email|e mail|邮箱|电子邮箱|邮件|电子邮件|邮箱地址|邮件地址|信箱|电邮|電郵|電子郵件|联系邮箱|您的邮箱|
        correo|correo electrónico|correo electronico|email del contacto|correio eletrônico|endereço de email|e-mail-adresse|emailadresse|
        adresse email|adresse e-mail|courriel|mél|indirizzo email|indirizzo e-mail|e-mailadres|adres e-mail|adres email|
        почта|эл. почта|электронная почта|البريد الإلكتروني|البريد الالكتروني|الايميل|بريد|e-posta|eposta|メール|メールアドレス|
        이메일|메일|thư điện tử|surel|e-post|em|
        your email|电子邮件地址|電子信箱|電郵地址|correo de contacto|e-mail de contato|이메일 주소|メールアドレス（必須）|e-mail cím|e-postadress|e-postadresse|sähköposti|sähköpostiosoite|emailová adresa|adresă de email|имейл|електронна пошта|
        el. paštas|e-pasts|địa chỉ email|alamat email|อีเมล|ईमेल|ایمیل|אימייל|דוא"ל|e-posta adresi|email adresiniz|البريد""",
    "phone": """phone|tel|telephone|phone number|telephone number|tel no|phone no|contact number|contact no|landline|office|direct|ph|p|t|o|d|fon|click to call|call now|contact buyer at|
        business phone|work phone|telephone no|office phone|tel/phone|phone/whatsapp|direct line|sender phone|phone / whatsapp|desk|desk phone|switchboard|pbx|off|main|conmutador|central telefónica|zentrale|durchwahl|direkt|tel / whatsapp|tel/whatsapp|phone or whatsapp|contact phone|daytime phone|call back|callback|rückruf|rückrufnummer|à rappeler|devolver llamada|richiamare|call back no|call back number|phone (call back)|
        电话|联系电话|电话号码|固定电话|座机|公司电话|聯絡電話|電話|您的电话|teléfono|telefono|tel.|fono|telefone|fone|telefon|telefón|telefonnummer|
        rufnummer|téléphone|numéro de téléphone|tél|telefoon|telefoonnummer|numer telefonu|телефон|тел|номер телефона|
        الهاتف|هاتف|رقم الهاتف|تلفون|telefon numarası|電話番号|電話號碼|전화|전화번호|연락처|điện thoại|số điện thoại|telepon|no telepon|โทร|טלפון|τηλέφωνο|
        contact tel|office tel|固话|联系方式|聯絡方式|お電話番号|연락처번호|대표전화|teléfono de contacto|telefone para contato|telefone/whatsapp|teléfono/whatsapp|teléfono / whatsapp|telefone / whatsapp|fone/whatsapp|numero di telefono|
        numer tel|nr tel|telf|telf.|teléf|teléf.|tel. fijo|teléfono fijo|nr telefonu|telefonnr|tlf|tlf nr|tfno|tlfno|telefonszám|telefonní číslo|telefónne číslo|telefonas|tālrunis|telefon no|telefon numaranız|puhelin|puh|puhelinnumero|număr de telefon|телефонен номер|номер телефону|контактный телефон|
        τηλ|τηλέφωνο επικοινωνίας|số đt|sđt|đt|đtdđ|hotline|nomor telepon|no. telp|telp|no hp|no. hp|nomor hp|เบอร์โทร|โทรศัพท์|หมายเลขโทรศัพท์|เบอร์โทรศัพท์|फ़ोन|फोन|تلفن|شماره تماس|טל|رقم التواصل""",
    "mobile": """mobile|cell|cell phone|cellphone|mobile number|mobile no|mobile phone|mob|cel|m|c|handphone|hp|gsm|
        جوالي|موبايلي|هاتفي|手机|手机号|手机号码|移动电话|手機|móvil|celular|telemóvel|mobil|handy|mobiltelefon|portable|cellulare|
        mobiel|komórka|tel. komórkowy|мобильный|моб|الجوال|جوال|موبايل|المحمول|cep|cep telefonu|携帯|휴대폰|di động|ponsel|
        mobile telephone|mobilnummer|handynummer|móvil/whatsapp|celular/whatsapp|celular / whatsapp|手机/微信|电话/微信|手机/whatsapp|手提電話|手提电话|行動電話|携帯電話|携帯番号|휴대전화|핸드폰|cep no|cep tel|gsm no|gsm-nummer|
        matkapuhelin|mobilní|telefon mobil|мобильный телефон|моб. тел|κινητό|số di động|خلوي|نقال|رقم الجوال|رقم الموبايل|मोबाइल|موبایل|נייד""",
    "whatsapp": "whatsapp|whats app|whatsapp number|whatsapp no|wa|wapp|whatsapp/phone|whatsapp/tel|واتساب|واتس اب|mobile/whatsapp|phone/wechat|viber|telegram|zalo",
    "wechat": "wechat|wechat id|weixin|微信|微信号|wechat/phone",
    "qq": "qq|skype|line|im|即时通讯",
    "phone_fax": "tel/fax|tel./fax|tel & fax|tel and fax|tel+fax|tel-fax|telfax|phone/fax|phone & fax|phone and fax|telephone/fax|tél/fax|telefon/fax|telefono/fax|teléfono/fax|teléfono y fax|telefone/fax|тел/факс|тел./факс|电话/传真|电话传真|電話/傳真|هاتف/فاكس",
    "fax_phone": "fax/tel|fax & tel|fax and tel|fax/phone|传真/电话|факс/тел",
    "fax": "fax|fax no|fax number|telefax|f|facsimile|传真|传真号码|傳真|fax番号|fax 番号|télécopie|faks|факс|فاكس|ファックス|팩스",
    "website": """website|web|web site|site|homepage|url|company website|company url|www|internet|网站|网址|公司网站|主页|公司网址|網址|sitio web|
        página web|pagina web|web de la empresa|site da empresa|webseite|website url|site web|site internet|sito web|sito|
        strona www|strona|сайт|веб-сайт|الموقع|الموقع الإلكتروني|web sitesi|ホームページ|홈페이지|
        您的网站|店铺链接|店铺网址|verkkosivu|webová stránka|weboldal|sajt|уебсайт|trang web|situs web|เว็บไซต์|sitio|página|web adresi|вебсайт|الموقع الالكتروني""",
    "country_hint": "country code|detected country|ip country|visitor country",  # what the shop system takes for it
    "country": """country|country/region|country / region|country or region|country/territory|nation|location country|buyer country|from country|region/country|
        country name|buyer location|buyer region|国家|国家/地区|国别|所在国家|国家地区|地区|买家国家|所属国家|国家或地区|国家/區域|注册国家/地区|注册国家|客户所在地|买家所在国家|买家地区|posted in|posted from|buyer's country|shipping country|来自|來自|國家|國家/地區|客户国家|来源国家|
        país|pais|pais/región|land|pays|paese|nazione|kraj|страна|الدولة|البلد|دولة|ülke|国|国名|국가|quốc gia|negara|země|ประเทศ|מדינה|
        your country|country of residence|paese/regione|país/región|país / región|país/região|pays/région|land/region|krajina|ország|țara|tara|država|zemlja|държава|країна|χώρα|šalis|valsts|riik|maa|ülkeniz|나라|국가명|お国|देश|کشور|
        destination market country|国家（地区）|国家(地区)|國家或地區|nước|البلد/المنطقة|страна/регион""",
    "city": "city|town|city/town|城市|所在城市|市|ciudad|cidade|stadt|ort|ville|città|stad|plaats|miasto|город|المدينة|مدينة|şehir|市区町村|도시|thành phố|kota|postort|kaupunki|město|mesto|város|oraș|orașul|grad|град|πόλη|miestas|pilsēta|linn|cidade/uf|cidade/estado|cidade - uf|cidade e estado|ciudad/provincia|ciudad/estado|il/ilçe|tỉnh/thành phố|tỉnh/thành|शहर|شهر|עיר|都市|город/регион|ville/pays|town/city|stad/plaats|plaatsnaam|woonplaats",
    "location": "location|buyer from|based in|from location|所在地|位置|ubicación|localização|standort|localisation|місто|所在地区|所在省市|省市|省/市|采购地|所在區域|lokasi|konum|место|местоположение|địa điểm|ที่ตั้ง|sijainti|sted|umístění|localidad|localidade|località|地点|地址/地区|国家/城市|country/city|city/country|city, country|city and country|country and city|país/ciudad|ciudad/país|ciudad y país|land/ort|land/stadt|pays/ville",
    "state": "state|province|state/province|region|county|省|省份|州|estado|provincia|bundesland|województwo|область|المنطقة",
    "address": "address|street|street address|company address|office address|add|addr|mailing address|地址|公司地址|联系地址|通讯地址|住所|dirección|endereço|adresse|anschrift|indirizzo|adres|адрес|العنوان|住址|주소|địa chỉ|alamat",
    "zip": "zip|zip code|postcode|postal code|zip/postal code|邮编|邮政编码|código postal|cep.|plz|postleitzahl|code postal|cap",
    "title": "job title|title|position|job|designation|role|job role|function|job position|职位|职务|头衔|职称|cargo|puesto|função|stellung|funktion|fonction|poste|ruolo|posizione|functie|stanowisko|должность|المسمى الوظيفي|المنصب|役職|직책|chức vụ|jabatan|您的职位|職稱|部署・役職|部署/役職|所属・役職|役職名|部署名・役職|部门/职位|部门职位|tehtävänimike|pozice|pozícia|beosztás|funcția|funcție|pozicija|длъжност|посада|θέση|pareigos|görev|göreviniz|ünvan|unvan|pozisyon|직위|ตำแหน่ง|पद|سمت|תפקיד|الوظيفة|المسمى|cargo/função|puesto de trabajo|job function|your role|您的職位|職務",
    "salutation": "salutation|prefix|mr/ms|gender|尊称|性别|anrede|civilité|tratamiento|aanhef|tratamento|forma de tratamento|aanspreektitel|appellativo|tytuł grzecznościowy|oslovení|megszólítás|обращение|hitap|اللقب|敬称|尊稱|性別",
    "subject": "subject|inquiry title|enquiry title|rfq title|request title|subj|re|message subject|inquiry subject|enquiry subject|message title|主题|标题|询盘主题|留言主题|留言标题|主旨|邮件主题|asunto|assunto|betreff|objet|sujet|oggetto|onderwerp|temat|тема|الموضوع|konu|件名|제목|tiêu đề|perihal|ämne|aihe|emne|předmět|predmet|tárgy|subiect|θέμα|относно|tēma|teema|tema|문의제목|お問い合わせ件名|chủ đề|konu başlığı|موضوع|موضوع الرسالة|נושא|標題|主題|titre|onderwerp van uw bericht",
    "message": """message|what can we do for you|what can we do for you?|how may we help you|your message|message body|message content|message details|comments|comment|inquiry|enquiry|inquiry details|
        inquiry content|enquiry details|inquiry message|details|detail|description|requirement|requirements|buying requirement|
        requirement details|requirement description|content|question|questions|your question|your inquiry|your enquiry|notes|note|remarks|
        how can we help|how can we help you|how can we help you?|what are you looking for|what are you looking for?|tell us more|wants|wunsch|anliegen des anrufers|要求|text|body|query|query details|request|
        your request|project details|comment or message|buyer message|buyer's message|additional information|message from buyer|buyer says|buyer wrote|buyer writes|customer wrote|
        项目描述|留言|留言内容|询盘内容|内容|消息|信息内容|备注|询价内容|需求描述|采购描述|采购需求|采购详情|详细需求|详细内容|需求|买家留言|咨询内容|查询内容|查询详情|询盘详情|询盘信息|买家需求|客户需求|客户留言|您的需求|您的留言|產品需求|訊息|留言內容|詢盤內容|问题|详情|描述|
        mensaje|comentarios|comentario|consulta|su mensaje|tu mensaje|mensagem|sua mensagem|comentário|nachricht|ihre nachricht|
        mitteilung|anfrage|anfragetext|bemerkung|bemerkungen|votre message|commentaire|commentaires|demande|votre demande|messaggio|
        richiesta|bericht|uw bericht|opmerkingen|vraag|wiadomość|treść|treść wiadomości|treść zapytania|сообщение|комментарий|текст сообщения|
        запрос|الرسالة|رسالة|نص الرسالة|الاستفسار|التفاصيل|mesaj|mesajınız|お問い合わせ内容|お問合せ内容|メッセージ|内容詳細|문의내용|메시지|
        nội dung|tin nhắn|pesan|zpráva|meddelande|besked|ข้อความ|הודעה|
        special requirements|product requirements|project description|what do you need|what can we help you with|补充说明|補充說明|补充信息|采购说明|采购备注|求购说明|需求说明|具体要求|其他要求|特殊要求|备注信息|備註|备注说明|客户诉求|询价说明|
        ご質問|ご要望|お問い合わせ|本文|문의 내용|문의사항|요청사항|내용|상세내용|comentarios adicionales|observaciones|observações|descripción|descrição|detalle|detalles|votre besoin|votre projet|précisions|descriptif|remarques|note aggiuntive|
        toelichting|uw vraag|opis|zapytanie|uwagi|описание|примечание|вопрос|ваш вопрос|ваше сообщение|ملاحظات|استفسارك|رسالتك|طلبك|ihr anliegen|anliegen|beschreibung|ihre anfrage|viesti|viestisi|melding|ditt meddelande|din besked|vaše zpráva|
        správa|vaša správa|üzenet|mesajul|mesajul dvs|poruka|sporočilo|съобщение|повідомлення|μήνυμα|žinutė|ziņojums|sõnum|isi pesan|kebutuhan|lời nhắn|nội dung yêu cầu|nội dung tin nhắn|yêu cầu|รายละเอียด|संदेश|پیام|متن پیام|תוכן ההודעה|açıklama|talebiniz""",
    "product": """wanted|request for|i am interested in|i’m interested in|i'm interested in|we are interested in|i'm looking for|product wanted|inquiry for|enquiry for|inquired for|quote for|desired product|requested product|product inquired|inquired product|enquired product|regarding item|regarding product|about item|about product|product|products|product name|product of interest|products of interest|item|items|item name|product title|product required|
        product interested|interested product|interested in|product(s)|inquiry product|model|product/service|looking for|
        product category|required product|product you are looking for|buying lead|requirement for|product inquiry|buylead|buy lead|looking to buy|which products are you interested in|products you are interested in|what product are you interested in|which product are you interested in|product name/model|item description|style|sku|item no|model no|product model|
        查询产品|最近询盘产品|询盘商品|意向商品|感兴趣|感兴趣产品|咨询商品|求购|想要产品|产品需求|产品|产品名称|商品|商品名称|询价产品|感兴趣的产品|意向产品|采购产品|询盘产品|产品型号|型号|品名|货号|求购产品|商品名|產品|產品名稱|所需产品|咨询产品|
        producto deseado|producto solicitado|produto desejado|gewünschtes produkt|gewünschte produkte|produit souhaité|produits souhaités|produit demandé|prodotto desiderato|интересующий товар|желаемый товар|
        producto|productos|producto de interés|artículo|produto|produtos|produkt|artikel|produkte|artikelbezeichnung|produit|produits|article|prodotto|prodotti|
        товар|продукт|продукция|наименование|المنتج|المنتجات|ürün|ürün adı|商品・製品|製品名|製品|제품|제품명|sản phẩm|produk|towar|
        product you need|products needed|products required|product requested|what product do you need|commodity|采购商品|采购品类|采购品名|求购商品|需求产品|目标产品|物料名称|品項|品名规格|ご希望商品|対象製品|관심제품|관심 제품|문의제품|문의 제품|품명|품목|
        ¿qué producto le interesa|¿qué producto te interesa|qué producto te interesa|¿en qué producto está interesado|qué producto le interesa|producto que le interesa|productos de interés|producto requerido|productos requeridos|produto de interesse|produtos de interesse|qual produto te interessa|produit recherché|produit concerné|produits recherchés|
        gesuchtes produkt|gewünschter artikel|prodotto richiesto|prodotto di interesse|prodotti di interesse|gewenst product|interesujący produkt|interesujące produkty|какой товар интересует|интересующая продукция|المنتج المطلوب|اسم المنتج|المنتجات المطلوبة|tuote|tuotteet|
        varer|vare|výrobek|výrobky|produkty|termék|termékek|produs|produse|produsul dorit|proizvod|proizvodi|izdelek|продукти|προϊόν|προϊόντα|prekė|prece|toode|produk yang diminati|nama produk|sản phẩm quan tâm|tên sản phẩm|mặt hàng|สินค้า|उत्पाद|محصول|מוצר|ilgilendiğiniz ürün""",
    "quantity": """quantity|qty|order quantity|quantity required|required quantity|quantity needed|purchase quantity|quantity/unit|
        purchasing quantity|estimated quantity|approx quantity|estimated order quantity|how many|how many do you need|how many do you need?|qty required|required qty|qty needed|total quantity|requirement quantity|quantity (pcs)|est. order quantity|est. quantity|est quantity|estimated qty|order qty.|quantity ordered|order qty|q'ty|
        数量|采购数量|订购数量|需求数量|采购量|购买数量|预计采购量|预购数量|订单数量|求购数量|查询数量|询盘数量|意向数量|数量要求|數量|採購數量|cantidad|quantidade|qtd|qtde|menge|stückzahl|anzahl|bestellmenge|quantité|qté|
        quantità|aantal|hoeveelheid|ilość|количество|кол-во|الكمية|miktar|adet|수량|số lượng|jumlah|množství|antal|
        cantidad requerida|cantidad aproximada|cantidad estimada|cantidad solicitada|quantidade desejada|quantidade aproximada|quantité souhaitée|quantité estimée|gewünschte menge|benötigte menge|geschätzte menge|quantità richiesta|gewenste hoeveelheid|wymagana ilość|
        необходимое количество|الكمية المطلوبة|需求量|訂購數量|需求數量|預計數量|求购量|采购量（个）|希望数量|ご希望数量|予定数量|주문수량|예상수량|필요수량|구매수량|määrä|mängd|množstvo|mennyiség|cantitate|količina|количество (шт.)|кількість|ποσότητα|kiekis|daudzums|kogus|
        jumlah pesanan|số lượng đặt hàng|số lượng cần|จำนวน|मात्रा|تعداد|כמות|sipariş adedi|sipariş miktarı""",
    "annual_quantity": "annual quantity|annual demand|annual volume|yearly quantity|estimated annual volume|annual purchase volume|年采购量|年需求量|年用量|jahresbedarf|demanda anual|consumo anual|volume annuel",
    "unit": "unit|um|u.m.|u/m|uom|u.o.m.|unit of measure|measure|ед. изм.|ед.изм.|ед.|me|einh.|j.m.|birim|단위|単位|units|quantity unit|unit type|单位|计量单位|數量單位|unidad|unidade|einheit|unité|unità|единица",
    "target_price": """target price|target unit price|preferred unit price|expected price|price target|budget price|target fob price|
        price expected|unit price|target|preferred price|目标价|目标价格|目标单价|期望价格|意向价格|预期价格|心理价位|期望单价|precio objetivo|precio deseado|preço alvo|
        preço desejado|zielpreis|wunschpreis|preisvorstellung|prix cible|prix souhaité|prezzo obiettivo|prezzo target|richtprijs|
        cena docelowa|целевая цена|السعر المستهدف|hedef fiyat|目標価格|희망가격|giá mục tiêu|목표가|
        precio meta|presupuesto por unidad|precio por unidad deseado|单价预算|目標價|目標價格|期望價格|客户目标价|hedeflenen fiyat|целевая стоимость|السعر المطلوب|harga target|희망단가|希望価格|希望単価|prijsindicatie|doelprijs""",
    "currency": "currency|币种|货币|moneda|moeda|währung|devise|valuta|валюта|العملة",
    "budget": "budget|order value|approx order value|approximate order value|probable order value|预算|presupuesto|orçamento|budget total|предварительный бюджет",
    "destination": "destination|destination port|port of destination|ship to|shipping to|delivery to|delivery address|destination country|deliver to|目的港|目的地|发货地|运往|送货地址|puerto de destino|destino|zielhafen|lieferort|port de destination|порт назначения|ميناء الوصول|收货地址|收货地|目的国|puerto destino|porto de destino|porto destino|país de destino|land der lieferung|porto di destinazione|haven van bestemming|varış limanı|cảng đến|pelabuhan tujuan",
    "incoterm": "incoterm|incoterms|trade terms|trade term|shipment terms|shipping terms|price terms|贸易术语|贸易方式|价格条款|condiciones|lieferbedingung",
    "payment": "payment|payment terms|payment method|付款方式|支付方式|forma de pago|zahlungsbedingungen|结算方式|付款条件|pagamento|zahlung|condiciones de pago|paiement|оплата|betaling",
    "deadline": "deadline|delivery date|required by|needed by|expected delivery|delivery time|lead time|expected delivery time|expiry date|valid until|expiration|quote by|due date|required date|交货期|交期|交货时间|期望交期|截止日期|有效期|报价截止|fecha límite|fecha de entrega|prazo|prazo de entrega|liefertermin|délai|date limite|срок|期望收货日期|期望到货日期|期望收货时间|收货日期|收货时间|到货时间|plazo|fecha requerida|data desejada|gewünschter liefertermin|date souhaitée",
    "date": "date|sent|time|sent on|received|received on|submitted|submitted on|submission date|date/time|date time|inquiry date|enquiry date|posted on|query time|date submitted|date sent|sent at|submitted at|inquiry time|日期|时间|留言时间|提交时间|询盘时间|发送时间|询价时间|提交日期|收到时间|發送時間|fecha|data|datum|gesendet|enviado|enviado el|date d'envoi|дата|отправлено|التاريخ|tarih|日時|送信日時|날짜|ngày|tanggal|horário|heure|hora|uhrzeit|время|saat|ora|päivämäärä|dátum|ημερομηνία|дата и время|fecha y hora|data e hora|datum/uhrzeit|date et heure|发布时间|发布日期|詢價日期|提交於",
    "reply_to": "reply-to|reply to|回复至|回复地址|responder a|antwort an|répondre à",
    "page": "page url|page|page link|source url|referrer|referer|form|form name|landing page|submitted from|page title|来源页面|留言页面|页面|来源网址|来源链接|提交页面|产品链接|product url|product link|user agent|browser|device|浏览器|来路|entry id|submission id|sent from|url da página|url de la página|url de la page|seiten-url|agente do usuário|agente de usuario|user-agent|dispositivo|страница|página de origen|página web de origen|formulario|formulaire|formulário|formular|url страницы|entry date|form id|desenvolvido por|powered by|desarrollado por",
    "ip": "ip|remote ip|ip address|user ip|sender ip|ip地址|访客ip|来访ip|ip所在地|ip归属地|发件ip|买家ip|ip remoto|ip-adresse|adresse ip|dirección ip|endereço ip|ip-адрес|ip адрес",
    "platform_noise": "inquiry id|enquiry id|inquiry no|query id|reference|ref|ref no|rfq id|buyer id|member id|member since|business type|buyer type|registration date|order frequency|frequency|purchase frequency|preferred unit|packaging|industry|annual revenue|number of employees|how did you hear about us|how did you find us|newsletter|consent|privacy|gdpr|toll-free|toll free|acepto recibir novedades|newsletter abonnieren|shipping method|max. budget|询盘编号|业务类型|买家类型|注册时间|最近登录|编号|会员等级|行业|来源|渠道|采购频率|need this for|requirement type|probable requirement type|expected purchase time|time frame|sourcing type|certifications|certification|样品|是否需要样品|lead type|业务性质|买家等级|客户等级|open time left|quotes left|item code|kit type|address proof|registered since|email verified|mobile verified|询价单号|询价单编号|单号|会员年限|注册年份|业务范围|products searched|valid inquiries|membership|account type|quotes remaining|company size|发票类型|发票要求|买家评级|信用等级|经营模式|purchase intent|buying frequency|支払条件|business nature|nature of business|type of business|kind of business|line of business|main business|type of company|tipo de empresa|tipo de negocio|tipo de negócio|type d'entreprise|type de société|secteur d'activité|branche|art des unternehmens|tipo di azienda|settore|rodzaj działalności|вид деятельности|тип компании|企业性质|公司性质|公司类型|企业类型|公司规模|nature of company|lead id|lead source|source|utm_source|campaign",
}  # fmt: skip


def _build_fields() -> dict[str, str]:
    fields: dict[str, str] = {}
    for field_name, words in _TABLE.items():
        for word in words.replace("\n", "").split("|"):
            fields.setdefault(" ".join(word.casefold().split()), field_name)
    return fields


FIELD_OF_LABEL = _build_fields()
MAX_LABEL = max(len(label) for label in FIELD_OF_LABEL) + 14
