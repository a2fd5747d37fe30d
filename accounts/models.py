"""People: users with combinable roles, teams, absences with a stand-in, sessions, failed sign-ins."""

from datetime import date
from typing import Any, Self, TypeVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.domain import absences as rule
from accounts.domain import short_agent
from core.capabilities import Can
from core.ui.formats import is_chinese

M = TypeVar("M", bound=models.Model)


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


class AbsenceQuerySet(models.QuerySet["Absence"]):
    """Absences, narrowed by day and state."""

    def holding(self) -> "AbsenceQuerySet":
        """Those in which a person is, or was, away: approved, and not taken back. Nothing else counts anywhere."""
        return self.filter(state__in=rule.HOLDING)

    def within(self, first: date, last: date) -> "AbsenceQuerySet":
        """Those that share a day with this stretch of the company's days, in whatever state."""
        return self.filter(starts_on__lte=last, ends_on__gte=first)

    def on(self, day: date) -> "AbsenceQuerySet":
        """Absences that hold on the company's day `day` (whole days, N9)."""
        return self.holding().within(day, day)

    def visible_to(self, user: Any) -> "AbsenceQuerySet":
        """What `user` reads of leave and trips (`accounts.scoping.absences_of`)."""
        from accounts.scoping import absences_of

        return absences_of(user, self)


class Absence(models.Model):
    """A trip or leave with a stand-in, for whole days of the company's calendar (S35, S124, rules.md §6).

    It is asked for and counts once it holds (`accounts.domain.absences`). `stand_in` is a suggestion until then.
    `decided_by` is None for one that held at once, because nobody else was there to decide. `planned_until` is the last
    day as it was approved, when the person came back sooner. `comment` is the manager's word on a request.
    """

    class Kind(models.TextChoices):
        TRIP = "trip", _("Business trip")
        LEAVE = "leave", _("Leave")
        SICK = "sick", _("Sick leave")

    class State(models.TextChoices):
        REQUESTED = rule.State.REQUESTED.value, _("Waits for a decision")
        APPROVED = rule.State.APPROVED.value, _("Approved")
        REFUSED = rule.State.REFUSED.value, pgettext_lazy("leave", "Refused")
        WITHDRAWN = rule.State.WITHDRAWN.value, _("Withdrawn")
        ENDED = rule.State.ENDED.value, _("Back early")

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="absences")
    stand_in = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="stand_ins"
    )
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.LEAVE)
    starts_on = models.DateField()
    ends_on = models.DateField()
    planned_until = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.APPROVED)
    asked_at = models.DateTimeField(null=True, blank=True)
    comment = models.CharField(max_length=200, blank=True)
    commented_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decision = models.CharField(max_length=200, blank=True)

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        indexes = (
            models.Index(fields=("stand_in", "starts_on")),
            models.Index(fields=("user", "starts_on")),
            models.Index(
                fields=("starts_on",), condition=Q(state=rule.WAITING.value), name="absence_waiting"
            ),
        )
        constraints = (
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="absence_ends_after_start"),
            models.CheckConstraint(
                condition=Q(stand_in=None) | ~Q(stand_in=F("user")), name="absence_stand_in_is_other"
            ),
        )

    def __str__(self) -> str:
        return f"{self.user} {self.starts_on}–{self.ends_on}"

    def get_absolute_url(self) -> str:
        return reverse("accounts:absence", args=[self.pk])

    @property
    def span(self) -> rule.Span:
        """Its days."""
        return rule.Span(self.starts_on, self.ends_on)

    @property
    def holds(self) -> bool:
        """Whether the person is, or was, away in it."""
        return self.state in rule.HOLDING

    def allows(self, step: rule.Step, today: date) -> bool:
        """Whether `step` can be done to it today."""
        return rule.allows(rule.State(self.state), step, self.span, today)


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


class CompanyThing(models.Model):
    """Something of the company's in a person's hands, given back when they leave (S147).

    `is_registered`: a chat account is registered with the company's mailbox, so that it stays the company's.
    """

    class Kind(models.TextChoices):
        CHAT = "chat", _("Chat account")
        PHONE = "phone", _("Telephone or SIM card")
        LAPTOP = "laptop", _("Computer")
        KEYS = "keys", _("Keys or card")
        OTHER = "other", _("Something else")

    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="things")
    kind = models.CharField(_("Kind"), max_length=10, choices=Kind)
    what = models.CharField(_("Name or number"), max_length=120)
    is_registered = models.BooleanField(_("Registered with the company's mailbox"), default=False)
    given_at = models.DateTimeField()
    given_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    returned_at = models.DateTimeField(null=True, blank=True)
    returned_to = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("returned_at", "kind", "id")
        indexes = (models.Index(fields=("person", "returned_at"), name="company_thing_person"),)

    def __str__(self) -> str:
        return self.what


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


class OnboardingText(models.Model):
    """What a new person goes through, in both languages."""

    text_zh = models.CharField(_("In Chinese"), max_length=200)
    text_en = models.CharField(_("In English"), max_length=200)
    position = models.PositiveSmallIntegerField(_("Place in the list"), default=0)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.text_zh if is_chinese() else self.text_en


class OnboardingItem(OnboardingText):
    """A line of the list that every new person gets a copy of (S100, S101)."""

    class Meta:
        ordering = ("position", "pk")


class OnboardingStep(OnboardingText):
    """A person's own copy of a line, signed off by whoever leads them; what is changed in the list later is not changed here."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="onboarding")
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("position", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(done_at=None, done_by=None) | Q(done_at__isnull=False, done_by__isnull=False),
                name="onboarding_signed_by_somebody",
            ),
        )
