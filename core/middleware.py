"""Middleware of the house: request number, caller's address, error log."""

import logging
import secrets
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from core.request_context import RequestContext, request_context

logger = logging.getLogger("tradecrm.request")


def address_of(request: HttpRequest) -> str:
    """Return the caller's address; a forwarded-for header counts only from a trusted peer (trust.md L6).

    With trusted peers the address is the right-most one in the chain that is not itself trusted.
    """
    peer = request.META.get("REMOTE_ADDR", "") or "local"
    if peer not in settings.TRUSTED_PROXIES:
        return peer
    chain = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    return next((address for address in reversed(chain) if address not in settings.TRUSTED_PROXIES), peer)


class RequestContextMiddleware:
    """Gives each request a number and keeps its context for services, audit and log."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        context = RequestContext(number=secrets.token_hex(4), address=address_of(request))
        request.number = context.number  # type: ignore[attr-defined]  # read by the error page
        with request_context(context):
            return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        if isinstance(exception, (Http404, PermissionDenied, SuspiciousOperation)):
            return  # an answer, not a failure; refusals are in the audit trail
        logger.error("%s %s failed", request.method, request.path, exc_info=exception)


# What a form needs around its file, and all that anybody needs who is not signed in.
ROUND_A_FILE = 1024 * 1024


class BodyLimitMiddleware:
    """Refuses a body larger than any form of ours before a byte of it is kept (trust.md U5).

    Stands after authentication: who is not signed in sends no files.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if _size_of(request) > ROUND_A_FILE and _size_of(request) > _largest(request):
            return render(request, "errors/413.html", status=413)
        return self.get_response(request)


def _size_of(request: HttpRequest) -> int:
    told = request.META.get("CONTENT_LENGTH") or "0"
    return int(told) if told.isdecimal() else 0


def _largest(request: HttpRequest) -> int:
    return ROUND_A_FILE + (settings.FILE_SIZE_LIMIT if request.user.is_authenticated else 0)
