"""Every address of the room. Each subject has a module."""

from django.urls import URLPattern

from aboveboard.declarations.urls import asking, declaring, desk, named

app_name = "declarations"

urlpatterns: list[URLPattern] = [
    *asking.urlpatterns,
    *declaring.urlpatterns,
    *named.urlpatterns,
    *desk.urlpatterns,
]
