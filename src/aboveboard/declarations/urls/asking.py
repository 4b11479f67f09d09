"""Asking without filing, what was kept of it, and questions to somebody."""

from __future__ import annotations

from django.urls import URLPattern, path

from aboveboard.declarations.views import asking, kept, questions

urlpatterns: list[URLPattern] = [
    path("ask/", asking.ask, name="ask"),
    path("ask/alert/", asking.alert, name="ask_alert"),
    path("ask/keep/", kept.keep, name="keep_answer"),
    path("ask/kept/", kept.kept_answers, name="kept_answers"),
    path("ask/kept/<str:reference>/", kept.kept_answer, name="kept_answer"),
    path("ask/somebody/", questions.ask_somebody, name="ask_somebody"),
    path("questions/", questions.questions, name="questions"),
    path("questions/<str:reference>/", questions.question, name="question"),
]
