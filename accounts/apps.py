from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        # They register themselves once apps are loaded.
        from accounts import (  # noqa: F401
            audit_words,
            checks,
            holdings,
            notice_kinds,
            policies,
            schedules,
            setup_steps,
            subscribers,
        )
