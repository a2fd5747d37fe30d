"""Every key to a person is either something that they hold, or history (architecture.md: a test compares)."""

from django.apps import apps
from django.conf import settings

from accounts.models import User
from core.holdings import Fate, covered_columns, holdings
from tests.factories import AT, UserFactory

# Keys that say who did something, or whose something private is: nobody takes them over.
HISTORY = {
    "accounts.Absence.commented_by": "who said it",
    "accounts.Absence.decided_by": "who decided",
    "accounts.Absence.user": "whoever is away",
    "accounts.CompanyThing.given_by": "who gave it",
    "accounts.CompanyThing.returned_to": "who took it back",
    "accounts.Invitation.user": "dies with the freeze",
    "accounts.NoticeChoice.user": "a person's own",
    "accounts.OnboardingStep.done_by": "who signed it off",
    "accounts.OnboardingStep.user": "a person's own",
    "accounts.SecondFactor.user": "a person's own",
    "accounts.UserSession.user": "dies with the freeze",
    "briefings.Attendance.person": "who was there",
    "briefings.Briefing.moved_by": "who moved it",
    "briefings.Point.raised_by": "who raised it; the boss sees all",
    "briefings.Ruling.closed_by": "who closed it",
    "briefings.Ruling.given_by": "who ruled",
    "briefings.ShownPage.manager": "to whom it was shown then",
    "catalogue.PriceTier.changed_by": "who set it",
    "catalogue.Product.created_by": "who entered it",
    "catalogue.Product.reviewed_by": "who looked it through",
    "catalogue.ProductImport.created_by": "who brought it; the catalogue's keepers see all of them",
    "catalogue.ProductImport.worked_by": "who began its last step",
    "catalogue.ProductCost.changed_by": "who set it",
    "catalogue.SampleStock.changed_by": "who counted",
    "core.AuditCheck.asked_by": "who asked",
    "core.AuditEntry.actor": "who did it",
    "core.ExchangeRate.by": "who set it",
    "core.GroupRobot.added_by": "who added it",
    "core.Draft.user": "a person's own",
    "core.Job.owner": "waiting jobs are cancelled by the freeze",
    "core.NoticeMail.user": "a person's own; the frozen get none",
    "core.Notification.user": "a person's own",
    "core.PlannedPolicy.planned_by": "who planned it",
    "core.PolicySetting.changed_by": "who changed it",
    "core.SavedView.user": "a person's own",
    "core.StoredFile.uploaded_by": "who brought it",
    "core.SubmittedForm.user": "a person's own",
    "customers.Customer.created_by": "who entered it",
    "customers.CustomerExport.decided_by": "who allowed it",
    "customers.CustomerImport.created_by": "who brought it",
    "customers.CustomerLink.by": "who said so",
    "customers.CustomerMerge.by": "who did it",
    "customers.CustomerMerge.undone_by": "who undid it",
    "customers.CustomerShare.by": "who shared it",
    "customers.CustomerShare.ended_by": "who ended it",
    "customers.CustomerShare.person": "a part in others' customers; the frozen see nothing, its owner ends it",
    "customers.GradeChange.by": "who did it",
    "customers.HandedCustomer.to": "to whom it went then",
    "customers.Handover.by": "who did it",
    "customers.Handover.others_to": "to whom it went then",
    "customers.Handover.person": "from whom it went then",
    "customers.Handover.returned_to": "to whom it went back",
    "customers.Handover.undone_by": "who undid it",
    "customers.LookupSighting.user": "who looked",
    "customers.OwnerPeriod.by": "who gave it",
    "customers.OwnerPeriod.owner": "whose it was; the open period follows Customer.owner",
    "customers.PagesRead.user": "who read",
    "customers.PoolWarning.owner": "who was warned; it falls with the next owner",
    "customers.TimelineEntry.actor": "who did it",
    "customers.TwinPair.decided_by": "who judged",
    "followups.CadenceWeek.user": "a week that is over",
    "followups.CadenceWindow.user": "a window that is over",
    "followups.CalendarFeed.user": "dies with the freeze",
    "followups.Correction.by": "who corrected",
    "followups.DateByHand.judged_by": "who judged",
    "followups.DateByHand.set_by": "who set it",
    "followups.FollowUp.by": "who wrote it",
    "followups.FollowUp.stood_in_for": "for whom it was done",
    "followups.HelpMessage.by": "who wrote it",
    "followups.HelpRequest.author": "who asked",
    "followups.HelpRequest.closed_by": "who closed it",
    "followups.HelpRequest.manager": "who was asked; the boss is, once they are gone or a working day has passed",
    "followups.MailCheck.user": "a day that is over",
    "followups.Suggestion.author": "who wrote it",
    "followups.Suggestion.ruled_by": "who answered",
    "followups.Task.created_by": "who gave it",
    "followups.Task.done_by": "who did it",
    "inquiries.Assignment.by": "who decided",
    "inquiries.Assignment.to": "to whom it went then",
    "inquiries.BuyerMessage.entered_by": "who wrote it down",
    "inquiries.BuyerMessage.exception_judged_by": "who judged",
    "inquiries.BuyerMessage.responsible": "whose the clock was",
    "inquiries.Inquiry.created_by": "who entered it",
    "inquiries.Reply.by": "who answered",
    "inquiries.Reply.stood_in_for": "for whom it was done",
    "reports.AListPart.manager": "who led the owner then",
    "reports.AListPart.person": "whose the customers were; at the list's hour it is looked anew",
    "managing.Milestone.noted_by": "who noted it",
    "managing.Plan.set_by": "who set it",
    "managing.Target.person": "what was asked of them",
    "managing.Target.set_by": "who set it",
    "reports.DailyReport.manager": "who led the author then; the boss reads all",
    "reports.DailyReport.person": "whose day it was; the frozen owe none",
    "reports.DayDigest.manager": "who led then",
    "reports.DepartmentReport.manager": "who led then",
    "oversight.Advice.author": "who gave it",
    "oversight.Advice.decided_by": "who decided",
    "oversight.Advice.result_by": "who wrote what came of it",
    "oversight.CoachingNote.by": "who wrote it",
    "oversight.CoachingNote.person": "a person's own; their leaders read it",
    "oversight.PlatformWeek.brought_by": "who brought it",
    "oversight.PlatformWeek.person": "a week that is over",
    "oversight.ReadingRemark.by": "who wrote it",
    "oversight.Remark.by": "who wrote it",
    "oversight.SeenMark.person": "who looked",
    "reports.DepartmentReport.sent_by": "who sent it",
    "reports.PersonRecord.manager": "who led then",
    "reports.PersonRecord.person": "whose month it was",
    "reports.ReportPeriod.issued_by": "who issued the forms",
    "reports.LeaderMove.after": "who led a team from then on",
    "reports.LeaderMove.before": "who led a team until then",
    "reports.TeamMove.person": "who changed teams then",
    "reports.WeeklyReport.manager": "who led the author then; the boss reads all",
    "reports.WeeklyReport.person": "who reports; the frozen owe none",
    "reports.WeeklyReport.reopened_by": "who gave it back",
    "sales.Complaint.closed_by": "who closed it",
    "sales.Complaint.created_by": "who wrote it down",
    "sales.CompetitorPrice.created_by": "who noted it",
    "sales.Concession.by": "who noted it",
    "sales.Concession.struck_by": "who struck it out",
    "sales.MarketNote.by": "who wrote it",
    "sales.MarketNote.withdrawn_by": "who took it back",
    "sales.Negotiation.changed_by": "who wrote how it stands",
    "sales.Negotiation.created_by": "who began it",
    "sales.NegotiationVersion.by": "who wrote how it stood",
    "sales.Order.created_by": "who wrote it down",
    "sales.OrderMilestone.reached_by": "who did it",
    "sales.OrderPayment.entered_by": "who wrote it down",
    "sales.OrderPayment.voided_by": "who struck it out",
    "sales.OrderReward.by": "who gave it",
    "sales.OrderShare.person": "whose result it was; leaders split it anew",
    "sales.CostRequest.answered_by": "who answered",
    "sales.CostRequest.asked_by": "who asked; the answer is told to them",
    "sales.Quote.created_by": "who began it",
    "sales.QuoteVersion.approved_by": "who approved",
    "sales.QuoteVersion.confirmed_by": "who confirmed",
    "sales.QuoteVersion.sent_by": "who sent it",
    "sales.DepartmentRequest.author": "who asked",
    "sales.FactoryVisit.created_by": "who entered it",
    "sales.FactoryVisit.host": "who receives them; the customer's owner names somebody else",
    "sales.Proof.promised_by": "who named the day",
    "sales.Proof.requested_by": "who asked",
    "sales.RequestMessage.by": "who wrote it",
    "sales.Sample.checked_by": "who checked it",
    "sales.Sample.decided_by": "who decided",
    "sales.Sample.requested_by": "who asked",
    "sales.SentESample.sent_by": "who sent it",
}


def keys_to_people() -> set[str]:
    """Return `app.Model.field` of every key to a person."""
    models = [model for label in settings.LOCAL_APPS for model in apps.get_app_config(label).get_models()]
    return {
        f"{model._meta.app_label}.{model.__name__}.{field.name}"
        for model in models
        for field in model._meta.get_fields()
        if field.concrete and field.is_relation and field.related_model is User
    }


def test_every_key_to_a_person_is_a_holding_or_history() -> None:
    assert keys_to_people() - set(HISTORY) == set(covered_columns())
    assert set(HISTORY) - keys_to_people() == set()


def test_what_goes_to_one_person_is_moved_and_taken_back() -> None:
    for holding in holdings():
        is_moved = (holding.move is not None, holding.take_back is not None)
        assert is_moved in {(True, True), (False, False)}
        assert holding.fate != Fate.TO_ONE or is_moved == (True, True)


def test_who_holds_nothing_has_no_rows(db: None) -> None:
    from core.holdings import read_holdings

    assert read_holdings(UserFactory(), AT) == []
