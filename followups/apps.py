from django.apps import AppConfig


class FollowupsConfig(AppConfig):
    name = "followups"

    def ready(self) -> None:
        from followups import (  # noqa: F401 - they register themselves
            audit_words,
            due_words,
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
