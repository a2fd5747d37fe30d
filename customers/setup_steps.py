"""The steps of setting up that belong to customers: what the handbook leaves open, and the customers there are."""

from django.utils.translation import gettext_lazy as _

from core.capabilities import Can
from core.setting_up import Group, Step, is_touched, register_step
from customers.models import Customer
from customers.policies import EXPORT, POOL

register_step(
    Step(
        "pool",
        _("The open pool"),
        _(
            "The handbook says nothing of it, so it is off and its figures are not set. Does the company want it?"
        ),
        Group.LEADERS,
        Can.WRITE_POLICY,
        70,
        "core:policy",
        is_touched(POOL),
        args=(POOL,),
        can_be_kept=True,
    )
)
register_step(
    Step(
        "export",
        _("Export"),
        _(
            "The handbook wants customers kept from being lost: salespeople do not export until the company says so."
        ),
        Group.LEADERS,
        Can.WRITE_POLICY,
        75,
        "core:policy",
        is_touched(EXPORT),
        args=(EXPORT,),
        can_be_kept=True,
    )
)
register_step(
    Step(
        "import",
        _("The customers there are"),
        _(
            "Old customers, those met at fairs, the Excel lists: everything goes in. It can be undone as a whole."
        ),
        Group.LEADERS,
        Can.IMPORT,
        80,
        "customers:imports",
        Customer.objects.exists,
        can_be_kept=True,
        begins=True,
        asks_rows=True,
    )
)
