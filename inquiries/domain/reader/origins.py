"""Where an inquiry came from (requirements D6): by its layout, by what the buyer says, by its channel."""

from __future__ import annotations

import re

from .clues import GUESS, OFFERED, Clue
from .material import Material
from .notes import chat_of_note
from .platforms import platform_stated

_STATED = (
    ("referral", r"\b(?:recommended (?:you|your|us|me)|referred (?:me |us )?(?:to you|by)|gave (?:me|us) your (?:contact|e-?mail|name|number|card)|(?:got|received) your (?:contact|name|e-?mail)[\w ]{0,12} from (?:our|my|a|mr|ms)|on (?:the )?recommendation of|me (?:recomendó|dio su contacto)|recomendad[oa] por|recomendou|indicou|por indicação d|(?:hat (?:uns|mir|sie)|wurden?)[\w ]{0,40}empfohlen|auf empfehlung|(?:nous|vous) a recommandé|recommandés? par|ci ha consigliato|consigliat[oi] da|порекомендовал\w?|посоветовал\w?|по рекомендации)\b|介绍(?:我们|我|的|来|过来)|推荐(?:我们|你|您|的|过来)|经.{1,12}介绍|أوصى|رشحكم"),
    ("trade_show", r"\b(?:(?:met|meet|meeting|talked|spoke|saw|seen|visited)\b[^.\n]{0,45}\b(?:fair|show|expo|exhibition|booth|stand|messe)|(?:at|from) your (?:booth|stand)|after the (?:canton )?(?:fair|show|exhibition)|(?:auf|bei|an) (?:der|ihrem|ihr)\s?[\w ]{0,20}(?:messe|stand)\b[^.\n]{0,30}(?:getroffen|gesprochen|kennengelernt|besucht|gesehen)|(?:visit\w*|conoc\w+|vim\w+|nos vimos|hablamos)[^.\n]{0,30}(?:feria|stand)|(?:visitamos|conhec\w+|estivemos)[^.\n]{0,30}(?:feira|estande)|(?:rencontr\w+|visit\w+|vus?)[^.\n]{0,30}(?:salon|foire|stand)|(?:incontrat\w|visto)[^.\n]{0,30}(?:fiera|stand)|(?:на|с) выставк\w)\b|(?:广交会|展会|展位|摊位)(?:上|见|认识|看|拿|遇|收到的?名片|来的)|在.{0,8}展会?上"),
    ("walk_in", r"\b(?:walked in|walk-?in|came (?:in)?to our (?:showroom|office|shop)|dropped in|visited our (?:showroom|office))\b|上门(?:来|咨询|拜访)?|来(?:公司|展厅|样品间)(?:看|参观|咨询)"),
    ("social", r"\b(?:(?:on|via|from|through|auf|en|no|sur|su|через)\s(?:your\s)?(?:instagram|facebook|linkedin|tiktok|youtube|pinterest|twitter|telegram)|(?:instagram|facebook|linkedin|tiktok) (?:page|profile|post|ad|message|dm))\b|抖音|脸书|领英"),
    ("website", r"\b(?:(?:found|saw|seen|visited|looked at|came across|browsing|checked|viewed|on|from|through|via)[\w ,]{0,25}\byour (?:web ?site|web ?page|homepage|site)|found you (?:on|via|through|in|by) (?:google|the internet|the web|bing|an internet search|internet)|auf (?:ihrer|eurer) (?:web ?seite|website|homepage|internetseite)|(?:en|vimos) su (?:página|sitio|web)|(?:no|em|visitei|vimos) (?:seu|o seu) site|(?:sur|via) votre site|sul vostro sito|op uw website|на вашем сайте)\b|你们(?:的)?(?:网站|官网)|贵司(?:的)?(?:网站|官网)|在网站上|谷歌(?:上)?(?:搜|看|找)"),
)  # fmt: skip
_COMPILED = tuple((code, re.compile(pattern, re.IGNORECASE)) for code, pattern in _STATED)
_SHOW_HEAD = re.compile(
    r"^.{0,30}(?:广交会|展会|展览会|展位|(?:五金|工具|建材|家居|园艺|百货|礼品|消费品|华交会|进博会|工业|机械|家具|汽配|灯光|法兰克福|科隆|米兰|迪拜|拉斯维加斯|莫斯科|圣保罗|香港)展|canton fair|exhibition|trade show|messe)[^\n]{0,20}(?:登记|名片|客户|记录|来访|第.{1,2}天|[期届馆] |展位|摊位|booth|hall|stand|visitor|lead|card|note)|^第?\s?\d{2,3}\s?届",
    re.IGNORECASE,
)
_CHANNEL = {"mail": "email", "notification": "platform", "form": "email", "fax": "fax", "phone_note": "phone"}
_SOURCE_OF_KIND = {"mail": "email", "fax": "fax", "phone_note": "phone"}


def source_clues(material: Material) -> list[Clue[str]]:
    """Evidence for the source code, the layout first, then the buyer's words, then the channel."""
    clues: list[Clue[str]] = []
    if material.platform:
        clues.append(Clue(material.platform[0], material.platform[1], 100))
    if material.form:
        clues.append(Clue("website", material.form, 95))
    text = material.message[:8_000]
    if is_show_note(material):
        clues.append(Clue("trade_show", "", 90))
    stated = platform_stated(text)
    if stated and not material.platform:
        clues.append(Clue(stated[0], stated[1], 90))
    clues += [Clue(code, match[0], 90) for code, pattern in _COMPILED if (match := pattern.search(text))]
    if material.kind in _SOURCE_OF_KIND:
        clues.append(Clue(_SOURCE_OF_KIND[material.kind], "", 70))
    is_chat = bool(material.chat) and not material.platform
    if is_chat or material.kind == "chat_note":
        clues.append(Clue("social", "", 70))
    return clues + _offers(material)


def _offers(material: Material) -> list[Clue[str]]:
    offered = {
        "card": ("trade_show", "walk_in", "referral"),
        "form": ("website",),
        "text": ("email", "website"),
    }
    return [Clue(code, "", OFFERED - place) for place, code in enumerate(offered.get(material.kind, ()))]


def is_show_note(material: Material) -> bool:
    """True for what a salesperson noted of a visitor at a trade show."""
    return material.kind in ("form", "text", "card") and bool(_SHOW_HEAD.search(material.whole[:200]))


def channel_clues(material: Material) -> list[Clue[str]]:
    """Evidence for the channel by which the text came."""
    if is_show_note(material) and not material.form:
        return [Clue("trade_show", "", 80)]
    if material.chat:
        return [Clue(material.chat.channel, "", 90)]
    noted = chat_of_note(material.whole) if material.kind == "chat_note" else None
    if noted:
        return [Clue(noted, "", 80)]
    if material.kind in _CHANNEL:
        return [Clue(_CHANNEL[material.kind], "", 80)]
    offered = ["platform", "email"] if material.announced else ["email"]
    return (
        [Clue(code, "", GUESS - place) for place, code in enumerate(offered)]
        if material.kind == "text"
        else []
    )
