"""What is so everywhere. Nothing here is secret; keys live under ABOVEBOARD_DATA, made on first run."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import dj_database_url

from aboveboard.web.logging import logging_settings
from aboveboard.web.security import CONTENT_SECURITY_POLICY as CONTENT_SECURITY_POLICY

PACKAGE = Path(__file__).resolve().parents[2]
DATA = Path(os.environ.get("ABOVEBOARD_DATA", "data")).resolve()

DEMO = False
DEBUG = False
USE_TZ = True
TIME_ZONE = "Europe/London"
LANGUAGE_CODE = "en-gb"
USE_I18N = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Our own apps stand before django.forms and allauth: otherwise their templates win silently.
INSTALLED_APPS = [
    "aboveboard.config",
    "aboveboard.journeys",
    "aboveboard.declarations",
    "aboveboard.ledger",
    "aboveboard.personnel",
    "aboveboard.people",
    "aboveboard.notices",
    "aboveboard.web",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_typer",
]

MIDDLEWARE = [
    "aboveboard.web.middleware.RequestMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "aboveboard.people.middleware.ActorMiddleware",
    "aboveboard.web.access.AccessMiddleware",
    "aboveboard.web.errors.ErrorsMiddleware",
]

ROOT_URLCONF = "aboveboard.config.urls"
WSGI_APPLICATION = "aboveboard.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "aboveboard.web.context_processors.shell",
            ],
        },
    }
]


def database(url: str) -> dict[str, Any]:
    """Settings of one database, from its address: `sqlite:////path` or `postgresql://user@host/name`."""
    settings: dict[str, Any] = dict(dj_database_url.parse(url, conn_max_age=0))
    if settings["ENGINE"] == "django.db.backends.sqlite3":
        settings["ENGINE"] = "aboveboard.ledger.database.sqlite3"
        # IMMEDIATE: reading and then writing under DEFERRED fails when two people write at once.
        settings["OPTIONS"] = {"transaction_mode": "IMMEDIATE", "timeout": 30}
    else:
        settings["OPTIONS"] = {
            **settings.get("OPTIONS", {}),
            "pool": {"min_size": 1, "max_size": int(os.environ.get("DATABASE_POOL_SIZE", "8"))},
        }
    return settings


DATABASES = {"default": database(os.environ.get("DATABASE_URL", f"sqlite:///{DATA / 'aboveboard.sqlite3'}"))}
# ATOMIC_REQUESTS stays off: every page view would take SQLite's write lock.

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LEAVERS_PAGE = "personnel:my_file"
ACCOUNT_ADAPTER = "aboveboard.people.adapter.InvitationOnlyAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = "Aboveboard: "
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_SESSION_REMEMBER = False
# The public page of `declarations` is counted by the same means as signing in.
ACCOUNT_RATE_LIMITS = {"named_request": "10/h/ip"}
ACCOUNT_FORMS = {
    "login": "aboveboard.people.forms.sign_in.LoginForm",
    "request_login_code": "aboveboard.people.forms.sign_in.RequestLoginCodeForm",
    "confirm_login_code": "aboveboard.people.forms.sign_in.ConfirmLoginCodeForm",
    "reset_password": "aboveboard.people.forms.sign_in.ResetPasswordForm",
    "reset_password_from_key": "aboveboard.people.forms.sign_in.ResetPasswordKeyForm",
    "change_password": "aboveboard.people.forms.sign_in.ChangePasswordForm",
    "set_password": "aboveboard.people.forms.sign_in.SetPasswordForm",
    "reauthenticate": "aboveboard.people.forms.sign_in.ReauthenticateForm",
}
MFA_ADAPTER = "aboveboard.people.adapter.PlainMFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_FORMS = {
    "authenticate": "aboveboard.people.forms.sign_in.AuthenticateForm",
    "reauthenticate": "aboveboard.people.forms.sign_in.ReauthenticateCodeForm",
    "activate_totp": "aboveboard.people.forms.sign_in.ActivateTOTPForm",
    "add_webauthn": "aboveboard.people.forms.sign_in.AddPasskeyForm",
    "edit_webauthn": "aboveboard.people.forms.sign_in.EditPasskeyForm",
}

FORM_RENDERER = "aboveboard.web.forms.Renderer"
CSRF_FAILURE_VIEW = "aboveboard.web.errors.form_expired"
LOGGING = logging_settings(json=False)

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 8 * 60 * 60
CSRF_COOKIE_HTTPONLY = True
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

STATIC_URL = "/static/"
STATIC_ROOT = Path(os.environ.get("ABOVEBOARD_STATIC", DATA / "static"))
STATICFILES_DIRS = [PACKAGE / "web" / "assets" / "static"]

CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "shared_cache"}}

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = os.environ.get("EMAIL_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("EMAIL_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("EMAIL_USE_TLS", "") == "1"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("EMAIL_FROM", "Aboveboard <aboveboard@localhost>")
PUBLIC_ADDRESS = os.environ.get("ABOVEBOARD_ADDRESS", "http://127.0.0.1:8000").rstrip("/")
NOTICES_GROUPED_FOR = timedelta(minutes=10)  # how long what is not urgent waits for company in one e-mail
