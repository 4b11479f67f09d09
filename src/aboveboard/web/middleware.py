"""What happens to every request: it gets a name, its answer is not kept by the browser, and one line is logged."""

from __future__ import annotations

import logging
import re
import time
import uuid
from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

from aboveboard.web.logging import request_id

logger = logging.getLogger("aboveboard.requests")
_FROM_PROXY = re.compile(r"[A-Za-z0-9-]{8,64}")


class RequestMiddleware:
    """Stands first. The log line has the route and never the address, which may hold a name or a search."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        given = request.headers.get("X-Request-ID", "")
        name = given if _FROM_PROXY.fullmatch(given) else uuid.uuid4().hex[:16]
        request.id = name  # type: ignore[attr-defined]
        token = request_id.set(name)
        started = time.perf_counter()
        try:
            response = self.get_response(request)
            response["X-Request-ID"] = name
            # Staff-room machines are shared: the back button must not bring up what somebody else was reading.
            response.setdefault("Cache-Control", "no-store")
            match = request.resolver_match
            logger.info(
                "request",
                extra={
                    "method": request.method,
                    "route": match.route if match else None,
                    "status": response.status_code,
                    "milliseconds": round((time.perf_counter() - started) * 1000, 1),
                },
            )
            return response
        finally:
            request_id.reset(token)
