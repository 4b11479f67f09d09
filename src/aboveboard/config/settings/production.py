"""A real trust. Refuses to start half-configured, and never offers the demo's personas."""

import os

from django.core.exceptions import ImproperlyConfigured

from aboveboard.config.settings.base import *
from aboveboard.web.logging import logging_settings


def _required(name: str, example: str) -> str:
    value = os.environ.get(name, "").strip()
    if not value:
        raise ImproperlyConfigured(f"{name} is not set. Set it, for example {name}={example}.")
    return value


if os.environ.get("ABOVEBOARD_DEMO"):
    raise ImproperlyConfigured(
        "ABOVEBOARD_DEMO is set. The demo trust never runs with production settings; unset it."
    )

SECRET_KEY = _required("SECRET_KEY", "$(openssl rand -base64 48)")
ALLOWED_HOSTS = [host.strip() for host in _required("ALLOWED_HOSTS", "staff.example.org").split(",")]
PUBLIC_ADDRESS = os.environ.get("ABOVEBOARD_ADDRESS", f"https://{ALLOWED_HOSTS[0]}").rstrip("/")
CSRF_TRUSTED_ORIGINS = [PUBLIC_ADDRESS]

SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
# Whose X-Forwarded-For is believed. Tries to sign in are counted for each caller: without this all would be one.
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("TRUSTED_PROXY_COUNT", "1"))
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_NAME = "__Host-session"
CSRF_COOKIE_NAME = "__Host-csrf"

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

LOGGING = logging_settings(json=True)
