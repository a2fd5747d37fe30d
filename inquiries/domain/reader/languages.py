"""The language a text is written in, by its script and its most frequent words."""

from __future__ import annotations

import re

_SCRIPTS = (
    ("ja", r"[\u3041-\u30ff]", 0.04),
    ("ko", r"[\uac00-\ud7a3]", 0.15),
    ("zh", r"[\u4e00-\u9fff]", 0.15),
    ("ar", r"[\u0600-\u06ff]", 0.25),
    ("he", r"[\u05d0-\u05ea]", 0.25),
    ("th", r"[\u0e00-\u0e7f]", 0.25),
    ("el", r"[\u0370-\u03ff]", 0.25),
    ("hi", r"[\u0900-\u097f]", 0.25),
    ("bn", r"[\u0980-\u09ff]", 0.25),
    ("ru", r"[\u0400-\u04ff]", 0.25),
)  # fmt: skip
_WORDS = {
    "en": "the and you for we our your please is are with of to in can need price have this from me what pls quote send it do how by order best dear i us you your looking own interested hello sir will would any was there inch wrench pliers hammer screwdriver measure delivery shipping sample samples",
    "es": "el los las de la en para con que por su nosotros necesitamos precio gracias somos una un del favor estamos es buenos días quisiera cotización y me estimados señores cotizar piezas responder cuánto cuál hola necesito tienen ustedes pedido envío quiero",
    "pt": "o os as de da do em para com que por seu nós precisamos preço obrigado obrigada somos uma um não vocês bom boa tarde dia estamos é gostaria você e orçamento têm à preciso cotação pra tem oi tudo bem quero gostaríamos prezados prazo até aguardo produtos fábrica quanto qual quais aceitam",
    "de": "der die das und wir sie ist für mit von ein eine nicht bitte ihre ihr uns haben auf zu den sind können preis angebot benötigen ich wie im hallo suchen bitten lieferzeit brauchen guten tag stück wäre unser unsere",
    "fr": "le les des et nous vous est pour avec de la un une votre vos prix merci bonjour sommes du que en je pouvez au devis notre souhaitons délai livraison combien quel quelle avez bonsoir voudrais je ce besoin pièces veuillez messieurs madame monsieur adresser facture recevoir tarif tarifs cherche cherchons quantité livrer salutations",
    "it": "il gli di e per con che una un siamo prezzo grazie vostro vostri buongiorno abbiamo la della dei sono vorremmo da non ci nostro potete quanto spedizione consegna cerchiamo pezzi gentili avete",
    "nl": "de het een en wij u voor met van is zijn niet graag uw prijs bedankt wat kunnen ons op te geachte offerte dat onze zoeken stuks levertijd hallo goedemorgen nodig heeft jullie hebben wij",
    "pl": "i w na z do nie jest że dla proszę cena dzień dobry jesteśmy państwa oferta się oraz firma o ofertę czy chcielibyśmy",
    "tr": "ve bir bu için ile fiyat merhaba teşekkürler lütfen adet firma olarak siz biz ürün var mı istiyoruz ne",
    "id": "dan yang untuk dengan kami dari ini harga terima kasih mohon saya anda di tidak bisa ke apakah berapa",
    "vi": "và của cho chúng tôi là có giá cảm ơn xin công ty với này được không bạn sản phẩm muốn cần",
    "cs": "a v na je se pro prosím cena dobrý den jsme děkuji s od máme vaše zájem",
    "sv": "och för med vi är det att en ni pris tack hej av på som vill från er",
    "ro": "și pentru cu de la în vă rugăm preț mulțumesc suntem o un este bună ziua",
    "hu": "és a az hogy egy nem ár köszönöm kérem vagyunk jó napot cég van",
    "da": "og for med vi er det at en pris tak hej af på som fra jeg gerne",
    "fi": "ja on ei se hinta kiitos hei olemme että teidän voitteko",
}  # fmt: skip
_SETS = {code: frozenset(words.split()) for code, words in _WORDS.items()}
_WEIGHT = {
    word: 1 / sum(1 for known in _SETS.values() if word in known)
    for words in _SETS.values()
    for word in words
}
_TRADITIONAL = frozenset(
    "們個來時這說對會國為學後發無種麼東產問間開關經樣點單報價訂購詢貨請謝您嗎與應該從數運費電話號碼寄體齊實際現總總讓"
)
_SIMPLIFIED = frozenset(
    "们个来时这说对会国为学后发无种么东产问间开关经样点单报价订购询货请谢吗与应该从数运费电话号码际现总让"
)


def detect_language(text: str) -> tuple[str | None, tuple[str, ...]]:
    """(BCP 47 code when certain, other codes that may be it). Short or mixed text is not certain."""
    text = re.sub(r"[\w.+-]{1,64}@[A-Za-z0-9.-]+|https?://\S+|www\.\S+", " ", text[:4_000], flags=re.ASCII)
    letters = [char for char in text if char.isalpha()]
    if not letters:
        return None, ()
    for code, pattern, share in _SCRIPTS:
        if len(re.findall(pattern, text)) >= max(2, share * len(letters)):
            return _refine(code, text), ()
    best, others = _by_words(re.findall(r"[^\W\d_]+", text.casefold()))
    return (best, others) if best else (_by_letters(text, len(letters)), others)


def _refine(code: str, text: str) -> str:
    if code == "zh":
        traditional = sum(1 for char in text if char in _TRADITIONAL - _SIMPLIFIED)
        simplified = sum(1 for char in text if char in _SIMPLIFIED - _TRADITIONAL)
        return "zh-Hant" if traditional > simplified else "zh-Hans"
    if code == "ar":
        return "ur" if re.search(r"[ٹڈڑےں]", text) else "fa" if re.search(r"[پچژگی]", text) else "ar"
    if code == "ru":
        return (
            "uk"
            if re.search(r"[їєґі]", text)
            else "bg"
            if re.search(r"\b(?:на|за|от|сме|цена|моля)\b", text)
            and not re.search(r"[ыэё]", text)
            and re.search(r"ъ[а-я]", text)
            else "ru"
        )
    return code


_TELLING = {
    "cs": "ěřů",
    "pl": "łąęźż",
    "hu": "őű",
    "tr": "ğış",
    "ro": "șțăâ",
    "vi": "ăơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ",
    "sk": "ľĺŕ",
    "lt": "ėįų",
    "lv": "āēģķļņ",
}  # letters that no other language of the table writes, or seldom


def _by_letters(text: str, letters: int) -> str | None:
    """The language whose own letters a short text shows three times or more, and no other's."""
    folded = text.casefold()
    counts = {code: sum(folded.count(letter) for letter in own) for code, own in _TELLING.items()}
    best = max(counts, key=lambda code: counts[code])
    others = [code for code in counts if code != best and counts[code]]
    is_plain = (
        counts[best] >= 3 and counts[best] * 40 >= letters and not (set(others) - _KIN.get(best, set()))
    )
    return best if is_plain else None


_KIN = {"vi": {"ro", "lv"}, "ro": {"vi"}, "lv": {"lt"}, "lt": {"lv"}}  # share a letter of those above


def _by_words(words: list[str]) -> tuple[str | None, tuple[str, ...]]:
    counts = {code: sum(_WEIGHT[word] for word in words if word in known) for code, known in _SETS.items()}
    ranked = sorted(counts, key=lambda code: -counts[code])
    best, second = ranked[0], ranked[1]
    if counts[best] == 0:
        return None, ()
    if counts[best] >= 1.8 and counts[best] >= 1.5 * counts[second] and counts[best] - counts[second] >= 1:
        return best, ()
    return None, tuple(code for code in ranked[:3] if counts[code] and counts[code] >= counts[best] * 0.6)
