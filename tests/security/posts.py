"""Every form of the application, with where and by whom it is posted: the ground of Z3, Z4 and E2."""

import importlib
import inspect
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from itertools import chain
from typing import Any

from django import forms
from django.conf import settings
from django.utils.module_loading import import_string

from accounts.forms import (
    ChangePersonForm,
    CodeForm,
    FreezeForm,
    NewDeviceForm,
    NewPasswordForm,
    OnboardingItemForm,
    OwnPasswordForm,
    PasswordForm,
    PersonForm,
    ProfileForm,
    ProveFactorForm,
    SetUpFactorForm,
    SignInForm,
    TeamForm,
    ThingForm,
)
from accounts.forms.absences import AskForm, CommentForm, DecideForm, RevokeForm
from accounts.forms.notices import BrowserForm, NoticeForm
from briefings import forms as briefing_forms
from catalogue import forms as catalogue_forms
from core.forms import EffectiveForm, OwnDayForm, RateFileForm, RateForm
from core.forms_robots import NewRobotForm, RobotForm
from customers import forms as customer_forms
from customers.forms import handovers as handover_forms
from customers.forms.engine import TryForm
from customers.forms.erasing import EraseForm
from customers.forms.importing import ColumnsForm, ImportForm
from followups import forms as follow_up_forms
from inquiries.forms import letters, lines, lists, new, policies, record
from managing import forms as managing_forms
from oversight import forms as oversight_forms
from oversight.forms.platform import PlatformFileForm
from reports import forms as report_forms
from reports.forms import days as day_forms
from sales.forms import complaints as complaint_forms
from sales.forms import insight as insight_forms
from sales.forms import market_notes as market_note_forms
from sales.forms import orders as order_forms
from sales.forms import proofs as proof_forms
from sales.forms import quote_editor, quote_lists, quote_steps
from sales.forms import requests as request_forms
from sales.forms import samples as sample_forms
from sales.forms import visits as visit_forms
from tests.security.table import POLICIES, TABLE, Row
from tests.security.world import World

Ids = Callable[[World], Any]


def _of(relation: str, kind: str, shape: str = "{}") -> Ids:
    return lambda world: shape.format(getattr(world[relation], kind).pk)


def _person(name: str) -> Ids:
    return lambda world: getattr(world.cast, name).pk


OUTSIDERS, FROZEN = _person("outsider"), _person("frozen")
NOT_SELLING = (FROZEN, _person("production"))
OTHERS_CUSTOMER, OTHERS_CONTACT, OTHERS_INQUIRY = (
    _of("other", "customer"),
    _of("other", "contact"),
    _of("other", "inquiry"),
)


@dataclass(frozen=True)
class Post:
    """A form at its address: row `row` of the table, posted by `caller` about the records of `relation`.

    `foreign`: by field, ids that must not be taken; a completeness test compares it with the form's own fields.
    """

    url: str
    form: type[forms.BaseForm]
    caller: str = "owner"
    relation: str = "own"
    row: int = 0
    prefix: str = ""
    foreign: tuple[tuple[str, tuple[Ids, ...]], ...] = ()

    @property
    def table_row(self) -> Row:
        return TABLE[self.url][self.row]

    def address(self, world: World) -> str:
        """Return where it is posted."""
        return self.table_row.url(self.url, world, self._relation)

    def data(self, world: World) -> dict[str, Any]:
        """Return values that are accepted."""
        return self.table_row.data(world, self._relation, self.caller)

    @property
    def _relation(self) -> str:
        return self.relation if self.relation in self.table_row.whose else self.table_row.whose[0]

    @property
    def text_fields(self) -> list[str]:
        """Return the names under which free text is posted."""
        found = self.form.base_fields.items()
        return [f"{self.prefix}{name}" for name, one in found if is_text(one)]

    @property
    def measured_fields(self) -> list[str]:
        """Return the names under which days, moments, times and numbers are posted."""
        found = self.form.base_fields.items()
        return [f"{self.prefix}{name}" for name, one in found if isinstance(one, MEASURED)]


MEASURED = (forms.DateField, forms.DateTimeField, forms.TimeField, forms.DurationField, forms.IntegerField)
"""Decimal and float fields are integer fields to Django, too."""


def is_text(one: forms.Field) -> bool:
    """Whether people type anything they like into it."""
    return isinstance(one, forms.CharField) and not isinstance(one, forms.ChoiceField | forms.UUIDField)


POSTS = (
    Post("accounts:sign_in", SignInForm, caller="anonymous"),
    Post("accounts:me", ProfileForm),
    Post("accounts:notices", NoticeForm),
    Post("accounts:notices_browser", BrowserForm),
    Post("accounts:password", OwnPasswordForm),
    Post("accounts:join", NewPasswordForm, caller="anonymous"),
    Post("accounts:open", PersonForm, caller="manager", foreign=(("team", (_person("other_team"),)),)),
    Post("accounts:change", ChangePersonForm, caller="admin", foreign=(("team", (lambda _world: 987654,)),)),
    Post("accounts:freeze", FreezeForm, caller="manager"),
    Post("accounts:ask_absence", AskForm, foreign=(("stand_in", (FROZEN, _person("owner"), _person("assistant"))),)),
    Post("accounts:decide_absence", DecideForm, caller="boss", relation="me_owner",
         foreign=(("stand_in", (FROZEN, _person("owner"), _person("production"))),)),
    Post("accounts:revoke_absence", RevokeForm, caller="boss", relation="me_owner"),
    Post("accounts:comment_absence", CommentForm, caller="manager", relation="me_owner"),
    Post("accounts:thing_add", ThingForm, caller="manager"),
    Post("accounts:code", CodeForm, caller="anonymous"),
    Post("accounts:set_up_second_factor", SetUpFactorForm),
    Post("accounts:set_up_second_factor", NewDeviceForm, caller="assistant"),
    Post("accounts:recovery_codes", ProveFactorForm, caller="assistant"),
    Post("accounts:reset_second_factor", PasswordForm, caller="admin", relation="me_assistant"),
    Post("accounts:onboarding_new", OnboardingItemForm, caller="manager"),
    Post("accounts:team_new", TeamForm, caller="admin", foreign=(("manager", (OUTSIDERS, FROZEN)), ("people", (FROZEN,)))),
    *(
        Post("core:policy", import_string(section.form), caller="manager", row=number)
        for number, section in enumerate(POLICIES)
    ),
    Post("core:policy", EffectiveForm, caller="manager"),
    Post("core:own_day_add", OwnDayForm, caller="manager"),
    Post("catalogue:create", catalogue_forms.ProductForm, caller="assistant",
         foreign=(("category", (lambda _world: 987654,)), ("responsible", (FROZEN,)))),
    Post("catalogue:edit", catalogue_forms.ProductForm, caller="assistant", relation="goods"),
    Post("catalogue:parameters", catalogue_forms.ParametersForm, caller="assistant", relation="goods"),
    Post("catalogue:stock", catalogue_forms.StockForm, caller="assistant", relation="goods"),
    Post("catalogue:cost", catalogue_forms.CostForm, caller="manager", relation="goods"),
    Post("catalogue:tier_add", catalogue_forms.TierForm, caller="manager", relation="goods",
         foreign=(("region", (lambda _world: 987654,)),)),
    Post("catalogue:picture_add", catalogue_forms.PictureForm, caller="assistant", relation="goods"),
    Post("catalogue:certificate_add", catalogue_forms.CertificateForm, caller="assistant", relation="goods"),
    Post("catalogue:document_add", catalogue_forms.DocumentForm, caller="assistant", relation="goods"),
    Post("catalogue:category_new", catalogue_forms.CategoryForm, caller="assistant"),
    Post("catalogue:market_new", catalogue_forms.RegionForm, caller="manager"),
    Post("catalogue:line_add", catalogue_forms.ValueLineForm, caller="manager", relation="goods"),
    Post("catalogue:imports", catalogue_forms.PriceListForm, caller="assistant",
         foreign=(("category", (lambda _world: 987654,)), ("region", (lambda _world: 987654,)))),
    Post("catalogue:import_read", catalogue_forms.ReadAgainForm, caller="assistant", relation="goods",
         foreign=(("category", (lambda _world: 987654,)), ("region", (lambda _world: 987654,)))),
    Post("catalogue:esample_new", catalogue_forms.ESampleForm, relation="goods",
         foreign=(("products", (lambda _world: 987654,)),)),
    Post("customers:create", customer_forms.NewCustomerForm),
    Post("customers:create", customer_forms.NewCustomerForm, caller="manager", foreign=(("owner", (OUTSIDERS, FROZEN)),)),
    Post("customers:edit", customer_forms.CustomerForm),
    Post("customers:contact_add", customer_forms.ContactForm),
    Post("customers:contact_edit", customer_forms.ContactForm),
    Post("customers:contact_erase", EraseForm, caller="manager"),
    Post("customers:grade", customer_forms.GradeForm),
    Post("customers:stage", customer_forms.StageForm),
    Post("customers:owner", customer_forms.AssignForm, caller="manager", foreign=(("owner", (OUTSIDERS, FROZEN)),)),
    Post("customers:share", customer_forms.ShareForm, foreign=(("person", (FROZEN, _person("production"), _person("manager"))),)),
    Post("customers:release", customer_forms.ReleaseForm),
    Post("customers:link_with", customer_forms.LinkForm),
    Post("customers:merge_with", customer_forms.MergeForm, caller="manager", foreign=(("stays", (OTHERS_CUSTOMER,)),)),
    Post("customers:file_add", customer_forms.UploadForm),
    Post("customers:export", customer_forms.ExportForm, caller="manager"),
    Post("customers:export_decide", PasswordForm, caller="manager", row=1),
    Post("customers:imports", ImportForm),
    Post("customers:import_columns", ColumnsForm, foreign=(("owner", (OUTSIDERS, FROZEN)),)),
    Post("customers:views_save", customer_forms.SavedViewForm),
    Post("customers:bulk", customer_forms.BulkForm, foreign=(("customer", (OTHERS_CUSTOMER, _of("merged", "customer"))),)),
    Post(
        "handovers:new", handover_forms.PlanForm, caller="manager", relation="me_owner",
        foreign=(("people", (OUTSIDERS, FROZEN)), ("others_to", (OUTSIDERS, FROZEN))),
    ),
    Post("handovers:confirm", handover_forms.ConfirmForm, caller="manager", relation="me_owner"),
    Post(
        "inquiries:new", new.NewInquiryForm, caller="manager",
        foreign=(
            ("to", (OUTSIDERS, FROZEN)),
            ("match", tuple(_of("other", kind, shape) for kind, shape in (
                ("customer", "customer:{}"), ("customer", "hand:{}"), ("inquiry", "inquiry:{}"),
            ))),
        ),
    ),
    Post("inquiries:read", new.NewInquiryForm),
    Post("inquiries:new", lines.LineForm, prefix="lines-0-"),
    Post("inquiries:edit", record.EditForm),
    Post("inquiries:edit", lines.LineForm, prefix="lines-0-"),
    Post("inquiries:reply", record.ReplyForm, foreign=(("contact", (OTHERS_CONTACT, _of("team", "contact"))),)),
    Post("inquiries:message_add", record.MessageForm, foreign=(("contact", (OTHERS_CONTACT, _of("team", "contact"))),)),
    Post("inquiries:mail", record.ReplyForm, foreign=(("contact", (OTHERS_CONTACT,)),)),
    Post("inquiries:close", record.CloseForm),
    Post("inquiries:grade", record.GradeForm),
    Post("inquiries:assign", record.AssignForm, caller="manager", foreign=(("to", (OUTSIDERS, FROZEN)),)),
    Post("inquiries:assign", record.AssignForm, caller="assistant", relation="loose", foreign=(("to", (FROZEN, _person("boss"))),)),
    Post("inquiries:exception", record.ReasonForm),
    Post("inquiries:judge", record.JudgeForm, caller="manager"),
    Post("inquiries:received", record.ReceivedForm),
    Post("inquiries:replied", record.RepliedForm),
    Post("inquiries:file_add", record.FileForm),
    Post("inquiries:rule_add", policies.CountryRuleForm, caller="manager", foreign=(("user", NOT_SELLING),)),
    Post("inquiries:rule_add", policies.ProductRuleForm, caller="manager", row=1, foreign=(("user", NOT_SELLING),)),
    Post("inquiries:seats", policies.SeatsForm, caller="manager", foreign=(("people", NOT_SELLING),)),
    Post("inquiries:template_new", letters.LetterForm, caller="manager"),
    Post(
        "followups:create", follow_up_forms.FollowUpForm,
        foreign=(("contact", (OTHERS_CONTACT, _of("team", "contact"))), ("inquiry", (OTHERS_INQUIRY, _of("team", "inquiry"))),
                 ("customer", (OTHERS_CUSTOMER,))),
    ),
    Post("followups:correct", follow_up_forms.CorrectionForm, foreign=(("contact", (OTHERS_CONTACT,)),)),
    Post(
        "followups:explain", follow_up_forms.ExplanationLetterForm,
        foreign=(("contact", (OTHERS_CONTACT, _of("team", "contact"))),),
    ),
    Post("followups:explained", follow_up_forms.ExplainedForm),
    Post("followups:due", follow_up_forms.DueForm),
    Post("followups:judge_due", follow_up_forms.JudgementForm, caller="manager"),
    Post(
        "followups:help_ask", follow_up_forms.HelpForm,
        foreign=(("customer", (OTHERS_CUSTOMER, _of("merged", "customer"))), ("inquiry", (OTHERS_INQUIRY, _of("team", "inquiry"))),
                 ("follow_up", (_of("other", "follow_up"),)), ("task", (_of("other", "task"),))),
    ),
    Post("followups:help_write", follow_up_forms.HelpMessageForm),
    Post("followups:suggest", follow_up_forms.SuggestionForm),
    Post("followups:suggestion_rule", follow_up_forms.RulingForm, caller="boss"),
    Post("core:robot_new", NewRobotForm, caller="manager"),
    Post("core:robot", RobotForm, caller="manager"),
    Post("core:rate_add", RateForm, caller="manager"),
    Post("core:rates_import", RateFileForm, caller="assistant"),
    Post(
        "orders:new", order_forms.OrderForm, row=2,
        foreign=(("customer", (OTHERS_CUSTOMER, _of("merged", "customer"))), ("contact", (OTHERS_CONTACT, _of("team", "contact"))),
                 ("inquiry", (OTHERS_INQUIRY, _of("team", "inquiry"))), ("quote_version", (lambda _world: 987654,))),
    ),
    Post("orders:new", order_forms.OrderLineForm, row=2, prefix="lines-0-"),
    Post("orders:step", order_forms.StepForm),
    Post("orders:plan", order_forms.PlanForm),
    Post("orders:cancel", order_forms.CancelForm),
    Post("orders:payment_add", order_forms.PaymentForm),
    Post("orders:payment_void", order_forms.VoidForm),
    Post("orders:split", order_forms.ShareForm, caller="manager", prefix="shares-0-",
         foreign=(("person", (FROZEN, _person("production"))),)),
    Post("orders:reward", order_forms.RewardForm, caller="manager"),
    Post(
        "orders:complaint_new", complaint_forms.ComplaintForm, row=2,
        foreign=(("customer", (OTHERS_CUSTOMER,)), ("order", (_of("other", "order"), _of("team", "order")))),
    ),
    Post("quotes:open", quote_steps.OpenForm, foreign=(("inquiry", (OTHERS_INQUIRY, _of("team", "inquiry"))),)),
    Post("quotes:save", quote_editor.HeadForm, foreign=(("contact", (OTHERS_CONTACT, _of("team", "contact"))),)),
    Post("quotes:save", quote_editor.LineForm, prefix="lines-0-"),
    Post("quotes:send", quote_steps.SendForm, foreign=(("contact", (OTHERS_CONTACT, _of("team", "contact"))),)),
    Post("quotes:bundle", quote_steps.BundleForm, foreign=(("contact", (OTHERS_CONTACT, _of("team", "contact"))),)),
    Post("quotes:decline", quote_steps.DeclineForm),
    Post("quotes:change", quote_steps.SendBackForm),
    Post("quotes:cost_answer", quote_steps.CostForm, caller="manager"),
    Post(
        "samples:new", sample_forms.SampleForm, row=1,
        foreign=(("contact", (OTHERS_CONTACT, _of("team", "contact"))), ("inquiry", (OTHERS_INQUIRY, _of("team", "inquiry"))),
                 ("proof", (_of("other", "proof"), _of("team", "proof")))),
    ),
    Post("samples:e_sample", catalogue_forms.ESampleForm, row=1, foreign=(("products", (lambda _world: 987654,)),)),
    Post("samples:new", sample_forms.SampleLineForm, row=1, prefix="lines-0-"),
    Post("samples:step", sample_forms.ReasonForm, caller="manager", row=1),
    Post("samples:step", sample_forms.CheckForm, row=4),
    Post("samples:step", sample_forms.PaidForm, row=5),
    Post("samples:step", sample_forms.ESampleForm, row=6),
    Post("samples:step", sample_forms.SendForm, row=7),
    Post("samples:step", sample_forms.ReceiveForm, row=8),
    Post("samples:step", sample_forms.JudgeForm, row=9),
    Post("samples:proof_new", proof_forms.ProofForm, row=1, foreign=(("inquiry", (OTHERS_INQUIRY, _of("team", "inquiry"))),)),
    Post("samples:proof_step", proof_forms.PromiseForm),
    Post("samples:proof_step", proof_forms.SealForm, row=2),
    Post("samples:proof_step", proof_forms.ReworkForm, row=3),
    Post(
        "samples:request_new", request_forms.RequestForm,
        foreign=(("to", (FROZEN, _person("teammate"), _person("adviser"))), ("customer", (OTHERS_CUSTOMER, _of("merged", "customer"))),
                 ("inquiry", (OTHERS_INQUIRY, _of("team", "inquiry")))),
    ),
    Post("samples:request_write", request_forms.RequestMessageForm),
    Post("samples:request_readdress", request_forms.ReaddressForm, foreign=(("to", (FROZEN, _person("teammate"))),)),
    Post(
        "insight:negotiation_new", insight_forms.NegotiationForm, row=1,
        foreign=(("decision_maker", (OTHERS_CONTACT, _of("team", "contact"))), ("quote", (_of("other", "quote"), _of("team", "quote"))),
                 ("order", (_of("other", "order"), _of("team", "order")))),
    ),
    Post("insight:concession_add", insight_forms.ConcessionForm),
    Post("insight:price_new", insight_forms.RivalForm),
    Post("insight:market_note_new", market_note_forms.MarketNoteForm, foreign=(("region", (lambda _world: 987654,)),)),
    Post("samples:visit_new", visit_forms.VisitForm, row=1, foreign=(("host", (FROZEN,)),)),
    Post("oversight:remark_customer", oversight_forms.RemarkForm, caller="manager"),
    Post("oversight:remark_report", oversight_forms.RemarkForm, caller="manager", relation="me_owner"),
    Post("oversight:coaching", oversight_forms.CoachingForm, caller="manager", relation="me_owner"),
    Post("oversight:advice_list", oversight_forms.AdviceForm, caller="adviser"),
    Post("oversight:decide_advice", oversight_forms.DecideForm, caller="boss", relation="me_adviser"),
    Post("oversight:advice_result", oversight_forms.ResultForm, caller="boss", relation="me_adviser"),
    Post("oversight:platform", PlatformFileForm, caller="manager"),
    Post("reports:write", report_forms.ReportForm, relation="me_owner"),
    Post("reports:reopen", report_forms.ReopenForm, caller="manager", relation="me_owner"),
    Post("reports:department_write", report_forms.DepartmentForm, caller="manager", relation="me_manager"),
    Post("reports:confirm", day_forms.DayForm, relation="me_owner"),
    Post("reports:digest_write", day_forms.DigestForm, caller="manager", relation="me_manager"),
    Post("reports:part_write", day_forms.AListForm, relation="me_owner"),
    Post("briefings:point_new", briefing_forms.PointForm, caller="manager", foreign=(("customer", (_of("other", "customer"), _of("merged", "customer"))),)),
    Post("briefings:attend", briefing_forms.AttendanceForm, caller="assistant", relation="me_owner", foreign=(("people", (FROZEN,)),)),
    Post("briefings:move", briefing_forms.MoveForm, caller="manager", relation="me_owner"),
    Post("briefings:rule", briefing_forms.RulingForm, caller="boss", foreign=(("person", (FROZEN, _person("adviser"))),)),
    Post("briefings:go_on", briefing_forms.GoOnForm, caller="boss", relation="me_owner", foreign=(("person", (FROZEN, _person("adviser"))),)),
    Post("briefings:outcome", briefing_forms.OutcomeForm, relation="me_owner"),
    Post("managing:target_set", managing_forms.TargetForm, caller="manager", relation=""),
    Post("managing:target_copy", managing_forms.CopyForm, caller="manager", relation=""),
    Post("managing:plan_start", managing_forms.PlanStartForm, caller="boss", relation=""),
    Post("managing:milestone", managing_forms.MilestoneForm, caller="manager", relation=""),
    Post("followups:task_add", follow_up_forms.TaskForm, foreign=(("assignee", (OUTSIDERS, FROZEN)), ("customer", (OTHERS_CUSTOMER,)))),
)  # fmt: skip
# Filters are GET: what they may not choose is left out, which the matrix and the oracles prove.
FILTERS = {
    catalogue_forms.PriceQueryForm,
    TryForm,
    customer_forms.PoolFilter,
    customer_forms.TwinFilter,
    lists.FilterForm,
    follow_up_forms.ListFilter,
    order_forms.OrderFilter,
    record.LetterChoiceForm,
    quote_lists.QuoteFilterForm,
    insight_forms.RivalFilterForm,
    market_note_forms.MarketNoteFilterForm,
}


def all_forms() -> set[type[forms.BaseForm]]:
    """Return every form class that the apps define, without those that only lend fields to others."""
    modules = chain.from_iterable(_modules(f"{app}.forms") for app in settings.LOCAL_APPS)
    found = {
        cls
        for module in modules
        for _name, cls in inspect.getmembers(module, inspect.isclass)
        if issubclass(cls, forms.BaseForm) and cls.__module__ == module.__name__
    }
    return {cls for cls in found if not any(other is not cls and issubclass(other, cls) for other in found)}


def _modules(name: str) -> list[Any]:
    if importlib.util.find_spec(name) is None:
        return []
    module = importlib.import_module(name)
    children = [one.name for one in pkgutil.iter_modules(getattr(module, "__path__", []))]
    return [module, *(importlib.import_module(f"{name}.{child}") for child in children)]


def names_of(post: Post) -> str:
    """Return a readable name for a test."""
    return f"{post.url}-{post.form.__name__}-{post.caller}"
