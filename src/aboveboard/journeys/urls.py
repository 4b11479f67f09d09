from django.urls import URLPattern, path

from aboveboard.journeys import views

app_name = "journeys"
urlpatterns: list[URLPattern] = [
    path("readyz", views.readyz, name="readyz"),
    path("status/", views.status, name="status"),
]
