from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        from accounts import checks, setup_steps  # noqa: F401 - they register themselves once apps are loaded
