from django.apps import AppConfig


class FollowupsConfig(AppConfig):
    name = "followups"

    def ready(self) -> None:
        from followups import audit_words, due_words, holdings, panels, policies, schedules, subscribers  # noqa: F401 - they register themselves
