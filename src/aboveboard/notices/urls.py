from django.conf import settings
from django.urls import URLPattern, path

from aboveboard.notices import views

app_name = "notices"
urlpatterns: list[URLPattern] = [
    path("notices/", views.mine, name="mine"),
    path("notices/read", views.read_all, name="read_all"),
    path("notices/<int:delivery_id>/", views.notice, name="notice"),
    path("notices/alerts/<str:reference>/", views.alert, name="alert"),
]
if settings.DEMO:
    urlpatterns += [
        path("demo/mail/", views.sent_mail, name="sent_mail"),
        path("demo/mail/<str:mail_id>/", views.one_sent_mail, name="one_sent_mail"),
    ]
