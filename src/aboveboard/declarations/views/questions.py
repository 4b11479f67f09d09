"""Questions: asking somebody, and answering."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from aboveboard.declarations.forms.asking import read_typed
from aboveboard.declarations.forms.kept import AnswerForm, QuestionForm
from aboveboard.declarations.questions import to_facts
from aboveboard.declarations.selectors.asking import get_asking, get_question, list_questions
from aboveboard.declarations.services.questions import (
    answer_question,
    ask_question,
    hand_up_question,
    preview_question_route,
    withdraw_question,
)
from aboveboard.declarations.views.asking import back_to_asking, carried, conclude_from, safety
from aboveboard.people.selectors.trust import get_trust
from aboveboard.rules.access import STAFF, SignedIn
from aboveboard.web import clock
from aboveboard.web.access import access, signed_in

YOUR_LINE_MANAGER = "line manager"


@access(STAFF)
@require_POST
def ask_somebody(request: HttpRequest) -> HttpResponse:
    actor, now = signed_in(request), clock.now()
    asking = get_asking(actor, now=now)
    concluded = conclude_from(request, asking)
    if concluded is None or concluded.verdict is None:
        return back_to_asking()
    facts, settings = to_facts(concluded.case), concluded.case.settings
    school_id = asking.school_id(concluded.case.answers.school)
    sent = "text" in request.POST
    form = QuestionForm(request.POST) if sent else QuestionForm()
    if sent and form.is_valid():
        filed = ask_question(
            actor=actor,
            now=now,
            facts=facts,
            verdict=concluded.verdict,
            settings=settings,
            school_id=school_id,
            **form.cleaned_data,
        )
        return redirect("declarations:question", reference=filed.reference)
    found = preview_question_route(actor=actor, now=now, facts=facts, settings=settings, school_id=school_id)
    going = carried(request, read_typed(request.POST))
    context = {
        **going,
        **safety(request, asking, concluded.case, going["alert_reference"]),
        "everything": going["hidden"],
        "form": form,
        "goes_to": get_trust().labels[found.role] if found.role else "",
        "to_line_manager": found.clause == "S3.8",
    }
    return render(request, "declarations/asking/ask_somebody.html", context)


@access(SignedIn())
@require_safe
def questions(request: HttpRequest) -> HttpResponse:
    found = list_questions(signed_in(request), on=clock.today())
    return render(request, "declarations/asking/questions.html", {"questions": found})


@access(SignedIn())
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, reference: str) -> HttpResponse:
    actor, now = signed_in(request), clock.now()
    page = get_question(actor, reference, on=clock.today())
    form = AnswerForm()
    if request.method == "POST":
        typed = request.POST.get("version", "")
        version = int(typed) if typed.isdecimal() and len(typed) < 10 else 0
        match request.POST.get("step"):
            case "hand_up":
                hand_up_question(actor=actor, now=now, reference=reference, version=version)
                return redirect("declarations:questions")
            case "withdraw":
                withdraw_question(actor=actor, now=now, reference=reference, version=version)
                return redirect("declarations:question", reference=reference)
        form = AnswerForm(request.POST)
        if form.is_valid():
            answer_question(actor=actor, now=now, reference=reference, version=version, **form.cleaned_data)
            return redirect("declarations:question", reference=reference)
    return render(request, "declarations/asking/question_page.html", {"question": page, "form": form})
