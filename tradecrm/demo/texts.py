"""What the demo's buyers write and what we answer (requirements D5, D7): our own texts, in the buyers' languages."""

from dataclasses import dataclass
from random import Random

from customers.models import Channel, Source


@dataclass(frozen=True)
class Product:
    """A product line: as buyers call it in each language, its Chinese name, unit, usual quantities and USD prices."""

    code: str
    words: str
    chinese: str
    unit: str
    quantities: tuple[int, ...]
    prices: tuple[float, float]
    local: tuple[tuple[str, str], ...] = ()

    def said_in(self, language: str) -> str:
        """Return the product's name in a language, English where we have none."""
        return dict(self.local).get(language, self.words)


PRODUCTS: tuple[Product, ...] = (
    Product("QC-S46", '46-pc 1/4" socket set', "46件套筒组套", "sets", (1000, 2000, 3000), (5.2, 6.8),
            (("es", 'juego de dados 1/4" de 46 piezas'), ("pt", 'jogo de soquetes 1/4" 46 peças'), ("de", "Steckschlüsselsatz 46-tlg."))),
    Product("QC-S108", "108-pc mixed tool set", "108件组合工具", "sets", (300, 600, 1000), (18.5, 24.0),
            (("es", "juego de herramientas de 108 piezas"), ("de", "Werkzeugkoffer 108-tlg."))),
    Product("QC-P8", 'combination pliers 8"', "8寸钢丝钳", "pcs", (2000, 5000, 10000), (1.35, 1.85),
            (("es", 'alicate universal 8"'), ("pt", 'alicate universal 8"'), ("de", "Kombizange 200 mm"))),
    Product("QC-W10", 'adjustable wrench 10"', "10寸活动扳手", "pcs", (2000, 5000), (1.9, 2.6),
            (("es", 'llave ajustable 10"'), ("pt", 'chave inglesa 10"'))),
    Product("QC-H16", "claw hammer 16 oz", "16盎司羊角锤", "pcs", (1200, 2400, 5000), (2.1, 2.9),
            (("es", "martillo de uña 16 oz"), ("pt", "martelo unha 16 oz"), ("de", "Klauenhammer"))),
    Product("QC-D6", "screwdriver set 6 pcs", "6件螺丝批组套", "sets", (1500, 3000), (2.4, 3.3),
            (("de", "Schraubendrehersatz 6-tlg."), ("es", "juego de destornilladores 6 piezas"))),
    Product("QC-T525", "tape measure 5 m x 25 mm", "5米卷尺", "pcs", (3000, 6000, 12000), (0.95, 1.45),
            (("es", "flexómetro 5 m"), ("pt", "trena 5 m"), ("de", "Bandmaß 5 m"))),
    Product("QC-V1000", "VDE screwdriver 1000 V", "VDE绝缘螺丝批", "pcs", (1000, 3000), (1.6, 2.4),
            (("de", "VDE-Schraubendreher 1000 V"),)),
    Product("QC-L20", "LED work light 20 W rechargeable", "20W充电工作灯", "pcs", (500, 1000, 2000), (6.8, 9.2),
            (("pt", "luminária de trabalho LED 20 W recarregável"), ("de", "LED-Akku-Arbeitsleuchte 20 W"))),
    Product("QC-F50", "LED flood light 50 W", "50W投光灯", "pcs", (500, 1000, 2000), (4.2, 6.5),
            (("pt", "refletor LED 50W"), ("es", "reflector LED 50 W"))),
)  # fmt: skip

# Requirements D6, per thousand.
SOURCES: tuple[tuple[str, float], ...] = (
    (Source.ALIBABA, 460), (Source.EMAIL, 140), (Source.WEBSITE, 130), (Source.TRADE_SHOW, 110), (Source.REFERRAL, 60),
    (Source.MADE_IN_CHINA, 50), (Source.PHONE, 30), (Source.SOCIAL, 15), (Source.FAX, 5),
)  # fmt: skip
CHANNEL_OF = {
    Source.ALIBABA: Channel.PLATFORM, Source.MADE_IN_CHINA: Channel.PLATFORM, Source.EMAIL: Channel.EMAIL,
    Source.WEBSITE: Channel.EMAIL, Source.TRADE_SHOW: Channel.EMAIL, Source.REFERRAL: Channel.EMAIL,
    Source.PHONE: Channel.PHONE, Source.SOCIAL: Channel.WHATSAPP, Source.FAX: Channel.FAX,
}  # fmt: skip

_ASKED = {
    "en": (
        "We supply {stores} hardware stores around {city}. Please quote your {product} with our retail box and UPC, {quantity} {unit}. What warranty can you offer?",
        "Dear, need best price {product} {quantity} {unit} CIF {city}. We have offer from other factory. Send last price.",
        "Could you confirm the certificates for your {product}? Annual demand approx. {yearly} {unit}. We need two samples first; please use our courier account.",
        "Good day sir, we are new shop in {city}. Minimum order for {product} how many? Can mix?",
        "Please send 1 pc each of {product} and your new items. We will pay freight by our account, need before the 20th.",
        "Interested in your {product}. Send details and catalogue.",
        "Looking for an OEM {product}, own colour and our logo, first order {quantity} {unit}. Please quote FOB Ningbo and your lead time.",
        "We saw your {product} at the fair and kept your card. Price for {quantity} {unit} and packing details, please.",
        "Our buyer for hand tools asks for {product}: {quantity} {unit}, target price USD {target}. Can you meet it?",
    ),
    "de": (
        "Guten Tag, bitte bieten Sie uns {product} an, {quantity} Stück, Lieferung nach {city}. Liegen GS und REACH vor?",
        "Sehr geehrte Damen und Herren, wir suchen einen Lieferanten für {product}. Jahresbedarf ca. {yearly} Stück. Zwei Muster vorab.",
    ),
    "es": (
        "Buenos días, somos distribuidores en {city}. Favor de cotizar {product}, {quantity} piezas, precio FOB Ningbo y tiempo de entrega.",
        "Estimados, necesitamos catálogo y lista de precios de {product}. Consumo anual {yearly} piezas. ¿Tienen certificación?",
    ),
    "pt": (
        "Bom dia, precisamos de catálogo e preços FOB para {product}, {quantity} peças. Vocês têm certificação?",
        "Prezados, favor cotar {product}, {quantity} peças, porto de Santos. Qual o prazo de entrega?",
    ),
    "fr": ("Bonjour, merci de nous faire une offre pour {product}, {quantity} pièces, livraison {city}. Avez-vous le certificat CE ?",),
    "ar": (
        "السلام عليكم، نحتاج أفضل سعر لـ {product} كمية {quantity} تسليم {city}. شكرا",
        "Salam, need your best price {product} {quantity} {unit} to {city}. Container this month. Last price please.",
    ),
}  # fmt: skip
_FAX = "TO: EXPORT DEPT. PLS QUOTE {product} {quantity} {unit} CFR {city} BY RETURN FAX. RGDS {contact}"
_CALL = "{contact} called from {city}, asks for the price of {product}, {quantity} {unit}; will visit the fair and wants the booth number."
_AGAIN = (
    "Same as last PO, increase {product} to {quantity} {unit}. Can you ship before the Christmas cut-off?",
    "Thank you for the offer. What is the price for {quantity} {unit} of {product}?",
    "Which payment terms can you accept for {product}? And how many sets in a 20'GP?",
    "12 of 600 pieces of {product} from the last lot have a problem. Photos follow. Please advise.",
    "Sample of {product} received, thank you. Can you improve the handle and send the drawing?",
    "Our customer asks for {product} with hanging card. Price difference?",
    "Please send the proforma invoice for {quantity} {unit} {product}.",
)
SPAM = (
    ("SEO Rank Team", "We offer SEO and buyer lists for your website, first page guaranteed."),
    ("Global Buyer Data", "Get 2 million importers' contacts at half price this week only."),
    ("Accounts Desk", "Please note the payee account has changed. Confirm your new transfer today."),
    ("Purchase Order", "Our purchase order is in the attached file, open it to confirm."),
    ("Freight Deals", "Best ocean rates to all ports, reply for our weekly list."),
    ("Student Project", "I write a paper on tools and need free samples and all your price lists."),
)
_ANSWERS = (
    "Dear {contact}, thank you for your inquiry. {product}: USD {price} FOB Ningbo, MOQ {quantity} {unit}, 35 days. Samples can leave in 5 days.",
    "Dear {contact}, our offer for {product} is attached as text: USD {price} per {unit_one}, 30% deposit, 70% against B/L copy.",
    "Hello {contact}, yes, the certificates for {product} are valid; copies attached. USD {price} FOB Ningbo for {quantity} {unit}.",
    "Dear {contact}, the catalogue page of {product} follows. For {quantity} {unit} with your own box we can offer USD {price}.",
)


@dataclass(frozen=True)
class Asked:
    """What a message asks for."""

    product: Product
    quantity: int
    price: float
    city: str
    contact: str
    language: str = "en"

    @property
    def target(self) -> float:
        """What the buyer says to want: less than they will pay."""
        return round(self.price * 0.88, 2)

    def words(self) -> dict[str, object]:
        """Return the values of a text's places."""
        return {
            "product": self.product.said_in(self.language), "quantity": f"{self.quantity:,}", "unit": self.product.unit,
            "unit_one": self.product.unit.rstrip("s"), "price": f"{self.price:.2f}", "target": f"{self.target:.2f}", "yearly": f"{self.quantity * 12:,}",
            "stores": 20 + self.quantity % 180, "city": self.city, "contact": self.contact,
        }  # fmt: skip


def ask(chance: Random, city: str, contact: str, language: str) -> Asked:
    """Choose what a buyer asks for."""
    product = chance.choice(PRODUCTS)
    price = round(chance.uniform(*product.prices), 2)
    return Asked(
        product,
        chance.choice(product.quantities),
        price,
        city,
        contact,
        language if language in _ASKED else "en",
    )


def first_message(chance: Random, asked: Asked, channel: str) -> str:
    """Return how the thread begins."""
    if channel == Channel.FAX:
        return _FAX.format(**asked.words()).upper()
    if channel == Channel.PHONE:
        return _CALL.format(**asked.words())
    return chance.choice(_ASKED[asked.language]).format(**asked.words())


def further_message(chance: Random, asked: Asked) -> str:
    """Return what the buyer writes after our answer."""
    return chance.choice(_AGAIN).format(**asked.words())


def answer(chance: Random, asked: Asked) -> str:
    """Return what we reply."""
    return chance.choice(_ANSWERS).format(**asked.words())
