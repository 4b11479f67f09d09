"""Every address of the service. Each carries its own access rule; see web/access.py."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
