"""Every address of the service. Each carries its own access rule; see web/access.py."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("aboveboard.web.urls")),
]

handler400 = "aboveboard.web.errors.bad_request"
handler403 = "aboveboard.web.errors.forbidden"
handler404 = "aboveboard.web.errors.page_not_found"
handler500 = "aboveboard.web.errors.server_error"
