from django.urls import path

from accounts.views import newcomers, own, people, second_factor, teams

app_name = "accounts"
urlpatterns = [
    path("sign-in/", own.sign_in, name="sign_in"),
    path("sign-in/code/", second_factor.code, name="code"),
    path("sign-out/", own.sign_out, name="sign_out"),
    path("language/", own.set_language, name="set_language"),
    path("me/", own.me, name="me"),
    path("me/password/", own.password, name="password"),
    path("me/sessions/<int:pk>/end/", own.end_session, name="end_session"),
    path("me/sessions/end-others/", own.end_other_sessions, name="end_other_sessions"),
    path("me/second-factor/", second_factor.set_up, name="set_up_second_factor"),
    path("me/second-factor/codes/", second_factor.recovery_codes, name="recovery_codes"),
    path("colleagues/", newcomers.colleagues, name="colleagues"),
    path("join/<str:secret>/", people.join, name="join"),
    path("people/", people.people, name="people"),
    path("people/open/", people.open_account, name="open"),
    path("people/<int:pk>/", people.person, name="person"),
    path("people/<int:pk>/change/", people.change, name="change"),
    path("people/<int:pk>/link/", people.renew, name="renew"),
    path("people/<int:pk>/sessions/end/", people.end_sessions, name="end_persons_sessions"),
    path("people/<int:pk>/freeze/", people.freeze, name="freeze"),
    path("people/<int:pk>/thaw/", people.thaw, name="thaw"),
    path("people/<int:pk>/second-factor/reset/", second_factor.reset, name="reset_second_factor"),
    path("people/<int:pk>/onboarding/<int:step_pk>/", newcomers.sign_off, name="sign_off"),
    path("people/onboarding/", newcomers.onboarding, name="onboarding"),
    path("people/onboarding/new/", newcomers.item_edit, name="onboarding_new"),
    path("people/onboarding/<int:pk>/", newcomers.item_edit, name="onboarding_edit"),
    path("people/onboarding/<int:pk>/remove/", newcomers.item_remove, name="onboarding_remove"),
    path("people/teams/", teams.teams, name="teams"),
    path("people/teams/new/", teams.team_new, name="team_new"),
    path("people/teams/<int:pk>/", teams.team_edit, name="team_edit"),
]
