"""No record is served before the ledger has been looked at: a gate before the application, in each process.

Before Django and not among its middleware, because it belongs to a process that serves, and to nothing else that asks
the application for a page.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from threading import Lock
from typing import Any

from django.db import DatabaseError, connections
from django.http import HttpResponse

from aboveboard.journeys.selectors.readiness import is_migrated
from aboveboard.ledger.services.opening import look_before_serving
from aboveboard.rules.actor import SystemActor
from aboveboard.web import clock
from aboveboard.web.errors import records_in_doubt

logger = logging.getLogger(__name__)

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

UNLOOKED = ("/healthz", "/static/")
ALWAYS = (*UNLOOKED, "/readyz")
WEB = SystemActor("web")
_POLICY = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


class Gate:
    """The application, behind a look at the ledger that the first request waits for. A closed gate stays closed."""

    def __init__(self, application: Application) -> None:
        self._application = application
        self._lock = Lock()
        self._is_open: bool | None = None

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if self._is_open is None and not path.startswith(UNLOOKED):
            with self._lock:
                if self._is_open is None:
                    self._is_open = _look()
        if self._is_open is False and not path.startswith(ALWAYS):
            return _answer(records_in_doubt(), start_response)
        return self._application(environ, start_response)


def _look() -> bool | None:
    """Whether to serve; None while that cannot be known, because the database does not answer or has no tables yet.

    Then the pages themselves say what is the matter, and the next request looks again.
    """
    try:
        if not is_migrated():
            return None
        return not look_before_serving(actor=WEB, now=clock.now())
    except DatabaseError:
        logger.exception("the ledger could not be looked at")
        return None
    finally:
        connections.close_all()


def _answer(response: HttpResponse, start_response: Callable[..., Any]) -> Iterable[bytes]:
    headers = {
        "Content-Type": response.headers["Content-Type"],
        "Content-Length": str(len(response.content)),
        "Content-Security-Policy": _POLICY,
        "Cache-Control": "no-store",
    }
    start_response(f"{response.status_code} {response.reason_phrase}", list(headers.items()))
    return [response.content]
