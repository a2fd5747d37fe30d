"""Every view declares who may come in. A view without a declaration is refused at start-up (trust.md Z7)."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, NoReturn

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.loader import render_to_string
from django.utils import timezone

from core import audit
from core.capabilities import Can

View = Callable[..., HttpResponse]


@dataclass(frozen=True)
class Access:
    """A view's declared rule: `capability` None means public (no sign-in)."""

    capability: Can | None
    methods: frozenset[str]


def allow(capability: Can | None, *methods: str) -> Callable[[View], View]:
    """Decorator: declare the capability a view needs and the methods it answers (HEAD comes with GET).

    Anonymous callers are sent to sign-in by middleware, a missing capability answers 403, another method 405.
    """
    declared = Access(capability, frozenset(methods) | ({"HEAD"} if "GET" in methods else frozenset()))

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method not in declared.methods:
                page = render_to_string("errors/405.html", request=request) if request.method == "GET" else ""
                return HttpResponseNotAllowed(sorted(declared.methods), page)
            if capability is not None and not request.user.can(capability):  # type: ignore[union-attr]  # signed in
                refuse(request.user, None, capability)
            return view(request, *args, **kwargs)

        guarded.access = declared  # type: ignore[attr-defined]  # read by the system check
        return guarded if capability is not None else login_not_required(guarded)

    return decorate


def hide(actor: Any, asked: str) -> NoReturn:
    """Record that something hidden or absent was asked for, and answer 404, the same for both (trust.md A3, Z6)."""
    audit.record(
        "core.not_found",
        actor=actor,
        at=timezone.now(),
        is_refused=True,
        changes={"asked": ("", asked[:120])},
    )
    raise Http404


def refuse(actor: Any, target: models.Model | None, what: str) -> NoReturn:
    """Record the refused attempt and answer 403 (trust.md A3)."""
    audit.record(
        "core.refused",
        actor=actor,
        at=timezone.now(),
        target=target,
        is_refused=True,
        changes={"what": ("", what)},
    )
    raise PermissionDenied
