from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        # They register themselves once apps are loaded.
        from accounts import audit_words, checks, holdings, policies, schedules, setup_steps, subscribers  # noqa: F401
