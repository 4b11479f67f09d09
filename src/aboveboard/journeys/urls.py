from django.urls import URLPattern, path

from aboveboard.journeys import views

app_name = "journeys"
urlpatterns: list[URLPattern] = [
    path("", views.home, name="home"),
    path("readyz", views.readyz, name="readyz"),
    path("status/", views.status, name="status"),
]
