"""Supply, volunteers and visitors, kept by the office of a school."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from aboveboard.people.forms.bookings import (
    BOOKED_WORDS,
    SOMEBODY_NEW,
    BookingForm,
    EndBookingForm,
    SamePersonForm,
)
from aboveboard.people.selectors.bookings import (
    DESIGN,
    Booking,
    get_booking,
    get_booking_scope,
    list_bookings,
    suggest_the_same,
)
from aboveboard.people.selectors.trust import list_schools
from aboveboard.people.services.bookings import add_booking, end_booking
from aboveboard.people.views.sending import sent
from aboveboard.rules.access import Holds
from aboveboard.rules.administration import MAY_KEEP_BOOKINGS
from aboveboard.rules.errors import WrongState
from aboveboard.web import clock
from aboveboard.web.access import access, signed_in
from aboveboard.web.exports import Column, download

KEEPERS = Holds(*MAY_KEEP_BOOKINGS)


def _how(row: Booking) -> str:
    return f"{BOOKED_WORDS[row.category]}{f' ({row.agency})' if row.agency else ''}"


_EXPORT = (
    Column("Name", lambda row: row.name, sort="name"),
    Column("How they come", _how),
    Column("Where", lambda row: row.where),
    Column("First day", lambda row: row.from_on, sort="from"),
    Column("Last day", lambda row: row.until_on, sort="until"),
)
_COLUMNS = (*_EXPORT, Column("What you can do", lambda row: ""))


@access(KEEPERS)
@require_safe
def bookings(request: HttpRequest) -> HttpResponse:
    asked = DESIGN.read(request.GET)
    listing = list_bookings(signed_in(request), asked=asked, on=clock.today())
    if asked.export:
        return download(
            asked.export, name="supply-and-visitors", on=clock.today(), columns=_EXPORT, rows=listing.rows
        )
    rows = [(row, _how(row)) for row in listing.rows]
    context = {"listing": listing, "rows": rows, "columns": _COLUMNS}
    return render(request, "people/bookings.html", context)


@access(KEEPERS)
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """The form; where the name is like somebody's on record, the question who it is; then they are added."""
    scope = get_booking_scope(signed_in(request))
    schools = [(school.id, school.name) for school in list_schools(on=clock.today()) if school.id in scope]
    form = BookingForm(sent(request), schools=schools, initial={"from_on": clock.today()})
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        likely = suggest_the_same(
            signed_in(request),
            given_name=values["given_name"],
            family_name=values["family_name"],
            school_id=values["school"],
            on=clock.today(),
        )
        if not likely:
            return _add(request, form, values, same_as="")
        same = SamePersonForm(request.POST if "asked" in request.POST else None, likely=likely)
        if same.is_bound and same.is_valid():
            chosen = same.cleaned_data["same"]
            return _add(request, form, values, same_as="" if chosen == SOMEBODY_NEW else chosen)
        typed = [
            (name, value)
            for name, value in request.POST.items()
            if name not in ("csrfmiddlewaretoken", "same")
        ]
        return render(
            request, "people/booking_same.html", {"form": same, "typed": [*typed, ("asked", "yes")]}
        )
    return _form(request, form)


def _add(request: HttpRequest, form: BookingForm, values: dict[str, Any], *, same_as: str) -> HttpResponse:
    try:
        add_booking(
            actor=signed_in(request),
            now=clock.now(),
            school_id=values["school"],
            same_as=same_as,
            **{name: value for name, value in values.items() if name != "school"},
        )
    except WrongState as refused:
        form.add_error(None, refused.reason)
        return _form(request, form)
    messages.success(request, f"{values['given_name']} {values['family_name']} is added.")
    return HttpResponseRedirect(reverse("people:bookings"))


def _form(request: HttpRequest, form: BookingForm) -> HttpResponse:
    context = {
        "form": form,
        "heading": "Add somebody who comes for a time",
        "back": reverse("people:bookings"),
        "submit": "Add them",
    }
    return render(request, "web/question.html", context)


@access(KEEPERS)
@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, booking_id: int) -> HttpResponse:
    booking = get_booking(signed_in(request), booking_id, on=clock.today())
    form = EndBookingForm(sent(request), initial={"last_on": clock.today()})
    if request.method == "POST" and form.is_valid():
        try:
            end_booking(
                actor=signed_in(request),
                now=clock.now(),
                booking_id=booking_id,
                last_on=form.cleaned_data["last_on"],
            )
        except WrongState as refused:
            form.add_error("last_on", refused.reason)
        else:
            messages.success(request, f"{booking.name} leaves after that day.")
            return HttpResponseRedirect(reverse("people:bookings"))
    context = {
        "form": form,
        "caption": f"{booking.name}, {booking.where}",
        "back": reverse("people:bookings"),
        "submit": "Save",
    }
    return render(request, "web/question.html", context)
