"""The ten products of requirements D5, as the demo's catalogue has them: our own words, drawings instead of photographs."""

from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True)
class Kind:
    """A category with its technical parameters: (Chinese, English, unit)."""

    chinese: str
    english: str
    parameters: tuple[tuple[str, str, str], ...]


class Packed(NamedTuple):
    """Pieces in a carton, its sides in centimetres, gross and net weight in kilograms."""

    pieces: int
    sides: tuple[str, str, str]
    gross: str
    net: str


@dataclass(frozen=True)
class Line:
    """A product; `standard` and `usa` are its list prices in US dollars, for the market where value comes first."""

    model: str
    chinese: str
    english: str
    kind: str
    specification: tuple[str, str]
    moq: int
    unit: str
    keywords: str
    hs_code: str
    packing: tuple[str, str]
    packed: Packed
    standard: str
    usa: str
    lead_days: int
    sample_days: int
    points: tuple[str, str]
    difference: str
    parameters: tuple[str, ...]
    certificates: tuple[tuple[str, str, int | None], ...] = ()  # name, number, days until it ends
    samples: tuple[int, bool, str, int | None] | None = None  # quantity, approved, where, low below
    is_new: bool = False
    reviewed_days: int = 20
    warranty_months: int = 12


KINDS = (
    Kind("组套", "Tool sets", (("件数", "Pieces", ""), ("材质", "Material", ""), ("棘轮齿数", "Ratchet teeth", ""))),
    Kind("钳子扳手", "Pliers and wrenches", (("材质", "Material", ""), ("长度", "Length", "mm"), ("硬度", "Hardness", "HRC"))),
    Kind("锤子", "Hammers", (("锤头重量", "Head weight", "g"), ("手柄", "Handle", ""))),
    Kind("螺丝批", "Screwdrivers", (("批杆材质", "Blade", ""), ("标准", "Standard", ""))),
    Kind("量具", "Measuring tools", (("长度", "Length", "m"), ("精度", "Accuracy", ""))),
    Kind("LED灯具", "LED lights", (("功率", "Power", "W"), ("光通量", "Luminous flux", "lm"), ("防护等级", "Protection", ""))),
)  # fmt: skip

LINES = (
    Line("QC-S46", "46件套筒组套", '46-pc 1/4" socket set', "Tool sets",
         ("1/4寸，铬钒钢，72齿棘轮，吹塑盒", '1/4", CR-V, 72-tooth ratchet, blow case'), 1000, "set",
         "socket set, ratchet set, juego de dados, 套筒", "8204.20", ("吹塑盒", "Blow case"),
         Packed(20, ("40", "35", "30"), "21", "20"), "6.08", "6.45", 35, 6,
         ("72齿棘轮，回转角度小\n镜面抛光，盐雾24小时", "72-tooth ratchet for tight places\nMirror polished, 24 h salt spray"),
         "棘轮齿轮整体锻造，同行多为粉末冶金；退货率低于0.3%。", ("46", "CR-V", "72"), (("GS", "S60 155731", 240),),
         (24, True, "样品间 A-03", 10), warranty_months=24),
    Line("QC-S108", "108件组合工具", "108-pc mixed tool set", "Tool sets",
         ('1/4寸+1/2寸，铬钒钢，吹塑盒', '1/4" + 1/2", CR-V, blow case'), 300, "set",
         "tool set, tool kit, Werkzeugkoffer, 工具箱", "8206.00", ("吹塑盒", "Blow case"),
         Packed(2, ("41", "34", "19"), "14.5", "13.8"), "21.20", "22.50", 40, 7,
         ("两种方头一盒装齐", "Both drives in one case"), "盒扣用弹簧钢，开合两千次不断。", ("108", "CR-V", "72"),
         (("GS", "S60 155732", 240),), (3, True, "样品间 A-04", 5), warranty_months=24),
    Line("QC-P8", "8寸钢丝钳", 'Combination pliers 8"', "Pliers and wrenches",
         ("铬钒钢，双色手柄", "CR-V, bi-material handle"), 2000, "pc", "pliers, alicate, Kombizange, 老虎钳", "8203.20",
         ("挂卡", "Hanging card"), Packed(60, ("38", "28", "25"), "22", "21"), "1.60", "1.70", 35, 5,
         ("刃口高频淬火，可剪2.5毫米钢丝", "Induction-hardened edges cut 2.5 mm wire"), "手柄通过REACH测试，可给报告。",
         ("CR-V", "200", "44-48"), (("REACH", "R-2026-118", 320),), (40, True, "样品间 B-01", 20)),
    Line("QC-W10", "10寸活动扳手", 'Adjustable wrench 10"', "Pliers and wrenches", ("镀铬，刻度", "Chrome plated, with scale"),
         2000, "pc", "adjustable wrench, llave ajustable, 活扳手", "8204.12", ("挂卡", "Hanging card"),
         Packed(48, ("36", "30", "20"), "24", "23"), "2.20", "2.34", 35, 5,
         ("开口比标准大20%", "Jaw opens 20% wider than standard"), "蜗轮间隙小，不打滑。", ("CR-V", "250", "42-46"), (),
         (16, True, "样品间 B-02", 20)),
    Line("QC-H16", "16盎司羊角锤", "Claw hammer 16 oz", "Hammers", ("玻纤手柄", "Fibreglass handle"), 1200, "pc",
         "claw hammer, martillo, 羊角锤", "8205.20", ("贴标", "Sticker"), Packed(24, ("37", "26", "24"), "20", "19"), "2.45", "2.60",
         30, 5, ("磁性钉槽", "Magnetic nail start"), "锤头与手柄双重固定，拉脱力大于3千牛。", ("450", "玻纤 Fibreglass"), (),
         (12, False, "样品间 B-05", None)),
    Line("QC-D6", "6件螺丝批组套", "Screwdriver set 6 pcs", "Screwdrivers", ("S2钢，带磁", "S2, magnetic"), 1500, "set",
         "screwdriver set, 起子", "8205.40", ("彩盒", "Colour box"), Packed(24, ("40", "32", "22"), "14", "13"), "2.80", "2.97", 35, 5,
         ("批头带磁，防滑手柄", "Magnetic tips, non-slip handles"), "批杆端面精铣，配合间隙小。", ("S2", ""), (),
         (30, True, "样品间 B-06", 15), is_new=True, reviewed_days=3),
    Line("QC-T525", "5米卷尺", "Tape measure 5 m x 25 mm", "Measuring tools",
         ("25毫米宽，尼龙涂层，二级精度", "25 mm wide, nylon coated, class II"), 3000, "pc", "tape measure, flexómetro, 钢卷尺",
         "9017.80", ("挂卡", "Hanging card"), Packed(60, ("42", "28", "25"), "19", "18"), "1.24", "1.32", 35, 5,
         ("尼龙涂层，耐磨是漆面的三倍", "Nylon coating wears three times longer than paint"), "尺带自有轧制线，批次色差小。",
         ("5", "II"), (("MID", "0122-TM-525", 45),), (60, True, "样品间 C-01", 20), reviewed_days=120),
    Line("QC-V1000", "VDE绝缘螺丝批", "VDE screwdriver 1000 V", "Screwdrivers", ("EN 60900，逐支耐压测试", "EN 60900, each one tested"),
         1000, "pc", "VDE screwdriver, insulated, 绝缘起子", "8205.40", ("挂卡", "Hanging card"),
         Packed(72, ("38", "30", "20"), "11", "10"), "2.00", "2.12", 40, 7, ("逐支10千伏测试", "Each one tested at 10 kV"),
         "双层绝缘，磨损后露出警示色。", ("S2", "EN 60900"), (("VDE", "40051234", 400),), (8, True, "样品间 B-07", 10)),
    Line("QC-L20", "20W充电工作灯", "LED work light 20 W rechargeable", "LED lights",
         ("2000流明，IP54，续航4小时", "2,000 lm, IP54, 4 h"), 500, "pc", "work light, refletor, 工作灯", "8513.10", ("彩盒", "Colour box"),
         Packed(10, ("52", "38", "28"), "16", "14.5"), "7.80", "8.25", 45, 7,
         ("可折叠支架带磁铁\n可当充电宝", "Folding stand with magnets\nCharges a telephone, too"), "电芯有UN 38.3报告，可海运空运。",
         ("20", "2000", "IP54"), (("CE", "CE-L20-26", 500), ("RoHS", "R-L20-26", 500), ("UN 38.3", "BAT-0326", None)),
         (6, True, "样品间 D-01", 5), is_new=True, reviewed_days=8, warranty_months=24),
    Line("QC-F50", "50W投光灯", "LED flood light 50 W", "LED lights", ("100流明/瓦，IP65，5千伏防浪涌", "100 lm/W, IP65, 5 kV surge"), 500, "pc",
         "flood light, reflector LED, 投光灯", "9405.42", ("彩盒", "Colour box"), Packed(20, ("46", "40", "26"), "15", "14"), "5.20", "5.50",
         40, 7, ("压铸铝壳，无螺丝开盖", "Die-cast housing, opens without tools"), "驱动带5千伏防浪涌，同行多为2.5千伏。", ("50", "5000", "IP65"),
         (("CE", "CE-F50-25", -12),), (4, True, "样品间 D-02", 5), reviewed_days=140, warranty_months=24),
)  # fmt: skip


class Market(NamedTuple):
    """A market with its countries, how it is quoted to, and by how much its prices are off the standard (percent)."""

    chinese: str
    english: str
    policy: str
    countries: str
    off: str
    includes: str = ""


MARKETS = (
    Market("中东", "Middle East", "price_first", "AE SA IQ JO IL KW QA OM BH LB YE IR", "-6.5", "普通包装 Plain packing"),
    Market("东南亚", "South-East Asia", "price_first", "VN TH ID PH MY SG MM KH LA BN", "-6", "普通包装 Plain packing"),
    Market("美国", "USA", "value_first", "US", "", "彩盒、UPC条码、配件卡 Retail box, UPC, spare-part card"),
    Market("欧洲", "Europe", "standard", "DE NL SE CZ PL GB FR ES IT BE AT CH DK FI NO IE PT GR HU RO BG SK SI HR EE LV LT", "1.5"),
    Market("拉美", "Latin America", "standard", "BR MX CL PE CO AR EC UY GT PA CR DO BO PY", ""),
    Market("非洲", "Africa", "standard", "NG ZA EG KE GH MA TN DZ TZ ET", ""),
)  # fmt: skip
VALUE_LINES = (
    ("零售彩盒和UPC条码 Retail colour box, UPC barcode", "3.5",
     "The price includes your retail colour box with UPC barcode: the goods go from the container to the shelf without re-packing.",
     "El precio incluye su caja a color con código UPC: la mercancía pasa del contenedor a la estantería sin reempacar.",
     "价格已含零售彩盒和UPC条码，到港后可直接上架，省去换包装的人工。"),
    ("配件卡和两年配件服务 Spare-part card, 2-year spare parts", "2.5",
     "A spare-part card and a 2-year spare-part service are included, which saves your returns handling.",
     "Se incluye una tarjeta de repuestos y dos años de servicio de repuestos, lo que le ahorra gestionar devoluciones.",
     "含配件卡和两年配件服务，减少您处理退货的费用。"),
)  # fmt: skip
