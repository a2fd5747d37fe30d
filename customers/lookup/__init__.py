"""Has this buyer been here before? The database's side of the lookup (查重, S38, rules.md §5, trust.md D).

One statement reads the key rows, two read the few customers worth scoring; `customers.domain.lookup` judges them.
Whatever comes out of here is what the asking person may see: a colleague's customer is its name, its owner and the
date of the last contact, and more than the policy's number of these within an hour are withheld.
"""

from customers.domain.lookup import Reason, Subject
from customers.domain.subjects import Key
from customers.lookup.candidates import subjects_by_id, subjects_of
from customers.lookup.finding import (
    find_matches,
    is_email,
    look_up,
    match_each,
    show_conflicts,
)
from customers.lookup.holders import holders_sql
from customers.lookup.keys import (
    HARD_KINDS,
    any_of,
    exact,
    hard_conflicts,
    holders_by_key,
    holders_of,
    keys_of,
    lock_holders,
    release_keys,
    store_keys,
    stored_keys,
    stored_keys_of,
)
from customers.lookup.probing import allow_masked, count_shown
from customers.lookup.results import (
    BuyerMatch,
    Lookup,
    MaskedCustomer,
    Story,
)
from customers.lookup.telling import Told, tells, told_of

__all__ = [
    "HARD_KINDS",
    "BuyerMatch",
    "Key",
    "Lookup",
    "MaskedCustomer",
    "Reason",
    "Story",
    "Subject",
    "Told",
    "allow_masked",
    "any_of",
    "count_shown",
    "exact",
    "find_matches",
    "hard_conflicts",
    "holders_by_key",
    "holders_of",
    "holders_sql",
    "is_email",
    "keys_of",
    "lock_holders",
    "look_up",
    "match_each",
    "release_keys",
    "show_conflicts",
    "store_keys",
    "stored_keys",
    "stored_keys_of",
    "subjects_by_id",
    "subjects_of",
    "tells",
    "told_of",
]
