"""allauth's forms with plain labels, and without placeholders, which vanish when one begins to type."""

from __future__ import annotations

from typing import Any, ClassVar

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn

_EMAIL = ("Work e-mail address", "")
_CODE = ("Code", "")
_NEW = ("New password", "At least 12 characters. Three or four random words do well.")
_AGAIN = ("New password again", "")


class _InPlainWords:
    """`words`: for each field its label and its hint."""

    words: ClassVar[dict[str, tuple[str, str]]] = {}
    fields: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            if name in self.words:
                field.label, field.help_text = self.words[name]


class LoginForm(_InPlainWords, account.LoginForm):
    words: ClassVar = {"login": _EMAIL, "password": ("Password", "")}


class RequestLoginCodeForm(_InPlainWords, account.RequestLoginCodeForm):
    words: ClassVar = {"email": _EMAIL}


class ConfirmLoginCodeForm(_InPlainWords, account.ConfirmLoginCodeForm):
    words: ClassVar = {"code": _CODE}


class ResetPasswordForm(_InPlainWords, account.ResetPasswordForm):
    words: ClassVar = {"email": _EMAIL}


class ResetPasswordKeyForm(_InPlainWords, account.ResetPasswordKeyForm):
    words: ClassVar = {"password1": _NEW, "password2": _AGAIN}


class ChangePasswordForm(_InPlainWords, account.ChangePasswordForm):
    words: ClassVar = {"oldpassword": ("Password you have now", ""), "password1": _NEW, "password2": _AGAIN}


class SetPasswordForm(_InPlainWords, account.SetPasswordForm):
    words: ClassVar = {"password1": _NEW, "password2": _AGAIN}


class ReauthenticateForm(_InPlainWords, account.ReauthenticateForm):
    words: ClassVar = {"password": ("Password", "")}


class AuthenticateForm(_InPlainWords, mfa.AuthenticateForm):
    words: ClassVar = {"code": ("Code", "From your authenticator app, or one of your recovery codes.")}


class ReauthenticateCodeForm(_InPlainWords, mfa.ReauthenticateForm):
    words: ClassVar = {"code": ("Code", "From your authenticator app, or one of your recovery codes.")}


class ActivateTOTPForm(_InPlainWords, totp.ActivateTOTPForm):
    words: ClassVar = {"code": ("Code that the app shows", "")}


class AddPasskeyForm(_InPlainWords, webauthn.AddWebAuthnForm):
    words: ClassVar = {
        "name": ("Name of this passkey", "For example: my phone."),
        "passwordless": ("Use it to sign in without a password", ""),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["passwordless"].initial = True


class EditPasskeyForm(_InPlainWords, webauthn.EditWebAuthnForm):
    words: ClassVar = {"name": ("Name of this passkey", "")}
