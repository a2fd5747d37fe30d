from django.apps import AppConfig


class OversightConfig(AppConfig):
    name = "oversight"

    def ready(self) -> None:
        from oversight import (  # noqa: F401 - they register themselves
            audit_words,
            notice_kinds,
            panels,
            policies,
            schedules,
            subscribers,
        )
