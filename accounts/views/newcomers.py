"""What a newcomer goes through, signed off line by line, and who works here (S100, S101)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import permissions, selectors, services
from accounts.access import Request, allow, get_visible_or_404, hide, require
from accounts.forms import OnboardingItemForm
from accounts.models import OnboardingItem, User
from accounts.permissions import Can
from core.forms_once import AlreadySubmitted


@allow(Can.OWN_PAGES, "GET")
def colleagues(request: Request) -> HttpResponse:
    """Everybody who works here: name, working name, department, mailbox."""
    return render(request, "accounts/colleagues.html", {"rows": selectors.read_colleagues()})


@allow(Can.MANAGE_PEOPLE, "GET")
def onboarding(request: Request) -> HttpResponse:
    """The list of which every new person gets a copy."""
    return render(request, "accounts/onboarding.html", {"items": OnboardingItem.objects.all()})


@allow(Can.MANAGE_PEOPLE, "GET", "POST")
def item_edit(request: Request, pk: int | None = None) -> HttpResponse:
    """Write or change a line of the list."""
    item = get_object_or_404(OnboardingItem, pk=pk) if pk else None
    initial = {} if item else {"position": OnboardingItem.objects.count() + 1}
    form = OnboardingItemForm(request.POST or None, instance=item, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            services.save_item(
                actor=request.user, item=item, values=data, form_token=data["form_token"], at=timezone.now()
            )
        except AlreadySubmitted as first:
            return redirect(first.url)
        messages.success(request, _("Saved"))
        return redirect("accounts:onboarding")
    context = {"form": form, "item": item}
    return render(request, "accounts/onboarding_item.html", context, status=422 if form.errors else 200)


@allow(Can.MANAGE_PEOPLE, "POST")
def item_remove(request: Request, pk: int) -> HttpResponse:
    services.remove_item(actor=request.user, item=get_object_or_404(OnboardingItem, pk=pk), at=timezone.now())
    messages.success(request, _("Taken out of the list. Who has it already keeps it."))
    return redirect("accounts:onboarding")


@allow(Can.MANAGE_PEOPLE, "POST")
def sign_off(request: Request, pk: int, step_pk: int) -> HttpResponse:
    """Say that somebody has been through a step, or take it back."""
    person = get_visible_or_404(User.objects.select_related("team"), request.user, pk)
    require(request.user, permissions.can_sign_off, person)
    step = person.onboarding.filter(pk=step_pk).first()
    if step is None:
        hide(request.user, f"accounts.onboardingstep:{step_pk}")
    services.sign_off_step(
        actor=request.user, step=step, is_done=request.POST.get("done") == "1", at=timezone.now()
    )
    return redirect(person)
