"""Reading "label: value" pairs wherever they stand: forms, notifications, tables, letterheads, signatures."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from .label_words import FIELD_OF_LABEL, MAX_LABEL

_SEPARATOR = re.compile(r"\s{0,6}(?:[:：=\t|]|→|->|=>)+\s{0,40}")
_DECORATION = " \t*#•·●▪■□◆►▶➤>–—-_~[](){}<>【】「」《》\"'“”‘’|.。،✔✓☑📧📞☎✆📱🌐🏢👤📍:："
_NUMBERS = re.compile(r"\s*[/;,|、，；]\s*|\s(?:and|&|y|und|et|e|и|和)\s", re.IGNORECASE)
_NUMBERING = re.compile(r"^\(?\d{1,2}[.)、]\s*")
_BRACKETED = re.compile(r"\s*[(（\[][^()（）\[\]]{0,30}(?:[)）\]]|$)\s*")
_OWNER = re.compile(
    r"^(?:your|the|buyer'?s?|sender'?s?|customer'?s?|client'?s?|visitor'?s?|contact'?s?|您的|你的|客户|买家|采购商|"
    r"su|tu|seu|sua|ihr|ihre|votre|uw|ваш|ваше|ваша)\s*",
    re.IGNORECASE,
)
_QUESTION = re.compile(
    r"^(?:(?:what(?:'s| is)|may we have|please (?:enter|provide|give(?: us)?)|enter|provide|请输入|请填写|请留下|cuál es|qual é|wie lautet|quel(?:le)? est) (?:your|the|su|tu|seu|sua|ihre?|votre)?\s?|"
    r"(?:what|which) (?=(?:country|city|company|product|quantity)))(?P<label>[^?？]{2,40}?)"
    r"(?: (?:are|do) you (?:are |based |located |work |working |represent|from|in|with|for|interested |looking |need)*)?[?？]?$",
    re.IGNORECASE,
)  # fmt: skip
CONTACT_FIELDS = frozenset(
    "name first_name last_name company email phone mobile whatsapp wechat qq fax phone_fax fax_phone website country city state address "
    "zip title salutation".split()
)
FORM_FIELDS = CONTACT_FIELDS | frozenset(("message", "subject", "product", "quantity", "target_price"))
_END_OF_MESSAGE = (CONTACT_FIELDS - {"state", "title"}) | {"page", "ip", "date", "platform_noise"}
_FOOTER = re.compile(
    r"^[\[【<(*※\s]{0,4}(?:--+|__+|==+|\*\*\*+|~~~+|- - -|\W*(?:this|if you think this) (?:e-?mail|message|form|inquiry|mail|rfi|rfq|request|submission) (?:was|is|has)\b|reply (?:to|now|directly)\b|view (?:the|this|full|in|details|inquiry|buyer)|"
    r"click (?:here|the)|to reply|you (?:are|have) receiv|you can reply|\[[xX✓✔ ]\]\s|(?:wyrażam zgodę|i (?:agree|consent|accept)|acepto|aceito|accetto|j[’']accepte|ich (?:stimme|willige)|ik ga akkoord|souhlasím|согласен|согласна|даю согласие|同意|he leído|li e aceito|j[’']ai lu|ho letto|ich habe (?:die|den|das)|i have read)\b|do not reply|このメール(?:に|は)|本メール(?:に|は)|이 메일은|본 메일은|email ini|e-posta otomatik|to edit your (?:e-?mail )?settings|report spam|quote now|sent from (?:my|your|the|http)|submitted (?:from|on|via)|powered by|unsubscribe|se désabonner|abmelden|cancelar suscripción|退订|copyright|©|\(c\)|"
    r"本邮件|此邮件|该邮件|系统自动|点击|立即回复|登录|登陆|前往|访问|请登录|查看详情|马上回复|如需|您收到|温馨提示|diese (?:e-mail|nachricht) wurde|este (?:mensaje|correo|e-mail) (?:fue|se|foi)|"
    r"ce (?:message|mail|courriel) a|contact (?:this )?buyer|get verified|safety tip|use trade assurance|protect your (?:order|payment)|pay through|trade safely|使用信保|信保订单|(?:do not|don't|never) (?:share|disclose|pay)|beware of|disclaimer|best regards,? the|warm regards,? team|team \w+$|please (?:reply|respond) within|to ensure (?:timely )?delivery|privacy policy|terms of use|all rights reserved|view (?:more|all|your) |add \S+@\S+ to your|to report (?:spam|this)|respond within|(?:quote|reply|respond|answer) now\b|(?:view|reply|answer|respond)[\w ]{0,20} (?:on|in|to|via) (?:your )?\S|view (?:contact|record|submission|lead)|you can (?:edit|view)|log ?in to|manage (?:submissions|entries)|jetzt antworten|répondre|responder ahora|inicie sesión|如需回复|请及时|24小时)",
    re.IGNORECASE,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Pair:
    """One labelled value: the field, the value as written, the line it stands on (of the lines read)."""

    field: str
    value: str
    line: int
    is_inline: bool = False


def field_of(label: str) -> str | None:
    """The field a label names, or None. Decoration, numbering, brackets and "your" do not matter."""
    if len(label) > MAX_LABEL + 12:
        return None
    plain = _NUMBERING.sub("", label.strip(_DECORATION)).strip(_DECORATION)
    bare = _BRACKETED.sub(" ", f"{plain} ").strip()
    for attempt in (plain, bare, _OWNER.sub("", bare)):
        folded = " ".join(attempt.casefold().replace("_", " ").split()).rstrip("*?").strip(_DECORATION)
        if folded in FIELD_OF_LABEL:
            return FIELD_OF_LABEL[folded]
    question = _QUESTION.match(bare)
    if question and (asked := FIELD_OF_LABEL.get(question["label"].casefold().strip(_DECORATION))):
        return asked
    parts = [FIELD_OF_LABEL.get(part.strip().casefold()) for part in re.split(r"[/／]", plain, maxsplit=1)]
    return parts[0] if len(parts) == 2 and parts[0] and parts[1] else None


def is_footer(line: str) -> bool:
    """True for the line with which forms and platforms end the buyer's words."""
    return bool(_FOOTER.match(line.strip()[:80]))


_COLUMNS = re.compile(r"^\s{0,8}(?P<label>[^\s:：|][^:：|]{0,38}?)(?:\s{2,}|\s?\t\s?)(?P<value>[^\s:：].*)$")


def _without_columns(lines: list[str]) -> list[str]:
    """Lines that set labels and values apart by spaces ("Company      Acme Ltd"), with colons; three make a form."""
    columns = {
        index: f"{match['label']}: {match['value']}"
        for index, line in enumerate(lines)
        if len(line) < 1_000
        and "  " in line
        and (match := _COLUMNS.match(line)) is not None
        and field_of(match["label"])
    }
    return [columns.get(index, line) for index, line in enumerate(lines)] if len(columns) >= 3 else lines


def read_pairs(lines: list[str]) -> list[Pair]:
    """All labelled values, in order.

    Understands one pair a line, several pairs a line, a label with its
    value on the next line, tables with a heading row, and messages of several lines.
    """
    pairs: list[Pair] = []
    index = 0
    lines = _without_columns(lines)
    bare_labels = sum(1 for line in lines if line.strip() and field_of(line) and not _split_label(line)) >= 2
    while index < len(lines):
        found, used = _read_at(lines, index, takes_bare=bare_labels)
        pairs += found
        index += used
    return [single for pair in pairs for single in _of_both(pair)]


def _of_both(pair: Pair) -> list[Pair]:
    """`Tel/Fax: +1 617 555 0142 / +1 617 555 0143`: a number each in the label's order, or one for both."""
    if pair.field not in ("phone_fax", "fax_phone"):
        return [pair]
    numbers = [words for words in _NUMBERS.split(pair.value) if len(re.sub(r"\D", "", words)) >= 6]
    if not numbers:
        return []
    names = pair.field.split("_")
    return [
        replace(pair, field=name, value=value) for name, value in zip(names, (numbers * 2)[:2], strict=True)
    ]


def _read_at(lines: list[str], index: int, *, takes_bare: bool) -> tuple[list[Pair], int]:
    line = lines[index]
    if not line.strip():
        return [], 1
    table = _read_table(lines, index)
    if table:
        return table
    split = _split_label(line)
    if split is None and takes_bare and (alone := field_of(line)):
        split = alone, ""
    if split is None:
        return _read_inline_only(line, index), 1
    return _read_labelled(lines, index, *split)


def _read_labelled(lines: list[str], index: int, field_name: str, value: str) -> tuple[list[Pair], int]:
    if field_name == "message":
        return _read_message(lines, index, value)
    if value:
        return _read_inline(lines[index], field_name, value, index), 1
    return _read_next_line(lines, index, field_name)


def _split_label(line: str) -> tuple[str, str] | None:
    line = line.strip().lstrip("|").rstrip("|").strip() if line.lstrip().startswith("|") else line.strip()
    for match in _SEPARATOR.finditer(line[: MAX_LABEL + 30]):
        field_name = field_of(line[: match.start()])
        if field_name:
            value = line[match.end() :].strip().strip("*").strip()
            return field_name, "" if _is_empty(value) else value
        if match.start() > MAX_LABEL:
            break
    return None


def _is_empty(value: str) -> bool:
    return value.strip(" -–—./_*").casefold() in (
        "",
        "n/a",
        "na",
        "none",
        "null",
        "无",
        "未填写",
        "not provided",
        "暂无",
        "nil",
    )


def _read_next_line(lines: list[str], index: int, field_name: str) -> tuple[list[Pair], int]:
    for step in (1, 2):
        if index + step >= len(lines):
            break
        following = lines[index + step].strip()
        if not following:
            continue
        if _split_label(following) or field_of(following) or is_footer(following):
            return [], 1
        value = following.strip("*").strip()
        return ([] if _is_empty(value) else [Pair(field_name, value, index + step)]), step + 1
    return [], 1


def _read_message(lines: list[str], index: int, first: str) -> tuple[list[Pair], int]:
    words = [first] if first else []
    used = 1
    while index + used < len(lines):
        line = lines[index + used]
        split = _split_label(line)
        is_end = split is not None and split[0] in _END_OF_MESSAGE
        is_bare_end = (
            line.strip() and split is None and field_of(line) in _END_OF_MESSAGE - {"platform_noise"}
        )
        if is_end or (words and (is_footer(line) or (is_bare_end and len(line) < 30))):
            break
        words.append(line)
        used += 1
    message = "\n".join(words).strip()
    inner = [] if not message else [Pair("message", message, index)]
    for offset in range(1, used):
        split = _split_label(lines[index + offset])
        if split and split[1] and split[0] not in ("message", "subject"):
            inner.append(Pair(split[0], split[1], index + offset))
    return inner, used


def _read_table(lines: list[str], index: int) -> tuple[list[Pair], int] | None:
    heads = [field_of(cell) for cell in _cells(lines[index])]
    if len(heads) < 2 or sum(1 for head in heads if head) < max(2, len(heads) - 2):
        return None
    if {"message", "quantity"} <= set(
        heads
    ) and "product" not in heads:  # a list of goods: what is described is asked
        heads = ["product" if head == "message" else head for head in heads]
    if {"message", "product", "quantity"} <= set(heads):  # the description is the fuller name of the item
        heads = ["product" if head == "message" else None if head == "product" else head for head in heads]
    heads = _with_one_product(heads, _cells(lines[index]))
    pairs: list[Pair] = []
    used = 1
    while index + used < len(lines) and used < 40:
        line = lines[index + used]
        if re.fullmatch(r"[\s|:+=-]+", line) and line.strip():
            used += 1
            continue
        cells = _cells(line)
        cells += [""] * (len(heads) - len(cells) if len(cells) > 1 else 0)  # empty ones at the end
        if len(cells) != len(heads) or any(field_of(cell) for cell in cells):
            break
        if _TOTAL.match(line):
            used += 1
            continue
        pairs += [
            Pair(head, cell, index + used)
            for head, cell in zip(heads, cells, strict=True)
            if head and not _is_empty(cell)
        ]
        used += 1
    return (pairs, used) if pairs else None


_TOTAL = re.compile(
    r"^[\s|]{0,8}(?:(?:grand )?total|sub-?total|sum|summe|gesamt|итого|всего|合计|合計|总计|總計|toplam|suma|totale)\b",
    re.IGNORECASE,
)
_ITEM_CODE = re.compile(r"\b(?:no|nr|code|ref|sku|id|model)\b|[#№号號]|编码|型号", re.IGNORECASE)


def _with_one_product(heads: list[str | None], cells: list[str]) -> list[str | None]:
    """Of a table's "Item No." and "Item" the one that names the goods."""
    names = [place for place, head in enumerate(heads) if head == "product"]
    named = [place for place in names if not _ITEM_CODE.search(cells[place])]
    if len(names) < 2 or not named:
        return heads
    return [None if place in names and place != named[0] else head for place, head in enumerate(heads)]


def _cells(line: str) -> list[str]:
    separator = "\t" if "\t" in line else "|"
    return [cell.strip() for cell in line.strip().strip("|").split(separator)] if separator in line else []


def _build_inline() -> re.Pattern[str]:
    wanted = [
        word
        for word, field_name in FIELD_OF_LABEL.items()
        if field_name in CONTACT_FIELDS and field_name != "name"
    ]
    words = "|".join(re.escape(word) for word in sorted(wanted, key=len, reverse=True))
    return re.compile(
        rf"(?:^|(?<=[\s|,;/·•，；(（]))(?<!of )(?<!de )({words})\.?\s{{0,3}}[:：]\s{{0,10}}", re.IGNORECASE
    )


_INLINE = _build_inline()


def _build_inline_numbers() -> re.Pattern[str]:
    numbered = ("phone", "mobile", "fax", "phone_fax", "fax_phone", "whatsapp")
    common = ("off", "main", "call back", "central")  # words of sentences, too: a colon makes them labels
    wanted = [
        word
        for word, name in FIELD_OF_LABEL.items()
        if name in numbered and len(word) > 1 and word not in common
    ]
    words = "|".join(re.escape(word) for word in sorted(wanted, key=len, reverse=True))
    return re.compile(
        rf"(?<![^\W\d_\u4e00-\u9fff])({words})\.?\s{{0,3}}[:：]?\s{{0,3}}(?:is\s|是)?(?=[+(]?\d[\d\s()./-]{{5,}})",
        re.IGNORECASE,
    )


_INLINE_NUMBER = _build_inline_numbers()


def _read_inline(line: str, field_name: str, value: str, index: int) -> list[Pair]:
    """The pair of the line, and further pairs of contact data behind it on the same line."""
    if field_name not in CONTACT_FIELDS and field_name != "subject":
        return [Pair(field_name, value, index)]
    start = line.find(value)
    later = [match for match in _INLINE.finditer(line) if match.start() >= start]
    if not later:
        return [Pair(field_name, value, index)]
    first = _trim(line[start : later[0].start()])
    head = [] if _is_empty(first) else [Pair(field_name, first, index)]
    return head + list(_values_between(line, later, index))


_LETTER_NUMBER = re.compile(
    r"(?:^|(?<=[|·•,/]\s)|(?<=\s\s))([TMPFDOC])\.?\s{1,3}(?=[+0(][\d\s()./-]{6,}|\d{3}[.-]\d{3}[.-]\d{4}(?!\d))",
    re.IGNORECASE,
)  # T 038 555 14 27


def _read_inline_only(line: str, index: int) -> list[Pair]:
    found = (pattern.finditer(line) for pattern in (_LETTER_NUMBER, _INLINE_NUMBER, _INLINE))
    named = {match.start(1): match for matches in found for match in matches}
    return list(_values_between(line, [named[start] for start in sorted(named)], index))


def _values_between(line: str, matches: list[re.Match[str]], index: int) -> Iterable[Pair]:
    ends = [*(match.start() for match in matches[1:]), len(line)][: len(matches)]
    for match, end in zip(matches, ends, strict=True):
        value = _trim(line[match.end() : end])
        if not _is_empty(value):
            yield Pair(FIELD_OF_LABEL[" ".join(match[1].casefold().split())], value, index, is_inline=True)


def _trim(value: str) -> str:
    return value.rstrip(" \t|,;/·•，；(（").lstrip(" \t|,;/·•，；")
