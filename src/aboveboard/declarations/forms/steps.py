"""The steps of a declaration as forms. Each knows which fields are its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django import forms
from django.http import QueryDict

from aboveboard.declarations.forms.asking import FIELD_NAMES, PageForm, without_nul
from aboveboard.declarations.forms.table import PREFIX
from aboveboard.declarations.questions import BY_KEY, Kind
from aboveboard.declarations.services.prepare import ParentsKnow
from aboveboard.rules.relationships.facts import Stage
from aboveboard.web.fields import Checkboxes, Radios
from aboveboard.web.forms import Form

NONE_YET = "none_yet"
PARENTS_KNOW = (
    (ParentsKnow.YES.value, "Yes"),
    (ParentsKnow.NO.value, "No"),
    (ParentsKnow.NOT_SURE.value, "I am not sure"),
)
MOST_LETTERS = 3000


class Mode(StrEnum):
    """Whom one draft is about."""

    ONE = "one"
    SEVERAL = "several"
    FAMILY = "family"
    APPROACH = "approach"


MODES: dict[Mode, tuple[str, str]] = {
    Mode.ONE: ("One person", "A pupil, a former pupil, a parent, a colleague or somebody else."),
    Mode.SEVERAL: ("Several parents", "Friends who are parents here, all in one table, signed once."),
    Mode.FAMILY: ("My own family at this school", "Your children, your partner and others, on one page."),
    Mode.APPROACH: ("A pupil tried to contact me", "Or a former pupil. You have not said yes."),
}


class StartForm(Form):
    """Whom it is about."""

    mode = forms.ChoiceField(
        label="Who is it about?",
        choices=[(mode.value, words) for mode, (words, _) in MODES.items()],
        widget=Radios(hints={mode.value: hint for mode, (_, hint) in MODES.items()}),
    )


# The steps ----------------------------------------------------------------------------------------


class WhoForm(PageForm):
    """The name, typed and never picked, and how they know each other."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = self.fields["kinds"]
        kinds.choices = [  # type: ignore[attr-defined]
            (value, words)
            for value, words in kinds.choices  # type: ignore[attr-defined]
            if value not in (Kind.PAGE, Kind.NONE_OF_THESE)
        ]
        kinds.widget.exclusive = kinds.widget.divider_before = None
        name = forms.CharField(
            label="What is their name?",
            max_length=200,
            help_text="As you know them. You will not see a list.",
        )
        self.fields = {"other_name": name, **self.fields}


class TableForm(PageForm):
    """The school of everybody in the table."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["school"].required = True
        self.fields["school"].help_text = ""


class ContactForm(PageForm):
    """Where they are in touch and how; or not yet, where there is a relationship and no contact."""

    handle = forms.CharField(
        label="What name do they use there?",
        max_length=100,
        required=False,
        help_text="Only if you know it.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        platforms = self.fields["platforms"]
        platforms.choices = [*platforms.choices, (NONE_YET, "Nowhere yet")]  # type: ignore[attr-defined]
        platforms.widget.exclusive = platforms.widget.divider_before = NONE_YET
        platforms.help_text = "Tick all that you use with them."
        self.order_fields(["platforms", "handle"])
        if self.is_bound and NONE_YET in self.data.getlist("platforms"):  # type: ignore[attr-defined]
            for name in self.fields.keys() - {"platforms", "child_at_risk"}:
                self.fields[name].required = False

    def clean_platforms(self) -> tuple[str, ...]:
        platforms = tuple(self.cleaned_data["platforms"])
        if NONE_YET in platforms and len(platforms) > 1:
            raise forms.ValidationError("Tick “Nowhere yet” alone, or not at all")
        return platforms

    def answers(self) -> dict[str, Any]:
        found = super().answers()
        if found["platforms"] == (NONE_YET,):
            return {
                "platforms": ("other",),
                "stage": Stage.STAFF_WANTS,
                "child_at_risk": found.get("child_at_risk"),
            }
        return found


class ContextForm(Form):
    """The context in own words, and of a child whether the parents know."""

    context = forms.CharField(
        label="Tell us about it in your own words",
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=MOST_LETTERS,
        help_text="How you know each other, and what you use social media for. Two or three sentences are enough.",
    )
    parents_know = forms.ChoiceField(
        label="Do their parents know?",
        choices=PARENTS_KNOW,
        widget=Radios(),
    )

    def __init__(self, *args: Any, child: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not child:
            del self.fields["parents_know"]


class RecipientsForm(Form):
    """Who is left out. What is left out goes one level up; nobody is asked why."""

    leave_out = forms.MultipleChoiceField(
        label="Leave someone out",
        required=False,
        help_text="Tick anyone who should not see this. It goes to someone above them. You need not say why.",
        widget=forms.CheckboxSelectMultiple,
    )
    ready = forms.CharField(widget=forms.HiddenInput, initial="yes")

    def __init__(self, *args: Any, people: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["leave_out"].widget = Checkboxes(choices=people)
        self.fields["leave_out"].choices = people  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Step:
    """One page of the journey. `names` are the fields it may send, for saving."""

    key: str
    heading: str
    names: frozenset[str]

    def typed_in(self, query: QueryDict) -> dict[str, list[str]]:
        """What a request sends of this step, and of no other."""
        return {
            name: without_nul(query.getlist(name))
            for name in query
            if name in self.names or (self.key == "people" and name.startswith(f"{PREFIX}-"))
        }


def _fields(*names: str) -> frozenset[str]:
    return frozenset(
        sent for sent in FIELD_NAMES for name in names if sent == name or sent.startswith(f"{name}-")
    )


STEPS: dict[str, Step] = {
    step.key: step
    for step in (
        Step("who", "Who is it?", _fields("kinds", "school") | {"other_name"}),
        Step("people", "Who are they?", _fields("school")),
        Step("child", BY_KEY["child"].heading, _fields("under_18", "born_on", "child_at_risk")),
        Step("at_school", BY_KEY["at_school"].heading, _fields("left_on", "taught")),
        Step("beginning", BY_KEY["beginning"].heading, _fields("since", "through_work", "peer")),
        Step(
            "contact",
            "How you are in touch",
            _fields("platforms", "stage", "form", "purpose", "knew_who", "child_at_risk") | {"handle"},
        ),
        Step("context", "In your own words", frozenset({"context", "parents_know"})),
        Step("recipients", "Who will receive this", frozenset({"leave_out", "ready"})),
    )
}
