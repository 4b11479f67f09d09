"""The public page for somebody named in a record, and the privacy notice."""

from __future__ import annotations

from django.urls import URLPattern, path

from aboveboard.declarations.views import named

urlpatterns: list[URLPattern] = [
    path("privacy", named.privacy, name="privacy"),
    path("named/", named.named, name="named"),
    path("named/requests/", named.requests, name="named_requests"),
    path("named/requests/<str:reference>/", named.named_request, name="named_request"),
]
