"""Excerpts of WhatsApp and WeChat: who speaks, and which words are the buyer's."""

from __future__ import annotations

import re
from dataclasses import dataclass

_DATE = r"(?:\d{1,2}月\d{1,2}日|\d{1,4}[/.\-年]\d{1,2}[/.\-月]\d{1,4}日?)"
_TIME = r"\d{1,2}[:.]\d{2}(?::\d{2})?(?:\s?[AaPp]\.?\s?[Mm]\.?)?"
_WHATSAPP = re.compile(
    rf"^\[?(?P<when>(?:{_DATE},?\s{{1,2}}(?:um |at )?{_TIME})|(?:{_TIME},\s?{_DATE}))\]?\s?(?:[-–]\s)?(?P<who>[^:\n]{{1,40}}):\s(?P<words>.*)$"
)
_WECHAT = re.compile(
    rf"^(?P<who>[^\d:：\n][^:：\n]{{0,39}}?)[\s:：]{{1,4}}(?P<when>(?:{_DATE}\s)?\s?(?:上午|下午|晚上|昨天|星期.)?\s?{_TIME})\s*$"
)
_NO_SPEAKER = re.compile(
    r"^\W*(?:date|sent|time|received|datum|gesendet|fecha|data|enviado|日期|时间|发送时间|发送日期|提交时间|留言时间|询盘时间)\W*$",
    re.IGNORECASE,
)
_SELF = re.compile(r"^(?:you|me|我|ich|yo|eu|moi|我方|myself|我司|sales|您)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Chat:
    """A chat excerpt: its channel, the speakers other than ourselves, each with their lines and first time."""

    channel: str
    speakers: tuple[str, ...]
    words: dict[str, str]
    when: dict[str, str]


def read_chat(lines: list[str]) -> Chat | None:
    """The chat a text holds, or None when its lines do not open as chat programs print them."""
    for channel, pattern in (("whatsapp", _WHATSAPP), ("wechat", _WECHAT)):
        turns = _turns(lines, pattern)
        filled = sum(1 for line in lines if line.strip())
        if turns and (len(turns) >= 2 or filled <= 12) and _opens(pattern, _first(lines)):
            return _gather(channel, turns)
    return None


def _opens(pattern: re.Pattern[str], line: str) -> bool:
    match = pattern.match(line)
    return bool(match and not _NO_SPEAKER.match(match["who"]))


def _first(lines: list[str]) -> str:
    return next((line.strip() for line in lines if line.strip()), "")


def _turns(lines: list[str], pattern: re.Pattern[str]) -> list[tuple[str, str, list[str]]]:
    turns: list[tuple[str, str, list[str]]] = []
    for line in lines:
        match = pattern.match(line.strip()) if len(line) < 2_000 else None
        if match and not _NO_SPEAKER.match(match["who"]):
            words = match.groupdict().get("words")
            turns.append((match["who"].strip(" ~\u202a\u202c"), match["when"], [words] if words else []))
        elif turns:
            turns[-1][2].append(line)
    return turns


def _gather(channel: str, turns: list[tuple[str, str, list[str]]]) -> Chat:
    words: dict[str, str] = {}
    when: dict[str, str] = {}
    for who, time, said in turns:
        if not _SELF.match(who):
            words[who] = (words.get(who, "") + "\n" + "\n".join(said)).strip()
            when.setdefault(who, time)
    return Chat(channel, tuple(words), words, when)
