"""The steps of setting up that belong to inquiries: the reply limits, and the first inquiry."""

from django.utils.translation import gettext_lazy as _

from core.capabilities import Can
from core.setting_up import Group, Step, is_touched, register_step
from inquiries.models import Inquiry
from inquiries.policies import REPLY

register_step(
    Step(
        "reply",
        _("Reply limits"),
        _("Two working hours as the target, a day as the limit, twelve hours for a fax: the handbook's."),
        Group.LEADERS,
        Can.WRITE_POLICY,
        50,
        "core:policy",
        is_touched(REPLY),
        args=(REPLY,),
        can_be_kept=True,
    )
)
register_step(
    Step(
        "inquiry",
        _("The first inquiry"),
        _("Paste a buyer's mail: the sender is read out of it, looked up and entered in one step."),
        Group.SELLERS,
        Can.WORK_WITH_CUSTOMERS,
        90,
        "inquiries:new",
        Inquiry.objects.exists,
        begins=True,
        asks_rows=True,
    )
)
