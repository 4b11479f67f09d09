"""Choosing whom to be in the demo. These addresses exist only where `settings.DEMO` is on."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from aboveboard.people.demo.personas import PERSONAS_BY_KEY
from aboveboard.people.demo.selecting import get_persona_account, list_persona_groups
from aboveboard.people.views.sending import next_address
from aboveboard.rules.access import Anyone
from aboveboard.web.access import access


@require_http_methods(["GET", "POST"])
@access(Anyone())
def demo(request: HttpRequest) -> HttpResponse:
    if not settings.DEMO:
        raise Http404
    if request.method == "POST":
        persona = PERSONAS_BY_KEY.get(request.POST.get("persona", ""))
        account = get_persona_account(persona) if persona else None
        if account is None:
            raise Http404
        login(request, account, backend=settings.AUTHENTICATION_BACKENDS[0])
        return HttpResponseRedirect(next_address(request, otherwise=settings.LOGIN_REDIRECT_URL))
    return render(
        request,
        "people/demo.html",
        {"groups": list_persona_groups(), "next": next_address(request, otherwise="")},
    )
