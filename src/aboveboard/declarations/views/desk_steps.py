"""What can be done to one declaration at the desk: each step on a small page of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from aboveboard.declarations.forms import desk as forms
from aboveboard.declarations.selectors.desk_page import DeskDeclaration, get_desk_declaration
from aboveboard.declarations.selectors.matching import suggest
from aboveboard.declarations.selectors.standing import get_earliest_response_date
from aboveboard.declarations.selectors.visibility import get_visible
from aboveboard.declarations.services.acknowledge import acknowledge_declarations
from aboveboard.declarations.services.decide import (
    ask_to_stop,
    conclude_stop,
    find_compatible,
    overturn,
    uphold,
)
from aboveboard.declarations.services.hand_on import declare_conflict
from aboveboard.declarations.services.look_into import add_condition, ask_author, refer_declaration
from aboveboard.declarations.services.match import match_person, say_no_match, unmatch
from aboveboard.rules.access import Holds
from aboveboard.rules.errors import NotFound
from aboveboard.rules.receiving import DESK_ROLES
from aboveboard.rules.transitions import DeclarationStep
from aboveboard.web import clock
from aboveboard.web.access import access, signed_in
from aboveboard.web.dates import long_date

_T = DeclarationStep


@dataclass(frozen=True, slots=True)
class Action:
    """One step: its address, the link to it, its page, the service behind it and what is said when it is done."""

    slug: str
    link: str
    heading: str
    introduction: str
    form: type[forms.StepForm]
    button: str
    done: str
    service: Callable[..., object]
    warning: bool = False


def _acknowledge(*, reference: str, version: int, **rest: Any) -> object:
    return acknowledge_declarations(versions={reference: version}, **rest)


ACTIONS: dict[DeclarationStep, Action] = {
    _T.ACKNOWLEDGE: Action(
        "acknowledge",
        "Acknowledge it",
        "Acknowledge this declaration",
        "This says that you have received it and that it is on their file. It is a receipt, not a permission.",
        forms.StepForm,
        "Acknowledge",
        "You have acknowledged the declaration.",
        _acknowledge,
    ),
    _T.ASK: Action(
        "ask",
        "Ask a question",
        "Ask the member of staff",
        "The declaration waits until they answer.",
        forms.QuestionForm,
        "Send the question",
        "Your question is on their page, and they will get a notice.",
        ask_author,
    ),
    _T.ADD_CONDITION: Action(
        "condition",
        "Add a condition",
        "Add a condition",
        "For example, that they stay out of the class parents’ group while they teach that class.",
        forms.ConditionForm,
        "Add the condition",
        "The condition is on the declaration, and they will get a notice.",
        add_condition,
    ),
    _T.REFER: Action(
        "refer",
        "Send it to a senior leader",
        "Send it to a senior leader",
        "Do this when the contact may not go with section 8 of the guidance. A senior leader decides.",
        forms.ReferForm,
        "Send it on",
        "It is with a senior leader now. The member of staff will get a notice.",
        refer_declaration,
    ),
    _T.FIND_COMPATIBLE: Action(
        "may-go-on",
        "It goes with the guidance",
        "The contact goes with the guidance",
        "The contact may go on as it was declared. Your decision and reasons go on their file.",
        forms.MayGoOnForm,
        "Record the decision",
        "Your decision is on their file, and they will get a notice.",
        find_compatible,
    ),
    _T.ASK_TO_STOP: Action(
        "ask-to-stop",
        "Ask for the contact to stop",
        "Ask for the contact to stop",
        "They can respond, and they can ask for another reviewer. Your decision and reasons go on their file.",
        forms.StopForm,
        "Ask for it to stop",
        "Your decision is on their file, and they will get a notice.",
        ask_to_stop,
        warning=True,
    ),
    _T.STOP: Action(
        "stopped",
        "Record that it has stopped",
        "Record that the contact has stopped",
        "The time to respond has passed. This closes the matter, and goes on their file.",
        forms.ReasonsForm,
        "Record that it has stopped",
        "It is recorded as stopped.",
        conclude_stop,
        warning=True,
    ),
    _T.UPHOLD: Action(
        "uphold",
        "The contact must stop",
        "The contact must stop",
        "You have looked at it again and agree with the decision. This closes the matter, and goes on their file.",
        forms.ReasonsForm,
        "Record the decision",
        "Your decision is on their file, and they will get a notice.",
        uphold,
        warning=True,
    ),
    _T.OVERTURN: Action(
        "overturn",
        "The contact may go on",
        "The contact may go on",
        "You have looked at it again and see it otherwise. Your decision and reasons go on their file.",
        forms.MayGoOnForm,
        "Record the decision",
        "Your decision is on their file, and they will get a notice.",
        overturn,
    ),
}
BY_SLUG = {action.slug: (step, action) for step, action in ACTIONS.items()}

GONE = "That cannot be done to it now. This is how it stands."


@access(Holds(*DESK_ROLES))
@require_http_methods(["GET", "POST"])
def take(request: HttpRequest, reference: str, slug: str) -> HttpResponse:
    if slug not in BY_SLUG:
        raise NotFound
    step, action = BY_SLUG[slug]
    asked = _extra(action)
    if request.method == "POST":
        form = action.form(request.POST, **asked)
        if form.is_valid():
            action.service(
                actor=signed_in(request), reference=reference, now=clock.now(), **form.cleaned_data
            )
            messages.success(request, action.done)
            return redirect("declarations:desk_declaration", reference=reference)
    found = _read(request, reference)
    if step not in found.steps:
        messages.info(request, GONE)
        return redirect("declarations:desk_declaration", reference=reference)
    if request.method != "POST":
        form = action.form(initial={"version": found.version}, **asked)
    return render(
        request,
        "declarations/desk/step.html",
        {
            "form": form,
            "found": found,
            "action": action,
            "heading": action.heading,
            "caption": _about(found),
            "back": reverse("declarations:desk_declaration", args=[reference]),
        },
    )


def _extra(action: Action) -> dict[str, Any]:
    """What the form for asking to stop needs to know: from when on a response may be asked for."""
    if action.form is not forms.StopForm:
        return {}
    earliest = get_earliest_response_date(on=clock.today())
    example = f"Give them until {long_date(earliest)} or later. For example, {earliest:%-d %-m %Y}"
    return {"earliest": earliest, "hint": example}


def _read(request: HttpRequest, reference: str) -> DeskDeclaration:
    return get_desk_declaration(signed_in(request), reference, now=clock.now(), on=clock.today())


def _about(found: DeskDeclaration) -> str:
    return f"{found.author} and {found.other_name}"


@access(Holds(*DESK_ROLES))
@require_http_methods(["GET", "POST"])
def match(request: HttpRequest, reference: str) -> HttpResponse:
    actor = signed_in(request)
    found = _read(request, reference)
    if not found.may_match:
        raise NotFound
    suggestions = suggest(actor, get_visible(actor, reference), on=clock.today())
    if request.method == "POST":
        form = forms.MatchForm(request.POST, suggestions=suggestions)
        if form.is_valid():
            chosen, version = form.cleaned_data["person"], form.cleaned_data["version"]
            if chosen == forms.NOBODY:
                say_no_match(actor=actor, reference=reference, version=version, now=clock.now())
                done = "You have recorded that nobody in your records is meant."
            else:
                match_person(
                    actor=actor, reference=reference, version=version, person_id=int(chosen), now=clock.now()
                )
                done = "You have matched the name. The answer has been worked out again from school records."
            messages.success(request, done)
            return _back_to(request, reference)
    else:
        form = forms.MatchForm(initial={"version": found.version}, suggestions=suggestions)
    return render(
        request,
        "declarations/desk/match.html",
        {
            "form": form,
            "found": found,
            "caption": _about(found),
            "submit": "Save",
            "back": reverse("declarations:desk_declaration", args=[reference]),
        },
    )


@access(Holds(*DESK_ROLES))
@require_http_methods(["GET", "POST"])
def take_back_match(request: HttpRequest, reference: str) -> HttpResponse:
    return _plain_step(
        request,
        reference,
        template="declarations/desk/unmatch.html",
        possible=lambda found: found.may_match and bool(found.matched_to),
        office_only=True,
        service=unmatch,
        done="You have taken back the match. What they told us counts again.",
    )


@access(Holds(*DESK_ROLES))
@require_http_methods(["GET", "POST"])
def hand_on(request: HttpRequest, reference: str) -> HttpResponse:
    return _plain_step(
        request,
        reference,
        template="declarations/desk/hand_on.html",
        possible=lambda found: found.may_hand_on,
        service=declare_conflict,
        done="You have handed it on, and you will not see it again.",
    )


def _plain_step(
    request: HttpRequest,
    reference: str,
    *,
    template: str,
    possible: Callable[[DeskDeclaration], bool],
    service: Callable[..., object],
    done: str,
    office_only: bool = False,
) -> HttpResponse:
    form = forms.StepForm(request.POST) if request.method == "POST" else None
    if form is not None and form.is_valid():
        service(
            actor=signed_in(request),
            reference=reference,
            version=form.cleaned_data["version"],
            now=clock.now(),
        )
        messages.success(request, done)
        return _back_to(request, reference)
    found = _read(request, reference)
    if office_only and not found.may_match:
        raise NotFound
    if not possible(found):
        messages.info(request, GONE)
        return redirect("declarations:desk_declaration", reference=reference)
    return render(
        request,
        template,
        {
            "form": form or forms.StepForm(initial={"version": found.version}),
            "found": found,
            "caption": _about(found),
            "back": reverse("declarations:desk_declaration", args=[reference]),
        },
    )


def _back_to(request: HttpRequest, reference: str) -> HttpResponse:
    """To the declaration, or to the desk when it is no longer for this reader."""
    try:
        get_visible(signed_in(request), reference)
    except NotFound:
        return redirect("declarations:desk")
    return redirect("declarations:desk_declaration", reference=reference)
