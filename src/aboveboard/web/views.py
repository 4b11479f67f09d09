"""Pages of the shell itself."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from aboveboard.rules.access import Anyone
from aboveboard.web.access import access


@access(Anyone())
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers. Touches nothing; whether the database answers is another question."""
    return HttpResponse("ok\n", content_type="text/plain")


@access(Anyone())
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "web/accessibility.html")
