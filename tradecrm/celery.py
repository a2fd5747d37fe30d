"""The Celery application: it carries job ids, the database holds the truth (see `core.jobs`)."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tradecrm.settings")

app = Celery("tradecrm")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
