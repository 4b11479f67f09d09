"""One table for several people: parents who are friends, or one's own family. Works without JavaScript."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.forms.formsets import BaseFormSet, formset_factory

from aboveboard.declarations.questions.answers import Kind, YesNoUnsure
from aboveboard.declarations.questions.texts import YES_NO_UNSURE
from aboveboard.web.dates import ApproximateDate, Precision
from aboveboard.web.forms import Form

MOST_PEOPLE = 30
"""Source: guidance A1.3."""

PREFIX = "people"

TIES: dict[Kind, str] = {
    Kind.FRIEND: "A friend",
    Kind.FAMILY_FRIEND: "A friend of my family",
    Kind.CO_PARENT: "Our children are in the same class",
    Kind.COMMUNITY: "From a club, a faith group or the like",
    Kind.ACQUAINTANCE: "I know them slightly",
}
LINKS: dict[Kind, str] = {
    Kind.PUPIL: "A pupil",
    Kind.FORMER_PUPIL: "A former pupil",
    Kind.PARENT: "A parent or carer of a pupil",
    Kind.COLLEAGUE: "Works here",
    Kind.BOARD_MEMBER: "Sits on its board",
}


class RowForm(Form):
    """One line. A line with no name in it is left out."""

    name = forms.CharField(label="Name", max_length=200)

    def answers(self) -> dict[str, Any]:
        """The answers of a valid line, as `Answers` has them."""
        raise NotImplementedError


class ParentRow(RowForm):
    """A parent of a pupil whom one knows besides."""

    tie = forms.ChoiceField(
        label="How do you know them?",
        choices=[("", "Choose"), *((kind.value, text) for kind, text in TIES.items())],
    )
    year = forms.IntegerField(
        label="Since which year?",
        required=False,
        min_value=1920,
        help_text="Leave it empty if you do not know.",
    )
    through_work = forms.ChoiceField(
        label="Through your work here?",
        choices=[("", "Choose"), *((answer.value, text) for answer, text in YES_NO_UNSURE.items())],
    )

    def answers(self) -> dict[str, Any]:
        year = self.cleaned_data["year"]
        return {
            "kinds": frozenset({Kind.PARENT, Kind(self.cleaned_data["tie"])}),
            "since": ApproximateDate(date(year, 1, 1), Precision.YEAR)
            if year
            else ApproximateDate(None, Precision.UNKNOWN),
            "through_work": YesNoUnsure(self.cleaned_data["through_work"]),
        }

    def clean_year(self) -> int | None:
        year: int | None = self.cleaned_data["year"]
        if year and year > self.latest_year:
            raise forms.ValidationError(f"The year must be {self.latest_year} or earlier")
        return year

    latest_year = 9999


class FamilyRow(RowForm):
    """One of one's own family, and what they are at the school."""

    link = forms.ChoiceField(
        label="What are they at the school?",
        choices=[("", "Choose"), *((kind.value, text) for kind, text in LINKS.items())],
    )

    def answers(self) -> dict[str, Any]:
        return {"kinds": frozenset({Kind.FAMILY, Kind(self.cleaned_data["link"])})}


class PeopleSet(BaseFormSet):  # type: ignore[type-arg]
    """The lines of the table. Empty lines do not count; one at least is needed."""

    def clean(self) -> None:
        if not any(self.errors) and not self.filled():
            raise forms.ValidationError("Enter at least one name")

    def filled(self) -> list[Any]:
        return [form for form in self.forms if form.has_changed()]


def people_set(
    typed: Mapping[str, Sequence[str]], *, of: type[RowForm], latest_year: int, more: bool = False
) -> PeopleSet:
    """The table as typed, bound: it says what is wrong. `more` adds a line."""
    rows = min(_rows(typed) + (1 if more else 0), MOST_PEOPLE)
    sent = {name: values[-1] for name, values in typed.items() if name.startswith(f"{PREFIX}-") and values}
    counts = {f"{PREFIX}-TOTAL_FORMS": str(rows), f"{PREFIX}-INITIAL_FORMS": "0"}
    return _made(_factory(of)({**sent, **counts}, prefix=PREFIX), latest_year)


def shown_people_set(
    typed: Mapping[str, Sequence[str]], *, of: type[RowForm], latest_year: int, more: bool = False
) -> PeopleSet:
    """The table as it is first shown, with what was typed before and no complaints."""
    rows = min(_rows(typed) + (1 if more else 0), MOST_PEOPLE)
    names = list(of.base_fields)
    initial = [
        {name: (list(typed.get(f"{PREFIX}-{row}-{name}", ())) or [""])[-1] for name in names}
        for row in range(rows)
    ]
    return _made(_factory(of)(prefix=PREFIX, initial=initial), latest_year)


def _factory(of: type[RowForm]) -> Any:
    return formset_factory(of, formset=PeopleSet, extra=0, max_num=MOST_PEOPLE, absolute_max=MOST_PEOPLE)


def _made(found: PeopleSet, latest_year: int) -> PeopleSet:
    for form in found.forms:
        form.empty_permitted = True
        form.latest_year = latest_year
    return found


def _rows(typed: Mapping[str, Sequence[str]]) -> int:
    said = (list(typed.get(f"{PREFIX}-TOTAL_FORMS", [])) or ["3"])[-1]
    return max(int(said), 1) if said.isascii() and said.isdigit() and len(said) < 4 else 3
