from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "catalogue"

    def ready(self) -> None:
        # They register themselves once apps are loaded.
        from catalogue import audit_words, holdings, notice_kinds, panels, policies, schedules, setup_steps  # noqa: F401
