"""The first page, and pages that look after the service."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from aboveboard.journeys.selectors.home import get_home
from aboveboard.journeys.selectors.readiness import list_faults
from aboveboard.journeys.selectors.status import get_status
from aboveboard.rules.access import Anyone, Holds, SignedIn
from aboveboard.rules.actor import Role
from aboveboard.web import clock
from aboveboard.web.access import access, signed_in


@access(SignedIn())
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "journeys/home.html", {"home": get_home(signed_in(request), now=clock.now())})


@access(Anyone())
@require_GET
def readyz(request: HttpRequest) -> HttpResponse:
    """Database, migrations, ledger. Says "ready", or 503 and what is wrong."""
    faults = list_faults()
    words = "\n".join(faults) or "ready"
    return HttpResponse(f"{words}\n", content_type="text/plain", status=503 if faults else 200)


@access(Holds(Role.ADMINISTRATOR))
@require_GET
def status(request: HttpRequest) -> HttpResponse:
    found = get_status(signed_in(request), now=clock.now())
    columns = ("Job", "Due", "State", "Ended", "Outcome")
    return render(request, "journeys/status.html", {"status": found, "columns": columns})
