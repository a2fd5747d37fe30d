"""Warnings: what a person should know before they treat a text as a buyer's inquiry (requirements D7 12–14)."""

from __future__ import annotations

import re

_SPAM = re.compile(
    r"\b(?:seo|search engine optimi[sz]ation|(?:first|top) page (?:of|on) google|google (?:rank\w*|ads)|rank (?:your|higher)|backlinks?|guest posts?|link building|(?:buyer|email|mailing|contact|customer) (?:lists?|database)|lead generation|web(?:site)? (?:design|redesign|development)|mobile app development|digital marketing|social media marketing|"
    r"increase your (?:traffic|sales|ranking|followers)|crypto\w*|bitcoin|forex|casino|viagra|loan offer|business loans?|funding for your|investment opportunity|inheritance|lottery|million (?:us )?dollars|explainer video|virtual assistant|bulk (?:sms|email)|fake reviews|"
    r"posicionamiento web|base de datos de (?:compradores|clientes)|suchmaschinenoptimierung|référencement|раскрутк\w|продвижени\w+ сайт\w*)\b|谷歌优化|网站优化|代运营|推广服务|建站|买家名录|客户名单|海关数据|刷单|贷款|代开发票|群发",
    re.IGNORECASE,
)  # fmt: skip
_SELLER = re.compile(
    r"\bwe (?:can |would like to |are pleased to |are glad to )?offer (?:you |your company )?(?:our|seo|a|web|the best|services?|professional|competitive)|\b(?:our|my) services\b|\bwe (?:provide|specialize in|specialise in|help (?:companies|businesses))\b|\bwe are (?:a |an )?(?:professional |leading |experienced )?(?:manufacturer|freight forwarder|forwarder|shipping (?:agent|company)|logistics company|recruit\w+|marketing agency|software|supplier) (?:of|in|from|based)?|"
    r"\bour (?:sea|air|ocean) freight rates?\b|\bfreight rates? from\b|\b(?:job|position) (?:application|at your company)|apply(?:ing)? for (?:the|a) (?:job|position)|\bmy (?:cv|resume|résumé)\b|\bcurriculum vitae\b|\b(?:bewerbung|lebenslauf)\b|\bunsubscribe from this newsletter\b|\bout of (?:the )?office\b|\bautomatic reply\b|\bauto-?reply\b|\bautoreply\b|\b(?:réponse automatique|absence du bureau|je suis (?:actuellement )?absente?|respuesta automática|fuera de (?:la )?oficina|resposta automática|ausência (?:temporária|do escritório)|risposta automatica|fuori ufficio|automatische antwort|automatisch antwoord|afwezigheids\w*|odpowiedź automatyczna|automatická odpověď|автоответ\w*|автоматический ответ|otomatik yanıt|balasan otomatis|trả lời tự động|autosvar|automaattinen vastaus)\b|自動返信|自動回覆|自动答复|부재중|자동 ?(?:응답|회신)|abwesenheits(?:notiz|benachrichtigung)|"
    r"\bundeliver(?:able|ed)\b|\bdelivery status notification\b|\bdelivery has failed\b|mailer-daemon|求职|应聘|简历|自动回复|货代|海运价|我们是.{0,12}(?:工厂|厂家|货代|物流)|为您提供.{0,10}服务|退信|报名参展",
    re.IGNORECASE,
)  # fmt: skip
_ASKS = re.compile(
    r"\b(?:please quote|your (?:best )?price|need (?:a )?(?:quote|price)|we (?:need|want|are looking for)|looking for (?:a )?(?:supplier|manufacturer))\b",
    re.IGNORECASE,
)
_RISKY_NAME = re.compile(
    r"[\w() -]{1,80}\.(?:exe|scr|js|jse|vbs|vbe|wsf|bat|cmd|com|pif|iso|img|lnk|hta|jar|msi|ps1|docm|xlsm|pptm|xlam|html?|shtml|svg|ace|arj|cab|r\d\d|zip|rar|7z|gz|one)(?![\w/@-]|\.\w)",
    re.IGNORECASE,
)
_RISKY_WORDS = re.compile(
    r"\b(?:open (?:it|the (?:file|attachment|attached\w*))|(?:download|view|click)[\w ]{0,20}(?:attach\w+|document|invoice|purchase order|link|here)|enable (?:content|macros|editing)|password (?:is|for the (?:file|archive))|(?:in|see|find|check|kindly (?:see|find|check)) (?:the )?attached (?:file|purchase order|po|order|invoice|document)[\w ,]{0,25}(?:open|confirm|download)|"
    r"(?:purchase order|invoice|payment (?:copy|advice|slip)) (?:is )?(?:in the )?attached[\w ,]{0,30}(?:open|confirm|download)|adjunto[\w ,]{0,30}(?:abrir|ábralo|descargar)|im anhang[\w ,]{0,30}öffnen)\b|附件.{0,12}(?:打开|解压|确认|密码)|打开附件|下载附件|解压密码",
    re.IGNORECASE,
)  # fmt: skip
_PAYEE = re.compile(
    r"\b(?:(?:payee|bank(?:ing)?|beneficiary|payment|our|new) (?:account|details|information)[\w ,']{0,40}(?:chang\w+|updat\w+|new|different|instead|replac\w+|under audit|frozen)|(?:chang\w+|updat\w+|new|different) (?:of |our |the |in )?(?:bank(?:ing)?|payee|beneficiary|payment) (?:account|details|information)|(?:do not|don't|stop) (?:pay|send|transfer)[\w ]{0,30}(?:old|previous) account|"
    r"pay (?:the balance |the deposit )?(?:in)?to (?:this|our|the following) new (?:bank )?account|cuenta bancaria (?:ha cambiado|nueva)|nueva cuenta bancaria|cambio de cuenta|nova conta bancária|mudança de conta|(?:neue|geänderte) (?:bankverbindung|kontoverbindung|iban)|bankverbindung (?:hat sich )?geändert|nouveau (?:compte bancaire|rib)|changement de (?:rib|compte)|nuovo (?:conto|iban)|изменени\w+ (?:банковск\w+ )?реквизит\w+|новые реквизиты)\b|"
    r"(?:收款|银行)(?:账户|账号|帐户|帐号|信息).{0,10}(?:变更|更改|更换|已变|改)|新的?(?:收款|银行)(?:账户|账号|帐号)|تغيير الحساب البنكي|الحساب البنكي الجديد",
    re.IGNORECASE,
)  # fmt: skip


def read_warnings(text: str, attachments: tuple[str, ...]) -> list[str]:
    """Codes for what the buyer's message and its attachments give reason to fear."""
    text = text[:20_000]
    warnings = []
    is_spam = bool(_SPAM.search(text)) and (not _ASKS.search(text) or bool(_SELLER.search(text)))
    if is_spam:
        warnings.append("spam_offer")
    if is_spam or (_SELLER.search(text) and not _ASKS.search(text)):
        warnings.append("not_a_buyer")
    if any(_RISKY_NAME.fullmatch(name.strip()) for name in attachments) or _is_risky_text(text):
        warnings.append("risky_attachment")
    if _PAYEE.search(text):
        warnings.append("payee_change")
    return warnings


def _is_risky_text(text: str) -> bool:
    if _RISKY_WORDS.search(text):
        return True
    return any(
        re.search(r"attach|<|附件|kb|mb|anhang|adjunt|anex", line, re.IGNORECASE) and _RISKY_NAME.search(line)
        for line in text.split("\n")[:200]
        if len(line) < 300 and "http" not in line
    )
