from django.urls import path

from managing.views import behind, boss, plan, targets, team

app_name = "managing"
urlpatterns = [
    path("team/", team.team, name="team"),
    path("team/given/", team.fairness, name="fairness"),
    path("figures/", team.own, name="own"),
    path("figures/<slug:figure>/", behind.behind, name="behind"),
    path("overview/", boss.boss, name="boss"),
    path("targets/", targets.targets, name="targets"),
    path("targets/set/", targets.target_set, name="target_set"),
    path("targets/copy/", targets.target_copy, name="target_copy"),
    path("targets/<int:pk>/withdraw/", targets.target_withdraw, name="target_withdraw"),
    path("plan/", plan.plan, name="plan"),
    path("plan/start/", plan.plan_start, name="plan_start"),
    path("plan/<slug:code>/", plan.milestone, name="milestone"),
]
