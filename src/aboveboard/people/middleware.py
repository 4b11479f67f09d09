"""Sets `request.actor`: the signed-in person as they stand today, or a visitor; and `request.trust_name`."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponseBase
from django.utils.functional import SimpleLazyObject

from aboveboard.people.selectors.actors import get_actor, may_come_in
from aboveboard.people.selectors.trust import get_trust_name
from aboveboard.rules.actor import Requester, Visitor
from aboveboard.rules.calendar import uk_date
from aboveboard.web import clock


class ActorMiddleware:
    """Roles are read afresh for each request, so that a role that ended this morning is gone now.

    One query for somebody signed in (a few for somebody who has left), none for a visitor; a page that prints the
    trust's name makes one more.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.actor = self._actor(request)  # type: ignore[attr-defined]
        request.trust_name = SimpleLazyObject(get_trust_name)  # type: ignore[attr-defined]
        return self.get_response(request)

    @staticmethod
    def _actor(request: HttpRequest) -> Requester:
        """Whoever asks; a leaver whose time to fetch things is over is signed out here, wherever they were."""
        user = request.user
        if not user.is_authenticated:
            return Visitor()
        today = uk_date(clock.now())
        actor = get_actor(user.person, on=today)
        if actor.has_left and not may_come_in(user.person, on=today):
            logout(request)
            return Visitor()
        return actor
