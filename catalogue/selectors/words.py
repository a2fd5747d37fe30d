"""What the catalogue's rules say, in words."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from catalogue.domain.completeness import Part


def part_words(part: Part) -> str:
    """Return what is missing of a product, in a word or two."""
    return {
        Part.NAME: lambda: _("name in both languages"),
        Part.SPECIFICATION: lambda: _("specification in both languages"),
        Part.MODEL: lambda: _("model number"),
        Part.MOQ: lambda: _("smallest order"),
        Part.KEYWORDS: lambda: _("keywords"),
        Part.PRICE: lambda: _("a price that holds today"),
        Part.CERTIFICATES: lambda: pgettext("missing part", "certificates"),
        Part.PARAMETERS: lambda: _("technical parameters"),
        Part.PICTURE: lambda: pgettext("missing part", "a picture"),
        Part.PACKING: lambda: _("carton"),
    }[part]()
