"""Putting a platform on a school's list."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from aboveboard.people.models import Audience
from aboveboard.rules.platforms import PLATFORMS
from aboveboard.web.fields import Radios
from aboveboard.web.forms import Form

AUDIENCE_WORDS = {
    Audience.PUPILS: "Pupils",
    Audience.PARENTS: "Parents",
    Audience.COLLEAGUES: "Colleagues",
    Audience.PUBLIC: "Everybody: it is public",
}


class AgreePlatformForm(Form):
    """`schools` are (id, name) of the schools whose list it may go on."""

    school = forms.TypedChoiceField(label="School", coerce=int, widget=Radios)
    platform = forms.ChoiceField(
        label="Platform",
        choices=[("", "Choose one"), *((one.key, one.name) for one in PLATFORMS if one.is_social_media)],
    )
    audience = forms.TypedChoiceField(
        label="With whom may it be used?",
        coerce=Audience,
        choices=[(audience.value, words) for audience, words in AUDIENCE_WORDS.items()],
        widget=Radios,
    )
    purpose = forms.CharField(label="What for?", help_text="For example: homework.", max_length=200)
    one_to_one = forms.TypedChoiceField(
        label="May it be used with one person alone?",
        choices=[("no", "No, in groups only"), ("yes", "Yes")],
        coerce=lambda value: value == "yes",
        widget=Radios,
    )

    def __init__(self, *args: Any, schools: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = list(schools)
        self.fields["school"].choices = choices  # type: ignore[attr-defined]
        if len(choices) == 1:
            self.fields["school"].widget = forms.HiddenInput()
            self.fields["school"].initial = choices[0][0]
