"""Declaring, and what one has declared."""

from __future__ import annotations

from django.urls import URLPattern, path

from aboveboard.declarations.views import declaring, mine, rounds

urlpatterns: list[URLPattern] = [
    path("declare/", declaring.start, name="declare"),
    path("declare/from-answers/", declaring.declare_from_answers, name="declare_from_answers"),
    path("declare/<int:draft>/", declaring.draft, name="draft"),
    path("declare/<int:draft>/check/", declaring.check, name="check"),
    path("declare/<int:draft>/done/", declaring.done, name="done"),
    path("declare/<int:draft>/alert/", declaring.alert, name="declare_alert"),
    path("declare/<int:draft>/delete/", declaring.delete, name="delete_draft"),
    path("declare/<int:draft>/<slug:step>/", declaring.step, name="declare_step"),
    path("declarations/", mine.my_declarations, name="my_declarations"),
    path("declarations/confirm/", mine.confirm, name="confirm"),
    path("declarations/blank-form.pdf", mine.blank_form, name="blank_form"),
    path("declarations/nothing/<str:reference>/", rounds.answer, name="answer_round"),
    path("declarations/<str:reference>/", mine.declaration, name="declaration"),
    path("declarations/<str:reference>/amend/", declaring.amend, name="amend"),
    path("declarations/<str:reference>/<slug:step>/", mine.take, name="declaration_step"),
]
