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
    "russia": "RU", "russian federation": "RU", "ivory coast": "CI", "cote d'ivoire": "CI", "côte d'ivoire": "CI", "hong kong": "HK", "hongkong": "HK", "hong kong sar": "HK", "香港": "HK", "澳门": "MO", "澳門": "MO", "台灣": "TW", "臺灣": "TW", "macau": "MO", "taiwan": "TW",
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
AR:Buenos Aires,布宜诺斯艾利斯|CL:Santiago de Chile,Valparaíso|CO:Bogotá,Bogota,Medellín,Medellin,波哥大|PE:Lima,Arequipa,利马|EC:Quito,Guayaquil|PA:Panama City|CR:San José de Costa Rica|UY:Montevideo,蒙得维的亚|DO:Santo Domingo|
AE:Ras Al Khaimah,Fujairah,Al Ain|SA:Mecca,Al-Khobar,Khobar|EG:Port Said,Mansoura,亚历山大|IQ:Mosul,Najaf,Karbala,البصرة,أربيل|QA:الدوحة|OM:Sohar,Salalah,مسقط,马斯喀特|BH:المنامة,麦纳麦|LB:بيروت|SY:Damascus,دمشق,Aleppo,حلب|YE:Sana'a,Sanaa,صنعاء|LY:Benghazi,بنغازي,Misrata|IR:Tehran,Mashhad,Isfahan,Tabriz,Shiraz,Bandar Abbas,تهران,德黑兰|IL:תל אביב,חיפה|
NG:Ibadan,Kaduna,Enugu,Benin City,Nnewi|GH:Takoradi,Tamale|KE:Nakuru,Thika|UG:Entebbe,Jinja,坎帕拉|TZ:Arusha,Mwanza,Dodoma,Zanzibar,Dar-es-Salaam,达累斯萨拉姆|RW:Kigali|BI:Bujumbura|ZM:Lusaka,Kitwe,Ndola,卢萨卡|ZW:Harare,Bulawayo,哈拉雷|MW:Lilongwe,Blantyre|BW:Gaborone|NA:Windhoek,Walvis Bay|MZ:Nampula,马普托|AO:Lobito,Benguela,Huambo|CD:Kinshasa,Lubumbashi,金沙萨|CG:Pointe-Noire,Brazzaville|GA:Libreville|BJ:Cotonou,科托努|TG:Lomé,Lome,洛美|BF:Ouagadougou|ML:Bamako,巴马科|NE:Niamey|SN:达喀尔|GM:Banjul|SL:Freetown|LR:Monrovia|GN:科纳克里|MR:Nouakchott|MG:Antananarivo,Toamasina,塔那那利佛|MU:Port Louis|SO:Mogadishu,Hargeisa|SS:Juba|MA:Rabat,Marrakech,Marrakesh,Agadir,Tanger,الدار البيضاء|DZ:Sétif|TN:Sfax,Sousse|CI:阿比让|ZA:Port Elizabeth,Gqeberha,Bloemfontein,Pietermaritzburg,Polokwane,Nelspruit,比勒陀利亚|
DE:Flensburg,Kiel,Lübeck,Rostock,Magdeburg,Erfurt,Kassel,Göttingen,Bielefeld,Münster,Osnabrück,Wuppertal,Solingen,Remscheid,Duisburg,Bochum,Gelsenkirchen,Aachen,Bonn,Koblenz,Mainz,Wiesbaden,Darmstadt,Mannheim,Heidelberg,Karlsruhe,Heilbronn,Ulm,Augsburg,Regensburg,Ingolstadt,Würzburg,Bayreuth,Saarbrücken,Chemnitz,Potsdam,Oldenburg,Braunschweig,Wolfsburg,Hildesheim,Paderborn,Reutlingen,Pforzheim,Konstanz,Schwerin,Krefeld,Mönchengladbach,Siegen,斯图加特,杜塞尔多夫,不来梅,莱比锡,德累斯顿,纽伦堡,多特蒙德,埃森|AT:Innsbruck,Salzburg,Klagenfurt,Bregenz,Dornbirn,Villach,Wels,萨尔茨堡|CH:Winterthur,Luzern,Lucerne,St. Gallen,Lausanne,Lugano,Schaffhausen,Genève,日内瓦,巴塞尔|
GB:Stockport,Nottingham,Leicester,Coventry,Wolverhampton,Stoke-on-Trent,Swansea,Cardiff,Belfast,Aberdeen,Dundee,Inverness,Sunderland,Middlesbrough,Huddersfield,Doncaster,Rotherham,Southampton,Norwich,Milton Keynes,Bournemouth,Oldham,Wigan,Blackpool,Northampton,Luton,Swindon,格拉斯哥,利物浦,利兹|IE:Athlone,Kilkenny,Dundalk,Drogheda,Tralee,Sligo,Letterkenny,都柏林|FR:Strasbourg,Rennes,Grenoble,Montpellier,Rouen,Le Havre,Dijon,Saint-Étienne,Toulon,Clermont-Ferrand,Villeurbanne,Reims,Nîmes,Perpignan,Mulhouse,Limoges,Caen,图卢兹|BE:Anvers,Antwerpen,Liège,Charleroi,Ghent,Brugge,Leuven,Mechelen,Kortrijk,Hasselt|NL:Den Haag,The Hague,Groningen,Tilburg,Breda,Nijmegen,Arnhem,Enschede,Apeldoorn,Zwolle,Almere,Haarlem,Maastricht,Leeuwarden,'s-Hertogenbosch,乌得勒支|
ES:Murcia,Alicante,Málaga,Valladolid,Vigo,Gijón,A Coruña,Pamplona,San Sebastián,Elche,塞维利亚,毕尔巴鄂|PT:Braga,Coimbra,Aveiro,Leiria,Setúbal,波尔图|IT:Firenze,Genova,Genoa,Padova,Brescia,Bergamo,Vicenza,Treviso,Venezia,Venice,Trieste,Udine,Modena,Parma,Reggio Emilia,Bari,Palermo,Catania,Cagliari,Pesaro,Perugia,Trento,Bolzano,Novara,Lecco,那不勒斯,博洛尼亚,佛罗伦萨,威尼斯,热那亚|PL:Katowice,Lublin,Szczecin,Bydgoszcz,Białystok,Rzeszów,Gdynia,Kielce,Radom,Toruń,Częstochowa,Gdansk,Lodz,Krakow,Wroclaw,Poznan,Bielsko-Biała,Gliwice,Opole,Olsztyn,Zielona Góra,克拉科夫,格但斯克|CZ:Ostrava,Plzeň,Olomouc,Liberec,Pardubice,Zlín,Hradec Králové,České Budějovice|SK:Košice,Žilina,Nitra,Trnava,Prešov|HU:Debrecen,Szeged,Miskolc,Győr,Pécs|
RO:Cluj-Napoca,Timișoara,Timisoara,Iași,Iasi,Constanța,Constanta,Brașov,Brasov,Craiova,Oradea,Sibiu,Ploiești,Bacău,Pitești,布加勒斯特|BG:София,Пловдив,Plovdiv,Варна,Varna,Бургас,Burgas,索非亚|GR:Piraeus,Patras,Heraklion,Θεσσαλονίκη,Αθήνα|HR:Zagreb,Rijeka,Osijek,Zadar,萨格勒布|SI:Ljubljana,Maribor,Koper,Celje|RS:Belgrade,Beograd,Novi Sad,Niš,贝尔格莱德|BA:Sarajevo,Banja Luka,Mostar|MK:Skopje|AL:Tirana,Tiranë,Durrës|ME:Podgorica|SE:Uppsala,Västerås,Örebro,Linköping,Norrköping,Helsingborg,Jönköping,Gävle,Borås,Umeå,Luleå,Malmo,马尔默|DK:Odense,Aalborg,Esbjerg,København,Randers,Kolding,Vejle,Horsens|NO:Drammen,Kristiansand,Tromsø,Bodø,Ålesund|FI:Oulu,Lahti,Jyväskylä,Kuopio,Pori,Vaasa,Joensuu,Rovaniemi|IS:Reykjavik,Reykjavík|EE:Tallinn,Tartu,Pärnu|LV:Riga,Rīga,Daugavpils,Liepāja|LT:Vilnius,Kaunas,Klaipėda,Klaipeda,Šiauliai|
RU:Saint Petersburg,Yekaterinburg,Новосибирск,Казань,Kazan,Нижний Новгород,Самара,Челябинск,Chelyabinsk,Ростов-на-Дону,Уфа,Краснодар,Krasnodar,Воронеж,Пермь,Волгоград,Красноярск,Krasnoyarsk,Владивосток,Vladivostok,Иркутск,Хабаровск,Омск,Omsk,Тула,Калининград,海参崴,新西伯利亚,叶卡捷琳堡|UA:Київ,Kiev,Харків,Kharkiv,Одеса,Одесса,Дніпро,Dnipro,Львів,Lviv,Запоріжжя,Zaporizhzhia|BY:Minsk,Минск,Мінск,Gomel,Гомель,Витебск,Гродно,Могилёв,明斯克|KZ:Astana,Астана,Shymkent,Шымкент,Караганда,Karaganda,Актобе,阿斯塔纳|KG:Bishkek,Бишкек,比什凯克|UZ:Toshkent,Samarkand,Самарканд,Бухара,Наманган,Фергана,Andijan|TJ:Dushanbe,Душанбе,Худжанд|TM:Ashgabat,Ашхабад|AZ:Baku,Bakı,Баку,巴库|AM:Yerevan,Ереван,埃里温|GE:Tbilisi,Тбилиси,Batumi,第比利斯|MD:Chișinău,Chisinau,Кишинёв,Кишинев|MN:Ulaanbaatar,Улаанбаатар,乌兰巴托|TR:Kocaeli,Gebze,Denizli,Eskişehir,Samsun,Trabzon,Diyarbakır,Şanlıurfa,Kahramanmaraş,Malatya,Erzurum,Manisa,Tekirdağ,布尔萨,梅尔辛|
IN:Surat,Visakhapatnam,Bhopal,Thane,Nashik,Amritsar,Chandigarh,Guwahati,Varanasi,Meerut,Ghaziabad,Mysuru,Madurai,Tiruppur,Hubli,Mangalore,Raipur,Ranchi,Patna,Dehradun,Jamnagar,Bhavnagar,Calcutta,Bombay,海得拉巴|PK:Multan,Quetta,Sargodha,Wazirabad|BD:Chattogram,Khulna,Sylhet,Narayanganj|NP:Kathmandu,Pokhara,Birgunj,加德满都|MM:Yangon,Mandalay,仰光|KH:Phnom Penh,Siem Reap,金边|LA:Vientiane,万象|ID:Semarang,Makassar,Palembang,Tangerang,Bekasi,Yogyakarta,Denpasar,Batam,Malang,Surakarta,三宝垄,棉兰|MY:Johor Bahru,Petaling Jaya,Shah Alam,Klang,Ipoh,Kuching,Kota Kinabalu,Melaka|BN:Bandar Seri Begawan|TH:Chiang Mai,Nonthaburi,Samut Prakan,Phuket,Hat Yai,Khon Kaen,Pattaya,Chonburi,กรุงเทพ,กรุงเทพฯ,กรุงเทพมหานคร,เชียงใหม่,ชลบุรี,清迈|VN:Đà Nẵng,Hải Phòng,Hai Phong,Haiphong,Cần Thơ,Can Tho,Bình Dương,Binh Duong,Đồng Nai,Dong Nai,Biên Hòa,Nha Trang,Hồ Chí Minh,TP. Hồ Chí Minh,TP HCM,TP.HCM,TPHCM,HCMC,Sài Gòn,Bắc Ninh,海防|PH:Davao,Davao City,Cebu City,Makati,Pasig,Caloocan,Iloilo,Cagayan de Oro,Zamboanga,Bacolod,Mandaue|
KR:Incheon,Daegu,Daejeon,Gwangju,Ulsan,Suwon,Changwon,Ansan,Bucheon,Seongnam,인천,대구,대전,광주,울산,수원,안산,부천,성남,창원,천안|JP:Kobe,Kyoto,Fukuoka,Sapporo,Sendai,Hiroshima,Saitama,Niigata,Hamamatsu,Shizuoka,札幌,仙台,新潟,静岡,浜松,岡山,埼玉,千葉,川崎,金沢,熊本,鹿児島,那覇|TW:Tainan,Hsinchu,Taoyuan,Changhua,Keelung,桃園,新竹,彰化,基隆,嘉義,臺南,桃园|HK:九龍,九龙,旺角,觀塘,观塘,新界,荃灣,荃湾,葵涌,沙田,尖沙咀,Kowloon,Mong Kok,Mongkok,Kwun Tong,Tsuen Wan,Tsim Sha Tsui,Wan Chai,Sheung Wan,Kwai Chung,New Territories|AU:Hobart,Canberra,Gold Coast,Townsville,Cairns,Geelong,Ballarat,Bendigo,Toowoomba,Wollongong,Launceston,Fremantle,堪培拉,黄金海岸|NZ:Christchurch,Dunedin,Tauranga,Palmerston North,Invercargill,Whangarei,基督城|FJ:Suva|PG:Port Moresby|
US:Philadelphia,San Diego,Las Vegas,Minneapolis,Milwaukee,Kansas City,St. Louis,Saint Louis,Salt Lake City,Sacramento,San Antonio,Fort Worth,Nashville,Memphis,Indianapolis,Cincinnati,Pittsburgh,Baltimore,Tampa,Jacksonville,New Orleans,Oklahoma City,Tulsa,Omaha,Albuquerque,Tucson,Honolulu,Anchorage,Boise,Spokane,Brooklyn,费城,拉斯维加斯,丹佛,波士顿,旧金山|CA:Ottawa,Edmonton,Winnipeg,Saskatoon,Mississauga,Brampton,Abbotsford,Kelowna,Quebec City,Burnaby,渥太华,埃德蒙顿,卡尔加里|MX:Querétaro,Toluca,Ciudad Juárez,Zapopan,Aguascalientes,San Luis Potosí,Torreón,Hermosillo,Culiacán,Veracruz,Cancún,CDMX,Saltillo|GT:Ciudad de Guatemala,Guatemala City,Quetzaltenango,危地马拉城|SV:San Salvador,圣萨尔瓦多|HN:Tegucigalpa,San Pedro Sula|NI:Managua|PA:Ciudad de Panamá,巴拿马城|CU:La Habana,Havana|JM:Montego Bay|TT:Port of Spain,Chaguanas,西班牙港|HT:Port-au-Prince|BB:Bridgetown|BS:Nassau|SR:Paramaribo|DO:Santiago de los Caballeros,圣多明各|
CO:Barranquilla,Cartagena de Indias,Bucaramanga,Manizales,Cúcuta,Ibagué,麦德林|VE:Caracas,Maracaibo,Barquisimeto,加拉加斯|EC:Ambato|PE:Chiclayo,Callao,Cusco,Piura|BO:Santa Cruz de la Sierra,Cochabamba,拉巴斯|PY:Asunción,Asuncion,Ciudad del Este,Encarnación,亚松森|CL:Antofagasta,Temuco,Iquique,Viña del Mar,Rancagua,Puerto Montt|AR:Mar del Plata,La Plata,Bahía Blanca,CABA|BR:Londrina,Maringá,Campinas,Joinville,Blumenau,Caxias do Sul,Florianópolis,Goiânia,Brasília,Fortaleza,Recife,Manaus,Belém,Ribeirão Preto,Uberlândia,Sorocaba,Guarulhos,São Bernardo do Campo,São José dos Campos,Cuiabá,Campo Grande,Chapecó,Itajaí,Juiz de Fora,Jundiaí,Feira de Santana,João Pessoa,Teresina,Maceió,Aracaju,巴西利亚,库里蒂巴,坎皮纳斯"""  # fmt: skip
_TOWNS_BESIDE_COUNTRY = "CR:San José,San Jose,圣何塞|CL:Santiago,Concepción,圣地亚哥|AR:Córdoba,Mendoza,Rosario|ES:Córdoba|GB:Cambridge,Newcastle,Newcastle upon Tyne|IE:Cork,Waterford|JM:Kingston|GY:Georgetown|SV:Santa Ana|BO:La Paz,Santa Cruz|CO:Cali,Cartagena|EC:Cuenca|PE:Trujillo|VE:Valencia,Mérida|MX:Mérida,Puebla|NZ:Hamilton,Nelson|CA:Hamilton,London,Halifax|PK:Hyderabad,海得拉巴|IN:Hyderabad|LY:Tripoli,的黎波里|EG:Alexandria|GE:Poti"  # elsewhere there is one of that name, too
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


@lru_cache(maxsize=1)
def _towns_beside_country() -> frozenset[tuple[str, str]]:
    return frozenset(
        (code, fold_name(town))
        for entry in _TOWNS_BESIDE_COUNTRY.split("|")
        for code, _, names in [entry.partition(":")]
        for town in names.split(",")
    )


def is_town_of(country: str, name: str) -> bool:
    """True for a known town of the country, also one that tells nothing alone: "San José" beside Costa Rica."""
    known = city_of(name)
    is_known = known is not None and known[0] == country
    return is_known or (country, fold_name(name)) in _towns_beside_country()


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


_US_TOWN = re.compile(
    r"(?P<town>[A-Z][a-z'’.-]+(?:\s[A-Z][a-z'’.-]+){0,2}),\s(?:CT|FL|IA|KS|MI|NH|NJ|ND|NM|NV|NY|OH|OK|OR|RI|TX|UT|VT|WA|WV|WI|WY)(?=[\s.,;!?)]|$)"
)  # abbreviations that stand for no country


def _town_and_state(words: str) -> tuple[str, str, str] | None:
    """(country, town, words) of "Tulsa, Oklahoma" at the start of a text."""
    american = _US_TOWN.match(words)
    known = city_of(american["town"]) if american else None
    if american and (known is None or known[0] == "US"):
        return "US", american["town"], american["town"]
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
