from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "core"

    def ready(self) -> None:
        from core import checks, company, schedules, setup_steps, work_days  # noqa: F401 - they register themselves once apps are loaded
