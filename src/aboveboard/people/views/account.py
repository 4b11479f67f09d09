"""Pages about one's own account."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from aboveboard.people.selectors.accounts import get_account
from aboveboard.people.step_up import send_code
from aboveboard.people.views.sending import next_address
from aboveboard.rules.access import SignedIn
from aboveboard.web import clock
from aboveboard.web.access import access, signed_in


@require_safe
@access(SignedIn())
def account(request: HttpRequest) -> HttpResponse:
    page = get_account(signed_in(request), on=clock.today())
    return render(request, "people/account.html", {"account": page})


@require_POST
@access(SignedIn())
def send_signing_code(request: HttpRequest) -> HttpResponse:
    if not send_code(request, now=clock.now()):
        messages.error(request, "No code was sent. Wait ten minutes, then ask again.")
    return HttpResponseRedirect(next_address(request, otherwise="/"))
