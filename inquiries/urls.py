from django.urls import path

from inquiries.views import actions, assignment, files, letters, lists, new, record

app_name = "inquiries"
urlpatterns = [
    path("", lists.inquiry_list, name="list"),
    path("new/", new.new, name="new"),
    path("new/read/", new.read, name="read"),
    path("new/drop/", new.drop, name="drop"),
    path("exceptions/", lists.exceptions, name="exceptions"),
    path("assignment/", assignment.assignment, name="assignment"),
    path("assignment/rules/", assignment.rule_add, name="rule_add"),
    path("assignment/rules/<int:pk>/remove/", assignment.rule_remove, name="rule_remove"),
    path("assignment/seats/", assignment.seats, name="seats"),
    path("templates/", letters.templates, name="templates"),
    path("templates/new/", letters.template_edit, name="template_new"),
    path("templates/<int:pk>/", letters.template_edit, name="template_edit"),
    path("<int:pk>/", record.detail, name="detail"),
    path("<int:pk>/edit/", record.edit, name="edit"),
    path("<int:pk>/messages/", actions.message_add, name="message_add"),
    path("<int:pk>/reply/", actions.reply, name="reply"),
    path("<int:pk>/close/", actions.close, name="close"),
    path("<int:pk>/reopen/", actions.reopen, name="reopen"),
    path("<int:pk>/grade/", actions.grade, name="grade"),
    path("<int:pk>/assign/", actions.assign, name="assign"),
    path("<int:pk>/messages/<int:message_pk>/exception/", actions.exception, name="exception"),
    path("<int:pk>/messages/<int:message_pk>/judge/", actions.judge, name="judge"),
    path("<int:pk>/messages/<int:message_pk>/received/", actions.received, name="received"),
    path("<int:pk>/replies/<int:reply_pk>/replied/", actions.replied, name="replied"),
    path("<int:pk>/files/", files.file_add, name="file_add"),
    path("<int:pk>/files/<uuid:file_pk>/", files.file, name="file"),
    path("<int:pk>/letters/", letters.letters, name="letters"),
    path("<int:pk>/mail/", letters.mail, name="mail"),
]
