"""A contact person's values are erased on request: the page says what goes and what stays, before it goes."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import Request, require
from accounts.confirming import confirm_person
from core.access import allow
from core.capabilities import Can
from customers import permissions
from customers.forms.erasing import EraseForm
from customers.services.erasing import erase_contact, plan_erasure
from customers.views.answers import get_contact, go_to, show_errors


@allow(Can.REASSIGN, "GET", "POST")
def erase(request: Request, pk: int) -> HttpResponse:
    """Erase, after the password once more (trust.md S7); what is gone does not come back."""
    contact = get_contact(request, pk)
    require(request.user, permissions.can_erase_contact, contact)
    form = EraseForm(request.POST or None)
    if request.method == "POST" and confirm_person(request, form):
        try:
            erase_contact(
                actor=request.user, contact=contact, reason=form.cleaned_data["reason"], at=timezone.now()
            )
        except ValidationError as error:
            show_errors(form, error)
        else:
            messages.success(request, _("Erased. What was said and done stays, without the person."))
            return go_to(request, contact.customer.get_absolute_url())
    context = {"contact": contact, "customer": contact.customer, "form": form, "plan": plan_erasure(contact)}
    return render(request, "customers/erase.html", context, status=422 if form.errors else 200)
