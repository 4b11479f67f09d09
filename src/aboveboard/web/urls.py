from django.conf import settings
from django.urls import URLPattern, path

from aboveboard.web import gallery, views

app_name = "web"
urlpatterns: list[URLPattern] = [
    path("healthz", views.healthz, name="healthz"),
    path("accessibility", views.accessibility, name="accessibility"),
]
if settings.DEMO:
    urlpatterns.append(path("demo/components", gallery.gallery, name="gallery"))
