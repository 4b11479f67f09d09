"""The test suite: fast hashing, mail kept in memory, plain static names, everything under a folder of its own."""

import atexit
import os
import shutil
import tempfile
from datetime import timedelta

if "ABOVEBOARD_DATA" not in os.environ:
    os.environ["ABOVEBOARD_DATA"] = tempfile.mkdtemp(prefix="aboveboard-test-")
    atexit.register(shutil.rmtree, os.environ["ABOVEBOARD_DATA"], ignore_errors=True)

from aboveboard.config.settings.base import *

STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # whitenoise warns without it
SECRET_KEY = "only-for-tests"  # noqa: S105
DEMO = True
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
NOTICES_GROUPED_FOR = timedelta(0)
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
if "sqlite3" in DATABASES["default"]["ENGINE"]:
    # A file, as in production: threads that share a database in memory meet locks that no real database has.
    DATABASES["default"]["TEST"] = {"NAME": str(DATA / "test.sqlite3")}
