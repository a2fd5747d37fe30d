from django.urls import path

from followups.views import dates, feed, help_requests, listing, recording, suggestions, tasks, today

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
    path("help/", help_requests.help_requests, name="help_requests"),
    path("help/ask/", help_requests.help_ask, name="help_ask"),
    path("help/<int:pk>/", help_requests.help_request, name="help_request"),
    path("help/<int:pk>/write/", help_requests.help_write, name="help_write"),
    path("help/<int:pk>/close/", help_requests.help_close, name="help_close"),
    path("suggestions/", suggestions.suggestions, name="suggestions"),
    path("suggestions/new/", suggestions.suggest, name="suggest"),
    path("suggestions/sent/", suggestions.sent, name="suggestion_sent"),
    path("suggestions/<uuid:pk>/", suggestions.suggestion, name="suggestion"),
    path("suggestions/<uuid:pk>/rule/", suggestions.rule, name="suggestion_rule"),
    path("suggestions/<uuid:pk>/close/", suggestions.close, name="suggestion_close"),
    path("calendar/", feed.feed_settings, name="feed_settings"),
    path("calendar/<str:secret>.ics", feed.feed, name="feed"),
]
