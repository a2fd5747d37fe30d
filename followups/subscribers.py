"""What this app answers to the events of the apps below: in the same transaction."""

from accounts.events import CameBackEarly
from accounts.models import Absence, User
from core import jobs
from core.events import PolicyChanged, subscribe
from core.work_days import SECTION as CALENDAR
from customers.events import (
    AdditionsTakenOut,
    CustomerCreated,
    CustomerOwnerChanged,
    CustomersGraded,
    CustomersHandedOver,
    CustomersMerged,
    CustomersPooled,
    CustomerStageChanged,
    CustomersTakenIn,
    CustomersTakenOut,
    CustomersUnmerged,
)
from customers.models import Customer, Stage
from followups.policies import CADENCE
from followups.services import (
    ask_to_explain,
    ask_to_settle,
    ask_whether_arrived,
    explain_return,
    fix_ended,
    forget_added,
    forget_imported,
    hand_over_many_tasks,
    hand_over_tasks,
    hand_over_tasks_of_pooled,
    move_follow_ups,
    move_reply,
    note_imported,
    note_quote,
    note_reply,
    raise_floor,
    recompute_due,
    recompute_due_of,
    settle_follow_ups,
    stop_asking_for_arrival,
    stop_settling,
    tell_handback,
)
from inquiries.events import (
    BuyerAnswered,
    InquiryClosed,
    InquiryReceived,
    InquiryReopened,
    MessageTimeChanged,
    ReplyTimeChanged,
)  # fmt: skip
from inquiries.models import Reply
from sales.events import ProofSettled, ProofsUnpromised, QuoteSent, SampleArrived, SampleSent
from sales.models import QuoteVersion


@subscribe(CustomerCreated)
def date_new_customer(event: CustomerCreated) -> None:
    """A new customer gets its first date (N11)."""
    recompute_due_of([event.customer_id], at=event.at)


@subscribe(CustomersTakenIn)
def date_imported_customers(event: CustomersTakenIn) -> None:
    """Imports bring their last contact; those without one are spread over an interval (N12)."""
    note_imported(customer_ids=event.customer_ids, row_ids=event.row_ids, at=event.at)


@subscribe(CustomersTakenOut)
def forget_customers_taken_out(event: CustomersTakenOut) -> None:
    """An undone import takes its follow-ups along."""
    forget_imported(customer_ids=event.customer_ids)


@subscribe(AdditionsTakenOut)
def forget_additions_taken_out(event: AdditionsTakenOut) -> None:
    """An undone import takes along the follow-ups that it brought to customers that were there."""
    forget_added(row_ids=event.row_ids, customer_ids=event.customer_ids, at=event.at)


@subscribe(CustomersGraded)
def date_graded_customers(event: CustomersGraded) -> None:
    """A change of grade: due on the next working day at the earliest (N13)."""
    raise_floor(event.customer_ids, at=event.at)


@subscribe(CustomerOwnerChanged)
def date_handed_over_customer(event: CustomerOwnerChanged) -> None:
    """A change of owner, the same; high grades are due at once (rules.md §6)."""
    raise_floor([event.customer_id], at=event.at)
    hand_over_tasks(
        customer_id=event.customer_id, before_id=event.before_id, after_id=event.after_id, at=event.at
    )


@subscribe(CustomersPooled)
def leave_pooled_customers(event: CustomersPooled) -> None:
    """What is nobody's has no date (N10); what was still to be done for it is the manager's."""
    recompute_due_of(event.customer_ids, at=event.at)
    hand_over_tasks_of_pooled(zip(event.customer_ids, event.before_ids, strict=True), at=event.at)


@subscribe(CustomersHandedOver)
def date_handed_over_customers(event: CustomersHandedOver) -> None:
    """Many at once: due like one, their tasks with them, and to each buyer the change, or its undoing, is explained (rules.md §6, S99)."""
    before_after = zip(event.before_ids, event.after_ids, strict=True)
    owners = dict(zip(event.customer_ids, before_after, strict=True))
    raise_floor(event.customer_ids, at=event.at)
    after = dict(zip(event.customer_ids, event.after_ids, strict=True))
    if event.is_undone:
        explain_return(handover_id=event.handover_id, owners=after, at=event.at)
    hand_over_many_tasks(owners, actor=User.objects.get(pk=event.by_id), at=event.at)
    if not event.is_undone:
        ask_to_explain(handover_id=event.handover_id, owners=after, at=event.at)


@subscribe(CustomersMerged)
def move_follow_ups_of_merged(event: CustomersMerged) -> None:
    """What was done with two records of one buyer was done with one."""
    move_follow_ups(
        merge_id=event.merge_id, survivor_id=event.survivor_id, merged_id=event.merged_id,
        owner_before_id=event.owner_before_id, grade_before=event.grade_before, at=event.at,
    )  # fmt: skip


@subscribe(CustomersUnmerged)
def settle_follow_ups_of_unmerged(event: CustomersUnmerged) -> None:
    """Two again: each has its date."""
    settle_follow_ups(
        survivor_id=event.survivor_id, merged_id=event.merged_id, is_changed=event.is_changed, at=event.at
    )


@subscribe(CustomerStageChanged)
def date_lost_or_found_customer(event: CustomerStageChanged) -> None:
    """A lost customer has no date, one won back has one again (N10)."""
    if Stage.LOST in {event.before, event.after}:
        recompute_due_of([event.customer_id], at=event.at)


@subscribe(InquiryReceived)
def date_customer_who_asks(event: InquiryReceived) -> None:
    """An open inquiry brings its customer's date nearer (N10)."""
    if event.customer_id is not None:
        recompute_due_of([event.customer_id], at=event.at)


@subscribe(InquiryClosed)
def date_customer_of_closed_inquiry(event: InquiryClosed) -> None:
    """A closed one no longer does (N10)."""
    recompute_due(customers=Customer.objects.filter(inquiries=event.inquiry_id), at=event.at)


@subscribe(InquiryReopened)
def date_customer_of_reopened_inquiry(event: InquiryReopened) -> None:
    """One that is open again does (N10)."""
    recompute_due(customers=Customer.objects.filter(inquiries=event.inquiry_id), at=event.at)


@subscribe(MessageTimeChanged)
def date_customer_of_moved_message(event: MessageTimeChanged) -> None:
    """The 15 days run from the inquiry's arrival, also when that was corrected (N10)."""
    recompute_due(customers=Customer.objects.filter(inquiries__messages=event.message_id), at=event.at)


@subscribe(BuyerAnswered)
def count_reply_as_contact(event: BuyerAnswered) -> None:
    """A reply is a contact."""
    reply = Reply.objects.select_related("inquiry__customer", "by", "contact").get(pk=event.reply_id)
    note_reply(reply=reply, at=event.at)


@subscribe(QuoteSent)
def count_quote_as_contact(event: QuoteSent) -> None:
    """So is a quote; one that answers an inquiry is its reply."""
    rows = QuoteVersion.objects.select_related("quote__contact", "sent_by")
    note_quote(version=rows.get(pk=event.version_id), at=event.at)


@subscribe(ReplyTimeChanged)
def move_contact_of_reply(event: ReplyTimeChanged) -> None:
    """The contact that a reply is happened when the reply did."""
    move_reply(reply=Reply.objects.get(pk=event.reply_id), at=event.at)


@subscribe(CameBackEarly)
def hand_back_at_once(event: CameBackEarly) -> None:
    """Who comes back sooner gets the summary now."""
    tell_handback(Absence.objects.filter(pk=event.absence_id), at=event.at)


@subscribe(PolicyChanged)
def date_everyone_anew(event: PolicyChanged) -> None:
    """A new rule or another calendar day: everyone's date, in the background; what has ended stays as it was judged."""
    if event.section in {CALENDAR, CADENCE}:
        fix_ended(at=event.at)
        jobs.enqueue("followups.recompute_all", key=f"{event.section}:{event.at.isoformat()}", at=event.at)


@subscribe(SampleSent)
def follow_sample(event: SampleSent) -> None:
    """A sample sent is asked for when it is expected there (rules.md §8)."""
    ask_whether_arrived(sample_id=event.sample_id, expected_on=event.expected_on, at=event.at)


@subscribe(SampleArrived)
def stop_following_sample(event: SampleArrived) -> None:
    """It is there."""
    stop_asking_for_arrival(sample_id=event.sample_id, by_id=event.by_id, at=event.at)


@subscribe(ProofsUnpromised)
def give_proofs_to_managers(event: ProofsUnpromised) -> None:
    """Who leads co-ordinates (S91)."""
    ask_to_settle(pairs=zip(event.proof_ids, event.manager_ids, strict=True), at=event.at)


@subscribe(ProofSettled)
def stop_settling_proof(event: ProofSettled) -> None:
    """Production named a date."""
    stop_settling(proof_id=event.proof_id, by_id=event.by_id, at=event.at)
