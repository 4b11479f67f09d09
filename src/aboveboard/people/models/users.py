"""What a person signs in with."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from aboveboard.people.models.persons import Person


class UserAccounts(BaseUserManager["User"]):
    """Makes accounts; there is no way to sign up. Every account is read with its person: each request needs both."""

    def get_queryset(self) -> models.QuerySet[User]:
        return super().get_queryset().select_related("person")

    def create_user(self, *, email: str, person: Person, password: str | None = None, **fields: Any) -> User:
        """An account for `person`; without a password they sign in by code or passkey."""
        user = self.model(email=self.normalize_email(email), person=person, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """An account: an e-mail address and the person it belongs to. Roles are the person's, never the account's.

    Legal states: active; inactive (may not sign in, and open sessions end).
    Personal data: staff; e-mail address and a hash of the password; deleted when sign-in ends for good.
    """

    email = models.EmailField(unique=True)
    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="user")
    is_active = models.BooleanField(default=True)

    objects: ClassVar[UserAccounts] = UserAccounts()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar = []

    def __str__(self) -> str:
        return self.email
