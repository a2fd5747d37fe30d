"""What our people write down about a contact, as they type it: in Chinese, short (requirements D8)."""

from random import Random

from customers.models import Channel

# Requirements D2, in percent.
CHANNELS: tuple[tuple[str, float], ...] = (
    (Channel.EMAIL, 68), (Channel.WHATSAPP, 12), (Channel.WECHAT, 6), (Channel.PHONE, 8), (Channel.MEETING, 1),
    (Channel.VIDEO, 2), (Channel.TRADE_SHOW, 1), (Channel.FAX, 1), (Channel.POST, 1),
)  # fmt: skip

_MAIL = (
    "邮件报价{product}，客户嫌贵约{percent}%，解释零售包装和两年配件服务；对方{day}内部开会。",
    "发{product}最新报价及电子样本，等客户确认数量。",
    "邮件跟进上周报价，客户说采购经理休假，{day}回来再谈。",
    "补发{product}检测报告，客户转给质量部看。",
    "客户问{product}能否做彩盒加挂卡，已问生产部，{day}回复。",
    "发形式发票草稿，客户要求把付款改成20%定金，未同意，解释公司规定。",
    "节日问候，顺带介绍新款{product}，附图三张。",
    "客户反馈竞争对手{product}便宜{percent}%，我方强调热处理和质保，约下周再谈。",
    "邮件确认样品规格，{product}改手柄颜色，打样约7天。",
    "询问上批{product}销售情况，客户说动销不错，计划下季度补货。",
    "发圣诞前船期表，提醒最晚下单日期。",
    "客户要{product}装箱数据和20尺柜装量，已发。",
    "转介绍客户，发公司简介和认证清单，等回复。",
    "报价{product}有效期将到，邮件提醒，客户要求延长两周。",
)
_CHAT = (
    "WhatsApp确认样品已签收（DEMO-DHL-{number}），测试约10天。",
    "聊天问近况，客户在盘点，月底定{product}的量。",
    "发{product}包装视频，客户满意，要改条码位置。",
    "客户发来竞品照片，问能否同款，已转工程看。",
    "WhatsApp催唛头确认，客户说{day}给。",
    "简单问候，客户说仓库还有两个月库存。",
    "发工厂新压铸机视频，客户约视频看线。",
)
_CALL = (
    "电话{minutes}分钟，{contact}本人接听，{product}价格基本谈拢，只差付款方式。",
    "电话确认{day}视频会议，客户老板参加。",
    "打电话问报价意见，客户说预算要等下个财季。",
    "电话沟通投诉，客户同意下批补{percent}件，关系稳住。",
    "晚班电话，客户当地上午，谈{product}独家代理可能。",
)
_MET = (
    "展会面谈{minutes}分钟，看{product}实物，拿走样品两件，约展后报价。",
    "客户来厂，看装配线和样品房，对{product}质量认可。",
    "视频会议，{contact}和采购一起，逐项过了{product}的包装要求。",
)
_POST = (
    "寄出{product}样品（DEMO-EMS-{number}），运费到付。",
    "传真确认订单变更，{product}数量改{percent}00。",
)
_MISSED = ("打电话无人接听，晚班再打。", "电话转语音信箱，留言请回电。", "前台说{contact}出差，{day}回来。")
_NEXT = ("{day}再跟进", "等客户回复数量", "发样品照片", "催付定金", "更新报价", "约视频会议", "")
_DAYS = ("周一", "周二", "周三", "周四", "周五", "下周初", "月底")
_TEXTS: dict[str, tuple[str, ...]] = {
    Channel.EMAIL: _MAIL, Channel.WHATSAPP: _CHAT, Channel.WECHAT: _CHAT, Channel.PHONE: _CALL, Channel.MEETING: _MET,
    Channel.VIDEO: _MET, Channel.TRADE_SHOW: _MET, Channel.FAX: _POST, Channel.POST: _POST,
}  # fmt: skip


def _places(chance: Random, product: str, contact: str) -> dict[str, object]:
    return {
        "product": product, "contact": contact, "percent": chance.randint(3, 9), "day": chance.choice(_DAYS),
        "number": chance.randint(1000, 9999), "minutes": chance.randint(5, 40),
    }  # fmt: skip


def contact_text(chance: Random, channel: str, product: str, contact: str) -> str:
    """Return what was said."""
    return chance.choice(_TEXTS[channel]).format(**_places(chance, product, contact))


def missed_text(chance: Random, contact: str) -> str:
    """Return the note of a call that reached nobody."""
    return chance.choice(_MISSED).format(**_places(chance, "", contact))


def next_step(chance: Random) -> str:
    """Return what comes next, often nothing."""
    return chance.choice(_NEXT).format(**_places(chance, "", ""))
