"""The public page for somebody named in a record, the privacy notice, and the officer's desk for what comes in."""

from __future__ import annotations

from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from aboveboard.declarations.forms.named import KINDS, AnswerNamedForm, NamedForm
from aboveboard.declarations.selectors.named import ANSWERERS, get_named_request, list_named_requests
from aboveboard.declarations.services.named import (
    RequestKind,
    acknowledge_named_request,
    answer_named_request,
    submit_named_request,
)
from aboveboard.people.selectors.trust import get_trust
from aboveboard.rules.access import Anyone, Holds
from aboveboard.web import clock
from aboveboard.web.access import access, requester, signed_in
from aboveboard.web.exports import Column, download
from aboveboard.web.lists import Filter, ListDesign, Sort

STATES = (("received", "New"), ("acknowledged", "Acknowledged"), ("answered", "Answered"))
DESIGN = ListDesign(
    sorts=(
        Sort("due", "acknowledge_by_on"),
        Sort("received", "received_at", first="newest"),
        Sort("name", "name"),
    ),
    filters=(Filter("q", "Name"), Filter("state", "State", STATES)),
)
COLUMNS = (
    Column("Name", lambda row: row.name, sort="name"),
    Column("What they want", lambda row: KINDS[row.kind]),
    Column("Received", lambda row: row.received_at, sort="received"),
    Column("Acknowledge by", lambda row: row.acknowledge_by_on, sort="due"),
    Column("State", lambda row: dict(STATES)[row.state]),
)


@access(Anyone())
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "declarations/named/privacy.html", {"trust": get_trust()})


@access(Anyone())
@require_http_methods(["GET", "HEAD", "POST"])
def named(request: HttpRequest) -> HttpResponse:
    form = NamedForm(request.POST) if request.method == "POST" else NamedForm()
    if form.is_bound and form.is_valid():
        refused: HttpResponse | None = ratelimit.consume_or_429(request, action="named_request")
        if refused:
            return refused
        filed = submit_named_request(
            actor=requester(request),
            kind=RequestKind(form.cleaned_data["kind"]),
            name=form.cleaned_data["name"],
            email=form.cleaned_data["email"],
            text=form.cleaned_data["text"],
            now=clock.now(),
        )
        return render(request, "declarations/named/sent.html", {"reference": filed.reference})
    return render(request, "declarations/named/named.html", {"form": form, "trust": get_trust()})


@access(Holds(*ANSWERERS))
@require_safe
def requests(request: HttpRequest) -> HttpResponse:
    asked = DESIGN.read(request.GET)
    listing = list_named_requests(signed_in(request), asked)
    if asked.export:
        return download(asked.export, name="requests", on=clock.today(), columns=COLUMNS, rows=listing.rows)
    rows = [(row, KINDS[row.kind], dict(STATES)[row.state]) for row in listing.rows]
    return render(
        request, "declarations/named/requests.html", {"listing": listing, "columns": COLUMNS, "rows": rows}
    )


@access(Holds(*ANSWERERS))
@require_http_methods(["GET", "HEAD", "POST"])
def named_request(request: HttpRequest, reference: str) -> HttpResponse:
    actor = signed_in(request)
    found = get_named_request(actor, reference)
    form = AnswerNamedForm()
    if request.method == "POST":
        typed = request.POST.get("version", "")
        version = int(typed) if typed.isdecimal() and len(typed) < 10 else 0
        if request.POST.get("step") == "acknowledge":
            acknowledge_named_request(actor=actor, reference=reference, version=version, now=clock.now())
            return redirect("declarations:named_request", reference=reference)
        form = AnswerNamedForm(request.POST)
        if form.is_valid():
            answer_named_request(
                actor=actor,
                reference=reference,
                version=version,
                answer=form.cleaned_data["answer"],
                now=clock.now(),
            )
            return redirect("declarations:named_request", reference=reference)
    context = {"found": found, "kind": KINDS[found.kind], "state": dict(STATES)[found.state], "form": form}
    return render(request, "declarations/named/request.html", context)
