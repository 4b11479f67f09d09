"""Sharing a kept answer, and asking and answering a question."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from aboveboard.declarations.selectors.asking import PersonToShareWith
from aboveboard.web.fields import Radios
from aboveboard.web.forms import Form


class ShareForm(Form):
    """One person, by the part they play."""

    person = forms.TypedChoiceField(label="Who may read it?", widget=Radios(), coerce=int)

    def __init__(self, people: Sequence[PersonToShareWith], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = [  # type: ignore[attr-defined]
            (person.person_id, f"{person.name}, {person.role}") for person in people
        ]


class QuestionForm(Form):
    """What somebody wants to know."""

    text = forms.CharField(
        label="What do you want to ask?",
        help_text="Say what it is about, as you would to a colleague.",
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=4000,
    )
    other_name = forms.CharField(
        label="Who is it about? (optional)",
        help_text="Give a name only if it is needed for an answer.",
        required=False,
        max_length=200,
    )


class AnswerForm(Form):
    """The answer to a question."""

    answer = forms.CharField(
        label="Your answer",
        help_text="Say what they may do, and what not. They read it as you write it.",
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=4000,
    )
