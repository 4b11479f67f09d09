"""The desk, and the rounds of a school."""

from __future__ import annotations

from django.urls import URLPattern, path

from aboveboard.declarations.selectors.desk import Tab
from aboveboard.declarations.views import desk, desk_rounds, desk_steps

# The heaps come before the references, which are never plain words.
urlpatterns: list[URLPattern] = [
    path("desk/", desk.desk, name="desk"),
    *(
        path(f"desk/{tab.value}/", desk.desk, {"tab": tab}, name=f"desk_{tab.value}")
        for tab in Tab
        if tab is not Tab.MINE
    ),
    path("desk/rounds/", desk_rounds.rounds, name="desk_rounds"),
    path("desk/rounds/open/", desk_rounds.open_a_round, name="desk_open_round"),
    path("desk/rounds/<str:reference>/", desk_rounds.one_round, name="desk_round"),
    path("desk/rounds/<str:reference>/remind/", desk_rounds.remind, name="desk_remind"),
    path("desk/rounds/<str:reference>/close/", desk_rounds.close, name="desk_close_round"),
    path("desk/<str:reference>/", desk.declaration, name="desk_declaration"),
    path("desk/<str:reference>/document/", desk.document, name="desk_document"),
    path("desk/<str:reference>/match/", desk_steps.match, name="desk_match"),
    path("desk/<str:reference>/unmatch/", desk_steps.take_back_match, name="desk_unmatch"),
    path("desk/<str:reference>/hand-on/", desk_steps.hand_on, name="desk_hand_on"),
    path("desk/<str:reference>/<slug:slug>/", desk_steps.take, name="desk_step"),
]
