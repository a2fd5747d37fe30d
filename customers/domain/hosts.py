"""Hosts that many firms share, which therefore never tell one buyer from another (rules.md §5)."""

from core.domain.mail_hosts import brand_of, is_public_brand, is_public_provider

SHARED_BRANDS = frozenset(
    "amazon ebay alibaba aliexpress google facebook yandex mercadolibre mercadolivre rakuten etsy walmart shopee "
    "lazada allegro indiamart kompass europages yellowpages zoominfo linkedin tripadvisor".split()
)
SHARED_SITES = frozenset(
    """
    1688.com taobao.com tmall.com dingtalk.com made-in-china.com globalsources.com dhgate.com tradeindia.com
    exportersindia.com ec21.com ecplaza.net tradekey.com tradewheel.com go4worldbusiness.com wlw.de thomasnet.com
    diytrade.com hktdc.com busytrade.com ecvv.com eworldtrade.com weiku.com toocle.com tradeford.com ttnet.net
    buyhatke.com taiwantrade.com buykorea.org gobizkorea.com tpage.com exporthub.com tradeling.com fordaq.com
    globalspec.com faire.com ankorstore.com wish.com temu.com shein.com jd.com jumia.com noon.com souq.com
    flipkart.com coupang.com bol.com cdiscount.com otto.de zalando.com target.com joom.com ozon.ru wildberries.ru
    avito.ru olx.com gumtree.com craigslist.org alibaba-inc.com aliyun-inc.com cantonfair.org.cn
    facebook.com fb.com fb.me instagram.com threads.net twitter.com x.com linkedin.com youtube.com youtu.be
    tiktok.com douyin.com pinterest.com vk.com ok.ru t.me telegram.org telegram.me whatsapp.com wa.me wechat.com
    weixin.qq.com weibo.com zhihu.com xiaohongshu.com line.me kakao.com viber.com snapchat.com reddit.com
    discord.com discord.gg skype.com zalo.me messenger.com m.me quora.com medium.com tumblr.com flickr.com
    bit.ly tinyurl.com t.co goo.gl ow.ly is.gd buff.ly rebrand.ly cutt.ly linktr.ee lnkd.in dwz.cn t.cn url.cn
    wix.com wixsite.com weebly.com wordpress.com blogspot.com blogger.com shopify.com myshopify.com
    squarespace.com jimdo.com jimdosite.com jimdofree.com godaddysites.com business.site webnode.com strikingly.com
    webflow.io github.io gitlab.io netlify.app vercel.app pages.dev herokuapp.com web.app firebaseapp.com
    carrd.co notion.site bigcartel.com ecwid.com tilda.ws ucoz.ru narod.ru site123.me yolasite.com one.com
    canva.site goodbarber.com duda.co mystrikingly.com ueeshop.com xiaoman.cn leadong.com
    baidu.com bing.com sogou.com so.com naver.com wikipedia.org opencorporates.com dnb.com crunchbase.com
    trustpilot.com importgenius.com panjiva.com volza.com calendly.com dropbox.com wetransfer.com docusign.net
    sendgrid.net mailchimp.com mailgun.org amazonses.com hubspot.com salesforce.com zendesk.com freshdesk.com
    paypal.com payoneer.com dhl.com fedex.com ups.com
    """.split()
)
NOBODY_LOCAL_PARTS = frozenset(
    "noreply no-reply no_reply donotreply do-not-reply do_not_reply mailer-daemon postmaster bounce bounces "
    "notification notifications".split()
)


def is_listed_public_mail(host: str, domain: str) -> bool:
    """Whether a mail host, or the registrable domain above it, sells mail boxes to everybody."""
    if is_public_brand(domain):
        return True
    return is_public_provider(host, domain) and not is_listed_shared_site(host, domain)


def is_listed_shared_site(host: str, domain: str) -> bool:
    """Whether a host belongs to a platform, social network, link shortener or site builder."""
    return domain in SHARED_SITES or host in SHARED_SITES or brand_of(domain) in SHARED_BRANDS
