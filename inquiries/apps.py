from django.apps import AppConfig


class InquiriesConfig(AppConfig):
    name = "inquiries"

    def ready(self) -> None:
        from inquiries import panels, policies, previews, schedules, setup_steps, subscribers  # noqa: F401 - they register themselves
