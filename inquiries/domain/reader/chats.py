"""Excerpts of chats (WhatsApp, WeChat, LINE, Telegram, a platform's): who speaks, and which words are the buyer's."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from .labels import field_of
from .people import is_own_firm

_DATE = r"(?:\d{1,2}月\d{1,2}日|\d{1,4}[/.\-年]\d{1,2}[/.\-月]\d{1,4}日?)"
_TIME = r"\d{1,2}[:.]\d{2}(?::\d{2})?(?:\s?[AaPp]\.?\s?[Mm]\.?)?"
_WHATSAPP = re.compile(
    rf"^\[?(?P<when>(?:{_DATE},?\s{{1,2}}(?:um |at )?{_TIME})|(?:{_TIME},\s?{_DATE}))\]?\s?(?:[-–]\s)?(?P<who>[^:\n]{{1,40}}):\s(?P<words>.*)$"
)
_WECHAT = re.compile(
    rf"^(?P<who>[^\d:：\n][^:：\n]{{0,39}}?(?:[:：][^\d\s:：\n][^\d:：\n]{{0,11}})?)[\s:：]{{1,4}}(?P<when>(?:{_DATE}\s)?\s?(?:凌晨|早上|上午|中午|下午|晚上|昨天|星期.)?\s?{_TIME})\s*$"
)
_LINE = re.compile(
    rf"^(?P<when>(?:上午|下午|오전|오후|午前|午後)?\s?{_TIME})\t(?P<who>[^\t\n]{{1,40}})\t(?P<words>.*)$"
)
_BRACKETED = re.compile(
    rf"^(?P<who>[^\[\]\n]{{1,40}}?),?\s\[(?P<when>{_DATE},?\s{_TIME})\]:?\s?(?P<words>.*)$"
)
_PROGRAMS = (
    ("platform", r"trade ?manager|旺旺|linked ?in|messaging\b"),
    ("other", r"\[line\]|\bline\b|telegram|zalo|viber|messenger|kakao ?talk|카카오톡|skype|signal|instagram|facebook"),
    ("whatsapp", r"whats ?app"),
    ("wechat", r"we ?chat|微信"),
)  # fmt: skip
_PROGRAM = tuple((code, re.compile(words, re.IGNORECASE)) for code, words in _PROGRAMS)
_HEADING = re.compile(
    r"聊天|对话|對話|会话|\bchat(?:s| history| log)?\b|\bconversation\b|trò chuyện|переписка|conversa(?:ción|tion)?\b|儲存日期|保存日期",
    re.IGNORECASE,
)
_ROBOT = re.compile(
    r"^\W{0,2}(?:自动回复|自動回覆|自动应答|auto(?:matic)?[- ]?repl(?:y|ied)|auto(?:matic)? (?:message|response))",
    re.IGNORECASE,
)
MAX_HEAD = 10  # lines above the first turn
_STAMP = re.compile(
    rf"^\[?(?:{_DATE},?\s{{1,2}}(?:um |at )?{_TIME}|{_TIME},\s?{_DATE})\]?\s?(?:[-–]\s)?(?=\S)"
)  # what the program itself reports carries a time, but no speaker
_OMITTED = re.compile(
    r"^\W?<?(?:media|medien|image|bild|video|audio|sticker|document|dokument|gif|contact card)\s(?:omitted|weggelassen|ausgeschlossen)>?$|^\W?(?:mensagem apagada|mensaje eliminado|(?:se )?eliminó este mensaje|bu mesaj silindi|ce message a été supprimé|diese nachricht wurde gelöscht|messaggio eliminato|сообщение удалено|nội dung đã thu hồi|已撤回.{0,12}|.{0,12}撤回了一条消息)\W?$|end-to-end encrypted|ende-zu-ende-verschlüsselt|criptografia de ponta a ponta|cifrado de extremo a extremo|chiffr\w+ de bout en bout|uçtan uca şifreli|^<?(?:archivo|multimedia|imagen|mídia|médias?) (?:omitid[oa]|oculta|omis)>?$|^\[(?:图片|语音|视频|表情|文件|动画表情|链接)\]$|^(?:以上(?:是|为)历史消息|以下(?:是|为)新消息|(?:write|type) a message\W{0,3}|schreib\w* (?:sie )?eine nachricht\W{0,3})$|^(?:this message was deleted|you deleted this message)\.?$",
    re.IGNORECASE,
)  # fmt: skip
_NO_SPEAKER = re.compile(
    r"^\W*(?:skype|line|telegram|zalo|viber|whatsapp|wechat|messenger|微信|旺旺|旺旺消息|微信消息|聊天消息|date|sent|time|received|datum|gesendet|fecha|data|enviado|日期|时间|发送时间|发送日期|提交时间|留言时间|询盘时间|儲存日期|保存日期|导出时间|保存日時)\W*$|(?:电话|来电|通话|会议|客户)?(?:记录|登记|备注|来电)[\s\d/.-]*$|.{0,30}\b(?:note|memo|notiz|telefonnotiz|gesprächsnotiz|nota|notatka|message|taken by|noted by|transcript)\b",
    re.IGNORECASE,
)
_SELF = re.compile(r"^(?:you|me|我|ich|yo|eu|moi|我方|myself|我司|sales|您)$", re.IGNORECASE)
_ASKS = re.compile(
    r"(?<!you )(?<!you're )(?:\b(?:need|looking for|interested in|want (?:to )?(?:buy|order)|open to|is this available|look for|(?:send|share) (?:me |us )?(?:your |a |the )?(?:catalog\w*|price)|price (?:of|for|on)|quot(?:e|ation)|how much|do you (?:sell|have|make|supply)|your (?:price|catalog\w*|moq|products?)|"
    r"necesito|necesitamos|quer[ií]a|quisiera|precios? (?:de|por|para)|cu[aá]nto|busco|buscamos|cotiza\w*|preciso|precisamos|quero|gostaria|preço|cotação|quanto custa|besoin|prix|cherche|devis|brauche\w*|suche\w*|angebot|preis|"
    r"нужн\w*|сколько|цена|интересует|fiyat\w*|ihtiyac\w*|butuh|harga|cần (?:mua|báo giá|đặt)|báo giá|ต้องการ|สนใจ)\b|(?:我们?|想)(?:要|需要|想)|需要|多少钱|报个?价|什么价|求购|采购|想問|請問|報價|詢價|询价|有现货|有現貨|在吗|你[们們]有(?:做|卖|賣|没有|沒有)|ponudu|trebamo|幾錢|几钱|多少錢|怎麼賣|怎么卖|點賣|有冇|求購|採購|أحتاج|نحتاج|أريد|نريد|كم سعر|السعر)",
    re.IGNORECASE,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Chat:
    """A chat excerpt: its channel, the speakers who may be the buyer, each with their lines and first time.

    One speaker only where it is plain which of them buys. `head`: the lines above the first turn.
    """

    channel: str
    speakers: tuple[str, ...]
    words: dict[str, str]
    when: dict[str, str]
    head: tuple[str, ...] = ()


def read_chat(lines: list[str], own_domains: frozenset[str] = frozenset()) -> Chat | None:
    """The chat a text holds, or None when its lines do not open as chat programs print them."""
    head, lines = _part_head(_with_time_beside(lines))
    for channel, pattern in _PATTERNS:
        turns = _turns(lines, pattern)
        filled = sum(1 for line in lines if line.strip())
        is_enough = len(turns) >= 2 or (filled <= 12 and sum(map(_is_labelled, lines)) < 2)
        if turns and is_enough and _opens(pattern, _first(lines)):
            chat = replace(_gather(_channel_of(head, channel), turns), head=tuple(head))
            return _of_buyer(chat, own_domains)
    return None


def _is_labelled(line: str) -> bool:
    """True for a line of a form or a note: "Anrufer: Herr Brandt"."""
    label, colon, value = line.replace("：", ":").partition(":")
    return bool(colon and value.strip()) and field_of(label) is not None


_PATTERNS = (("whatsapp", _WHATSAPP), ("other", _LINE), ("other", _BRACKETED), ("wechat", _WECHAT))


def _channel_of(head: list[str], usual: str) -> str:
    """The channel that the heading names, else the one whose program prints so."""
    words = "\n".join(head)
    return next((code for code, pattern in _PROGRAM if pattern.search(words)), usual)


def _part_head(lines: list[str]) -> tuple[list[str], list[str]]:
    """(heading, turns): what a program prints above the first turn, where it names the program or a conversation."""
    for index, line in enumerate(lines[: MAX_HEAD + 6]):
        if len(line) < 400 and any(_opens(pattern, line.strip()) for _, pattern in _PATTERNS):
            head = [above.strip() for above in lines[:index] if above.strip()]
            words = "\n".join(head)
            is_heading = 0 < len(head) <= MAX_HEAD and all(len(above) <= 90 for above in head)
            is_named = bool(_HEADING.search(words)) or any(pattern.search(words) for _, pattern in _PROGRAM)
            return (head, lines[index:]) if is_heading and is_named else ([], lines)
    return [], lines


_TIME_ALONE = re.compile(rf"(?:{_DATE}\s)?\s?(?:凌晨|早上|上午|中午|下午|晚上|昨天|星期.)?\s?{_TIME}")


def _with_time_beside(lines: list[str]) -> list[str]:
    """The lines with a speaker's name and the time below it on one line, as WeChat's window shows them."""
    alone = [
        index
        for index in range(1, len(lines))
        if len(lines[index]) < 40
        and _TIME_ALONE.fullmatch(lines[index].strip())
        and not _TIME_ALONE.fullmatch(lines[index - 1].strip())
        and 0 < len(lines[index - 1].strip()) <= 40
    ]
    if len(alone) < 2 or alone[0] > MAX_HEAD + 2:
        return lines
    joined = {index: f"{lines[index - 1].strip()} {lines[index].strip()}" for index in alone}
    return [joined.get(index, line) for index, line in enumerate(lines) if index + 1 not in joined]


def _opens(pattern: re.Pattern[str], line: str) -> bool:
    match = pattern.match(line)
    return bool(match and not _NO_SPEAKER.match(match["who"]))


def _first(lines: list[str]) -> str:
    """The first line that somebody says: what the program reports above it does not count."""
    filled = (line.strip() for line in lines[:200] if line.strip())
    return next((line for line in filled if _WHATSAPP.match(line) or not _STAMP.match(line)), "")


def _turns(lines: list[str], pattern: re.Pattern[str]) -> list[tuple[str, str, list[str]]]:
    turns: list[tuple[str, str, list[str]]] = []
    for line in lines:
        match = pattern.match(line.strip()) if len(line) < 2_000 else None
        if match and not _NO_SPEAKER.match(match["who"]):
            words = match.groupdict().get("words")
            said = [words] if words and not _OMITTED.match(words) else []
            turns.append((match["who"].strip(" ,~\u202a\u202c"), match["when"], said))
        elif turns and not _STAMP.match(line) and not _OMITTED.match(line.strip()):
            turns[-1][2].append(line)
    return turns


def _gather(channel: str, turns: list[tuple[str, str, list[str]]]) -> Chat:
    words: dict[str, str] = {}
    when: dict[str, str] = {}
    for who, time, said in turns:
        if not _SELF.match(who) and not any(_ROBOT.match(line.strip()) for line in said[:2]):
            words[who] = (words.get(who, "") + "\n" + "\n".join(said)).strip()
            when.setdefault(who, time)
    return Chat(channel, tuple(words), words, when)


def _of_buyer(chat: Chat, own_domains: frozenset[str]) -> Chat:
    """The chat with the buyer's lines alone, where it is plain who of the speakers that is."""
    buyer = _buyer(chat, own_domains)
    if buyer is None:
        return chat
    return replace(chat, speakers=(buyer,), words={buyer: chat.words[buyer]}, when={buyer: chat.when[buyer]})


def _buyer(chat: Chat, own_domains: frozenset[str]) -> str | None:
    """The one speaker who is not of our firm; of two, the one saved by number only, or who opens and alone asks."""
    strangers = [who for who in chat.speakers if not _is_ours(who, chat.words[who], own_domains)]
    if len(strangers) == 1:
        return strangers[0]
    shown = [who for who in strangers if any(line.startswith(who) for line in chat.head)]
    if len(shown) == 1:
        return shown[0]  # the window shows the other side's profile on top
    if len(chat.speakers) != 2 or len(strangers) != 2:
        return None
    unsaved = [who for who in strangers if who.startswith("+")]
    if len(unsaved) == 1:
        return unsaved[0]
    opener, other = chat.speakers
    is_plain = bool(_ASKS.search(chat.words[opener])) and not _ASKS.search(chat.words[other])
    return opener if is_plain else None


_PRESENTS = re.compile(
    r"\b(?i:this is|i am|i'm|soy|sou|ich bin|je suis|sono|это)\s(?:[A-ZÀ-Þ][\w'’-]*\s){0,3}(?i:here )?(?i:from|of|with|at|de|da|do|von|bei|di|из)\s(?P<firm>[^\n.!?]{2,40})"
    r"|\b(?i:we are|somos|wir sind|nous sommes)\s(?P<firm2>[A-ZÀ-Þ][^\n.!?]{2,40})"
)  # fmt: skip


_DESK = re.compile(r"旗舰店|专营店|专卖店|客服")  # a seller's account on a platform: "启程工具旗舰店:小芳"


def _is_ours(who: str, words: str, own_domains: frozenset[str]) -> bool:
    """True for a speaker saved under our firm's name, a shop's desk, or who says they are of our firm."""
    if _DESK.search(who):
        return True
    presented = (match["firm"] or match["firm2"] for match in _PRESENTS.finditer(words[:4_000]))
    return any(is_own_firm(said, own_domains) for said in (who, *presented))
