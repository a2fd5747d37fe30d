from django.apps import AppConfig


class CustomersConfig(AppConfig):
    name = "customers"

    def ready(self) -> None:
        # They register themselves once apps are loaded.
        from accounts.permissions import EXPORT_RIGHTS
        from customers import (  # noqa: F401
            audit_words,
            holdings,
            notice_kinds,
            panels,
            policies,
            previews,
            schedules,
            setup_steps,
            subscribers,
        )
        from customers.permissions import can_export
        from customers.selectors import (  # noqa: F401 - words for its lines of the timeline; what is shared with whom
            merging,
            sharing,
        )

        EXPORT_RIGHTS.append(can_export)
