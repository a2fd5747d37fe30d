"""Forms of this app: every choice narrowed to what the person may see."""

from followups.forms.fields import add_refusal, word_refusal
from followups.forms.help_requests import (
    HelpForm,
    HelpMessageForm,
    RulingForm,
    SuggestionForm,
)
from followups.forms.policies import (
    CadenceForm,
    HelpPolicyForm,
    MailPolicyForm,
    SuggestionPolicyForm,
)
from followups.forms.recording import (
    CorrectionForm,
    DueForm,
    FollowUpForm,
    JudgementForm,
    ListFilter,
)
from followups.forms.tasks import ExplainedForm, ExplanationLetterForm, TaskForm

__all__ = [
    "CadenceForm",
    "CorrectionForm",
    "DueForm",
    "ExplainedForm",
    "ExplanationLetterForm",
    "FollowUpForm",
    "HelpForm",
    "HelpMessageForm",
    "HelpPolicyForm",
    "JudgementForm",
    "ListFilter",
    "MailPolicyForm",
    "RulingForm",
    "SuggestionForm",
    "SuggestionPolicyForm",
    "TaskForm",
    "add_refusal",
    "word_refusal",
]
