"""Sets `request.actor`: the signed-in person as they stand today, or a visitor; and `request.trust_name`."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from django.utils.functional import SimpleLazyObject

from aboveboard.people.selectors.actors import get_actor
from aboveboard.people.selectors.trust import get_trust_name
from aboveboard.rules.actor import Visitor
from aboveboard.rules.calendar import uk_date
from aboveboard.web import clock


class ActorMiddleware:
    """Roles are read afresh for each request, so that a role that ended this morning is gone now.

    One query for somebody signed in, none for a visitor; a page that prints the trust's name makes one more.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        user = request.user
        request.actor = (  # type: ignore[attr-defined]
            get_actor(user.person, on=uk_date(clock.now())) if user.is_authenticated else Visitor()
        )
        request.trust_name = SimpleLazyObject(get_trust_name)  # type: ignore[attr-defined]
        return self.get_response(request)
