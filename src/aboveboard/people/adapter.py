"""How allauth behaves here: by invitation only, in plain words, with nothing said to strangers."""

from __future__ import annotations

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.stagekit import clear_login
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.http import HttpRequest

from aboveboard.people.selectors.actors import may_come_in
from aboveboard.people.selectors.trust import get_trust_name
from aboveboard.web import clock

_WRONG_CODE = "The code is not right. Type the newest code that you were sent or shown"


class InvitationOnlyAdapter(DefaultAccountAdapter):
    """Accounts are made by an administrator; nobody signs up."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": "This account may not sign in. Ask your administrator",
        "email_password_mismatch": "The e-mail address or the password is not right. Try again, or ask for a code",
        "incorrect_code": _WRONG_CODE,
        "incorrect_password": "The password is not right. Type it again",
        "too_many_login_attempts": "There were too many tries. Wait five minutes, then try again",
        "rate_limited": "There were too many tries. Wait a minute, then try again",
        "invalid_password_reset": "This link has been used or is too old. Ask for a new one",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> Any:
        """Nobody comes in whose time here is over, by whatever way of signing in."""
        if not may_come_in(user.person, on=clock.today()):
            clear_login(request)
            return self.respond_user_inactive(request, user)
        return super().pre_login(request, user, **kwargs)


class PlainMFAAdapter(DefaultMFAAdapter):
    """Plain words for the second step, and the trust's name in people's authenticator apps."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _WRONG_CODE,
    }

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return f"Passkey {number}"

    def get_totp_issuer(self) -> str:
        return f"Aboveboard, {get_trust_name()}".rstrip(", ")
