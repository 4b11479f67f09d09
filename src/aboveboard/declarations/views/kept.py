"""Answers that somebody chose to keep."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from aboveboard.declarations.forms.kept import ShareForm
from aboveboard.declarations.questions import to_facts
from aboveboard.declarations.selectors.asking import (
    get_asking,
    get_kept_answer,
    list_kept_answers,
    list_people_to_share_with,
)
from aboveboard.declarations.services.keep_answer import keep_answer, share_kept_answer
from aboveboard.declarations.views.asking import back_to_asking, conclude_from
from aboveboard.rules.access import STAFF, SignedIn
from aboveboard.web import clock
from aboveboard.web.access import access, signed_in


@access(STAFF)
@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    actor, now = signed_in(request), clock.now()
    concluded = conclude_from(request, get_asking(actor, now=now))
    if concluded is None or concluded.verdict is None:
        return back_to_asking()
    filed = keep_answer(
        actor=actor, now=now, facts=to_facts(concluded.case), verdict=concluded.verdict, shown=concluded.shown
    )
    return redirect("declarations:kept_answer", reference=filed.reference)


@access(SignedIn())
@require_safe
def kept_answers(request: HttpRequest) -> HttpResponse:
    return render(
        request, "declarations/asking/kept_answers.html", {"kept": list_kept_answers(signed_in(request))}
    )


@access(SignedIn())
@require_http_methods(["GET", "HEAD", "POST"])
def kept_answer(request: HttpRequest, reference: str) -> HttpResponse:
    actor, now = signed_in(request), clock.now()
    kept = get_kept_answer(actor, reference)
    people = list_people_to_share_with(actor=actor, now=now) if kept.mine and not kept.shared_with else ()
    form = ShareForm(people, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        share_kept_answer(actor=actor, now=now, reference=reference, person_id=form.cleaned_data["person"])
        return redirect("declarations:kept_answer", reference=reference)
    return render(
        request, "declarations/asking/kept_answer.html", {"kept": kept, "people": people, "form": form}
    )
