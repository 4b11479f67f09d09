"""The invented trust, for trying Aboveboard out on one's own machine: `make run`."""

from datetime import timedelta

from aboveboard.config.settings.base import *
from aboveboard.config.settings.base import DATA
from aboveboard.config.settings.secrets import secret_key

DEMO = True
SECRET_KEY = secret_key(DATA)
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = DATA / "mail"
NOTICES_GROUPED_FOR = timedelta(0)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
