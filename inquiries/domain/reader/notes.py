"""A salesperson's own note on a buyer, in Chinese shorthand: "沙特 Haddad 来电 要108件套 500套 展会见过"."""

from __future__ import annotations

import re

from customers.domain.place_names import is_town_of, place_at_start, place_in_cjk

from .parties import Party
from .people import COMPANY_WORD, Person, is_company, read_person

MAX_NOTE = 700
_LATIN = r"(?:(?:Mr|Ms|Mrs|Miss|Dr|Eng|Sr|Sra|Herr|Frau|Mme)\.?\s)?(?!(?:Logo|Alibaba|What|We|Face|Insta|Linked|Google|Amazon|Fedex|Pay|Excel|Email|Mail|Tel|Home|Canton|Sample|Brand|Oem|Led|Usd|Makita|Bosch)\w*)[A-ZÀ-ÞĀ-Ž][a-zß-ɏ][A-Za-zÀ-ɏ'’-]*(?: (?:[A-ZÀ-ÞĀ-Ž][A-Za-zÀ-ɏ'’.-]*|al|bin|de|van|der)){0,3}"
_FORM = r"先生|女士|小姐|太太"
_BUYER = r"(?:老|新|大)?(?:客户|买家|采购商|客人|顾客)"
_CALLED = re.compile(
    rf"(?P<who>{_LATIN}|(?:^|(?<=客户)|(?<=买家)|(?<=客人)|(?<=[\s,，的位国]))[\u4e00-\u9fff]{{1,2}}(?={_FORM}))\s?(?P<form>{_FORM})?\s?(?:刚刚|刚才|刚|今天|上午|下午|早上|又|在)?\s?"
    r"(?:来电|打来|打电话|致电|电话[,，。说问要来找咨]|电话联系|微信|WhatsApp)"
)  # fmt: skip
_NAMED = re.compile(
    rf"{_BUYER}\s?(?:[:：是]|[,，]?\s?(?:名字)?(?:名叫|叫做|叫))?\s?(?P<who>{_LATIN})\s?(?P<form>{_FORM})?"
)
_OF_FIRM = re.compile(
    rf"(?P<firm>[A-Z][\w&'’.-]*(?: [\w&'’.-]+){{0,5}})\s?(?:公司)?\s?的\s?(?:采购(?:经理|员|主管)?|经理|老板|负责人)?\s?(?P<who>{_LATIN})\s?(?P<form>{_FORM})?"
)
_PLACE_OF_BUYER = re.compile(
    rf"(?P<place>[\u4e00-\u9fff]{{2,10}}?)(?:那边|那里)?的?(?:一个|一位|一家)?{_BUYER}"
)
_PLACE_ALONE = re.compile(
    r"(?:^|[,，。;；：:\s])(?P<place>[\u4e00-\u9fff]{2,9}?)(?:那边)?(?:人|的)?(?=[,，。;；\s]|$)"
)
_CHAT = re.compile(
    r"(?:微信|whats ?app)\s?(?:上)?(?:新|老)?(?:转述|留言|聊天|客户|买家|客人|询|来|问|咨询|加|找|说|消息|联系|聊|群)|(?:加了|通过|加)(?:我|上|了我)?的?\s?(?:微信|whats ?app)", re.IGNORECASE
)  # fmt: skip


_CALL_HEADED = re.compile(
    rf"^\W{{0,4}}(?:来电|电话|通话|致电)(?:人|者|记录)?\s?[:：]\s?(?:[\u4e00-\u9fff]{{2,9}}?的?\s?)?(?P<who>{_LATIN}|[\u4e00-\u9fff]{{1,2}}(?={_FORM}))\s?(?P<form>{_FORM})?"
)
_GENDER_OF = {"女": "女士", "男": "先生"}
_CALLED_SO = re.compile(
    rf"(?:(?P<gender>[女男])(?:的|士|生|客户|老板|买家)?|对方|联系人|负责人|采购|[她他]|名字|自称|(?<=[，,\s])(?=叫))[，,]?\s?(?:名字|姓名)?(?:名叫|叫做|叫|是|：|:)\s?(?P<who>{_LATIN}|[\u4e00-\u9fff]{{2,3}}(?=[，,。；;\s]))\s?(?P<form>{_FORM})?"
)
_FIRM_BEHIND_PLACE = re.compile(
    r"(?:^|[，,。;；：:\s])(?:是|有个|有一个|来自)?(?:一家|一个)?(?P<place>[\u4e00-\u9fff]{2,9}?)(?:\s(?P<town>[\u4e00-\u9fff]{2,6}))?的?(?:一家|一个)?\s?(?P<firm>[A-ZÀ-Þ][\w&'’.-]*(?: [\w&'’.-]+){1,5})(?=[，,。；;\s的(（]|$)"
)


def _firm_behind_place(note: str) -> tuple[tuple[str, str | None, str], str] | None:
    """(place, firm) of "肯尼亚Savanna Home Centre": the words behind the country hold one that firms use."""
    for match in _FIRM_BEHIND_PLACE.finditer(note[:MAX_NOTE]):
        place = place_at_cjk_end(match["place"])
        if place and match["town"]:
            place = (place[0], match["town"], place[2]) if is_town_of(place[0], match["town"]) else None
        is_place = place is not None and match["place"].startswith(place[2])
        if place and is_place and (COMPANY_WORD.search(match["firm"]) or is_company(match["firm"])):
            return place, match["firm"].strip()
    return None


def chat_of_note(text: str) -> str | None:
    """The chat ("wechat", "whatsapp") that a note in Chinese speaks of."""
    match = _CHAT.search(text[:MAX_NOTE]) if len(text) <= MAX_NOTE else None
    if match is None:
        return None
    return "wechat" if "微信" in match[0] else "whatsapp"


def noted_person(note: str) -> tuple[Person, str] | None:
    """(person, words) of the buyer a note names, in Latin letters or by family name and form of address."""
    for pattern in (_OF_FIRM, _CALLED, _CALL_HEADED, _CALLED_SO, _NAMED):
        match = pattern.search(note[:MAX_NOTE])
        form = (match["form"] or _GENDER_OF.get(match.groupdict().get("gender") or "", "")) if match else ""
        person = read_person(match["who"] + form) if match else None
        if match and person and place_at_start(person.name) is None:
            return person, person.name
    return None


_FIRM_CALLED = re.compile(
    r"(?:公司|店)(?:名字|名称|名)?(?:叫做|叫|是|[:：]|\s?(?=[A-ZÀ-Þ]))\s?(?P<firm>[A-ZÀ-Þ][\w&'’.-]*(?: [\w&'’.-]+){0,6}|[\u4e00-\u9fff]{3,16}(?:公司|商行|厂))"
)


_FIRM_OF_ROLE = re.compile(
    r"(?P<firm>[A-ZÀ-Þ][\w&'’.-]*(?: [\w&'’.-]+){1,5})\s?(?:公司)?\s?的(?:老板|采购(?:经理|员|主管)?|总?经理|负责人)(?=[，,。；;\s]|$)"
)


def noted_firm(note: str) -> str | None:
    """The firm of "BlueRidge 的 Peter Novak", "公司叫 BlueRidge Supply"."""
    called = _FIRM_CALLED.search(note[:MAX_NOTE])
    if called and place_at_start(called["firm"]) is None:
        return called["firm"].strip()
    of_role = _FIRM_OF_ROLE.search(note[:MAX_NOTE])
    if of_role and place_at_start(of_role["firm"]) is None:
        return of_role["firm"].strip()
    placed = _firm_behind_place(note)
    if placed:
        return placed[1]
    match = _OF_FIRM.search(note[:MAX_NOTE])
    person = read_person(match["who"]) if match else None
    return match["firm"] if match and person and place_at_start(match["firm"]) is None else None


_AT_HEAD = re.compile(
    rf"^\W{{0,4}}(?P<place>[\u4e00-\u9fff]{{2,9}}?)的?\s?(?P<firm>[A-ZÀ-Þ][\w&'’.-]*(?: [\w&'’.-]+){{1,5}})\s?[,，、;；/]\s?(?P<who>{_LATIN}|[\u4e00-\u9fff]{{1,3}}(?={_FORM}))\s?(?P<form>{_FORM})?(?=[\s,，。;；、(（]|$)"
)


_ON_LINE = re.compile(
    rf"^\W{{0,3}}(?:\d{{1,2}}\s?[）).、]\s?|(?:客户|买家|来访)\s?[:：]\s?)?(?P<place>[\u4e00-\u9fff]{{2,9}}?)的?\s?(?P<firm>[A-ZÀ-Þ][\w&'’.-]*(?:,? [\w&'’.-]+){{1,6}})\s?(?:公司)?\s?的?\s?(?:采购(?:经理|员|主管|总监)?|总?经理|老板|负责人|联系人)\s?(?P<who>{_LATIN})\s?(?P<form>{_FORM})?",
    re.MULTILINE,
)  # 1）智利 Ferretera Maipo SpA 采购 Sebastián Vergara


def party_of_value(value: str) -> Party | None:
    """The party of a label's value: "泰国 Siam Pro Tools Co., Ltd. 老板 Somsak Wong"."""
    match = _ON_LINE.fullmatch(value.strip()) if len(value) <= 160 else None
    place = place_at_cjk_end(match["place"]) if match else None
    person = read_person(match["who"] + (match["form"] or "")) if match else None
    return Party(person, "", match["firm"].strip(), place[2]) if match and place and person else None


def party_at_head(note: str) -> Party | None:
    """`阿曼 Al Noor Blankets，Mr. Rashid，电话 …`: country, firm and person open the note; the form of address is needed."""
    if len(note) > MAX_NOTE:
        return None
    numbered = list(_ON_LINE.finditer(note))
    match = numbered[0] if len(numbered) == 1 else _AT_HEAD.match(note)
    place = place_at_cjk_end(match["place"]) if match else None
    person = read_person(match["who"] + (match["form"] or "")) if match else None
    if match is None or place is None or person is None or not match["place"].startswith(place[2]):
        return None
    is_plain = bool(numbered) or person.form_of_address is not None
    return Party(person, "", match["firm"].strip(), place[2]) if is_plain else None


def noted_place(note: str) -> tuple[str, str | None, str] | None:
    """(country, city, words) of where the buyer of a note is: before "客户", before the name, or on its own."""
    head = note[:MAX_NOTE]
    placed = _firm_behind_place(note)
    if placed:
        return placed[0]
    named = _CALLED.search(head)
    before = re.search(r"[\u4e00-\u9fff]{2,10}(?=\s?$)", head[: named.start()]) if named else None
    alone = [match["place"] for match in _PLACE_ALONE.finditer(head)]
    of_buyer = [match["place"] for match in _PLACE_OF_BUYER.finditer(head)]
    for words in ([before[0]] if before else []) + of_buyer + alone:
        place = place_at_cjk_end(words)
        if place and place[0] != "CN" and (words not in alone or words.startswith(place[2])):
            return place if place[1] else _with_city(head, place)
    return None


def _with_city(note: str, place: tuple[str, str | None, str]) -> tuple[str, str | None, str]:
    """The place with the town of that country that the note names: "土耳其客户…在伊兹密尔"."""
    for match in re.finditer(r"在\s?(?P<town>[\u4e00-\u9fff]{2,8})", note):
        town = place_in_cjk(match["town"])
        if town and town[1] and town[0] == place[0] and match["town"].startswith(town[2]):
            return place[0], town[1], place[2]
    return place


def place_at_cjk_end(words: str) -> tuple[str, str | None, str] | None:
    """The place with which Chinese words end; of "伊拉克巴格达" the country, with the city."""
    for start in range(len(words)):
        place = place_in_cjk(words[start:])
        if not place or not words.startswith(place[2], start):
            continue
        behind = words[start + len(place[2]) :]
        if behind in ("", "都", "市", "府", "県", "省"):  # 東京都 is not 京都
            return place
        city = place_in_cjk(behind)
        if city and city[2] == behind and city[0] == place[0]:
            return place[0], city[1], place[2]
    return None
