"""The writes of customers: atomic, audited, told to the timeline and to the apps above."""

from customers.services.contacts import add_contact, make_primary, update_contact
from customers.services.customers import PRIVATE_FIELDS, create_customer, enter_buyer, update_customer
from customers.services.exports import (
    ExportRefused,
    clear_exports,
    decide_export,
    hand_out_export,
    make_export,
    rows_left,
    start_export,
)
from customers.services.files import attach_file
from customers.services.grades import change_grade, grade_customers
from customers.services.handovers import HandedOver, HandoverRefused, TakenBack, hand_over, undo_handover
from customers.services.import_values import noon_of
from customers.services.importing import (
    ImportRefused,
    can_undo,
    choose_match,
    choose_sheet,
    confirm_columns,
    correct_cell,
    decide_rows,
    join_rows,
    start_import,
    take_in,
    try_again,
    undo_import,
)
from customers.services.interests import note_interests
from customers.services.links import LinkRefused, link_customers, unlink_customers
from customers.services.locking import lock_current
from customers.services.merge_steps import change_rows
from customers.services.merging import MergeRefused, StaleMerge, Undone, merge_customers, undo_merge
from customers.services.owners import (
    can_claim,
    change_owner,
    claims_of_week,
    cools_off_until,
    first_day_again,
)
from customers.services.pool import (
    Leaver,
    Warned,
    claim_customer,
    pool_by_rule,
    release_customers,
    remind_owners,
    tell_leaders_of_pooled,
    warn_owners,
)
from customers.services.reading import count_page
from customers.services.sharing import can_be_shared_with, end_share, settle_shares, share_customer
from customers.services.stages import change_stage, take_back_first_contact
from customers.services.tags import tag_customers
from customers.services.twins import decide_twin, scan_twins
from customers.services.values import (
    ContactValues,
    CustomerValues,
    DuplicateBuyer,
    OwnerRefused,
    PoolRefused,
    StageRefused,
    StaleEdit,
)

__all__ = [
    "PRIVATE_FIELDS",
    "ContactValues",
    "CustomerValues",
    "DuplicateBuyer",
    "ExportRefused",
    "HandedOver",
    "HandoverRefused",
    "ImportRefused",
    "Leaver",
    "LinkRefused",
    "MergeRefused",
    "OwnerRefused",
    "PoolRefused",
    "StageRefused",
    "StaleEdit",
    "StaleMerge",
    "TakenBack",
    "Undone",
    "Warned",
    "add_contact",
    "attach_file",
    "can_be_shared_with",
    "can_claim",
    "can_undo",
    "change_grade",
    "change_owner",
    "change_rows",
    "change_stage",
    "choose_match",
    "choose_sheet",
    "claim_customer",
    "claims_of_week",
    "clear_exports",
    "confirm_columns",
    "cools_off_until",
    "correct_cell",
    "count_page",
    "create_customer",
    "decide_export",
    "decide_rows",
    "decide_twin",
    "end_share",
    "enter_buyer",
    "first_day_again",
    "grade_customers",
    "hand_out_export",
    "hand_over",
    "join_rows",
    "link_customers",
    "lock_current",
    "make_export",
    "make_primary",
    "merge_customers",
    "noon_of",
    "note_interests",
    "pool_by_rule",
    "release_customers",
    "remind_owners",
    "rows_left",
    "scan_twins",
    "settle_shares",
    "share_customer",
    "start_export",
    "start_import",
    "tag_customers",
    "take_back_first_contact",
    "take_in",
    "tell_leaders_of_pooled",
    "try_again",
    "undo_handover",
    "undo_import",
    "undo_merge",
    "unlink_customers",
    "update_contact",
    "update_customer",
    "warn_owners",
]  # fmt: skip
