from django.apps import AppConfig


class SalesConfig(AppConfig):
    name = "sales"

    def ready(self) -> None:
        from sales import (  # noqa: F401 - they register themselves
            audit_words,
            holdings,
            notice_kinds,
            panels,
            policies,
            robot_topics,
            schedules,
            setup_steps,
            subscribers,
        )
