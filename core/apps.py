from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "core"

    def ready(self) -> None:
        from core import checks, company, schedules, work_days  # noqa: F401 - both register themselves once apps are loaded
