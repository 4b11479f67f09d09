"""The desk: its list, one declaration, and acknowledging several at once."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote, urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from aboveboard.declarations.forms.desk import TickedForm
from aboveboard.declarations.questions import Kind
from aboveboard.declarations.selectors.desk import DeskCounts, DeskRow, Tab, list_desk
from aboveboard.declarations.selectors.desk_page import get_desk_declaration, get_desk_document
from aboveboard.declarations.selectors.desk_words import (
    CAME_AS,
    MATTERS,
    NOTHING,
    OUTCOMES,
    RECEIVED,
    STATES,
    TABS,
    WHY,
)
from aboveboard.declarations.selectors.rounds import ASKERS
from aboveboard.declarations.selectors.words import PARENTS_KNOW, describe_kind, describe_platform
from aboveboard.declarations.services.acknowledge import acknowledge_declarations
from aboveboard.declarations.views.desk_steps import ACTIONS
from aboveboard.people.selectors.trust import get_trust, list_schools
from aboveboard.rules.access import Holds
from aboveboard.rules.actor import Actor, Role
from aboveboard.rules.platforms import PLATFORMS
from aboveboard.rules.receiving import DESK_ROLES
from aboveboard.web import clock
from aboveboard.web.access import access, signed_in
from aboveboard.web.exports import Column, download
from aboveboard.web.lists import Filter, ListDesign, Listing, Sort

COLUMNS = (
    Column("Declared by", lambda row: row.author, sort="author"),
    Column("Relationship with", lambda row: row.other_name, sort="with"),
    Column("How they know each other", lambda row: "; ".join(describe_kind(kind) for kind in row.kinds)),
    Column("Names a pupil", lambda row: row.names_a_pupil),
    Column("School", lambda row: row.school, sort="school"),
    Column("What", lambda row: MATTERS[row.matter]),
    Column("Where it stands", lambda row: STATES[row.state][0], sort="state"),
    Column("Received", lambda row: row.received_at, sort="received"),
    Column("Due", lambda row: row.due_on, sort="due"),
    Column("Reference", lambda row: row.reference),
)
ON_THE_PAGE = frozenset({"Declared by", "Relationship with", "School", "Where it stands", "Received", "Due"})
"""The columns of the page, at most; an export has all."""

SORTS = (
    Sort("received", "submitted_at", first="newest"),
    Sort("author", "person__family_name", "person__given_name"),
    Sort("with", "other_name"),
    Sort("school", "school__name"),
    Sort("state", "state"),
    Sort("due", "confirm_by_on"),
)


@access(Holds(*DESK_ROLES))
@require_http_methods(["GET", "POST"])
def desk(request: HttpRequest, tab: Tab = Tab.MINE) -> HttpResponse:
    actor, today = signed_in(request), clock.today()
    form = TickedForm(request.POST) if request.method == "POST" else TickedForm()
    if request.method == "POST" and form.is_valid():
        return _acknowledge(request, form.versions, tab)
    asked = _design(actor).read(request.GET)
    listing, counts = list_desk(actor, asked, tab=tab, on=today)
    if asked.export:
        return download(
            asked.export, name=f"declarations-{tab}", on=today, columns=COLUMNS, rows=listing.rows
        )
    return _list_page(request, listing, counts, tab, form)


def _acknowledge(request: HttpRequest, versions: dict[str, int], tab: Tab) -> HttpResponse:
    done = acknowledge_declarations(actor=signed_in(request), versions=versions, now=clock.now())
    if done.left_alone:
        return render(request, "declarations/desk/acknowledged.html", {"done": done, "tab": tab_address(tab)})
    many = len(done.filed)
    messages.success(
        request,
        "You have acknowledged 1 declaration."
        if many == 1
        else f"You have acknowledged {many} declarations.",
    )
    return redirect(tab_address(tab))


def _list_page(
    request: HttpRequest, listing: Listing[DeskRow], counts: DeskCounts, tab: Tab, form: TickedForm
) -> HttpResponse:
    actor = signed_in(request)
    tickable = [row.reference for row in listing.rows if row.may_be_acknowledged]
    if form.is_bound and not tickable:
        messages.info(request, "There is nothing left here to acknowledge.")
        return redirect(tab_address(tab))
    shown = _columns(listing, tab)
    boxes = {reference: f"id_declaration_{number}" for number, reference in enumerate(tickable)}
    context = {
        "listing": listing,
        "rows": [(row, boxes.get(row.reference), *STATES[row.state]) for row in listing.rows],
        "headings": ("Tick", *shown) if tickable else shown,
        "shown": {column.heading for column in shown},
        "tickable": bool(tickable),
        "tabs": _tabs(counts, tab, listing.asked.filters),
        "tab": tab,
        "tab_name": TABS[tab],
        "nothing": NOTHING[tab],
        "form": form,
        "may_ask": actor.holds(*ASKERS),
    }
    return render(request, "declarations/desk/list.html", context)


def _columns(listing: Listing[DeskRow], tab: Tab) -> tuple[Column, ...]:
    """Without what says nothing here: the school to whoever has one, the due day of what is not to be looked at."""
    left_out = set()
    if "school" not in {box.name for box in listing.asked.design.filters}:
        left_out.add("School")
    if tab not in (Tab.DUE, Tab.ALL):
        left_out.add("Due")
    return tuple(column for column in COLUMNS if column.heading in ON_THE_PAGE - left_out)


def _tabs(counts: DeskCounts, current: Tab, filters: Mapping[str, str]) -> list[dict[str, object]]:
    kept = urlencode(filters)
    return [
        {
            "text": words,
            "count": counts.of(tab),
            "href": tab_address(tab) + (f"?{kept}" if kept else ""),
            "current": tab is current,
        }
        for tab, words in TABS.items()
    ]


def tab_address(tab: Tab) -> str:
    """Where a heap of the desk is."""
    if tab is Tab.MINE:
        return reverse("declarations:desk")
    return reverse(f"declarations:desk_{tab.value}")


def _design(actor: Actor) -> ListDesign:
    """The boxes that make sense on this desk: whoever has one school is not asked which."""
    at = actor.scope(*DESK_ROLES)
    schools: tuple[tuple[str, str], ...] = ()
    if not isinstance(at, frozenset) or len(at) > 1:
        schools = tuple(
            (school.key, school.name) for school in list_schools(on=clock.today()) if school.id in at
        )
    boxes = (
        Filter("q", "Name"),
        Filter("school", "School", schools) if schools else None,
        Filter("state", "Where it stands", tuple((state.value, STATES[state][0]) for state in STATES)),
        Filter("kind", "How they know each other", tuple((kind.value, describe_kind(kind)) for kind in Kind)),
        Filter("pupil", "Names a pupil", (("yes", "Yes"), ("no", "No"))),
        Filter("platform", "Platform", tuple((each.key, each.name) for each in PLATFORMS)),
        Filter("received", "Received", tuple((when.value, words) for when, words in RECEIVED.items())),
    )
    return ListDesign(sorts=SORTS, filters=tuple(box for box in boxes if box is not None))


@access(Holds(*DESK_ROLES))
@require_GET
def declaration(request: HttpRequest, reference: str) -> HttpResponse:
    found = get_desk_declaration(signed_in(request), reference, now=clock.now(), on=clock.today())
    labels = get_trust().labels
    context = {
        "found": found,
        "state": STATES[found.state],
        "matter": MATTERS[found.matter],
        "kinds": [describe_kind(kind) for kind in found.kinds],
        "parents_know": PARENTS_KNOW[found.parents_know],
        "platforms": [describe_platform(key) for key in found.platforms],
        "answers": [
            {
                "heading": heading,
                "shown": shown,
                "outcome": OUTCOMES[shown.outcome],
                "dates": [(each.on, WHY[each.why]) for each in shown.look_again],
            }
            for heading, shown in (
                ("The answer to what they told us", found.told),
                ("The answer from school records", found.on_record),
            )
            if shown
        ],
        "people": [
            (person.name, labels[Role(person.role)] if person.role else "", CAME_AS.get(person.matter, ""))
            for person in found.people
        ],
        "actions": [
            (action, reverse("declarations:desk_step", args=[reference, action.slug]))
            for step, action in ACTIONS.items()
            if step in found.steps
        ],
    }
    return render(request, "declarations/desk/declaration.html", context)


@access(Holds(*DESK_ROLES))
@require_GET
def document(request: HttpRequest, reference: str) -> HttpResponse:
    response = HttpResponse(get_desk_document(signed_in(request), reference), content_type="application/pdf")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(reference)}.pdf"
    return response
