"""Answering a school that asks everybody: nothing to declare today, to my knowledge."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from aboveboard.declarations.selectors.own import get_round_asking, list_to_confirm
from aboveboard.declarations.services.rounds import answer_round
from aboveboard.declarations.services.signing import Signature
from aboveboard.people.forms.signing import SigningForm
from aboveboard.people.step_up import begin_step_up, step_up_context
from aboveboard.rules.access import STAFF
from aboveboard.web import clock
from aboveboard.web.access import access, signed_in

STATEMENT = (
    "I have nothing to declare today, to my knowledge. I will declare it if that changes. "
    "I understand that this is kept on my personnel file."
)


@access(STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, reference: str) -> HttpResponse:
    actor, now = signed_in(request), clock.now()
    asked = get_round_asking(actor, reference)
    if asked.answered_at is not None:
        return render(request, "declarations/mine/round_answered.html", {"round": asked})
    if request.method != "POST":
        begin_step_up(request, now=now)
    form = SigningForm(
        *([request.POST] if request.method == "POST" else []), request=request, actor=actor, now=now
    )
    if form.is_bound and form.is_valid():
        answer_round(
            actor=actor,
            reference=reference,
            statement=STATEMENT,
            signature=Signature(form.cleaned_data["typed_name"], form.step_up.method.value),
            now=now,
        )
        return redirect("declarations:answer_round", reference=reference)
    context = {
        "round": asked,
        "form": form,
        "statement": STATEMENT,
        "declared": list_to_confirm(actor),
        **step_up_context(request, now),
    }
    return render(request, "declarations/mine/round.html", context)
