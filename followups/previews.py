"""What a change of the rhythm, of the calendar or of the pool would do, told before it is saved."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import policy
from core.domain.work_calendar import ONE_DAY
from core.policy_previews import preview
from core.ui.formats import company_day
from core.work_days import SECTION as CALENDAR
from core.work_days import CompanyCalendar, calendar_of, current_calendar
from customers.models import Customer
from customers.policies import POOL, RECYCLING, PoolPolicy, RecyclePolicy
from followups.domain.intervals import CadencePolicy
from followups.policies import CADENCE, current_policy
from followups.selectors.due_inputs import COLUMNS, Rules
from followups.services.due_dates import CHUNK, Memo, find_changed
from followups.services.recycling import PoolRules, foresee_sweep, pool_rules_of

LOOKED_AT = 25_000


@dataclass
class Shift:
    """How many of `looked_at` customers would be due earlier, later, and how many of them on the first day possible.

    `step`: every so manieth customer was looked at.
    """

    looked_at: int = 0
    earlier: int = 0
    later: int = 0
    at_once: int = 0
    step: int = 1

    def add(self, before: date | None, after: date | None, first_on: date) -> None:
        """Count a customer whose due date would change."""
        if before == after:
            return
        if after is None or (before is not None and after > before):
            self.later += 1
            return
        self.earlier += 1
        self.at_once += after == first_on


@preview(CADENCE)
def shift_by_cadence(before: CadencePolicy, after: CadencePolicy, at: datetime) -> list[str]:
    """Whose next contact another rhythm would move."""
    calendar = current_calendar()
    return _word(*read_shift(Rules(after, calendar, calendar.day_of(at))))


@preview(CALENDAR)
def shift_by_calendar(before: CompanyCalendar, after: CompanyCalendar, at: datetime) -> list[str]:
    """Whose next contact other working days would move."""
    calendar = calendar_of(after)
    return _word(*read_shift(Rules(current_policy(), calendar, calendar.day_of(at))))


@preview(POOL)
def foresee_by_pool(before: PoolPolicy, after: PoolPolicy, at: datetime) -> list[str]:
    """Whom tomorrow's sweep would warn or take with another pool."""
    recycling = policy.get(RECYCLING, RecyclePolicy)
    return _foresee(*(pool_rules_of(pool, recycling, at=at + ONE_DAY) for pool in (before, after)))


@preview(RECYCLING)
def foresee_by_recycling(before: RecyclePolicy, after: RecyclePolicy, at: datetime) -> list[str]:
    """Whom tomorrow's sweep would warn or take by other rules."""
    pool = policy.get(POOL, PoolPolicy)
    lines = _foresee(*(pool_rules_of(pool, rule, at=at + ONE_DAY) for rule in (before, after)))
    return lines if pool.is_on else [_("The open pool is off: nobody is warned, and nothing goes.")]


def _foresee(before: PoolRules, after: PoolRules) -> list[str]:
    """Nothing where the rules stay: then a figure for claims was changed, which moves no customer."""
    if (before.by_grade, before.stages) == (after.by_grade, after.stages):
        return []
    found = foresee_sweep(after, look_at=LOOKED_AT)
    lines = []
    if found.gone:
        text = ngettext(
            "%(count)s customer would go to the pool tomorrow; its owner was warned.",
            "%(count)s customers would go to the pool tomorrow; their owners were warned.",
            found.gone,
        )
        lines.append(text % {"count": found.gone})
    if found.warned and found.first_on:
        text = ngettext(
            "The owner of %(count)s customer would be warned tomorrow; without a contact it would go on %(day)s at the earliest.",
            "The owners of %(count)s customers would be warned tomorrow; without a contact the first would go on %(day)s.",
            found.warned,
        )
        lines.append(text % {"count": found.warned, "day": company_day(found.first_on)})
    if found.dropped:
        text = ngettext(
            "%(count)s warning would be taken back.", "%(count)s warnings would be taken back.", found.dropped
        )
        lines.append(text % {"count": found.dropped})
    if not lines:
        lines.append(_("Nobody would be warned tomorrow, and no customer would go."))
    return lines + _word_sample(found.step, found.looked_at)


def read_shift(rules: Rules) -> tuple[Shift, date]:
    """Return how due dates would move under `rules`, and the first day to which a nearer one moves (N13).

    Worked out like the change itself, with the same memo, without a lock or a write. Of more than LOOKED_AT customers
    every so manieth is looked at.
    """
    customers = Customer.objects.exclude(owner=None)
    first_on, memo = rules.calendar.next_working_day(rules.today), Memo()
    shift = Shift(step=-(-customers.count() // LOOKED_AT) or 1)
    if shift.step > 1:
        customers = customers.annotate(place=F("pk") % shift.step).filter(place=0)
    after = 0
    while rows := list(
        customers.filter(pk__gt=after).order_by("pk").values_list(*COLUMNS, named=True)[:CHUNK]
    ):
        changed, _floors = find_changed(rows, rules, memo, first_on)
        for row in rows:
            if row.pk in changed:
                shift.add(row.next_due_on, changed[row.pk].on, first_on)
        shift.looked_at, after = shift.looked_at + len(rows), rows[-1].pk
    return shift, first_on


def _word(shift: Shift, first_on: date) -> list[str]:
    earlier, later, at_once = (count * shift.step for count in (shift.earlier, shift.later, shift.at_once))
    lines = []
    if earlier:
        text = ngettext(
            "%(count)s customer would become due earlier.",
            "%(count)s customers would become due earlier.",
            earlier,
        )
        lines.append(text % {"count": earlier})
    if at_once:
        said = _("%(count)s of them on %(day)s, the first day on which a new rule can make anybody due.")
        lines.append(said % {"count": at_once, "day": company_day(first_on)})
    if later:
        text = ngettext(
            "%(count)s customer would become due later.", "%(count)s customers would become due later.", later
        )
        lines.append(text % {"count": later})
    if not lines:
        lines.append(_("No customer's next contact would move."))
    return lines + _word_sample(shift.step, shift.looked_at)


def _word_sample(step: int, looked_at: int) -> list[str]:
    if step == 1:
        return []
    said = _("Estimated from a sample: every %(step)s. customer, %(count)s in all.")
    return [said % {"count": looked_at, "step": step}]
