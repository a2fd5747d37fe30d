"""Users with combinable roles, in teams."""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.capabilities import Can
from core.ui.formats import is_chinese


class Role(models.TextChoices):
    """What a person is in the department; roles combine (S3, permissions.md). Each is a column `is_<role>` of User."""

    SALESPERSON = "salesperson", _("Salesperson")
    MANAGER = "manager", _("Manager")
    BOSS = "boss", _("Boss")
    ASSISTANT = "assistant", _("Assistant")
    PRODUCTION = "production", _("Production")
    ADMIN = "admin", _("Admin")
    ADVISER = "adviser", _("Adviser")


class Language(models.TextChoices):
    """The interface languages."""

    CHINESE = "zh-hans", _("Chinese")
    ENGLISH = "en", _("English")


class Team(models.Model):
    """Salespeople under one manager. A manager may lead several teams."""

    name = models.CharField(_("Name"), max_length=80, unique=True)
    manager = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, related_name="managed_teams"
    )

    def __str__(self) -> str:
        return self.name


class UserQuerySet(models.QuerySet["User"]):
    """People, narrowed by what they may do."""

    def active(self) -> "UserQuerySet":
        """Who may sign in: neither frozen nor switched off."""
        return self.filter(is_active=True, frozen_at=None)

    def salespeople(self) -> "UserQuerySet":
        """Active people who can own customers."""
        return self.active().filter(is_salesperson=True)

    def visible_to(self, user: Any) -> "UserQuerySet":
        """The accounts on the people pages of `user` (`accounts.scoping.accounts_of`)."""
        from accounts.scoping import accounts_of

        return accounts_of(user, self)


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]  # Django's documented pattern
    """Makes people."""

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").lower())

    def create_user(
        self, *, email: str, password: str, name: str, roles: tuple[Role, ...] = (), **extra: Any
    ) -> "User":
        """Create a user with the given roles; the password is hashed with argon2."""
        user: User = self.model(email=email.strip().lower(), name=name, **extra)
        for role in roles:
            setattr(user, f"is_{role.value}", True)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A person with an account. One name field, plus the working name used towards buyers (S3, requirements D1)."""

    email = models.EmailField(
        _("Company mailbox"), max_length=200, unique=True, help_text="Kept in lower case."
    )
    name = models.CharField(pgettext_lazy("person", "Name"), max_length=80)
    english_name = models.CharField(_("English working name"), max_length=80, blank=True)
    language = models.CharField(_("Language"), max_length=10, choices=Language, default=Language.CHINESE)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, blank=True, related_name="members")
    is_salesperson = models.BooleanField(_("Salesperson"), default=False)
    is_manager = models.BooleanField(_("Manager"), default=False)
    is_boss = models.BooleanField(_("Boss"), default=False)
    is_assistant = models.BooleanField(_("Assistant"), default=False)
    is_production = models.BooleanField(_("Production"), default=False)
    is_admin = models.BooleanField(_("Admin"), default=False)
    is_adviser = models.BooleanField(_("Adviser"), default=False)
    is_active = models.BooleanField(default=True)
    frozen_at = models.DateTimeField(null=True, blank=True)
    frozen_because = models.CharField(max_length=200, blank=True)
    session_epoch = models.PositiveIntegerField(default=0, help_text="Raised to end every session at once.")
    joined_at = models.DateTimeField(null=True, blank=True)
    has_shares = models.BooleanField(default=False, help_text="Customers of others are shared with them.")
    joined_on = models.DateField(_("Joined the company on"), null=True, blank=True)
    second_factor_at = models.DateTimeField(
        null=True, blank=True, help_text="Since when there is a `SecondFactor`."
    )

    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        ordering = ("name",)
        constraints = (models.CheckConstraint(condition=Q(email=Lower("email")), name="user_email_lower"),)

    def __str__(self) -> str:
        """Both names on a Chinese page, on an English one the working name."""
        return self.full_name if is_chinese() else self.short_name

    def get_absolute_url(self) -> str:
        return reverse("accounts:person", args=[self.pk])

    @property
    def full_name(self) -> str:
        """Both names, whatever the language: for what is stored."""
        return f"{self.name} {self.english_name}".strip()

    @property
    def short_name(self) -> str:
        """The one name that colleagues use: on an English page the working name, if there is one."""
        return self.name if is_chinese() else self.english_name or self.name

    @property
    def roles(self) -> frozenset[Role]:
        """The roles of this person; a person has the union of their rights."""
        return frozenset(role for role in Role if getattr(self, f"is_{role.value}"))

    @property
    def is_frozen(self) -> bool:
        return self.frozen_at is not None

    def can(self, capability: Can) -> bool:
        """Whether one of the person's roles has the capability (`accounts.permissions`)."""
        from accounts.permissions import can

        return can(self, capability)

    def get_session_auth_hash(self) -> str:
        """Bind sessions to the password, the second factor and `session_epoch` (trust.md 2b).

        Raising the epoch kills the old cookies for good; another second factor kills those from before it.
        """
        factor = f".{self.second_factor_at.timestamp()}" if self.second_factor_at else ""
        return f"{super().get_session_auth_hash()}{self.session_epoch}{factor}"
