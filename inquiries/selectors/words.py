"""The words for what the reader found: its codes are plain, sentences are written here."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

# What the buyer wants or offers; the buyer's own words stand behind a colon.
POINTS: Mapping[str, Promise] = {
    "incoterm": gettext_lazy("Price term"),
    "destination": gettext_lazy("Deliver to"),
    "deadline": gettext_lazy("Deadline"),
    "certificate": gettext_lazy("Certificates"),
    "sample": gettext_lazy("Wants a sample"),
    "own_courier": gettext_lazy("Pays the freight"),
    "warranty": gettext_lazy("Asks for the warranty"),
    "own_brand": gettext_lazy("Own brand or packing"),
    "packing": gettext_lazy("Packing"),
    "catalogue": gettext_lazy("Wants a catalogue or price list"),
    "booth_number": gettext_lazy("Asks for the booth"),
    "visit": gettext_lazy("A visit or a fair"),
    "payment_terms": gettext_lazy("Payment"),
    "minimum_order": gettext_lazy("Asks for the minimum quantity"),
    "mixed_order": gettext_lazy("Wants to mix items"),
    "price_question": gettext_lazy("Asks for the price"),
    "lead_time": gettext_lazy("Asks for the delivery time"),
    "annual_demand": gettext_lazy("Yearly demand"),
    "competing_offer": gettext_lazy("Has another offer"),
    "complaint": gettext_lazy("A complaint"),
    "repeat_order": gettext_lazy("Orders again"),
    "trial_order": gettext_lazy("A trial order"),
    "long_term": gettext_lazy("Plans for later"),
    "urgent": gettext_lazy("Urgent"),
    "quantity": gettext_lazy("Names a quantity"),
    "target_price": gettext_lazy("Names a target price"),
    "product": gettext_lazy("Names a product"),
    "vague": gettext_lazy("Nothing definite"),
    "short": gettext_lazy("Only a line"),
}
WITH_VALUE = frozenset({
    "incoterm", "destination", "deadline", "certificate", "packing", "payment_terms", "annual_demand", "visit",
})  # fmt: skip
WARNINGS: Mapping[str, Promise] = {
    "spam_offer": gettext_lazy("Looks like an advertisement. Close it as invalid if it is one."),
    "not_a_buyer": gettext_lazy("The writer seems to sell, not to buy."),
    "risky_attachment": gettext_lazy("Asks to open an attachment. Don't open it before you know who wrote."),
    "payee_change": gettext_lazy(
        "Speaks of a changed bank account. Never trust that: call a number you know."
    ),
    "own_mail": gettext_lazy("This mail came from ourselves. The buyer may stand further down."),
    "relay_address": gettext_lazy("The address is the platform's, not the buyer's."),
}
# What the audit trail calls what was done.
VERBS: Mapping[str, Promise] = {
    "inquiries.received": gettext_lazy("logged the inquiry"),
    "inquiries.message_added": gettext_lazy("added a message of the buyer"),
    "inquiries.answered": gettext_lazy("answered"),
    "inquiries.closed": gettext_lazy("closed it"),
    "inquiries.reopened": gettext_lazy("opened it again"),
    "inquiries.graded": gettext_lazy("graded it"),
    "inquiries.edited": gettext_lazy("edited it"),
    "inquiries.file_attached": gettext_lazy("attached a file"),
    "inquiries.file_read": gettext_lazy("downloaded a file"),
}
# … and what it calls a change of hands: the first time, later, and to nobody yet.
HANDS: Mapping[str, tuple[Promise, Promise]] = {
    "inquiries.assigned": (gettext_lazy("assigned it to %(person)s"), gettext_lazy("gave it to %(person)s")),
    "inquiries.passed_to_owner": (
        gettext_lazy("handed it to %(person)s"),
        gettext_lazy("handed it to %(person)s"),
    ),
}
TO_NOBODY = gettext_lazy("handed it over, unassigned")
KEPT_POINTS = 12


def verb_words(verb: str, *, is_first: bool, person: object) -> str:
    """Return what was done as the history says it; `person` is whom it went to, None for nobody."""
    if verb not in HANDS:
        return str(VERBS.get(verb, verb))
    first, later = HANDS[verb]
    return str(first if is_first else later) % {"person": person} if person else str(TO_NOBODY)


def point_words(code: str, value: str = "") -> str:
    """Return a point as a line, e.g. `Deadline: May 8`; an unknown code as the buyer's words."""
    label = POINTS.get(code)
    if label is None:
        return value
    if code in WITH_VALUE and value:
        return _("%(label)s: %(value)s") % {"label": label, "value": value}
    return str(label)
