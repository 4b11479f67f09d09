"""What the office fills in for supply, volunteers and visitors."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from aboveboard.people.selectors.bookings import BOOKED, MayBeThem
from aboveboard.rules.relationships.facts import Category
from aboveboard.web.fields import DateField, Radios
from aboveboard.web.forms import Form

BOOKED_WORDS = {
    Category.AGENCY: "Supply, from an agency",
    Category.VOLUNTEER: "Volunteer or visitor",
    Category.CASUAL: "Casual",
    Category.TEMPORARY: "Temporary, or a trainee",
}
SOMEBODY_NEW = "new"


class BookingForm(Form):
    given_name = forms.CharField(label="First names", max_length=100)
    family_name = forms.CharField(label="Family name", max_length=100)
    category = forms.TypedChoiceField(
        label="How do they come?",
        coerce=Category,
        choices=[(category.value, BOOKED_WORDS[category]) for category in BOOKED],
        widget=Radios(reveals={Category.AGENCY.value: "agency"}),
    )
    agency = forms.CharField(label="Which agency?", max_length=120, required=False)
    school = forms.TypedChoiceField(label="Which school?", coerce=int, empty_value=None)
    from_on = DateField(label="First day")
    until_on = DateField(label="Last day, if you know it", required=False)
    email = forms.EmailField(
        label="E-mail address",
        help_text="Without one they cannot sign in. We will write to it.",
        required=False,
    )

    def __init__(self, *args: Any, schools: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = list(schools)
        choices = known if len(known) == 1 else [("", "Choose one"), *known]
        self.fields["school"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("from_on"), cleaned.get("until_on")
        if first and last and last < first:
            self.add_error("until_on", "The last day must be the first day or later")
        return cleaned


class SamePersonForm(Form):
    same = forms.ChoiceField(label="Is it one of these people?", widget=Radios)

    def __init__(self, *args: Any, likely: Iterable[MayBeThem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = list(likely)
        hints = {one.reference: one.works_as for one in found}
        self.fields["same"].choices = [  # type: ignore[attr-defined]
            *((one.reference, one.name) for one in found),
            (SOMEBODY_NEW, "No, somebody else"),
        ]
        self.fields["same"].widget.hints = hints
        self.fields["same"].widget.divider_before = SOMEBODY_NEW


class EndBookingForm(Form):
    last_on = DateField(label="What is their last day?")
