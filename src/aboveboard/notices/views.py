"""What somebody has been told, and the alerts that wait for them."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from aboveboard.notices.selectors.alerts import get_alert_for
from aboveboard.notices.selectors.notices import DESIGN, MyNotice, get_my_notice, get_my_notice_listing
from aboveboard.notices.sent_mail import list_sent_mail
from aboveboard.notices.services.alerts import acknowledge_alert
from aboveboard.notices.services.outbox import mark_all_notices_read, mark_notice_read
from aboveboard.rules.access import Anyone, SignedIn
from aboveboard.web import clock
from aboveboard.web.access import access, signed_in
from aboveboard.web.exports import Column, download


def _told(row: MyNotice) -> object:
    return row.told_at


def _read(row: MyNotice) -> object:
    return "Read" if row.read_at else "Not read"


COLUMNS = (
    Column("Notice", lambda row: row.subject, sort="notice"),
    Column("Told", _told, sort="told"),
    Column("Read", _read),
)


@access(SignedIn())
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    asked = DESIGN.read(request.GET)
    listing = get_my_notice_listing(signed_in(request), asked=asked)
    if asked.export:
        return download(asked.export, name="notices", on=clock.today(), columns=COLUMNS, rows=listing.rows)
    return render(request, "notices/mine.html", {"listing": listing, "columns": COLUMNS})


@access(SignedIn())
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    mark_all_notices_read(actor=signed_in(request), now=clock.now())
    messages.success(request, "You have marked all your notices as read.")
    return redirect("notices:mine")


@access(SignedIn())
@require_http_methods(["GET", "POST"])
def notice(request: HttpRequest, delivery_id: int) -> HttpResponse:
    actor = signed_in(request)
    found = get_my_notice(actor, delivery_id)
    if request.method == "POST":
        mark_notice_read(actor=actor, now=clock.now(), delivery_id=delivery_id)
        if found.link and "open" in request.POST:
            return HttpResponseRedirect(found.link)
        return redirect("notices:mine")
    return render(request, "notices/notice.html", {"notice": found})


@access(SignedIn())
@require_http_methods(["GET", "POST"])
def alert(request: HttpRequest, reference: str) -> HttpResponse:
    actor = signed_in(request)
    if request.method == "POST":
        acknowledge_alert(actor=actor, now=clock.now(), reference=reference)
        messages.success(
            request, "You have this now. It goes no further, and the others in line are told so."
        )
        return redirect("notices:alert", reference=reference)
    return render(request, "notices/alert.html", {"alert": get_alert_for(actor, reference)})


@access(Anyone())
@require_GET
def sent_mail(request: HttpRequest) -> HttpResponse:
    return render(
        request, "notices/sent_mail.html", {"mails": list_sent_mail(), "columns": ("E-mail", "To", "Sent")}
    )


@access(Anyone())
@require_GET
def one_sent_mail(request: HttpRequest, mail_id: str) -> HttpResponse:
    found = next((mail for mail in list_sent_mail() if mail.id == mail_id), None)
    if found is None:
        raise Http404
    return render(request, "notices/one_sent_mail.html", {"mail": found})
