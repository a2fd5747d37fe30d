from django.apps import AppConfig


class CustomersConfig(AppConfig):
    name = "customers"

    def ready(self) -> None:
        from customers import policies, previews, schedules, setup_steps, subscribers  # noqa: F401 - they register themselves once apps are loaded
        from customers.selectors import merging  # noqa: F401 - words for its lines of the timeline
