"""What the catalogue's rules say, in words."""

from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import npgettext, pgettext

from catalogue.domain.completeness import Part
from catalogue.models import Unit


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


def counted(count: int, unit: str) -> str:
    """Return a quantity with its unit: `1,000 sets`, `1,000 套`."""
    return COUNTED[unit](count) % {"count": f"{count:,}"}


COUNTED: dict[str, Callable[[int], str]] = {
    Unit.PIECE: lambda count: npgettext("quantity", "%(count)s pc", "%(count)s pcs", count),
    Unit.SET: lambda count: npgettext("quantity", "%(count)s set", "%(count)s sets", count),
    Unit.PAIR: lambda count: npgettext("quantity", "%(count)s pair", "%(count)s pairs", count),
    Unit.DOZEN: lambda count: npgettext("quantity", "%(count)s dozen", "%(count)s dozen", count),
    Unit.BOX: lambda count: npgettext("quantity", "%(count)s box", "%(count)s boxes", count),
    Unit.ROLL: lambda count: npgettext("quantity", "%(count)s roll", "%(count)s rolls", count),
    Unit.METRE: lambda count: npgettext("quantity", "%(count)s m", "%(count)s m", count),
    Unit.KILOGRAM: lambda count: npgettext("quantity", "%(count)s kg", "%(count)s kg", count),
}
