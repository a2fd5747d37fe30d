from django.apps import AppConfig


class InquiriesConfig(AppConfig):
    name = "inquiries"

    def ready(self) -> None:
        from inquiries import (  # noqa: F401 - they register themselves
            audit_words,
            holdings,
            notice_kinds,
            panels,
            policies,
            previews,
            robot_topics,
            schedules,
            setup_steps,
            subscribers,
        )
