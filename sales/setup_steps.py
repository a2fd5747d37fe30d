"""The step of setting up that belongs to selling: what the handbook leaves to the company."""

from django.utils.translation import gettext_lazy as _

from core import policy
from core.capabilities import Can
from core.setting_up import Group, Step, register_step
from sales.domain.samples import SamplePolicy
from sales.policies import SAMPLES


def _has_limit() -> bool:
    rule = policy.get(SAMPLES, SamplePolicy)
    return rule.pay_from_pieces is not None or rule.pay_from_value is not None


register_step(
    Step(
        "samples_paid_first",
        _("Large samples: T/T first"),
        _(
            "The handbook lets the buyer of a large quantity of samples pay by T/T first, and does not say what is large (S89). From how many pieces, or from which value?"
        ),
        Group.LEADERS,
        Can.WRITE_POLICY,
        77,
        "core:policy",
        _has_limit,
        args=(SAMPLES,),
        can_be_kept=True,
    )
)
