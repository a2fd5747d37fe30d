from django.apps import AppConfig


class ManagingConfig(AppConfig):
    name = "managing"

    def ready(self) -> None:
        from managing import audit_words, notice_kinds, panels, schedules  # noqa: F401 - they register themselves
