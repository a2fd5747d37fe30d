from django.apps import AppConfig


class TradecrmConfig(AppConfig):
    name = "tradecrm"

    def ready(self) -> None:
        from tradecrm import audit_words  # noqa: F401 - registers itself once apps are loaded
