"""Records past their time: the list, one of them, and what is kept longer."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from aboveboard.journeys.forms import FindForm, HoldForm
from aboveboard.journeys.selectors.due_records import get_due, kept_from, list_due, list_holds
from aboveboard.journeys.services.holds import get_title_of, lift_hold, set_hold
from aboveboard.journeys.services.retention import ask_to_erase, confirm_erasure, take_back_asking
from aboveboard.people.selectors.staff import find_staff
from aboveboard.rules.access import Holds
from aboveboard.rules.erasing import ERASERS
from aboveboard.rules.retention import RetentionRule, RetentionSettings
from aboveboard.web import clock
from aboveboard.web.access import access, signed_in
from aboveboard.web.exports import Column, download
from aboveboard.web.lists import Filter, ListDesign, Sort

STATES = (("due", "To look at"), ("asked", "To confirm"), ("erased", "Erased"))
FIGURES = RetentionSettings()
RULES = {
    RetentionRule.EMPLOYMENT: f"{FIGURES.years_after_employment} years after they stopped working for the trust",
    RetentionRule.ANSWERED_REQUEST: f"{FIGURES.years_after_request} years after the request was answered",
    RetentionRule.RIGHT_TO_ERASURE: "Somebody had a right to have it erased",
}
DESIGN = ListDesign(
    sorts=(Sort("kept", "kept_until_on"), Sort("records", "records", first="newest"), Sort("state", "state")),
    filters=(Filter("q", "Name"), Filter("state", "State", STATES)),
)
COLUMNS = (
    Column("Whose", lambda row: row.title),
    Column("Kept until", lambda row: row.kept_until_on, sort="kept"),
    Column("Records", lambda row: row.records, sort="records", numeric=True),
    Column("State", lambda row: dict(STATES)[row.state], sort="state"),
)
COLOURS = {"due": "grey", "asked": "yellow", "erased": "green"}


@access(Holds(*ERASERS))
@require_safe
def due_records(request: HttpRequest) -> HttpResponse:
    asked = DESIGN.read(request.GET)
    listing = list_due(signed_in(request), asked)
    if asked.export:
        return download(
            asked.export, name="records-past-their-time", on=clock.today(), columns=COLUMNS, rows=listing.rows
        )
    rows = [(row, dict(STATES)[row.state], COLOURS[row.state]) for row in listing.rows]
    return render(
        request, "journeys/due_records.html", {"listing": listing, "columns": COLUMNS, "rows": rows}
    )


@access(Holds(*ERASERS))
@require_http_methods(["GET", "HEAD", "POST"])
def due_record(request: HttpRequest, due_id: int) -> HttpResponse:
    actor = signed_in(request)
    page = get_due(actor, due_id)
    if request.method == "POST":
        typed = request.POST.get("version", "")
        version = int(typed) if typed.isdecimal() and len(typed) < 10 else 0
        step, words = {
            "ask": (ask_to_erase, "Somebody else has been asked to confirm it."),
            "stay": (take_back_asking, "They stay for now."),
            "erase": (confirm_erasure, "The records are erased."),
        }.get(request.POST.get("step", ""), (None, ""))
        if step is not None:
            step(actor=actor, due_id=due_id, version=version, now=clock.now())
            messages.success(request, words)
        return redirect("journeys:due_record", due_id=due_id)
    context = {"page": page, "rule": RULES[page.row.rule], "state": dict(STATES)[page.row.state]}
    return render(request, "journeys/due_record.html", context)


# A POST, although it only looks: a name in an address would stay in histories and logs.
@access(Holds(*ERASERS))
@require_http_methods(["GET", "HEAD", "POST"])
def holds(request: HttpRequest) -> HttpResponse:
    actor = signed_in(request)
    form = FindForm(request.POST) if request.method == "POST" else FindForm()
    found = None
    if form.is_bound and form.is_valid():
        others = ~Q(pk__in=kept_from(actor))
        found = find_staff(form.cleaned_data["q"], among=others, on=clock.today())
    context = {"form": form, "found": found, "holds": list_holds(actor), "columns": HOLD_COLUMNS}
    return render(request, "journeys/holds.html", context)


HOLD_COLUMNS = ("Whose", "Why", "Since", "")


@access(Holds(*ERASERS))
@require_http_methods(["GET", "HEAD", "POST"])
def hold(request: HttpRequest, about: str) -> HttpResponse:
    actor, now = signed_in(request), clock.now()
    title = get_title_of(actor=actor, about=about, now=now)
    form = HoldForm(request.POST) if request.method == "POST" else HoldForm()
    if form.is_bound and form.is_valid():
        set_hold(actor=actor, about=about, reason=form.cleaned_data["reason"], now=now)
        messages.success(request, f"{title}: kept until somebody says otherwise.")
        return redirect("journeys:holds")
    return render(request, "journeys/hold.html", {"form": form, "title": title})


@access(Holds(*ERASERS))
@require_POST
def lift(request: HttpRequest, reference: str) -> HttpResponse:
    lift_hold(actor=signed_in(request), reference=reference, now=clock.now())
    messages.success(request, "The ordinary time counts again.")
    return redirect("journeys:holds")
