"""Answers that views of every app give after a save."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.http import HttpResponseClientRedirect


def go_to(request: Any, url: str) -> HttpResponse:
    """Go to `url` after a save, by htmx or without."""
    return HttpResponseClientRedirect(url) if request.htmx else redirect(url)


def next_url(request: Any, fallback: str) -> str:
    """Return the page that the form came from, if it is one of ours."""
    url = request.POST.get("next", "") or request.GET.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(
        url, allowed_hosts={request.get_host()}, require_https=settings.HTTPS
    )
    return url if is_ours and url.startswith("/") else fallback


def show_errors(form: forms.BaseForm, error: ValidationError, prefix: str = "") -> None:
    """Put a service's refusal at the form's fields."""
    found: dict[str, Any] = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
    for name, messages in found.items():
        for message in messages:
            target = next((known for known in (name, prefix + name) if known in form.fields), None)
            form.add_error(target, message)
