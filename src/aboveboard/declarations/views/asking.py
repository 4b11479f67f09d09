"""Can I ...? Nothing of it is kept: what is answered travels in the forms of the pages and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_http_methods, require_POST

from aboveboard.declarations.forms.asking import (
    PageForm,
    Typed,
    Walk,
    blank_form,
    page_form,
    read_typed,
    sent_by,
    typed_dates,
    walk,
)
from aboveboard.declarations.questions import BY_KEY, Case, Page, conclude, summarise, to_facts
from aboveboard.declarations.selectors.asking import Asking, find_alert, get_asking, list_contacts
from aboveboard.declarations.services.alert import raise_child_at_risk_alert
from aboveboard.ledger.filing import make_reference
from aboveboard.notices.selectors.alerts import AlertStatus
from aboveboard.people.selectors.trust import get_trust
from aboveboard.rules.access import STAFF
from aboveboard.rules.actor import Role
from aboveboard.rules.answers import Answer, Labels, answer_in_words
from aboveboard.rules.relationships import Outcome, Verdict
from aboveboard.rules.relationships.facts import Stage
from aboveboard.web import clock
from aboveboard.web.access import access, signed_in

ALERT = "alert_reference"
"""The hidden field by which one journey raises one alert; it says nothing, and means nothing until pressed."""


@dataclass(frozen=True, slots=True)
class Concluded:
    """A case answered in full. `verdict` and `words` are None where the guidance does not apply."""

    case: Case
    verdict: Verdict | None
    words: Answer | None

    @property
    def shown(self) -> str:
        """The answer as text, as it is kept."""
        if self.words is None:
            return ""
        parts = [
            ("", (self.words.headline,)),
            ("Why", self.words.reasons),
            ("What to do now", self.words.steps),
            ("Whom it goes to", self.words.goes_to),
            ("Please note", self.words.notes),
            ("When it is looked at again", self.words.looked_at_again),
        ]
        return "\n\n".join("\n".join([title, *lines] if title else lines) for title, lines in parts if lines)


@access(STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    asking = get_asking(signed_in(request), now=clock.now())
    typed = read_typed(request.POST)
    sent = BY_KEY.get(request.POST.get("page", ""))
    go = request.POST.get("go", "")
    if go == "at_risk":
        typed["child_at_risk"] = ["yes"]
    walked = walk(typed, asking.case, asking.choices)
    if go == "back" and (before := walked.before(sent) if sent else walked.asked[-1]):
        return _question(request, asking, walked, before, typed)
    if (asked := BY_KEY.get(go.removeprefix("change-"))) in walked.asked and asked:
        return _question(request, asking, walked, asked, typed)
    if go == "at_risk" and sent in walked.asked and sent:
        return _question(request, asking, walked, sent, typed)
    if walked.page is None:
        return _answer(request, asking, walked, typed)
    wrong = sent is walked.page and request.method == "POST" and go == "next"
    return _question(request, asking, walked, walked.page, typed, wrong=wrong)


@access(STAFF)
@require_POST
def alert(request: HttpRequest) -> HttpResponse:
    """Really tell somebody; the page then goes on where it was."""
    actor, now = signed_in(request), clock.now()
    asking = get_asking(actor, now=now)
    typed = {**read_typed(request.POST), "child_at_risk": ["yes"]}
    walked = walk(typed, asking.case, asking.choices)
    raise_child_at_risk_alert(
        actor=actor,
        now=now,
        reference=request.POST.get(ALERT, ""),
        school_id=asking.school_id(walked.case.answers.school),
    )
    page = BY_KEY.get(request.POST.get("page", ""))
    if page in walked.asked and page:
        return _question(request, asking, walked, page, typed)
    if walked.page is None:
        return _answer(request, asking, walked, typed)
    return _question(request, asking, walked, walked.page, typed)


def conclude_from(request: HttpRequest, asking: Asking) -> Concluded | None:
    """The case that the request carries, answered; None while a question is open."""
    walked = walk(read_typed(request.POST), asking.case, asking.choices)
    return None if walked.page else conclude_case(walked.case)


def conclude_case(case: Case) -> Concluded:
    """The answer in words, the trust's own for its roles."""
    verdict = conclude(case)
    if verdict is None:
        return Concluded(case, None, None)
    labels = get_trust().labels
    words = answer_in_words(
        to_facts(case),
        verdict,
        settings=case.settings,
        labels=Labels(
            operations_manager=labels[Role.SCHOOL_OPERATIONS_MANAGER],
            safeguarding_lead=labels[Role.DESIGNATED_SAFEGUARDING_LEAD],
            trust_leader=labels[Role.TRUST_LEADER],
        ),
        typed_dates=typed_dates(case.answers),
    )
    return Concluded(case, verdict, words)


def carried(request: HttpRequest, typed: Typed, *, but: Page | None = None) -> dict[str, Any]:
    """The hidden fields that carry the journey on; `but` leaves out what the page itself asks."""
    own = sent_by(but) if but else frozenset()
    hidden = [(name, value) for name, values in typed.items() if name not in own for value in values]
    reference = request.POST.get(ALERT) or make_reference()
    return {"hidden": [*hidden, (ALERT, reference)], "alert_reference": reference}


def safety(request: HttpRequest, asking: Asking, case: Case, reference: str) -> dict[str, Any]:
    """Whom to tell now, and who has been told; nothing while no child may be at risk."""
    if not case.answers.child_may_be_at_risk:
        return {}
    actor = signed_in(request)
    school_id = asking.school_id(case.answers.school)
    told: AlertStatus | None = find_alert(actor, reference)
    return {
        "contacts": list_contacts(actor, school_id=school_id, now=clock.now()),
        "alerted": told,
        "at_risk": True,
    }


def _question(
    request: HttpRequest, asking: Asking, walked: Walk, page: Page, typed: Typed, *, wrong: bool = False
) -> HttpResponse:
    make = page_form if wrong else blank_form
    form: PageForm = make(page, walked.case, asking.choices, typed)
    going = carried(request, typed, but=page)
    context = {
        **going,
        **safety(request, asking, walked.case, going["alert_reference"]),
        "everything": carried(request, typed)["hidden"],
        "form": form,
        "page": page,
        "first": walked.before(page) is None,
    }
    return render(request, "declarations/asking/question.html", context)


def _answer(
    request: HttpRequest, asking: Asking, walked: Walk, typed: Mapping[str, list[str]]
) -> HttpResponse:
    concluded = conclude_case(walked.case)
    going = carried(request, typed)
    context = {
        **going,
        **safety(request, asking, walked.case, going["alert_reference"]),
        "everything": going["hidden"],
        "concluded": concluded,
        "next": _next_steps(concluded),
        "rows": summarise(walked.case, school_names=asking.names),
        "declare_address": _declare_address(),
    }
    return render(request, "declarations/asking/answer.html", context)


def _next_steps(concluded: Concluded) -> str:
    """What there is to do next: declare, ask, tell, report, end or nothing."""
    if concluded.verdict is None:
        return "nothing"
    connected = to_facts(concluded.case).contact.stage is Stage.CONNECTED
    match concluded.verdict.outcome:
        case Outcome.PERMITTED_IF_DECLARED:
            return "declare"
        case Outcome.SEEK_ADVICE:
            return "ask"
        case Outcome.REJECT_AND_REPORT:
            return "report"
        case Outcome.NOT_PERMITTED:
            return "tell" if connected else "end"
    return "nothing"


def _declare_address() -> str:
    try:
        return reverse("declarations:declare_from_answers")
    except NoReverseMatch:
        return ""


def back_to_asking() -> HttpResponseRedirect:
    """Where a journey begins again whose answers did not come along."""
    return HttpResponseRedirect(reverse("declarations:ask"))
