from django.urls import URLPattern, path

from aboveboard.journeys.views import retention, service

app_name = "journeys"
urlpatterns: list[URLPattern] = [
    path("", service.home, name="home"),
    path("readyz", service.readyz, name="readyz"),
    path("status/", service.status, name="status"),
    path("retention/", retention.due_records, name="due_records"),
    path("retention/<int:due_id>/", retention.due_record, name="due_record"),
    path("retention/holds/", retention.holds, name="holds"),
    path("retention/holds/<str:about>/", retention.hold, name="hold"),
    path("retention/holds/<str:reference>/lift/", retention.lift, name="lift_hold"),
]
