"""Whose words are these? Cuts a paste into its messages and picks the buyer's (trust.md 2c, libraries.md §6)."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from customers.domain.folding import is_public_mail

from .cleaning import quote_depth, unquote
from .people import is_company

_HEADER_WORDS = {
    "from": "from|von|de|da|від|feladó|odesílatel|de la|gönderen|van|od|от|من|发件人|寄件人|寄件者|發件人|差出人|보낸 사람|보낸사람|från|fra|kimden|từ|dari|発信者|lähettäjä|από|αποστολέας|odosielateľ|pošiljatelj|від кого|nuo|saatja|จาก|מאת|از|प्रेषक|寄信人|보낸이|送信者",
    "to": "кому|to|an|címzett|komu|către|para|à|a|aan|do|кому|إلى|收件人|收件者|收件人员|宛先|받는 사람|받는사람|till|til|kime|đến|tới|kepada|untuk|vastaanottaja|către|catre|προς|za|prima|primatelj|kam|adressaat|ถึง|אל|به|प्रति|收信人|받는이|수신|p/|att|attn|attention",
    "cc": "cc|bcc|抄送|抄送人|抄送者|密件抄送|副本|kopie|copia|копия|نسخة|참조|密送|dw|udw|kopia|c/c",
    "date": "date|sent|надіслано|отправлено|elküldve|datum|odesláno|gesendet|datum|enviado|enviado el|enviada em|fecha|data|envoyé|envoyé le|inviato|verzonden|wysłano|отправлено|дата|"
    "sent on|enviada|fecha de envío|data de envio|date d'envoi|data wysłania|дата отправки|gönderilme|lähetetty|dátum|dato|发件时间|傳送時間|傳送日期|寄送日期|"
    "تاريخ|التاريخ|تاريخ الإرسال|تم الإرسال|أرسلت|أُرسلت|发送时间|发送日期|日期|时间|寄件日期|寄件時間|送信日時|보낸 날짜|skickat|sendt|gönderildi|gönderme tarihi|dikirim|đã gửi|gửi|ngày gửi|ngày|tanggal|trimis|trimis la|expediat|στάλθηκε|ημερομηνία|odoslané|poslano|изпратено|надіслано|дата отправления|išsiųsta|nosūtīts|saadetud|date d’envoi|päivämäärä|päiväys|ส่ง|วันที่|נשלח|תאריך|تاریخ|ارسال|भेजा गया|日付|日時|날짜|보낸시간|보낸 시간|發送日期|寄件時間|传送时间",
    "subject": "subject|tárgy|předmět|subiect|betreff|asunto|assunto|objet|oggetto|onderwerp|temat|тема|الموضوع|主题|主題|主旨|件名|제목|ämne|emne|konu|chủ đề|tiêu đề|subjek|perihal|aihe|θέμα|predmet|относно|tema|tēma|teema|เรื่อง|נושא|موضوع|विषय|標題|标题|주제",
    "reply_to": "reply-to|reply to|回复|回复至|回复给|antwort an|responder a|répondre à|rispondi a",
    "sender": "sender|发送者|代发",
}  # fmt: skip
_KEY_OF_HEADER = {word.casefold(): key for key, words in _HEADER_WORDS.items() for word in words.split("|")}
_HEADER_LINE = re.compile(r"^[\s>*]{0,12}([^\s:：*][^:：*\n]{0,18}?)\s{0,3}\*?\s{0,2}[:：]\*?\s{0,6}(.*)$")
_HEADER_ROW = re.compile(r"^\s{0,4}\|\s{0,4}([^|\n]{1,18}?)\s{0,4}\|\s{0,4}([^|\n]*?)\s{0,4}\|?$")
_FORWARD = re.compile(
    r"^[\s>*_=-]{0,60}(?:forwarded (?:message|mail)|begin forwarded message|fwd message|weitergeleitete nachricht|anfang der weitergeleiteten|"
    r"mensaje reenviado|mensagem encaminhada|inicio del mensaje reenviado|message transféré|début du message|messaggio inoltrato|"
    r"doorgestuurd bericht|wiadomość przekazana|пересылаемое сообщение|пересланное сообщение|رسالة معاد توجيهها|"
    r"转发的?(?:原始邮件|原邮件|邮件|消息|信件|邮件信息)|转发邮件信息|轉寄|転送|전달된 메일|iletilen)",
    re.IGNORECASE,
)  # fmt: skip
_ORIGINAL = re.compile(
    r"^[\s>*_=-]{1,60}(?:original (?:message|appointment|mail)|ursprüngliche nachricht|originalnachricht|mensaje original|mensagem original|message d'origine|"
    r"messaggio originale|oorspronkelijk bericht|исходное сообщение|원본 메일|원본 메시지|原始邮件|原始郵件|原邮件|邮件原件|元のメッセージ|回复的原邮件|original)[\s*_=-]*$|^_{20,}$",
    re.IGNORECASE,
)  # fmt: skip
_REPLY = re.compile(
    r"^[\s>]{0,12}(?:on\b.{4,140}\bwrote\s*:|am\b.{4,140}\bschrieb\b.{0,90}:|el\b.{4,140}\bescribi[oó]\s*:|em\b.{4,140}\bescreveu\s*:|"
    r"le\b.{4,140}\ba écrit\s*:|il\b.{4,140}\bha scritto\s*:|op\b.{4,140}\bschreef\b.{0,90}:|(?:dnia|w dniu)\b.{4,140}\b(?:napisał|pisze)\b.{0,60}:|"
    r".{4,140}\bпис(?:ал|ала|ал\(а\))\s*:|(?:在|于)?\s?.{4,140}(?:写道|寫道|写到|來信|来信)\s*[:：]|في\b.{4,140}\bكتب\b.{0,80}:|.{4,140}님이 작성|(?=.{0,140}\d).{4,140}(?:\b(?:skrev|kirjoitti|napsal(?:a|\(a\))?|(?:ezt )?írta|a scris|(?:şunu |şunları )?yazdı|έγραψε|написав|написала|написа|пише|menulis|đã viết|je napisao|je napisala|rašė|kirjutas|wrote|schreef|schrieb)\b|のメール|が書きました|は書きました|님이 작성|เขียน|כתב|نوشت).{0,90}[:：]|.{4,140}<[^<>]{5,80}>\s*(?:wrote|schrieb|:)\s*:?)\s*$",
    re.IGNORECASE,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """One message of a paste: how it was introduced, its headers by key, its lines (quote marks taken off)."""

    kind: str  # first, forward, original, reply, quote
    headers: dict[str, str] = field(default_factory=dict)
    lines: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        return "\n".join(self.lines).strip()


def split_parts(lines: list[str]) -> list[Part]:
    """The messages of a paste, the outermost first."""
    parts: list[Part] = []
    kind = "first"
    headers: dict[str, str] = {}
    body: list[str] = []
    index = 0
    while index < len(lines):
        boundary = _boundary(lines, index, is_start=not body and not parts)
        if boundary is None:
            body.append(lines[index])
            index += 1
            continue
        new_kind, new_headers, used = boundary
        if headers or any(line.strip() for line in body):
            parts.append(Part(kind, headers, _unquoted(body)))
        elif kind == "forward" and new_kind == "original":
            new_kind = "forward"
        kind, headers, body = new_kind, new_headers, []
        index += used
    parts.append(Part(kind, headers, _unquoted(body)))
    return _part_off_quotes(parts)


def _unquoted(lines: list[str]) -> tuple[str, ...]:
    filled = [line for line in lines if line.strip()]
    if filled and sum(1 for line in filled if quote_depth(line)) >= len(filled) * 0.8:
        return tuple(unquote(line) for line in lines)
    return tuple(lines)


def _boundary(lines: list[str], index: int, *, is_start: bool) -> tuple[str, dict[str, str], int] | None:
    line = lines[index]
    if not line.strip():
        return None
    is_forward = bool(_FORWARD.match(line)) and len(line) < 120
    if is_forward or _ORIGINAL.match(line):
        headers, used = _read_headers(lines, index + 1)
        if is_forward or headers:
            return "forward" if is_forward else "original", headers, used + 1
        return ("original", {}, 1) if "_____" not in line else None
    if _REPLY.match(line):
        return "reply", _reply_headers(line), 1
    if (
        index + 1 < len(lines)
        and len(line) < 120
        and _REPLY.match(line + " " + lines[index + 1].strip())
        and line[:3].lower() in ("on ", "am ", "el ", "em ", "le ", "il ", "op ", "> o", ">on")
    ):
        return "reply", _reply_headers(line + lines[index + 1]), 2
    return _header_block(lines, index, is_start=is_start)


def _header_block(lines: list[str], index: int, *, is_start: bool) -> tuple[str, dict[str, str], int] | None:
    """The message that a block of headers opens, labelled or as a web mailbox prints them."""
    bare, used = _read_bare_headers(lines, index)
    if bare:
        return "first" if is_start else "original", bare, used
    headers, used = _read_headers(lines, index)
    is_block = "@" in headers.get("from", "") or {"from", "date"} <= headers.keys() or is_start
    if len(headers) >= 2 and is_block:
        return "first" if is_start else "original", headers, used
    is_subject = headers.keys() == {"subject"} and not "".join(lines[index + used : index + used + 1]).strip()
    if is_start and (is_subject or "@" in headers.get("from", "")):
        return "first", headers, used
    return None


_BARE_FROM = re.compile(
    r"^\s{0,8}(?P<name>[^\s<>@:][^<>@:\n]{0,60}?)\s?<(?P<address>[\w.+'-]{1,64}@[\w.-]{3,100})>\s{0,12}(?P<when>[^<>@\n]{0,60})$"
)
_BARE_TO = re.compile(
    r"^\s{0,8}(?:to|an|aan|para|à|a|do|kime|alıcı|кому|кому:|till|til|către|komu|címzett|đến|tới|kepada|إلى|收件人|发给|發送給|宛先|받는사람)\s?[:：]?\s+(?P<to>\S.{0,120})$",
    re.IGNORECASE,
)
_BARE_TIME = re.compile(r"(?<!\d)\d{1,2}\s?[:.h時]\s?\d{2}(?!\d)")


def _read_bare_headers(lines: list[str], index: int) -> tuple[dict[str, str], int]:
    """The head that web mailboxes print without labels: name and address, the time, "to me"."""
    sender = _BARE_FROM.match(lines[index]) if len(lines[index]) < 220 else None
    if sender is None or (sender["when"] and not _BARE_TIME.search(sender["when"])):
        return {}, 0
    headers = {"date": sender["when"].strip()} if sender["when"] else {}
    used = 1
    while index + used < len(lines) and used < 4:
        line = lines[index + used].strip()
        to = _BARE_TO.match(line)
        if to:
            headers["to"] = to["to"].strip()
        elif len(line) < 60 and "date" not in headers and _BARE_TIME.search(line) and "@" not in line:
            headers["date"] = line
        else:
            break
        used += 1
    if "date" not in headers:
        return {}, 0
    further, more = _read_headers(lines, index + used)
    headers |= {key: value for key, value in further.items() if key not in headers and key != "from"}
    return {"from": f"{sender['name']} <{sender['address']}>", **headers}, used + more


def _reply_headers(line: str) -> dict[str, str]:
    address = re.search(r"[\w.+-]{1,64}@[\w.-]{3,100}", line)
    if not address:
        return {}
    name = re.search(
        r"(?:\b[AaPp]\.?[Mm]\.?,?\s)?([^\W\d_][^\d,:<>@]{1,40})\s<\s?" + re.escape(address[0]), line
    )
    return {"from": f"{name[1].strip()} <{address[0]}>" if name else address[0]}


def _read_headers(lines: list[str], index: int) -> tuple[dict[str, str], int]:
    """Header lines from here on: at most one blank line before and none between, folded lines joined."""
    headers: dict[str, str] = {}
    start = position = index
    while position < len(lines) and not lines[position].strip() and position - start < 2:
        position += 1
    last: str | None = None
    while position < len(lines) and position - start < 40:
        line = lines[position]
        match = _HEADER_LINE.match(line[:1500]) or _HEADER_ROW.match(line[:1500])
        key = _KEY_OF_HEADER.get(match[1].strip().casefold()) if match else None
        if match and key:
            value = match[2].strip().strip("*").strip()
            if key in headers and key in ("from", "subject"):
                break
            headers.setdefault(key, value)
            last = key
        elif last and line[:1] in (" ", "\t") and line.strip() and not match:
            headers[last] += " " + line.strip()
        elif last in ("to", "cc", "from") and not headers[last] and line.strip():
            headers[last] = line.strip()
        elif _opens_subject(lines, position, headers):
            pass  # the blank line that a mailbox prints above the subject
        else:
            break
        position += 1
    return headers, (position - start if headers else 0)


def _opens_subject(lines: list[str], index: int, headers: dict[str, str]) -> bool:
    """True for a blank line behind sender and time with the subject right below it."""
    if lines[index].strip() or not {"from", "date"} <= headers.keys() or "subject" in headers:
        return False
    match = _HEADER_LINE.match(lines[index + 1][:1500]) if index + 1 < len(lines) else None
    return match is not None and _KEY_OF_HEADER.get(match[1].strip().casefold()) == "subject"


def _part_off_quotes(parts: list[Part]) -> list[Part]:
    """A first message that answers between or above `>` lines keeps its own lines only."""
    result: list[Part] = []
    for part in parts:
        own = [line for line in part.lines if not quote_depth(line)]
        quoted = [unquote(line) for line in part.lines if quote_depth(line)]
        if quoted and any(line.strip() for line in own):
            result += [Part(part.kind, part.headers, tuple(own)), Part("quote", {}, tuple(quoted))]
        else:
            result.append(part)
    return result


_HAND_OVER = re.compile(
    r"\b(?:fyi|please (?:handle|follow|reply|take|check|quote them|see below)|pls (?:handle|follow|reply|see)|see below|for you|new inquiry|your customer|bitte (?:bearbeiten|übernehmen)|"
    r"forward(?:ed|ing)?)\b|请(?:跟进|处理|回复|查收|看)|转给|跟一下|你的客户|新询盘|麻烦|这个客户|你来跟",
    re.IGNORECASE,
)  # fmt: skip
_ROBOT = re.compile(
    r"\b(?:wordpress|no-?reply|do-?not-?reply|webmaster|notifications?|mailer|forms?)@", re.IGNORECASE
)
_FORWARD_SUBJECT = re.compile(
    r"^\s*(?:(?:fw|fwd|wg|rv|enc|tr|i|doorst|pd)\s*:|转发|轉寄|转：)", re.IGNORECASE
)


def choose_part(
    parts: list[Part], is_own: Callable[[str], bool], is_our_name: Callable[[str], bool] = lambda _: False
) -> int:
    """Index of the buyer's message: the outermost that is not a colleague's and not a mere hand-over.

    `is_own` tells our addresses in a header's words, `is_our_name` our firm's name in a line.
    """
    for index, part in enumerate(parts[:-1]):
        if _is_comment_above(part, parts[index + 1], is_own, is_our_name):
            continue
        if not _is_handed_over(part, parts[index + 1], is_own):
            return index
    return len(parts) - 1


def earlier_part(parts: list[Part], index: int, is_own: Callable[[str], bool]) -> Part | None:
    """The first quoted mail below part `index` that answers to one of ours, or was sent to us, and names its sender."""
    following = parts[index + 1].headers if index + 1 < len(parts) else {}
    if not is_own(following.get("from", "")) and "from" in following and is_own(following.get("to", "")):
        return parts[index + 1]
    for place in range(index + 2, len(parts)):
        sender = parts[place].headers.get("from", "")
        if sender and not is_own(sender) and is_own(parts[place - 1].headers.get("from", "")):
            return parts[place]
    return None


_PRIVATE_BOX = re.compile(
    r"\b(?:from |using |with )?my (?:private|personal|own) (?:one|mail ?box|e-?mail|account|gmail|address)\b|\b(?:company|office|work|business) (?:mail ?box|e-?mail|account)\b|(?:私人|个人)(?:的)?邮箱|公司邮箱",
    re.IGNORECASE,
)
_ANSWER_THEM = r"\b(?:answer|reply to|write to|write|call|ring|contact|follow up with|send) (?:him|her)\b|(?:跟进|报价给|回复)(?:一下)?(?:他|她|客户)"
_HANDS_ON = re.compile(_ANSWER_THEM, re.IGNORECASE)
_OF_THE_BUYER = re.compile(
    rf"{_ANSWER_THEM}|\b(?:the|this|our|your|new) (?:customer|client|buyer)\b[^.\n]{{0,80}}\b(?:met|wants?|asks?|asked|needs?|has|is|from|visited|came)\b|\bmet (?:the|this|our) (?:customer|client|buyer)\b|这个?客户|客户[^。\n]{{0,12}}(?:问|要|想|说)",
    re.IGNORECASE,
)
_ASKS_FOR_ONESELF = re.compile(
    r"\b(?:please (?:send|give) (?:me|us)|quote (?:me|us)|can you (?:quote|offer|beat|do|make)|we need|i need|we want|i want|your (?:price|best|quotation|offer))\b|贵司|你们的?(?:价格|报价)|报价给我|给我[们]?报",
    re.IGNORECASE,
)


def _is_colleagues(part: Part, following: Part) -> bool:
    """True for a colleague's forward from a private mailbox: a mail to them, handed on as a buyer's.

    They speak of that buyer, and of their mailbox; or they have a public one, ask nothing for themselves and
    tell us to answer that person.
    """
    address = re.search(r"[\w.+-]{1,64}@(?P<host>[\w.-]{3,100})", part.headers.get("from", ""))
    if address is None or following.kind != "forward" or not _OF_THE_BUYER.search(part.text):
        return False
    if address[0].casefold() not in following.headers.get("to", "").casefold():
        return False
    if _PRIVATE_BOX.search(part.text):
        return True
    is_private = is_public_mail(address["host"].casefold()) and not _ASKS_FOR_ONESELF.search(part.text)
    return is_private and bool(_HANDS_ON.search(part.text))


def _is_written_to_us(part: Part, following: Part, is_own: Callable[[str], bool]) -> bool:
    """True for a stranger's mail to us with words of its own: what it forwards is not the buyer's."""
    if _is_colleagues(part, following):
        return False
    sender, to = part.headers.get("from", ""), part.headers.get("to", "")
    is_person = "@" in sender and not _ROBOT.search(sender)
    least = 100 if _HAND_OVER.search(part.text) else 60
    return is_person and is_own(to) and len(part.text) >= least


def _is_note_above(part: Part, following: Part, is_own: Callable[[str], bool]) -> bool:
    """True for a few words above a stranger's mail to us that this stranger does not sign: a colleague's."""
    if part.headers or len(part.text) > 300 or not is_own(following.headers.get("to", "")):
        return False
    if re.search(r"\d{2}", part.text) and not _HAND_OVER.search(part.text):
        return False  # "make it 500 pcs" may be the buyer's own
    end = part.text[-60:].casefold()
    names = re.findall(r"[^\W\d_]{3,}", following.headers.get("from", "").partition("<")[0].casefold())
    return bool(names) and "@" in following.headers["from"] and not any(name in end for name in names)


_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_ASKS_FOR_GOODS = re.compile(
    r"\d\s?(?:pcs|pieces|sets?|units|cartons|ctns|box(?:es)?|дюжин|шт|件|个|套|只|把|台)|[?？]|\b(?:quote|price|prices|order|need|want|please|pls|offer|confirm\w*|agree\w*|accept\w*|thanks?|precio|preis|prix|цен\w+)\b",
    re.IGNORECASE,
)
_GREETS = re.compile(
    r"^\W{0,3}(?:dear|hello|hi|hey|to|attn|hola|estimad[oa]s?|hallo|bonjour|olá|ciao|здравствуйте)\b|[,，:：]$",
    re.IGNORECASE,
)


def _is_comment_above(
    part: Part, following: Part, is_own: Callable[[str], bool], is_our_name: Callable[[str], bool]
) -> bool:
    """True for words without headers above a stranger's mail that come from our side.

    They are in Chinese where the mail is not, or signed by whom the mail was sent to or with our firm's name,
    or too short to say anything: a mailbox's title, the sender's initials.
    """
    sender, text = following.headers.get("from", ""), part.text
    if (
        part.headers
        or not sender
        or is_own(sender)
        or len(text) > 300
        or following.kind in ("reply", "quote")
    ):
        return False
    to = following.headers.get("to", "")
    if ("@" in to and not is_own(to)) or _ASKS_FOR_ONESELF.search(text):
        return False  # an agent hands on what a client wrote to them
    is_chinese = len(_CHINESE.findall(text)) * 2 > sum(char.isalpha() for char in text)
    if is_chinese and len(_CHINESE.findall(following.text)) * 10 < len(following.text):
        return True
    if "@" not in sender:
        return False  # it may be one of us, who wrote to the buyer above
    closing = [line.strip(" *_-—|") for line in part.lines if line.strip()][1:][-6:]
    signs = [line for line in closing if len(line) <= 60 and not _GREETS.search(line)]
    if any(is_company(line) and not is_our_name(line) for line in signs):
        return False
    recipient = to.partition("<")[0].strip(" \"';,").casefold()
    if any(line.casefold() == recipient or is_our_name(line) for line in signs):
        return True
    return len(text) < 80 and not _ASKS_FOR_GOODS.search(text) and not _names_sender(text, sender)


def _names_sender(text: str, sender: str) -> bool:
    """True when the words hold a name of the sender's header: they may be the sender's own."""
    names = re.findall(r"[^\W\d_]{3,}", sender.partition("<")[0].casefold())
    return not names or any(name in text.casefold() for name in names)


def _is_handed_over(part: Part, following: Part, is_own: Callable[[str], bool]) -> bool:
    sender = part.headers.get("from", "")
    if following.kind in ("reply", "quote") and not is_own(sender):
        return not part.text and bool(following.text)
    if is_own(sender):
        return True
    if is_own(following.headers.get("from", "")) or _is_written_to_us(part, following, is_own):
        return False
    if following.kind == "forward" or (_ROBOT.search(sender) and "@" in following.headers.get("from", "")):
        return True
    if not part.text:
        return True
    if _FORWARD_SUBJECT.match(part.headers.get("subject", "")) or _is_note_above(part, following, is_own):
        return True
    return not sender and len(part.text) < 160 and bool(_HAND_OVER.search(part.text))
