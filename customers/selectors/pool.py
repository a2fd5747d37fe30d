"""The open pool (公海): what lies in it, since when and why, and who may take out how many."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from accounts.models import User
from core import policy
from core.keyset import Page, page_of
from core.ui.countries import country_name
from customers import filters
from customers.filters import ListQuery
from customers.models import Customer, OwnerPeriod, TimelineEntry
from customers.permissions import can_take_out
from customers.policies import POOL, PoolPolicy
from customers.services import claims_of_week, first_day_again
from customers.timeline_words import pool_reason

PAGE_SIZE = 50
COLUMNS_READ = (
    "name", "local_name", "called", "country", "grade", "last_contact_at", "created_at", "owner", "merged_into",
)  # fmt: skip


@dataclass(frozen=True)
class PoolRow:
    """A customer in the pool: since when, why, after whom, how often; `cools_until`: when the reader may take it again."""

    customer: Customer
    country: str
    since: datetime
    why: str
    times: int
    last_owner: User | None
    may_claim: bool
    cools_until: date | None


@dataclass(frozen=True)
class PoolPage:
    """A page of the pool, and how many the reader may still take out this week (None: taking out is not theirs)."""

    rows: list[PoolRow]
    page: Page[Customer]
    left: int | None
    limit: int | None


def read_pool(user: User, query: ListQuery, *, at: datetime, after: str = "", before: str = "") -> PoolPage:
    """Return one page of the pool as `user` sees it, who was last heard of first. Four queries, whatever the rows."""
    found = Customer.objects.visible_to(user).current().filter(owner=None)
    found = filters.apply_filters(found, query, at=at, user=user).only(*COLUMNS_READ)
    page = page_of(found, filters.SORTS["-last"], after=after, before=before, size=PAGE_SIZE)
    left, limit = claims_left(user, at)
    return PoolPage(_rows_of(user, page.rows, at), page, left, limit)


def claims_left(user: User, at: datetime) -> tuple[int | None, int | None]:
    """Return how many customers `user` may still take out this week, and of how many; None for who takes out none."""
    limit = policy.get(POOL, PoolPolicy).claims_per_week
    if limit is None or not can_take_out(user, Customer()):
        return None, limit
    return max(0, limit - claims_of_week(user, at=at)), limit


def _rows_of(user: User, customers: Sequence[Customer], at: datetime) -> list[PoolRow]:
    ids = [customer.pk for customer in customers]
    periods: dict[int, list[OwnerPeriod]] = defaultdict(list)
    if ids:
        for period in (
            OwnerPeriod.objects.filter(customer__in=ids).select_related("owner").order_by("started_at")
        ):
            periods[period.customer_id].append(period)
    whys = _whys_of(ids)
    return [
        _row_of(user, customer, periods[customer.pk], whys.get(customer.pk, ""), at) for customer in customers
    ]


def _whys_of(ids: Sequence[int]) -> dict[int, str]:
    """Return why each came to the pool: the words of who gave it back, or the rule's."""
    entries = TimelineEntry.objects.filter(customer__in=ids, kind=TimelineEntry.Kind.OWNER).order_by(
        "at", "pk"
    )
    lines = entries.values_list("customer_id", "text", "values") if ids else ()
    return {pk: pool_reason(values.get("by_rule")) or text for pk, text, values in lines}


def _row_of(
    user: User, customer: Customer, periods: Sequence[OwnerPeriod], why: str, at: datetime
) -> PoolRow:
    ended = [period for period in periods if period.ended_at is not None]
    last = max(ended, key=lambda period: period.ended_at or at, default=None)
    cools_until = _cools_until(user, ended, at)
    return PoolRow(
        customer,
        country_name(str(customer.country)),
        since=(last.ended_at if last else None) or customer.created_at,
        why=why,
        times=_times(customer, periods),
        last_owner=last.owner if last and (user.is_manager or user.is_boss) else None,
        may_claim=cools_until is None and can_take_out(user, customer),
        cools_until=cools_until,
    )


def _times(customer: Customer, periods: Sequence[OwnerPeriod]) -> int:
    """How often it came to be nobody's: at its entry, and where an owner's period ended and none began."""
    starts = {period.started_at for period in periods}
    is_entered = not periods or min(starts) > customer.created_at
    return is_entered + sum(
        period.ended_at is not None and period.ended_at not in starts for period in periods
    )


def _cools_until(user: User, ended: Sequence[OwnerPeriod], at: datetime) -> date | None:
    days = policy.get(POOL, PoolPolicy).cooling_off_days
    own = [period.ended_at for period in ended if period.owner_id == user.pk and period.ended_at]
    return first_day_again(max(own), days, at) if own and days else None
