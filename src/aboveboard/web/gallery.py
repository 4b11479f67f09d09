"""Every component on one page, in demo mode only: for looking at, and for the browser tests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from aboveboard.rules.access import Anyone
from aboveboard.web import clock
from aboveboard.web.access import access
from aboveboard.web.exports import Column, download
from aboveboard.web.fields import ApproximateDateField, Checkboxes, DateField, FilesField, Radios
from aboveboard.web.forms import Form
from aboveboard.web.lists import Filter, ListDesign, Listing, Sort

PLATFORMS = (("photos", "A photo sharing app"), ("video", "A video app"), ("games", "An online game"))
STATES = (("new", "New"), ("acknowledged", "Acknowledged"), ("question", "Question asked"))


class GalleryForm(Form):
    """One of everything that can be asked."""

    name = forms.CharField(label="Full name", max_length=60)
    school = forms.ChoiceField(label="School", choices=[("", "Choose a school"), ("oak", "Oak Primary")])
    email = forms.EmailField(label="E-mail address", help_text="We only use it to answer you.")
    known_as = forms.ChoiceField(
        label="How do you know them?",
        choices=[
            ("friend", "A friend"),
            ("relative", "A relative"),
            ("other", "Another way"),
            ("no", "I do not"),
        ],
        widget=Radios(
            hints={"relative": "By birth, marriage or adoption."},
            reveals={"other": "other_way"},
            divider_before="no",
        ),
    )
    other_way = forms.CharField(label="How?", max_length=100)
    online = forms.ChoiceField(
        label="Are you in contact now?", choices=[("yes", "Yes"), ("no", "No")], widget=Radios(inline=True)
    )
    platforms = forms.MultipleChoiceField(
        label="Where are you in contact?",
        choices=[*PLATFORMS, ("none", "None of these")],
        help_text="Tick all that apply.",
        widget=Checkboxes(exclusive="none"),
    )
    met_on = DateField(label="Date you met", past=True, help_text="For example, 27 3 2019.")
    since = ApproximateDateField(label="Since when have you been friends?", past=True)
    context = forms.CharField(
        label="In your own words", max_length=500, widget=forms.Textarea, required=False
    )
    screenshots = FilesField(label="Screenshots", required=False)
    password = forms.CharField(label="Password", widget=forms.PasswordInput)
    agreed = forms.BooleanField(label="I have read the statement")
    step = forms.CharField(widget=forms.HiddenInput, initial="gallery")


@dataclass(frozen=True, slots=True)
class GalleryRow:
    reference: str
    name: str
    state: str
    received_on: date


@dataclass(frozen=True, slots=True)
class GalleryContact:
    name: str
    role: str
    telephone: str


DESIGN = ListDesign(
    sorts=(Sort("received", "received_on", first="newest"), Sort("name", "name")),
    filters=(Filter("q", "Name"), Filter("state", "State", STATES)),
)
COLUMNS = (
    Column("Reference", lambda row: row.reference),
    Column("Name", lambda row: row.name, sort="name"),
    Column("State", lambda row: row.state),
    Column("Received", lambda row: row.received_on, sort="received"),
)


@access(Anyone())
def gallery(request: HttpRequest) -> HttpResponse:
    asked = DESIGN.read(request.GET)
    today = clock.today()
    rows = [
        GalleryRow(
            f"D-{1000 + n}", f"Morgan Featherstonehaugh-Smythe {n}", STATES[n % 3][1], today - timedelta(n)
        )
        for n in range(6)
    ]
    if asked.export:
        return download(asked.export, name="components", on=today, columns=COLUMNS, rows=rows)
    form = GalleryForm(request.POST, request.FILES) if request.method == "POST" else GalleryForm()
    return render(
        request,
        "web/gallery.html",
        {
            "columns": COLUMNS,
            "contacts": [
                GalleryContact("Ada Lovelace", "Designated safeguarding lead", "01632 960 001"),
                GalleryContact("Grace Hopper", "Headteacher", "01632 960 002"),
            ],
            "form": form,
            "listing": Listing(rows, asked, total=160, page=4, pages=7, numbers=(1, None, 3, 4, 5, None, 7)),
            "now": clock.now(),
        },
    )
