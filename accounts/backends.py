"""Sign-in by company mailbox, in the same time whether the account exists or not (trust.md L3)."""

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest

from accounts.models import User


class EmailBackend(BaseBackend):
    """Company mailbox and password; frozen people have no session and get none."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> User | None:
        """Return the active user with this mailbox and password, else None. An unknown name costs one hash too."""
        if not username or not password:
            return None
        user = User.objects.filter(email=username.strip().lower()).first()
        if user is None:
            make_password(password)
            return None
        return user if user.check_password(password) and self.may_sign_in(user) else None

    def may_sign_in(self, user: User) -> bool:
        return user.is_active and not user.is_frozen

    def get_user(self, user_id: int) -> User | None:
        """Return the session's user, or None once frozen: effective on the very next request (S97)."""
        user = User.objects.filter(pk=user_id).first()
        return user if user and self.may_sign_in(user) else None
