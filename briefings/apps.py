from django.apps import AppConfig


class BriefingsConfig(AppConfig):
    name = "briefings"

    def ready(self) -> None:
        from briefings import (  # noqa: F401 - they register themselves
            audit_words,
            holdings,
            notice_kinds,
            panels,
            policies,
            robot_topics,
            schedules,
            subscribers,
        )
