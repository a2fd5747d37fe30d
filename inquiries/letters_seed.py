"""The letters a company begins with (S50-S52): its own words afterwards. Plain text, places of `domain.letters` only."""

from inquiries.models import LetterTemplate, Occasion

SIGNATURE_EN = """Best regards,
{my_name}
{company_name}
{company_address}
Tel {company_phone} | Fax {company_fax}
{company_website} | {my_email}"""

SIGNATURE_ES = """Un cordial saludo,
{my_name}
{company_name}
{company_address}
Tel. {company_phone} | Fax {company_fax}
{company_website} | {my_email}"""

SIGNATURE_ZH = """祝商祺

{my_name}
{company_name}
{company_address}
电话 {company_phone}　传真 {company_fax}
{my_email}"""

# name, language, use it for, subject, text
LETTERS: tuple[tuple[str, str, str, str, str], ...] = (
    (
        "First reply: the offer is on its way", "en", "Within two hours, when the price takes longer",
        "Re: {subject}",
        """{salutation}

Thank you for your inquiry. You asked for: {products}.

Your offer is being prepared and will be with you within one working day, with price, packing, lead time and the certificates we hold for these items.

Two things would help us to get it right the first time: the port or address of delivery, and whether you need your own packing.

""" + SIGNATURE_EN,
    ),
    (
        "Company introduction", "en", "A buyer who does not know us yet",
        "{company_name}: what we can do for {buyer_company}",
        """{salutation}

Thank you for your interest. In short, who would be making your goods:

- {company_name}, founded in {founded_in}
- Total assets {total_assets}, annual sales {annual_sales}
- {awards}

What buyers come back for: {strengths}

The next step from our side is a quotation for the items you name, with photos and test reports. Which ones shall we begin with?

""" + SIGNATURE_EN,
    ),
    (
        "Ask for details", "en", "An inquiry without quantity or item",
        "Re: {subject}",
        """{salutation}

Thank you for writing to us. To quote exactly what you need, may I ask:

1. Which items or sizes, and how many of each?
2. Your packing: ours, or your own retail box?
3. Which certificates does your market ask for?
4. Delivery to which port or address, and by when?

Our catalogue is attached; item numbers are enough for an answer. You will have the prices within one working day after your reply.

""" + SIGNATURE_EN,
    ),
    (
        "Sample policy", "en", "A buyer asks for samples",
        "Samples of {products}",
        """{salutation}

Gladly. How samples work with us:

- Photos and drawings of the current version: at once, free of charge.
- Samples: free of charge for up to two pieces an item; the freight is for your courier account.
- Ready to ship within three working days; you get the tracking number the same day.

Please send the courier's name, your account number and the delivery address with a telephone number.

""" + SIGNATURE_EN,
    ),
    (
        "After the quotation", "en", "No answer for some days",
        "Re: {subject}",
        """{salutation}

A few days ago we sent you our offer for {products}. Has it reached the right desk?

If the price is the question, tell us your target and the quantity behind it: packing, payment and lead time often leave room. If the plan has changed, a line is enough and we will not press.

""" + SIGNATURE_EN,
    ),
    (
        "New contact at our side", "en", "After a handover",
        "Your contact at {company_name}",
        """{salutation}

From today I look after {buyer_company} at {company_name}, in place of {former_contact}. All papers, prices and agreements so far are with me, and nothing changes in what was promised.

I will call you this week at a time that suits you. Until then this address reaches me directly.

""" + SIGNATURE_EN,
    ),
    (
        "Nuevo contacto", "es", "Después de un traspaso",
        "Su contacto en {company_name}",
        """{salutation}

Desde hoy atiendo a {buyer_company} en {company_name}, en lugar de {former_contact}. Tengo toda la documentación, los precios y los acuerdos hasta la fecha, y lo prometido no cambia.

Le llamaré esta semana a la hora que le convenga. Mientras tanto, en esta dirección me encuentra directamente.

""" + SIGNATURE_ES,
    ),
    (
        "更换联系人", "zh", "交接之后",
        "{company_name}：您的新联系人",
        """{salutation}

即日起由我接替{former_contact}，负责贵公司 {buyer_company} 的业务。此前的资料、报价和约定都已转到我这里，答应过您的一律不变。

这周我会给您打一次电话，时间看您方便。在此之前，发到本邮箱就能直接找到我。

""" + SIGNATURE_ZH,
    ),
    (
        "Primera respuesta", "es", "En las primeras dos horas",
        "Re: {subject}",
        """{salutation}

Gracias por su consulta. Nos pide: {products}.

Preparamos su oferta y la recibirá en un día hábil, con precio, embalaje, plazo de entrega y los certificados disponibles.

Para acertar a la primera, díganos por favor el puerto o la dirección de entrega y si necesita su propio embalaje.

""" + SIGNATURE_ES,
    ),
    (
        "首次回复", "zh", "两小时内先回",
        "关于：{subject}",
        """{salutation}

来函收到，谢谢。您询的是：{products}。

报价正在核，一个工作日内连同包装、交期和证书一并发给您。麻烦告知交货港口或地址，以及是否用您自己的包装。

""" + SIGNATURE_ZH,
    ),
)  # fmt: skip


# The letters that the program proposes after a handover (S99).
FOR_HANDOVER = ("New contact at our side", "Nuevo contacto", "更换联系人")


def seed_letters() -> int:
    """Write the letters that are not there yet, by name and language; changed ones stay. Returns how many are new."""
    found = 0
    occasions = dict.fromkeys(FOR_HANDOVER, Occasion.HANDOVER)
    for position, (name, language, purpose, subject, body) in enumerate(LETTERS):
        _row, is_new = LetterTemplate.objects.get_or_create(
            name=name, language=language,
            defaults={
                "purpose": purpose, "subject": subject, "body": body, "position": position,
                "occasion": occasions.get(name, Occasion.NONE),
            },
        )  # fmt: skip
        found += is_new
    return found
