"""What an import says to people: its fields, what is wrong with a cell, a row or a file."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

FIELD_WORDS: dict[str, Any] = {
    "name": gettext_lazy("Company"),
    "local_name": gettext_lazy("Name in the local script"),
    "website": gettext_lazy("Web site"),
    "phone": gettext_lazy("Company telephone"),
    "fax": gettext_lazy("Fax"),
    "country": gettext_lazy("Country"),
    "city": gettext_lazy("City"),
    "province": gettext_lazy("State or province"),
    "postcode": gettext_lazy("Postcode"),
    "address": gettext_lazy("Address"),
    "delivery_address": gettext_lazy("Delivery address"),
    "business_type": gettext_lazy("Business type"),
    "annual_purchase": gettext_lazy("Annual purchase"),
    "source": gettext_lazy("Source"),
    "stage": gettext_lazy("Stage"),
    "grade": gettext_lazy("Grade"),
    "owner": gettext_lazy("Owner"),
    "tags": gettext_lazy("Tags"),
    "products": gettext_lazy("Products of interest"),
    "note": gettext_lazy("Note"),
    "created_on": gettext_lazy("Entered on (into the note)"),
    "last_contact_on": gettext_lazy("Last contact on"),
    "next_contact_on": gettext_lazy("Next contact on (into the note)"),
    "credit": gettext_lazy("Credit"),
    "payment_habit": gettext_lazy("Way of paying"),
    "open_orders": gettext_lazy("Open quotes and orders (into the note)"),
    "reference": gettext_lazy("Own number (into the note)"),
    "contact_name": gettext_lazy("Contact person"),
    "first_name": gettext_lazy("Given name"),
    "last_name": gettext_lazy("Family name"),
    "form_of_address": gettext_lazy("Form of address"),
    "job_title": gettext_lazy("Job title"),
    "email": pgettext_lazy("address", "E-mail"),
    "contact_phone": gettext_lazy("Contact's telephone"),
    "whatsapp": gettext_lazy("WhatsApp"),
    "wechat": gettext_lazy("WeChat"),
    "skype": gettext_lazy("Other messenger"),
    "decides": gettext_lazy("Decides"),
    "contact_note": gettext_lazy("Note on the contact"),
    "follow_up_text": gettext_lazy("Follow-up: what was said"),
    "follow_up_on": gettext_lazy("Follow-up: on which day"),
    "follow_up_by": gettext_lazy("Follow-up: by whom"),
    "follow_up_channel": gettext_lazy("Follow-up: channel"),
}
PROBLEM_WORDS: dict[str, Any] = {
    "not_email": gettext_lazy("Not an e-mail address"),
    "not_phone": gettext_lazy("Not a telephone number"),
    "not_website": gettext_lazy("Not a web site"),
    "not_country": gettext_lazy("Unknown country"),
    "not_day": gettext_lazy("Not a date"),
    "either_day": gettext_lazy("Day or month first? Write 2026-04-03"),
    "far_day": gettext_lazy("A date too far away"),
    "not_grade": gettext_lazy("Not A, B, C or D"),
    "not_choice": gettext_lazy("Unknown word"),
    "not_person": gettext_lazy("No colleague of this name"),
    "not_owner": gettext_lazy("You cannot give customers to this person"),
    "not_yes_no": gettext_lazy("Neither yes nor no"),
    "too_long": gettext_lazy("Too long"),
    "nobody": gettext_lazy("Says neither company nor person"),
    "no_contact": gettext_lazy("A contact without a name"),
    "several": gettext_lazy("Several customers fit: choose one"),
    "too_many_people": gettext_lazy("More than 50 people of one buyer: this one goes into the note"),
}
ROW_REFUSALS: dict[str, Any] = {
    "nobody": gettext_lazy("Says neither company nor person"),
    "colleague": gettext_lazy("A colleague's customer"),
    "gone": gettext_lazy("The customer is no longer there"),
    "taken": gettext_lazy("Its address or number belongs to another customer"),
}


def word_file_refusal(refusal: dict[str, Any]) -> str:
    """Return why a file could not be read, and what helps."""
    limit = refusal.get("limit")
    sheet = refusal.get("sheet")
    words = {
        "empty": _("The file is empty."),
        "unknown_kind": _("This is no workbook. Bring an Excel file (.xlsx, .xls), .ods or CSV."),
        "encrypted": _("The file is protected by a password. Save it without one, and bring it again."),
        "broken": _("The file is damaged. Open it in Excel, save it again, and bring that."),
        "too_many_rows": _("More than %(limit)s rows. Split the file.")
        % {"limit": f"{limit:,}" if limit else ""},
        "too_many_columns": _("More than %(limit)s columns. Remove those that are not needed.")
        % {"limit": limit},
        "too_many_sheets": _("More than %(limit)s sheets. Save the one that is needed alone.")
        % {"limit": limit},
        "too_large": _("The file unpacks to too much. Save the needed sheet alone, as .xlsx."),
        "too_slow": _("The file takes too long to read. Save the needed sheet alone, as .xlsx."),
        "old_markup": _("An XML spreadsheet of 2003. Open it in Excel, and save it as .xlsx."),
    }
    told = words.get(refusal.get("code", ""), _("The file could not be read."))
    return _("Sheet %(sheet)s: %(words)s") % {"sheet": sheet, "words": told} if sheet else told
