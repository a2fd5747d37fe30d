"""The steps of setting up that belong to the accounts: the boss, the people."""

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.capabilities import Can
from core.request_context import once
from core.setting_up import Group, Step, register_step


def _counted() -> dict[str, int]:
    """How many active people there are of the roles that an installation needs: one query for both steps."""

    def read() -> dict[str, int]:
        return User.objects.active().aggregate(
            bosses=Count("pk", filter=Q(is_boss=True)), sellers=Count("pk", filter=Q(is_salesperson=True))
        )

    return once("people_counted", read)


register_step(
    Step(
        "boss",
        _("The boss's account"),
        _(
            "One form; the boss gets a link and chooses the password. Who is the manager as well gets both roles."
        ),
        Group.ADMIN,
        Can.OPEN_ANY_ACCOUNT,
        10,
        "accounts:open",
        lambda: bool(_counted()["bosses"]),
        asks_rows=True,
    )
)
register_step(
    Step(
        "people",
        _("Managers and salespeople"),
        _(
            "Each with a team, so that the manager sees their work. A manager opens the accounts of the own team, too."
        ),
        Group.ADMIN,
        Can.OPEN_ANY_ACCOUNT,
        20,
        "accounts:open",
        lambda: bool(_counted()["sellers"]),
        asks_rows=True,
    )
)
