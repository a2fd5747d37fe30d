"""May this person do this to this customer? On loaded rows (`select_related("owner__team")`), one query a request."""

from datetime import datetime
from typing import Any

from django.db.models import F, Q, QuerySet

from accounts.models import User
from accounts.scoping import NOTHING, Scope, leads, led_scope, scope_of
from core import policy
from core.capabilities import Can
from customers.models import Contact, Customer, CustomerExport, CustomerShare, Handover, TwinPair
from customers.policies import EXPORT, IMPORT, ExportPolicy, ImportPolicy


def leads_owner(user: Any, customer: Customer) -> bool:
    """Whether `user` is the manager of the owner's team; a customer without an owner is every manager's."""
    return leads(user, customer.owner)


def can_edit_customer(user: Any, customer: Customer, at: datetime | None = None) -> bool:
    """Owner, stand-in of the day of `at` (default: today), manager of the team, with whom it is shared to act on.

    The boss reads (permissions.md).
    """
    if customer.merged_into_id is not None:
        return False
    if customer.owner_id == user.pk:
        return True
    scope = scope_of(user, at)
    is_in_charge = customer.owner_id is not None and customer.owner_id in scope.people
    return is_in_charge or customer.pk in scope.acts_on or leads_owner(user, customer)


def can_grade_customer(user: Any, customer: Customer) -> bool:
    """Owner and manager: grades stay with the owner while a stand-in acts (rules.md §6)."""
    return can_edit_customer(user, customer) and (customer.owner_id == user.pk or leads_owner(user, customer))


def can_reassign_customer(user: Any, customer: Customer) -> bool:
    """The team's manager and the boss give customers to others; standing in for the owner is not enough."""
    return bool(user.can(Can.REASSIGN)) and (user.is_boss or leads_owner(user, customer))


def can_release_customer(user: Any, customer: Customer) -> bool:
    """The owner gives a customer back to the open pool, and who may give it to others; a stand-in does not."""
    if customer.owner_id is None or customer.merged_into_id is not None:
        return False
    return customer.owner_id == user.pk or can_reassign_customer(user, customer)


def can_take_out(user: Any, customer: Customer) -> bool:
    """Who sells takes customers out of the open pool; managers and the boss give them out, which is no claim."""
    is_selling = user.is_salesperson and not user.can(Can.REASSIGN)
    return is_selling and customer.owner_id is None and customer.merged_into_id is None


def can_share(user: Any, customer: Customer) -> bool:
    """The owner, the team's manager and the boss give colleagues a part in a customer; a stand-in does not.

    What nobody owns is nobody's to share.
    """
    if customer.owner_id is None or customer.merged_into_id is not None:
        return False
    return customer.owner_id == user.pk or bool(user.is_boss) or leads_owner(user, customer)


def can_end_share(user: Any, customer: Customer, share: CustomerShare) -> bool:
    """Who may share the customer takes a share back, and with whom it is shared gives it back."""
    return share.person_id == user.pk or can_share(user, customer)


def can_judge_twins(user: Any, pair: TwinPair) -> bool:
    """Whether two are one buyer says who may give both away; `pair` is loaded with `first__owner__team`, and second's."""
    return can_merge(user, pair.first, pair.second)


def can_merge(user: Any, one: Customer, other: Customer) -> bool:
    """Who may give both away makes two records one, and two again: both teams' manager, and the boss (rules.md §5)."""
    return can_reassign_customer(user, one) and can_reassign_customer(user, other)


def can_link(user: Any, one: Customer, other: Customer) -> bool:
    """Who may write to both, or give both away, says how they belong together."""
    return all(can_edit_customer(user, row) or can_reassign_customer(user, row) for row in (one, other))


def can_read_private(user: Any, customer: Customer) -> bool:
    """Buying motive and bottom line: own, the team's, all (permissions.md). A stand-in does not."""
    return customer.owner_id == user.pk or user.is_boss or leads_owner(user, customer)


def can_see_access(user: Any, customer: Customer) -> bool:
    """Who may see the customer and who did: for who owns it, leads the owner, or sees all. A stand-in does not."""
    return can_read_private(user, customer)


def can_erase_contact(user: Any, contact: Contact) -> bool:
    """Erasing a person's values on request is for who gives the customer to others; `contact` with `customer__owner__team`."""
    return contact.customer.merged_into_id is None and can_reassign_customer(user, contact.customer)


def can_allow_duplicate(user: Any) -> bool:
    """A second office under one domain is the manager's to allow (rules.md §5)."""
    return bool(user.can(Can.ALLOW_DUPLICATE))


def export_scope(user: Any) -> Scope:
    """Whose customers `user` may take out as a file: one's own, the teams', all, each if the policy says so.

    Standing in for somebody does not reach so far: their customers are read and acted on, not taken along.
    """
    rule = policy.get(EXPORT, ExportPolicy)
    if user.is_frozen or not user.is_active:
        return NOTHING
    if user.is_boss and rule.boss:
        return Scope(frozenset(), sees_all=True)
    if user.is_manager and rule.managers:
        return led_scope(user)
    return Scope(frozenset({user.pk})) if user.is_salesperson and rule.salespeople else NOTHING


def can_export(user: Any, _target: Any = None) -> bool:
    """Whether the policy lets `user` export anything at all."""
    return export_scope(user) != NOTHING


def can_decide_export(user: Any, export: CustomerExport) -> bool:
    """Whether `user` says if an export above the day's rows is made: another person, who leads who asked (trust.md X4).

    `export` is loaded with `owner__team`.
    """
    if user.pk == export.owner_id or not can_export(user):
        return False
    return user.is_boss or leads(user, export.owner) or (export.owner.is_boss and user.is_manager)


def can_import(user: Any, _target: Any = None) -> bool:
    """Whether `user` may take in workbooks now: who only sells, as far as the policy lets salespeople (permissions.md)."""
    if not user.is_active or user.is_frozen or not user.can(Can.IMPORT):
        return False
    is_more = user.is_manager or user.is_boss or user.is_assistant
    return is_more or policy.get(IMPORT, ImportPolicy).salespeople


def can_hand_over(user: Any, person: User) -> bool:
    """Give all of a person's customers away: the team's manager (and their own), the boss; the admin those of the frozen.

    `person` is loaded with its team (permissions.md: handover of customers).
    """
    if not user.is_active or user.is_frozen:
        return False
    return reads_handover(user, person) or (user.is_admin and person.is_frozen)


def reads_handover(user: Any, person: User) -> bool:
    """Whether `user` reads which customers of `person` go where; an admin sees numbers only (permissions.md)."""
    return user.is_boss or leads(user, person) or (user.is_manager and person.pk == user.pk)


def can_undo_handover(user: Any, handover: Handover) -> bool:
    """Who may hand over takes back, from people whom they lead; the admin what they did themselves, the boss all.

    Whoever got customers may be in another team than the person by now: theirs are not given away by the person's manager.
    `handover` is loaded with `person__team`. One query for a manager.
    """
    if not user.is_active or user.is_frozen:
        return False
    if user.is_boss or (user.is_admin and handover.by_id == user.pk):
        return True
    return reads_handover(user, handover.person) and not _holders_besides(user, handover).exists()


def _holders_besides(user: User, handover: Handover) -> "QuerySet[User]":
    """Who still has something of a handover and is neither `user` nor led by them."""
    there = handover.customers.filter(customer__owner=F("to"), customer__merged_into=None)
    holders: QuerySet[User] = User.objects.filter(Q(pk__in=there.values("to")) | Q(pk=handover.others_to_id))
    return holders.exclude(Q(team__manager=user) | Q(pk=user.pk))
