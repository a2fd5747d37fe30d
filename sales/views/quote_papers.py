"""Downloads: the text, the workbook, the printed page, the proforma invoice."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import Request, hide
from core import audit
from core.access import allow
from core.capabilities import Can
from core.files import serve_text, serve_written
from sales.domain.quotes import Paper
from sales.papers.printed import PROFORMA, print_quote
from sales.papers.sheet import sheet_of
from sales.papers.text import text_file
from sales.selectors.quote_papers import paper_of
from sales.views.quote_access import done, get_quote, get_version
from sales.views.quote_editor import is_free

WRITERS: dict[str, Callable[[Paper, str], HttpResponse]] = {
    "txt": lambda paper, name: serve_text(text_file(paper), name=f"{name}.txt", content_type="text/plain"),
    "xlsx": lambda paper, name: serve_written(sheet_of(paper), name=f"{name}.xlsx"),
    "pdf": lambda paper, name: serve_written(print_quote(paper), name=f"{name}.pdf"),
    "proforma": lambda paper, name: serve_written(print_quote(paper, PROFORMA), name=f"PI-{name}.pdf"),
}


@allow(Can.WORK_WITH_CUSTOMERS, "GET")
def paper(request: Request, pk: int, number: int, kind: str) -> HttpResponse:
    """A version as a file, once it may leave the house: confirmed, and approved where a price is below the floor."""
    quote = get_quote(request, pk)
    version = get_version(request, quote, number)
    if kind not in WRITERS:
        hide(request.user, f"sales.quoteversion:{pk}/{number}/{kind[:20]}")
    if not is_free(version):
        messages.error(
            request,
            _("It can be taken out once it is confirmed, and approved where a price is below the floor."),
        )
        return done(request, quote)
    found = paper_of(version)
    response = WRITERS[kind](found, found.label.replace(" ", "-"))
    audit.record(
        "sales.quote_taken",
        actor=request.user,
        at=timezone.now(),
        target=quote,
        changes={"file": ("", f"V{number} {kind}")},
    )
    return response
