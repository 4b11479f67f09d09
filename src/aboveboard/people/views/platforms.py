"""The platforms agreed for work: read by everybody at the school, kept by its headteacher."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from aboveboard.people.forms.platforms import AUDIENCE_WORDS, AgreePlatformForm
from aboveboard.people.selectors.platforms import list_agreed_platforms, list_keepable_schools
from aboveboard.people.selectors.trust import list_schools
from aboveboard.people.services.platforms import agree_platform, end_agreed_platform
from aboveboard.people.views.sending import sent
from aboveboard.rules.access import Holds, SignedIn
from aboveboard.rules.actor import Role
from aboveboard.rules.platforms import find_platform
from aboveboard.web import clock
from aboveboard.web.access import access, signed_in


@access(SignedIn())
@require_safe
def platforms(request: HttpRequest) -> HttpResponse:
    actor = signed_in(request)
    keeps = list_keepable_schools(actor=actor)
    rows = [
        {
            "agreed": agreed,
            "name": found.name if (found := find_platform(agreed.platform)) else agreed.platform,
            "audience": AUDIENCE_WORDS[agreed.audience],
            "keeps": agreed.school_id in keeps and agreed.ended_on is None,
        }
        for agreed in list_agreed_platforms(actor=actor, on=clock.today())
    ]
    return render(request, "people/platforms.html", {"rows": rows, "keeps": bool(keeps)})


@access(Holds(Role.HEADTEACHER))
@require_http_methods(["GET", "POST"])
def agree(request: HttpRequest) -> HttpResponse:
    actor = signed_in(request)
    keeps = list_keepable_schools(actor=actor)
    schools = [(school.id, school.name) for school in list_schools(on=clock.today()) if school.id in keeps]
    form = AgreePlatformForm(sent(request), schools=schools)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        agree_platform(
            actor=actor,
            now=clock.now(),
            school_id=values["school"],
            platform=values["platform"],
            audience=values["audience"],
            purpose=values["purpose"],
            one_to_one=values["one_to_one"],
        )
        messages.success(request, "The platform is on your list.")
        return HttpResponseRedirect(reverse("people:platforms"))
    context = {
        "form": form,
        "heading": "Agree a platform",
        "back": reverse("people:platforms"),
        "submit": "Put it on the list",
    }
    return render(request, "web/question.html", context)


@access(Holds(Role.HEADTEACHER))
@require_POST
def end(request: HttpRequest, agreed_id: int) -> HttpResponse:
    end_agreed_platform(actor=signed_in(request), now=clock.now(), agreed_id=agreed_id)
    messages.success(request, "The platform is off your list after today.")
    return HttpResponseRedirect(reverse("people:platforms"))
