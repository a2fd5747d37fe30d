"""Background work of this app."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from core import jobs
from oversight.services.holidays import tell_of_holidays


@jobs.periodic(
    "oversight.tell_of_holidays", jobs.Daily(hour=9, minute=5), label=_("Tell of a long holiday that comes")
)
def tell_what_comes(*, at: datetime) -> dict[str, int]:
    """Owners of A and B customers, some working days before."""
    return {"told": tell_of_holidays(at=at)}
