"""The pages of questions as forms, and the walk through them.

What was typed travels as it was typed (`Typed`: the names and values of the form fields), from page to page or in a
draft; it is read anew each time, so that going back or changing an answer never leaves a stale one behind.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict

from aboveboard.declarations.questions import BY_KEY, PAGES, Answers, Case, Page, asked_pages, next_page
from aboveboard.declarations.questions.answers import (
    ALONE,
    PUPIL_KINDS,
    SCHOOL_KINDS,
    Kind,
    Purpose,
    YesNo,
    YesNoUnsure,
    latest,
)
from aboveboard.declarations.questions.case import just_18
from aboveboard.declarations.questions.summary import OUTSIDE_THE_TRUST
from aboveboard.declarations.questions.texts import CHOICES, HINTS, KIND_HINTS, KINDS, QUESTIONS
from aboveboard.rules.platforms import PLATFORMS
from aboveboard.rules.relationships.facts import OUTSIDE, Form, Stage
from aboveboard.web.fields import ApproximateDateField, Checkboxes, DateInput, Radios
from aboveboard.web.forms import Form as GovukForm

Typed = Mapping[str, Sequence[str]]
"""Field name -> the values typed, for every question of the flow; what was not asked is not there."""

TYPES: dict[str, type[Any]] = {
    "under_18": YesNoUnsure,
    "child_at_risk": YesNoUnsure,
    "taught": YesNoUnsure,
    "through_work": YesNoUnsure,
    "peer": YesNo,
    "stage": Stage,
    "form": Form,
    "purpose": Purpose,
    "knew_who": YesNo,
}
DATES = ("born_on", "left_on", "since")
FIELD_NAMES: frozenset[str] = frozenset(
    ["platforms", "kinds", "school", *TYPES]
    + [f"{name}-{part}" for name in DATES for part in (*DateInput.parts, "unknown")]
)
"""Every name that the forms of the flow send."""


class PageForm(GovukForm):
    """The questions of one page that matter for a case. Cleans to values of `Answers`."""

    def __init__(
        self, page: Page, case: Case, schools: Sequence[tuple[str, str]], *args: Any, **kwargs: Any
    ) -> None:
        """`schools` are (key, name), the asker's own first."""
        super().__init__(*args, **kwargs)
        self.case = case
        for name in page.asks(case):
            self.fields[name] = _field(name, schools)
        if "under_18" in self.fields:
            self.fields["under_18"].widget.reveals = {YesNoUnsure.YES.value: "born_on"}
            self.fields["born_on"] = _field("born_on", schools)
        if "knew_who" in self.fields and "stage" in self.fields:
            self.fields["stage"].widget.reveals = {Stage.CONNECTED.value: "knew_who"}

    def clean_platforms(self) -> tuple[str, ...]:
        return tuple(self.cleaned_data["platforms"])

    def clean_kinds(self) -> frozenset[Kind]:
        kinds = frozenset(Kind(kind) for kind in self.cleaned_data["kinds"])
        if kinds & ALONE and len(kinds) > 1:
            (alone, *_) = kinds & ALONE
            raise forms.ValidationError(f"Tick “{KINDS[alone]}” alone, or not at all")
        if kinds >= PUPIL_KINDS:
            raise forms.ValidationError("Tick “A pupil” or “A former pupil”, not both")
        return kinds

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        kinds = cleaned.get("kinds")
        if kinds is not None:
            if not kinds & SCHOOL_KINDS:
                cleaned["school"] = None
            elif not cleaned.get("school"):
                self.add_error("school", "Choose the school they are or were at, or their child is at")
        born_on = latest(cleaned.get("born_on"))
        if cleaned.get("under_18") == YesNoUnsure.YES and born_on and born_on <= just_18(self.case.on):
            self.add_error(
                "born_on",
                forms.ValidationError(
                    "With that date they are 18 or over. Change the date, or the answer above", code="year"
                ),
            )
        return cleaned

    def answers(self) -> dict[str, Any]:
        """The answers of a valid form, typed as `Answers` has them."""
        typed = {}
        for name, value in self.cleaned_data.items():
            kind = TYPES.get(name)
            typed[name] = (kind(value) if value else None) if kind else (value or None)
        return typed


def _field(name: str, schools: Sequence[tuple[str, str]]) -> forms.Field:
    label, hint = QUESTIONS[name], HINTS.get(name, "")
    match name:
        case "platforms":
            platforms = [(platform.key, platform.name) for platform in PLATFORMS]
            return forms.MultipleChoiceField(
                label=label, help_text=hint, choices=platforms, widget=Checkboxes()
            )
        case "kinds":
            kinds = [(kind.value, words) for kind, words in KINDS.items()]
            hints = {kind.value: words for kind, words in KIND_HINTS.items()}
            widget = Checkboxes(hints=hints, exclusive=Kind.NONE_OF_THESE.value)
            return forms.MultipleChoiceField(label=label, help_text=hint, choices=kinds, widget=widget)
        case "school":
            named = [("", "Choose a school"), *schools, (OUTSIDE, OUTSIDE_THE_TRUST)]
            return forms.ChoiceField(label=label, help_text=hint, choices=named, required=False)
        case "born_on" | "left_on" | "since":
            dated: forms.Field = ApproximateDateField(past=True, earliest=date(1900, 1, 1), label=label)
            return dated
    answers = [(choice.value, words) for choice, words in CHOICES[name].items()]
    return forms.ChoiceField(label=label, help_text=hint, choices=answers, widget=Radios())


@dataclass(frozen=True, slots=True)
class Walk:
    """How far what was typed leads. `page` is what is asked next; None when the answer can be given.

    `asked` are the pages so far in order, with `page` last. `case` holds only answers that count.
    """

    case: Case
    asked: tuple[Page, ...]
    page: Page | None

    def before(self, page: Page) -> Page | None:
        """The page asked before `page`; None for the first."""
        keys = [asked.key for asked in self.asked]
        place = keys.index(page.key) if page.key in keys else len(keys)
        return self.asked[place - 1] if place else None


def walk(typed: Typed, case: Case, schools: Sequence[tuple[str, str]]) -> Walk:
    """Read what was typed, page by page, up to the first that is not answered. `case` has no answers yet.

    That a child may be at risk counts from wherever it is said.
    """
    if list(typed.get("child_at_risk", ())) == [YesNoUnsure.YES.value]:
        case = case.answered(child_at_risk=YesNoUnsure.YES)
    for page in PAGES:
        if not page.applies(case):
            continue
        form = page_form(page, case, schools, typed)
        if not form.is_valid():
            break
        case = case.answered(**form.answers())
    return Walk(case, asked_pages(case), next_page(case))


def page_form(page: Page, case: Case, schools: Sequence[tuple[str, str]], typed: Typed) -> PageForm:
    """The form of a page with what was typed there, bound: it says what is wrong."""
    return PageForm(page, case, schools, _as_query(typed))


def blank_form(page: Page, case: Case, schools: Sequence[tuple[str, str]], typed: Typed) -> PageForm:
    """The form of a page as it is first shown: with what was typed there before, and no complaints."""
    form = PageForm(page, case, schools)
    query = _as_query(typed)
    for name, field in form.fields.items():
        value = field.widget.value_from_datadict(query, {}, name)
        if value:
            form.initial[name] = value
    return form


def sent_by(page: Page) -> frozenset[str]:
    """The names of all fields that a page may send."""
    names = _NAMES_OF[page.key]
    return frozenset(
        sent for name in names for sent in FIELD_NAMES if sent == name or sent.startswith(f"{name}-")
    )


_NAMES_OF: dict[str, tuple[str, ...]] = {
    "platform": ("platforms",),
    "who": ("kinds", "school"),
    "child": ("under_18", "born_on", "child_at_risk"),
    "at_school": ("left_on", "taught"),
    "beginning": ("since", "through_work", "peer"),
    "contact": ("stage", "form", "purpose", "knew_who"),
}
assert _NAMES_OF.keys() == BY_KEY.keys()


def read_typed(query: QueryDict) -> dict[str, list[str]]:
    """What a request sends of the flow, and nothing else."""
    return {name: without_nul(query.getlist(name)) for name in query if name in FIELD_NAMES}


def without_nul(texts: list[str]) -> list[str]:
    """As typed, without the one character that PostgreSQL refuses to keep in a draft."""
    return [text.replace("\0", "") for text in texts]


def typed_dates(answers: Answers) -> tuple[date, ...]:
    """The whole dates that the asker has typed themselves: these alone may be shown back."""
    found = [known.value for known in (answers.born_on, answers.left_on, answers.since) if known]
    return tuple(day for day in found if day is not None)


def _as_query(typed: Typed) -> QueryDict:
    query = QueryDict(mutable=True)
    for name, values in typed.items():
        query.setlist(name, list(values))
    return query
