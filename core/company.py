"""Who we are: what letters and quotes say about the company (S51, S52). A section of the policy."""

from dataclasses import dataclass, fields
from functools import partial

from django.utils.translation import gettext_lazy as _

from core import policy

SECTION = "core.company"


@dataclass(frozen=True)
class CompanyProfile:
    """The company's particulars as plain text. `own_domains`: mail and web domains that are never a buyer's."""

    name: str = ""
    name_en: str = ""
    short_name: str = ""
    founded_in: str = ""
    total_assets: str = ""
    annual_sales: str = ""
    awards: str = ""
    strengths: str = ""
    contact_name: str = ""
    phone: str = ""
    fax: str = ""
    address: str = ""
    website: str = ""
    own_domains: str = ""

    @property
    def missing(self) -> list[str]:
        """The fields of S51 that are still empty; letters warn while there are any."""
        optional = {"short_name", "strengths", "website", "own_domains", "name"}
        return [
            field.name
            for field in fields(self)
            if field.name not in optional and not getattr(self, field.name)
        ]

    @property
    def domains(self) -> frozenset[str]:
        """`own_domains` as a set of lower-case names."""
        return frozenset(part.strip().lower() for part in self.own_domains.split(",") if part.strip())


current_company = partial(policy.get, SECTION, CompanyProfile)
policy.register(SECTION, CompanyProfile, title=_("Company profile"), form="core.forms.CompanyForm")
