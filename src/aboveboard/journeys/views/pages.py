"""The first page, and pages that look after the service."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from aboveboard.journeys.selectors.home import get_home
from aboveboard.journeys.selectors.ledger import DESIGN, get_checkpoint_listing, get_ledger_page
from aboveboard.journeys.selectors.readiness import list_faults
from aboveboard.journeys.selectors.status import get_status
from aboveboard.journeys.services.verifying import ask_to_verify_ledger
from aboveboard.ledger.selectors.audit import get_checkpoint_note
from aboveboard.rules.access import Anyone, Holds, SignedIn
from aboveboard.rules.actor import Role
from aboveboard.web import clock
from aboveboard.web.access import access, signed_in
from aboveboard.web.exports import Column, download


@access(SignedIn())
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "journeys/home.html", {"home": get_home(signed_in(request), now=clock.now())})


@access(Anyone())
@require_GET
def readyz(request: HttpRequest) -> HttpResponse:
    """Database, migrations, ledger. Says "ready", or 503 and what is wrong."""
    faults = list_faults()
    words = "\n".join(faults) or "ready"
    return HttpResponse(f"{words}\n", content_type="text/plain", status=503 if faults else 200)


@access(Holds(Role.ADMINISTRATOR))
@require_GET
def status(request: HttpRequest) -> HttpResponse:
    found = get_status(signed_in(request), now=clock.now())
    columns = ("Job", "Due", "State", "Ended", "Outcome")
    return render(request, "journeys/status.html", {"status": found, "columns": columns})


LEDGER_COLUMNS: dict[str, tuple[Column | str, ...]] = {
    "finding_columns": ("What", "What to do"),
    "key_columns": ("Fingerprint", "State", "Signs sizes"),
    "witness_columns": (
        "Witness",
        "Last signed",
        Column("At size", lambda row: row.last_size, numeric=True),
        Column("Checkpoints signed", lambda row: row.count, numeric=True),
    ),
    "growth_columns": (
        "Month",
        Column("Filed", lambda row: row.filed, numeric=True),
        Column("Size after it", lambda row: row.size, numeric=True),
    ),
}


@access(Holds(Role.AUDITOR))
@require_GET
def ledger(request: HttpRequest) -> HttpResponse:
    page = get_ledger_page(signed_in(request))
    chart = {
        "months": [month.words for month in page.growth],
        "filed": [month.filed for month in page.growth],
    }
    return render(request, "journeys/ledger.html", {"page": page, "chart": chart, **LEDGER_COLUMNS})


@access(Holds(Role.AUDITOR))
@require_POST
def verify_ledger_now(request: HttpRequest) -> HttpResponse:
    if ask_to_verify_ledger(actor=signed_in(request), now=clock.now()):
        messages.success(request, "The ledger is being verified. The result will be here.")
    else:
        messages.info(request, "The ledger is about to be verified already.")
    return redirect("journeys:ledger")


CHECKPOINT_COLUMNS = (
    Column("Size", lambda row: row.size, sort="size", numeric=True),
    Column("Root", lambda row: row.root),
    Column("Last entry filed", lambda row: row.last_filed_at),
    Column("Witnesses", lambda row: row.witnesses, numeric=True),
)


@access(Holds(Role.AUDITOR))
@require_GET
def checkpoints(request: HttpRequest) -> HttpResponse:
    asked = DESIGN.read(request.GET)
    listing = get_checkpoint_listing(signed_in(request), asked=asked)
    if asked.export:
        columns = (Column("Ledger", lambda row: row.origin), *CHECKPOINT_COLUMNS)
        return download(
            asked.export, name="checkpoints", on=clock.today(), columns=columns, rows=listing.rows
        )
    return render(
        request,
        "journeys/checkpoints.html",
        {"listing": listing, "columns": (*CHECKPOINT_COLUMNS, "Keep it")},
    )


@access(Holds(Role.AUDITOR))
@require_GET
def checkpoint(request: HttpRequest, checkpoint_id: int) -> HttpResponse:
    """The signed note, to be kept outside."""
    size, note = get_checkpoint_note(signed_in(request), checkpoint_id)
    response = HttpResponse(note, content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="checkpoint-{size}.txt"'
    return response
