"""Why a file could not be read, in words."""

from typing import Any

from django.utils.translation import gettext as _


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
        "too_many_pictures": _("More than %(limit)s pictures. Split the file.")
        % {"limit": f"{limit:,}" if limit else ""},
        "too_large": _("The file unpacks to too much. Save the needed sheet alone, as .xlsx."),
        "too_slow": _("The file takes too long to read. Save the needed sheet alone, as .xlsx."),
        "old_markup": _("An XML spreadsheet of 2003. Open it in Excel, and save it as .xlsx."),
    }
    told = words.get(refusal.get("code", ""), _("The file could not be read."))
    return _("Sheet %(sheet)s: %(words)s") % {"sheet": sheet, "words": told} if sheet else told
