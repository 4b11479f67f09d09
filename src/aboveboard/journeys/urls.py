from django.urls import URLPattern, path

from aboveboard.journeys import views

app_name = "journeys"
urlpatterns: list[URLPattern] = [
    path("", views.home, name="home"),
    path("readyz", views.readyz, name="readyz"),
    path("status/", views.status, name="status"),
    path("ledger/", views.ledger, name="ledger"),
    path("ledger/verify", views.verify_ledger_now, name="verify_ledger"),
    path("ledger/checkpoints/", views.checkpoints, name="checkpoints"),
    path("ledger/checkpoints/<int:checkpoint_id>", views.checkpoint, name="checkpoint"),
]
