"""Signing in, one's account, and what the trust looks after here."""

from __future__ import annotations

from django.conf import settings as django_settings
from django.urls import URLPattern, path

from aboveboard.people.views import account, administration, bookings, demo, outside, platforms, settings

app_name = "people"

urlpatterns: list[URLPattern] = [
    path("account/", account.account, name="account"),
    path("account/signing-code/", account.send_signing_code, name="send_signing_code"),
    path("ledger/checkpoint", outside.checkpoint, name="checkpoint"),
    path("outside/", outside.outside, name="outside"),
    path("outside/addresses/add/", outside.add_address, name="add_address"),
    path("outside/addresses/<int:address_id>/remove/", outside.remove_address, name="remove_address"),
    path("outside/addresses/send/", outside.send_now, name="send_now"),
    path("outside/witnesses/add/", outside.add_witness, name="add_witness"),
    path("outside/witnesses/<int:witness_id>/remove/", outside.remove_witness, name="remove_witness"),
    path("outside/witnesses/needed/", outside.witnesses_needed, name="witnesses_needed"),
    path("outside/witnesses/ask/", outside.ask_again, name="ask_again"),
    path("platforms/", platforms.platforms, name="platforms"),
    path("platforms/agree/", platforms.agree, name="agree_platform"),
    path("platforms/<int:agreed_id>/end/", platforms.end, name="end_platform"),
    path("settings/", settings.settings, name="settings"),
    path("settings/defaults/", settings.adopt_defaults, name="adopt_defaults"),
    path("settings/propose/", settings.propose, name="propose_settings"),
    path("settings/changes/<int:revision_id>/", settings.decide, name="decide_settings"),
    path("settings/topics/<slug:slug>/", settings.topic, name="settings_topic"),
    path("visitors/", bookings.bookings, name="bookings"),
    path("visitors/add/", bookings.add, name="add_booking"),
    path("visitors/<int:booking_id>/end/", bookings.end, name="end_booking"),
    path("roles/", administration.roles, name="roles"),
    path("roles/give/", administration.grant_role, name="grant_role"),
    path("roles/<int:holding_id>/end/", administration.end, name="end_role"),
    path("roles/people/<int:person_id>/away/", administration.away, name="away"),
    path("roles/people/<int:person_id>/back/", administration.back, name="back"),
    path("roles/people/add/", administration.add_staff, name="add_staff"),
    path("roles/schools/add/", administration.add_a_school, name="add_school"),
    path("roles/trust/", administration.trust, name="trust"),
]

if django_settings.DEMO:
    urlpatterns.append(path("demo/", demo.demo, name="demo"))
