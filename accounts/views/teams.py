"""Teams: who leads them and who is in them. The admin's."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import selectors, services
from accounts.access import Request, allow, refuse
from accounts.confirming import confirm_person
from accounts.forms import TeamForm
from accounts.models import Team
from accounts.permissions import Can, manages_teams
from core.forms_once import AlreadySubmitted


@allow(Can.MANAGE_PEOPLE, "GET")
def teams(request: Request) -> HttpResponse:
    _require(request)
    return render(request, "accounts/teams.html", {"rows": selectors.read_teams()})


def _require(request: Request) -> None:
    if not manages_teams(request.user):
        refuse(request.user, None, "manages_teams")


@allow(Can.MANAGE_PEOPLE, "GET", "POST")
def team_new(request: Request) -> HttpResponse:
    _require(request)
    form = TeamForm(request.POST or None)
    if request.method == "POST" and confirm_person(request, form):
        try:
            services.create_team(
                actor=request.user, people=form.cleaned_data["people"], form_token=form.cleaned_data["form_token"],
                at=timezone.now(), **form.particulars(),
            )  # fmt: skip
        except AlreadySubmitted as first:
            return redirect(first.url)
        except services.TeamNameTaken:
            form.add_error("name", _("There is a team of this name."))
        else:
            messages.success(request, _("Saved"))
            return redirect("accounts:teams")
    return render(request, "accounts/team.html", {"form": form}, status=422 if form.errors else 200)


@allow(Can.MANAGE_PEOPLE, "GET", "POST")
def team_edit(request: Request, pk: int) -> HttpResponse:
    """Rename a team, give it another manager, move people."""
    _require(request)
    team = get_object_or_404(Team, pk=pk)
    form = TeamForm(request.POST or None, team=team)
    if request.method == "POST" and confirm_person(request, form):
        try:
            services.change_team(
                actor=request.user, team=team, at=timezone.now(), **form.particulars() | form.moves()
            )
        except services.TeamNameTaken:
            form.add_error("name", _("There is a team of this name."))
        else:
            messages.success(request, _("Saved"))
            return redirect("accounts:teams")
    context = {"form": form, "team": team}
    return render(request, "accounts/team.html", context, status=422 if form.errors else 200)
