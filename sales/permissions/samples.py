"""May this person do this to this sample, proof, request or visit? On loaded rows (`customer__owner__team`)."""

from typing import Any

from core.capabilities import Can
from customers.models import Customer
from customers.permissions import can_edit_customer, leads_owner
from sales.models import DepartmentRequest, FactoryVisit, Proof, Sample


def can_ask_for_sample(user: Any, customer: Customer) -> bool:
    """Samples, proofs and visits are begun by who may write to the customer."""
    return bool(user.can(Can.WORK_WITH_CUSTOMERS)) and can_edit_customer(user, customer)


def can_act_on_sample(user: Any, sample: Sample) -> bool:
    """Its steps after the decision, and its particulars: who may write to the customer."""
    return can_ask_for_sample(user, sample.customer)


def can_decide_sample(user: Any, sample: Sample) -> bool:
    """Approve or refuse: who leads the customer's owner, and the boss."""
    return decides_samples_of(user, sample.customer)


def decides_samples_of(user: Any, customer: Customer) -> bool:
    """Whether samples for this customer need nobody else's word: who leads its owner, and the boss."""
    return bool(user.is_boss) or leads_owner(user, customer)


def can_make_sample(user: Any, sample: Sample) -> bool:
    """Begin, lay ready, check: production what is its to make, and who may write to the customer."""
    return bool(user.can(Can.PRODUCE)) and sample.is_from_production


def can_act_on_proof(user: Any, proof: Proof) -> bool:
    """Its steps: who may write to the customer."""
    return can_ask_for_sample(user, proof.customer)


def can_make_proof(user: Any, _proof: Proof) -> bool:
    """Name a date, lay ready: production."""
    return bool(user.can(Can.PRODUCE))


def can_edit_visit(user: Any, visit: FactoryVisit) -> bool:
    """Who may write to the customer."""
    return can_ask_for_sample(user, visit.customer)


def can_answer_request(user: Any, request: DepartmentRequest) -> bool:
    """Whom it is addressed to."""
    return request.to_id == user.pk


def can_write_request(user: Any, request: DepartmentRequest) -> bool:
    """The thread is written by its author and by whom it is addressed to."""
    return user.pk in {request.author_id, request.to_id}


def can_manage_request(user: Any, request: DepartmentRequest) -> bool:
    """Close it, or address it to somebody else: its author, who leads them, and the boss. `request` with `author__team`."""
    team = request.author.team
    leads_author = bool(user.is_manager) and team is not None and team.manager_id == user.pk
    return request.author_id == user.pk or bool(user.is_boss) or leads_author
