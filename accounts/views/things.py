"""The company's things in a person's hands (S147)."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from accounts import permissions, services
from accounts.access import Request, get_visible_or_404, hide, require
from accounts.forms import ThingForm
from accounts.models import User
from accounts.permissions import Can
from core.access import allow
from core.forms_once import AlreadySubmitted


def _get_person(request: Request, pk: int) -> User:
    found = get_visible_or_404(User.objects.select_related("team"), request.user, pk)
    require(request.user, permissions.can_keep_things, found)
    return found


@allow(Can.MANAGE_PEOPLE, "GET", "POST")
def thing_add(request: Request, pk: int) -> HttpResponse:
    """Note something that the person has."""
    person = _get_person(request, pk)
    form = ThingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.give_thing(actor=request.user, person=person, at=timezone.now(), **form.cleaned_data)
        except AlreadySubmitted as first:
            return redirect(first.url)
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            messages.success(request, _("Saved"))
            return redirect(person)
    context = {"form": form, "person": person}
    return render(request, "accounts/thing_add.html", context, status=422 if form.errors else 200)


@allow(Can.MANAGE_PEOPLE, "POST")
def thing_returned(request: Request, pk: int, thing_pk: int) -> HttpResponse:
    """Given back, or with `undo=1` not after all."""
    person = _get_person(request, pk)
    thing = person.things.filter(pk=thing_pk).first()
    if thing is None:
        hide(request.user, f"accounts.companything:{thing_pk}")
    is_returned = not request.GET.get("undo")
    try:
        services.return_thing(actor=request.user, thing=thing, is_returned=is_returned, at=timezone.now())
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    url = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(url, {request.get_host()}) and url.startswith("/")
    return redirect(url if is_ours else person.get_absolute_url())
