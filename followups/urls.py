from django.urls import path

from followups.views import dates, explaining, feed, handback, listing, mail_checks, recording, tasks, today

app_name = "followups"
urlpatterns = [
    path("", today.today, name="today"),
    path("follow-ups/", dates.week, name="week"),
    path("follow-ups/list/", listing.follow_ups, name="list"),
    path("follow-ups/log/", recording.log, name="log"),
    path("follow-ups/create/", recording.create, name="create"),
    path("follow-ups/<int:pk>/correct/", recording.correct, name="correct"),
    path("follow-ups/<int:pk>/undo/", recording.undo, name="undo"),
    path("follow-ups/due/<int:pk>/", dates.due, name="due"),
    path("follow-ups/due/judge/<int:pk>/", dates.judge_due, name="judge_due"),
    path("tasks/", tasks.tasks, name="tasks"),
    path("tasks/add/", tasks.task_add, name="task_add"),
    path("tasks/<int:pk>/done/", tasks.task_done, name="task_done"),
    path("absences/<int:pk>/summary/", handback.handback, name="handback"),
    path("mail-checks/", mail_checks.mail_checks, name="mail_checks"),
    path("mail-checks/tick/", mail_checks.tick, name="mail_tick"),
    path("tasks/<int:pk>/explain/", explaining.explain, name="explain"),
    path("tasks/<int:pk>/explained/", explaining.explained, name="explained"),
    path("calendar/", feed.feed_settings, name="feed_settings"),
    path("calendar/<str:secret>.ics", feed.feed, name="feed"),
]
