from django.apps import AppConfig


class CustomersConfig(AppConfig):
    name = "customers"

    def ready(self) -> None:
        from accounts.permissions import EXPORT_RIGHTS
        from customers import policies, schedules  # noqa: F401 - they register themselves once apps are loaded
        from customers.permissions import can_export
        from customers.selectors import merging  # noqa: F401 - words for its lines of the timeline

        EXPORT_RIGHTS.append(can_export)
