"""Words of which the demo makes buyers' names (requirements D4): none of a firm or person that is known."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Culture:
    """How firms and people are called somewhere.

    `stems` × `endings` make the coined brand (a stem `latin|local` has its local script beside it); `trades` and
    `patterns` make the firm: `{brand}`, `{trade}`, `{family}`, `{place}`. `local` is the firm in the local script.
    """

    stems: tuple[str, ...]
    endings: tuple[str, ...]
    trades: tuple[str, ...]
    patterns: tuple[str, ...]
    women: tuple[str, ...]
    men: tuple[str, ...]
    families: tuple[str, ...]
    local: str = ""


def _culture(stems: str, endings: str, trades: str, patterns: str, women: str, men: str, families: str,
             local: str = "") -> Culture:  # fmt: skip
    def split(text: str) -> tuple[str, ...]:
        return tuple(part.strip() for part in text.split(",")) if text else ("",)

    return Culture(
        split(stems), split(endings), split(trades), tuple(part.strip() for part in patterns.split(";")), split(women),
        split(men), split(families), local,
    )  # fmt: skip


ENGLISH_STEMS = (
    "North, Blue, Stone, Iron, Oak, Maple, Silver, Granite, Cedar, Harbor, Summit, Copper, Red, Timber, Eagle, Fox, "
    "Mill, Prairie, Lake, Ridge, Falcon, Hazel, Bright, Winter, Spring, West, East, High, Long, Clear, Raven, Birch"
)
ENGLISH_ENDINGS = (
    "field, ridge, gate, brook, wood, haven, point, crest, ford, bridge, hill, ton, stead, mark, dale, well, view, land, "
    "water, path, worth, bury, cliff, shore"
)
ENGLISH_TRADES = (
    "Hardware Supply, Pro Tools, Tool Supply, Industrial Supply, Home & Hardware, Fasteners & Tools, Building Supply, "
    "Hand Tools, Workshop Supply, Trade Tools"
)
SPANISH_FAMILIES = (
    "Montalbán, Herrero, Vidal, Carmona, Robles, Zamora, Ibarra, Luján, Olmedo, Quiroga, Serrano, Baeza, Cárdenas, "
    "Escudero, Villalba, Montero"
)

CULTURES: dict[str, Culture] = {
    "us": _culture(ENGLISH_STEMS, ENGLISH_ENDINGS, ENGLISH_TRADES, "{brand} {trade}, Inc.; {brand} {trade} LLC; {brand} "
                   "{trade} Co.; {family} & Sons {trade}, Inc.; {family} {trade} Corp.",
                   "Carol, Diane, Emily, Megan, Laura, Rachel, Tina, Joan", "Peter, Brian, Scott, Kyle, Greg, Dale, Marcus, Todd",
                   "Jensen, Whitlock, Barrow, Hensley, Calloway, Draper, Pruitt, Lindgren, Odom, Stroud, Tilden, Mabry"),
    "gb": _culture("Pennine, Thorn, Ash, Wolds, Mersey, Fen, Heather, Kestrel, Lark, Marl, Peat, Rook, Shire, Tarn, Wren",
                   " , gate, by, wick, ley, combe, stock, holme, mere, croft", ENGLISH_TRADES,
                   "{brand} {trade} Ltd; {brand} {trade} Limited; {family} {trade} Ltd; {family} & Co. {trade} Ltd",
                   "Fiona, Helen, Jane, Rosie, Claire, Alison", "Alan, Graham, Neil, Stuart, Ian, Trevor",
                   "Ashworth, Birtwistle, Cropper, Dunmore, Fairclough, Hargreave, Ogden, Pickering, Sugden, Thackray"),
    "au": _culture("Southern, Wattle, Banksia, Coral, Mallee, Gum, Karri, Outback, Reef, Saltbush, Tidal, Anvil, Magpie",
                   " Cross, Bay, Point, Ridge, Plains, Creek, Coast, Rock, Gully", ENGLISH_TRADES,
                   "{brand} {trade} Pty Ltd; {family} {trade} Pty Ltd", "Kylie, Bronwyn, Tess, Gemma", "Shane, Bruce, Lachlan, Dean",
                   "Cobden, Hartigan, Merrick, Tulloch, Wyndham, Pascoe, Rennie, Strahan"),
    "de": _culture("Nord, Hage, Brink, Stahl, Berg, Wester, Kron, Elb, Falken, Lind, Rhein, Harz, Isar, Sauer, Weser, Tann",
                   "werk, mann, hof, stein, wald, tal, brück, hammer, kamp, feld, horst, moor",
                   "Werkzeughandel, Werkzeuge, Eisenwaren, Handwerksbedarf, Industriebedarf, Baubedarf, Befestigungstechnik",
                   "{brand} {trade} GmbH; {brand} {trade} GmbH & Co. KG; {family} {trade} GmbH; {family} {trade} e.K.",
                   "Anke, Birgit, Heike, Jutta, Silke, Ute", "Jürgen, Holger, Dieter, Uwe, Matthias, Torsten",
                   "Hagemann, Brinkhoff, Kleinschmidt, Overbeck, Rademacher, Westerkamp, Vogtländer, Niehaus, Dörfler"),
    "fr": _culture("Outil, Brico, Quin, Ferro, Mécan, Alpes, Loire, Rhône, Garonne, Atlan, Verd, Mistral", "ège, aine, or, elle, "
                   "ard, ine, ance, et, ois, eau", "Outillage, Quincaillerie, Fournitures Industrielles, Équipement",
                   "{trade} {brand} SARL; {trade} {family} SAS; {brand} {trade} SARL; {trade} de {place} {brand}",
                   "Hélène, Camille, Sylvie, Odile", "Benoît, Thierry, Luc, Gérard",
                   "Delmas, Fournel, Gaillac, Marchais, Peyrot, Roussin, Vasseur, Chauvel"),
    "es": _culture("Monte, Hierro, Sierra, Bajío, Andino, Cobre, Fragua, Yunque, Acero, Altura, Puerto, Norte",
                   "sur, mar, alto, real, verde, max, ric, nova, tec, plus",
                   "Ferretería, Herramientas, Suministros Industriales, Comercial Ferretera, Distribuidora",
                   "{trade} {brand} S.A. de C.V.; {trade} {family} S.L.; {trade} {brand} S.A.; {trade} {family} e Hijos Ltda.; "
                   "{trade} de {place} {brand}", "Lucía, Marisol, Paloma, Inés, Rocío", "Javier, Andrés, Rodrigo, Esteban, Ramiro",
                   SPANISH_FAMILIES),
    "br": _culture("Ferra, Aço, Serra, Verde, Minas, Atlân, Ouro, Rio, Cerrado, Pampa, Tropi, Litoral",
                   "max, tec, sul, forte, nova, mar, lar, bras, plan, cor",
                   "Ferramentas, Casa das Ferramentas, Comércio de Ferragens, Distribuidora, Materiais Elétricos",
                   "{trade} {brand} Ltda.; {brand} {trade} S.A.; {trade} {family} Ltda.", "Patrícia, Juliana, Renata, Beatriz",
                   "Marcelo, Fábio, Thiago, Otávio", "Alencastro, Bragança, Teixeira, Valadares, Cerqueira, Furtado, Moura"),
    "it": _culture("Adria, Utens, Ferra, Vero, Lario, Tosca, Emil, Pado, Monte, Garda, Ligu, Appen",
                   "tica, nese, ria, tec, max, vite, forma, luce, line, via", "Utensileria, Ferramenta, Forniture Industriali, Utensili",
                   "{trade} {brand} S.r.l.; {trade} {family} S.p.A.; {trade} {family} & Figli S.n.c.", "Chiara, Elisa, Paola, Silvia",
                   "Davide, Matteo, Sergio, Franco", "Bonfanti, Ceresoli, Galbusera, Locatelli, Pedrazzini, Zanetti, Rovati"),
    "pl": _culture("Narzędzia, Metal, Stal, Kuźnia, Tech, Bud, Pol, Wisła, Tatra, Bałtyk, Młot, Dąb",
                   "Max, Pol, Tech, Plus, Serwis, Expert, Styl, Mix, Land, Trade", "Hurtownia, Narzędzia, Artykuły Metalowe, Elektro",
                   "{brand} {trade} Sp. z o.o.; {trade} {brand} S.A.; {trade} {family} Sp.j.", "Agnieszka, Joanna, Ewa, Monika",
                   "Paweł, Tomasz, Krzysztof, Marek", "Wróblewski, Zieliński, Kaczmarek, Borowicz, Sadowski, Jabłoński"),
    "nl": _culture("Waal, Veld, Noord, Zuid, IJssel, Duin, Haven, Polder, Linde, Zee, Brug, Molen",
                   "man, stra, meer, wijk, dam, horst, land, burg, kamp, poort", "Gereedschap, IJzerwaren, Techniek, Bouwmaterialen",
                   "De {brand} {trade} B.V.; {family} {trade} B.V.; {brand} {trade} Groothandel B.V.", "Marloes, Anneke, Femke",
                   "Jeroen, Sander, Wouter", "van der Weide, Hofstede, Kuipers, Brouwer, ten Have, Dijkgraaf"),
    "se": _culture("Nordan, Skog, Berg, Älv, Sten, Järn, Ek, Sjö, Fjäll, Vik", "verk, hem, lund, borg, ström, vall, ås, holm",
                   "Verktyg, Järnhandel, Bygg & Verktyg, Industri", "{brand} {trade} AB; {family} {trade} AB", "Ingrid, Annika, Sofia",
                   "Lars, Henrik, Göran", "Sandelin, Hallström, Nyqvist, Ekdahl, Rosén"),
    "cz": _culture("Nářa, Želez, Mora, Vltava, Tech, Beskyd, Kovo, Šroub, Brus, Labe", "dí, mat, tech, plast, pro, max, mont, fer",
                   "Nářadí, Železářství, Velkoobchod, Technika", "{brand} {trade} s.r.o.; {trade} {family} a.s.", "Lenka, Petra, Jana",
                   "Jiří, Pavel, Zdeněk", "Novotný, Havránek, Krejčík, Sedlák, Vondra"),
    "ar": _culture("Al Noor|النور, Rawabi|روابي, Al Sahra|الصحراء, Al Bahr|البحر, Delta|الدلتا, Al Waha|الواحة, Al Safa|الصفا, "
                   "Najm|نجم, Al Yamama|اليمامة, Al Burj|البرج, Al Rimal|الرمال, Barq|برق, Al Khaleej|الخليج, Nakheel|النخيل",
                   ", Star, Gate, United, Modern, Golden, Express, Gulf, Oasis, Bridge, Tower, Palm",
                   "Building Materials, Hardware, Tools & Equipment, Electrical, General, Industrial Supplies",
                   "{brand} {trade} Trading LLC; {brand} {trade} Trading Est.; {brand} for Import & Export; {brand} {trade} Co. W.L.L.",
                   "Layla, Huda, Rania, Salma", "Haddad, Karim, Yousef, Tariq, Faisal, Samir",
                   "Al Rashid, Haddad, Mansour, Al Otaibi, Barakat, Nassar, Shaheen, Al Jabri", "شركة {local} للتجارة"),
    "il": _culture("Carmel|כרמל, Galil|גליל, Negev|נגב, Sharon|שרון, Arava|ערבה", " , Tech, Pro, Line, Plus, Gal",
                   "Tools, Hardware, Work Tools", "{brand} {trade} Ltd; {family} {trade} Ltd", "Noa, Tamar, Yael", "Amir, Eitan, Oren",
                   "Shoham, Peled, Barkai, Regev, Almog", "{local} כלי עבודה בע״מ"),
    "vn": _culture("Minh, Phat, Hoang, Thanh, Dai, Kim, Viet, Nam, Phu, Bao, Tan, Hung", " Phat, Long, Anh, Quang, Thinh, An, Son, Hai, Gia",
                   "Thiet Bi, Dung Cu, Kim Khi, Cong Nghiep", "Cong ty TNHH {trade} {brand}; Cong ty Co phan {trade} {brand}",
                   "Lan, Huong, Mai, Thu", "Tuan, Hieu, Dung, Khoa", "Nguyen, Tran, Pham, Vo, Bui, Dang"),
    "th": _culture("Siam|สยาม, Thong|ทอง, Chai|ชัย, Rung|รุ่ง, Mitr|มิตร, Sin|สิน, Charoen|เจริญ, Udom|อุดม", " , Tools, Wattana, "
                   "Kit, Panich, Phan, Sap, Chai", "Hardware, Tools, Machinery, Supply", "{brand} {trade} Co., Ltd.; {brand} {trade} (Thailand) Ltd.",
                   "Malee, Suda, Ploy", "Somchai, Anan, Prasert", "Wattanakul, Srisuk, Thongdee, Chaiyo", "บริษัท {local}ทูลส์ จำกัด"),
    "id": _culture("Sumber, Jaya, Karya, Mitra, Sinar, Tunas, Cahaya, Bintang, Surya, Makmur", " Teknik, Abadi, Perkasa, Mandiri, Sejati, "
                   "Utama, Prima, Lestari", "Jaya, Makmur, Perkakas, Teknindo, Bangunan", "PT {brand} {trade}; CV {brand} {trade}; Toko {brand}",
                   "Dewi, Ratna, Sari", "Budi, Agus, Hendra", "Santoso, Wijaya, Halim, Kusuma, Pranoto"),
    "ph": _culture("Luzon, Mabini, Pacific, Sampaguita, Bayani, Narra, Mayon, Isla", " Star, Prime, Golden, Metro, United, Pro, Best",
                   "Hardware, Construction Supply, Tools Depot, Trading", "{brand} {trade} Corp.; {brand} {trade} Inc.; {family} {trade}",
                   "Maricel, Liza, Grace", "Jun, Rommel, Nestor", "Dela Rosa, Macaraeg, Villanueva, Salonga, Bautista"),
    "my": _culture("Setia, Bukit, Jati, Perak, Maju, Gemilang, Kinta, Sutera", " Prima, Jaya, Mewah, Teguh, Indah, Raya, Kuat",
                   "Hardware, Perkakas, Engineering, Tools Supply", "{brand} {trade} Sdn. Bhd.; {family} {trade} Sdn. Bhd.",
                   "Siew Ling, Aisyah, Mei Fong", "Hafiz, Kok Wah, Azman", "Tan, Lim, Rahman, Ismail, Chong"),
    "in": _culture("Shree, Balaji, Ganga, Surya, Lotus, Krishna, Vijay, Indus, Maruti, Himal", " Balaji, Tech, Steel, Star, Forge, Mark, Line, Ratna",
                   "Tools, Hardware, Hand Tools, Engineering, Machine Tools", "{brand} {trade} Pvt. Ltd.; {brand} {trade} & Co.; {family} Brothers {trade}",
                   "Priya, Anjali, Kavita", "Rajesh, Sunil, Anil, Vikram", "Mehta, Agarwal, Iyer, Chopra, Deshmukh, Kulkarni"),
    "pk": _culture("Indus, Chenab, Crescent, Ravi, Meghna, Padma, Jamuna, Khyber", " Star, Steel, Bright, Royal, Trade, Link, United",
                   "Tools, Hardware Store, Traders, Engineering", "{brand} {trade} (Pvt.) Ltd.; {brand} {trade}; {family} & Sons {trade}",
                   "Nadia, Farzana, Ayesha", "Imran, Kamal, Rafiq", "Chowdhury, Malik, Siddiqui, Bhuiyan, Qureshi"),
    "africa": _culture("Emeka, Savanna, Baobab, Lagoon, Kilima, Sahel, Volta, Acacia, Delta, Zebra", " Gold, Crown, Star, Link, Bridge, Peak, First, Unity",
                       "Ventures, Hardware, Tools & Equipment, Building Materials, Enterprises", "{brand} {trade} Ltd; {family} & Sons {trade} Ltd; {brand} {trade} Nig. Ltd",
                       "Ngozi, Wanjiru, Ama, Funke", "Emeka, Kamau, Kofi, Tunde", "Okonjo, Adeyemi, Mwangi, Boateng, Otieno, Balogun"),
    "jp": _culture("Kitamura|北村, Asano|浅野, Morikawa|森川, Tachibana|橘, Nishio|西尾, Hayami|速水", " , Seiki, Tekko, Sangyo, Shoji, Kenzai",
                   "Kōgu, Kanamono, Tools", "{brand} {trade} Kabushiki Kaisha; {brand} {trade} K.K.; {brand} {trade} Co., Ltd.", "Yumi, Naoko, Akemi",
                   "Kenji, Satoru, Hiroki", "Kitamura, Asano, Morikawa, Tachibana, Nishio", "{local}工具株式会社"),
    "kr": _culture("Hanbit|한빛, Daehan|대한, Saero|새로, Miraero|미래로, Dongbu|동부, Cheongha|청하", " , Tech, Ind, Trade, Metal, Pro",
                   "Tools, Machinery, Hardware", "{brand} {trade} Co., Ltd.; {brand} {trade} Inc.", "Ji-won, Min-seo, Hye-jin", "Sung-ho, Dong-hyun, Jae-min",
                   "Kim, Park, Choi, Yoon, Seo", "{local}공구 주식회사"),
}  # fmt: skip
JOBS = ("Owner", "Purchasing Manager", "Category Buyer", "Sourcing Agent", "Product Manager", "Merchandiser")
PUBLIC_MAIL = (
    "ymail.example",
    "hotmail.example",
    "gmx.example",
)  # brands that the lookup knows, at a reserved end
