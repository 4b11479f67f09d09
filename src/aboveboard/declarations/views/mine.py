"""What somebody has declared: the list, one of them, and keeping it true."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from aboveboard.declarations.forms.mine import ConfirmForm, WordsForm
from aboveboard.declarations.selectors.blank_form import get_blank_form
from aboveboard.declarations.selectors.own import get_my_declaration, list_my_declarations, list_to_confirm
from aboveboard.declarations.selectors.words import STATES
from aboveboard.declarations.services.keep_true import confirm_declarations, end_declaration
from aboveboard.declarations.services.reply import (
    answer_question,
    ask_for_review,
    respond_to_stop,
    say_it_stopped,
)
from aboveboard.ledger.filing import Filed
from aboveboard.rules.access import SignedIn
from aboveboard.rules.errors import NotFound
from aboveboard.rules.transitions import DeclarationStep
from aboveboard.web import clock
from aboveboard.web.access import access, signed_in
from aboveboard.web.exports import Column, download
from aboveboard.web.lists import Filter, ListDesign, Sort

DESIGN = ListDesign(
    sorts=(
        Sort("sent", "submitted_at", first="newest"),
        Sort("name", "other_name"),
        Sort("state", "state"),
        Sort("confirm", "confirm_by_on"),
    ),
    filters=(
        Filter("q", "Name"),
        Filter("state", "Where it stands", tuple((state.value, words) for state, words in STATES.items())),
    ),
)
COLUMNS = (
    Column("Name", lambda row: row.other_name, sort="name"),
    Column("What", lambda row: row.what),
    Column("Where it stands", lambda row: row.standing, sort="state"),
    Column("Sent", lambda row: row.submitted_at, sort="sent"),
    Column("Confirm by", lambda row: row.confirm_by_on, sort="confirm"),
    Column("School", lambda row: row.school),
    Column("Reference", lambda row: row.reference),
)
SHOWN = COLUMNS[:5]
CONFIRM_AHEAD = timedelta(days=30)
"""How long before its day a confirmation is asked for."""


@dataclass(frozen=True, slots=True)
class Reply:
    """A step of the author's, in words, and the service that takes it."""

    step: DeclarationStep
    title: str
    label: str
    hint: str
    button: str
    done: str
    service: Callable[..., Filed]
    required: bool = True


REPLIES: dict[str, Reply] = {
    "answer": Reply(
        DeclarationStep.ANSWER,
        "Answer the question",
        "Your answer",
        "Whoever asked you will read it.",
        "Send the answer",
        "Your answer has been sent.",
        answer_question,
    ),
    "respond": Reply(
        DeclarationStep.RESPOND,
        "Say how you see it",
        "What you would like them to know",
        "Whoever asked you to stop will read it and look again.",
        "Send this",
        "What you wrote has been sent.",
        respond_to_stop,
    ),
    "review": Reply(
        DeclarationStep.ASK_FOR_REVIEW,
        "Ask for another reviewer",
        "Why you would like somebody else to look",
        "Somebody one level up decides, not the person who asked you to stop.",
        "Ask for another reviewer",
        "Somebody else will look at it.",
        ask_for_review,
    ),
    "stop": Reply(
        DeclarationStep.STOP,
        "Say that it has stopped",
        "Anything you want to add",
        "",
        "It has stopped",
        "It is recorded that the contact has stopped.",
        say_it_stopped,
        required=False,
    ),
    "end": Reply(
        DeclarationStep.END,
        "Say that it has ended",
        "Anything you want to add",
        "The record stays on your file, and says that it has ended.",
        "It has ended",
        "It is recorded that this has ended.",
        end_declaration,
        required=False,
    ),
}


@access(SignedIn())
@require_safe
def my_declarations(request: HttpRequest) -> HttpResponse:
    asked = DESIGN.read(request.GET)
    listing = list_my_declarations(signed_in(request), asked)
    if asked.export:
        return download(
            asked.export, name="my-declarations", on=clock.today(), columns=COLUMNS, rows=listing.rows
        )
    return render(request, "declarations/mine/list.html", {"listing": listing, "columns": SHOWN})


@access(SignedIn())
@require_safe
def declaration(request: HttpRequest, reference: str) -> HttpResponse:
    page = get_my_declaration(signed_in(request), reference)
    context = {
        "page": page,
        "replies": {name: reply.title for name, reply in REPLIES.items() if reply.step in page.steps},
        "can_amend": DeclarationStep.AMEND in page.steps,
        "asked": page.waits_for_author,
    }
    return render(request, "declarations/mine/declaration.html", context)


@access(SignedIn())
@require_http_methods(["GET", "HEAD", "POST"])
def take(request: HttpRequest, reference: str, step: str) -> HttpResponse:
    actor = signed_in(request)
    page = get_my_declaration(actor, reference)
    reply = REPLIES.get(step)
    if reply is None:
        raise NotFound
    if reply.step not in page.steps and request.method != "POST":
        return redirect("declarations:declaration", reference=reference)
    form = WordsForm(
        *([request.POST] if request.method == "POST" else []),
        label=reply.label,
        hint=reply.hint,
        required=reply.required,
    )
    if form.is_bound and form.is_valid():
        typed = request.POST.get("version", "")
        reply.service(
            actor=actor,
            reference=reference,
            version=int(typed) if typed.isdecimal() and len(typed) < 10 else 0,
            text=form.cleaned_data["text"],
            now=clock.now(),
        )
        messages.success(request, reply.done)
        return redirect("declarations:declaration", reference=reference)
    return render(request, "declarations/mine/step.html", {"page": page, "reply": reply, "form": form})


@access(SignedIn())
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest) -> HttpResponse:
    """All of one's declarations on one screen: what is ticked is still right."""
    actor = signed_in(request)
    pages = list_to_confirm(actor)
    form = ConfirmForm(
        request.POST if request.method == "POST" else None,
        found=[(f"{each.row.reference}:{each.version}", each.row.other_name) for each in pages],
    )
    if form.is_bound and form.is_valid():
        read = dict(each.rsplit(":", 1) for each in form.cleaned_data["references"])
        confirm_declarations(
            actor=actor,
            versions={name: int(version) for name, version in read.items()},
            now=clock.now(),
        )
        return render(request, "declarations/mine/confirmed.html", {"count": len(read)})
    return render(request, "declarations/mine/confirm.html", {"pages": pages, "form": form})


@access(SignedIn())
@require_safe
def blank_form(request: HttpRequest) -> HttpResponse:
    """The form on paper, which the operations manager or HR may hand out too."""
    pdf = get_blank_form(now=clock.now())
    return HttpResponse(
        pdf,
        content_type="application/pdf",
        headers={"Content-Disposition": 'inline; filename="declaration-form.pdf"'},
    )
