"""Raw RFC 822 sources: the text a mail program would show, with the headers that matter on top."""

from __future__ import annotations

import email
import re
from email.message import Message

from .cleaning import decode_bytes, decode_words, strip_markup

_TECHNICAL = re.compile(
    r"^(?:Received|Return-Path|MIME-Version|Content-Type|Content-Transfer-Encoding|Message-ID|DKIM-Signature|"
    r"Delivered-To|Authentication-Results|X-[\w-]{2,40}|References|In-Reply-To|List-Unsubscribe|Importance)\s?:",
    re.IGNORECASE,
)
_SHOWN = ("From", "Sender", "Reply-To", "To", "Cc", "Date", "Subject")
FORWARD_MARK = "---------- Forwarded message ----------"
MAX_SOURCE = 1_500_000


def is_raw_source(text: str) -> bool:
    """True when the text opens like a mail's source: at least two headers that no mail program shows."""
    head = text.lstrip()[:20_000].split("\n", 80)[:80]
    return sum(1 for line in head if _TECHNICAL.match(line)) >= 2


def read_source(text: str) -> tuple[str, tuple[str, ...]]:
    """(text as a mail program would show it, names of attached files). Any defect falls back to the paste."""
    try:
        message = email.message_from_string(text.lstrip()[:MAX_SOURCE])
        shown = _show(message)
        names = tuple(decode_words(str(part.get_filename() or "")) for part in message.walk())
    except Exception:  # noqa: BLE001 - the stdlib parser raises nine kinds of error on damaged mail (trust.md 2c)
        return text, ()
    return (shown if shown.strip() else text), tuple(name for name in names if name)


def _show(message: Message) -> str:
    parts = [_show_headers(message), "", _show_body(message)]
    for part in list(message.walk())[1:]:
        if part.get_content_type() == "message/rfc822":
            inner = part.get_payload()
            if isinstance(inner, list) and inner and isinstance(inner[0], Message):
                parts += [FORWARD_MARK, _show_headers(inner[0]), "", _show_body(inner[0])]
    return "\n".join(parts)


def _show_headers(message: Message) -> str:
    lines = []
    for name in _SHOWN:
        value = message.get(name)
        if value:
            lines.append(f"{name}: {decode_words(' '.join(str(value).split()))}")
    return "\n".join(lines)


def _show_body(message: Message) -> str:
    plain = _first_text(message, "text/plain")
    if plain.strip():
        return plain
    return strip_markup(_first_text(message, "text/html"))


def _first_text(message: Message, kind: str) -> str:
    for part in _own_parts(message):
        if part.get_content_type() == kind and part.get_content_disposition() != "attachment":
            text = _decode_part(part)
            if text.strip():
                return text
    return ""


def _own_parts(message: Message) -> list[Message]:
    if message.get_content_type() == "message/rfc822":
        return []
    payload = message.get_payload()
    if not message.is_multipart() or not isinstance(payload, list):
        return [message]
    return [part for child in payload if isinstance(child, Message) for part in _own_parts(child)]


def _decode_part(part: Message) -> str:
    encoding = str(part.get("Content-Transfer-Encoding", "")).strip().lower()
    payload = part.get_payload()
    if encoding not in ("quoted-printable", "base64", "x-uuencode", "uuencode") and isinstance(payload, str):
        return payload  # the paste is text already: nothing left to decode
    data = part.get_payload(decode=True)
    return decode_bytes(data, part.get_content_charset()) if isinstance(data, bytes) else ""
