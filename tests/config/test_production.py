import os
import subprocess
import sys

import pytest
from tests.architecture.rooms import ROOT

COMPLETE = {"SECRET_KEY": "k" * 25 + "-0123456789-" + "secret" * 4, "ALLOWED_HOSTS": "staff.example.org"}
SHOW = "from django.conf import settings; print(getattr(settings, '{0}', None))"


def start(tmp_path, *command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *command],
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": "src",
            "ABOVEBOARD_DATA": str(tmp_path),
            "DJANGO_SETTINGS_MODULE": "aboveboard.config.settings.production",
            **environment,
        },
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("missing", sorted(COMPLETE))
def test_production_does_not_start_half_configured(tmp_path, missing):
    settings = {name: value for name, value in COMPLETE.items() if name != missing}
    done = start(tmp_path, "-c", SHOW.format("DEBUG"), **settings)
    assert done.returncode != 0
    assert f"{missing} is not set. Set it, for example {missing}=" in done.stderr


def test_production_never_runs_the_demo(tmp_path):
    done = start(tmp_path, "-c", SHOW.format("DEMO"), **COMPLETE, ABOVEBOARD_DEMO="1")
    assert done.returncode != 0
    assert "The demo trust never runs with production settings" in done.stderr


def test_production_is_strict(tmp_path):
    show = (
        "from django.conf import settings as s; print(s.DEBUG, s.DEMO, s.SESSION_COOKIE_SECURE, "
        "s.CSRF_COOKIE_SECURE, s.SECURE_SSL_REDIRECT, s.SECURE_HSTS_SECONDS)"
    )
    assert start(tmp_path, "-c", show, **COMPLETE).stdout.strip() == "False False True True True 31536000"


def test_production_logs_lines_of_json(tmp_path):
    line = "import json, logging, django; django.setup(); logging.getLogger('aboveboard').warning('a %s', 'word')"
    done = start(tmp_path, "-c", line, **COMPLETE)
    assert '"message": "a word"' in done.stderr


@pytest.mark.parametrize(
    ("proxies", "caller"), [(None, "198.51.100.7"), ("2", "203.0.113.9"), ("0", "127.0.0.1")]
)
def test_tries_are_counted_for_each_caller_and_not_for_the_proxy(tmp_path, proxies, caller):
    ask = (
        "import django; django.setup(); from django.test import RequestFactory; "
        "from allauth.core.internal.httpkit import get_client_ip; "
        "print(get_client_ip(RequestFactory().get('/', headers={'x-forwarded-for': '203.0.113.9, 198.51.100.7'})))"
    )
    given = {} if proxies is None else {"TRUSTED_PROXY_COUNT": proxies}
    assert start(tmp_path, "-c", ask, **COMPLETE, **given).stdout.strip() == caller


def test_migrating_makes_the_cache_in_which_tries_are_counted(tmp_path):
    run = ("-m", "aboveboard.config.command_line")
    assert start(tmp_path, *run, "migrate", "--no-input", **COMPLETE).returncode == 0
    count = (
        "import django; django.setup(); from django.core.cache import cache; "
        "cache.set('tries', 1); print(cache.incr('tries'))"
    )
    done = start(tmp_path, "-c", count, **COMPLETE)
    assert done.stdout.strip() == "2", done.stderr
