"""Taking a roster in: hand in the file, say how to read it, look at what would change, take it in."""

from __future__ import annotations

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from aboveboard.journeys.forms import HandInForm, HowToReadForm, ScopeForm, TakeInForm
from aboveboard.journeys.services.rosters import take_in_roster
from aboveboard.people.roster_files.shape import RosterFormat
from aboveboard.people.selectors.rosters.changes import MOST_LEAVING_PERCENT
from aboveboard.people.selectors.rosters.uploads import (
    field_words,
    get_roster_scope,
    get_rosters_page,
    get_taken_in,
    get_upload,
)
from aboveboard.people.selectors.trust import list_schools
from aboveboard.people.services.rosters.apply import (
    SCOPE_WORDS,
    change_roster_scope,
)
from aboveboard.people.services.rosters.uploads import (
    hand_in_roster,
    list_headings,
    read_upload,
    say_how_to_read,
    withdraw_upload,
)
from aboveboard.people.views.sending import sent
from aboveboard.rules.access import Holds
from aboveboard.rules.actor import Role
from aboveboard.rules.administration import MAY_TAKE_IN_ROSTERS
from aboveboard.rules.errors import WrongState
from aboveboard.web import clock
from aboveboard.web.access import access, signed_in
from aboveboard.web.exports import Column, download

TAKERS = Holds(*MAY_TAKE_IN_ROSTERS)
_SHOWN = 100
_PROBLEMS = (
    Column("File", lambda row: row[0]),
    Column("Row", lambda row: row[1]),
    Column("Field", lambda row: row[2]),
    Column("What is wrong", lambda row: row[3]),
    Column("What to do", lambda row: row[4]),
    Column("Refuses the file", lambda row: row[5]),
)


@access(TAKERS)
@require_safe
def rosters(request: HttpRequest) -> HttpResponse:
    page = get_rosters_page(signed_in(request))
    context = {
        "page": page,
        "scope": SCOPE_WORDS[page.scope],
        "may_change_scope": signed_in(request).holds(Role.ADMINISTRATOR),
        "columns": ("When", "Who", "What changed", "Reference"),
    }
    return render(request, "journeys/rosters/rosters.html", context)


@access(TAKERS)
@require_http_methods(["GET", "POST"])
def hand_in(request: HttpRequest) -> HttpResponse:
    form = HandInForm(
        sent(request), request.FILES if request.method == "POST" else None, scope=get_roster_scope()
    )
    if request.method == "POST" and form.is_valid():
        file: UploadedFile[bytes] = form.cleaned_data["file"]
        try:
            reference = hand_in_roster(
                actor=signed_in(request),
                now=clock.now(),
                format=form.cleaned_data["format"],
                source=form.cleaned_data["source"],
                file_name=file.name or "file",
                content=file.read(),
            )
        except WrongState as refused:
            form.add_error("file", refused.reason)
        else:
            asks = form.cleaned_data["format"] is not RosterFormat.ONEROSTER
            return HttpResponseRedirect(
                reverse("journeys:roster_how" if asks else "journeys:roster_preview", args=[reference])
            )
    context = {
        "form": form,
        "heading": "Hand in a file",
        "back": reverse("journeys:rosters"),
        "submit": "Hand it in",
    }
    return render(request, "web/question.html", context)


@access(TAKERS)
@require_http_methods(["GET", "POST"])
def how(request: HttpRequest, reference: str) -> HttpResponse:
    """What the file does not say of itself, asked by its kind."""
    actor, now = signed_in(request), clock.now()
    upload = get_upload(actor, reference)
    try:
        headings, likely = list_headings(actor=actor, now=now, reference=reference)
    except WrongState as unreadable:
        return render(
            request, "journeys/rosters/unreadable.html", {"upload": upload, "why": unreadable.reason}
        )
    form = HowToReadForm(
        sent(request),
        format=upload.format,
        fields=field_words(upload.format),
        headings=headings,
        likely=likely,
        schools=[(school.id, school.name) for school in list_schools(on=clock.today())],
    )
    if request.method == "POST" and form.is_valid():
        try:
            say_how_to_read(
                actor=actor,
                now=now,
                reference=reference,
                columns=form.columns(),
                is_whole=form.cleaned_data.get("whole", False),
                school_id=form.cleaned_data.get("school"),
                trust_code=form.cleaned_data.get("trust_code", ""),
            )
        except WrongState as refused:
            form.add_error(None, refused.reason)
        else:
            return HttpResponseRedirect(reverse("journeys:roster_preview", args=[reference]))
    context = {
        "form": form,
        "heading": "Which column holds what?" if headings else "About this file",
        "caption": upload.file_name,
        "back": reverse("journeys:rosters"),
        "submit": "See what would change",
    }
    return render(request, "web/question.html", context)


@access(TAKERS)
@require_http_methods(["GET", "POST"])
def preview(request: HttpRequest, reference: str) -> HttpResponse:
    """What would change; sent, it is taken in."""
    actor = signed_in(request)
    upload = get_upload(actor, reference)
    found = upload.preview
    if found is None:
        return HttpResponseRedirect(reverse("journeys:roster_how", args=[reference]))
    if found.unreadable:
        return render(
            request, "journeys/rosters/unreadable.html", {"upload": upload, "why": found.unreadable}
        )
    many_leave = found.share_leaving > MOST_LEAVING_PERCENT
    form = TakeInForm(sent(request), leaving=found.leaving)
    if request.method == "POST" and (not many_leave or form.is_valid()):
        return _take_in(request, reference, confirmed=many_leave)
    context = {
        "upload": upload,
        "preview": found,
        "problems": found.problems[:_SHOWN],
        "unshown": len(found.problems) - _SHOWN + found.unlisted_problems
        if len(found.problems) > _SHOWN
        else found.unlisted_problems,
        "columns": ("File", "Row", "Field", "What is wrong", "What to do"),
        "many_leave": many_leave,
        "form": form if many_leave else None,
    }
    return render(request, "journeys/rosters/preview.html", context)


def _take_in(request: HttpRequest, reference: str, *, confirmed: bool) -> HttpResponse:
    actor, now = signed_in(request), clock.now()
    again = read_upload(actor=actor, now=now, reference=reference)
    done, _ = take_in_roster(
        actor=actor,
        now=now,
        roster=again.roster,
        source=again.source,
        sha256=again.sha256,
        leaving_is_confirmed=confirmed,
    )
    withdraw_upload(actor=actor, now=now, reference=reference)
    return HttpResponseRedirect(reverse("journeys:roster_taken_in", args=[done.filed.reference]))


@access(TAKERS)
@require_safe
def taken_in(request: HttpRequest, reference: str) -> HttpResponse:
    context = {"taken": get_taken_in(signed_in(request), reference)}
    return render(request, "journeys/rosters/taken_in.html", context)


@access(TAKERS)
@require_safe
def problems(request: HttpRequest, reference: str) -> HttpResponse:
    """What is wrong with a file, as CSV."""
    found = get_upload(signed_in(request), reference).preview
    rows = found.problems if found else ()
    return download("csv", name="problems", on=clock.today(), columns=_PROBLEMS, rows=rows)


@access(TAKERS)
@require_POST
def withdraw(request: HttpRequest, reference: str) -> HttpResponse:
    withdraw_upload(actor=signed_in(request), now=clock.now(), reference=reference)
    messages.success(request, "The file is deleted. Nothing was changed.")
    return HttpResponseRedirect(reverse("journeys:rosters"))


@access(Holds(Role.ADMINISTRATOR))
@require_http_methods(["GET", "POST"])
def scope(request: HttpRequest) -> HttpResponse:
    """Whom rosters may bring in."""
    form = ScopeForm(sent(request), initial={"scope": get_roster_scope().value})
    if request.method == "POST" and form.is_valid():
        try:
            change_roster_scope(actor=signed_in(request), now=clock.now(), scope=form.cleaned_data["scope"])
        except WrongState as refused:
            form.add_error("scope", refused.reason)
        else:
            messages.success(request, "It is changed, from the next file on. Who is here already stays.")
            return HttpResponseRedirect(reverse("journeys:rosters"))
    context = {"form": form, "back": reverse("journeys:rosters"), "submit": "Save"}
    return render(request, "web/question.html", context)
