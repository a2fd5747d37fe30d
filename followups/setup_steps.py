"""The step of setting up that belongs to follow-ups: the rhythm."""

from django.utils.translation import gettext_lazy as _

from core.capabilities import Can
from core.setting_up import Group, Step, is_touched, register_step
from followups.policies import CADENCE

register_step(
    Step(
        "cadence",
        _("Follow-up cadence"),
        _(
            "A twice a week, B once a week, C every half-month, D once a month, A and B five times a month: the handbook's."
        ),
        Group.LEADERS,
        Can.WRITE_POLICY,
        60,
        "core:policy",
        is_touched(CADENCE),
        args=(CADENCE,),
        can_be_kept=True,
    )
)
