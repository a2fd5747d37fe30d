from django.urls import path

from accounts.views import absences, audit, own, people, things

app_name = "accounts"
urlpatterns = [
    path("sign-in/", own.sign_in, name="sign_in"),
    path("sign-out/", own.sign_out, name="sign_out"),
    path("language/", own.set_language, name="set_language"),
    path("me/", own.me, name="me"),
    path("me/password/", own.password, name="password"),
    path("me/sessions/<int:pk>/end/", own.end_session, name="end_session"),
    path("me/sessions/end-others/", own.end_other_sessions, name="end_other_sessions"),
    path("audit/", audit.trail, name="audit"),
    path("audit/<int:pk>/", audit.entry, name="audit_entry"),
    path("audit/alarms/", audit.alarms, name="alarms"),
    path("audit/seal/", audit.seal, name="audit_seal"),
    path("audit/file/", audit.trail_file, name="audit_file"),
    path("join/<str:secret>/", people.join, name="join"),
    path("people/", people.people, name="people"),
    path("people/open/", people.open_account, name="open"),
    path("people/<int:pk>/", people.person, name="person"),
    path("people/<int:pk>/change/", people.change, name="change"),
    path("people/<int:pk>/link/", people.renew, name="renew"),
    path("people/<int:pk>/sessions/end/", people.end_sessions, name="end_persons_sessions"),
    path("people/<int:pk>/freeze/", people.freeze, name="freeze"),
    path("people/<int:pk>/things/", things.thing_add, name="thing_add"),
    path("people/<int:pk>/things/<int:thing_pk>/", things.thing_returned, name="thing_returned"),
    path("people/<int:pk>/thaw/", people.thaw, name="thaw"),
    path("absences/", absences.absences, name="absences"),
    path("absences/ask/", absences.ask, name="ask_absence"),
    path("absences/<int:pk>/", absences.absence, name="absence"),
    path("absences/<int:pk>/decide/", absences.decide, name="decide_absence"),
    path("absences/<int:pk>/comment/", absences.comment, name="comment_absence"),
    path("absences/<int:pk>/withdraw/", absences.withdraw, name="withdraw_absence"),
    path("absences/<int:pk>/back/", absences.back, name="come_back"),
]
