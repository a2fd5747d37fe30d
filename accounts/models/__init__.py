"""People: users with combinable roles, teams, absences with a stand-in, sessions, failed sign-ins."""

from accounts.models.absence import Absence, AbsenceQuerySet
from accounts.models.notices import NoticeChoice
from accounts.models.onboarding import OnboardingItem, OnboardingStep
from accounts.models.people import (
    Language,
    Role,
    Team,
    User,
    UserManager,
    UserQuerySet,
)
from accounts.models.signing_in import (
    Invitation,
    RecoveryCode,
    SecondFactor,
    SecretLinkQuerySet,
    SignInFailure,
    UserSession,
)
from accounts.models.thing import CompanyThing

__all__ = [
    "Absence",
    "AbsenceQuerySet",
    "CompanyThing",
    "Invitation",
    "Language",
    "NoticeChoice",
    "OnboardingItem",
    "OnboardingStep",
    "RecoveryCode",
    "Role",
    "SecondFactor",
    "SecretLinkQuerySet",
    "SignInFailure",
    "Team",
    "User",
    "UserManager",
    "UserQuerySet",
    "UserSession",
]
