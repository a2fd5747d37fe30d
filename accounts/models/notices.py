"""What a person wants to be told of outside of the page, and when."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.domain.notices import Digest, Hours
from accounts.models.people import User


class NoticeChoice(models.Model):
    """One's own choice among kinds and channels; who has none goes by the policy (`accounts.services.notices`).

    In the page everything is told always. `digest` "": as the policy says. `muted_mail` and `muted_browser` are kinds that
    are *not* told, so that a new kind is. `is_browser_on`: somebody allowed it in at least one browser.
    """

    class How(models.TextChoices):
        OFF = Digest.OFF, _("No mail")
        MORNING = Digest.MORNING, _("Each working morning")
        HOURLY = Digest.HOURLY, _("Every hour, in working hours")

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="notice_choice")
    digest = models.CharField(max_length=10, choices=How, blank=True)
    muted_mail = models.JSONField(default=list)
    muted_browser = models.JSONField(default=list)
    is_browser_on = models.BooleanField(default=False)
    not_before = models.TimeField(null=True)
    not_after = models.TimeField(null=True)

    def __str__(self) -> str:
        return f"notices of {self.user_id}"

    @property
    def hours(self) -> Hours:
        """The person's own quiet hours."""
        return Hours(self.not_before, self.not_after)
