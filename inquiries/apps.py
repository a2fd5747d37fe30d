from django.apps import AppConfig


class InquiriesConfig(AppConfig):
    name = "inquiries"

    def ready(self) -> None:
        from inquiries import audit_words, holdings, panels, policies, schedules, subscribers  # noqa: F401 - they register themselves
