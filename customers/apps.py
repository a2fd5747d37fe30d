from django.apps import AppConfig


class CustomersConfig(AppConfig):
    name = "customers"

    def ready(self) -> None:
        from customers import policies  # noqa: F401 - registers its policy sections once apps are loaded
