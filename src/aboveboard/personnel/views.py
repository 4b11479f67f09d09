"""Pages of the personnel file."""

from __future__ import annotations

from urllib.parse import quote

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from aboveboard.ledger.pure.receipt_bundle import stream_bundle
from aboveboard.personnel.forms import CompareForm, FindForm, ReasonForm
from aboveboard.personnel.selectors.files import (
    KIND_NAMES,
    FileDownload,
    get_file_to_open,
    get_my_document,
    get_opened_file,
    list_files_to_open,
    list_looks_at_my_file,
    list_my_file,
)
from aboveboard.personnel.selectors.receipts import (
    get_all_my_receipts,
    get_my_bare_receipt,
    get_my_receipt,
    get_my_receipt_at,
    list_my_receipts,
)
from aboveboard.personnel.services.looks import open_file_entry, open_personnel_file
from aboveboard.rules.access import Holds, SignedIn
from aboveboard.rules.actor import Actor
from aboveboard.rules.errors import NotFound
from aboveboard.rules.personnel_files import OPENERS
from aboveboard.web import clock
from aboveboard.web.access import access, requester
from aboveboard.web.exports import Column, comma_separated, download
from aboveboard.web.lists import Filter, ListDesign, Sort

MY_FILE = ListDesign(
    sorts=(Sort("filed", "filed_at", first="newest"), Sort("title", "title")),
    filters=(
        Filter("q", "Words in the title"),
        Filter("kind", "Kind", tuple((kind.value, name) for kind, name in KIND_NAMES.items())),
    ),
)
MY_FILE_COLUMNS = (
    Column("What", lambda row: row.title, sort="title"),
    Column("Filed", lambda row: row.filed_at, sort="filed"),
    Column("Reference", lambda row: row.reference),
)
# On the page the kind stands under the title.
MY_FILE_EXPORT = (*MY_FILE_COLUMNS, Column("Kind", lambda row: row.kind))
LOOKS = ListDesign(
    sorts=(Sort("at", "at", first="newest"), Sort("by", "by__family_name", "by__given_name")),
    filters=(Filter("q", "Words in the reason"),),
)
OPENED_COLUMNS = ("What", "Kind", "Filed", "Document")
NO_RECEIPT_OF_THAT_SIZE = (
    "You have no receipt with this reference at this size. Check both. What was sent before something was filed cannot "
    "show that it was."
)
LOOKS_COLUMNS = (
    Column("Who", lambda row: row.by, sort="by"),
    Column("When", lambda row: row.at, sort="at"),
    Column("What they opened", lambda row: row.looked_at),
    Column("Why", lambda row: row.reason),
)


@access(SignedIn(leavers=True))
@require_GET
def my_file(request: HttpRequest) -> HttpResponse:
    asked = MY_FILE.read(request.GET)
    listing = list_my_file(_actor(request), asked)
    if asked.export:
        return download(
            asked.export, name="my-file", on=clock.today(), columns=MY_FILE_EXPORT, rows=listing.rows
        )
    return render(request, "personnel/my_file.html", {"listing": listing, "columns": MY_FILE_COLUMNS})


@access(SignedIn(leavers=True))
@require_GET
def looks(request: HttpRequest) -> HttpResponse:
    asked = LOOKS.read(request.GET)
    listing = list_looks_at_my_file(_actor(request), asked)
    if asked.export:
        return download(
            asked.export, name="looks-at-my-file", on=clock.today(), columns=LOOKS_COLUMNS, rows=listing.rows
        )
    return render(request, "personnel/looks.html", {"listing": listing, "columns": LOOKS_COLUMNS})


@access(SignedIn(leavers=True))
@require_GET
def my_document(request: HttpRequest, reference: str) -> HttpResponse:
    return _attachment(get_my_document(_actor(request), reference), "application/pdf")


@access(SignedIn(leavers=True))
@require_GET
def my_receipt(request: HttpRequest, reference: str) -> HttpResponse:
    return _attachment(get_my_receipt(_actor(request), reference), "application/zip")


@access(SignedIn(leavers=True))
@require_GET
def my_bare_receipt(request: HttpRequest, reference: str) -> HttpResponse:
    return _attachment(get_my_bare_receipt(_actor(request), reference), "application/zip")


@access(SignedIn(leavers=True))
@require_GET
def my_receipts(request: HttpRequest) -> HttpResponse:
    asked = MY_FILE.read(request.GET)
    listing = list_my_receipts(_actor(request), asked)
    if asked.export:
        return download(
            asked.export, name="my-receipts", on=clock.today(), columns=MY_FILE_EXPORT, rows=listing.rows
        )
    return render(request, "personnel/my_receipts.html", {"listing": listing, "columns": MY_FILE_COLUMNS})


@access(SignedIn(leavers=True))
@require_GET
def all_my_receipts(request: HttpRequest) -> StreamingHttpResponse:
    found = get_all_my_receipts(_actor(request))
    listing = comma_separated(MY_FILE_EXPORT, found.rows)
    pieces = stream_bundle(found.files, count=len(found.rows), listing=listing)
    response = StreamingHttpResponse(pieces, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="my-receipts-{clock.today():%Y-%m-%d}.zip"'
    return response


# A POST, although it only looks: the reference stays out of histories and logs, and what is wrong is said in place.
@access(SignedIn(leavers=True))
def compare_receipt(request: HttpRequest) -> HttpResponse:
    form = CompareForm(request.POST) if request.method == "POST" else CompareForm()
    if form.is_bound and form.is_valid():
        try:
            found = get_my_receipt_at(
                _actor(request), form.cleaned_data["reference"], form.cleaned_data["size"]
            )
            return _attachment(found, "application/zip")
        except NotFound:
            form.add_error("size", NO_RECEIPT_OF_THAT_SIZE)
    return render(request, "personnel/compare_receipt.html", {"form": form})


# A POST, although it only looks: a name in an address would stay in histories and logs.
@access(Holds(*OPENERS))
def find(request: HttpRequest) -> HttpResponse:
    form = FindForm(request.POST) if request.method == "POST" else FindForm()
    found = None
    if form.is_bound and form.is_valid():
        found = list_files_to_open(_actor(request), form.cleaned_data["q"], now=clock.now())
    return render(request, "personnel/find.html", {"form": form, "found": found})


@access(Holds(*OPENERS))
def open_file(request: HttpRequest, person: str) -> HttpResponse:
    actor, now = _actor(request), clock.now()
    name = get_file_to_open(actor, person, now=now)
    form = ReasonForm(request.POST) if request.method == "POST" else ReasonForm()
    if form.is_bound and form.is_valid():
        opened = open_personnel_file(
            actor=actor, person_reference=person, reason=form.cleaned_data["reason"], now=now
        )
        return redirect("personnel:opened", look=opened.filed.reference)
    return render(request, "personnel/open.html", {"form": form, "name": name})


@access(Holds(*OPENERS))
@require_GET
def opened(request: HttpRequest, look: str) -> HttpResponse:
    page = get_opened_file(_actor(request), look, now=clock.now())
    return render(request, "personnel/opened.html", {"file": page, "columns": OPENED_COLUMNS})


@access(Holds(*OPENERS))
@require_POST
def document(request: HttpRequest, look: str, reference: str) -> HttpResponse:
    taken = open_file_entry(
        actor=_actor(request), look_reference=look, entry_reference=reference, now=clock.now()
    )
    return _attachment(taken, "application/pdf")


def _actor(request: HttpRequest) -> Actor:
    actor = requester(request)
    assert isinstance(actor, Actor), "the access rule admits nobody else"
    return actor


def _attachment(found: FileDownload, media_type: str) -> HttpResponse:
    response = HttpResponse(found.content, content_type=media_type)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(found.name)}"
    return response
