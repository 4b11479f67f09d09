"""Rounds: a school asks all of its staff, and sees who has not answered."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from aboveboard.declarations.forms.desk import OpenRoundForm
from aboveboard.declarations.selectors.rounds import ASKERS, get_round, list_rounds, list_schools_to_ask
from aboveboard.declarations.services.ask_school import close_round, open_round, remind_round
from aboveboard.rules.access import Holds
from aboveboard.web import clock
from aboveboard.web.access import access, signed_in
from aboveboard.web.exports import Column, download
from aboveboard.web.lists import ListDesign, Sort

ROUNDS = ListDesign(
    sorts=(Sort("opened", "opened_at", first="newest"), Sort("due", "due_on"), Sort("school", "school__name"))
)
COLUMNS = (
    Column("School", lambda row: row.school, sort="school"),
    Column("Opened", lambda row: row.opened_at, sort="opened"),
    Column("Due", lambda row: row.due_on, sort="due"),
    Column("Answers", lambda row: row.answered, numeric=True),
    Column("Where it stands", lambda row: "Closed" if row.closed_at else "Open"),
)
MEMBERS = (
    Column("Name", lambda row: row.name),
    Column("Works as", lambda row: row.works_as),
    Column("Answer", lambda row: row.answer or "Not yet"),
    Column("When", lambda row: row.at),
)


@access(Holds(*ASKERS))
@require_GET
def rounds(request: HttpRequest) -> HttpResponse:
    asked = ROUNDS.read(request.GET)
    listing = list_rounds(signed_in(request), asked)
    if asked.export:
        return download(asked.export, name="rounds", on=clock.today(), columns=COLUMNS, rows=listing.rows)
    return render(request, "declarations/desk/rounds.html", {"listing": listing, "columns": COLUMNS})


@access(Holds(*ASKERS))
@require_http_methods(["GET", "POST"])
def open_a_round(request: HttpRequest) -> HttpResponse:
    actor, today = signed_in(request), clock.today()
    schools = tuple((str(school.id), school.name) for school in list_schools_to_ask(actor, on=today))
    form = OpenRoundForm(request.POST or None, schools=schools, earliest=today + timedelta(days=1))
    if request.method == "POST" and form.is_valid():
        filed = open_round(
            actor=actor,
            school_id=int(form.cleaned_data["school"]),
            due_on=form.cleaned_data["due_on"],
            note=form.cleaned_data["note"],
            now=clock.now(),
        )
        messages.success(request, "The round is open. Everybody who works at the school will get a notice.")
        return redirect("declarations:desk_round", reference=filed.reference)
    return render(
        request,
        "declarations/desk/open_round.html",
        {"form": form, "back": reverse("declarations:desk_rounds"), "submit": "Ask everybody"},
    )


@access(Holds(*ASKERS))
@require_GET
def one_round(request: HttpRequest, reference: str) -> HttpResponse:
    found = get_round(signed_in(request), reference, on=clock.today())
    wanted = request.GET.get("export")
    if wanted in ("xlsx", "csv"):
        everybody = (*found.missing, *found.answers)
        return download(wanted, name="round", on=clock.today(), columns=MEMBERS, rows=everybody)  # type: ignore[arg-type]
    context = {"found": found, "columns": MEMBERS, "reminded_today": found.reminded_on == clock.today()}
    return render(request, "declarations/desk/round.html", context)


@access(Holds(*ASKERS))
@require_POST
def remind(request: HttpRequest, reference: str) -> HttpResponse:
    remind_round(actor=signed_in(request), reference=reference, now=clock.now())
    messages.success(request, "Everybody who has not answered will get a reminder.")
    return redirect("declarations:desk_round", reference=reference)


@access(Holds(*ASKERS))
@require_POST
def close(request: HttpRequest, reference: str) -> HttpResponse:
    close_round(actor=signed_in(request), reference=reference, now=clock.now())
    messages.success(request, "The round is closed.")
    return redirect("declarations:desk_round", reference=reference)
