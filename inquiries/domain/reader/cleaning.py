"""From whatever was pasted to plain lines: control characters, HTML leftovers, transfer encodings."""

from __future__ import annotations

import binascii
import html
import quopri
import re
from dataclasses import dataclass
from email.errors import HeaderParseError
from email.header import decode_header

from .reading import Span

MAX_ANALYSED = 150_000
MAX_LINES = 2_500
MAX_LINE = 2_000

_DROPPED = [
    *range(0x09), 0x0B, *range(0x0E, 0x20), 0x7F, 0xAD, *range(0x200B, 0x2010), *range(0x202A, 0x202F),
    *range(0x2060, 0x2070), 0xFEFF, *range(0xFFF9, 0xFFFC),
]  # fmt: skip
_SPACES = [0x0C, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000]
_DIGIT_ZEROS = (0x0660, 0x06F0, 0x0966, 0x09E6, 0x0E50, 0xFF10)
_FULL_WIDTH = [*range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B), 0xFF20, 0xFF0E, 0xFF0B, 0xFF0D, 0xFF05]


def _build_replacements() -> dict[str, str]:
    table = {chr(code): " " for code in _SPACES}
    table |= {chr(zero + digit): str(digit) for zero in _DIGIT_ZEROS for digit in range(10)}
    table |= {chr(code): chr(code - 0xFEE0) for code in _FULL_WIDTH}
    table |= {chr(code): "\n" for code in (0x85, 0x2028, 0x2029)}
    table |= {chr(code): "\ufffd" for code in range(0xD800, 0xE000)}
    return table


_REPLACED = _build_replacements()
_DROP = {chr(code) for code in _DROPPED}
_SPECIAL = re.compile(
    "[" + "".join(re.escape(char) for char in (*_DROP, *(_REPLACED.keys() - set(map(chr, range(0xD800, 0xE000)))))) + "\ud800-\udfff\r]"
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Tidy:
    """The analysed part of a pasted text without invisible characters; `locate` leads back to the paste."""

    text: str
    offsets: tuple[tuple[int, int], ...]  # (position here, position in the paste), one per change of distance
    is_cut: bool

    def locate(self, words: str) -> Span | None:
        """Where the words stand in the pasted text: as a word of its own first, else anywhere."""
        words = words.strip()
        if not words:
            return None
        start = _find_word(self.text, words)
        if start < 0:
            start = self.text.find(words)
        return None if start < 0 else Span(self._origin(start), self._origin(start + len(words) - 1) + 1)

    def _origin(self, position: int) -> int:
        low, high = 0, len(self.offsets)
        while low < high:
            middle = (low + high) // 2
            low, high = (middle + 1, high) if self.offsets[middle][0] <= position else (low, middle)
        here, there = self.offsets[low - 1] if low else (0, 0)
        return there + position - here


def _find_word(text: str, words: str) -> int:
    start = text.find(words)
    for _ in range(50):
        if start < 0 or _stands_alone(text, start, start + len(words)):
            return start
        start = text.find(words, start + 1)
    return -1


def _stands_alone(text: str, start: int, end: int) -> bool:
    before = text[start - 1 : start]
    after = text[end : end + 1]
    return not (_is_latin_word(before) or _is_latin_word(after))


def _is_latin_word(char: str) -> bool:
    return char.isalnum() and char < "\u2e80"


def tidy(text: str) -> Tidy:
    """Drop what nobody sees, make every space and digit an ordinary one, and keep the way back."""
    is_cut = len(text) > MAX_ANALYSED
    text = text[:MAX_ANALYSED]
    parts: list[str] = []
    offsets: list[tuple[int, int]] = []
    position = last = 0
    for match in _SPECIAL.finditer(text):
        parts.append(text[last : match.start()])
        position += match.start() - last
        replacement = _replace(text, match.start())
        parts.append(replacement)
        position += len(replacement)
        last = match.end()
        if not replacement:
            offsets.append((position, last))
    parts.append(text[last:])
    return Tidy("".join(parts), tuple(offsets), is_cut)


def _replace(text: str, index: int) -> str:
    char = text[index]
    if char == "\r":
        return "" if text[index + 1 : index + 2] == "\n" else "\n"
    return "" if char in _DROP else _REPLACED[char]


_TAG = re.compile(r"<(/?)(!--|[a-zA-Z][a-zA-Z0-9]{0,9})(?=[\s/>-])[^<>]{0,4000}>")
_KNOWN_TAGS = frozenset(
    "a b i u p br hr div span table tbody thead tr td th ul ol li font html head body title meta style script "
    "img strong em h1 h2 h3 h4 h5 h6 center blockquote pre link o o:p dl dt dd form input label small "
    "section !--".split()
)
_LINE_TAGS = frozenset(
    "p br div tr li h1 h2 h3 h4 h5 h6 table hr blockquote ul ol dt dd title pre section".split()
)


def strip_markup(text: str) -> str:
    """HTML leftovers as text: a block starts a line, a table's cells are parted by tabs. Other text as it is."""
    if sum(1 for match in _TAG.finditer(text[:20_000]) if match[2].lower() in _KNOWN_TAGS) < 3:
        return html.unescape(text) if re.search(r"&(?:nbsp|amp|lt|gt|quot|#\d{1,5});", text) else text
    parts: list[str] = []
    last = 0
    hidden: str | None = None
    for match in _TAG.finditer(text):
        name, is_closing = match[2].lower(), bool(match[1])
        if name not in _KNOWN_TAGS:
            continue
        if hidden is None:
            parts.append(text[last : match.start()].replace("\n", " "))
            parts.append(_break_of(name, is_closing=is_closing))
            hidden = name if name in ("style", "script") and not is_closing else None
        elif is_closing and name == hidden:
            hidden = None
        last = match.end()
    parts.append(text[last:])
    return html.unescape("".join(parts)).replace("\xa0", " ")


def _break_of(name: str, *, is_closing: bool) -> str:
    if name in ("td", "th"):
        return "\t" if is_closing else ""
    return "\n" if name in _LINE_TAGS else ""


_ENCODED_WORD = re.compile(
    r"=\?[\w-]{2,30}\?[bqBQ]\?[^?\s]{1,2000}\?=(?:\s{1,4}=\?[\w-]{2,30}\?[bqBQ]\?[^?\s]{1,2000}\?=){0,20}"
)
_ESCAPE = re.compile(r"=[0-9A-F]{2}")
_GB_NAMES = frozenset(("gb2312", "gbk", "x-gbk", "gb_2312-80", "cp936", "hz-gb-2312"))


def decode_bytes(data: bytes, charset: str | None) -> str:
    """Bytes of a mail as text; the label gb2312 or gbk is read as gb18030, an unknown or wrong one guessed."""
    name = (charset or "").strip().strip("\"'").lower()
    for label in ("gb18030" if name in _GB_NAMES else name, "utf-8", "gb18030"):
        try:
            return data.decode(label)
        except (LookupError, UnicodeError, ValueError):
            continue
    return data.decode("latin-1")


def decode_words(text: str) -> str:
    """Replace MIME encoded words (`=?GB2312?B?…?=`) wherever they stand."""
    return _ENCODED_WORD.sub(lambda match: _decode_word(match[0]), text) if "=?" in text else text


def _decode_word(word: str) -> str:
    try:
        pairs = decode_header(word)
    except (HeaderParseError, binascii.Error, ValueError, LookupError):
        return word
    return "".join(part if isinstance(part, str) else decode_bytes(part, charset) for part, charset in pairs)


def decode_leftovers(text: str) -> str:
    """Undo quoted-printable that was pasted as it stood, and UTF-8 that was once read as Latin-1."""
    text = decode_words(text)
    if len(_ESCAPE.findall(text[:20_000])) >= 6 and text.isascii():
        text = decode_bytes(quopri.decodestring(text.encode("ascii")), None)
    if sum(text.count(mark) for mark in ("Ã", "â€", "Â")) >= 2:
        text = "\n".join(_undo_double_encoding(line) for line in text.split("\n"))
    return text


def _undo_double_encoding(line: str) -> str:
    for charset in ("cp1252", "latin-1"):
        try:
            return line.encode(charset).decode("utf-8")
        except UnicodeError:
            continue
    return line


_QUOTE_MARK = re.compile(r"^\s{0,8}(?:>\s?|\|\s(?=\S))")


def split_lines(text: str) -> list[str]:
    """At most MAX_LINES lines of at most MAX_LINE characters, without trailing space."""
    return [line[:MAX_LINE].rstrip() for line in text.split("\n", MAX_LINES)[:MAX_LINES]]


_SPACED = re.compile(r"(?:[^\W\d_] ){1,40}[^\W\d_](?: {2,6}(?:(?:[^\W\d_]|&) ){0,40}(?:[^\W\d_]|&)){0,6}")
_GAPPED = re.compile(r"[\w.+-]{1,64} ?@ ?[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,4}")


def close_up(line: str) -> str:
    """`R Ü E G G   A G` as RÜEGG AG, and an address alone on its line without the gaps a scanner saw."""
    words = line.strip()
    if len(words) > 160 or " " not in words:
        return line
    if _SPACED.fullmatch(words) and len(re.findall(r"[^\W\d_] (?=[^\W\d_])", words)) >= 4:
        return " ".join(part.replace(" ", "") for part in re.split(r" {2,}", words))
    return words.replace(" ", "") if _GAPPED.fullmatch(words) else line


_CLIENT_FOOTER = re.compile(
    r"^\W{0,4}(?:sent (?:from|via|with) (?:my|the) [\w ]{2,30}|sent from (?:foxmail|outlook|yahoo|mail for|proton ?mail|samsung|android)[\w .]{0,40}|get outlook for \w+|gesendet (?:von|mit) (?:meinem?|der|outlook)[\w .-]{2,40}|von meinem [\w .-]{2,30} gesendet|"
    r"enviado (?:desde|do|de|a partir do|através do) (?:mi|meu|outlook|mail|yahoo|samsung)[\w .-]{0,40}|envoyé (?:de|depuis) mon [\w .-]{2,30}|obtenir outlook pour \w+|inviato da(?:l mio)? [\w .-]{2,30}|verzonden vanaf mijn [\w .-]{2,30}|wysłane z [\w .-]{2,40}|отправлено (?:с|из) [\w .-]{2,40}|"
    r"发自(?:我的|新浪|网易|qq)[\w .-]{0,20}|来自我的[\w .-]{1,20}|从我的[\w ]{1,14}发送|从(?:qq|网易|新浪)邮箱发来的?(?:邮件)?|tarafından gönderildi [\w ]{2,20}|أُ?رسل من [\w .-]{2,30})(?:\s?[<(]https?://\S{3,200}[>)]?)?\W{0,3}$",
    re.IGNORECASE,
)  # fmt: skip


_CLIENT_BANNER = re.compile(
    r"^\W{0,4}(?:you don['’]?t often get e-?mails? from\b|some people who received this message don['’]?t often|caution\W{1,3}(?:this|external)|\[?external(?: e-?mail| sender)?\]?\W{0,3}$|this (?:e-?mail|message) (?:originated|came|was sent) from outside|sie erhalten nicht oft eine e-mail von|no suele recibir correos? (?:electrónicos? )?de|vous ne recevez pas souvent)",
    re.IGNORECASE,
)


def without_client_footers(lines: list[str]) -> list[str]:
    """The lines without those that a mail program adds of its own: "Sent from my iPhone", "[EXTERNAL]"."""
    return [
        line
        for line in lines
        if len(line) > 260 or not (_CLIENT_FOOTER.match(line) or _CLIENT_BANNER.match(line))
    ]


def quote_depth(line: str) -> int:
    """How many `>` open the line."""
    head = line[:40].replace(" ", "")
    return len(head) - len(head.lstrip(">"))


def unquote(line: str) -> str:
    """The line without its opening `>` marks."""
    stripped = line.lstrip("> \t") if quote_depth(line) else line
    return stripped if stripped or quote_depth(line) else line
