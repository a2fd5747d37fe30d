from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "reports"

    def ready(self) -> None:
        from reports import (  # noqa: F401 - they register themselves
            audit_words,
            notice_kinds,
            panels,
            policies,
            robot_topics,
            schedules,
            subscribers,
        )
