"""Where people are signed in, what failed, the links for a password, the second factor."""

from typing import Self, TypeVar

from django.db import models
from django.db.models import F

from accounts.domain import short_agent
from accounts.models.people import User

M = TypeVar("M", bound=models.Model)


class UserSession(models.Model):
    """A place where a person is signed in, so that they see and end their own (trust.md S4)."""

    session_key = models.CharField(max_length=40, unique=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="sessions")
    signed_in_at = models.DateTimeField()
    address = models.CharField(max_length=60, blank=True)
    agent = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return f"{self.user} {self.address}"

    @property
    def device(self) -> str:
        """Browser and system in two words."""
        return short_agent(self.agent)


class SignInFailure(models.Model):
    """A failed sign-in, counted per (name, address) and per address (trust.md L1). Names are kept folded."""

    name = models.CharField(max_length=200)
    address = models.CharField(max_length=60)
    at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=("address", "at")), models.Index(fields=("name", "address", "at")))

    def __str__(self) -> str:
        return f"{self.name} {self.address}"


class SecretLinkQuerySet(models.QuerySet[M]):
    """Secret links of a `user`, made for the `epoch` that was their `session_epoch`."""

    def live(self) -> Self:
        """Of people who may sign in, and not from before a freeze: what dies with the sessions stays dead (trust.md S2)."""
        return self.filter(user__is_active=True, user__frozen_at=None, epoch=F("user__session_epoch"))


class Invitation(models.Model):
    """A person's link for choosing a password, at first or again; only its digest is kept, a new one replaces it.

    `epoch` is the person's `session_epoch` for which it was made.
    """

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="invitation")
    digest = models.CharField(max_length=64, unique=True)
    epoch = models.PositiveIntegerField(default=0)
    expires_at = models.DateTimeField()

    objects = SecretLinkQuerySet["Invitation"].as_manager()

    def __str__(self) -> str:
        return str(self.user)


class SecondFactor(models.Model):
    """What a person has besides the password: an app that makes codes (TOTP) and recovery codes (trust.md L5).

    `secret` is encrypted (`core.encryption`). `last_step`: the step of time of the last code, for a code works once;
    `failures`: wrong codes since the last right one or the last lock.
    """

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="second_factor")
    secret = models.CharField(max_length=300)
    last_step = models.BigIntegerField(default=-1)
    failures = models.PositiveSmallIntegerField(default=0)
    locked_until = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return str(self.user)


class RecoveryCode(models.Model):
    """A code for who has lost the device; it works once, and only its digest is kept."""

    factor = models.ForeignKey(SecondFactor, on_delete=models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("factor", "digest"), name="recovery_code_once"),)

    def __str__(self) -> str:
        return str(self.factor)
