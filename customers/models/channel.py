"""How one speaks with a buyer: words that customers, inquiries and follow-ups share."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Channel(models.TextChoices):
    """How one speaks with a buyer (glossary: 渠道)."""

    EMAIL = "email", _("E-mail")
    PHONE = "phone", _("Telephone")
    FAX = "fax", _("Fax")
    WHATSAPP = "whatsapp", _("WhatsApp")
    WECHAT = "wechat", _("WeChat")
    VIDEO = "video", _("Video call")
    MEETING = "meeting", _("Meeting")
    TRADE_SHOW = "trade_show", _("Trade show")
    POST = "post", _("Post, courier")
    PLATFORM = "platform", _("Platform message")
    OTHER = "other", _("Other")
