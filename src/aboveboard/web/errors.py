"""A page for everything that can go wrong, each saying what to do next; and which failure gets which page."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.http import url_has_allowed_host_and_scheme

from aboveboard.ledger.tree import StoppedError
from aboveboard.rules.access import Refused
from aboveboard.rules.errors import NotAllowed, NotFound, StaleState, WrongState

# Never shown back: what proves who somebody is.
_SECRET_FIELDS = ("password", "token", "code", "secret")


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if isinstance(exception, (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)):
        return too_large(request)
    return _page(request, 400)


def forbidden(
    request: HttpRequest, exception: Exception | None = None, *, refused: Refused | None = None
) -> HttpResponse:
    # A refusal is false, so that `if verdict:` reads well; a template would take it for none.
    return _page(request, 403, reason="" if refused is None else refused.reason)


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The view for `CSRF_FAILURE_VIEW`: nearly always a page that stood open too long."""
    return _page(request, 403, expired=True, kept=_typed_text(request))


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, 404)


def conflict(request: HttpRequest, error: WrongState) -> HttpResponse:
    """Say what changed, and give back the text that the person had typed."""
    came_from = request.headers.get("referer", "")
    return _page(
        request,
        409,
        reason=error.reason,
        changed=error.changed if isinstance(error, StaleState) else (),
        kept=_typed_text(request),
        look_at=came_from
        if url_has_allowed_host_and_scheme(came_from, allowed_hosts={request.get_host()})
        else "",
    )


def too_large(request: HttpRequest) -> HttpResponse:
    return _page(request, 413)


def server_error(request: HttpRequest) -> HttpResponse:
    """The handler for 500, which is also reached, outside any view, when the database does not answer."""
    if isinstance(sys.exc_info()[1], (OperationalError, InterfaceError)):
        return unavailable(request)
    return _page_of_last_resort(request, 500)


def unavailable(request: HttpRequest) -> HttpResponse:
    response = _page_of_last_resort(request, 503)
    response["Retry-After"] = "60"
    return response


def _page(request: HttpRequest, status: int, **context: Any) -> HttpResponse:
    return render(request, f"{status}.html", context, status=status)


def _page_of_last_resort(request: HttpRequest, status: int) -> HttpResponse:
    """Render without the request: context processors and the menu may be what failed."""
    try:
        stylesheet = static("aboveboard.css")
    except ValueError:  # the manifest of hashed names is missing or lacks it
        stylesheet = ""
    context = {"stylesheet": stylesheet, "request_id": getattr(request, "id", "")}
    return HttpResponse(render_to_string(f"{status}.html", context), status=status)


def _typed_text(request: HttpRequest) -> list[tuple[str, str]]:
    """What was typed, as (name of the box, text). Only text of several words: the rest is ticks and hidden fields."""
    if request.method != "POST":
        return []
    return [
        (name.rpartition("-")[2].replace("_", " ").capitalize(), text)
        for name, texts in request.POST.lists()
        for text in texts
        if isinstance(text, str)
        and len(text.split()) > 1
        and not any(secret in name.lower() for secret in _SECRET_FIELDS)
    ]


class ErrorsMiddleware:
    """Turn what rooms raise into pages. Stands last, so that pages are made with everything else in place."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        match exception:
            case NotFound():
                return page_not_found(request)
            case NotAllowed():
                return forbidden(request, refused=exception.refused)
            case WrongState():
                return conflict(request, exception)
            case RequestDataTooBig() | TooManyFieldsSent() | TooManyFilesSent():
                return too_large(request)
            case StoppedError():
                return unavailable(request)
        return None
