"""What stands first on every page for whoever has an alert open."""

from __future__ import annotations

from django.db import DatabaseError
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from aboveboard.notices.selectors.alerts import list_open_alerts
from aboveboard.rules.actor import Actor, Requester
from aboveboard.web.templatetags.components import banner


def alert_banner(requester: Requester) -> SafeString:
    """The alerts that wait for the actor, each with the way to it; one query, and nothing for most people."""
    try:
        alerts = list_open_alerts(requester) if isinstance(requester, Actor) else []
    except DatabaseError:
        alerts = []  # the page that says that the database is away must not need it
    if not alerts:
        return SafeString("")
    lines = format_html_join(
        "",
        '<p class="govuk-notification-banner__heading">{} '
        '<a class="govuk-notification-banner__link" href="{}">Read it and say that you have it</a></p>',
        ((f"{alert.subject}.", reverse("notices:alert", args=[alert.reference])) for alert in alerts),
    )
    return SafeString(banner(lines, title="Alert: this cannot wait"))
