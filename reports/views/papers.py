"""A report as a file."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.utils import timezone

from accounts.access import Request, hide, require
from core import audit
from core.files import serve_written
from customers.permissions import can_export
from reports.papers.writing import KINDS, make_file


def serve_paper(request: Request, found: Any, kind: str, make: Callable[..., Any]) -> HttpResponse:
    """Serve a report that its reader sees as a PDF or, where they may export, a workbook; who took it is in the trail."""
    if kind not in KINDS:
        hide(request.user, f"reports.paper:{kind}"[:120])
    if kind == "xlsx":
        require(request.user, can_export, found)
    at = timezone.now()
    made = make(found, request.user, at)
    audit.record("reports.paper_made", actor=request.user, at=at, target=found, changes={"paper": ("", kind)})
    return serve_written(make_file(made, kind), name=f"{made.file_name}.{kind}")
