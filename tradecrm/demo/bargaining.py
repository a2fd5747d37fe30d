"""What the demo's buyers bargain over, and what other makers ask: requirements D5's products and ranges."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from accounts.models import User
from catalogue.models import Product, RegionCountry, Unit
from core.work_days import current_calendar
from customers.models import Customer
from sales.models import CompetitorPrice, MarketNote, MarketQuestion, PriceSource
from sales.services.competitor_prices import RivalValues, note_competitor_price
from sales.services.market_notes import MarketNoteValues, note_market
from sales.services.negotiations import NegotiationValues, begin_negotiation, note_concession

D = Decimal


@dataclass(frozen=True)
class Heard:
    """Somebody heard of a price: of which model, whose, where, how many days ago."""

    by: str
    model: str
    competitor: str
    price: str
    country: str
    source: str
    days: int
    unit: str = Unit.PIECE


HEARD = (
    Heard("linda", "QC-S46", "Ralex Tools", "6.10", "DE", PriceSource.BUYER, 26, Unit.SET),
    Heard("linda", "QC-S46", "Ningbo Hengtai (demo)", "5.05", "AE", PriceSource.WEB, 12, Unit.SET),
    Heard("kevin", "QC-T525", "Yongkang Meida (demo)", "0.92", "AE", PriceSource.FAIR, 40),
    Heard("kevin", "QC-L20", "Ralex Tools", "8.60", "US", PriceSource.WEB, 230),
)


@dataclass(frozen=True)
class Learned:
    """Somebody learned something of the market of a country, so many days ago."""

    by: str
    country: str
    question: str
    text: str
    days: int
    model: str = ""


LEARNED = (
    Learned("linda", "DE", MarketQuestion.BUYERS, "德国采购先看认证和测试报告，再谈价格；七八月基本休假，六月前要把单子定下来。", 33),
    Learned("linda", "DE", MarketQuestion.SUITS, "46件套配德文彩盒最好卖，建材超市要挂孔包装。", 21, "QC-S46"),
    Learned("kevin", "AE", MarketQuestion.RIVALS, "中东客户手里都有五六家报价，卷尺只比价，交期快的占便宜。", 16, "QC-T525"),
    Learned("kevin", "US", MarketQuestion.COMING, "美国几家连锁开始要磁吸充电款工作灯，老款卤素灯没人问了。", 9, "QC-L20"),
    Learned("helen", "AE", MarketQuestion.SUPPLY, "斋月前后货柜扎堆到港，普通套筒组供大于求，别压库存。", 5),
)  # fmt: skip


def note_markets(users: Mapping[str, User], *, at: datetime) -> None:
    """Note what was learned of the markets. Nothing where there are notes already."""
    if MarketNote.objects.exists():
        return
    products = {row.model_number: row for row in Product.objects.all()}
    regions = {str(row.country): row.region for row in RegionCountry.objects.select_related("region")}
    for one in LEARNED:
        if one.country in regions:
            values = MarketNoteValues(regions[one.country], one.question, one.text, products.get(one.model))
            note_market(actor=users[one.by], values=values, at=at - timedelta(days=one.days))


def bargain(users: Mapping[str, User], *, at: datetime) -> None:
    """Note what others ask, and one negotiation of Linda's. Nothing where there are such prices already."""
    if CompetitorPrice.objects.exists():
        return
    day = current_calendar().day_of(at)
    products = {row.model_number: row for row in Product.objects.all()}
    for heard in HEARD:
        values = RivalValues(
            heard.competitor, D(heard.price), day - timedelta(days=heard.days), products[heard.model], country=heard.country,
            unit=heard.unit, source=heard.source, incoterm="FOB",
        )  # fmt: skip
        note_competitor_price(actor=users[heard.by], customer=None, values=values, at=at)
    linda = users["linda"]
    buyer = Customer.objects.current().filter(owner=linda, grade="A").order_by("pk").first()
    if buyer is None:
        return
    sheet = begin_negotiation(
        actor=linda, customer=buyer, at=at,
        values=NegotiationValues(
            "试单价格", opening_price=D("6.80"), target_price=D("6.45"), walk_away_price=D("6.20"), walk_away="再低就换普通彩盒",
            decision_note="采购提方案，老板拍板",
        ),
    )  # fmt: skip
    note_concession(
        actor=linda,
        sheet=sheet,
        what="试单送500个备用棘轮头",
        in_return="定金从20%提到30%",
        given_on=day,
        at=at,
    )
