"""What customers tell the apps above: in the past tense, ids only, in the transaction of the change."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class CustomerCreated:
    """A customer was entered."""

    customer_id: int
    at: datetime


@dataclass(frozen=True)
class CustomersGraded:
    """The grade of these customers changed, of one or of many at once."""

    customer_ids: tuple[int, ...]
    at: datetime


@dataclass(frozen=True)
class CustomerOwnerChanged:
    """A customer got another owner; None is the open pool."""

    customer_id: int
    before_id: int | None
    after_id: int | None
    at: datetime


@dataclass(frozen=True)
class CustomersPooled:
    """These customers went to the open pool, given back or by rule; `before_ids`: who owned each, in the same order."""

    customer_ids: tuple[int, ...]
    before_ids: tuple[int, ...]
    at: datetime


@dataclass(frozen=True)
class CustomersHandedOver:
    """Customers got other owners at once: `customer_ids[n]` went from `before_ids[n]` to `after_ids[n]`.

    `is_undone`: the handover was taken back, and these went back with it.
    """

    handover_id: int
    customer_ids: tuple[int, ...]
    before_ids: tuple[int, ...]
    after_ids: tuple[int, ...]
    by_id: int
    is_undone: bool
    at: datetime


@dataclass(frozen=True)
class CustomerStageChanged:
    """A customer moved from stage `before` to `after`."""

    customer_id: int
    before: str
    after: str
    at: datetime


@dataclass(frozen=True)
class CustomersTakenIn:
    """An import entered or added to these customers; `row_ids` are the rows of the workbook that say more of them."""

    customer_ids: tuple[int, ...]
    row_ids: tuple[int, ...]
    at: datetime


@dataclass(frozen=True)
class CustomersTakenOut:
    """An import is undone: these customers, which nobody worked on since, are about to be deleted."""

    customer_ids: tuple[int, ...]
    at: datetime


@dataclass(frozen=True)
class CustomersMerged:
    """`merged` became part of `survivor`, who had this owner and this grade before; who hears it moves its own rows."""

    merge_id: int
    survivor_id: int
    merged_id: int
    owner_before_id: int | None
    grade_before: str
    at: datetime


@dataclass(frozen=True)
class CustomersUnmerged:
    """A merge was taken back, with the rows that moved. `is_changed`: the survivor changed between."""

    merge_id: int
    survivor_id: int
    merged_id: int
    is_changed: bool
    at: datetime


@dataclass(frozen=True)
class ContactErased:
    """A person's values were erased on request: `name` is what they were called, for who keeps it beside a key."""

    contact_id: int
    customer_id: int
    name: str
    at: datetime


@dataclass(frozen=True)
class AdditionsTakenOut:
    """An import is undone: what these rows of its workbook added to these customers, which stay, goes."""

    row_ids: tuple[int, ...]
    customer_ids: tuple[int, ...]
    at: datetime
