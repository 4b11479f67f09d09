from django.urls import URLPattern, path

from aboveboard.journeys.views import pages, rosters

app_name = "journeys"
urlpatterns: list[URLPattern] = [
    path("", pages.home, name="home"),
    path("readyz", pages.readyz, name="readyz"),
    path("status/", pages.status, name="status"),
    path("ledger/", pages.ledger, name="ledger"),
    path("ledger/verify", pages.verify_ledger_now, name="verify_ledger"),
    path("ledger/checkpoints/", pages.checkpoints, name="checkpoints"),
    path("ledger/checkpoints/<int:checkpoint_id>", pages.checkpoint, name="checkpoint"),
    path("rosters/", rosters.rosters, name="rosters"),
    path("rosters/hand-in/", rosters.hand_in, name="roster_hand_in"),
    path("rosters/who/", rosters.scope, name="roster_scope"),
    path("rosters/taken-in/<str:reference>/", rosters.taken_in, name="roster_taken_in"),
    path("rosters/files/<str:reference>/", rosters.preview, name="roster_preview"),
    path("rosters/files/<str:reference>/how/", rosters.how, name="roster_how"),
    path("rosters/files/<str:reference>/problems/", rosters.problems, name="roster_problems"),
    path("rosters/files/<str:reference>/withdraw/", rosters.withdraw, name="roster_withdraw"),
]
