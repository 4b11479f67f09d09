"""The whole service, and one address that fails in each way there is."""

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from aboveboard.config.urls import handler400, handler403, handler404, handler500, urlpatterns
from aboveboard.rules.access import Anyone, Refused
from aboveboard.rules.errors import NotAllowed, NotFound, StaleState
from aboveboard.web.access import access

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

FAILURES: dict[int, Exception] = {
    400: SuspiciousOperation(),
    403: NotAllowed(Refused("not_yours", "Only the headteacher decides this.")),
    404: NotFound(),
    409: StaleState("Ada Lovelace acknowledged it at 12:33pm."),
    413: RequestDataTooBig(),
    500: RuntimeError(),
    503: OperationalError(),
}
STATUSES = sorted([*FAILURES, 429])


@access(Anyone())
def broken(request: HttpRequest, status: int) -> HttpResponse:
    if status in FAILURES:
        raise FAILURES[status]
    return render(request, f"{status}.html", status=status)


urlpatterns = [*urlpatterns, path("broken/<int:status>", broken)]
