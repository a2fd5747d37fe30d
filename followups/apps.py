from django.apps import AppConfig


class FollowupsConfig(AppConfig):
    name = "followups"

    def ready(self) -> None:
        from followups import due_words, panels, policies, previews, schedules, setup_steps, subscribers  # noqa: F401 - they register themselves
