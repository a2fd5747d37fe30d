"""The steps of setting up that belong to the house: the company, the calendar."""

from django.utils.translation import gettext_lazy as _

from core.capabilities import Can
from core.company import SECTION as COMPANY
from core.company import current_company
from core.forms import label_of
from core.setting_up import Group, Step, is_touched, register_step
from core.work_days import SECTION as CALENDAR


def _missing_particulars() -> list[str]:
    return [str(label_of(name, "en")) for name in current_company().missing]


register_step(
    Step(
        "company",
        _("Company profile"),
        _("The nine particulars that make a letter look like a proper company's, and our own mail domains."),
        Group.LEADERS,
        Can.WRITE_POLICY,
        30,
        "core:policy",
        lambda: not current_company().missing,
        args=(COMPANY,),
        left=_missing_particulars,
    )
)
register_step(
    Step(
        "calendar",
        _("Working time"),
        _(
            "09:00–11:30, 13:30–17:00 and an evening shift that does not count, Sunday off; public holidays come by themselves."
        ),
        Group.LEADERS,
        Can.WRITE_POLICY,
        40,
        "core:policy",
        is_touched(CALENDAR),
        args=(CALENDAR,),
        can_be_kept=True,
    )
)
