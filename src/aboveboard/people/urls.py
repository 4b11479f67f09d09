"""Signing in, one's account, and what the trust looks after here."""

from __future__ import annotations

from django.conf import settings
from django.urls import URLPattern, path

from aboveboard.people.views import account, demo

app_name = "people"

urlpatterns: list[URLPattern] = [
    path("account/", account.account, name="account"),
    path("account/signing-code/", account.send_signing_code, name="send_signing_code"),
]

if settings.DEMO:
    urlpatterns.append(path("demo/", demo.demo, name="demo"))
