"""What is asked of somebody at the desk, one thing a page. `version` is the one they read."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django import forms

from aboveboard.people.selectors.matching import Suggestion
from aboveboard.web.fields import DateField, Radios
from aboveboard.web.forms import Form

LONGEST = 2000
NOBODY = "nobody"
_TICKED = re.compile(r"[A-Z0-9-]{1,40}:[0-9]{1,9}", re.ASCII | re.IGNORECASE)

THEY_READ_IT = (
    "The member of staff can read this. Leave out what only school records say about the other person."
)


class StepForm(Form):
    """A step with nothing to fill in."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class _Words(forms.CharField):
    def __init__(self, label: str, *, hint: str = THEY_READ_IT, required: bool = True) -> None:
        super().__init__(
            label=label, max_length=LONGEST, help_text=hint, required=required, widget=forms.Textarea
        )


class ConditionForm(StepForm):
    text = _Words("What is the condition?")


class QuestionForm(StepForm):
    text = _Words("What do you need to know?")


class ReferForm(StepForm):
    reasons = _Words("Why might it not go with section 8?")


class ReasonsForm(StepForm):
    reasons = _Words("What are your reasons?")


class MayGoOnForm(StepForm):
    reasons = _Words("What are your reasons?")
    conditions = _Words(
        "Is there a condition?",
        hint="Leave this empty if there is none. The member of staff can read it.",
        required=False,
    )


class StopForm(StepForm):
    reasons = _Words("What are your reasons?")
    respond_by_on = DateField(label="By when can they respond?", future=True)

    def __init__(self, *args: Any, earliest: date, hint: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["respond_by_on"].earliest = earliest  # type: ignore[attr-defined]
        self.fields["respond_by_on"].help_text = hint


class MatchForm(StepForm):
    person = forms.ChoiceField(label="Who is it?", widget=Radios(divider_before=NOBODY))

    def __init__(self, *args: Any, suggestions: tuple[Suggestion, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["person"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            *((str(found.person_id), found.name) for found in suggestions),
            (NOBODY, "None of these" if suggestions else "Nobody in our records"),
        ]
        field.widget.hints = {str(found.person_id): found.why for found in suggestions}
        if not suggestions:
            field.widget.divider_before = None


class _TickedField(forms.MultipleChoiceField):
    widget = forms.CheckboxSelectMultiple

    def valid_value(self, value: Any) -> bool:
        return bool(_TICKED.fullmatch(str(value)))


class TickedForm(Form):
    """Declarations ticked on the list, each with the version that was shown."""

    declaration = _TickedField(
        label="Declarations",
        error_messages={"required": "Tick the declarations that you want to acknowledge"},
    )

    @property
    def versions(self) -> dict[str, int]:
        """The version of each reference that was ticked."""
        pairs = (ticked.rpartition(":") for ticked in self.cleaned_data["declaration"])
        return {reference: int(version) for reference, _, version in pairs}


class OpenRoundForm(Form):
    """A round for one school of one's own."""

    school = forms.ChoiceField(label="Which school?", widget=Radios)
    due_on = DateField(label="By when should they answer?", future=True, help_text="For example, 27 3 2026")
    note = forms.CharField(
        label="What would you like to say to them? (optional)",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Everybody at the school can read this.",
    )

    def __init__(
        self, *args: Any, schools: tuple[tuple[str, str], ...], earliest: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        school, due_on = self.fields["school"], self.fields["due_on"]
        assert isinstance(school, forms.ChoiceField)
        school.choices = list(schools)
        due_on.earliest = earliest  # type: ignore[attr-defined]
        if len(schools) == 1:
            school.widget, school.initial = forms.HiddenInput(), schools[0][0]
