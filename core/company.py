"""Who we are: what letters and quotes say about the company (S51, S52). A section of the policy."""

from dataclasses import dataclass
from functools import partial

from django.utils.translation import gettext_lazy as _

from core import policy
from core.policy_sources import handbook, ours, tell_sources

SECTION = "core.company"
# The particulars of S51, the address by the three-year plan: what makes a letter look like a proper company's.
NINE = (
    "name", "founded_in", "total_assets", "annual_sales", "awards", "contact_name", "phone", "fax", "address",
)  # fmt: skip
# Written once, the same in every language.
_SHARED = frozenset({"founded_in", "phone", "fax", "website"})


@dataclass(frozen=True)
class CompanyProfile:
    """The company's particulars as plain text, those without `_zh` in English but for `name`, which is the Chinese one.

    `own_domains`: mail and web domains that are never a buyer's.
    """

    name: str = ""
    name_en: str = ""
    short_name: str = ""
    founded_in: str = ""
    total_assets: str = ""
    total_assets_zh: str = ""
    annual_sales: str = ""
    annual_sales_zh: str = ""
    awards: str = ""
    awards_zh: str = ""
    strengths: str = ""
    strengths_zh: str = ""
    contact_name: str = ""
    contact_name_zh: str = ""
    phone: str = ""
    fax: str = ""
    address: str = ""
    address_zh: str = ""
    website: str = ""
    own_domains: str = ""

    def said_in(self, language: str, particular: str) -> str:
        """Return a particular in the language: "" where it is only there in the other one."""
        is_chinese = language.startswith("zh")
        if particular == "name":
            return self.name if is_chinese else self.name_en
        field = f"{particular}_zh" if is_chinese and particular not in _SHARED else particular
        return str(getattr(self, field))

    def written_in(self, language: str, particular: str) -> str:
        """Return what a letter prints: in Chinese letters the English where no Chinese is given, never the reverse."""
        return self.said_in(language, particular) or self.said_in("en", particular)

    def missing_in(self, language: str) -> list[str]:
        """Return which of the nine particulars are empty in the language (S51)."""
        return [name for name in NINE if not self.said_in(language, name)]

    @property
    def missing(self) -> list[str]:
        """The particulars that buyers' letters lack: they warn while there are any."""
        return self.missing_in("en")

    @property
    def domains(self) -> frozenset[str]:
        """`own_domains` as a set of lower-case names."""
        return frozenset(part.strip().lower() for part in self.own_domains.split(",") if part.strip())


_S51 = handbook(
    "S51",
    "完整填写公司名称、创办年份、总资产、年销售额、奖项、联系人、电话和传真等,让买家感觉我们是一家很正规的公司",
    "Fill in completely: company name, year founded, total assets, annual sales, awards, contact, telephone and fax, "
    "so that the buyer feels that we are a proper company",
    _("The address is the three-year plan's."),
)

current_company = partial(policy.get, SECTION, CompanyProfile)
policy.register(SECTION, CompanyProfile, title=_("Company profile"), form="core.forms.CompanyForm")
tell_sources(
    SECTION,
    {
        **dict.fromkeys((*NINE, "name_en", "total_assets_zh", "annual_sales_zh", "awards_zh", "contact_name_zh", "address_zh"), _S51),
        **dict.fromkeys(
            ("strengths", "strengths_zh"),
            handbook("S50", "扼要介绍公司并强调优势所在", "Introduce the company briefly and stress its strengths"),
        ),
        "short_name": ours(),
        "website": handbook("S78", "并通知买家到网站上去看", "And tell the buyers to look at the web site"),
        "own_domains": handbook(
            "S144",
            "外贸部对外邮箱,统一使用公司提供的邮箱号码",
            "For mail to the outside the department uses the company's mailboxes only",
        ),
    },
)  # fmt: skip
