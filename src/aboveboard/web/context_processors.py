"""What every page knows: who asks, where they may go, and whose service it is."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from aboveboard.rules.actor import Actor
from aboveboard.web.access import requester
from aboveboard.web.menu import Place, links_for
from aboveboard.web.urgent import urgent_for


def shell(request: HttpRequest) -> dict[str, Any]:
    """The people room may set `request.trust_name`; without it the header names only the service."""
    who = requester(request)
    return {
        "actor": who if isinstance(who, Actor) else None,
        "demo": settings.DEMO,
        "footer_links": links_for(who, Place.FOOTER, request.path),
        "header_links": links_for(who, Place.HEADER, request.path),
        "person_links": links_for(who, Place.PERSON, request.path),
        "service_name": "Aboveboard",
        # Asked only by a page that has a place for it: a template calls what it can call.
        "urgent": lambda: urgent_for(who),
        "trust_name": getattr(request, "trust_name", ""),
    }
